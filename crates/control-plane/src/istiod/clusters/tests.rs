//! The clusters of a sidecar, endpoint by endpoint, with what connections are wrapped in and the lines they rest on.

use crate::istiod::test_mesh::{because, cluster, sidecar};
use crate::istiod::{Mesh, compile};
use malla_proxy::{Cluster, Discovery, Proxy, TransportSocket};
use malla_trace::Ledger;

const RULE: &str = "\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  trafficPolicy:
    loadBalancer: {simple: ROUND_ROBIN}
  subsets:
  - name: v1
    labels: {version: v1}
  - name: v2
    labels: {version: v2}
  - name: v9
    labels: {version: v9}
";

fn compiled(more: &str) -> (Proxy, Ledger) {
    let cluster = cluster(more);
    let mut ledger = cluster.ledger.clone();
    let view = sidecar(&mut ledger);
    let proxy = compile(&Mesh::new(&cluster.store, "cluster.local"), &view, &mut ledger);
    (proxy, ledger)
}

fn wrapped(socket: &TransportSocket) -> String {
    match socket.client_tls() {
        None => "plain".into(),
        Some(tls) => format!("{} {}", tls.own.as_deref().unwrap_or("-"), tls.server_name.as_deref().unwrap_or("-")),
    }
}

fn told(proxy: &Proxy, ledger: &Ledger, name: &str) -> String {
    let Some(Cluster { discovery, transport, policy, why, .. }) = proxy.clusters.get(name) else {
        return format!("{name} is not there\n");
    };
    let mut text = format!("{name} {policy} {} <- {}\n", wrapped(transport), because(ledger, *why));
    let Discovery::Static(endpoints) = discovery else { return text };
    for endpoint in endpoints {
        let socket = endpoint.transport.as_ref().unwrap_or(transport);
        text += &format!("  {} {} <- {}\n", endpoint.address, wrapped(socket), because(ledger, endpoint.why));
    }
    text
}

const HOST: &str = "web.default.svc.cluster.local";

#[test]
fn mutual_tls_is_spoken_by_itself_with_those_who_can() {
    let (proxy, ledger) = compiled("");
    assert_eq!(
        told(&proxy, &ledger, &format!("outbound|80||{HOST}")),
        "\
outbound|80||web.default.svc.cluster.local LEAST_REQUEST plain <- istiod/service-cluster shop:7
  10.244.0.11:8080 spiffe://cluster.local/ns/default/sa/web outbound_.80_._.web.default.svc.cluster.local <- istiod/endpoint shop:24 shop:31 shop:7
  10.244.0.12:8080 spiffe://cluster.local/ns/default/sa/web outbound_.80_._.web.default.svc.cluster.local <- istiod/endpoint shop:26 shop:31 shop:7
  10.244.0.13:8080 plain <- istiod/endpoint shop:28 shop:31 shop:7
"
    );
}

#[test]
fn a_subset_has_the_pods_with_its_labels_and_one_that_nobody_has_none() {
    let (proxy, ledger) = compiled(RULE);
    let text = ["v1", "v2", "v9", "v7"].map(|subset| told(&proxy, &ledger, &format!("outbound|80|{subset}|{HOST}")));
    assert_eq!(
        text.concat(),
        "\
outbound|80|v1|web.default.svc.cluster.local ROUND_ROBIN plain <- istiod/subset-cluster more:9 shop:7 more:7 more:5
  10.244.0.11:8080 spiffe://cluster.local/ns/default/sa/web outbound_.80_.v1_.web.default.svc.cluster.local <- istiod/subset-endpoint more:10 shop:50 shop:24 shop:31 shop:7
outbound|80|v2|web.default.svc.cluster.local ROUND_ROBIN plain <- istiod/subset-cluster more:11 shop:7 more:7 more:5
  10.244.0.12:8080 spiffe://cluster.local/ns/default/sa/web outbound_.80_.v2_.web.default.svc.cluster.local <- istiod/subset-endpoint more:12 shop:62 shop:26 shop:31 shop:7
  10.244.0.13:8080 plain <- istiod/subset-endpoint more:12 shop:74 shop:28 shop:31 shop:7
outbound|80|v9|web.default.svc.cluster.local ROUND_ROBIN plain <- istiod/subset-cluster more:13 shop:7 more:7 more:5
outbound|80|v7|web.default.svc.cluster.local is not there
"
    );
}

#[test]
fn what_a_rule_says_of_tls_overrides_what_the_mesh_does_by_itself() {
    let rule =
        |mode: &str| RULE.replace("    loadBalancer: {simple: ROUND_ROBIN}", &format!("    tls: {{mode: {mode}}}"));
    let name = format!("outbound|80||{HOST}");
    let own = "spiffe://cluster.local/ns/default/sa/web outbound_.80_._.web.default.svc.cluster.local";
    for (mode, expected) in [("DISABLE", "plain"), ("SIMPLE", &format!("- {HOST}")), ("ISTIO_MUTUAL", own)] {
        let (proxy, _) = compiled(&rule(mode));
        let Some(cluster) = proxy.clusters.get(&name) else { panic!("{name} is there") };
        assert_eq!(wrapped(&cluster.transport), expected, "{mode}");
        let Discovery::Static(endpoints) = &cluster.discovery else { panic!("{name} is listed") };
        assert!(endpoints.iter().all(|endpoint| endpoint.transport.is_none()), "{mode}: all alike");
    }
}

#[test]
fn a_pod_that_takes_no_tls_is_called_plainly_and_says_which_line_does_not() {
    let policy = "\
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: v2}
spec:
  selector: {matchLabels: {version: v2}}
  portLevelMtls:
    8080: {mode: DISABLE}
";
    let (proxy, ledger) = compiled(policy);
    let text = told(&proxy, &ledger, &format!("outbound|80||{HOST}"));
    let line = text.lines().find(|line| line.contains("10.244.0.12"));
    assert_eq!(line, Some("  10.244.0.12:8080 plain <- istiod/endpoint shop:26 shop:31 shop:7 more:7"));
}

#[test]
fn the_program_is_called_from_an_address_that_is_not_caught_again() {
    let (proxy, ledger) = compiled("");
    let names = ["inbound|8080||", "InboundPassthroughCluster", "PassthroughCluster"];
    let told = names.map(|name| {
        let Some(cluster) = proxy.clusters.get(name) else { return format!("{name} is not there") };
        let source = cluster.source.map(|ip| ip.to_string()).unwrap_or_default();
        format!("{name} {:?} {source} <- {}", cluster.discovery, because(&ledger, cluster.why))
    });
    assert_eq!(
        told,
        [
            "inbound|8080|| OriginalDestination 127.0.0.6 <- istiod/inbound-cluster shop:7",
            "InboundPassthroughCluster OriginalDestination 127.0.0.6 <- istiod/inbound-passthrough ",
            "PassthroughCluster OriginalDestination  <- istiod/passthrough ",
        ]
    );
}

#[test]
fn a_host_outside_is_found_as_its_entry_says_and_called_plainly() {
    let entry = |name: &str, spec: &str| {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}}}\nspec:\n  hosts: [{name}.example.com]\n  ports: [{{number: 443, name: tls, protocol: TLS}}]\n{spec}---\n"
        )
    };
    let text = [
        entry("dns", "  resolution: DNS\n"),
        entry(
            "one",
            "  resolution: DNS_ROUND_ROBIN\n  endpoints: [{address: other.example.com, ports: {tls: 8443}}]\n",
        ),
        entry("static", "  resolution: STATIC\n  endpoints: [{address: 203.0.113.7}]\n"),
        entry("any", "  resolution: NONE\n"),
    ];
    let (proxy, _) = compiled(&text.concat());
    let found = ["dns", "one", "static", "any"].map(|name| {
        let Some(cluster) = proxy.clusters.get(&format!("outbound|443||{name}.example.com")) else {
            return "not there".to_owned();
        };
        let discovery = match &cluster.discovery {
            Discovery::Static(list) => list.iter().map(|endpoint| endpoint.address.to_string()).collect(),
            Discovery::StrictDns { host, port } => format!("all of {host}:{port}"),
            Discovery::LogicalDns { host, port } => format!("one of {host}:{port}"),
            Discovery::OriginalDestination => "as asked".into(),
        };
        format!("{discovery} {}", wrapped(&cluster.transport))
    });
    assert_eq!(
        found,
        [
            "all of dns.example.com:443 plain",
            "one of other.example.com:8443 plain",
            "203.0.113.7:443 plain",
            "as asked plain"
        ]
    );
}
