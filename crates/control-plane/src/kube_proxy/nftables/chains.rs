//! The chains of one service port: `service-`, `local-`, `external-`, `firewall-` and one `endpoint-` an endpoint.

use super::names::EndpointNames;
use super::plan::Plan;
use super::sheet::Sheet;
use super::{Fact, Reasons};
use crate::kube_proxy::names::lower;
use crate::kube_proxy::{Endpoint, Host, Settings, View};
use malla_trace::CauseId;

/// Makes the chains, before anything points at them.
pub fn ensure(sheet: &mut Sheet, plan: &Plan<'_>, reasons: &mut Reasons<'_>) {
    let why = reasons.because(Fact::Frame, &[plan.port.selector]);
    plan.reachable.iter().for_each(|(_, names)| sheet.ensure(&names.chain, why));
    let names = &plan.names;
    for (used, chain) in [
        (plan.uses_cluster_chain(), &names.cluster),
        (plan.uses_local_chain(), &names.local),
        (plan.uses_external_chain(), &names.external),
        (plan.uses_firewall_chain(), &names.firewall),
    ] {
        if used {
            sheet.ensure(chain, why);
        }
    }
}

/// Fills them.
pub fn write(sheet: &mut Sheet, plan: &Plan<'_>, view: View<'_>, reasons: &mut Reasons<'_>) {
    if plan.internal_refusal.is_none() {
        masquerade_to_cluster_ip(sheet, plan, view.settings, reasons);
    }
    if plan.uses_external_chain() {
        external(sheet, plan, view.settings, reasons);
    }
    if plan.uses_firewall_chain() {
        firewall(sheet, plan, view.node, reasons);
    }
    affinity_sets(sheet, plan, reasons);
    if plan.uses_cluster_chain() {
        balance(sheet, plan, &plan.names.cluster, &plan.endpoints.cluster, reasons);
    }
    if plan.uses_local_chain() {
        balance(sheet, plan, &plan.names.local, &plan.endpoints.local, reasons);
    }
    for (endpoint, names) in &plan.reachable {
        endpoint_chain(sheet, plan, endpoint, names, reasons);
    }
}

/// First in the internal chain. Without a cluster CIDR kube-proxy cannot tell who is off the cluster and writes none.
fn masquerade_to_cluster_ip(sheet: &mut Sheet, plan: &Plan<'_>, settings: &Settings, reasons: &mut Reasons<'_>) {
    let (port, ip) = (plan.port, sheet.words.ip);
    let (off_cluster, why) = match settings.cluster_cidr {
        _ if settings.masquerade_all => (String::new(), reasons.because(Fact::MasqueradeAll, &[port.cluster_ip.why])),
        Some(cidr) => {
            let why = reasons.because(Fact::MasqueradeOffCluster, &[cidr.why, port.cluster_ip.why]);
            (format!(" {ip} saddr != {}", cidr.value), why)
        }
        None => return,
    };
    let (protocol, number) = (lower(port.key.protocol), port.port.value);
    let condition = format_args!("{ip} daddr {} {protocol} dport {number}{off_cluster}", port.cluster_ip.value);
    sheet.rule(plan.internal_chain(), format_args!("{condition} jump mark-for-masquerade"), why);
}

fn external(sheet: &mut Sheet, plan: &Plan<'_>, settings: &Settings, reasons: &mut Reasons<'_>) {
    let (chain, policy) = (&plan.names.external, plan.port.external_policy.why);
    if plan.port.is_external_local() {
        exempt(sheet, plan, settings, reasons);
    } else {
        let why = reasons.because(Fact::MasqueradeExternal, &[policy]);
        sheet.rule(chain, format_args!("jump mark-for-masquerade"), why);
    }
    if plan.external_refusal.is_none() {
        let why = reasons.because(Fact::ExternalPolicy, &[policy, plan.endpoints_why]);
        sheet.rule(chain, format_args!("goto {}", plan.external_policy_chain()), why);
    }
}

/// Policy Local does not bind what starts on this side: pods, as if they had gone out to the balancer and come back, and
/// the node itself, which needs masquerading because its source may be the balancer's own address.
fn exempt(sheet: &mut Sheet, plan: &Plan<'_>, settings: &Settings, reasons: &mut Reasons<'_>) {
    let (names, policy, ip) = (&plan.names, plan.port.external_policy.why, sheet.words.ip);
    if let Some(cidr) = settings.cluster_cidr {
        let why = reasons.because(Fact::PodsGoAnywhere, &[policy, cidr.why]);
        let body = format_args!("{ip} saddr {} goto {}", cidr.value, names.cluster);
        sheet.said(&names.external, body, "short-circuit pod traffic", why);
    }
    let why = reasons.because(Fact::MasqueradeLocal, &[policy]);
    let body = format_args!("fib saddr type local jump mark-for-masquerade");
    sheet.said(&names.external, body, "masquerade local traffic", why);
    let why = reasons.because(Fact::NodeGoesAnywhere, &[policy]);
    let body = format_args!("fib saddr type local goto {}", names.cluster);
    sheet.said(&names.external, body, "short-circuit local traffic", why);
}

/// Who comes from elsewhere is dropped. When the node itself is inside a range, so are the balancer's own addresses: the
/// node's requests to them loop back with such a source.
fn firewall(sheet: &mut Sheet, plan: &Plan<'_>, node: &Host, reasons: &mut Reasons<'_>) {
    let (port, ip) = (plan.port, sheet.words.ip);
    let mut sources: Vec<String> = port.source_ranges.iter().map(|range| range.value.to_string()).collect();
    let mut from: Vec<CauseId> = port.source_ranges.iter().map(|range| range.why).collect();
    if port.source_ranges.iter().any(|range| range.value.contains(node.ip)) {
        sources.extend(port.load_balancer_ips.iter().map(|ip| ip.value.to_string()));
        from.extend(port.load_balancer_ips.iter().map(|ip| ip.why));
    }
    let why = reasons.because(Fact::OutsideSourceRanges, &from);
    let body = format_args!("{ip} saddr != {{ {} }} drop", sources.join(" , "));
    sheet.rule(&plan.names.firewall, body, why);
}

/// A set an endpoint: the clients that came to it, each for so many seconds.
fn affinity_sets(sheet: &mut Sheet, plan: &Plan<'_>, reasons: &mut Reasons<'_>) {
    let Some(affinity) = plan.port.affinity else { return };
    for (endpoint, names) in &plan.reachable {
        let why = reasons.because(Fact::AffinitySet, &[affinity.why, endpoint.why]);
        let (address, seconds) = (sheet.words.address, affinity.value);
        let body = format_args!(" {{ type {address} ; flags dynamic,timeout ; timeout {seconds}s ; }}");
        sheet.command("add set", &names.affinity, body, why);
    }
}

/// Those who were here before go where they went; for all others one number is drawn (`writeServiceToEndpointRules`).
fn balance(sheet: &mut Sheet, plan: &Plan<'_>, chain: &str, endpoints: &[&Endpoint], reasons: &mut Reasons<'_>) {
    let ip = sheet.words.ip;
    if let Some(affinity) = plan.port.affinity {
        for endpoint in endpoints {
            let Some(EndpointNames { chain: to, affinity: set }) = plan.named(endpoint) else { continue };
            let why = reasons.because(Fact::AffinityKept, &[affinity.why, endpoint.why]);
            sheet.rule(chain, format_args!("{ip} saddr @{set} goto {to}"), why);
        }
    }
    let named = endpoints.iter().filter_map(|endpoint| plan.named(endpoint));
    let elements: Vec<String> =
        (0..).zip(named).map(|(i, names): (u32, _)| format!("{i} : goto {}", names.chain)).collect();
    let fact = if endpoints.len() > 1 { Fact::EndpointByChance } else { Fact::EndpointOfTheRest };
    let whys: Vec<CauseId> = std::iter::once(plan.port.selector).chain(endpoints.iter().map(|e| e.why)).collect();
    let (count, elements, why) = (endpoints.len(), elements.join(" , "), reasons.because(fact, &whys));
    sheet.rule(chain, format_args!("numgen random mod {count} vmap {{ {elements} }}"), why);
}

fn endpoint_chain(
    sheet: &mut Sheet,
    plan: &Plan<'_>,
    endpoint: &Endpoint,
    names: &EndpointNames,
    reasons: &mut Reasons<'_>,
) {
    let (port, ip, chain) = (plan.port, sheet.words.ip, &names.chain);
    let why = reasons.because(Fact::Hairpin, &[endpoint.why]);
    sheet.rule(chain, format_args!("{ip} saddr {} jump mark-for-masquerade", endpoint.socket.ip()), why);
    if let Some(affinity) = port.affinity {
        let why = reasons.because(Fact::AffinityNoted, &[affinity.why, endpoint.why]);
        sheet.rule(chain, format_args!("update @{} {{ {ip} saddr }}", names.affinity), why);
    }
    let why = reasons.because(Fact::Dnat, &[endpoint.port_why, endpoint.why]);
    let body = format_args!("meta l4proto {} dnat to {}", lower(port.key.protocol), endpoint.text);
    sheet.rule(chain, body, why);
}
