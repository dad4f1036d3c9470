//! What service ports come to in nftables mode, as text.

use super::{NftView, sync};
use crate::kube_proxy::{
    Caused, Endpoint, Endpoints, Host, PortKey, ServicePort, Settings, View, parse_cidr, parse_ip,
};
use malla_kernel::Family;
use malla_manifest::{Protocol, TrafficPolicy};
use malla_trace::{CauseId, Ledger};
use std::collections::BTreeMap;

const WHY: CauseId = CauseId(0);

fn caused<T>(value: T) -> Caused<T> {
    Caused::new(value, WHY)
}

fn address(text: &str) -> std::net::IpAddr {
    parse_ip(text).expect("an address")
}

/// A balanced Service with policy Local, source ranges that the node lies in, and affinity.
fn port() -> ServicePort {
    let key = PortKey { namespace: "ns".into(), service: "svc".into(), port: "p".into(), protocol: Protocol::Udp };
    ServicePort {
        node_port: Some(caused(30_053)),
        external_ips: vec![caused(address("192.168.99.1"))],
        load_balancer_ips: vec![caused(address("1.2.3.4"))],
        source_ranges: vec![caused(parse_cidr("192.168.0.0/24").expect("a block"))],
        affinity: Some(caused(10)),
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

fn settings() -> Settings {
    let node_port_addresses = parse_cidr("192.168.0.2/32").into_iter().collect();
    Settings { cluster_cidr: parse_cidr("10.244.0.0/16").map(caused), node_port_addresses, ..Settings::default() }
}

/// All commands.
fn script(port: ServicePort, endpoints: &Endpoints, settings: &Settings) -> String {
    let ip = address(if settings.family == Family::V4 { "192.168.0.2" } else { "2001:db8::2" });
    let node = Host { name: "n".into(), ip, addresses: vec![ip], labels: BTreeMap::new() };
    let ports = [port];
    let common = View { ports: &ports, endpoints, node: &node, settings };
    let service_cidrs: Vec<_> = parse_cidr("10.96.0.0/16").map(caused).into_iter().collect();
    let script = sync(NftView { common, service_cidrs: &service_cidrs }, &mut Ledger::default());
    script.lines.iter().map(|line| format!("{}\n", line.text)).collect()
}

/// The commands that name the service or its chains, or fill a set or a map; the table's name left out.
fn of_the_service(text: &str) -> String {
    let ours = text.lines().filter(|line| line.contains("ns/svc") || line.starts_with("add element"));
    ours.map(|line| format!("{}\n", line.replace(" ip kube-proxy ", " ").replace(" ip6 kube-proxy ", " "))).collect()
}

const FRAME: &str = r#"
add table ip kube-proxy { comment "rules for kube-proxy" ; }
add chain ip kube-proxy filter-prerouting { type filter hook prerouting priority -110 ; }
add chain ip kube-proxy filter-input { type filter hook input priority -110 ; }
add chain ip kube-proxy filter-forward { type filter hook forward priority -110 ; }
add chain ip kube-proxy filter-output { type filter hook output priority -110 ; }
add chain ip kube-proxy filter-output-post-dnat { type filter hook output priority -90 ; }
add chain ip kube-proxy nat-prerouting { type nat hook prerouting priority -100 ; }
add chain ip kube-proxy nat-output { type nat hook output priority -100 ; }
add chain ip kube-proxy nat-postrouting { type nat hook postrouting priority 100 ; }
add rule ip kube-proxy filter-input ct state new jump nodeport-endpoints-check
add rule ip kube-proxy filter-input ct state new jump service-endpoints-check
add rule ip kube-proxy filter-forward ct state new jump service-endpoints-check
add rule ip kube-proxy filter-output ct state new jump service-endpoints-check
add rule ip kube-proxy filter-prerouting ct state new jump firewall-check
add rule ip kube-proxy filter-output ct state new jump firewall-check
add rule ip kube-proxy nat-output jump services
add rule ip kube-proxy nat-prerouting jump services
add rule ip kube-proxy nat-postrouting jump masquerading
add rule ip kube-proxy filter-forward ct state new jump cluster-ips-check
add rule ip kube-proxy filter-output-post-dnat ct state new jump cluster-ips-check
add rule ip kube-proxy mark-for-masquerade mark set mark or 0x00004000
add rule ip kube-proxy masquerading mark and 0x00004000 == 0 return
add rule ip kube-proxy masquerading mark set mark xor 0x00004000
add rule ip kube-proxy masquerading masquerade fully-random
add set ip kube-proxy cluster-ips { type ipv4_addr ; comment "Active ClusterIPs" ; }
add rule ip kube-proxy cluster-ips-check ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"
add rule ip kube-proxy cluster-ips-check ip daddr { 10.96.0.0/16 } drop comment "Drop traffic to unallocated ClusterIPs"
add set ip kube-proxy nodeport-ips { type ipv4_addr ; comment "IPs that accept NodePort traffic" ; }
add map ip kube-proxy no-endpoint-services { type ipv4_addr . inet_proto . inet_service : verdict ; comment "vmap to drop or reject packets to services with no endpoints" ; }
add map ip kube-proxy no-endpoint-nodeports { type inet_proto . inet_service : verdict ; comment "vmap to drop or reject packets to service nodeports with no endpoints" ; }
add chain ip kube-proxy reject-chain { comment "helper for @no-endpoint-services / @no-endpoint-nodeports" ; }
add rule ip kube-proxy reject-chain reject
add rule ip kube-proxy service-endpoints-check ip daddr . meta l4proto . th dport vmap @no-endpoint-services
add rule ip kube-proxy nodeport-endpoints-check ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports
add map ip kube-proxy firewall-ips { type ipv4_addr . inet_proto . inet_service : verdict ; comment "destinations that are subject to LoadBalancerSourceRanges" ; }
add rule ip kube-proxy firewall-check ip daddr . meta l4proto . th dport vmap @firewall-ips
add map ip kube-proxy service-ips { type ipv4_addr . inet_proto . inet_service : verdict ; comment "ClusterIP, ExternalIP and LoadBalancer IP traffic" ; }
add map ip kube-proxy service-nodeports { type inet_proto . inet_service : verdict ; comment "NodePort traffic" ; }
add rule ip kube-proxy services ip daddr . meta l4proto . th dport vmap @service-ips
add rule ip kube-proxy services ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
"#;

const EVERYTHING: &str = r#"
add element nodeport-ips { 192.168.0.2 }
add chain endpoint-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353
flush chain endpoint-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353
add chain endpoint-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353
flush chain endpoint-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353
add chain service-ZX3Y7YKP-ns/svc/udp/p
flush chain service-ZX3Y7YKP-ns/svc/udp/p
add chain local-ZX3Y7YKP-ns/svc/udp/p
flush chain local-ZX3Y7YKP-ns/svc/udp/p
add chain external-ZX3Y7YKP-ns/svc/udp/p
flush chain external-ZX3Y7YKP-ns/svc/udp/p
add chain firewall-ZX3Y7YKP-ns/svc/udp/p
flush chain firewall-ZX3Y7YKP-ns/svc/udp/p
add element cluster-ips { 10.96.0.1 }
add element service-ips { 10.96.0.1 . udp . 53 : goto service-ZX3Y7YKP-ns/svc/udp/p }
add element service-ips { 192.168.99.1 . udp . 53 : goto external-ZX3Y7YKP-ns/svc/udp/p }
add element service-ips { 1.2.3.4 . udp . 53 : goto external-ZX3Y7YKP-ns/svc/udp/p }
add element firewall-ips { 1.2.3.4 . udp . 53 : goto firewall-ZX3Y7YKP-ns/svc/udp/p }
add element service-nodeports { udp . 30053 : goto external-ZX3Y7YKP-ns/svc/udp/p }
add rule service-ZX3Y7YKP-ns/svc/udp/p ip daddr 10.96.0.1 udp dport 53 ip saddr != 10.244.0.0/16 jump mark-for-masquerade
add rule external-ZX3Y7YKP-ns/svc/udp/p ip saddr 10.244.0.0/16 goto service-ZX3Y7YKP-ns/svc/udp/p comment "short-circuit pod traffic"
add rule external-ZX3Y7YKP-ns/svc/udp/p fib saddr type local jump mark-for-masquerade comment "masquerade local traffic"
add rule external-ZX3Y7YKP-ns/svc/udp/p fib saddr type local goto service-ZX3Y7YKP-ns/svc/udp/p comment "short-circuit local traffic"
add rule external-ZX3Y7YKP-ns/svc/udp/p goto local-ZX3Y7YKP-ns/svc/udp/p
add rule firewall-ZX3Y7YKP-ns/svc/udp/p ip saddr != { 192.168.0.0/24 , 1.2.3.4 } drop
add set affinity-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353 { type ipv4_addr ; flags dynamic,timeout ; timeout 10s ; }
add set affinity-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353 { type ipv4_addr ; flags dynamic,timeout ; timeout 10s ; }
add rule service-ZX3Y7YKP-ns/svc/udp/p ip saddr @affinity-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353 goto endpoint-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353
add rule service-ZX3Y7YKP-ns/svc/udp/p ip saddr @affinity-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353 goto endpoint-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353
add rule service-ZX3Y7YKP-ns/svc/udp/p numgen random mod 2 vmap { 0 : goto endpoint-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353 , 1 : goto endpoint-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353 }
add rule local-ZX3Y7YKP-ns/svc/udp/p ip saddr @affinity-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353 goto endpoint-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353
add rule local-ZX3Y7YKP-ns/svc/udp/p numgen random mod 1 vmap { 0 : goto endpoint-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353 }
add rule endpoint-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353 ip saddr 10.244.0.1 jump mark-for-masquerade
add rule endpoint-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353 update @affinity-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353 { ip saddr }
add rule endpoint-A4QOZTTE-ns/svc/udp/p__10.244.0.1/5353 meta l4proto udp dnat to 10.244.0.1:5353
add rule endpoint-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353 ip saddr 10.244.1.1 jump mark-for-masquerade
add rule endpoint-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353 update @affinity-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353 { ip saddr }
add rule endpoint-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353 meta l4proto udp dnat to 10.244.1.1:5353
"#;

const ELSEWHERE: &str = r#"
add element no-endpoint-services { 192.168.99.1 . udp . 53 comment "ns/svc:p" : drop }
add element no-endpoint-services { 1.2.3.4 . udp . 53 comment "ns/svc:p" : drop }
add element no-endpoint-nodeports { udp . 30053 comment "ns/svc:p" : drop }
add rule service-ZX3Y7YKP-ns/svc/udp/p numgen random mod 1 vmap { 0 : goto endpoint-HGBRZWS4-ns/svc/udp/p__10.244.1.1/5353 }
"#;

const NOBODY: &str = r#"
add element nodeport-ips { 192.168.0.2 }
add chain firewall-ZX3Y7YKP-ns/svc/udp/p
flush chain firewall-ZX3Y7YKP-ns/svc/udp/p
add element cluster-ips { 10.96.0.1 }
add element no-endpoint-services { 10.96.0.1 . udp . 53 comment "ns/svc:p" : goto reject-chain }
add element no-endpoint-services { 192.168.99.1 . udp . 53 comment "ns/svc:p" : goto reject-chain }
add element no-endpoint-services { 1.2.3.4 . udp . 53 comment "ns/svc:p" : goto reject-chain }
add element firewall-ips { 1.2.3.4 . udp . 53 : goto firewall-ZX3Y7YKP-ns/svc/udp/p }
add element no-endpoint-nodeports { udp . 30053 comment "ns/svc:p" : goto reject-chain }
add rule firewall-ZX3Y7YKP-ns/svc/udp/p ip saddr != { 192.168.0.0/24 , 1.2.3.4 } drop
"#;

const SIX: &str = r#"
add chain endpoint-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353
flush chain endpoint-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353
add chain service-ZX3Y7YKP-ns/svc/udp/p
flush chain service-ZX3Y7YKP-ns/svc/udp/p
add chain local-ZX3Y7YKP-ns/svc/udp/p
flush chain local-ZX3Y7YKP-ns/svc/udp/p
add chain external-ZX3Y7YKP-ns/svc/udp/p
flush chain external-ZX3Y7YKP-ns/svc/udp/p
add element cluster-ips { fd00:96::1 }
add element service-ips { fd00:96::1 . udp . 53 : goto service-ZX3Y7YKP-ns/svc/udp/p }
add element service-nodeports { udp . 30053 : goto external-ZX3Y7YKP-ns/svc/udp/p }
add rule external-ZX3Y7YKP-ns/svc/udp/p fib saddr type local jump mark-for-masquerade comment "masquerade local traffic"
add rule external-ZX3Y7YKP-ns/svc/udp/p fib saddr type local goto service-ZX3Y7YKP-ns/svc/udp/p comment "short-circuit local traffic"
add rule external-ZX3Y7YKP-ns/svc/udp/p goto local-ZX3Y7YKP-ns/svc/udp/p
add set affinity-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353 { type ipv6_addr ; flags dynamic,timeout ; timeout 10s ; }
add rule service-ZX3Y7YKP-ns/svc/udp/p ip6 saddr @affinity-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353 goto endpoint-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353
add rule service-ZX3Y7YKP-ns/svc/udp/p numgen random mod 1 vmap { 0 : goto endpoint-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353 }
add rule local-ZX3Y7YKP-ns/svc/udp/p ip6 saddr @affinity-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353 goto endpoint-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353
add rule local-ZX3Y7YKP-ns/svc/udp/p numgen random mod 1 vmap { 0 : goto endpoint-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353 }
add rule endpoint-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353 ip6 saddr fd00:10::1 jump mark-for-masquerade
add rule endpoint-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353 update @affinity-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353 { ip6 saddr }
add rule endpoint-GWQA7N3R-ns/svc/udp/p__fd00.10..1/5353 meta l4proto udp dnat to [fd00:10::1]:5353
"#;

#[test]
fn every_node_has_the_same_frame() {
    let text = script(port(), &Endpoints::default(), &settings());
    let wanted = |line: &&str| {
        let made_again = line.starts_with("add chain") && !line.contains('{');
        let of_all = !line.contains("ns/svc") && !line.starts_with("add element");
        of_all && !made_again && !line.starts_with("flush") && !line.starts_with("delete")
    };
    let found: String = text.lines().filter(wanted).map(|line| format!("{line}\n")).collect();
    assert_eq!(found, FRAME.trim_start());
}

#[test]
fn everything_at_once() {
    let all = endpoints(&[("10.244.1.1", false), ("10.244.0.1", true)]);
    assert_eq!(of_the_service(&script(port(), &all, &settings())), EVERYTHING.trim_start());
}

/// The lines of one text that the other has not.
fn new_lines(text: &str, old: &str) -> String {
    let old: Vec<&str> = old.lines().collect();
    text.lines().filter(|line| !old.contains(line)).map(|line| format!("{line}\n")).collect()
}

#[test]
fn only_endpoints_elsewhere_leave_strangers_nothing_and_pods_everything() {
    let everywhere = endpoints(&[("10.244.1.1", false), ("10.244.0.1", true)]);
    let (both, elsewhere) = (script(port(), &everywhere, &settings()), endpoints(&[("10.244.1.1", false)]));
    let found = script(port(), &elsewhere, &settings());
    assert_eq!(new_lines(&of_the_service(&found), &of_the_service(&both)), ELSEWHERE.trim_start());
    assert!(!found.contains("goto local-") && found.contains("short-circuit pod traffic"), "{found}");
}

#[test]
fn nobody_behind_it_goes_to_the_chain_that_refuses() {
    let found = of_the_service(&script(port(), &Endpoints::default(), &settings()));
    assert_eq!(found, NOBODY.trim_start());
}

#[test]
fn ipv6_has_words_of_its_own() {
    let mut own = port();
    own.cluster_ip = caused(address("fd00:96::1"));
    (own.external_ips, own.load_balancer_ips, own.source_ranges) = (vec![], vec![], vec![]);
    let settings = Settings { family: Family::V6, cluster_cidr: None, node_port_addresses: vec![], ..settings() };
    let found = script(own, &endpoints(&[("fd00:10::1", true)]), &settings);
    assert!(!found.contains(" ip "), "{found}");
    let sixes = new_lines(&of_the_service(&found), &of_the_service(&script(port(), &Endpoints::default(), &settings)));
    assert_eq!(sixes, SIX.trim_start());
    assert!(
        found
            .contains("services fib daddr type local ip6 daddr != ::1 meta l4proto . th dport vmap @service-nodeports")
    );
    assert!(found.contains("delete set ip6 kube-proxy nodeport-ips"), "all addresses need no list: {found}");
}

#[test]
fn everybody_is_masqueraded_where_that_is_asked() {
    let all = endpoints(&[("10.244.0.1", true)]);
    let found = script(port(), &all, &Settings { masquerade_all: true, ..settings() });
    assert!(found.contains(" ip daddr 10.96.0.1 udp dport 53 jump mark-for-masquerade\n"), "{found}");
    let blind = script(port(), &all, &Settings { cluster_cidr: None, ..settings() });
    assert!(!blind.contains("saddr != 10.244") && !blind.contains("short-circuit pod traffic"), "{blind}");
}
