//! What istiod compiles out of manifests, with servers of ours in the place of pods: the gateway's route tables and those of
//! a sidecar.

mod words;

pub(crate) use words::POOL;

use malla_control_plane::istiod::{Mesh, ProxyView, Role, compile};
use malla_control_plane::{Memory, converge};
use malla_manifest::{SourceFile, parse};
use malla_proxy::{Cluster, Dialect, Discovery, Endpoint, Filter, Listener, Proxy, TransportSocket};
use malla_trace::{CauseId, Lang, Ledger, Severity};
use std::net::{IpAddr, SocketAddr};

const FILES: [(&str, &str); 2] =
    [("bookinfo.yaml", include_str!("bookinfo.yaml")), ("rules.yaml", include_str!("rules.yaml"))];

/// The port of the sidecar's services.
const PORT: &str = "9080";

/// The compiled proxies as one, each route table behind a listener of its own.
pub(crate) fn proxy(upstreams: &[SocketAddr]) -> Result<Proxy, String> {
    let files = FILES.map(|(name, text)| SourceFile { name: name.into(), text: text.into() });
    let parsed = parse(&files);
    let said = parsed.findings.iter().map(|finding| finding.diagnostic(Lang::En));
    let errors: Vec<String> = said.filter(|one| one.severity == Severity::Error).map(|one| one.message).collect();
    if !errors.is_empty() {
        return Err(errors.join("; "));
    }
    let cluster = converge(&parsed.manifests, &Memory::default(), 1);
    let (mesh, mut ledger) = (Mesh::new(&cluster.store, "cluster.local"), Ledger::default());
    let mut whole = Proxy::new(Dialect::envoy(), CauseId(0));
    for view in [gateway(), sidecar()] {
        let compiled = compile(&mesh, &view, &mut ledger);
        compiled.listeners.iter().filter_map(routing).for_each(|listener| whole.add_listener(listener));
        compiled.route_tables.into_values().for_each(|table| whole.add_route_table(table));
        compiled.clusters.into_values().for_each(|cluster| whole.add_cluster(furnished(cluster, upstreams)));
    }
    Ok(whole)
}

fn view(role: Role, name: &str, label: (&str, &str)) -> ProxyView {
    ProxyView {
        namespace: "default".into(),
        name: name.into(),
        labels: [(label.0.to_owned(), label.1.to_owned())].into(),
        addresses: vec![IpAddr::from([10, 244, 0, 200])],
        service_account: name.into(),
        role,
        ports: vec![],
        why: CauseId(0),
    }
}

fn gateway() -> ProxyView {
    view(Role::Gateway, "gateway", ("istio", "ingressgateway"))
}

fn sidecar() -> ProxyView {
    view(Role::Sidecar, "productpage", ("app", "productpage"))
}

/// A listener for the requests of this one's first chain that routes plain ones, if that is what it is for.
fn routing(listener: &Listener) -> Option<Listener> {
    let chain = listener.filter_chains.iter().find(|chain| {
        let Filter::Http(http) = &chain.filter else { return false };
        chain.tls.is_none() && (http.route_table.starts_with("http.") || http.route_table == PORT)
    })?;
    Some(Listener::new(&listener.name, None, listener.port, chain.filter.clone(), listener.why))
}

/// The cluster with as many endpoints of ours as it has, by plain connections.
fn furnished(mut cluster: Cluster, upstreams: &[SocketAddr]) -> Cluster {
    let count = match &cluster.discovery {
        Discovery::Static(endpoints) => endpoints.len(),
        Discovery::StrictDns { .. } | Discovery::LogicalDns { .. } | Discovery::OriginalDestination => 1,
    };
    let own = upstreams.iter().take(count).map(|address| Endpoint::new(*address, cluster.why));
    cluster.discovery = Discovery::Static(own.collect());
    cluster.transport = TransportSocket::Plain;
    cluster
}
