//! What the maps know of one service port: which address, protocol and port goes to which chain, and which is refused.

use super::plan::{Plan, Refusal};
use super::sheet::{Element, Sheet};
use super::{Fact, Reasons};
use crate::kube_proxy::Caused;
use crate::kube_proxy::names::lower;
use malla_trace::CauseId;
use std::fmt;
use std::net::IpAddr;

/// Writes the elements.
pub fn write(sheet: &mut Sheet, plan: &Plan<'_>, reasons: &mut Reasons<'_>) {
    cluster_ip(sheet, plan, reasons);
    let port = plan.port;
    for ip in &port.external_ips {
        outer(sheet, plan, *ip, Fact::ExternalIp, reasons);
    }
    for ip in &port.load_balancer_ips {
        outer(sheet, plan, *ip, Fact::LoadBalancerIp, reasons);
        if plan.uses_firewall_chain() {
            firewalled(sheet, plan, *ip, reasons);
        }
    }
    node_port(sheet, plan, reasons);
}

fn cluster_ip(sheet: &mut Sheet, plan: &Plan<'_>, reasons: &mut Reasons<'_>) {
    let port = plan.port;
    let ip = port.cluster_ip;
    let why = reasons.because(Fact::ActiveClusterIp, &[ip.why]);
    let active = Element { container: "cluster-ips", key: &ip.value.to_string(), verdict: None, comment: None };
    sheet.element(&active, why);
    match &plan.internal_refusal {
        None => {
            let why = reasons.because(Fact::ClusterIp, &[ip.why, port.port.why]);
            go(sheet, "service-ips", &address_key(plan, ip.value), plan.internal_chain(), why);
        }
        Some(refusal) => refuse_at(sheet, plan, refusal, ip, reasons),
    }
}

/// An address of the outside. Where policy Local leaves strangers nothing, it stands in both maps: pods and the node get
/// through the first, what comes back from there untranslated falls into the second.
fn outer(sheet: &mut Sheet, plan: &Plan<'_>, ip: Caused<IpAddr>, fact: Fact, reasons: &mut Reasons<'_>) {
    if plan.endpoints.has_any {
        let why = reasons.because(fact, &[ip.why, plan.port.port.why]);
        go(sheet, "service-ips", &address_key(plan, ip.value), &plan.names.external, why);
    }
    if let Some(refusal) = &plan.external_refusal {
        refuse_at(sheet, plan, refusal, ip, reasons);
    }
}

fn firewalled(sheet: &mut Sheet, plan: &Plan<'_>, ip: Caused<IpAddr>, reasons: &mut Reasons<'_>) {
    let ranges: Vec<CauseId> = plan.port.source_ranges.iter().map(|range| range.why).collect();
    let why = reasons.because(Fact::Firewalled, &[ranges.as_slice(), &[ip.why]].concat());
    go(sheet, "firewall-ips", &address_key(plan, ip.value), &plan.names.firewall, why);
}

/// Node ports are not subject to source ranges, for better or worse.
fn node_port(sheet: &mut Sheet, plan: &Plan<'_>, reasons: &mut Reasons<'_>) {
    let port = plan.port;
    let Some(node_port) = port.node_port else { return };
    let key = format!("{} . {}", lower(port.key.protocol), node_port.value);
    if plan.endpoints.has_any {
        let why = reasons.because(Fact::NodePort, &[node_port.why, port.port.why]);
        go(sheet, "service-nodeports", &key, &plan.names.external, why);
    }
    if let Some(refusal) = &plan.external_refusal {
        let why = reasons.because(refusal.fact, &[refusal.blame.as_slice(), &[node_port.why]].concat());
        refuse(sheet, plan, refusal, ("no-endpoint-nodeports", &key), why);
    }
}

fn refuse_at(sheet: &mut Sheet, plan: &Plan<'_>, refusal: &Refusal, ip: Caused<IpAddr>, reasons: &mut Reasons<'_>) {
    let from = [refusal.blame.as_slice(), &[ip.why, plan.port.port.why]].concat();
    let why = reasons.because(refusal.fact, &from);
    refuse(sheet, plan, refusal, ("no-endpoint-services", &address_key(plan, ip.value)), why);
}

fn refuse(sheet: &mut Sheet, plan: &Plan<'_>, refusal: &Refusal, at: (&'static str, &str), why: CauseId) {
    let (verdict, comment) = (Some(format_args!("{}", refusal.verdict)), Some(plan.port.text.as_str()));
    put(sheet, Element { container: at.0, key: at.1, verdict, comment }, why);
}

fn go(sheet: &mut Sheet, container: &'static str, key: &str, chain: &str, why: CauseId) {
    put(sheet, Element { container, key, verdict: Some(format_args!("goto {chain}")), comment: None }, why);
}

fn put(sheet: &mut Sheet, element: Element<'_>, why: CauseId) {
    sheet.element(&element, why);
}

fn address_key(plan: &Plan<'_>, ip: IpAddr) -> String {
    let port = plan.port;
    key(format_args!("{ip}"), lower(port.key.protocol), port.port.value)
}

fn key(address: fmt::Arguments<'_>, protocol: &str, port: u16) -> String {
    format!("{address} . {protocol} . {port}")
}
