//! Two VirtualServices of the sidecars about one host: only the oldest counts
//! (analyzers/virtualservice/conflictingmeshgatewayhosts.go).

use super::MeshFinding;
use crate::istiod::export::Export;
use crate::istiod::host;
use crate::istiod::mesh::Mesh;
use crate::istiod::virtual_service::{MESH, Rule};
use malla_manifest::MeshProblem;
use malla_trace::FieldPath;

/// All findings: one a VirtualService and host.
pub fn findings<'a>(mesh: &Mesh<'a>) -> Vec<MeshFinding<'a>> {
    let rules: Vec<&Rule<'a>> =
        mesh.rules.iter().filter(|rule| rule.gateways.iter().any(|name| name == MESH)).collect();
    let mut all = Vec::new();
    for rule in &rules {
        for (at, name) in rule.hosts.iter().enumerate() {
            all.extend(conflict(&rules, rule, (at, name)));
        }
    }
    all
}

fn conflict<'a>(rules: &[&Rule<'a>], rule: &Rule<'a>, (at, name): (usize, &str)) -> Option<MeshFinding<'a>> {
    let also = |other: &&&Rule<'_>| other.hosts.iter().any(|host| clash((rule, name), (other, host)));
    let about: Vec<String> = rules.iter().filter(also).map(|other| other.written.full_name()).collect();
    let [first, _, ..] = about.as_slice() else { return None };
    let (winner, host) = (first.clone(), name.to_owned());
    Some(MeshFinding {
        reference: rule.written.reference,
        stored: rule.written.stored,
        path: FieldPath::parse("spec.hosts").index(at),
        problem: MeshProblem::SameHostTwice { virtual_services: about, host, winner },
    })
}

/// Whether some namespace sees both, and they are about the same host; a rule for some namespaces only clashes with one for
/// everybody also where one host covers the other.
fn clash((a, name): (&Rule<'_>, &str), (b, other): (&Rule<'_>, &str)) -> bool {
    match (&a.export, &b.export) {
        (Export::Everybody, Export::Everybody) => name == other,
        (Export::Only(a), Export::Only(b)) => name == other && !a.is_disjoint(b),
        (Export::Everybody, Export::Only(_)) | (Export::Only(_), Export::Everybody) => host::matches(name, other),
    }
}
