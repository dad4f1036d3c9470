//! What a sidecar's route table holds: for each domain the clusters of its routes in order, or nobody.

use crate::data::{self, Fields};
use crate::istio_objects;
use crate::kubeproxy::directories;
use crate::report::{Case, Group};
use malla_control_plane::istiod::{self, Mesh, ProxyView, Role};
use malla_manifest::Value;
use malla_proxy::{Action, RouteTable};
use malla_trace::Ledger;
use std::path::Path;

/// The cluster's domain in all cases.
pub const DOMAIN: &str = "cluster.local";

/// Runs every case.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let cases = directories(directory)?.into_iter().map(|path| {
        let problems = case(&path).unwrap_or_else(|problem| vec![problem]);
        Case { name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), problems }
    });
    Ok(Group { name: "istio/routing/sidecar-virtualhosts", cases: cases.collect(), checks: vec![], floor })
}

fn case(path: &Path) -> Result<Vec<String>, String> {
    let expect = istio_objects::value(&path.join("expect.yaml"))?;
    let mut ledger = Ledger::default();
    let store = istio_objects::store(&path.join("input.yaml"), &mut ledger)?;
    let view = view(expect.at("proxy"), &mut ledger)?;
    let mesh = Mesh::with_config_domain(&store, DOMAIN, "");
    let name = expect
        .text_at("route_config")
        .map(str::to_owned)
        .or_else(|| expect.number_at("route_config").map(|number| number.to_string()));
    let table = istiod::route_table(&mesh, &view, &name.ok_or("no route_config")?, &mut ledger);
    let Value::Map(domains) = expect.at("expect.domains") else { return Err("no domains".into()) };
    Ok(domains.iter().filter_map(|(domain, wanted)| check(&table, domain, wanted)).collect())
}

/// The proxy of a case.
pub fn view(proxy: &Value, ledger: &mut Ledger) -> Result<ProxyView, String> {
    let role = match proxy.text_at("type") {
        Some("sidecar") => Role::Sidecar,
        Some("gateway" | "router") => Role::Gateway,
        other => return Err(format!("a proxy of type {other:?}")),
    };
    let Value::Map(labels) = proxy.at("labels") else { return Ok(proxy_view(proxy, role, &[], ledger)) };
    Ok(proxy_view(proxy, role, labels, ledger))
}

fn proxy_view(proxy: &Value, role: Role, labels: &[(String, Value)], ledger: &mut Ledger) -> ProxyView {
    let labels = labels.iter().filter_map(|(key, value)| Some((key.clone(), data::AsText::as_text(value)?)));
    ProxyView {
        namespace: proxy.text_at("namespace").unwrap_or("default").into(),
        name: "case".into(),
        labels: labels.collect(),
        addresses: proxy.texts_at("ips").iter().filter_map(|ip| ip.parse().ok()).collect(),
        service_account: "default".into(),
        role,
        ports: Vec::new(),
        why: ledger.builtin("conformance/proxy"),
    }
}

fn check(table: &RouteTable, domain: &str, wanted: &Value) -> Option<String> {
    let owner = table.virtual_hosts.iter().find(|host| host.domains.iter().any(|own| own.to_string() == domain));
    let found: Option<Vec<String>> = owner.map(|host| host.routes.iter().map(|route| told(&route.action)).collect());
    let wanted: Option<Vec<String>> = match wanted {
        Value::Null => None,
        Value::String(one) => Some(vec![one.clone()]),
        list => Some(crate::istio_values::texts(list)),
    };
    (found != wanted).then(|| format!("{domain}: {found:?}, not {wanted:?}"))
}

fn told(action: &Action) -> String {
    match action {
        Action::Forward(forward) => forward.cluster.to_string(),
        Action::Redirect(_) => "redirect".into(),
        Action::Respond(respond) => respond.status.to_string(),
    }
}
