//! Service to EndpointSlices (`staging/src/k8s.io/endpointslice`): the addresses of the pods that a selector finds.

use super::deployment::owned_by;
use super::{Reason, View, Write};
use crate::labels::PodIndex;
use crate::names::generate;
use crate::store::Stored;
use malla_manifest::{
    AddressType, ContainerPort, Endpoint, EndpointConditions, EndpointPort, EndpointSlice, IntOrString, Meta, Node,
    Pod, Service, ServicePort, ServiceType, TargetRef,
};
use malla_trace::{CauseId, FieldPath, ObjectRef, Seeded};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The component's name in causes, and in the label of its slices.
const SELF: &str = "endpointslice-controller";
const MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";
const MANAGER: &str = "endpointslice-controller.k8s.io";

/// The label that ties a slice to its Service.
pub const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// The label of the slices of a Service without an address.
const HEADLESS: &str = "service.kubernetes.io/headless";

/// The label of a node's zone.
const ZONE: &str = "topology.kubernetes.io/zone";

/// How many endpoints a slice holds (`--max-endpoints-per-slice`).
const MAX_ENDPOINTS: usize = 100;

/// A Service and what is known of it.
#[derive(Clone, Copy)]
struct Subject<'v> {
    reference: &'v ObjectRef,
    service: &'v Service,
    stored: &'v Stored,
}

/// A pod behind a Service, on its way into a slice.
struct Member<'v> {
    endpoint: Endpoint,
    pod: &'v Stored,
}

/// Keeps the slices of every Service that has a selector. Of a Service without one nobody keeps them.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let index = PodIndex::new(view);
    let services = view.store.all::<Service>().filter(|(_, service, _)| selects(service));
    services
        .flat_map(|(reference, service, stored)| sync(view, Subject { reference, service, stored }, &index))
        .collect()
}

/// Whether pods are looked for.
fn selects(service: &Service) -> bool {
    !service.spec.selector.is_empty() && service.kind_of_service() != ServiceType::ExternalName
}

/// One list of members for every set of ports: a name that means another number in another pod parts them. Each list
/// is cut into slices; a Service without pods has one empty slice.
fn sync(view: &View<'_>, subject: Subject<'_>, index: &PodIndex<'_>) -> Vec<Write> {
    let mut groups: BTreeMap<Vec<(usize, u16)>, Vec<Member<'_>>> = BTreeMap::new();
    for (reference, pod, stored) in index.select(&subject.reference.namespace, &subject.service.spec.selector) {
        if let Some(endpoint) = endpoint(view, subject.service, &subject.reference.name, reference, pod) {
            groups.entry(ports_of(subject.service, pod)).or_default().push(Member { endpoint, pod: stored });
        }
    }
    let mut slices: Vec<_> = groups.into_iter().flat_map(|(ports, members)| cut(&ports, members)).collect();
    if slices.is_empty() {
        slices.push((Vec::new(), Vec::new()));
    }
    let writes = slices.into_iter().enumerate();
    writes.filter_map(|(number, (ports, members))| write(view, subject, number, &ports, members)).collect()
}

/// Full slices first, the rest in the last.
fn cut<'v>(ports: &[(usize, u16)], members: Vec<Member<'v>>) -> Vec<(Vec<(usize, u16)>, Vec<Member<'v>>)> {
    let mut slices = Vec::new();
    let mut members = members.into_iter().peekable();
    while members.peek().is_some() {
        slices.push((ports.to_vec(), members.by_ref().take(MAX_ENDPOINTS).collect()));
    }
    slices
}

/// The pod as an endpoint, if it counts: it has an address and has not ended (`podToEndpoint`, `ShouldPodBeInEndpoints`).
fn endpoint(view: &View<'_>, service: &Service, name: &str, reference: &ObjectRef, pod: &Pod) -> Option<Endpoint> {
    let address = pod.status.pod_ip.filter(|address| is_of_family(*address, service))?;
    if matches!(pod.status.phase.as_deref(), Some("Succeeded" | "Failed")) {
        return None;
    }
    let serving = pod.status.is_ready();
    let ready = serving || service.spec.publish_not_ready_addresses == Some(true);
    let (kind, namespace) = (reference.kind.clone(), reference.namespace.clone());
    let named = pod.spec.subdomain.as_deref() == Some(name);
    Some(Endpoint {
        addresses: vec![address.to_string()],
        conditions: EndpointConditions { ready: Some(ready), serving: Some(serving), terminating: Some(false) },
        hostname: pod.spec.hostname.clone().filter(|_| named),
        node_name: pod.spec.node_name.clone(),
        zone: zone(view, pod),
        target_ref: Some(TargetRef { kind, namespace, name: reference.name.clone() }),
        hints: None,
    })
}

/// A Service's slices hold addresses of the family of its own address.
fn is_of_family(address: IpAddr, service: &Service) -> bool {
    let own: Option<IpAddr> = service.spec.cluster_ip.as_deref().and_then(|text| text.parse().ok());
    own.is_none_or(|own| own.is_ipv4() == address.is_ipv4())
}

fn zone(view: &View<'_>, pod: &Pod) -> Option<String> {
    let (node, _) = view.store.find::<Node>("", pod.spec.node_name.as_deref()?)?;
    node.meta.labels.get(ZONE).cloned()
}

/// The number of each Service port in that pod; a name that the pod does not have is left out (`getEndpointPorts`).
fn ports_of(service: &Service, pod: &Pod) -> Vec<(usize, u16)> {
    let ports = service.spec.ports.iter().enumerate();
    ports.filter_map(|(index, port)| Some((index, target(port, pod)?))).collect()
}

/// `FindPort` in `pkg/api/v1/pod/util.go`.
fn target(port: &ServicePort, pod: &Pod) -> Option<u16> {
    match port.target_port.as_ref() {
        None => Some(port.port),
        Some(IntOrString::Int(number)) => u16::try_from(*number).ok(),
        Some(IntOrString::String(name)) => find_port(port, name, pod).map(|(_, _, port)| port.container_port),
    }
}

/// The container port of that name and protocol, with its place in the pod.
fn find_port<'p>(port: &ServicePort, name: &str, pod: &'p Pod) -> Option<(usize, usize, &'p ContainerPort)> {
    let protocol = port.protocol.unwrap_or_default();
    let containers = pod.spec.containers.iter().enumerate();
    let mut ports = containers.flat_map(|(at, c)| c.ports.iter().enumerate().map(move |(index, p)| (at, index, p)));
    ports.find(|(_, _, p)| p.name.as_deref() == Some(name) && p.protocol.unwrap_or_default() == protocol)
}

/// The slice of that number, unless it stands so already.
fn write(
    view: &View<'_>,
    subject: Subject<'_>,
    number: usize,
    ports: &[(usize, u16)],
    members: Vec<Member<'_>>,
) -> Option<Write> {
    let name = slice_name(view, subject.reference, number);
    let slice = slice(subject, name, ports, members.iter().map(|member| member.endpoint.clone()).collect());
    let existing = view.store.find::<EndpointSlice>(&subject.reference.namespace, &slice.meta.name);
    if existing.is_some_and(|(existing, _)| *existing == slice) {
        return None;
    }
    let selector = subject.stored.cause("spec.selector");
    let mut write = Write::new(slice, Reason::derived(SELF, vec![selector, subject.stored.cause("")]));
    for (index, (port, _)) in ports.iter().enumerate() {
        let from = port_causes(subject, *port, members.first());
        write = write.because(FieldPath::parse("ports").index(index), Reason::derived(SELF, from));
    }
    let targets = ports.iter().map(|(port, _)| target_cause(subject, *port));
    let targets: Vec<CauseId> = targets.collect();
    for (index, member) in members.iter().enumerate() {
        let at = FieldPath::parse("endpoints").index(index);
        let own = [selector, member.pod.cause(""), member.pod.cause("status.podIP")];
        let from = own.into_iter().chain(targets.iter().copied()).collect();
        write = write.because(at.clone(), Reason::derived(SELF, from));
        write = write.because(at.key("conditions"), Reason::derived(SELF, vec![member.pod.cause("status.conditions")]));
    }
    Some(write)
}

/// One stream a slice: a neighbour more or less changes no name.
fn slice_name(view: &View<'_>, service: &ObjectRef, number: usize) -> String {
    let stream = format!("endpointslice-name/{}/{}/{number}", service.namespace, service.name);
    generate(&format!("{}-", service.name), &mut Seeded::new(view.seed), &stream)
}

fn slice(subject: Subject<'_>, name: String, ports: &[(usize, u16)], endpoints: Vec<Endpoint>) -> EndpointSlice {
    let (reference, service) = (subject.reference, subject.service);
    let mut labels = service.meta.labels.clone();
    labels.insert(SERVICE_NAME.into(), reference.name.clone());
    labels.insert(MANAGED_BY.into(), MANAGER.into());
    if service.is_headless() {
        labels.insert(HEADLESS.into(), String::new());
    }
    let is_v6 = |endpoint: &Endpoint| endpoint.addresses.iter().any(|address| address.contains(':'));
    let address_type = if endpoints.iter().any(is_v6) { AddressType::Ipv6 } else { AddressType::Ipv4 };
    let port = |(index, number): &(usize, u16)| {
        let port = &service.spec.ports[*index];
        EndpointPort {
            name: Some(port.name.clone().unwrap_or_default()),
            protocol: Some(port.protocol.unwrap_or_default()),
            port: Some(*number),
            app_protocol: port.app_protocol.clone(),
        }
    };
    let meta = Meta {
        name,
        namespace: Some(reference.namespace.clone()),
        labels,
        owner_references: vec![owned_by(reference, "v1")],
        ..Meta::default()
    };
    EndpointSlice { meta, address_type, endpoints, ports: ports.iter().map(port).collect() }
}

/// The line that says which port of the pods is meant.
fn target_cause(subject: Subject<'_>, port: usize) -> CauseId {
    subject.stored.cause_at(&FieldPath::parse("spec.ports").index(port).key("targetPort"))
}

/// That line, and the container port's when it is a name.
fn port_causes(subject: Subject<'_>, port: usize, member: Option<&Member<'_>>) -> Vec<CauseId> {
    let mut causes = vec![target_cause(subject, port)];
    let written = &subject.service.spec.ports[port];
    let Some(IntOrString::String(name)) = &written.target_port else { return causes };
    let named = member.and_then(|member| {
        let malla_manifest::Object::Pod(pod) = &member.pod.object else { return None };
        let (container, index, _) = find_port(written, name, pod)?;
        let path = FieldPath::parse("spec.containers").index(container).key("ports").index(index);
        Some(member.pod.cause_at(&path))
    });
    causes.extend(named);
    causes
}
