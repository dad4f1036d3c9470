//! `ValidatePeerAuthentication`.

use super::scalars::{is_port, selector};
use super::{Rules, Spot};
use crate::problem::webhook as law;

pub(super) fn check(object: &Spot<'_>, rules: &mut Rules) {
    let spec = object.key("spec");
    selector(&spec.key("selector"), rules);
    let ports = spec.key("portLevelMtls");
    if ports.exists() && spec.keys(&["selector", "matchLabels"]).entries().is_empty() {
        rules.lacks(&ports, &law::PA_SELECTOR);
    }
    for (key, mode) in ports.entries() {
        match key.parse::<i64>() {
            Ok(number) if is_port(number) => {}
            Ok(_) => rules.law(&mode, &law::PA_PORT),
            Err(_) => rules.law(&mode, &law::PA_PORT_FORM),
        }
    }
}
