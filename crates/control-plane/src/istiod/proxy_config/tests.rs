//! The tables of a sidecar, as text.

use super::{clusters, endpoints, listeners, print, routes};
use crate::istiod::test_mesh::{cluster, sidecar};
use crate::istiod::{Mesh, compile};
use malla_proxy::Proxy;
use malla_trace::Ledger;

fn compiled(more: &str) -> (Proxy, Ledger) {
    let cluster = cluster(more);
    let mut ledger = cluster.ledger.clone();
    let view = sidecar(&mut ledger);
    let proxy = compile(&Mesh::new(&cluster.store, "cluster.local"), &view, &mut ledger);
    (proxy, ledger)
}

const RULE: &str = "\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  subsets:
  - name: v1
    labels: {version: v1}
";

const VIRTUAL_SERVICE: &str = "\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: [web]
  http:
  - match:
    - uri: {prefix: /shop}
    route:
    - destination: {host: web}
";

/// Without the spaces that a last empty cell leaves.
fn trimmed(text: &str) -> String {
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

const CLUSTERS: &str = "\
SERVICE FQDN                               PORT     SUBSET     DIRECTION     TYPE             DESTINATION RULE
                                           8080     -          inbound       ORIGINAL_DST
BlackHoleCluster                           -        -          -             STATIC
InboundPassthroughCluster                  -        -          -             ORIGINAL_DST
PassthroughCluster                         -        -          -             ORIGINAL_DST
agent                                      -        -          -             STATIC
db.default.svc.cluster.local               3306     -          outbound      EDS
kube-dns.kube-system.svc.cluster.local     53       -          outbound      EDS
prometheus_stats                           -        -          -             STATIC
web.default.svc.cluster.local              80       -          outbound      EDS              web.default
web.default.svc.cluster.local              80       v1         outbound      EDS              web.default
";

#[test]
fn clusters_are_printed_as_istioctl_prints_them() {
    let (proxy, ledger) = compiled(RULE);
    assert_eq!(trimmed(&print(&clusters(&proxy, &ledger))), CLUSTERS);
}

const LISTENERS: &str = "\
ADDRESSES  PORT  MATCH                                                                                           DESTINATION
10.96.0.10 53    ALL                                                                                             Cluster: outbound|53||kube-dns.kube-system.svc.cluster.local
0.0.0.0    80    Trans: raw_buffer; App: HTTP                                                                    Route: 80
0.0.0.0    80    ALL                                                                                             PassthroughCluster
10.96.0.33 3306  ALL                                                                                             Cluster: outbound|3306||db.default.svc.cluster.local
0.0.0.0    15001 ALL                                                                                             PassthroughCluster
0.0.0.0    15001 Addr: *:15001                                                                                   Non-HTTP/Non-TCP
0.0.0.0    15006 Addr: *:15006                                                                                   Non-HTTP/Non-TCP
0.0.0.0    15006 Trans: tls; App: istio-http/1.0,istio-http/1.1,istio-h2                                         InboundPassthroughCluster
0.0.0.0    15006 Trans: raw_buffer; App: HTTP                                                                    InboundPassthroughCluster
0.0.0.0    15006 Trans: tls; App: TCP TLS                                                                        InboundPassthroughCluster
0.0.0.0    15006 Trans: raw_buffer                                                                               InboundPassthroughCluster
0.0.0.0    15006 Trans: tls                                                                                      InboundPassthroughCluster
0.0.0.0    15006 Trans: tls; App: istio,istio-peer-exchange,istio-http/1.0,istio-http/1.1,istio-h2; Addr: *:8080 Cluster: inbound|8080||
0.0.0.0    15006 Trans: raw_buffer; Addr: *:8080                                                                 Cluster: inbound|8080||
0.0.0.0    15021 ALL                                                                                             Inline Route: /healthz/ready*
0.0.0.0    15090 ALL                                                                                             Inline Route: /stats/prometheus*
";

#[test]
fn listeners_are_printed_as_istioctl_prints_them() {
    let (proxy, _) = compiled(RULE);
    assert_eq!(trimmed(&print(&listeners(&proxy))), LISTENERS);
}

const ROUTES: &str = "\
NAME                          VHOST NAME                           DOMAINS                                             MATCH                  VIRTUAL SERVICE
80                            web.default.svc.cluster.local:80     web.default.svc.cluster.local., web + 2 more...     /shop*                 web.default
InboundPassthroughCluster     inbound|http|0                       *                                                   /*
inbound|8080||                inbound|http|80                      *                                                   /*
                              backend                              *                                                   /healthz/ready*
                              backend                              *                                                   /stats/prometheus*
";

#[test]
fn routes_are_printed_as_istioctl_prints_them() {
    let (proxy, ledger) = compiled(VIRTUAL_SERVICE);
    assert_eq!(trimmed(&print(&routes(&proxy, &ledger))), ROUTES);
}

const ENDPOINTS: &str = "\
ENDPOINT             STATUS      OUTLIER CHECK     CLUSTER
10.244.0.2:53        HEALTHY     OK                outbound|53||kube-dns.kube-system.svc.cluster.local
10.244.0.11:8080     HEALTHY     OK                outbound|80|v1|web.default.svc.cluster.local
10.244.0.11:8080     HEALTHY     OK                outbound|80||web.default.svc.cluster.local
10.244.0.12:8080     HEALTHY     OK                outbound|80||web.default.svc.cluster.local
10.244.0.13:8080     HEALTHY     OK                outbound|80||web.default.svc.cluster.local
10.244.0.21:3306     HEALTHY     OK                outbound|3306||db.default.svc.cluster.local
127.0.0.1:15000      HEALTHY     OK                prometheus_stats
127.0.0.1:15020      HEALTHY     OK                agent
";

#[test]
fn endpoints_are_printed_as_istioctl_prints_them() {
    let (proxy, _) = compiled(RULE);
    assert_eq!(trimmed(&print(&endpoints(&proxy))), ENDPOINTS);
}
