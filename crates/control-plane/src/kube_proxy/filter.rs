//! The filter table: what refuses, what lets through and what guards. It sees packets after DNAT, so a Service's
//! virtual address shows up here only when no nat rule took the packet.

use super::Fact;
use super::Settings;
use super::plan::{Plan, Refusal};
use super::rules::{Reasons, Sheet};
use malla_kernel::Family;
use malla_manifest::Protocol;
use malla_trace::CauseId;
use std::net::IpAddr;

/// Chains and rules before the first service.
pub fn begin(sheet: &mut Sheet, settings: &Settings, reasons: &Reasons<'_>) {
    let chains = ["KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-FORWARD", "KUBE-NODEPORTS", "KUBE-PROXY-FIREWALL"];
    chains.into_iter().for_each(|chain| sheet.chain(chain));
    if settings.serves_localhost() {
        sheet.chain("KUBE-FIREWALL");
        localnet_guard(sheet, reasons);
    }
}

/// The rules of one service port.
pub fn service(sheet: &mut Sheet, plan: &Plan<'_>, reasons: &mut Reasons<'_>) {
    let port = plan.port;
    if let Some(refusal) = &plan.internal_refusal {
        let at = Address { chain: "KUBE-SERVICES", ip: port.cluster_ip.value, why: port.cluster_ip.why };
        refuse(sheet, plan, refusal, &at, reasons);
    }
    for ip in &port.external_ips {
        refuse_outside(sheet, plan, ip.value, ip.why, reasons);
    }
    if plan.uses_firewall_chain() {
        drop_outside_ranges(sheet, plan, reasons);
    }
    for ip in &port.load_balancer_ips {
        refuse_outside(sheet, plan, ip.value, ip.why, reasons);
    }
    refuse_node_port(sheet, plan, reasons);
    accept_health_check(sheet, plan, reasons);
}

/// Rules after the last service.
pub fn end(sheet: &mut Sheet, settings: &Settings, reasons: &Reasons<'_>) {
    let chain = "KUBE-FORWARD";
    if !settings.conntrack_tcp_be_liberal {
        // kubernetes/kubernetes issue 74839: an INVALID packet passed on un-NATed resets the connection.
        let counter = "ct_state_invalid_dropped_pkts";
        let count =
            if settings.counts(counter) { format!("-m nfacct --nfacct-name {counter} ") } else { String::new() };
        let why = reasons.fixed(Fact::DropInvalid);
        sheet.rule(chain, format_args!("-m conntrack --ctstate INVALID {count}-j DROP"), why);
    }
    let mark = &settings.masquerade_mark;
    let comment = "-m comment --comment \"kubernetes forwarding rules\"";
    let why = reasons.fixed(Fact::AcceptMarked);
    sheet.rule(chain, format_args!("{comment} -m mark --mark {mark}/{mark} -j ACCEPT"), why);
    let comment = "-m comment --comment \"kubernetes forwarding conntrack rule\"";
    let why = reasons.fixed(Fact::AcceptEstablished);
    sheet.rule(chain, format_args!("{comment} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"), why);
}

/// CVE-2020-8558: with route_localnet on, neighbours on the link could reach what listens on 127.0.0.1.
fn localnet_guard(sheet: &mut Sheet, reasons: &Reasons<'_>) {
    let comment = "-m comment --comment \"block incoming localnet connections\"";
    let condition = "-d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT";
    sheet.rule("KUBE-FIREWALL", format_args!("{comment} {condition} -j DROP"), reasons.fixed(Fact::LocalnetGuard));
}

/// An address whose traffic is refused, and where.
struct Address {
    chain: &'static str,
    ip: IpAddr,
    why: CauseId,
}

fn refuse(sheet: &mut Sheet, plan: &Plan<'_>, refusal: &Refusal, at: &Address, reasons: &mut Reasons<'_>) {
    let (name, protocol, port) = (&plan.port.text, matching(plan.port.key.protocol), plan.port.port);
    let why = reasons.because(refusal.fact, &[refusal.blame.as_slice(), &[at.why, port.why]].concat());
    let (comment, target) = (refusal.comment, refusal.target);
    let condition = format_args!("{protocol} -d {} --dport {}", at.ip, port.value);
    sheet.rule(at.chain, format_args!("-m comment --comment \"{name} {comment}\" {condition} -j {target}"), why);
}

fn refuse_outside(sheet: &mut Sheet, plan: &Plan<'_>, ip: IpAddr, why: CauseId, reasons: &mut Reasons<'_>) {
    if let Some(refusal) = &plan.external_refusal {
        refuse(sheet, plan, refusal, &Address { chain: "KUBE-EXTERNAL-SERVICES", ip, why }, reasons);
    }
}

fn drop_outside_ranges(sheet: &mut Sheet, plan: &Plan<'_>, reasons: &mut Reasons<'_>) {
    let port = plan.port;
    let (name, firewall, protocol) = (&port.text, &port.chains.firewall, matching(port.key.protocol));
    let ranges: Vec<CauseId> = port.source_ranges.iter().map(|range| range.why).collect();
    for ip in &port.load_balancer_ips {
        let why = reasons.because(Fact::OutsideSourceRanges, &[ranges.as_slice(), &[ip.why]].concat());
        let comment = format_args!("-m comment --comment \"{name} traffic not accepted by {firewall}\"");
        let condition = format_args!("{protocol} -d {} --dport {}", ip.value, port.port.value);
        sheet.rule("KUBE-PROXY-FIREWALL", format_args!("{comment} {condition} -j DROP"), why);
    }
}

fn refuse_node_port(sheet: &mut Sheet, plan: &Plan<'_>, reasons: &mut Reasons<'_>) {
    let (Some(refusal), Some(node_port)) = (&plan.external_refusal, plan.port.node_port) else { return };
    let (name, protocol) = (&plan.port.text, matching(plan.port.key.protocol));
    let why = reasons.because(refusal.fact, &[refusal.blame.as_slice(), &[node_port.why]].concat());
    let comment = format_args!("-m comment --comment \"{name} {}\"", refusal.comment);
    let condition = format_args!("-m addrtype --dst-type LOCAL {protocol} --dport {}", node_port.value);
    sheet.rule("KUBE-EXTERNAL-SERVICES", format_args!("{comment} {condition} -j {}", refusal.target), why);
}

/// The health check is let in whatever the endpoints: its answer is what tells the balancer about them.
fn accept_health_check(sheet: &mut Sheet, plan: &Plan<'_>, reasons: &mut Reasons<'_>) {
    let Some(port) = plan.port.health_check_node_port else { return };
    let name = &plan.port.text;
    let why = reasons.because(Fact::HealthCheck, &[port.why, plan.port.external_policy.why]);
    let comment = format_args!("-m comment --comment \"{name} health check node port\"");
    sheet.rule("KUBE-NODEPORTS", format_args!("{comment} -m tcp -p tcp --dport {} -j ACCEPT", port.value), why);
}

/// `-m tcp -p tcp`, in upstream's order.
pub const fn matching(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "-m tcp -p tcp",
        Protocol::Udp => "-m udp -p udp",
        Protocol::Sctp => "-m sctp -p sctp",
    }
}

/// What a Service's localhost is in that family.
pub const fn loopback(family: Family) -> &'static str {
    match family {
        Family::V4 => "127.0.0.0/8",
        Family::V6 => "::1/128",
    }
}
