//! Kinds of which all that is asked beyond their fields is a name: what else there is to say, their definitions say.

use super::{Rules, Spot, meta, names};

/// Checks an object of such a kind.
pub(crate) fn check(kind: &str, object: &Spot<'_>, rules: &mut Rules) {
    let scope = if kind == "GatewayClass" { meta::Scope::Cluster } else { meta::Scope::Namespace };
    meta::check(object, scope, names::subdomain, rules);
}
