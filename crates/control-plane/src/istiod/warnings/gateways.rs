//! Gateways: those that VirtualServices name, and the pods they select (analyzers/virtualservice/gateways.go,
//! analyzers/gateway/gateway.go).

use super::{MeshFinding, nearest, printed};
use crate::istiod::host;
use crate::istiod::mesh::{Mesh, Written, has_all};
use crate::istiod::virtual_service::{MESH, gateway_name};
use malla_manifest::{IntOrString, IstioGateway, MeshProblem, Pod, Service, ServicePort, VirtualService};
use malla_trace::{FieldPath, ObjectRef};

/// What VirtualServices are bound to.
pub fn bindings<'a>(mesh: &Mesh<'a>) -> Vec<MeshFinding<'a>> {
    let bound = mesh.store.all::<VirtualService>().flat_map(|(reference, it, stored)| {
        let named = it.spec.gateways.iter().enumerate().filter(|(_, name)| *name != MESH);
        let wrong = named.flat_map(|(at, name)| unbound(mesh, reference, it, (at, name)));
        wrong.map(move |(path, problem)| MeshFinding { reference, stored, path, problem }).collect::<Vec<_>>()
    });
    bound.collect()
}

/// The pods that Gateways select, and whether their Services lead to the ports.
pub fn selections<'a>(mesh: &Mesh<'a>) -> Vec<MeshFinding<'a>> {
    let all = mesh.gateways.iter().flat_map(|gateway| {
        let wrong = lonely(mesh, gateway).map_or_else(|| unserved(mesh, gateway), |lonely| vec![lonely]);
        let (reference, stored) = (gateway.reference, gateway.stored);
        wrong.into_iter().map(move |(path, problem)| MeshFinding { reference, stored, path, problem })
    });
    all.collect()
}

/// A gateway that does not exist, or that takes none of the hosts.
fn unbound(
    mesh: &Mesh<'_>,
    reference: &ObjectRef,
    it: &VirtualService,
    (at, written): (usize, &str),
) -> Vec<(FieldPath, MeshProblem)> {
    let name = gateway_name(written, &reference.namespace);
    let gateway = mesh.gateways.iter().find(|gateway| gateway.full_name() == name);
    let missing = gateway.is_none().then(|| {
        let near = mesh.gateways.iter().filter(|gateway| gateway.namespace() == reference.namespace);
        let similar = crate::text::nearest(written, near.map(Written::name)).map(str::to_owned);
        let problem = MeshProblem::GatewayNotFound { gateway: written.into(), similar };
        (FieldPath::parse("spec.gateways").index(at), problem)
    });
    let strange = !gateway.is_some_and(|gateway| takes_one(gateway, reference, &it.spec.hosts));
    let strange = strange.then(|| {
        let (hosts, virtual_service) = (it.spec.hosts.clone(), reference.name.clone());
        let problem = MeshProblem::HostNotInGateway { hosts, virtual_service, gateway: written.into() };
        (FieldPath::parse("spec.hosts"), problem)
    });
    missing.into_iter().chain(strange).collect()
}

/// Whether a server of the gateway takes one of the hosts of a VirtualService of that namespace.
fn takes_one(gateway: &Written<'_, IstioGateway>, of: &ObjectRef, hosts: &[String]) -> bool {
    let servers = gateway.object.spec.servers.iter().flat_map(|server| &server.hosts);
    let meant = servers.filter_map(|server| match server.split_once('/') {
        Some((".", bare)) => (of.namespace == gateway.namespace()).then_some(bare),
        Some(("*", bare)) => Some(bare),
        Some((namespace, bare)) => (namespace == of.namespace).then_some(bare),
        None => Some(server.as_str()),
    });
    meant.into_iter().any(|server| hosts.iter().any(|name| host::matches(name, server)))
}

/// A selector that no pod of any namespace fulfils.
fn lonely(mesh: &Mesh<'_>, gateway: &Written<'_, IstioGateway>) -> Option<(FieldPath, MeshProblem)> {
    let selector = &gateway.object.spec.selector;
    let labels = || mesh.store.all::<Pod>().map(|(_, pod, _)| &pod.meta.labels);
    if selector.is_empty() || labels().any(|labels| has_all(labels, selector)) {
        return None;
    }
    let problem =
        MeshProblem::GatewaySelectsNothing { selector: printed(selector), nearest: nearest(selector, labels()) };
    Some((FieldPath::parse("spec.selector"), problem))
}

/// The ports to which no Service of the selected pods leads, neither by its own number nor by that of the pods.
fn unserved(mesh: &Mesh<'_>, gateway: &Written<'_, IstioGateway>) -> Vec<(FieldPath, MeshProblem)> {
    let selector = &gateway.object.spec.selector;
    let pods = mesh.store.all::<Pod>().filter(|(_, pod, _)| has_all(&pod.meta.labels, selector));
    let pods: Vec<(&ObjectRef, &Pod)> = pods.map(|(reference, pod, _)| (reference, pod)).collect();
    let leads = |reference: &ObjectRef, service: &Service| {
        let own = &service.spec.selector;
        let meant =
            |(pod, it): &(&ObjectRef, &Pod)| pod.namespace == reference.namespace && has_all(&it.meta.labels, own);
        !own.is_empty() && pods.iter().any(meant)
    };
    let leading = mesh.store.all::<Service>().filter(|(reference, service, _)| leads(reference, service));
    let ports: Vec<&ServicePort> = leading.flat_map(|(_, service, _)| &service.spec.ports).collect();
    let servers = gateway.object.spec.servers.iter().enumerate();
    let missing = servers.filter(|(_, server)| !ports.iter().any(|port| serves(port, server.port.number)));
    let missing = missing.map(|(at, server)| {
        let path = FieldPath::parse("spec.servers").index(at).key("port").key("number");
        let ports = ports.iter().map(|port| port.port).collect();
        (path, MeshProblem::GatewayPortUnserved { port: server.port.number, selector: printed(selector), ports })
    });
    missing.collect()
}

fn serves(port: &ServicePort, number: u16) -> bool {
    let target = match &port.target_port {
        Some(IntOrString::Int(target)) => u16::try_from(*target).ok(),
        Some(IntOrString::String(_)) | None => None,
    };
    port.port == number || target == Some(number)
}
