//! What every node has, whatever the Services: base chains on the kernel's hooks, the jumps out of them, and the maps
//! that the Services fill (`setupNFTables`).

use super::sheet::{Element, Sheet};
use super::{Fact, NftView, Reasons};
use crate::kube_proxy::{Settings, View};

/// A base chain: name, type, hook, priority. Filters look at destinations before DNAT changes them, so they come ten
/// before `dstnat` (-100); the one that must see what DNAT left alone comes ten after.
type BaseChain = (&'static str, &'static str, &'static str, i32);

const BASE_CHAINS: [BaseChain; 8] = [
    ("filter-prerouting", "filter", "prerouting", -110),
    ("filter-input", "filter", "input", -110),
    ("filter-forward", "filter", "forward", -110),
    ("filter-output", "filter", "output", -110),
    ("filter-output-post-dnat", "filter", "output", -90),
    ("nat-prerouting", "nat", "prerouting", -100),
    ("nat-output", "nat", "output", -100),
    ("nat-postrouting", "nat", "postrouting", 100),
];

/// A jump out of a base chain: where to, where from, on what condition, why.
type Jump = (&'static str, &'static str, &'static str, Fact);

const NEW: &str = "ct state new ";
const JUMPS: [Jump; 11] = [
    ("nodeport-endpoints-check", "filter-input", NEW, Fact::NodePortEndpointsJump),
    ("service-endpoints-check", "filter-input", NEW, Fact::EndpointsJump),
    ("service-endpoints-check", "filter-forward", NEW, Fact::EndpointsJump),
    ("service-endpoints-check", "filter-output", NEW, Fact::EndpointsJump),
    ("firewall-check", "filter-prerouting", NEW, Fact::FirewallJump),
    ("firewall-check", "filter-output", NEW, Fact::FirewallJump),
    ("services", "nat-output", "", Fact::ServicesJump),
    ("services", "nat-prerouting", "", Fact::ServicesJump),
    ("masquerading", "nat-postrouting", "", Fact::MasqueradingJump),
    ("cluster-ips-check", "filter-forward", NEW, Fact::ClusterIpsJump),
    ("cluster-ips-check", "filter-output-post-dnat", NEW, Fact::ClusterIpsJump),
];

/// Writes all of it.
pub fn write(sheet: &mut Sheet, view: NftView<'_>, reasons: &Reasons<'_>) {
    let frame = reasons.fixed(Fact::Frame);
    sheet.table("rules for kube-proxy", frame);
    base_chains(sheet, reasons);
    for (to, from, condition, fact) in JUMPS {
        sheet.ensure(to, frame);
        sheet.rule(from, format_args!("{condition}jump {to}"), reasons.fixed(fact));
    }
    sheet.ensure("mark-for-masquerade", frame);
    masquerading(sheet, view.common.settings, reasons);
    cluster_ips_check(sheet, view, reasons);
    node_port_ips(sheet, view.common, reasons);
    endpoint_checks(sheet, view.common.settings, reasons);
    firewall_check(sheet, reasons);
    services(sheet, view.common.settings, reasons);
    for (what, name) in [
        ("set", "cluster-ips"),
        ("map", "service-ips"),
        ("map", "firewall-ips"),
        ("map", "no-endpoint-services"),
        ("map", "no-endpoint-nodeports"),
        ("map", "service-nodeports"),
    ] {
        sheet.command(&format!("flush {what}"), name, format_args!(""), frame);
    }
}

/// Made, deleted and made again: a base chain's priority cannot be changed, and an older kube-proxy may have had another.
fn base_chains(sheet: &mut Sheet, reasons: &Reasons<'_>) {
    let why = reasons.fixed(Fact::Frame);
    for (name, ..) in BASE_CHAINS {
        sheet.command("add chain", name, format_args!(""), why);
        sheet.command("delete chain", name, format_args!(""), why);
    }
    for (name, kind, hook, priority) in BASE_CHAINS {
        sheet.command("add chain", name, format_args!(" {{ type {kind} hook {hook} priority {priority} ; }}"), why);
        sheet.command("flush chain", name, format_args!(""), why);
    }
}

fn masquerading(sheet: &mut Sheet, settings: &Settings, reasons: &Reasons<'_>) {
    let (mark, post) = (&settings.masquerade_mark, "masquerading");
    let why = |fact| reasons.fixed(fact);
    sheet.rule("mark-for-masquerade", format_args!("mark set mark or {mark}"), why(Fact::MarkMasquerade));
    sheet.rule(post, format_args!("mark and {mark} == 0 return"), why(Fact::UnmarkedReturns));
    sheet.rule(post, format_args!("mark set mark xor {mark}"), why(Fact::MarkCleared));
    sheet.rule(post, format_args!("masquerade fully-random"), why(Fact::Masquerade));
}

/// What no map translated and yet goes to a virtual address: a port that the Service has not, or an address that no
/// Service has. In iptables mode such a packet leaves the node and is lost.
fn cluster_ips_check(sheet: &mut Sheet, view: NftView<'_>, reasons: &Reasons<'_>) {
    let (ip, chain) = (sheet.words.ip, "cluster-ips-check");
    set(sheet, "cluster-ips", "Active ClusterIPs", reasons);
    let comment = "Reject traffic to invalid ports of ClusterIPs";
    sheet.said(chain, format_args!("{ip} daddr @cluster-ips reject"), comment, reasons.fixed(Fact::UnknownPort));
    let blocks: Vec<String> = view.service_cidrs.iter().map(|block| block.value.to_string()).collect();
    if !blocks.is_empty() {
        let comment = "Drop traffic to unallocated ClusterIPs";
        let body = format_args!("{ip} daddr {{ {} }} drop", blocks.join(","));
        sheet.said(chain, body, comment, reasons.fixed(Fact::Unallocated));
    }
}

/// The addresses that node ports answer at, unless it is all of them. 127.0.0.1 never is: the kernel would have to
/// route it (route_localnet), which the iptables mode does and this one was glad to leave behind.
fn node_port_ips(sheet: &mut Sheet, view: View<'_>, reasons: &Reasons<'_>) {
    let (name, frame) = ("nodeport-ips", reasons.fixed(Fact::Frame));
    set(sheet, name, "IPs that accept NodePort traffic", reasons);
    if view.settings.serves_all_addresses() {
        sheet.command("delete set", name, format_args!(""), frame);
        return;
    }
    sheet.command("flush set", name, format_args!(""), frame);
    let served = view.settings.served_addresses(view.node);
    for ip in served.iter().filter(|ip| !ip.is_loopback()) {
        let element = Element { container: name, key: &ip.to_string(), verdict: None, comment: None };
        sheet.element(&element, reasons.fixed(Fact::NodePortAddress));
    }
}

/// Refusals. A map's verdict cannot refuse, only go to a chain that does.
fn endpoint_checks(sheet: &mut Sheet, settings: &Settings, reasons: &Reasons<'_>) {
    let frame = reasons.fixed(Fact::Frame);
    let (services, node_ports) = ("no-endpoint-services", "no-endpoint-nodeports");
    map(sheet, services, true, "vmap to drop or reject packets to services with no endpoints", reasons);
    map(sheet, node_ports, false, "vmap to drop or reject packets to service nodeports with no endpoints", reasons);
    let comment = "helper for @no-endpoint-services / @no-endpoint-nodeports";
    sheet.command("add chain", "reject-chain", format_args!(" {{ comment \"{comment}\" ; }}"), frame);
    sheet.command("flush chain", "reject-chain", format_args!(""), frame);
    sheet.rule("reject-chain", format_args!("reject"), reasons.fixed(Fact::RejectChain));
    let why = reasons.fixed(Fact::NoEndpointsLookup);
    look_up(sheet, "service-endpoints-check", services, why);
    let (ip, not_loopback) = (sheet.words.ip, sheet.words.not_loopback);
    let at = if settings.serves_all_addresses() { not_loopback } else { &format!("{ip} daddr @nodeport-ips") };
    let body = format_args!("{at} meta l4proto . th dport vmap @{node_ports}");
    sheet.rule("nodeport-endpoints-check", body, why);
}

fn firewall_check(sheet: &mut Sheet, reasons: &Reasons<'_>) {
    map(sheet, "firewall-ips", true, "destinations that are subject to LoadBalancerSourceRanges", reasons);
    look_up(sheet, "firewall-check", "firewall-ips", reasons.fixed(Fact::FirewallLookup));
}

/// The heart of it: one look-up for all addresses, one for all node ports.
fn services(sheet: &mut Sheet, settings: &Settings, reasons: &Reasons<'_>) {
    let (ips, node_ports) = ("service-ips", "service-nodeports");
    map(sheet, ips, true, "ClusterIP, ExternalIP and LoadBalancer IP traffic", reasons);
    map(sheet, node_ports, false, "NodePort traffic", reasons);
    look_up(sheet, "services", ips, reasons.fixed(Fact::ServiceLookup));
    let (ip, not_loopback) = (sheet.words.ip, sheet.words.not_loopback);
    let at = if settings.serves_all_addresses() {
        format!("fib daddr type local {not_loopback}")
    } else {
        format!("{ip} daddr @nodeport-ips")
    };
    let body = format_args!("{at} meta l4proto . th dport vmap @{node_ports}");
    sheet.rule("services", body, reasons.fixed(Fact::NodePortLookup));
}

fn set(sheet: &mut Sheet, name: &str, comment: &str, reasons: &Reasons<'_>) {
    let address = sheet.words.address;
    let body = format_args!(" {{ type {address} ; comment \"{comment}\" ; }}");
    sheet.command("add set", name, body, reasons.fixed(Fact::Frame));
}

/// A verdict map, by protocol and port, with or without the address before them.
fn map(sheet: &mut Sheet, name: &str, by_address: bool, comment: &str, reasons: &Reasons<'_>) {
    let address = if by_address { format!("{} . ", sheet.words.address) } else { String::new() };
    let body = format_args!(" {{ type {address}inet_proto . inet_service : verdict ; comment \"{comment}\" ; }}");
    sheet.command("add map", name, body, reasons.fixed(Fact::Frame));
}

fn look_up(sheet: &mut Sheet, chain: &str, map: &str, why: malla_trace::CauseId) {
    let ip = sheet.words.ip;
    sheet.rule(chain, format_args!("{ip} daddr . meta l4proto . th dport vmap @{map}"), why);
}
