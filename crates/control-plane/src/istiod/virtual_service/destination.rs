//! Where a rule leads: the name of the cluster (`GetDestinationCluster`, `BuildSubsetKey`).

use malla_manifest::Destination;

/// What istiod knows of a destination's host, where it knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Its port, when it has one only.
    pub only_port: Option<u16>,
    /// The host that it is only another name of.
    pub alias_of: Option<String>,
}

/// `outbound|80|v1|reviews.default.svc.cluster.local`.
#[must_use]
pub fn cluster_name(port: u16, subset: &str, host: &str) -> String {
    format!("outbound|{port}|{subset}|{host}")
}

/// The cluster of a destination, whether or not there is one: to a host nobody knows, or to an undefined subset, the route
/// is kept and leads nowhere. The port is the written one, else the host's only one, else the listener's.
#[must_use]
pub fn cluster(destination: &Destination, host: &str, target: Option<&Target>, listener_port: u16) -> String {
    if destination.host.is_empty() {
        return "UnknownService".into();
    }
    let written = destination.port.as_ref().map(|port| port.number);
    let port = written.or_else(|| target.and_then(|target| target.only_port)).unwrap_or(listener_port);
    let host = target.and_then(|target| target.alias_of.as_deref()).unwrap_or(host);
    cluster_name(port, destination.subset.as_deref().unwrap_or_default(), host)
}
