//! DNS capture (`SetupDNSRedir`): the app's questions go to the agent on 15053, and two conntrack zones keep them apart
//! from the agent's own.

use super::sheet::{Sheet, Table};
use super::{Fact, Job, Options, Reasons};
use malla_kernel::Family;

const CHAIN: &str = "ISTIO_OUTPUT_DNS";

/// Where the agent listens for DNS (`IstioAgentDNSListenerPort`).
const PORT: &str = "15053";

/// The resolvers of a family, each with its mask.
fn servers(options: &Options, family: Family) -> Vec<String> {
    let (servers, bits) = match family {
        Family::V4 => (&options.dns_servers_v4, 32),
        Family::V6 => (&options.dns_servers_v6, 128),
    };
    servers.iter().map(|server| format!("{server}/{bits}")).collect()
}

/// What a question's destination must be: one condition a resolver, or a single empty one for all.
fn destinations(job: &Job<'_>) -> Vec<String> {
    if job.options.capture_all_dns {
        return vec![String::new()];
    }
    servers(job.options, job.family).into_iter().map(|server| format!(" -d {server}")).collect()
}

/// The questions go to the agent.
pub fn redirect(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let why = reasons.fixed(Fact::DnsCapture);
    sheet.add(Table::Raw, "OUTPUT", format!("-j {CHAIN}"), reasons.fixed(Fact::DnsZones));
    let to = destinations(job);
    if !to.is_empty() {
        sheet.nat("ISTIO_OUTPUT", format!("-j {CHAIN}"), why);
    }
    for (protocol, option) in [("tcp", "--to-ports"), ("udp", "--to-port")] {
        for to in &to {
            sheet.nat(CHAIN, format!("-p {protocol} --dport 53{to} -j REDIRECT {option} {PORT}"), why);
        }
    }
}

/// `addDNSConntrackZones`: zone 1 between agent and resolvers, zone 2 between app and agent.
pub fn zones(job: &Job<'_>, sheet: &mut Sheet, reasons: &mut Reasons<'_>) {
    let why = reasons.fixed(Fact::DnsZones);
    let options = job.options;
    for (flag, who) in [("--uid-owner", &options.proxy_uid), ("--gid-owner", &options.proxy_gid)] {
        for id in who.values() {
            let agent = format!("-m owner {flag} {id} -j CT --zone");
            sheet.add(Table::Raw, CHAIN, format!("-p udp --dport 53 {agent} 1"), why);
            sheet.add(Table::Raw, CHAIN, format!("-p udp --sport {PORT} {agent} 2"), why);
        }
    }
    let to = destinations(job);
    if !to.is_empty() {
        sheet.add(Table::Raw, "PREROUTING", "-j ISTIO_INBOUND".into(), why);
    }
    for to in to {
        let from = to.replace("-d", "-s");
        sheet.add(Table::Raw, CHAIN, format!("-p udp --dport 53{to} -j CT --zone 2"), why);
        sheet.add(Table::Raw, "ISTIO_INBOUND", format!("-p udp --sport 53{from} -j CT --zone 1"), why);
    }
}
