//! What one proxy knows of the mesh: the hosts and VirtualServices that its namespace and its Sidecar let it see
//! (istio/istio `pilot/pkg/model/sidecar.go`, `SidecarScope`).

use super::egress::Egress;
use super::mesh::{Mesh, Written, has_all};
use super::proxy_view::{ProxyView, Role};
use super::service::{MeshPort, MeshService};
use malla_manifest::{OutboundMode, Sidecar};
use malla_trace::CauseId;
use std::collections::BTreeMap;

/// What a proxy knows.
#[derive(Clone, Debug)]
pub struct Scope<'m, 'a> {
    /// The Sidecar that says so, if one does.
    pub sidecar: Option<&'m Written<'a, Sidecar>>,
    /// What goes out, by listener: those for single ports, then the one for all others.
    pub egress: Vec<Egress<'m, 'a>>,
    /// The hosts of all listeners, each once.
    pub services: Vec<Known<'m, 'a>>,
    /// Whether hosts it does not know may be asked.
    pub outbound: OutboundMode,
    /// The lines that say so, if a Sidecar does.
    pub outbound_why: Option<CauseId>,
}

/// A host that a proxy knows, and the ports of it.
#[derive(Clone, Debug)]
pub struct Known<'m, 'a> {
    /// The host.
    pub service: &'m MeshService<'a>,
    /// Its ports, each with the object that has it: two ServiceEntries of a namespace may share a host.
    pub ports: Vec<(&'m MeshService<'a>, &'m MeshPort)>,
}

impl<'m, 'a> Scope<'m, 'a> {
    /// What that proxy knows. A Sidecar is nothing to a gateway.
    #[must_use]
    pub fn of(mesh: &'m Mesh<'a>, view: &ProxyView) -> Self {
        let sidecar = match view.role {
            Role::Sidecar => sidecar_of(mesh, view),
            Role::Gateway => None,
        };
        let policy = sidecar.and_then(|sidecar| sidecar.object.spec.outbound_traffic_policy.as_ref());
        let egress = Egress::all(mesh, sidecar, &view.namespace);
        Self {
            sidecar,
            services: imported(mesh, &egress, &view.namespace),
            egress,
            // The field's own default is the number 0.
            outbound: policy.map_or(mesh.outbound, |policy| policy.mode.unwrap_or(OutboundMode::RegistryOnly)),
            outbound_why: policy.and(sidecar).map(|sidecar| sidecar.cause("spec.outboundTrafficPolicy")),
        }
    }

    /// The host of that name.
    #[must_use]
    pub fn service(&self, host: &str) -> Option<&Known<'m, 'a>> {
        self.services.iter().find(|known| known.service.host == host)
    }

    /// The egress listener that is asked about a port (`GetEgressListenerForRDS`).
    #[must_use]
    pub fn egress_for(&self, port: u16) -> Option<&Egress<'m, 'a>> {
        self.egress.iter().find(|egress| egress.port.is_none_or(|own| own.number == port))
    }
}

impl<'m, 'a> Known<'m, 'a> {
    /// All of a host.
    pub(super) fn whole(service: &'m MeshService<'a>) -> Self {
        Self { service, ports: service.ports.iter().map(|port| (service, port)).collect() }
    }

    /// The port of that number.
    #[must_use]
    pub fn port(&self, number: u16) -> Option<&'m MeshPort> {
        self.ports.iter().find(|(_, port)| port.number == number).map(|(_, port)| *port)
    }

    /// The same with some of the ports only; `None` when none is left.
    pub(super) fn only(mut self, wanted: impl Fn(u16) -> bool) -> Option<Self> {
        self.ports.retain(|(_, port)| wanted(port.number));
        (!self.ports.is_empty()).then_some(self)
    }

    /// Adds the ports of another object for the same host (`canMergeServices`: of the same namespace and kind).
    fn merge(&mut self, other: &Self) {
        let (own, its) = (self.service, other.service);
        let alike = own.namespace() == its.namespace()
            && own.resolution == its.resolution
            && own.is_kubernetes() == its.is_kubernetes()
            && own.export == its.export;
        if !alike {
            return;
        }
        for (of, port) in &other.ports {
            if self.port(port.number).is_none() {
                self.ports.push((of, port));
            }
        }
    }
}

/// The Sidecar of a proxy: of its namespace, one that selects its labels before one that selects all, the older first; else
/// the root namespace's for all (`getSidecarScope`).
fn sidecar_of<'m, 'a>(mesh: &'m Mesh<'a>, view: &ProxyView) -> Option<&'m Written<'a, Sidecar>> {
    let of = |namespace: &'m str| mesh.sidecars.iter().filter(move |sidecar| sidecar.namespace() == namespace);
    let selector = |sidecar: &Written<'a, Sidecar>| sidecar.object.spec.workload_selector.as_ref();
    let own = || mesh.sidecars.iter().filter(|sidecar| sidecar.namespace() == view.namespace);
    let selected = own().find(|sidecar| selector(sidecar).is_some_and(|labels| has_all(&view.labels, &labels.labels)));
    let general = || own().find(|sidecar| selector(sidecar).is_none());
    let root = || of(mesh.root_namespace).find(|sidecar| selector(sidecar).is_none());
    selected.or_else(general).or_else(root)
}

/// The hosts of all listeners, each once, and those that their VirtualServices lead to (`collectImportedServices`).
fn imported<'m, 'a>(mesh: &'m Mesh<'a>, egress: &[Egress<'m, 'a>], namespace: &str) -> Vec<Known<'m, 'a>> {
    let mut all = Imported::default();
    for listener in egress {
        listener.services.iter().for_each(|known| all.add(known));
        for rule in &listener.rules {
            for (host, ports) in rule.destinations(namespace) {
                let Some(service) = seen(mesh, &host, namespace) else { continue };
                let fits = |number: u16| match listener.matched_port() {
                    Some(port) => port == number,
                    None => ports.is_empty() || ports.contains(&0) || ports.contains(&number),
                };
                if let Some(known) = Known::whole(service).only(fits) {
                    all.add(&known);
                }
            }
        }
    }
    all.list
}

/// The host of that name that a namespace sees: its own first, else that of the first namespace by letter.
fn seen<'m, 'a>(mesh: &'m Mesh<'a>, host: &str, namespace: &str) -> Option<&'m MeshService<'a>> {
    let visible = || mesh.registry.of_host(host).filter(|service| service.export.reaches(namespace));
    let own = visible().find(|service| service.namespace() == namespace);
    own.or_else(|| visible().min_by_key(|service| service.namespace()))
}

/// Hosts, each once (`appendSidecarServices`).
#[derive(Default)]
struct Imported<'m, 'a> {
    list: Vec<Known<'m, 'a>>,
    places: BTreeMap<&'m str, usize>,
}

impl<'m, 'a> Imported<'m, 'a> {
    /// The first of a name stays; a Service of the cluster replaces a ServiceEntry; ports of its like are added.
    fn add(&mut self, known: &Known<'m, 'a>) {
        let Some(at) = self.places.get(known.service.host.as_str()) else {
            self.places.insert(&known.service.host, self.list.len());
            self.list.push(known.clone());
            return;
        };
        let existing = &mut self.list[*at];
        match (existing.service.is_kubernetes(), known.service.is_kubernetes()) {
            (true, false) => {}
            (false, true) => *existing = known.clone(),
            (true, true) | (false, false) => existing.merge(known),
        }
    }
}
