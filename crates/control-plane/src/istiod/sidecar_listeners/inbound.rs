//! `virtualInbound`: the socket where everything sent to the pod arrives, with a few chains for every port that somebody
//! speaks for and a few for all others (`inboundVirtualListener`).

use super::peer_chains::{Shape, shapes};
use super::{ANY, INBOUND_PORT, ingress, to_cluster, words};
use crate::istiod::authn::{Effective, PeerMode, Said};
use crate::istiod::clusters::{BLACK_HOLE, INBOUND_PASSTHROUGH, ServiceTarget, inbound_key, targets};
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::draft::Draft;
use crate::istiod::protocol::ListenerProtocol;
use crate::istiod::requests::http_filter;
use malla_proxy::{Action, ForwardAction, RouteMatch};
use malla_proxy::{
    ChainMatch, ClusterChoice, Domain, Filter, FilterChain, HttpFilter, Listener, PathMatch, RetryOn, RetryPolicy,
    Route, RouteTable, ServerHeader, ServerTls, TcpFilter, VirtualHost,
};
use malla_trace::CauseId;

/// Adds it, and the route tables of its chains.
pub fn add(draft: &mut Draft<'_, '_>) {
    let why = draft.why.fixed(ConfigFact::VirtualInbound);
    let taken = draft.mesh.peers.effective(&draft.view.namespace, &draft.view.labels);
    let targets = targets(draft);
    let mut listener = Listener::empty("virtualInbound", Some(ANY), INBOUND_PORT, why);
    listener.filter_chains.push(guard(draft));
    for (port, said) in unspoken_for(&taken, &targets) {
        listener.filter_chains.extend(passthrough(draft, port, said));
    }
    for target in &targets {
        listener.filter_chains.extend(spoken_for(draft, target, taken.port(target.port)));
    }
    draft.proxy.add_listener(listener);
}

/// Nobody may call the port itself: what goes on to where it was going would come back for ever.
fn guard(draft: &mut Draft<'_, '_>) -> FilterChain {
    let why = draft.why.fixed(ConfigFact::LoopGuard);
    let mut own = ChainMatch::default();
    own.destination_port = Some(INBOUND_PORT);
    to_cluster("virtualInbound-blackhole", own, BLACK_HOLE, why)
}

/// Every port, and the ports of which a policy says something although nobody speaks for them (`ForPassthrough`).
fn unspoken_for(taken: &Effective, targets: &[ServiceTarget]) -> Vec<(Option<u16>, Said)> {
    let single = taken.ports.iter().filter(|(port, _)| targets.iter().all(|target| target.port != **port));
    [(None, taken.all)].into_iter().chain(single.map(|(port, said)| (Some(*port), *said))).collect()
}

fn passthrough(draft: &mut Draft<'_, '_>, port: Option<u16>, said: Said) -> Vec<FilterChain> {
    let why = because(draft, said, &[draft.view.why]);
    add_table(draft, INBOUND_PASSTHROUGH, 0, why);
    let outlines = shapes(said.mode, ListenerProtocol::Auto).iter();
    let chains = outlines.map(|shape| {
        let name = if shape.http { "virtualInbound-catchall-http" } else { "virtualInbound" };
        chain(draft, (name, INBOUND_PASSTHROUGH, port), shape, why)
    });
    chains.collect()
}

fn spoken_for(draft: &mut Draft<'_, '_>, target: &ServiceTarget, said: Said) -> Vec<FilterChain> {
    let why = because(draft, said, &target.why);
    let cluster = inbound_key(target.port);
    add_table(draft, &cluster, target.service_port, why);
    let name = format!("{}_{}", target.bind, target.port);
    let place = (name.as_str(), cluster.as_str(), Some(target.port));
    match ingress::termination(draft, target).filter(|_| said.mode == PeerMode::Disable) {
        Some(tls) => {
            let http = target.protocol.after_tls_termination().is_http();
            let shape = Shape { protocols: &[], tls: Some(true), http, terminates: false };
            vec![chain(draft, place, &shape, why).terminating(tls)]
        }
        None => {
            let outlines = shapes(said.mode, target.protocol.listener()).iter();
            outlines.map(|shape| chain(draft, place, shape, why)).collect()
        }
    }
}

/// What is taken and which line says so, then what the port is for.
fn because(draft: &mut Draft<'_, '_>, said: Said, what: &[CauseId]) -> CauseId {
    let fact = match (said.line, said.mode) {
        (None, _) => ConfigFact::PermissiveByDefault,
        (Some(_), PeerMode::Permissive) => ConfigFact::Permissive,
        (Some(_), PeerMode::Strict) => ConfigFact::Strict,
        (Some(_), PeerMode::Disable) => ConfigFact::PlainOnly,
    };
    let from: Vec<CauseId> = said.line.into_iter().chain(what.iter().copied()).collect();
    draft.why.because(fact, &from)
}

fn chain(
    draft: &Draft<'_, '_>,
    (name, cluster, port): (&str, &str, Option<u16>),
    shape: &Shape,
    why: CauseId,
) -> FilterChain {
    let mut matches = ChainMatch::default();
    matches.destination_port = port;
    matches.tls = shape.tls;
    matches.application_protocols = words(shape.protocols);
    let filter = match shape.http {
        true => Filter::Http(requests(cluster, why)),
        false => Filter::Tcp(TcpFilter::new(ClusterChoice::One(cluster.into()), why)),
    };
    let chain = FilterChain::new(name, matches, filter, why);
    if shape.terminates { chain.terminating(mesh_tls(draft, shape.http, why)) } else { chain }
}

/// Inbound the `server` header is `istio-envoy`; outbound it is Envoy's own (`GetProxyHeaders`).
fn requests(table: &str, why: CauseId) -> HttpFilter {
    let mut filter = http_filter(table, why);
    filter.server = Some(ServerHeader::Overwrite("istio-envoy".into()));
    filter
}

/// With the certificate of the mesh, asking the client for one of the mesh (`BuildInboundTLS`).
fn mesh_tls(draft: &Draft<'_, '_>, http: bool, why: CauseId) -> ServerTls {
    let mut tls = ServerTls::mutual(Some(draft.view.identity()), why);
    tls.alpn = words(if http { &["h2", "http/1.1"] } else { &["istio-peer-exchange", "h2", "http/1.1"] });
    tls
}

/// One virtual host for everything and one route to the program (`buildSidecarInboundHTTPRouteConfig`); what was refused or
/// reset before it was sent is tried twice more.
fn add_table(draft: &mut Draft<'_, '_>, cluster: &str, service_port: u16, why: CauseId) {
    if draft.proxy.route_tables.contains_key(cluster) {
        return;
    }
    let route_why = draft.why.because(ConfigFact::InboundRoute, &[why]);
    let mut forward = ForwardAction::new(ClusterChoice::One(cluster.into()));
    forward.retries = RetryPolicy { retries: 2, on: vec![RetryOn::ConnectFailure], ..RetryPolicy::default() };
    let everything = RouteMatch::path(PathMatch::prefix("/"));
    let route = Route::new("default", everything, Action::Forward(Box::new(forward)), route_why);
    let mut host = VirtualHost::new(&format!("inbound|http|{service_port}"), &[], vec![route], route_why);
    host.domains = vec![Domain::Any];
    draft.proxy.add_route_table(RouteTable::new(cluster, vec![host], route_why));
}
