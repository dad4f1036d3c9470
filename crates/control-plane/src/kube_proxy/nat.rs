//! The nat table: where packets for a Service are caught. The rules that lead to a service port's own chains stand
//! here, and the fixed ones; those chains are in `service_chains`.

use super::Fact;
use super::Settings;
use super::filter::{loopback, matching};
use super::plan::Plan;
use super::rules::{Reasons, Sheet};
use super::settings::Host;
use malla_trace::CauseId;
use std::net::IpAddr;

/// The comment of the rule that must come last.
const LAST: &str =
    "-m comment --comment \"kubernetes service nodeports; NOTE: this must be the last rule in this chain\"";

/// Chains and rules before the first service.
pub fn begin(sheet: &mut Sheet, settings: &Settings, reasons: &Reasons<'_>) {
    let chains = ["KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-POSTROUTING", "KUBE-MARK-MASQ"];
    chains.into_iter().for_each(|chain| sheet.chain(chain));
    let (mark, post) = (&settings.masquerade_mark, "KUBE-POSTROUTING");
    sheet.rule(post, format_args!("-m mark ! --mark {mark}/{mark} -j RETURN"), reasons.fixed(Fact::UnmarkedReturns));
    sheet.rule(post, format_args!("-j MARK --xor-mark {mark}"), reasons.fixed(Fact::MarkCleared));
    let comment = "-m comment --comment \"kubernetes service traffic requiring SNAT\"";
    let fully = if settings.random_fully { " --random-fully" } else { "" };
    sheet.rule(post, format_args!("{comment} -j MASQUERADE{fully}"), reasons.fixed(Fact::Masquerade));
    sheet.rule("KUBE-MARK-MASQ", format_args!("-j MARK --or-mark {mark}"), reasons.fixed(Fact::MarkMasquerade));
}

/// The rules that catch one service port's packets.
pub fn service(sheet: &mut Sheet, plan: &Plan<'_>, settings: &Settings, reasons: &mut Reasons<'_>) {
    let port = plan.port;
    if plan.internal_refusal.is_none() {
        let what = Catch { label: "cluster IP", target: plan.internal_chain(), fact: Fact::ClusterIp };
        catch(sheet, plan, &what, port.cluster_ip.value, port.cluster_ip.why, reasons);
    }
    if !plan.endpoints.has_any {
        return;
    }
    for ip in &port.external_ips {
        let what = Catch { label: "external IP", target: &port.chains.external, fact: Fact::ExternalIp };
        catch(sheet, plan, &what, ip.value, ip.why, reasons);
    }
    let chains = &port.chains;
    let target = if plan.uses_firewall_chain() { &chains.firewall } else { &chains.external };
    for ip in &port.load_balancer_ips {
        let what = Catch { label: "loadbalancer IP", target, fact: Fact::LoadBalancerIp };
        catch(sheet, plan, &what, ip.value, ip.why, reasons);
    }
    catch_node_port(sheet, plan, settings, reasons);
}

/// Rules after the last service: node ports, which must not come before any address.
pub fn end(sheet: &mut Sheet, node: &Host, settings: &Settings, reasons: &Reasons<'_>) {
    let why = reasons.fixed(Fact::NodePortsLast);
    if !settings.serves_all_addresses() {
        for ip in settings.served_addresses(node) {
            sheet.rule("KUBE-SERVICES", format_args!("{LAST} -d {ip} -j KUBE-NODEPORTS"), why);
        }
        return;
    }
    let except =
        if settings.serves_localhost() { String::new() } else { format!(" ! -d {}", loopback(settings.family)) };
    let body = format_args!("{LAST} -m addrtype --dst-type LOCAL{except} -j KUBE-NODEPORTS");
    sheet.rule("KUBE-SERVICES", body, why);
}

/// What is caught and where it goes.
struct Catch<'a> {
    label: &'static str,
    target: &'a str,
    fact: Fact,
}

fn catch(sheet: &mut Sheet, plan: &Plan<'_>, what: &Catch<'_>, ip: IpAddr, why: CauseId, reasons: &mut Reasons<'_>) {
    let port = plan.port;
    let why = reasons.because(what.fact, &[why, port.port.why]);
    sheet.line("KUBE-SERVICES", why, |line| {
        let comment =
            ["-m comment --comment \"", &port.text, " ", what.label, "\" ", matching(port.key.protocol), " -d "];
        line.words(&comment).ip(ip).words(&[" --dport "]).number(port.port.value).words(&[" -j ", what.target])
    });
}

/// Node ports are not subject to source ranges, for better or worse.
fn catch_node_port(sheet: &mut Sheet, plan: &Plan<'_>, settings: &Settings, reasons: &mut Reasons<'_>) {
    let Some(node_port) = plan.port.node_port else { return };
    let comment = format_args!("-m comment --comment {}", plan.port.text);
    let (protocol, number) = (matching(plan.port.key.protocol), node_port.value);
    let (chain, target) = ("KUBE-NODEPORTS", &plan.port.chains.external);
    let counter = "localhost_nps_accepted_pkts";
    if settings.serves_localhost() && settings.counts(counter) {
        let why = reasons.because(Fact::LocalhostNodePort, &[node_port.why]);
        let condition = format_args!("-d 127.0.0.0/8 --dport {number} -m nfacct --nfacct-name {counter}");
        sheet.rule(chain, format_args!("{comment} {protocol} {condition} -j {target}"), why);
    }
    let why = reasons.because(Fact::NodePort, &[node_port.why, plan.port.port.why]);
    sheet.rule(chain, format_args!("{comment} {protocol} --dport {number} -j {target}"), why);
}
