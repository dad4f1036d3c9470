//! Unit tables of istiod's routing: host names, delegates, retries, catch-alls, and the virtual hosts of gateways.

use crate::data::{AsText, Fields};
use crate::istio_objects;
use crate::istio_routes::checked;
use crate::istio_sidecars::DOMAIN;
use crate::report::{Case, Group};
use malla_control_plane::istiod::virtual_service::{Retries, conflicts, gateway_name};
use malla_control_plane::istiod::{
    Asking, Mesh, Named, ProxyView, Role, Scope, domains_of, host, route_table, visible_rules,
};
use malla_manifest::{HttpMatchRequest, HttpRoute, Object, OutboundMode, Value, VirtualService};
use malla_proxy::RequireTls;
use malla_trace::Ledger;
use std::collections::BTreeMap;
use std::path::Path;

/// What a row comes to.
type Checked = Result<(), String>;

/// Runs the rows of a table.
fn rows(file: &Path, name: &'static str, floor: usize, check: fn(&Value) -> Checked) -> Result<Group, String> {
    let table = istio_objects::value(file)?;
    let cases = table.items_at("cases").iter().enumerate().map(|(number, row)| Case {
        name: row.text_at("name").map_or_else(|| number.to_string(), str::to_owned),
        problems: check(row).err().into_iter().collect(),
    });
    Ok(Group { name, cases: cases.collect(), checks: vec![], floor })
}

fn same<T: PartialEq + std::fmt::Debug>(found: &T, wanted: &T) -> Checked {
    if found == wanted { Ok(()) } else { Err(format!("{found:?}, not {wanted:?}")) }
}

fn text<'v>(row: &'v Value, key: &str) -> &'v str {
    row.text_at(key).unwrap_or_default()
}

/// `TestNameMatches`.
pub fn name_matches(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/host-name-matches.yaml", floor, |row| {
        same(&host::matches(text(row, "a"), text(row, "b")), &row.is("out"))
    })
}

/// `TestNameSubsetOf`.
pub fn name_subsets(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/host-name-subset-of.yaml", floor, |row| {
        same(&host::subset_of(text(row, "a"), text(row, "b")), &row.is("out"))
    })
}

/// `TestMoreSpecific`.
pub fn more_specific(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/host-more-specific.yaml", floor, |row| {
        let (a, b) = (text(row, "host1"), text(row, "host2"));
        same(&host::by_specificity(a, b).is_le(), &row.is("expected"))
    })
}

/// `TestNamesSortOrder`.
pub fn sort_order(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/host-names-sort-order.yaml", floor, |row| {
        let mut names = row.texts_at("in");
        names.sort_by(|a, b| host::by_specificity(a, b));
        same(&names, &row.texts_at("want"))
    })
}

/// `TestNamesIntersection`.
pub fn intersections(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/host-names-intersection.yaml", floor, |row| {
        let (a, b) = (row.texts_at("a"), row.texts_at("b"));
        let a: Vec<&str> = a.iter().map(String::as_str).collect();
        let b: Vec<&str> = b.iter().map(String::as_str).collect();
        same(&host::intersection(&a, &b), &row.texts_at("intersection"))
    })
}

/// `TestNamesForNamespace`.
pub fn for_namespace(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/host-names-for-namespace.yaml", floor, |row| {
        let hosts = row.texts_at("hosts");
        let found: Vec<String> =
            host::for_namespace(&hosts, text(row, "namespace")).into_iter().map(str::to_owned).collect();
        same(&found, &row.texts_at("want"))
    })
}

/// `TestResolveShortnameToFQDN`.
pub fn short_names(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/resolve-short-name.yaml", floor, |row| {
        let meta = row.at("meta");
        let found = host::resolve(text(row, "name"), text(meta, "namespace"), text(meta, "domain"));
        same(&found.as_str(), &text(row, "out"))
    })
}

/// `TestResolveGatewayName`.
pub fn gateway_names(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/gateway-name-resolution.yaml", floor, |row| {
        let found = gateway_name(text(row, "gateway"), text(row, "namespace"));
        same(&found.as_str(), &text(row, "resolved"))
    })
}

/// A VirtualService of one case.
fn virtual_service(name: &str, hosts: &str, http: Vec<Value>) -> Result<Value, String> {
    let head = format!(
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: default}}\n"
    );
    let mut value = istio_objects::documents(&head)?.pop().ok_or("no head")?;
    let hosts = Value::List(if hosts.is_empty() { vec![] } else { vec![Value::from(hosts)] });
    let spec = Value::Map(vec![("hosts".into(), hosts), ("http".into(), Value::List(http))]);
    if let Value::Map(entries) = &mut value {
        entries.push(("spec".into(), spec));
    }
    Ok(value)
}

fn map(entries: &[(&str, Value)]) -> Value {
    Value::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

/// Rules as they are read.
fn read_rules(http: Vec<Value>) -> Result<Vec<HttpRoute>, String> {
    match Object::from_value(&virtual_service("case", "case", http)?) {
        Some(Object::VirtualService(VirtualService { spec, .. })) => Ok(spec.http),
        _ => Err("no VirtualService".into()),
    }
}

fn read_conditions(list: &Value) -> Result<Vec<HttpMatchRequest>, String> {
    let rules = read_rules(vec![map(&[("match", list.clone())])])?;
    Ok(rules.into_iter().flat_map(|rule| rule.match_).collect())
}

/// `TestHasConflict`.
pub fn delegate_conflicts(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/delegate-match-conflict.yaml", floor, |row| {
        let both = Value::List(vec![row.at("root").clone(), row.at("leaf").clone()]);
        let [root, leaf] = &read_conditions(&both)?[..] else { return Err("two conditions".into()) };
        same(&conflicts(root, leaf), &row.is("expected"))
    })
}

/// The rules of a root rule and its delegate's, joined.
fn joined(root: &Value, delegate: Vec<Value>) -> Result<Vec<HttpRoute>, String> {
    let meant = map(&[("name", Value::from("delegate")), ("namespace", Value::from("default"))]);
    let mut entries = if let Value::Map(entries) = root { entries.clone() } else { vec![] };
    entries.retain(|(key, _)| key != "delegate");
    entries.push(("delegate".into(), meant));
    let objects = [
        virtual_service("root", "example.org", vec![Value::Map(entries)])?,
        virtual_service("delegate", "", delegate)?,
    ];
    let mut ledger = Ledger::default();
    let store = istio_objects::store_of(&objects, &mut ledger)?;
    let mesh = Mesh::new(&store, DOMAIN);
    let rule = mesh.rules.first().ok_or("no root")?;
    let joined = rule.http.iter().map(|rule| {
        let mut route = rule.route.clone().into_owned();
        route.match_ = rule.conditions.iter().map(|condition| condition.request.clone().into_owned()).collect();
        route
    });
    Ok(joined.collect())
}

/// `TestMergeHTTPMatchRequests`.
pub fn delegate_matches(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/delegate-merge-match.yaml", floor, |row| {
        let list = |key: &str| map(&[("match", row.at(key).clone())]);
        let found: Vec<HttpMatchRequest> =
            joined(&list("root"), vec![list("delegate")])?.into_iter().flat_map(|rule| rule.match_).collect();
        same(&found, &read_conditions(row.at("expected"))?)
    })
}

/// `TestMergeHttpRoutes`.
pub fn delegate_rules(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/delegate-merge-http-routes.yaml", floor, |row| {
        let found = joined(row.at("root"), row.items_at("delegate").to_vec())?;
        same(&found, &read_rules(row.items_at("expected").to_vec())?)
    })
}

/// `TestRetry`.
pub fn retry_policies(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/retry-policy.yaml", floor, |row| {
        let rule = read_rules(vec![row.at("route").clone()])?.pop().unwrap_or_default();
        let policy = Retries::of(rule.retries.as_ref(), row.is("hashPolicy"));
        let told = |flat| map(&[("policy", policy.as_ref().map_or(Value::Null, |policy| retries(policy, flat)))]);
        let (nested, flat) = (told(false), told(true));
        let checks = row.items_at("asserts").iter();
        let problems = checks.filter_map(|check| {
            let whole = check.text_at("path") == Some("policy");
            checked(if whole { &flat } else { &nested }, check).err()
        });
        let problems: Vec<String> = problems.collect();
        if problems.is_empty() { Ok(()) } else { Err(problems.join("; ")) }
    })
}

/// A retry policy as Envoy's JSON, or as the short form of the table.
fn retries(policy: &Retries, flat: bool) -> Value {
    let list = |texts: Vec<String>| Value::List(texts.iter().map(|text| Value::from(text.as_str())).collect());
    let number = Value::Int(i64::from(policy.retries));
    let predicates = if policy.other_hosts { vec!["RetryPreviousHosts".to_owned()] } else { vec![] };
    let timeout =
        policy.per_try_timeout_us.map_or(Value::Null, |us| Value::from(format!("{}s", us / 1_000_000).as_str()));
    let priority = map(&[
        ("name", Value::from("envoy.retry_priorities.previous_priorities")),
        ("typedConfig", map(&[("previousPriorities", map(&[("updateFrequency", Value::Int(2))]))])),
    ]);
    let codes = policy.status_codes.iter().map(|code| Value::Int(i64::from(*code))).collect();
    map(&[
        ("numRetries", if flat { number } else { map(&[("value", number)]) }),
        ("retryOn", Value::from(policy.on.join(",").as_str())),
        ("retriableStatusCodes", Value::List(codes)),
        ("perTryTimeout", timeout),
        ("hostSelectionRetryMaxAttempts", Value::Int(i64::from(policy.host_selection_attempts))),
        ("retryHostPredicate", if flat { Value::from("previous_hosts") } else { list(predicates) }),
        ("retryPriority", if policy.other_localities { priority } else { Value::Null }),
    ])
}

/// `TestGatewayHTTPRouteConfig`.
pub fn gateway_hosts(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/gateway-http-route-config.yaml", floor, |row| {
        let objects: Vec<Value> =
            row.items_at("gateways").iter().chain(row.items_at("virtualServices")).cloned().collect();
        let mut ledger = Ledger::default();
        let store = istio_objects::store_of(&objects, &mut ledger)?;
        let mut view = proxy("default", &mut ledger);
        view.role = Role::Gateway;
        view.labels = [("istio".to_owned(), "ingressgateway".to_owned())].into();
        let table =
            route_table(&Mesh::with_config_domain(&store, DOMAIN, ""), &view, text(row, "routeName"), &mut ledger);
        let hosts = table.virtual_hosts.iter();
        let domains: BTreeMap<String, Vec<String>> = hosts
            .clone()
            .map(|host| (host.name.clone(), host.domains.iter().map(ToString::to_string).collect()))
            .collect();
        same(&domains, &by_name(row.at("expectedVirtualHostsHostPortStrip"), crate::istio_values::texts))?;
        let routes: BTreeMap<String, Option<String>> =
            hosts.clone().map(|host| (host.name.clone(), Some(host.routes.len().to_string()))).collect();
        same(&routes, &by_name(row.at("expectedHTTPRoutes"), AsText::as_text))?;
        let redirects = hosts.clone().any(|host| host.require_tls == RequireTls::All);
        same(&redirects, &row.is("redirect"))
    })
}

fn by_name<T>(value: &Value, read: impl Fn(&Value) -> T) -> BTreeMap<String, T> {
    let Value::Map(entries) = value else { return BTreeMap::new() };
    entries.iter().map(|(name, value)| (name.clone(), read(value))).collect()
}

fn proxy(namespace: &str, ledger: &mut Ledger) -> ProxyView {
    ProxyView {
        namespace: namespace.into(),
        name: "proxy".into(),
        labels: BTreeMap::new(),
        addresses: vec![],
        service_account: "default".into(),
        role: Role::Sidecar,
        ports: vec![],
        why: ledger.builtin("conformance/proxy"),
    }
}

/// `TestSidecarOutboundTrafficPolicy`.
pub fn outbound_policies(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/sidecar-outbound-traffic-policy.yaml", floor, |row| {
        let mut ledger = Ledger::default();
        let store = istio_objects::store_of(&istio_objects::embedded(row.at("sidecar"))?, &mut ledger)?;
        let mut mesh = Mesh::new(&store, DOMAIN);
        if row.text_at("meshConfig.yaml.outboundTrafficPolicy.mode") == Some("REGISTRY_ONLY") {
            mesh.outbound = OutboundMode::RegistryOnly;
        }
        let scope = Scope::of(&mesh, &proxy("not-default", &mut ledger));
        same(&Some(scope.outbound), &OutboundMode::from_word(text(row, "outboundTrafficPolicy.mode")))
    })
}

/// `TestGenerateVirtualHostDomains`.
pub fn domains(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/virtual-host-domains.yaml", floor, |row| {
        let service = row.at("service");
        let ips = |texts: Vec<String>| texts.iter().filter_map(|ip| ip.parse().ok()).collect::<Vec<_>>();
        let addresses = ips(service.texts_at("clusterVIPs.addresses.cluster-1"));
        let aliases: Vec<String> =
            service.items_at("attributes.aliases").iter().map(|alias| text(alias, "hostname").to_owned()).collect();
        let headless = service.text_at("resolution") == Some("Passthrough(NONE)");
        let named = Named { host: text(service, "hostname"), aliases: &aliases, headless, addresses: &addresses };
        let own = ips(row.texts_at("node.iPAddresses"));
        let asking = Asking { domain: text(row, "node.dNSDomain"), addresses: &own };
        same(&domains_of(&named, &asking).all, &row.texts_at("want"))
    })
}

/// `TestVirtualServiceWithExportTo`: the rows with `meta` are the objects, the others ask.
pub fn exported_rules(file: &Path, floor: usize) -> Result<Group, String> {
    let table = istio_objects::value(file)?;
    let (objects, asked): (Vec<&Value>, Vec<&Value>) =
        table.items_at("cases").iter().partition(|row| row.get("meta").is_some());
    let objects: Vec<Value> = objects
        .into_iter()
        .map(|row| {
            let head = [("apiVersion", "networking.istio.io/v1"), ("kind", "VirtualService")];
            let head = head.map(|(key, word)| (key, Value::from(word)));
            map(&[
                head[0].clone(),
                head[1].clone(),
                ("metadata", row.at("meta").clone()),
                ("spec", row.at("spec").clone()),
            ])
        })
        .collect();
    let store = istio_objects::store_of(&objects, &mut Ledger::default())?;
    let mesh = Mesh::new(&store, DOMAIN);
    let cases = asked.into_iter().map(|row| {
        let rules = visible_rules(&mesh, text(row, "proxyNs"), text(row, "gateway"));
        let mut found: Vec<String> = rules.into_iter().flat_map(|rule| rule.hosts.clone()).collect();
        let mut wanted = row.texts_at("wantHosts");
        found.sort();
        wanted.sort();
        let name = format!("{} {}", text(row, "proxyNs"), text(row, "gateway"));
        Case { name, problems: same(&found, &wanted).err().into_iter().collect() }
    });
    let name = "istio/routing/tables/virtualservice-exportto.yaml";
    Ok(Group { name, cases: cases.collect(), checks: vec![], floor })
}
