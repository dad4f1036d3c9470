//! The listeners of a sidecar, as connections find them: who is let in how, and where bytes and requests go.

use crate::istiod::test_mesh::{because, cluster, sidecar};
use crate::istiod::{Mesh, compile};
use malla_proxy::{Accepted, ClientTls, ClusterChoice, Connection, FilterChain, Proxy};
use malla_trace::{CauseId, Ledger, Silent};
use std::net::SocketAddr;

fn compiled(more: &str) -> (Proxy, Ledger) {
    let cluster = cluster(more);
    let mut ledger = cluster.ledger.clone();
    let view = sidecar(&mut ledger);
    let proxy = compile(&Mesh::new(&cluster.store, "cluster.local"), &view, &mut ledger);
    (proxy, ledger)
}

/// A connection that the pod's rules send to that port of the proxy.
fn caught(port: u16, to: &str) -> Connection {
    let Ok(to) = to.parse::<SocketAddr>() else { panic!("{to} is an address") };
    Connection::plain(SocketAddr::from(([10, 244, 0, 99], 40_000)), SocketAddr::from(([10, 244, 0, 11], port)))
        .redirected_from(to)
}

fn of_mesh(alpn: &[&str]) -> ClientTls {
    let mut tls = ClientTls::new(CauseId(0));
    tls.own = Some("spiffe://cluster.local/ns/default/sa/client".into());
    tls.alpn = alpn.iter().map(|&word| word.to_owned()).collect();
    tls
}

fn told(proxy: &Proxy, ledger: &Ledger, connection: &Connection) -> String {
    let shown = |chain: &FilterChain| {
        let tls = if chain.tls.is_some() { " mTLS" } else { "" };
        format!("[{}]{tls} <- {}", chain.name, because(ledger, chain.why))
    };
    match proxy.accept(connection, &mut Silent) {
        Accepted::Http(listener, chain, http) => {
            format!("{} routes by {} {}", listener.name, http.route_table, shown(chain))
        }
        Accepted::Tcp(listener, chain, tcp) => match &tcp.cluster {
            ClusterChoice::One(cluster) => format!("{} to {cluster} {}", listener.name, shown(chain)),
            ClusterChoice::Weighted(all) => {
                let shares: Vec<String> = all.iter().map(|one| format!("{} {}", one.weight, one.cluster)).collect();
                format!("{} to {} {}", listener.name, shares.join(", "), shown(chain))
            }
        },
        Accepted::Closed(listener) => format!("{} closes", listener.name),
        Accepted::Unsecured(listener, _, refusal) => format!("{} closes: {refusal}", listener.name),
        Accepted::Refused(_) => "refused".into(),
    }
}

#[test]
fn what_the_pod_sends_finds_the_listener_of_where_it_was_going() {
    let (proxy, ledger) = compiled("");
    let out = |to: &str, spoken: Option<&str>| {
        let connection = caught(15001, to);
        let connection = spoken.map_or(connection.clone(), |protocol| connection.speaking(protocol));
        told(&proxy, &ledger, &connection)
    };
    assert_eq!(out("10.96.0.80:80", Some("http/1.1")), "0.0.0.0_80 routes by 80 [] <- istiod/http-listener shop:7");
    assert_eq!(
        out("10.96.0.80:80", None),
        "0.0.0.0_80 to PassthroughCluster [PassthroughFilterChain] <- istiod/passthrough "
    );
    assert_eq!(
        out("10.96.0.33:3306", None),
        "10.96.0.33_3306 to outbound|3306||db.default.svc.cluster.local [] <- istiod/tcp-listener shop:15"
    );
    assert_eq!(
        out("203.0.113.9:9999", None),
        "virtualOutbound to PassthroughCluster [virtualOutbound-catchall-tcp] <- istiod/passthrough "
    );
}

#[test]
fn nobody_calls_the_proxys_own_ports() {
    let (proxy, ledger) = compiled("");
    for (port, name) in [(15001, "virtualOutbound"), (15006, "virtualInbound")] {
        let direct = told(&proxy, &ledger, &caught(port, &format!("10.244.0.11:{port}")));
        assert_eq!(direct, format!("{name} to BlackHoleCluster [{name}-blackhole] <- istiod/loop-guard "));
    }
}

fn peer_authentication(mode: &str) -> String {
    format!(
        "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: default}}\nspec:\n  mtls:\n    mode: {mode}\n"
    )
}

#[test]
fn by_default_plain_and_mutual_tls_are_taken_and_strict_closes_the_plain() {
    let cases = [
        (
            "",
            "0.0.0.0_8080] mTLS <- istiod/permissive-by-default shop:7",
            "0.0.0.0_8080] <- istiod/permissive-by-default shop:7",
        ),
        (
            "PERMISSIVE",
            "0.0.0.0_8080] mTLS <- istiod/permissive more:6 shop:7",
            "0.0.0.0_8080] <- istiod/permissive more:6 shop:7",
        ),
        ("STRICT", "0.0.0.0_8080] mTLS <- istiod/strict more:6 shop:7", "closes"),
    ];
    for (mode, mutual, plain) in cases {
        let text = if mode.is_empty() { String::new() } else { peer_authentication(mode) };
        let (proxy, ledger) = compiled(&text);
        let caught = || caught(15006, "10.244.0.11:8080");
        let mesh = caught().with_tls(&of_mesh(&["istio-http/1.1", "istio", "http/1.1"]));
        let prefix = "virtualInbound routes by inbound|8080|| [";
        assert_eq!(told(&proxy, &ledger, &mesh), format!("{prefix}{mutual}"), "{mode}");
        let expected = if plain == "closes" { "virtualInbound closes".into() } else { format!("{prefix}{plain}") };
        assert_eq!(told(&proxy, &ledger, &caught().speaking("http/1.1")), expected, "{mode}");
    }
}

#[test]
fn a_port_that_takes_no_tls_takes_a_handshake_for_noise() {
    let (proxy, ledger) = compiled(&peer_authentication("DISABLE"));
    let mesh = caught(15006, "10.244.0.11:8080").with_tls(&of_mesh(&["istio-http/1.1"]));
    assert_eq!(told(&proxy, &ledger, &mesh), "virtualInbound closes: TLS handshake");
    let plain = caught(15006, "10.244.0.11:8080").speaking("http/1.1");
    assert_eq!(
        told(&proxy, &ledger, &plain),
        "virtualInbound routes by inbound|8080|| [0.0.0.0_8080] <- istiod/plain-only more:6 shop:7"
    );
}

#[test]
fn a_port_nobody_speaks_for_passes_through() {
    let (proxy, ledger) = compiled("");
    let to = |connection: Connection| told(&proxy, &ledger, &connection);
    assert_eq!(
        to(caught(15006, "10.244.0.11:9999").speaking("http/1.1")),
        "virtualInbound routes by InboundPassthroughCluster [virtualInbound-catchall-http] <- istiod/permissive-by-default "
    );
    assert_eq!(
        to(caught(15006, "10.244.0.11:9999")),
        "virtualInbound to InboundPassthroughCluster [virtualInbound] <- istiod/permissive-by-default "
    );
}

#[test]
fn a_rule_for_tcp_shares_connections_out() {
    let rule = "\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: db}
spec:
  hosts: [db]
  tcp:
  - route:
    - destination: {host: db, subset: v1}
      weight: 80
    - destination: {host: db, subset: v2}
      weight: 20
";
    let (proxy, ledger) = compiled(rule);
    assert_eq!(
        told(&proxy, &ledger, &caught(15001, "10.96.0.33:3306")),
        "10.96.0.33_3306 to 80 outbound|3306|v1|db.default.svc.cluster.local, 20 outbound|3306|v2|db.default.svc.cluster.local [] <- istiod/tcp-route more:7"
    );
}
