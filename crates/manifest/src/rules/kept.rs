//! Kinds that are checked and kept, and do nothing: all that is asked of them beyond their fields is a name.

use super::{Rules, Spot, meta, names};

/// Checks an object of a kind that does nothing.
pub(crate) fn check(kind: &str, object: &Spot<'_>, rules: &mut Rules) {
    let (scope, name): (meta::Scope, names::Check) = match kind {
        "PersistentVolume" | "StorageClass" | "GatewayClass" => (meta::Scope::Cluster, names::subdomain),
        "ClusterRole" | "ClusterRoleBinding" => (meta::Scope::Cluster, names::path_segment),
        "Role" | "RoleBinding" => (meta::Scope::Namespace, names::path_segment),
        _ => (meta::Scope::Namespace, names::subdomain),
    };
    meta::check(object, scope, name, rules);
}
