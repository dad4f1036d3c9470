//! `ValidatePolicyRule`, `ValidateRoleBinding` and `ValidateRoleBindingSubject` (`pkg/apis/rbac/validation`).

use super::{Rules, Spot, meta, names};
use crate::problem::{Rule, ShapeProblem};

/// The group of roles and of those who have them.
const GROUP: &str = "rbac.authorization.k8s.io";

/// Checks a Role or a ClusterRole.
pub(crate) fn role(object: &Spot<'_>, scope: meta::Scope, rules: &mut Rules) {
    meta::check(object, scope, names::path_segment, rules);
    for rule in object.key("rules").items() {
        one(&rule, scope, rules);
    }
    for selector in object.keys(&["aggregationRule", "clusterRoleSelectors"]).items() {
        meta::selector(&selector, rules);
    }
}

fn one(rule: &Spot<'_>, scope: meta::Scope, rules: &mut Rules) {
    let (verbs, urls) = (rule.key("verbs"), rule.key("nonResourceURLs"));
    let (groups, resources) = (rule.key("apiGroups"), rule.key("resources"));
    if verbs.exists() && !verbs.has_items() {
        rules.required(&verbs, Rule::RoleVerbs);
    }
    if urls.has_items() {
        if scope == meta::Scope::Namespace {
            rules.invalid(&urls, Rule::RoleUrls);
        }
        if groups.has_items() || resources.has_items() || rule.key("resourceNames").has_items() {
            rules.invalid(&urls, Rule::RoleBoth);
        }
        return;
    }
    if !groups.has_items() {
        rules.required(&groups, Rule::RoleGroups);
    }
    if !resources.has_items() {
        rules.required(&resources, Rule::RoleResources);
    }
}

/// Checks a RoleBinding or a ClusterRoleBinding.
pub(crate) fn binding(object: &Spot<'_>, scope: meta::Scope, rules: &mut Rules) {
    meta::check(object, scope, names::path_segment, rules);
    let role = object.key("roleRef");
    only(&role.key("apiGroup"), GROUP, rules);
    rules.text(&role.key("name"), names::path_segment);
    for subject in object.key("subjects").items() {
        let (group, namespace) = (subject.key("apiGroup"), subject.key("namespace"));
        match subject.key("kind").word() {
            "ServiceAccount" => {
                rules.text(&subject.key("name"), names::subdomain);
                only(&group, "", rules);
                if scope == meta::Scope::Cluster && namespace.word().is_empty() {
                    rules.required(&namespace, Rule::SubjectNamespace);
                }
            }
            "User" | "Group" => only(&group, GROUP, rules),
            _ => {}
        }
    }
}

/// A group that is written must be that one.
fn only(group: &Spot<'_>, right: &str, rules: &mut Rules) {
    if !group.word().is_empty() && group.word() != right {
        let problem = ShapeProblem::Unsupported {
            value: group.print(),
            allowed: vec![right.to_owned()],
            similar: Some(right.to_owned()).filter(|right| !right.is_empty()),
        };
        rules.problem(group, problem);
    }
}
