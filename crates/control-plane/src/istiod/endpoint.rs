//! The endpoints behind a host of the registry, with what istiod knows of each (istio/istio `pilot/pkg/model`,
//! `IstioEndpoint`): the labels subsets look at, whose certificate it shows, whether it has a proxy to show it.

use super::proxy_view::identity;
use crate::store::{Store, Stored};
use malla_manifest::{Endpoint, EndpointSlice, Pod, WorkloadEndpoint};
use malla_trace::{CauseId, ObjectRef};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

/// Ties an EndpointSlice to its Service.
const SERVICE_NAME: &str = "kubernetes.io/service-name";
/// The label that injection gives a pod: `istio` when its proxy takes mutual TLS.
const TLS_MODE: &str = "security.istio.io/tlsMode";

static NO_LABELS: BTreeMap<String, String> = BTreeMap::new();

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeshEndpoint<'a> {
    /// Where it is.
    pub at: EndpointAt,
    /// Its ports by the name of the host's port.
    pub ports: Arc<[NamedPort]>,
    /// Its labels.
    pub labels: &'a BTreeMap<String, String>,
    /// Whose certificate it shows, if it is a pod or says so.
    pub identity: Option<String>,
    /// Whether its proxy takes mutual TLS.
    pub mutual_tls: bool,
    /// Its share among its siblings.
    pub weight: u32,
    /// The pod it is.
    pub pod: Option<&'a ObjectRef>,
    /// Why it is there.
    pub why: CauseId,
}

/// Where an endpoint is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointAt {
    /// At an address.
    Address(IpAddr),
    /// Wherever a name leads.
    Name(String),
}

/// A port of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPort {
    /// The name of the host's port; empty when it has none.
    pub name: String,
    /// The number.
    pub number: u16,
    /// Why it is that number.
    pub why: CauseId,
}

/// The pods of the cluster, to be found by address.
pub type PodsByAddress<'a> = BTreeMap<(&'a str, IpAddr), (&'a ObjectRef, &'a Pod)>;

impl MeshEndpoint<'_> {
    /// Its port for the host's port of that name.
    #[must_use]
    pub fn port(&self, name: &str) -> Option<&NamedPort> {
        self.ports.iter().find(|port| port.name == name)
    }
}

/// The pods by namespace and address.
pub fn pods_by_address(store: &Store) -> PodsByAddress<'_> {
    let pods = store.all::<Pod>();
    pods.filter_map(|(reference, pod, _)| Some(((reference.namespace.as_str(), pod.status.pod_ip?), (reference, pod))))
        .collect()
}

/// The ready endpoints of every Service, by namespace and name, in the order of the slices.
pub fn of_slices<'a>(
    store: &'a Store,
    pods: &PodsByAddress<'a>,
) -> BTreeMap<(&'a str, &'a str), Vec<MeshEndpoint<'a>>> {
    let mut all: BTreeMap<(&str, &str), Vec<MeshEndpoint<'a>>> = BTreeMap::new();
    for (reference, slice, stored) in store.all::<EndpointSlice>() {
        let Some(service) = slice.meta.labels.get(SERVICE_NAME) else { continue };
        let ports: Arc<[NamedPort]> = ports_of(slice, stored).into();
        let list = all.entry((&reference.namespace, service)).or_default();
        for (at, endpoint) in slice.endpoints.iter().enumerate() {
            let why = || stored.cause(&format!("endpoints[{at}].addresses[0]"));
            list.extend(of_slice(endpoint, (store, &reference.namespace, pods), &ports, why));
        }
    }
    all
}

fn ports_of(slice: &EndpointSlice, stored: &Stored) -> Vec<NamedPort> {
    let ports = slice.ports.iter().enumerate().filter_map(|(index, port)| {
        let why = stored.cause(&format!("ports[{index}].port"));
        Some(NamedPort { name: port.name.clone().unwrap_or_default(), number: port.port?, why })
    });
    ports.collect()
}

/// The first address of a ready endpoint, with its pod's labels and account.
fn of_slice<'a>(
    endpoint: &'a Endpoint,
    (store, namespace, pods): (&'a Store, &'a str, &PodsByAddress<'a>),
    ports: &Arc<[NamedPort]>,
    why: impl Fn() -> CauseId,
) -> Option<MeshEndpoint<'a>> {
    let ip: IpAddr = endpoint.addresses.first()?.parse().ok()?;
    if !endpoint.conditions.ready.unwrap_or(true) {
        return None;
    }
    let named = endpoint.target_ref.as_ref().filter(|target| target.kind == "Pod");
    let pod = match named.and_then(|target| found(store, namespace, &target.name)) {
        Some(pod) => Some(pod),
        None => pods.get(&(namespace, ip)).copied(),
    };
    let plain = MeshEndpoint::plain(EndpointAt::Address(ip), Arc::clone(ports), why());
    Some(pod.map_or_else(|| plain.clone(), |(reference, pod)| plain.clone().of_pod(reference, pod)))
}

fn found<'a>(store: &'a Store, namespace: &str, name: &str) -> Option<(&'a ObjectRef, &'a Pod)> {
    let (reference, stored) = store.entry(&crate::store::reference::<Pod>(namespace, name))?;
    if let malla_manifest::Object::Pod(pod) = &stored.object { Some((reference, pod)) } else { None }
}

impl<'a> MeshEndpoint<'a> {
    /// An endpoint that is no pod.
    pub(super) fn plain(at: EndpointAt, ports: Arc<[NamedPort]>, why: CauseId) -> Self {
        let (labels, weight) = (&NO_LABELS, 1);
        Self { at, ports, labels, identity: None, mutual_tls: false, weight, pod: None, why }
    }

    /// The same, being a pod.
    pub(super) fn of_pod(self, reference: &'a ObjectRef, pod: &'a Pod) -> Self {
        let account = pod.spec.service_account_name.as_deref().unwrap_or("default");
        let identity = Some(identity(&reference.namespace, account));
        Self { pod: Some(reference), identity, ..self.labelled(&pod.meta.labels) }
    }

    /// An endpoint as a ServiceEntry of that namespace writes it.
    pub(super) fn written(
        written: &'a WorkloadEndpoint,
        namespace: &str,
        ports: Arc<[NamedPort]>,
        why: CauseId,
    ) -> Self {
        let at =
            written.address.parse().map_or_else(|_| EndpointAt::Name(written.address.clone()), EndpointAt::Address);
        let identity = written.service_account.as_deref().map(|account| identity(namespace, account));
        Self { identity, weight: written.weight.max(1), ..Self::plain(at, ports, why).labelled(&written.labels) }
    }

    fn labelled(self, labels: &'a BTreeMap<String, String>) -> Self {
        Self { labels, mutual_tls: labels.get(TLS_MODE).is_some_and(|mode| mode == "istio"), ..self }
    }
}
