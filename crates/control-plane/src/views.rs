//! Objects as those who run the cluster look at them: the fields they need, typed, each with its cause at hand.

use crate::cluster::{Cluster, ContainerState, EnvValue};
use crate::injection::PROXY;
use crate::kubelet::Missing;
use crate::store::Stored;
use malla_manifest::{
    Container, ContainerPort, IntOrString, Node, Pod, Protocol, Service, ServicePort, ServiceType, Taint, WorldNode,
};
use malla_trace::{CauseId, FieldPath, ObjectRef};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// A pod.
#[derive(Clone, Debug)]
pub struct PodView<'c> {
    /// Its reference.
    pub reference: &'c ObjectRef,
    /// Its node, if it has one.
    pub node: Option<&'c str>,
    /// Its address, if it has one.
    pub ip: Option<IpAddr>,
    /// Whether it uses its node's network.
    pub host_network: bool,
    /// Its labels.
    pub labels: &'c BTreeMap<String, String>,
    /// Whether it takes traffic.
    pub ready: bool,
    /// Why it does not, as word and sentence (`Unschedulable`, `ContainersNotReady`).
    pub obstacle: Option<(&'c str, &'c str)>,
    /// Its containers: the app's, and of a gateway the proxy, which is the app there.
    pub containers: Vec<ContainerView<'c>>,
    /// The proxy that was put beside them.
    sidecar: Option<ContainerView<'c>>,
    /// The whole object.
    pub pod: &'c Pod,
    /// Where its fields come from.
    pub stored: &'c Stored,
    /// Why it exists.
    pub why: CauseId,
}

/// A container.
#[derive(Clone, Debug)]
pub struct ContainerView<'c> {
    /// The list it stands in, `containers` or `initContainers`.
    pub list: &'static str,
    /// Its place in that list.
    pub index: usize,
    /// Its name.
    pub name: &'c str,
    /// Its image, empty if none is written.
    pub image: &'c str,
    /// The ports it says it listens on.
    pub ports: &'c [ContainerPort],
    /// Its environment, by name.
    pub environment: &'c BTreeMap<String, EnvValue>,
    /// What its configuration asks for and does not exist.
    pub missing: &'c [Missing],
    /// The whole container.
    pub container: &'c Container,
    /// Why it runs: its lines in the template.
    pub why: CauseId,
}

/// The state of a container that nobody has looked at.
static UNKNOWN: ContainerState = ContainerState { environment: BTreeMap::new(), missing: Vec::new() };

impl<'c> PodView<'c> {
    pub(crate) fn new(cluster: &'c Cluster, reference: &'c ObjectRef, pod: &'c Pod, stored: &'c Stored) -> Self {
        let states = cluster.containers.get(reference).map_or(&[][..], Vec::as_slice);
        let containers = pod.spec.containers.iter().enumerate();
        let containers = containers.map(|(index, container)| {
            ContainerView::new("containers", index, container, states.get(index).unwrap_or(&UNKNOWN), stored)
        });
        let (beside, containers) = containers.partition(|container| is_sidecar(pod, container.container));
        Self {
            reference,
            node: pod.spec.node_name.as_deref(),
            ip: pod.status.pod_ip,
            host_network: pod.spec.host_network == Some(true),
            labels: &pod.meta.labels,
            ready: pod.status.is_ready(),
            obstacle: obstacle(pod),
            containers,
            sidecar: native_sidecar(pod, stored).or_else(|| Vec::into_iter(beside).next()),
            pod,
            stored,
            why: stored.cause(""),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'c str {
        &self.reference.name
    }

    /// Its namespace.
    #[must_use]
    pub fn namespace(&self) -> &'c str {
        &self.reference.namespace
    }

    /// The cause of a field given as dotted text, or of its nearest ancestor.
    #[must_use]
    pub fn cause(&self, path: &str) -> CauseId {
        self.stored.cause(path)
    }

    /// The proxy that was put beside the app, as a native sidecar or as one container among the others.
    #[must_use]
    pub const fn sidecar(&self) -> Option<&ContainerView<'c>> {
        self.sidecar.as_ref()
    }

    /// How many containers are ready, of how many: native sidecars count, other init containers do not (`printPod` in
    /// `pkg/printers/internalversion/printers.go`).
    #[must_use]
    pub fn ready_containers(&self) -> (usize, usize) {
        let all = self.containers.len() + usize::from(self.sidecar.is_some());
        (if self.ready { all } else { 0 }, all)
    }

    /// The container that says it listens on that port, or the only one there is.
    #[must_use]
    pub fn listening(&self, protocol: Protocol, port: u16) -> Option<&ContainerView<'c>> {
        let listens = |container: &&ContainerView<'c>| {
            let mut ports = container.ports.iter();
            ports.any(|p| p.container_port == port && p.protocol.unwrap_or_default() == protocol)
        };
        self.containers.iter().find(listens)
    }
}

impl<'c> ContainerView<'c> {
    fn new(
        list: &'static str,
        index: usize,
        container: &'c Container,
        state: &'c ContainerState,
        stored: &Stored,
    ) -> Self {
        Self {
            list,
            index,
            name: &container.name,
            image: container.image.as_deref().unwrap_or_default(),
            ports: &container.ports,
            environment: &state.environment,
            missing: &state.missing,
            container,
            why: stored.cause_at(&FieldPath::parse("spec").key(list).index(index)),
        }
    }

    /// The place of one of its fields in the pod.
    #[must_use]
    pub fn field(&self, name: &str) -> FieldPath {
        FieldPath::parse("spec").key(self.list).index(self.index).key(name)
    }

    /// A variable of its environment.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&'c EnvValue> {
        self.environment.get(name)
    }
}

/// Whether a container is a proxy among apps.
fn is_sidecar(pod: &Pod, container: &Container) -> bool {
    container.name == PROXY && pod.spec.containers.iter().any(|other| other.name != PROXY)
}

/// The proxy among the init containers.
fn native_sidecar<'c>(pod: &'c Pod, stored: &Stored) -> Option<ContainerView<'c>> {
    let place = pod.spec.init_containers.iter().position(|container| container.name == PROXY)?;
    let container = pod.spec.init_containers.get(place)?;
    Some(ContainerView::new("initContainers", place, container, &UNKNOWN, stored))
}

/// The condition that says no.
fn obstacle(pod: &Pod) -> Option<(&str, &str)> {
    let refused = pod.status.conditions.iter().find(|condition| condition.status == "False")?;
    Some((refused.reason.as_deref().unwrap_or_default(), refused.message.as_deref().unwrap_or_default()))
}

/// A machine of the cluster.
#[derive(Clone, Debug)]
pub struct NodeView<'c> {
    /// Its name.
    pub name: &'c str,
    /// What people call it.
    pub title: &'c str,
    /// Its address.
    pub address: IpAddr,
    /// Whether the control plane runs here.
    pub control_plane: bool,
    /// Its labels.
    pub labels: &'c BTreeMap<String, String>,
    /// The marks that keep pods away.
    pub taints: &'c [Taint],
    /// The whole object.
    pub node: &'c Node,
    /// Where its fields come from.
    pub stored: &'c Stored,
    /// The machine's lines in the World.
    pub why: CauseId,
}

impl<'c> NodeView<'c> {
    pub(crate) fn new(machine: &'c WorldNode, node: &'c Node, stored: &'c Stored, why: CauseId) -> Self {
        Self {
            name: &machine.name,
            title: machine.title.as_deref().unwrap_or(&machine.name),
            address: machine.address,
            control_plane: machine.control_plane == Some(true),
            labels: &node.meta.labels,
            taints: &node.spec.taints,
            node,
            stored,
            why,
        }
    }
}

/// A Service.
#[derive(Clone, Debug)]
pub struct ServiceView<'c> {
    /// Its reference.
    pub reference: &'c ObjectRef,
    /// How far it can be reached.
    pub kind: ServiceType,
    /// Its virtual address; none for a headless Service or a mere name.
    pub cluster_ip: Option<IpAddr>,
    /// Whether it has no address by choice.
    pub headless: bool,
    /// Its ports.
    pub ports: Vec<ServicePortView<'c>>,
    /// The whole object.
    pub service: &'c Service,
    /// Where its fields come from.
    pub stored: &'c Stored,
    /// Why it exists.
    pub why: CauseId,
}

/// A port of a Service.
#[derive(Clone, Debug)]
pub struct ServicePortView<'c> {
    /// Its name, empty if none.
    pub name: &'c str,
    /// Its transport.
    pub protocol: Protocol,
    /// The port of the virtual address.
    pub port: u16,
    /// The port of the pods, by number or name.
    pub target: IntOrString,
    /// The port of every node.
    pub node_port: Option<u16>,
    /// Its lines.
    pub why: CauseId,
}

impl<'c> ServiceView<'c> {
    pub(crate) fn new(reference: &'c ObjectRef, service: &'c Service, stored: &'c Stored) -> Self {
        let ports = service.spec.ports.iter().enumerate();
        Self {
            reference,
            kind: service.kind_of_service(),
            cluster_ip: service.spec.cluster_ip.as_deref().and_then(|text| text.parse().ok()),
            headless: service.is_headless(),
            ports: ports.map(|(index, port)| ServicePortView::new(index, port, stored)).collect(),
            service,
            stored,
            why: stored.cause(""),
        }
    }

    /// The cause of a field given as dotted text, or of its nearest ancestor.
    #[must_use]
    pub fn cause(&self, path: &str) -> CauseId {
        self.stored.cause(path)
    }
}

impl<'c> ServicePortView<'c> {
    fn new(index: usize, port: &'c ServicePort, stored: &Stored) -> Self {
        Self {
            name: port.name.as_deref().unwrap_or_default(),
            protocol: port.protocol.unwrap_or_default(),
            port: port.port,
            target: port.target_port.clone().unwrap_or_else(|| IntOrString::Int(port.port.into())),
            node_port: port.node_port,
            why: stored.cause_at(&FieldPath::parse("spec.ports").index(index)),
        }
    }
}
