//! kube-proxy's two modes: whatever the Services, a packet fares the same, but for what upstream changed on purpose.
//!
//! Random service ports and endpoints become rules of both kinds on one node each; packets from pods, from endpoints,
//! from the node and from outside go to every address and port; every branch of chance is walked.

use malla_control_plane::kube_proxy::nftables::{self, NftView};
use malla_control_plane::kube_proxy::{
    self, Caused, Endpoint, Endpoints, Host, PortKey, ServicePort, Settings, View, parse_cidr,
};
use malla_kernel::{Netns, RuleText};
use malla_manifest::{Protocol, TrafficPolicy};
use malla_tests::{Fate, cluster, edited, fate, get, node, notes_cluster};
use malla_trace::{CauseId, Ledger, Packet, Phase, TcpFlags, Trace};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

const WHY: CauseId = CauseId(0);
const NODE: &str = "192.168.0.2";
const CLIENTS: [&str; 4] = ["10.0.0.9", NODE, "203.0.113.2", "198.51.100.7"];
const WORLDS: u64 = 300;

/// Numbers one after the other out of a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, of: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % of
    }

    fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }
}

fn caused<T>(value: T) -> Caused<T> {
    Caused::new(value, WHY)
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap_or_else(|_| unreachable!("an address: {text}"))
}

fn policy(dice: &mut Dice) -> Caused<TrafficPolicy> {
    caused(if dice.one_in(2) { TrafficPolicy::Local } else { TrafficPolicy::Cluster })
}

fn service_port(number: u8, dice: &mut Dice) -> ServicePort {
    let key = PortKey {
        namespace: "ns".into(),
        service: format!("svc{number}"),
        port: if dice.one_in(2) { "p".into() } else { String::new() },
        protocol: Protocol::Tcp,
    };
    let mut port = ServicePort::new(key, caused(IpAddr::from([172, 30, 0, number])), caused(80), WHY);
    port.node_port = dice.one_in(2).then(|| caused(30_000 + u16::from(number)));
    if dice.one_in(2) {
        port.load_balancer_ips.push(caused(IpAddr::from([1, 2, 3, number])));
        if dice.one_in(2) {
            let range = if dice.one_in(2) { "203.0.113.0/25" } else { "192.168.0.0/24" };
            port.source_ranges.extend(parse_cidr(range).map(caused));
        }
    }
    if dice.one_in(3) {
        port.external_ips.push(caused(IpAddr::from([192, 168, 99, number])));
    }
    (port.internal_policy, port.external_policy) = (policy(dice), policy(dice));
    port.affinity = dice.one_in(5).then(|| caused(60));
    port
}

fn add_endpoints(port: &ServicePort, number: u8, all: &mut Endpoints, dice: &mut Dice) {
    for each in 0..dice.below(4) {
        let local = dice.one_in(2);
        let address = IpAddr::from([10, u8::from(local), number, u8::try_from(each).unwrap_or(0)]);
        let endpoint = Endpoint::new(address, 8080, local, WHY, WHY);
        let (ready, serving, terminating) = match dice.below(4) {
            0 => (false, true, true),
            1 => (false, false, false),
            _ => (true, true, false),
        };
        all.add(&port.key, Endpoint { ready, serving, terminating, ..endpoint });
    }
}

/// One set of service ports, and a node of each mode.
struct Worlds {
    ports: Vec<ServicePort>,
    callers: Vec<IpAddr>,
    iptables: Netns,
    nftables: Netns,
}

impl Worlds {
    fn new(seed: u64) -> Self {
        let dice = &mut Dice(seed);
        let ports: Vec<ServicePort> = (1..=3).map(|number| service_port(number, dice)).collect();
        let mut endpoints = Endpoints::default();
        (1..=3).zip(&ports).for_each(|(number, port)| add_endpoints(port, number, &mut endpoints, dice));
        let settings = Settings {
            cluster_cidr: if dice.one_in(5) { None } else { parse_cidr("10.0.0.0/8").map(caused) },
            masquerade_all: dice.one_in(5),
            localhost_node_ports: false,
            node_port_addresses: if dice.one_in(2) {
                vec![]
            } else {
                parse_cidr("192.168.0.2/32").into_iter().collect()
            },
            ..Settings::default()
        };
        let host = Host { name: "n".into(), ip: ip(NODE), addresses: vec![ip(NODE)], labels: BTreeMap::new() };
        let view = View { ports: &ports, endpoints: &endpoints, node: &host, settings: &settings };
        let callers = CLIENTS.iter().map(|text| ip(text)).chain([IpAddr::from([10, 1, 1, 0])]).collect();
        Self { callers, iptables: with_iptables(view), nftables: with_nftables(view), ports }
    }

    /// Every address that somebody may call, and two that nobody should.
    fn targets(&self) -> Vec<SocketAddr> {
        let mut targets = vec![SocketAddr::new(IpAddr::from([172, 30, 0, 77]), 80)];
        for port in &self.ports {
            let outer = port.load_balancer_ips.iter().chain(&port.external_ips);
            let addresses = std::iter::once(&port.cluster_ip).chain(outer).map(|ip| SocketAddr::new(ip.value, 80));
            targets.extend(addresses);
            targets.push(SocketAddr::new(port.cluster_ip.value, 81));
            targets.extend(port.node_port.map(|node_port| SocketAddr::new(ip(NODE), node_port.value)));
        }
        targets
    }

    /// What upstream changed: a virtual address without that port refuses, one that nobody has is dropped; source ranges
    /// come before the question whether there are endpoints; and what the node itself sends to an outer address is
    /// refused too when there are none, which the iptables mode asks on INPUT and FORWARD only. There v1.33 has a slip:
    /// it asks before DNAT, so policy Local without endpoints here binds the node too (later versions ask after it).
    fn changed(&self, caller: IpAddr, to: SocketAddr, before: &Fate) -> &'static [&'static str] {
        let known = self.ports.iter().any(|port| port.cluster_ip.value == to.ip());
        let is_virtual = parse_cidr("172.30.0.0/16").is_some_and(|block| block.contains(to.ip()));
        let balanced = |port: &&ServicePort| port.load_balancer_ips.iter().any(|ip| ip.value == to.ip());
        let external = |port: &&ServicePort| port.external_ips.iter().any(|ip| ip.value == to.ip());
        let ranged = self.ports.iter().filter(balanced).any(|port| !port.source_ranges.is_empty());
        let is_outer = self.ports.iter().any(|port| balanced(&port) || external(&port));
        let local =
            self.ports.iter().filter(|port| balanced(port) || external(port)).any(ServicePort::is_external_local);
        match before.verdict.as_str() {
            "NO-MATCH" if is_virtual && known => &["REJECT"],
            "NO-MATCH" if is_virtual => &["DROP"],
            "NO-MATCH" if is_outer && caller == ip(NODE) => &["REJECT", "DROP"],
            "DNAT" if is_outer && caller == ip(NODE) && local => &["DROP"],
            "REJECT" if ranged => &["DROP"],
            _ => &[],
        }
    }
}

fn with_iptables(view: View<'_>) -> Netns {
    let mut netns = node(&[ip(NODE)]);
    let tables = kube_proxy::whole_node(view, &mut Ledger::default());
    let tables = tables.into_iter().map(|(name, sheet)| sheet.into_table(name, view.settings.family)).collect();
    assert!(netns.restore(&RuleText { tables }).is_empty());
    netns
}

fn with_nftables(view: View<'_>) -> Netns {
    let mut netns = node(&[ip(NODE)]);
    let service_cidrs = [caused(parse_cidr("172.30.0.0/16").unwrap_or_else(|| unreachable!("a block")))];
    let script = nftables::sync(NftView { common: view, service_cidrs: &service_cidrs }, &mut Ledger::default());
    let refusals = netns.load_nft(&script);
    assert!(refusals.is_empty(), "{}", refusals[0]);
    netns
}

#[test]
fn a_packet_fares_the_same_in_both_modes() {
    let (mut same, mut otherwise, mut verdicts) = (0, 0, BTreeSet::new());
    for seed in 0..WORLDS {
        let worlds = Worlds::new(seed);
        for to in worlds.targets() {
            for caller in &worlds.callers {
                let packet = Packet::tcp(SocketAddr::new(*caller, 40_000), to, TcpFlags::SYN);
                let before = fate(&worlds.iptables, &[ip(NODE)], &packet);
                let after = fate(&worlds.nftables, &[ip(NODE)], &packet);
                let place = format!("world {seed}, {caller} to {to}");
                let changed = worlds.changed(*caller, to, &before);
                if before == after || !changed.contains(&after.verdict.as_str()) {
                    assert_eq!(after, before, "{place}");
                } else {
                    assert_eq!(after.endpoints, [""; 0], "{place}");
                }
                if before == after {
                    same += 1
                } else {
                    otherwise += 1
                }
                verdicts.insert(before.verdict);
            }
        }
    }
    println!("kube-proxy's modes: {same} packets fare the same, {otherwise} as upstream changed it");
    assert!(same > 5_000 && otherwise > 500, "{same} and {otherwise}: the dice reach too little");
    for verdict in ["DNAT", "DROP", "REJECT", "NO-MATCH"] {
        assert!(verdicts.contains(verdict), "{verdict} never happened: {verdicts:?}");
    }
}

/// Who is called and with which source, on the way out.
fn calls(trace: &Trace) -> BTreeSet<String> {
    let opening = trace.hops.iter().filter(|hop| hop.phase == Phase::Open);
    let leaving = opening.filter_map(|hop| hop.leaves.as_ref());
    leaving.map(|packet| format!("{} > {}", packet.src, packet.destination_text())).collect()
}

#[test]
fn requests_on_the_notes_cluster_go_the_same_ways_in_both_modes() {
    let nft = edited(notes_cluster(), "mundo.yaml", "proxyMode: iptables", "proxyMode: nftables");
    let ways = |files: &[malla_core::SourceFile], url: &str| {
        let traces = (0..24).map(|seed| get(&cluster(files.to_vec(), seed), "client/MenchuPC", url));
        let (mut all, mut verdicts) = (BTreeSet::new(), BTreeSet::new());
        for trace in traces {
            all.extend(calls(&trace));
            verdicts.insert(format!("{:?}", trace.verdict));
        }
        (all, verdicts)
    };
    for url in ["http://web1.miempresa.com/", "http://192.168.0.101:30880/", "http://192.168.0.101:30881/"] {
        assert_eq!(ways(&notes_cluster(), url), ways(&nft, url), "{url}");
    }
}
