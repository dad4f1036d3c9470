//! How connections are secured on both sides of a proxy, and what becomes of those that cannot be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Bench, cluster, connection, decision_text, endpoints, why};
use malla_proxy::*;
use malla_trace::{Security, Seeded};

const CLIENT: &str = "spiffe://home/client";
const SERVER: &str = "spiffe://home/server";

fn client(own: Option<&str>, accepts: &[&str]) -> ClientTls {
    let accepts = accepts.iter().map(|name| (*name).to_owned()).collect();
    ClientTls { own: own.map(str::to_owned), accepts, server_name: Some("web".into()), ..ClientTls::new(why(50)) }
}

fn server(requires: bool) -> ServerTls {
    if requires {
        ServerTls::mutual(Some(SERVER.into()), why(60))
    } else {
        ServerTls::new(Some(SERVER.into()), why(60))
    }
}

/// Chains for TLS and for plain connections on one port, as a permissive server has them; or only the first.
fn bench(requires: bool, permissive: bool) -> Bench {
    let filter = Filter::Http(HttpFilter::new("http", why(2)));
    let mut listener = Listener::empty("in", None, 80, why(3));
    let mut secure = ChainMatch::default();
    secure.tls = Some(true);
    let chain = FilterChain::new("tls", secure, filter.clone(), why(4)).terminating(server(requires));
    listener.filter_chains.push(chain);
    if permissive {
        let mut plain = ChainMatch::default();
        plain.tls = Some(false);
        listener.filter_chains.push(FilterChain::new("plain", plain, filter, why(5)));
    }
    let mut bench = Bench::new(Dialect::envoy(), vec![], vec![]);
    bench.proxy.add_listener(listener);
    bench
}

fn accept(bench: &mut Bench, connection: &Connection) -> String {
    let told = match bench.proxy.accept(connection, &mut bench.recorder) {
        Accepted::Http(_, chain, _) | Accepted::Tcp(_, chain, _) => format!("{}\n", chain.name),
        Accepted::Unsecured(_, chain, refusal) => format!("{} but {refusal}\n", chain.name),
        Accepted::Closed(_) => "closed\n".into(),
        Accepted::Refused(_) => "refused\n".into(),
    };
    told + &bench.steps()
}

#[test]
fn a_permissive_listener_takes_both_and_says_which() {
    let mut bench = bench(true, true);
    assert_eq!(
        accept(&mut bench, &connection().with_tls(&client(Some(CLIENT), &[]))),
        format!(
            "tls\n  accept in why 3\n  Downstream Tls {{ mutual: true, client: Some({CLIENT:?}), server: Some({SERVER:?}), \
             server_name: Some(\"web\") }} why 60\n"
        )
    );
    assert_eq!(accept(&mut bench, &connection()), "plain\n  accept in why 3\n  Downstream Plain why 5\n");
}

#[test]
fn a_client_without_what_the_chain_wants_is_closed() {
    let mut strict = bench(true, false);
    let without = connection().with_tls(&client(None, &[]));
    assert_eq!(
        accept(&mut strict, &without),
        "tls but no client certificate\n  accept in why 3\n  handshake failed: no client certificate why 60\n"
    );
    assert_eq!(
        accept(&mut strict, &connection()),
        "closed\n  accept in why 3\n  no route why 4\n    not 1 tls: transport_protocol tls but raw_buffer (why 4)\n"
    );
    strict.proxy.listeners[0].filter_chains[0].matches.tls = None;
    assert!(accept(&mut strict, &connection()).starts_with("tls but not TLS\n"));
    strict.proxy.listeners[0].filter_chains[0].tls = Some(server(false));
    assert!(accept(&mut strict, &without).contains("Tls { mutual: false, client: None"));
    strict.proxy.listeners[0].filter_chains[0].tls = None;
    assert!(accept(&mut strict, &without).starts_with("tls but TLS handshake\n"), "requests are not to be read there");
}

#[test]
fn two_ends_agree_or_fail_as_tls_does() {
    let tls = |own, accepts| TransportSocket::tls(client(own, accepts));
    let mutual = Security::Tls {
        mutual: true,
        client: Some(CLIENT.into()),
        server: Some(SERVER.into()),
        server_name: Some("web".into()),
    };
    let cases = [
        (TransportSocket::Plain, None, Ok(Security::Plain)),
        (TransportSocket::Plain, Some(server(false)), Err(Failure::Reset)),
        (tls(None, &[]), None, Err(Failure::TlsError)),
        (tls(Some(CLIENT), &[SERVER]), Some(server(true)), Ok(mutual)),
        (tls(Some(CLIENT), &["spiffe://home/other"]), Some(server(true)), Err(Failure::CertificateRefused)),
        (tls(None, &[SERVER]), Some(server(true)), Err(Failure::CertificateMissing)),
    ];
    for (client, server, expected) in cases {
        assert_eq!(client.handshake(server.as_ref()), expected, "{client:?} to {server:?}");
    }
}

/// The words are those of Envoy 1.36.4 against servers that do so.
#[test]
fn what_fails_between_two_ends_is_said_as_envoy_says_it() {
    let start = "upstream connect error or disconnect/reset before headers. reset reason: ";
    let tls = "remote connection failure, transport failure reason: TLS_error:|";
    let internal = ":SSL routines:OPENSSL_internal:";
    let cases = [
        (Failure::TlsError, format!("{tls}268435703{internal}WRONG_VERSION_NUMBER:TLS_error_end"), "UF"),
        (Failure::CertificateRefused, format!("{tls}268435581{internal}CERTIFICATE_VERIFY_FAILED:TLS_error_end"), "UF"),
        (
            Failure::CertificateMissing,
            format!("{tls}268436496{internal}SSLV3_ALERT_HANDSHAKE_FAILURE:TLS_error_end"),
            "UF",
        ),
        (Failure::Reset, "connection termination".into(), "UC"),
    ];
    for (failure, reason, flag) in cases {
        let host =
            VirtualHost::new("web", &["*"], vec![Route::to("all", PathMatch::prefix("/"), "c", why(11))], why(10));
        let mut bench = Bench::new(Dialect::envoy(), vec![host], vec![cluster("c", &["10.0.0.1:80"])]);
        let first = common::forward(bench.route(&Request::get("x", "/")));
        let Decision::Respond(reply) = bench.with(|proxy, cx| proxy.failed(first, failure, cx)) else { panic!() };
        assert_eq!((reply.response.status, reply.flag.as_deref()), (503, Some(flag)));
        assert_eq!(reply.response.body, format!("{start}{reason}"));
    }
}

/// A TCP connection has no answer: it is closed.
#[test]
fn a_handshake_that_fails_closes_a_tcp_connection() {
    let filter = TcpFilter::new(ClusterChoice::One("c".into()), why(2));
    let mut bench = Bench::new(Dialect::envoy(), vec![], vec![cluster("c", &["10.0.0.1:80"])]);
    let TcpDecision::Forward(to) = bench.with(|proxy, cx| proxy.connect(&filter, &connection(), cx)) else { panic!() };
    let closed = bench.with(|proxy, cx| proxy.tcp_failed(&filter, to, Failure::CertificateMissing, cx));
    let expected = TcpDecision::Close { trouble: Trouble::CertificateMissing, flag: Some("UF".into()), why: why(30) };
    assert_eq!(closed, expected);
    assert!(bench.steps().ends_with("  upstream c failed UF why 30\n"));
}

#[test]
fn an_endpoint_may_differ_from_its_cluster() {
    let mut mixed = cluster("c", &[]);
    let mut two = endpoints(&["10.0.0.1:80", "10.0.0.2:80"]);
    two[1].transport = Some(TransportSocket::Plain);
    mixed.discovery = Discovery::Static(two);
    mixed.transport = TransportSocket::tls(client(Some(CLIENT), &[SERVER]));
    mixed.source = Some("127.0.0.6".parse().unwrap());
    mixed.connect_timeout_us = 10_000_000;
    let host = VirtualHost::new("web", &["*"], vec![Route::to("all", PathMatch::prefix("/"), "c", why(11))], why(10));
    let mut bench = Bench::new(Dialect::envoy(), vec![host], vec![mixed]);
    bench.chance = Seeded::new(1);
    let mut told = String::new();
    for _ in 0..2 {
        let decision = bench.route(&Request::get("x", "/"));
        told += &decision_text(&decision);
        let to = common::forward(decision).destination;
        assert_eq!((to.source, to.connect_timeout_us), (Some("127.0.0.6".parse().unwrap()), 10_000_000));
        told += &format!("{}\n", to.transport.client_tls().is_some());
        told += bench.steps().lines().last().unwrap();
        told += "\n";
    }
    assert_eq!(
        told,
        format!(
            "c -> 10.0.0.1:80 x / why 30\ntrue\n  Upstream Tls {{ mutual: true, client: Some({CLIENT:?}), server: \
             Some({SERVER:?}), server_name: Some(\"web\") }} why 50\nc -> 10.0.0.2:80 x / why 31\nfalse\n  Upstream Plain why 31\n"
        )
    );
}
