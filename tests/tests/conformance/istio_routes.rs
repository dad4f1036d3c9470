//! One VirtualService on a gateway, to the fields of its Envoy routes.

use crate::data::{self, Fields};
use crate::istio_values::{at, holds, route};
use crate::kubeproxy::directories;
use crate::report::{Case, Group};
use crate::{istio_objects, istio_sidecars};
use malla_control_plane::istiod::virtual_service::{self, Asked, Rule, Target};
use malla_control_plane::istiod::{Mesh, Why};
use malla_manifest::Value;
use malla_trace::Ledger;
use std::collections::BTreeMap;
use std::path::Path;

/// The one service of all cases.
const SERVICE: &str = "\
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: example, namespace: default}
spec:
  hosts: ['*.example.org']
  addresses: [1.1.1.1]
  resolution: STATIC
  ports: [{number: 8080, name: default, protocol: HTTP}]
";

/// Fields of Envoy's that our engine does not have. What is asked of them counts as failed.
const NOT_MODELLED: &[&str] = &[
    "hashPolicy",
    "statPrefix",
    "maxGrpcTimeout",
    "dynamicMetadata",
    "clusterNotFoundResponseCode",
    "appendXForwardedHost",
    "vhosts",
];

/// Runs every case.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let cases = directories(directory)?.into_iter().map(|path| {
        let problems = case(&path).unwrap_or_else(|problem| vec![problem]);
        Case { name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), problems }
    });
    Ok(Group { name: "istio/routing/envoy-routes", cases: cases.collect(), checks: vec![], floor })
}

fn case(path: &Path) -> Result<Vec<String>, String> {
    let expect = istio_objects::value(&path.join("expect.yaml"))?;
    let mut objects = istio_objects::documents(&data::text(&path.join("input.yaml"))?)?;
    objects.extend(istio_objects::documents(SERVICE)?);
    let routes = translated(&objects)?;
    let checks = expect.items_at("asserts").iter();
    Ok(checks.filter_map(|check| checked(&routes, check).err()).collect())
}

fn translated(objects: &[Value]) -> Result<Value, String> {
    let mut ledger = Ledger::default();
    let store = istio_objects::store_of(objects, &mut ledger)?;
    let mesh = Mesh::new(&store, istio_sidecars::DOMAIN);
    let written = mesh.virtual_services.first().ok_or("no VirtualService")?;
    let rule = Rule::new(*written, &[], istio_sidecars::DOMAIN);
    let targets = |host: &str| {
        let service = mesh.registry.first(host)?;
        Some(Target { only_port: service.ports.first().map(|port| port.number), alias_of: None })
    };
    let labels = BTreeMap::new();
    let asked =
        Asked { gateway: "default/some-gateway", port: 8080, tls: false, labels: &labels, namespace: "default" };
    let compiled = virtual_service::compile(&rule, &asked, &targets, &mut Why::new(&mut ledger));
    let routes = Value::List(compiled.routes.iter().map(route).collect());
    Ok(Value::Map(vec![("routes".into(), routes)]))
}

/// One assertion: `equals`, `length`, `null`, with `not` turning it round.
pub fn checked(routes: &Value, check: &Value) -> Result<(), String> {
    let path = check.text_at("path").ok_or("no path")?;
    let inner = path.strip_prefix("len(").and_then(|rest| rest.strip_suffix(')'));
    let found = at(routes, inner.unwrap_or(path), NOT_MODELLED)?;
    let length = if let Value::List(items) = found { items.len() } else { 0 };
    let length = Value::Int(i64::try_from(length).unwrap_or(i64::MAX));
    let wanted = check.get("equals").or_else(|| check.get("length"));
    let held = match (wanted, inner.is_some() || check.get("length").is_some()) {
        (Some(wanted), true) => length == *wanted,
        (Some(wanted), false) => holds(found, wanted),
        (None, _) if check.is("null") => *found == Value::Null,
        (None, _) if check.is("empty") => length == Value::Int(0),
        (None, _) => return Err(format!("{path}: an assertion nobody knows")),
    };
    if held != check.is("not") { Ok(()) } else { Err(format!("{path}: {found:?}, not {wanted:?}")) }
}
