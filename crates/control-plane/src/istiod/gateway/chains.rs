//! What a gateway's listener does with a connection: filter chains told apart by the server name of the handshake
//! (`buildGatewayTCPBasedFilterChains`, `createGatewayTCPFilterChainOpts`).

use super::merge::Server;
use super::virtual_hosts::service_for;
use crate::istiod::draft::Draft;
use crate::istiod::egress::visible_rules;
use crate::istiod::host;
use crate::istiod::requests;
use crate::istiod::route_facts::RouteFact;
use crate::istiod::virtual_service::{Rule, Target, destination_cluster, gateway_name};
use crate::store::Store;
use malla_manifest::{RouteDestination, Secret, ServerTlsMode, ServerTlsSettings};
use malla_proxy::{
    ChainMatch, ClusterChoice, Filter, FilterChain, ServerHeader, ServerTls, TcpFilter, WeightedCluster,
};
use malla_trace::CauseId;

/// What gateways call themselves in answers.
const SERVER: &str = "istio-envoy";
/// How Secrets of the cluster may be written.
const KUBERNETES: &str = "kubernetes://";

/// The chain of the plain HTTP servers of a port, which share a route table.
pub fn plain(draft: &mut Draft<'_, '_>, server: &Server<'_, '_>, table: &str) -> FilterChain {
    let why = draft.why.because(RouteFact::Server, &[server.cause("port.protocol")]);
    FilterChain::new(table, ChainMatch::default(), http(table, why), why)
}

/// The chains of one server that is not plain HTTP.
pub fn of_server(draft: &mut Draft<'_, '_>, server: &Server<'_, '_>) -> Vec<FilterChain> {
    match (server.tls(), &server.table) {
        (Some(tls), Some(table)) => terminated(draft, server, tls, http_filter(table)),
        (Some(tls), None) if !server.passes_through() => {
            let Some((cluster, cause)) = tcp_route(draft, server) else { return Vec::new() };
            terminated(draft, server, tls, move |_| Filter::Tcp(TcpFilter::new(cluster.clone(), cause)))
        }
        (Some(_), None) => by_server_name(draft, server),
        (None, _) => opaque(draft, server),
    }
}

fn http_filter(table: &str) -> impl Fn(CauseId) -> Filter {
    let table = table.to_owned();
    move |why| http(&table, why)
}

fn http(table: &str, why: CauseId) -> Filter {
    let mut filter = requests::http_filter(table, why);
    filter.use_remote_address = true;
    filter.server = Some(ServerHeader::Overwrite(SERVER.into()));
    Filter::Http(filter)
}

/// A chain that takes TLS off; none where the certificate is not there.
fn terminated(
    draft: &mut Draft<'_, '_>,
    server: &Server<'_, '_>,
    tls: &ServerTlsSettings,
    filter: impl Fn(CauseId) -> Filter,
) -> Vec<FilterChain> {
    let why = draft.why.because(RouteFact::Server, &[server.cause("hosts"), server.cause("tls")]);
    let Some(socket) = socket(draft, server, tls) else { return Vec::new() };
    let name = server.table.clone().unwrap_or_else(|| server.server.port.name.clone());
    vec![FilterChain::new(&name, names(server.bare_hosts()), filter(why), why).terminating(socket)]
}

/// The TLS of a server: the mesh's own certificate, a Secret's, or a file's, which we take for there.
fn socket(draft: &mut Draft<'_, '_>, server: &Server<'_, '_>, tls: &ServerTlsSettings) -> Option<ServerTls> {
    let mode = tls.mode.unwrap_or(ServerTlsMode::Passthrough);
    let credential = tls.credential_name.as_deref().or(tls.credential_names.first().map(String::as_str));
    let (field, own) = match (mode, credential) {
        (ServerTlsMode::IstioMutual, _) => ("tls.mode", Some(draft.view.identity())),
        (_, Some(name)) if !has_secret(draft.mesh.store, &draft.view.namespace, name) => return None,
        (_, Some(_)) => ("tls.credentialName", None),
        (_, None) => ("tls", None),
    };
    let why = draft.why.because(RouteFact::Certificate, &[server.cause(field)]);
    let mut socket = match mode {
        ServerTlsMode::Mutual | ServerTlsMode::IstioMutual => ServerTls::mutual(own, why),
        ServerTlsMode::Simple
        | ServerTlsMode::OptionalMutual
        | ServerTlsMode::Passthrough
        | ServerTlsMode::AutoPassthrough => ServerTls::new(own, why),
    };
    socket.asks_client_certificate |= mode == ServerTlsMode::OptionalMutual;
    socket.accepts.clone_from(&tls.subject_alt_names);
    socket.alpn = vec!["h2".into(), "http/1.1".into()];
    Some(socket)
}

/// The Secret lies beside the gateway's pod.
fn has_secret(store: &Store, namespace: &str, name: &str) -> bool {
    store.find::<Secret>(namespace, name.strip_prefix(KUBERNETES).unwrap_or(name)).is_some()
}

/// Server names as a condition; among them `*` is none.
fn names(mut hosts: Vec<String>) -> ChainMatch {
    let mut matches = ChainMatch::default();
    if !hosts.iter().any(|host| host == "*") {
        hosts.sort_by(|a, b| host::by_specificity(a, b));
        matches.server_names = hosts;
    }
    matches
}

/// Connections that nobody looks into, by the first `tcp` rule for the server.
fn opaque(draft: &mut Draft<'_, '_>, server: &Server<'_, '_>) -> Vec<FilterChain> {
    let Some((cluster, why)) = tcp_route(draft, server) else { return Vec::new() };
    let filter = Filter::Tcp(TcpFilter::new(cluster, why));
    vec![FilterChain::new(&server.server.port.name, ChainMatch::default(), filter, why)]
}

/// The first `tcp` rule of a VirtualService that shares a host with the server (`buildGatewayNetworkFiltersFromTCPRoutes`).
fn tcp_route(draft: &mut Draft<'_, '_>, server: &Server<'_, '_>) -> Option<(ClusterChoice, CauseId)> {
    let gateway = server.gateway.full_name();
    for rule in visible_rules(draft.mesh, &draft.view.namespace, &gateway) {
        if !shares_host(server, rule) {
            continue;
        }
        for (number, tcp) in rule.written.object.spec.tcp.iter().enumerate() {
            let fits = |port: Option<u16>, gateways: &[String]| is_for(server, rule, port, gateways);
            let meant = tcp.match_.is_empty() || tcp.match_.iter().any(|it| fits(it.port, &it.gateways));
            if meant && !tcp.route.is_empty() {
                let line = format!("spec.tcp[{number}]");
                let why = draft.why.because(RouteFact::TcpRoute, &[rule.written.cause(&line)]);
                return Some((clusters(draft, server, (rule, &line), &tcp.route), why));
            }
        }
    }
    None
}

/// Chains by server name, TLS left as it is (`buildGatewayNetworkFiltersFromTLSRoutes`): a name is taken once.
fn by_server_name(draft: &mut Draft<'_, '_>, server: &Server<'_, '_>) -> Vec<FilterChain> {
    let gateway = server.gateway.full_name();
    let (mut chains, mut taken) = (Vec::new(), Vec::<String>::new());
    for rule in visible_rules(draft.mesh, &draft.view.namespace, &gateway) {
        if !shares_host(server, rule) {
            continue;
        }
        for (number, tls) in rule.written.object.spec.tls.iter().enumerate() {
            for (at, condition) in tls.match_.iter().enumerate() {
                let meant = is_for(server, rule, condition.port, &condition.gateways) && !tls.route.is_empty();
                if !meant || condition.sni_hosts.iter().any(|name| taken.contains(name)) {
                    continue;
                }
                taken.extend(condition.sni_hosts.iter().cloned());
                let line = format!("spec.tls[{number}]");
                let causes = [rule.written.cause(&format!("{line}.match[{at}]")), rule.written.cause(&line)];
                let why = draft.why.because(RouteFact::TlsRoute, &causes);
                let cluster = clusters(draft, server, (rule, &line), &tls.route);
                let filter = Filter::Tcp(TcpFilter::new(cluster, why));
                chains.push(FilterChain::new(
                    &rule.written.full_name(),
                    names(condition.sni_hosts.clone()),
                    filter,
                    why,
                ));
            }
        }
    }
    chains
}

/// Whether some host is the server's and the rule's (`pickMatchingGatewayHosts`).
fn shares_host(server: &Server<'_, '_>, rule: &Rule<'_>) -> bool {
    let served = host::for_namespace(&server.hosts, rule.written.namespace());
    rule.hosts.iter().any(|own| served.iter().any(|host| host::matches(own, host)))
}

/// Whether a condition is for the server: its port as the Gateway writes it, and its Gateway.
fn is_for(server: &Server<'_, '_>, rule: &Rule<'_>, port: Option<u16>, gateways: &[String]) -> bool {
    let own = server.gateway.full_name();
    let named = gateways.iter().any(|name| gateway_name(name, rule.written.namespace()) == own);
    port.is_none_or(|port| port == 0 || port == server.server.port.number) && (gateways.is_empty() || named)
}

/// The only cluster, or several by weight.
fn clusters(
    draft: &mut Draft<'_, '_>,
    server: &Server<'_, '_>,
    (rule, line): (&Rule<'_>, &str),
    destinations: &[RouteDestination],
) -> ClusterChoice {
    let (mesh, view, namespace) = (draft.mesh, draft.view, rule.written.namespace());
    let name = |weighted: &RouteDestination| {
        let full = host::resolve(&weighted.destination.host, namespace, rule.domain);
        let target = service_for(mesh, &full, namespace, &view.namespace).map(|service| Target {
            only_port: if let [only] = service.ports.as_slice() { Some(only.number) } else { None },
            alias_of: service.alias_of.clone(),
        });
        destination_cluster(&weighted.destination, &full, target.as_ref(), server.server.port.number)
    };
    if let [only] = destinations {
        return ClusterChoice::One(name(only));
    }
    let numbered = destinations.iter().enumerate().filter(|(_, weighted)| weighted.weight > 0);
    let weighted = numbered.map(|(number, weighted)| {
        let cause = rule.written.cause(&format!("{line}.route[{number}].weight"));
        let why = draft.why.because(RouteFact::Weight, &[cause]);
        WeightedCluster::new(&name(weighted), weighted.weight, why)
    });
    ClusterChoice::Weighted(weighted.collect())
}
