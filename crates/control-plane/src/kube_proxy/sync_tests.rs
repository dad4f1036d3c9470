//! What one service port comes to when everything is asked of it, as text.

use super::{
    Caused, Endpoint, Endpoints, Host, PortKey, Scope, ServicePort, Settings, View, parse_cidr, parse_ip, sync,
    sync_again,
};
use malla_kernel::Family;
use malla_manifest::{Protocol, TrafficPolicy};
use malla_trace::{CauseId, Ledger};
use std::collections::{BTreeMap, BTreeSet};

const WHY: CauseId = CauseId(0);

fn caused<T>(value: T) -> Caused<T> {
    Caused::new(value, WHY)
}

fn address(text: &str) -> std::net::IpAddr {
    parse_ip(text).expect("an address")
}

/// A balanced Service with policy Local, source ranges that the node lies in, affinity and a health check.
fn port() -> ServicePort {
    let key = PortKey { namespace: "ns".into(), service: "svc".into(), port: "p".into(), protocol: Protocol::Udp };
    ServicePort {
        node_port: Some(caused(30_053)),
        load_balancer_ips: vec![caused(address("1.2.3.4"))],
        source_ranges: vec![caused(parse_cidr("192.168.0.0/24").expect("a block"))],
        affinity: Some(caused(10)),
        health_check_node_port: Some(caused(30_000)),
        external_policy: caused(TrafficPolicy::Local),
        ..ServicePort::new(key, caused(address("10.96.0.1")), caused(53), WHY)
    }
}

fn endpoints(list: &[(&str, bool)]) -> Endpoints {
    let mut endpoints = Endpoints::default();
    for (text, local) in list {
        endpoints.add(&port().key, Endpoint::new(address(text), 5353, *local, WHY, WHY));
    }
    endpoints
}

/// The rules that name the service or its chains.
fn text(endpoints: &Endpoints, settings: &Settings, scope: Scope<'_>) -> String {
    let ip = address("192.168.0.2");
    let node = Host { name: "n".into(), ip, addresses: vec![ip], labels: BTreeMap::new() };
    let (ports, mut ledger) = ([port()], Ledger::default());
    let view = View { ports: &ports, endpoints, node: &node, settings };
    let text = sync(view, scope, &mut ledger).into_text(Family::V4).to_string();
    let ours = text
        .lines()
        .filter(|line| ["ns/svc", "-SVC-", "-SVL-", "-EXT-", "-FW-", "-SEP-"].iter().any(|w| line.contains(w)));
    ours.map(|line| format!("{line}\n")).collect()
}

const EVERYTHING: &str = r#"
-A KUBE-PROXY-FIREWALL -m comment --comment "ns/svc:p traffic not accepted by KUBE-FW-UXX4LUU7LSPRSRJL" -m udp -p udp -d 1.2.3.4 --dport 53 -j DROP
-A KUBE-NODEPORTS -m comment --comment "ns/svc:p health check node port" -m tcp -p tcp --dport 30000 -j ACCEPT
:KUBE-EXT-UXX4LUU7LSPRSRJL - [0:0]
:KUBE-FW-UXX4LUU7LSPRSRJL - [0:0]
:KUBE-SVC-UXX4LUU7LSPRSRJL - [0:0]
:KUBE-SVL-UXX4LUU7LSPRSRJL - [0:0]
:KUBE-SEP-GIFLLNFMY5CBJGGP - [0:0]
:KUBE-SEP-3EL7YVVRWGSMXE32 - [0:0]
-A KUBE-SERVICES -m comment --comment "ns/svc:p cluster IP" -m udp -p udp -d 10.96.0.1 --dport 53 -j KUBE-SVC-UXX4LUU7LSPRSRJL
-A KUBE-SERVICES -m comment --comment "ns/svc:p loadbalancer IP" -m udp -p udp -d 1.2.3.4 --dport 53 -j KUBE-FW-UXX4LUU7LSPRSRJL
-A KUBE-NODEPORTS -m comment --comment ns/svc:p -m udp -p udp --dport 30053 -j KUBE-EXT-UXX4LUU7LSPRSRJL
-A KUBE-SVC-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p cluster IP" -m udp -p udp -d 10.96.0.1 --dport 53 ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ
-A KUBE-EXT-UXX4LUU7LSPRSRJL -m comment --comment "pod traffic for ns/svc:p external destinations" -s 10.244.0.0/16 -j KUBE-SVC-UXX4LUU7LSPRSRJL
-A KUBE-EXT-UXX4LUU7LSPRSRJL -m comment --comment "masquerade LOCAL traffic for ns/svc:p external destinations" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ
-A KUBE-EXT-UXX4LUU7LSPRSRJL -m comment --comment "route LOCAL traffic for ns/svc:p external destinations" -m addrtype --src-type LOCAL -j KUBE-SVC-UXX4LUU7LSPRSRJL
-A KUBE-EXT-UXX4LUU7LSPRSRJL -j KUBE-SVL-UXX4LUU7LSPRSRJL
-A KUBE-FW-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p loadbalancer IP" -s 192.168.0.0/24 -j KUBE-EXT-UXX4LUU7LSPRSRJL
-A KUBE-FW-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p loadbalancer IP" -s 1.2.3.4 -j KUBE-EXT-UXX4LUU7LSPRSRJL
-A KUBE-FW-UXX4LUU7LSPRSRJL -m comment --comment "other traffic to ns/svc:p will be dropped by KUBE-PROXY-FIREWALL"
-A KUBE-SVC-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p -> 10.244.0.1:5353" -m recent --name KUBE-SEP-GIFLLNFMY5CBJGGP --rcheck --seconds 10 --reap -j KUBE-SEP-GIFLLNFMY5CBJGGP
-A KUBE-SVC-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p -> 10.244.1.1:5353" -m recent --name KUBE-SEP-3EL7YVVRWGSMXE32 --rcheck --seconds 10 --reap -j KUBE-SEP-3EL7YVVRWGSMXE32
-A KUBE-SVC-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p -> 10.244.0.1:5353" -m statistic --mode random --probability 0.5000000000 -j KUBE-SEP-GIFLLNFMY5CBJGGP
-A KUBE-SVC-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p -> 10.244.1.1:5353" -j KUBE-SEP-3EL7YVVRWGSMXE32
-A KUBE-SVL-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p -> 10.244.0.1:5353" -m recent --name KUBE-SEP-GIFLLNFMY5CBJGGP --rcheck --seconds 10 --reap -j KUBE-SEP-GIFLLNFMY5CBJGGP
-A KUBE-SVL-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p -> 10.244.0.1:5353" -j KUBE-SEP-GIFLLNFMY5CBJGGP
-A KUBE-SEP-GIFLLNFMY5CBJGGP -m comment --comment ns/svc:p -s 10.244.0.1 -j KUBE-MARK-MASQ
-A KUBE-SEP-GIFLLNFMY5CBJGGP -m comment --comment ns/svc:p -m recent --name KUBE-SEP-GIFLLNFMY5CBJGGP --set -m udp -p udp -j DNAT --to-destination 10.244.0.1:5353
-A KUBE-SEP-3EL7YVVRWGSMXE32 -m comment --comment ns/svc:p -s 10.244.1.1 -j KUBE-MARK-MASQ
-A KUBE-SEP-3EL7YVVRWGSMXE32 -m comment --comment ns/svc:p -m recent --name KUBE-SEP-3EL7YVVRWGSMXE32 --set -m udp -p udp -j DNAT --to-destination 10.244.1.1:5353
"#;

const ELSEWHERE: &str = r#"
-A KUBE-PROXY-FIREWALL -m comment --comment "ns/svc:p traffic not accepted by KUBE-FW-UXX4LUU7LSPRSRJL" -m udp -p udp -d 1.2.3.4 --dport 53 -j DROP
-A KUBE-EXTERNAL-SERVICES -m comment --comment "ns/svc:p has no local endpoints" -m udp -p udp -d 1.2.3.4 --dport 53 -j DROP
-A KUBE-EXTERNAL-SERVICES -m comment --comment "ns/svc:p has no local endpoints" -m addrtype --dst-type LOCAL -m udp -p udp --dport 30053 -j DROP
-A KUBE-NODEPORTS -m comment --comment "ns/svc:p health check node port" -m tcp -p tcp --dport 30000 -j ACCEPT
:KUBE-EXT-UXX4LUU7LSPRSRJL - [0:0]
:KUBE-FW-UXX4LUU7LSPRSRJL - [0:0]
:KUBE-SVC-UXX4LUU7LSPRSRJL - [0:0]
:KUBE-SEP-3EL7YVVRWGSMXE32 - [0:0]
-A KUBE-SERVICES -m comment --comment "ns/svc:p cluster IP" -m udp -p udp -d 10.96.0.1 --dport 53 -j KUBE-SVC-UXX4LUU7LSPRSRJL
-A KUBE-SERVICES -m comment --comment "ns/svc:p loadbalancer IP" -m udp -p udp -d 1.2.3.4 --dport 53 -j KUBE-FW-UXX4LUU7LSPRSRJL
-A KUBE-NODEPORTS -m comment --comment ns/svc:p -m udp -p udp --dport 30053 -j KUBE-EXT-UXX4LUU7LSPRSRJL
-A KUBE-SVC-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p cluster IP" -m udp -p udp -d 10.96.0.1 --dport 53 ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ
-A KUBE-EXT-UXX4LUU7LSPRSRJL -m comment --comment "pod traffic for ns/svc:p external destinations" -s 10.244.0.0/16 -j KUBE-SVC-UXX4LUU7LSPRSRJL
-A KUBE-EXT-UXX4LUU7LSPRSRJL -m comment --comment "masquerade LOCAL traffic for ns/svc:p external destinations" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ
-A KUBE-EXT-UXX4LUU7LSPRSRJL -m comment --comment "route LOCAL traffic for ns/svc:p external destinations" -m addrtype --src-type LOCAL -j KUBE-SVC-UXX4LUU7LSPRSRJL
-A KUBE-FW-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p loadbalancer IP" -s 192.168.0.0/24 -j KUBE-EXT-UXX4LUU7LSPRSRJL
-A KUBE-FW-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p loadbalancer IP" -s 1.2.3.4 -j KUBE-EXT-UXX4LUU7LSPRSRJL
-A KUBE-FW-UXX4LUU7LSPRSRJL -m comment --comment "other traffic to ns/svc:p will be dropped by KUBE-PROXY-FIREWALL"
-A KUBE-SVC-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p -> 10.244.1.1:5353" -m recent --name KUBE-SEP-3EL7YVVRWGSMXE32 --rcheck --seconds 10 --reap -j KUBE-SEP-3EL7YVVRWGSMXE32
-A KUBE-SVC-UXX4LUU7LSPRSRJL -m comment --comment "ns/svc:p -> 10.244.1.1:5353" -j KUBE-SEP-3EL7YVVRWGSMXE32
-A KUBE-SEP-3EL7YVVRWGSMXE32 -m comment --comment ns/svc:p -s 10.244.1.1 -j KUBE-MARK-MASQ
-A KUBE-SEP-3EL7YVVRWGSMXE32 -m comment --comment ns/svc:p -m recent --name KUBE-SEP-3EL7YVVRWGSMXE32 --set -m udp -p udp -j DNAT --to-destination 10.244.1.1:5353
"#;

fn settings() -> Settings {
    Settings { cluster_cidr: parse_cidr("10.244.0.0/16").map(caused), ..Settings::default() }
}

#[test]
fn everything_at_once() {
    let found = text(&endpoints(&[("10.244.1.1", false), ("10.244.0.1", true)]), &settings(), Scope::default());
    assert_eq!(found, EVERYTHING.trim_start());
}

#[test]
fn only_endpoints_elsewhere_leave_strangers_nothing_and_pods_everything() {
    let found = text(&endpoints(&[("10.244.1.1", false)]), &settings(), Scope::default());
    assert_eq!(found, ELSEWHERE.trim_start());
}

#[test]
fn a_large_cluster_says_less() {
    let many = endpoints(&[("10.244.1.1", false), ("10.244.0.1", true)]);
    let few = text(&many, &settings(), Scope::default());
    let large = text(&many, &Settings { large_cluster_endpoints: 1, ..settings() }, Scope::default());
    let lost: Vec<&str> = few.lines().filter(|line| !large.contains(line)).collect();
    assert!(lost.iter().all(|line| line.contains("-SEP-")), "{lost:?}");
    assert_eq!(lost.len(), 10, "six jumps to endpoints and two rules of each");
    assert!(!large.contains("->"), "no comment names an endpoint");
}

#[test]
fn a_partial_sync_leaves_what_did_not_change_and_deletes_what_nobody_uses() {
    let all = endpoints(&[("10.244.0.1", true)]);
    let (nothing, ours) = (BTreeSet::new(), BTreeSet::from([("ns".to_owned(), "svc".to_owned())]));
    let existing = BTreeSet::from(["KUBE-SEP-GONE".to_owned(), "CNI-OTHER".to_owned()]);
    let partial = |changed| text(&all, &settings(), Scope { changed: Some(changed), existing: Some(&existing) });
    let (idle, changed) = (partial(&nothing), partial(&ours));
    let full = text(&all, &settings(), Scope { changed: None, existing: Some(&existing) });
    assert_eq!(changed, full, "the only service there is");
    assert!(
        full.contains(":KUBE-SEP-GONE - [0:0]\n") && full.contains("-X KUBE-SEP-GONE\n") && !full.contains("CNI-OTHER")
    );
    let jumps = |text: &str| {
        text.lines().filter(|l| l.starts_with("-A KUBE-SERVICES") || l.starts_with("-A KUBE-NODEPORTS")).count()
    };
    assert_eq!((jumps(&idle), jumps(&full)), (4, 4), "what leads to the chains is always written");
    assert!(!idle.contains("-A KUBE-SVC-") && !idle.contains("-A KUBE-SEP-"), "{idle}");
}

#[test]
fn without_a_cluster_cidr_nobody_is_off_the_cluster() {
    let all = endpoints(&[("10.244.0.1", true)]);
    let blind = text(&all, &Settings { cluster_cidr: None, ..settings() }, Scope::default());
    assert!(!blind.contains("! -s") && !blind.contains("pod traffic for"), "{blind}");
    let everybody = text(&all, &Settings { masquerade_all: true, ..settings() }, Scope::default());
    assert!(everybody.contains("-d 10.96.0.1 --dport 53 -j KUBE-MARK-MASQ"), "{everybody}");
}

#[test]
fn a_sync_in_the_room_of_another_writes_the_same() {
    let (few, many) = (endpoints(&[("10.244.0.1", true)]), endpoints(&[("10.244.1.1", false), ("10.244.0.1", true)]));
    let ip = address("192.168.0.2");
    let node = Host { name: "n".into(), ip, addresses: vec![ip], labels: BTreeMap::new() };
    let (ports, settings) = ([port()], settings());
    let view = |endpoints| View { ports: &ports, endpoints, node: &node, settings: &settings };
    let existing = BTreeSet::from(["KUBE-SEP-GONE".to_owned()]);
    let scope = Scope { changed: None, existing: Some(&existing) };
    let fresh = |endpoints| sync(view(endpoints), scope, &mut Ledger::default()).into_text(Family::V4);
    for (first, second) in [(&few, &many), (&many, &few)] {
        let again = sync_again(fresh(first), view(second), scope, &mut Ledger::default()).into_text(Family::V4);
        assert_eq!(again, fresh(second));
    }
}
