//! What the API server's validation asks of an object that defaulting has filled in (`SetDefaults_Service` in
//! `pkg/apis/core/v1/defaults.go` writes it all): the validation runs behind the defaulting and says so of what is not
//! there.

use super::Spot;
use crate::finding::Trouble;
use crate::problem::ShapeProblem;
use crate::yaml::NodeRef;

/// The fields that defaulting should have written and did not.
pub(crate) fn check(kind: &str, root: NodeRef<'_>) -> Vec<Trouble> {
    let object = Spot::root(root);
    let fields = if kind == "Service" { service(&object) } else { Vec::new() };
    let missing = |field: &Spot<'_>| !field.exists() || field.text() == Some("");
    let trouble = |field: &Spot<'_>| Trouble::at(field.span(), ShapeProblem::Required, field.path());
    fields.iter().filter(|field| missing(field)).map(trouble).collect()
}

fn service<'a>(object: &Spot<'a>) -> Vec<Spot<'a>> {
    let spec = object.key("spec");
    let mut fields = vec![object.keys(&["metadata", "namespace"]), spec.key("sessionAffinity"), spec.key("type")];
    fields.extend(spec.key("ports").items().iter().map(|port| port.key("protocol")));
    match spec.key("type").word() {
        "LoadBalancer" => fields.extend([spec.key("internalTrafficPolicy"), spec.key("allocateLoadBalancerNodePorts")]),
        "ExternalName" => {}
        _ => fields.push(spec.key("internalTrafficPolicy")),
    }
    fields
}
