//! Which listener takes a connection, and which of its filter chains.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Bench, cluster, socket, why};
use malla_proxy::*;

fn tcp(cluster: &str, number: u32) -> Filter {
    Filter::Tcp(TcpFilter::new(ClusterChoice::One(cluster.into()), why(number)))
}

fn to(address: &str) -> Connection {
    Connection::plain(socket("10.0.0.9:4000"), socket(address))
}

fn listener(name: &str, address: Option<&str>, port: u16, number: u32) -> Listener {
    Listener::new(name, address.map(|text| text.parse().unwrap()), port, tcp(name, number), why(number))
}

fn bench(listeners: Vec<Listener>) -> Bench {
    let mut bench = Bench::new(Dialect::haproxy(), vec![], vec![]);
    listeners.into_iter().for_each(|listener| bench.proxy.add_listener(listener));
    bench
}

fn accept(bench: &mut Bench, connection: &Connection) -> String {
    let taken = match bench.proxy.accept(connection, &mut bench.recorder) {
        Accepted::Tcp(listener, ..) => format!("tcp {}\n", listener.name),
        Accepted::Http(listener, ..) => format!("http {}\n", listener.name),
        Accepted::Unsecured(listener, _, refusal) => format!("unsecured by {}: {refusal}\n", listener.name),
        Accepted::Closed(listener) => format!("closed by {}\n", listener.name),
        Accepted::Refused(why) => format!("refused why {}\n", why.0),
    };
    taken + &bench.steps()
}

#[test]
fn the_exact_address_beats_any_address() {
    let mut bench = bench(vec![listener("any", None, 80, 3), listener("own", Some("10.0.0.1"), 80, 4)]);
    assert_eq!(
        accept(&mut bench, &to("10.0.0.1:80")),
        "tcp own\n  accept own why 4\n    not 1 any: address *:80 but 10.0.0.1:80 (why 3)\n"
    );
    assert_eq!(
        accept(&mut bench, &to("10.0.0.2:80")),
        "tcp any\n  accept any why 3\n    not 2 own: address 10.0.0.1:80 but 10.0.0.2:80 (why 4)\n"
    );
}

#[test]
fn a_port_nobody_has_is_refused() {
    let mut unbound = listener("unbound", None, 81, 3);
    unbound.bound = false;
    let mut bench = bench(vec![listener("any", None, 80, 3), unbound]);
    assert_eq!(accept(&mut bench, &to("10.0.0.1:82")), "refused why 0\n");
    assert_eq!(accept(&mut bench, &to("10.0.0.1:81")), "refused why 0\n");
}

/// A listener that hands over: the exact original address, then any address with that port, then itself.
#[test]
fn a_redirected_connection_is_handed_to_the_listener_of_its_original_destination() {
    let mut outbound = listener("outbound", Some("0.0.0.0"), 15001, 3);
    outbound.use_original_dst = true;
    let unbound = |name: &str, address: &str, port, number| {
        let mut listener = listener(name, Some(address), port, number);
        listener.bound = false;
        listener
    };
    let mut bench = bench(vec![outbound, unbound("web", "0.0.0.0", 9080, 4), unbound("db", "10.1.0.7", 3306, 5)]);
    let redirected = |original: &str| to("127.0.0.1:15001").redirected_from(socket(original));
    let first = |text: String| text.lines().next().unwrap_or_default().to_owned();
    assert_eq!(first(accept(&mut bench, &redirected("10.1.0.1:9080"))), "tcp web");
    assert_eq!(first(accept(&mut bench, &redirected("10.1.0.8:3306"))), "tcp outbound");
    assert_eq!(first(accept(&mut bench, &to("127.0.0.1:15001"))), "tcp outbound");
    assert_eq!(
        accept(&mut bench, &redirected("10.1.0.7:3306")),
        "tcp db\n  accept outbound why 3\n    not 2 web: address 0.0.0.0:9080 but 127.0.0.1:15001 (why 4)\n    \
         not 3 db: address 10.1.0.7:3306 but 127.0.0.1:15001 (why 5)\n  \
         accept db why 5\n    not 1 outbound: address 0.0.0.0:15001 but 10.1.0.7:3306 (why 3)\n    \
         not 2 web: address 0.0.0.0:9080 but 10.1.0.7:3306 (why 4)\n"
    );
}

fn chain(name: &str, fill: impl FnOnce(&mut ChainMatch)) -> FilterChain {
    let mut matches = ChainMatch::default();
    fill(&mut matches);
    FilterChain::new(name, matches, tcp(name, 5), why(5))
}

fn chosen(chains: &[FilterChain], connection: &Connection) -> String {
    let mut listener = Listener::empty("in", None, 80, why(4));
    listener.filter_chains = chains.to_vec();
    listener.filter_chain(connection).map_or_else(|| "-".into(), |chain| chain.name.clone())
}

#[test]
fn the_most_specific_chain_wins_whatever_the_order() {
    let mut chains = vec![
        chain("all", |_| {}),
        chain("wide", |m| m.destination = vec![("10.0.0.0".parse().unwrap(), 8)]),
        chain("narrow", |m| m.destination = vec![("10.0.0.0".parse().unwrap(), 24)]),
        chain("tls", |m| m.tls = Some(true)),
        chain("sni", |m| m.server_names = vec!["*.web.com".into(), "web.com".into()]),
        chain("exact", |m| m.server_names = vec!["a.web.com".into()]),
        chain("http", |m| m.application_protocols = vec!["http/1.1".into()]),
        chain("port", |m| m.destination_port = Some(443)),
    ];
    let hello = |name: &str| Connection { tls: true, server_name: Some(name.into()), ..to("192.0.2.1:80") };
    let speaking = |word: &str| Connection { application_protocols: vec![word.into()], ..to("192.0.2.1:80") };
    let cases = [
        (to("192.0.2.1:80"), "all"),
        (to("10.9.0.1:80"), "wide"),
        (to("10.0.0.1:80"), "narrow"),
        (to("10.0.0.1:443"), "port"),
        (hello("else.com"), "tls"),
        (hello("A.web.com"), "exact"),
        (hello("b.web.com"), "sni"),
        (speaking("http/1.1"), "http"),
        (speaking("h2c"), "all"),
    ];
    for _ in 0..2 {
        for (connection, name) in &cases {
            assert_eq!(chosen(&chains, connection), *name, "{connection:?}");
        }
        chains.reverse();
    }
}

/// Envoy narrows step by step and never goes back to a less specific class.
#[test]
fn narrowing_does_not_go_back() {
    let chains = [
        chain("all", |_| {}),
        chain("db", |m| {
            m.destination_port = Some(3306);
            m.tls = Some(true);
        }),
    ];
    assert_eq!(chosen(&chains, &to("10.0.0.1:80")), "all");
    assert_eq!(chosen(&chains, &to("10.0.0.1:3306")), "-");
}

#[test]
fn without_a_chain_the_connection_is_closed_or_goes_the_default_way() {
    let mut only_tls = Listener::empty("in", None, 443, why(4));
    only_tls.filter_chains = vec![chain("tls", |m| m.tls = Some(true))];
    assert_eq!(
        accept(&mut bench(vec![only_tls.clone()]), &to("10.0.0.1:443")),
        "closed by in\n  accept in why 4\n  no route why 5\n    not 1 tls: transport_protocol tls but raw_buffer (why 5)\n"
    );
    only_tls.default_filter_chain = Some(chain("rest", |_| {}));
    assert_eq!(accept(&mut bench(vec![only_tls]), &to("10.0.0.1:443")), "tcp in\n  accept in why 4\n");
}

/// An HAProxy-like balancer: nothing but a TCP filter and a cluster.
#[test]
fn a_tcp_balancer_goes_round_and_closes_when_nobody_is_left() {
    let mut bench = bench(vec![listener("web", None, 80, 3)]);
    bench.proxy.add_cluster(cluster("web", &["10.0.0.100:30880", "10.0.0.101:30880"]));
    let mut filter = TcpFilter::new(ClusterChoice::One("web".into()), why(3));
    filter.max_connect_attempts = 2;
    let connect = |bench: &mut Bench| match bench.with(|proxy, cx| proxy.connect(&filter, &to("10.0.0.1:80"), cx)) {
        TcpDecision::Forward(destination) => destination,
        close @ TcpDecision::Close { .. } => panic!("{close:?}"),
    };
    let turns: Vec<String> = (0..3).map(|_| connect(&mut bench).address().unwrap().to_string()).collect();
    assert_eq!(turns, ["10.0.0.100:30880", "10.0.0.101:30880", "10.0.0.100:30880"]);
    bench.recorder.take();
    let first = connect(&mut bench);
    let again = bench.with(|proxy, cx| proxy.tcp_failed(&filter, first, Failure::Refused, cx));
    let TcpDecision::Forward(second) = again else { panic!("{again:?}") };
    let end = bench.with(|proxy, cx| proxy.tcp_failed(&filter, second, Failure::Refused, cx));
    assert_eq!(end, TcpDecision::Close { trouble: Trouble::ConnectRefused, flag: None, why: why(30) });
    assert_eq!(
        bench.steps(),
        "  web ROUND_ROBIN 10.0.0.101:30880 of 2 why 31\n  upstream web failed  why 31\n  \
         web ROUND_ROBIN 10.0.0.100:30880 of 2 why 30\n  upstream web failed  why 30\n"
    );
}

#[test]
fn a_tcp_connection_to_a_cluster_that_is_not_there_is_closed() {
    let mut bench = bench(vec![]);
    bench.proxy.dialect = Dialect::envoy();
    let filter = TcpFilter::new(ClusterChoice::One("gone".into()), why(3));
    let decision = bench.with(|proxy, cx| proxy.connect(&filter, &to("10.0.0.1:80"), cx));
    assert_eq!(decision, TcpDecision::Close { trouble: Trouble::NoCluster, flag: Some("NC".into()), why: why(3) });
    assert_eq!(bench.steps(), "  upstream gone failed NC why 3\n");
}
