//! `validateWorkloadEntry`: an endpoint of a ServiceEntry, or a WorkloadEntry.

use super::scalars::{is_port, tags};
use super::{Rules, Spot, hosts};
use crate::ip;
use crate::problem::webhook as law;

pub(super) fn check(entry: &Spot<'_>, rules: &mut Rules) {
    let (address, network) = (entry.key("address"), entry.key("network"));
    match (address.word().is_empty(), network.word()) {
        (true, "") => rules.lacks(entry, &law::SE_ENDPOINT_MISSING),
        (true, name) => rules.lacks_with(entry, &law::SE_ENDPOINT_NETWORK, name),
        (false, _) => form(&address, entry, rules),
    }
    tags(&entry.key("labels"), rules);
    for (name, port) in entry.key("ports").entries() {
        if !hosts::is_label(name) {
            rules.law(&port.blaming(&entry.key("ports")), &law::SE_ENDPOINT_PORT_NAME);
        }
        if port.whole().is_some_and(|number| !is_port(number)) {
            rules.law(&port, &law::PORT_RANGE_SCHEMA);
        }
    }
}

fn form(address: &Spot<'_>, entry: &Spot<'_>, rules: &mut Rules) {
    let text = address.word();
    if let Some(path) = text.strip_prefix("unix://") {
        if entry.key("ports").exists() {
            rules.law(&entry.key("ports"), &law::SE_UNIX_PORTS);
        }
        if !path.starts_with(['/', '@']) {
            rules.law(address, &law::SE_UNIX_PATH);
        }
        if text.ends_with('/') {
            rules.law(address, &law::SE_UNIX_FOLDER);
        }
    } else if ip::parse(text).is_none() && !hosts::is_fqdn(text) {
        rules.law_with(address, &law::SE_ENDPOINT_NAME, &address.print());
    }
}
