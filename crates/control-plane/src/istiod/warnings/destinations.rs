//! Destinations of VirtualServices: the host, its port, its subset (analyzers/virtualservice/destinationhosts.go,
//! destinationrules.go).

use super::MeshFinding;
use crate::istiod::host;
use crate::istiod::mesh::Mesh;
use crate::istiod::service::MeshService;
use crate::store::Stored;
use crate::text::nearest;
use malla_manifest::{Destination, MeshProblem, VirtualService};
use malla_trace::{FieldPath, ObjectRef};

/// A VirtualService and where its fields come from.
type Found<'a> = (&'a ObjectRef, &'a VirtualService, &'a Stored);

/// What one destination of a VirtualService has wrong: the field below it, and the problem.
type Wrong = Option<(&'static [&'static str], MeshProblem)>;

/// Hosts that nobody has, and ports they have not.
pub fn hosts<'a>(mesh: &Mesh<'a>) -> Vec<MeshFinding<'a>> {
    each(mesh, unreachable)
}

/// Subsets that nobody defines.
pub fn subsets<'a>(mesh: &Mesh<'a>) -> Vec<MeshFinding<'a>> {
    each(mesh, undefined)
}

/// Looks at every destination of every VirtualService.
fn each<'a>(mesh: &Mesh<'a>, wrong: fn(&Mesh<'_>, &Found<'_>, &Destination) -> Wrong) -> Vec<MeshFinding<'a>> {
    let mut all = Vec::new();
    for found in mesh.store.all::<VirtualService>() {
        let (reference, it, stored) = found;
        for (destination, path) in destinations(it) {
            all.extend(wrong(mesh, &found, destination).map(|(field, problem)| {
                let path = field.iter().fold(path, |path, key| path.key(key));
                MeshFinding { reference, stored, path, problem }
            }));
        }
    }
    all
}

/// Every destination with the place where it stands.
fn destinations(it: &VirtualService) -> Vec<(&Destination, FieldPath)> {
    let spec = FieldPath::parse("spec");
    let mut all = Vec::new();
    for (at, rule) in it.spec.http.iter().enumerate() {
        let path = spec.key("http").index(at);
        let routes = rule.route.iter().enumerate();
        all.extend(routes.map(|(n, one)| (&one.destination, path.key("route").index(n).key("destination"))));
        all.extend(rule.mirror.iter().map(|mirror| (mirror, path.key("mirror"))));
        let mirrors = rule.mirrors.iter().enumerate();
        all.extend(mirrors.map(|(n, one)| (&one.destination, path.key("mirrors").index(n).key("destination"))));
    }
    let tcp = it.spec.tcp.iter().map(|rule| ("tcp", &rule.route)).enumerate();
    let tls = it.spec.tls.iter().map(|rule| ("tls", &rule.route)).enumerate();
    for (at, (kind, route)) in tcp.chain(tls) {
        let path = spec.key(kind).index(at).key("route");
        all.extend(route.iter().enumerate().map(|(n, one)| (&one.destination, path.index(n).key("destination"))));
    }
    all
}

/// A host that nobody has, or a port it has not.
fn unreachable(mesh: &Mesh<'_>, (reference, it, _): &Found<'_>, destination: &Destination) -> Wrong {
    let name = host::resolve(&destination.host, &reference.namespace, mesh.domain);
    let host = destination.host.clone();
    let Some(service) = seen(mesh, reference, it, &name) else {
        let similar = similar(mesh, &host, &reference.namespace);
        return Some((&["host"], MeshProblem::HostNotFound { host, similar }));
    };
    let ports: Vec<u16> = service.ports.iter().map(|port| port.number).collect();
    match &destination.port {
        None if ports.len() > 1 => Some((&["host"], MeshProblem::PortRequired { host, ports })),
        Some(port) if !ports.contains(&port.number) => {
            Some((&["port", "number"], MeshProblem::PortNotFound { host, port: port.number, ports }))
        }
        None | Some(_) => None,
    }
}

/// The host as the namespaces see it that the VirtualService is exported to; its own where it is for everybody.
fn seen<'m, 'a>(
    mesh: &'m Mesh<'a>,
    reference: &ObjectRef,
    it: &VirtualService,
    name: &str,
) -> Option<&'m MeshService<'a>> {
    let named = it.spec.export_to.iter().map(String::as_str).filter(|word| !matches!(*word, "*" | "." | "~"));
    let named: Vec<&str> = named.collect();
    let clients = if named.is_empty() { vec![reference.namespace.as_str()] } else { named };
    let covers = |service: &&MeshService<'_>| {
        host::subset_of(name, &service.host) && clients.iter().any(|client| service.export.reaches(client))
    };
    mesh.registry.services().iter().find(covers)
}

/// A host that is nearly the one that was written: a short name among those of the namespace, a full one among all.
pub(super) fn similar(mesh: &Mesh<'_>, written: &str, namespace: &str) -> Option<String> {
    let services = mesh.registry.services();
    let short = services.iter().filter(|service| service.namespace() == namespace && service.is_kubernetes());
    let short = nearest(written, short.map(|service| service.reference.name.as_str()));
    short.or_else(|| nearest(written, services.iter().map(|service| service.host.as_str()))).map(str::to_owned)
}

/// A subset that no DestinationRule defines.
fn undefined(mesh: &Mesh<'_>, (reference, ..): &Found<'_>, destination: &Destination) -> Wrong {
    let subset = destination.subset.clone().filter(|subset| !subset.is_empty())?;
    let name = host::resolve(&destination.host, &reference.namespace, mesh.domain);
    let about = mesh
        .destination_rules
        .iter()
        .filter(|rule| host::subset_of(&name, &host::resolve(&rule.object.spec.host, rule.namespace(), mesh.domain)));
    let subsets: Vec<String> = about.flat_map(|rule| &rule.object.spec.subsets).map(|one| one.name.clone()).collect();
    if subsets.contains(&subset) {
        return None;
    }
    Some((&["subset"], MeshProblem::SubsetNotFound { host: destination.host.clone(), subset, subsets }))
}
