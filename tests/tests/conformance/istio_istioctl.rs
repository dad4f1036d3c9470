//! `istioctl proxy-config`: an Envoy's configuration dump, to the table of routes or endpoints. Endpoints that are sockets of
//! the file system are not modelled.

use crate::data::{self, Fields};
use crate::kubeproxy::directories;
use crate::report::{Case, Group, difference};
use malla_control_plane::istiod::proxy_config::{eds, print, routes};
use malla_control_plane::istiod::sidecar_listeners::{HEALTH_TABLE, STATS_TABLE};
use malla_manifest::{Value, read_value};
use malla_proxy::{Cluster, Dialect, Discovery, Domain, Endpoint, PathMatch, Proxy, Route, RouteTable, VirtualHost};
use malla_trace::{Cause, CauseId, FieldPath, Ledger, ObjectRef, Place};
use std::net::SocketAddr;
use std::path::Path;

/// Runs the dumps of routes and of endpoints.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let mut cases = Vec::new();
    for path in directories(&directory.join("routes"))? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        cases.push(case(&format!("routes/{name}"), &path, "output.txt", routes_of));
    }
    let endpoint = directory.join("endpoint");
    cases.push(case("endpoint/emptyfilter", &endpoint, "emptyfilter_output.txt", |dump| Ok(endpoints_of(dump, None))));
    cases.push(case("endpoint/portfilter", &endpoint, "portfilter_output.txt", |dump| {
        Ok(endpoints_of(dump, Some(8080)))
    }));
    Ok(Group { name: "istio/istioctl", cases, checks: vec![], floor })
}

fn case(name: &str, path: &Path, expected: &str, told: fn(&Value) -> Result<String, String>) -> Case {
    let result = data::text(&path.join(expected)).and_then(|expected| {
        let text = data::text(&path.join("configdump.json"))?;
        let dump = read_value(&text).map_err(|finding| finding.diagnostic(malla_trace::Lang::En).message)?;
        let found = told(&dump)?;
        if found.trim_end() == expected.trim_end() { Ok(()) } else { Err(difference(&expected, &found)) }
    });
    Case { name: name.into(), problems: result.err().into_iter().collect() }
}

fn routes_of(dump: &Value) -> Result<String, String> {
    let mut ledger = Ledger::default();
    let mut proxy = Proxy::new(Dialect::envoy(), CauseId(0));
    let configs = dump.items_at("configs").iter();
    let tables = configs.flat_map(|config| {
        config.items_at("dynamic_route_configs").iter().chain(config.items_at("static_route_configs"))
    });
    for table in tables.map(|table| table.at("route_config")) {
        let hosts: Vec<VirtualHost> =
            table.items_at("virtual_hosts").iter().map(|host| virtual_host(host, &mut ledger)).collect();
        let first = hosts.first().and_then(|host| host.routes.first()).map(|route| route.matches.path.clone());
        let name = match (table.text_at("name"), first) {
            (Some(name), _) => name,
            (None, Some(path)) if path == PathMatch::prefix("/healthz/ready") => HEALTH_TABLE,
            (None, _) => STATS_TABLE,
        };
        proxy.add_route_table(RouteTable::new(name, hosts, CauseId(0)));
    }
    Ok(print(&routes(&proxy, &ledger)))
}

fn virtual_host(value: &Value, ledger: &mut Ledger) -> VirtualHost {
    let routes = value.items_at("routes").iter().map(|it| route(it, ledger)).collect();
    let mut host = VirtualHost::new(value.text_at("name").unwrap_or_default(), &[], routes, CauseId(0));
    host.domains = value.texts_at("domains").iter().map(|text| Domain::parse(text)).collect();
    host
}

fn route(value: &Value, ledger: &mut Ledger) -> Route {
    let text = |key: &str| value.text_at(key);
    let path = match (text("match.path"), text("match.path_separated_prefix"), text("match.prefix")) {
        (Some(path), _, _) => PathMatch::exact(path),
        (None, Some(path), _) => PathMatch::path_separated_prefix(path),
        (None, None, path) => PathMatch::prefix(path.unwrap_or("/")),
    };
    let why = management(value, ledger);
    Route::to("", path, text("route.cluster").unwrap_or_default(), why)
}

/// The object that the metadata name: `/apis/.../namespaces/NAMESPACE/virtual-service/NAME`.
fn management(value: &Value, ledger: &mut Ledger) -> CauseId {
    let config = value.text_at("metadata.filter_metadata.istio.config").unwrap_or_default();
    let parts: Vec<&str> = config.split('/').collect();
    match parts.as_slice() {
        [.., namespace, "virtual-service", name] => {
            let object =
                ObjectRef { kind: "VirtualService".into(), namespace: (*namespace).into(), name: (*name).into() };
            ledger.add(Cause::Written { object, path: FieldPath::root(), place: Place::default() })
        }
        _ => ledger.builtin("conformance/bootstrap"),
    }
}

/// The table of endpoints, all of them or those with one port.
fn endpoints_of(dump: &Value, port: Option<u16>) -> String {
    let mut proxy = Proxy::new(Dialect::envoy(), CauseId(0));
    let configs = dump.items_at("configs").iter();
    let lists = configs.flat_map(|config| {
        config.items_at("static_endpoint_configs").iter().chain(config.items_at("dynamic_endpoint_configs"))
    });
    for list in lists.map(|list| list.at("endpoint_config")) {
        let endpoints = list.items_at("endpoints").iter().flat_map(|place| place.items_at("lb_endpoints"));
        let endpoints = endpoints.filter_map(|endpoint| endpoint_of(endpoint.at("endpoint.address.socket_address")));
        let meant = endpoints.filter(|endpoint| port.is_none_or(|port| endpoint.address.port() == port));
        let name = list.text_at("cluster_name").unwrap_or_default();
        proxy.add_cluster(Cluster::new(name, Discovery::Static(meant.collect()), CauseId(0)));
    }
    print(&eds(&proxy))
}

fn endpoint_of(socket: &Value) -> Option<Endpoint> {
    let port = socket.number_at("port_value").and_then(|port| u16::try_from(port).ok())?;
    Some(Endpoint::new(SocketAddr::new(socket.text_at("address")?.parse().ok()?, port), CauseId(0)))
}
