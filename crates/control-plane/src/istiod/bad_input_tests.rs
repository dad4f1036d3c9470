//! Objects that lead nowhere, all the way through the engine: the status and the flag that the client gets.

use super::test_mesh::{cluster, sidecar};
use super::{Mesh, compile};
use malla_proxy::{Accepted, Connection, Context, Decision, Proxy, Request, State};
use malla_trace::{Seeded, Silent};
use std::net::SocketAddr;

const SUBSETS: &str = "\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v9, labels: {version: v9}}
---
";

fn compiled(more: &str) -> Proxy {
    let cluster = cluster(more);
    let mut ledger = cluster.ledger.clone();
    let view = sidecar(&mut ledger);
    compile(&Mesh::new(&cluster.store, "cluster.local"), &view, &mut ledger)
}

/// What a request of the pod for that path of `web` comes to: an address, or a status with its flag.
fn send(proxy: &Proxy, path: &str) -> String {
    let to = SocketAddr::from(([10, 244, 0, 11], 15001));
    let connection = Connection::plain(SocketAddr::from(([10, 244, 0, 11], 40_000)), to)
        .redirected_from(SocketAddr::from(([10, 96, 0, 80], 80)))
        .speaking("http/1.1");
    let Accepted::Http(_, _, filter) = proxy.accept(&connection, &mut Silent) else { return "no requests".into() };
    let (mut state, mut chance, mut tracer) = (State::default(), Seeded::new(1), Silent);
    let mut cx = Context { state: &mut state, chance: &mut chance, tracer: &mut tracer };
    match proxy.route(filter, &connection, &Request::get("web", path), &mut cx) {
        Decision::Respond(reply) => format!("{} {}", reply.response.status, reply.flag.unwrap_or_default()),
        Decision::Forward(forward) => {
            forward.destination.address().map_or_else(|| "a name".into(), |address| address.to_string())
        }
    }
}

/// A VirtualService that sends `/shop` to a destination, and nothing else anywhere.
fn route(destination: &str) -> String {
    format!(
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: web}}\nspec:\n  hosts: [web]\n  http:\n  - match: [{{uri: {{prefix: /shop}}}}]\n    route: [{{destination: {{{destination}}}}}]\n"
    )
}

#[test]
fn a_route_that_leads_somewhere_leads_there() {
    let proxy = compiled(&format!("{SUBSETS}{}", route("host: web, subset: v1")));
    assert_eq!(send(&proxy, "/shop"), "10.244.0.11:8080");
}

#[test]
fn what_leads_nowhere_is_answered_with_the_flag_that_says_why() {
    let cases = [
        ("host: web, subset: v7", "503 NC", "a subset that nobody defines"),
        ("host: web, subset: v9", "503 UH", "a subset that nobody is in"),
        ("host: nowhere", "503 NC", "a host that nobody has"),
    ];
    for (destination, expected, what) in cases {
        let proxy = compiled(&format!("{SUBSETS}{}", route(destination)));
        assert_eq!(send(&proxy, "/shop"), expected, "{what}");
        assert_eq!(send(&proxy, "/"), "404 NR", "no rule takes it");
    }
}
