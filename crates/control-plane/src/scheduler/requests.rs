//! What a pod asks for (`pkg/api/v1/resource`, `PodRequests`).

use malla_manifest::{Container, Pod, Protocol};
use std::collections::BTreeMap;

/// What a container without requests counts for when nodes are scored (`pkg/scheduler/util/pod_resources.go`).
const DEFAULT_CPU: i64 = 100;
const DEFAULT_MEMORY: i64 = 200 * 1024 * 1024;

/// Amounts by resource: `cpu` in thousandths, everything else in whole units.
pub(super) type Amounts = BTreeMap<String, i64>;

/// What a pod asks for, worked out once.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// What must be free on its node.
    pub(super) amounts: Amounts,
    /// Processor and memory as scoring counts them.
    pub(super) weight: (i64, i64),
    /// Ports of its node.
    pub(super) ports: Vec<(u16, Protocol)>,
}

impl Request {
    /// What that pod asks for.
    pub(super) fn of(pod: &Pod) -> Self {
        Self { amounts: requested(pod), weight: weight(pod), ports: host_ports(pod) }
    }
}

/// What must be free on a node: the sum of the containers and native sidecars, or, at the worst moment before they
/// all run, an init container and the sidecars before it.
fn requested(pod: &Pod) -> Amounts {
    let (mut sidecars, mut worst) = (Amounts::new(), Amounts::new());
    for container in &pod.spec.init_containers {
        let mut now = sidecars.clone();
        of(container).for_each(|(resource, amount)| add(&mut now, resource, amount));
        now.iter().for_each(|(resource, amount)| {
            let needed = worst.entry(resource.clone()).or_default();
            *needed = (*needed).max(*amount);
        });
        if is_native_sidecar(container) {
            sidecars = now;
        }
    }
    let mut sum = sidecars;
    for container in &pod.spec.containers {
        of(container).for_each(|(resource, amount)| add(&mut sum, resource, amount));
    }
    for (resource, amount) in worst {
        let needed = sum.entry(resource).or_default();
        *needed = (*needed).max(amount);
    }
    sum
}

/// An init container that goes on running beside the others (`podutil.IsRestartableInitContainer`).
fn is_native_sidecar(container: &Container) -> bool {
    container.restart_policy.as_deref() == Some("Always")
}

/// Adds to an amount; what is written may be as large as the number can be.
pub(super) fn add(amounts: &mut Amounts, resource: String, amount: i64) {
    let sum = amounts.entry(resource).or_default();
    *sum = sum.saturating_add(amount);
}

/// Processor and memory as scoring counts them: a container that asks for nothing is not nothing.
fn weight(pod: &Pod) -> (i64, i64) {
    let amount = |container: &Container, resource: &str, default: i64| {
        container.resources.requests.get(resource).and_then(|q| measure(resource, q)).unwrap_or(default)
    };
    let sidecars = pod.spec.init_containers.iter().filter(|container| is_native_sidecar(container));
    pod.spec.containers.iter().chain(sidecars).fold((0, 0), |(cpu, memory), container| {
        let (own_cpu, own_memory) =
            (amount(container, "cpu", DEFAULT_CPU), amount(container, "memory", DEFAULT_MEMORY));
        (cpu.saturating_add(own_cpu), memory.saturating_add(own_memory))
    })
}

/// The ports of its node that a pod wants (`GetContainerPorts` with host ports).
fn host_ports(pod: &Pod) -> Vec<(u16, Protocol)> {
    let on_host = pod.spec.host_network == Some(true);
    let ports = pod.spec.containers.iter().flat_map(|container| &container.ports);
    let wanted = ports.filter_map(|port| {
        let number = port.host_port.or(on_host.then_some(port.container_port))?;
        Some((number, port.protocol.unwrap_or_default()))
    });
    wanted.collect()
}

/// A quantity in the unit of its resource.
pub(super) fn measure(resource: &str, quantity: &malla_manifest::Quantity) -> Option<i64> {
    if resource == "cpu" { quantity.milli() } else { quantity.whole() }
}

fn of(container: &Container) -> impl Iterator<Item = (String, i64)> {
    let requests = container.resources.requests.iter();
    requests.filter_map(|(resource, quantity)| Some((resource.clone(), measure(resource, quantity)?)))
}
