//! The chains and jumps that are made once and stay: what leads from the kernel's own chains to kube-proxy's
//! (`iptablesJumpChains`), kubelet's firewall and the canary.
//!
//! kube-proxy inserts each at the head of its chain if it is missing, so the one ensured last comes to stand first;
//! kubelet was there before. The order here is the one found on a node.

use super::Fact;
use super::Settings;
use super::rules::{Reasons, Sheet};

/// A jump: chain, fact, condition and comment, target.
type Jump = (&'static str, Fact, &'static str, &'static str);

/// A comment for new connections only.
const FIREWALL: &str = "-m conntrack --ctstate NEW -m comment --comment \"kubernetes load balancer firewall\" ";
const PORTALS: &str = "-m conntrack --ctstate NEW -m comment --comment \"kubernetes service portals\" ";
const EXTERNAL: &str =
    "-m conntrack --ctstate NEW -m comment --comment \"kubernetes externally-visible service portals\" ";
const HEALTH: &str = "-m comment --comment \"kubernetes health check service ports\" ";
const FORWARDING: &str = "-m comment --comment \"kubernetes forwarding rules\" ";
const ANY_PORTALS: &str = "-m comment --comment \"kubernetes service portals\" ";
const POSTROUTING: &str = "-m comment --comment \"kubernetes postrouting rules\" ";

const FILTER: [Jump; 9] = [
    ("INPUT", Fact::FirewallJump, FIREWALL, "KUBE-PROXY-FIREWALL"),
    ("INPUT", Fact::FilterNodePorts, HEALTH, "KUBE-NODEPORTS"),
    ("INPUT", Fact::FilterExternal, EXTERNAL, "KUBE-EXTERNAL-SERVICES"),
    ("FORWARD", Fact::FirewallJump, FIREWALL, "KUBE-PROXY-FIREWALL"),
    ("FORWARD", Fact::ForwardJump, FORWARDING, "KUBE-FORWARD"),
    ("FORWARD", Fact::FilterPortals, PORTALS, "KUBE-SERVICES"),
    ("FORWARD", Fact::FilterExternal, EXTERNAL, "KUBE-EXTERNAL-SERVICES"),
    ("OUTPUT", Fact::FirewallJump, FIREWALL, "KUBE-PROXY-FIREWALL"),
    ("OUTPUT", Fact::FilterPortals, PORTALS, "KUBE-SERVICES"),
];

const KUBELET: [Jump; 2] =
    [("INPUT", Fact::KubeletFirewall, "", "KUBE-FIREWALL"), ("OUTPUT", Fact::KubeletFirewall, "", "KUBE-FIREWALL")];

const NAT: [Jump; 3] = [
    ("PREROUTING", Fact::ServicePortals, ANY_PORTALS, "KUBE-SERVICES"),
    ("OUTPUT", Fact::ServicePortals, ANY_PORTALS, "KUBE-SERVICES"),
    ("POSTROUTING", Fact::PostroutingJump, POSTROUTING, "KUBE-POSTROUTING"),
];

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// mangle: only the canary.
    Mangle,
    /// filter.
    Filter,
    /// nat.
    Nat,
}

/// Writes what stays in that table.
pub fn write(sheet: &mut Sheet, table: Table, settings: &Settings, reasons: &Reasons<'_>) {
    // An empty chain that kube-proxy looks for every so often: gone, somebody has flushed the table.
    sheet.chain("KUBE-PROXY-CANARY");
    let kubelet: &[Jump] = if settings.serves_localhost() { &KUBELET } else { &[] };
    let (own, kubelet): (&[Jump], &[Jump]) = match table {
        Table::Mangle => (&[], &[]),
        Table::Filter => (&FILTER, kubelet),
        Table::Nat => (&NAT, &[]),
    };
    for (chain, fact, condition, target) in own.iter().chain(kubelet) {
        sheet.rule(chain, format_args!("{condition}-j {target}"), reasons.fixed(*fact));
    }
}
