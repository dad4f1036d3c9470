//! What the pod's own processes send: which of it the proxy catches. The order is what makes it right: who sends is
//! asked before where it goes.

use super::sheet::{Sheet, Table};
use super::{Fact, Job, Reasons, Setting};

const CHAIN: &str = "ISTIO_OUTPUT";

/// What is decided whoever sends: excluded ports, and the proxy handing a connection on to its app.
pub fn before_the_owner(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    sheet.nat("OUTPUT", format!("-j {CHAIN}"), reasons.fixed(Fact::OutboundJump));
    let excluded = &job.options.excluded_outbound_ports;
    let why = reasons.set(Fact::ExcludedOutboundPort, excluded);
    for port in excluded.values() {
        for protocol in ["tcp", "udp"] {
            sheet.nat(CHAIN, format!("-p {protocol} --dport {port} -j RETURN"), why);
        }
    }
    let why = reasons.fixed(Fact::HandedToTheApp);
    sheet.nat(CHAIN, format!("-o lo -s {} -j RETURN", job.passthrough()), why);
}

/// The proxy is told from the app by whom it runs as: by user, then by group, then by groups that the options name.
pub fn owners(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let dns = job.options.captures_dns();
    let tunnel = &job.options.tunnel_port.text;
    let plain = format!("! --dport {tunnel}");
    let without_dns = format!("-m multiport ! --dports 53,{tunnel}");
    let users = if dns { &without_dns } else { &plain };
    owner(job, ("--uid-owner", &job.options.proxy_uid), users, sheet, reasons);
    owner(job, ("--gid-owner", &job.options.proxy_gid), &plain, sheet, reasons);
    groups(job, sheet, reasons);
}

fn owner(job: &Job<'_>, (flag, who): (&str, &Setting), ports: &str, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let local = if job.options.captures_dns() { "-o lo -p tcp ! --dport 53" } else { "-o lo" };
    let back_in = reasons.set(Fact::ProxyToItsOwnPod, who);
    let to_itself = reasons.set(Fact::AppToItself, who);
    let out = reasons.set(Fact::ProxyGoesOut, who);
    let loopback = job.loopback();
    for id in who.values() {
        let condition = format!("-o lo ! -d {loopback} -p tcp {ports} -m owner {flag} {id}");
        sheet.nat(CHAIN, format!("{condition} -j ISTIO_IN_REDIRECT"), back_in);
        if !job.included.has_loopback() {
            sheet.nat(CHAIN, format!("{local} -m owner ! {flag} {id} -j RETURN"), to_itself);
        }
        sheet.nat(CHAIN, format!("-m owner {flag} {id} -j RETURN"), out);
    }
}

/// `handleCaptureByOwnerGroup`: all groups but some, or only some.
fn groups(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let (included, excluded) = (&job.options.outbound_owner_groups, &job.options.excluded_outbound_owner_groups);
    if included.is_everything() {
        let why = reasons.set(Fact::ExcludedGroup, excluded);
        for group in excluded.values() {
            sheet.nat(CHAIN, format!("-m owner --gid-owner {group} -j RETURN"), why);
        }
    } else {
        let others: String = included.values().map(|group| format!("-m owner ! --gid-owner {group} ")).collect();
        sheet.nat(CHAIN, format!("{others}-j RETURN"), reasons.set(Fact::OtherGroups, included));
    }
}

/// Where it goes: loopback and excluded ranges are let go, included ports and ranges are caught.
pub fn after_the_owner(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let options = job.options;
    sheet.nat(CHAIN, format!("-d {} -j RETURN", job.loopback()), reasons.fixed(Fact::Loopback));
    let why = reasons.set(Fact::ExcludedRange, &options.excluded_outbound_ranges);
    for range in job.excluded.of_family(job.family) {
        sheet.nat(CHAIN, format!("-d {range} -j RETURN"), why);
    }
    let why = reasons.set(Fact::IncludedOutboundPort, &options.outbound_ports);
    for port in options.outbound_ports.values() {
        sheet.nat(CHAIN, format!("-p tcp --dport {port} -j ISTIO_REDIRECT"), why);
    }
    ranges(job, sheet, reasons);
}

/// `handleOutboundIncludeRules`: what virtual machines send is caught on its way in, for that is how it arrives.
fn ranges(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let (options, redirect) = (job.options, "-j ISTIO_REDIRECT");
    let machines = reasons.set(Fact::FromVirtualInterface, &options.virtual_interfaces);
    if job.included.everything {
        sheet.nat(CHAIN, redirect.into(), reasons.set(Fact::EverythingCaptured, &options.outbound_ranges));
        for interface in options.virtual_interfaces.values() {
            sheet.insert(Table::Nat, "PREROUTING", 1, format!("-i {interface} {redirect}"), machines);
        }
        return;
    }
    let why = reasons.set(Fact::IncludedRange, &options.outbound_ranges);
    for range in job.included.of_family(job.family) {
        for interface in options.virtual_interfaces.values() {
            sheet.insert(Table::Nat, "PREROUTING", 1, format!("-i {interface} -d {range} {redirect}"), machines);
        }
        sheet.nat(CHAIN, format!("-d {range} {redirect}"), why);
    }
}
