//! The virtual hosts of a gateway's route table: every host that a VirtualService and a server share, with the rules of
//! all VirtualServices for it in order of age and those that take everything last (`buildGatewayHTTPRouteConfig`).

use super::merge::Server;
use crate::istiod::draft::Draft;
use crate::istiod::egress::visible_rules;
use crate::istiod::host;
use crate::istiod::mesh::Mesh;
use crate::istiod::route_facts::RouteFact;
use crate::istiod::service::MeshService;
use crate::istiod::virtual_service::{self, Asked, Compiled, Rule, Target, is_catch_all};
use malla_proxy::{Domain, RequireTls, Route, VirtualHost};
use malla_trace::{CauseId, Considered};
use std::collections::BTreeMap;

/// A virtual host in the making.
#[derive(Clone, Debug)]
struct Making {
    port: u16,
    routes: Vec<Route>,
    left_out: Vec<Considered>,
    /// Which VirtualServices, by gateway and name: hosts with the same may be one.
    from: Vec<String>,
    redirects: bool,
    why: Vec<CauseId>,
    fact: RouteFact,
}

type Hosts = BTreeMap<String, Making>;

/// The virtual hosts of the servers that share a table; without any rule one that answers 404.
pub fn of_servers(draft: &mut Draft<'_, '_>, servers: &[Server<'_, '_>]) -> Vec<VirtualHost> {
    let mut hosts = Hosts::new();
    let mut translated: BTreeMap<String, Compiled> = BTreeMap::new();
    for server in servers {
        add_rules(draft, server, &mut hosts, &mut translated);
        add_redirects(server, &mut hosts);
    }
    if hosts.is_empty() {
        return servers.first().map(|server| blackhole(draft, server)).into_iter().collect();
    }
    let mut list: Vec<VirtualHost> = collapsed(hosts).into_iter().map(|made| finished(draft, made)).collect();
    list.sort_by(|a, b| a.name.cmp(&b.name));
    list
}

/// The VirtualServices that are bound to the server's Gateway and share a host with it.
fn add_rules(
    draft: &mut Draft<'_, '_>,
    server: &Server<'_, '_>,
    hosts: &mut Hosts,
    translated: &mut BTreeMap<String, Compiled>,
) {
    let gateway = server.gateway.full_name();
    for rule in visible_rules(draft.mesh, &draft.view.namespace, &gateway) {
        let served = host::for_namespace(&server.hosts, rule.written.namespace());
        let own: Vec<&str> = rule.hosts.iter().map(String::as_str).collect();
        let shared = host::intersection(&served, &own);
        if shared.is_empty() {
            continue;
        }
        let key = format!("{gateway} {}", rule.written.full_name());
        if !translated.contains_key(&key) {
            let compiled = translate(draft, server, &gateway, rule);
            translated.insert(key.clone(), compiled);
        }
        let Some(compiled) = translated.get(&key).filter(|compiled| !compiled.routes.is_empty()) else { continue };
        for name in shared {
            add_host(server, rule, &name, (&key, compiled), hosts);
        }
    }
}

fn translate(draft: &mut Draft<'_, '_>, server: &Server<'_, '_>, gateway: &str, rule: &Rule<'_>) -> Compiled {
    let (mesh, view) = (draft.mesh, draft.view);
    let targets = |host: &str| {
        let service = service_for(mesh, host, rule.written.namespace(), &view.namespace)?;
        let only_port = if let [only] = service.ports.as_slice() { Some(only.number) } else { None };
        Some(Target { only_port, alias_of: service.alias_of.clone() })
    };
    let port = server.server.port.number;
    let tls = server.tls().is_some();
    let asked = Asked { gateway, port, tls, labels: &view.labels, namespace: &view.namespace };
    virtual_service::compile(rule, &asked, &targets, &mut draft.why)
}

/// The host of that name in the rule's namespace, else any that the gateway's namespace sees
/// (`buildNameToServiceMapForHTTPRoutes`).
pub fn service_for<'d, 'a>(mesh: &'d Mesh<'a>, host: &str, near: &str, own: &str) -> Option<&'d MeshService<'a>> {
    let visible = || mesh.registry.of_host(host).filter(|service| service.export.reaches(own));
    let nearest = visible().find(|service| service.namespace() == near);
    nearest.or_else(|| visible().find(|service| service.is_kubernetes())).or_else(|| visible().next())
}

fn add_host(
    server: &Server<'_, '_>,
    rule: &Rule<'_>,
    name: &str,
    (key, compiled): (&str, &Compiled),
    hosts: &mut Hosts,
) {
    let place = rule.hosts.iter().position(|own| host::matches(own, name)).unwrap_or_default();
    let making = hosts.entry(name.to_ascii_lowercase()).or_insert_with(|| Making::new(server, RouteFact::RuleHost));
    making.routes.extend(compiled.routes.iter().cloned());
    making.left_out.extend(compiled.left_out.iter().cloned());
    making.from.push(key.to_owned());
    making.redirects |= server.redirects();
    making.why.push(rule.written.cause(&format!("spec.hosts[{place}]")));
    making.why.push(server.cause("hosts"));
}

/// A server that sends on to https does so for all its hosts, with rules or without.
fn add_redirects(server: &Server<'_, '_>, hosts: &mut Hosts) {
    for name in server.hosts.iter().filter(|_| server.redirects()) {
        let made = || Making::new(server, RouteFact::HttpsRedirect);
        let making = hosts.entry(name.to_ascii_lowercase()).or_insert_with(made);
        making.redirects = true;
        making.why.push(server.cause("tls.httpsRedirect"));
    }
}

impl Making {
    fn new(server: &Server<'_, '_>, fact: RouteFact) -> Self {
        let (routes, left_out, from, why) = (vec![], vec![], vec![], vec![]);
        Self { port: server.server.port.number, routes, left_out, from, redirects: false, why, fact }
    }
}

/// Hosts with the same rules are one, named after the most specific (`collapseDuplicateRoutes`).
fn collapsed(hosts: Hosts) -> Vec<(String, Vec<String>, Making)> {
    let mut named: Vec<(String, Making)> = hosts.into_iter().collect();
    named.sort_by(|(a, _), (b, _)| host::by_specificity(a, b));
    let mut list: Vec<(String, Vec<String>, Making)> = Vec::new();
    for (name, making) in named {
        let alike = |known: &&mut (String, Vec<String>, Making)| {
            known.2.from == making.from && known.2.redirects == making.redirects
        };
        match list.iter_mut().find(alike) {
            Some((_, domains, known)) => {
                domains.push(name);
                known.why.extend(making.why);
            }
            None => list.push((name.clone(), vec![name], making)),
        }
    }
    list
}

/// Routes that take everything go last (`SortVHostRoutes`).
fn finished(draft: &mut Draft<'_, '_>, (name, domains, making): (String, Vec<String>, Making)) -> VirtualHost {
    let (all, some): (Vec<Route>, Vec<Route>) =
        making.routes.into_iter().partition(|route| is_catch_all(&route.matches));
    let routes = some.into_iter().chain(all).collect();
    let why = draft.why.because(making.fact, &making.why);
    let mut host = VirtualHost::new(&format!("{name}:{}", making.port), &[], routes, why);
    host.domains = domains.iter().map(|domain| Domain::parse(domain)).collect();
    host.left_out = making.left_out;
    host.include_request_attempt_count = true;
    if making.redirects {
        host.require_tls = RequireTls::All;
    }
    host
}

/// A bound port without any rule: 404 for everybody.
fn blackhole(draft: &mut Draft<'_, '_>, server: &Server<'_, '_>) -> VirtualHost {
    let why = draft.why.because(RouteFact::Blackhole, &[server.cause("hosts"), server.cause("port.number")]);
    VirtualHost::new(&format!("blackhole:{}", server.server.port.number), &["*"], vec![], why)
}
