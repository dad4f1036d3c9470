//! A controller's configuration out of a few Ingresses: routes in order, upstreams in all three ways, and the lines they
//! can be traced to.

use super::{ControllerView, compile};
use crate::{Cluster, Memory, converge};
use malla_manifest::{SourceFile, parse};
use malla_proxy::{Accepted, Connection, Context, Decision, Discovery, Proxy, Request, State, Upstream};
use malla_trace::{Cause, CauseId, Ledger, Seeded, Silent};
use std::net::SocketAddr;

const OBJECTS: &str = "\
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  clusterIP: 10.96.0.80
  ports:
  - {name: http, port: 8080, targetPort: 80}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
- addresses: [10.244.0.7]
- addresses: [10.244.0.8]
  conditions: {ready: false}
ports:
- {name: http, port: 80}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: web, port: {number: 8080}}}
      - path: /missing
        pathType: Exact
        backend: {service: {name: nobody, port: {name: http}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: unmeant}
spec:
  rules:
  - host: unmeant.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: web, port: {number: 8080}}}
";

const ROUTES: &str = "
shop.example.com <- ingress/host objects.yaml:33
  path /missing [default/shop /missing] <- ingress/path objects.yaml:39
  prefix / [default/shop /] <- ingress/path objects.yaml:36
default-nobody-http  <- ingress/endpoints objects.yaml:41
default-web-8080 10.244.0.7:80 <- ingress/endpoints objects.yaml:38
";

fn cluster(class: &str) -> Cluster {
    let text = OBJECTS.replace("metadata: {name: nginx}", class);
    let parsed = parse(&[SourceFile { name: "objects.yaml".into(), text }]);
    assert_eq!(parsed.findings, [], "the manifests are sound");
    converge(&parsed.manifests, &Memory::default(), 1)
}

fn proxy(cluster: &Cluster, ledger: &mut Ledger) -> Proxy {
    let why = ledger.builtin("test/controller");
    compile(&cluster.store, &ControllerView::nginx("default", why), ledger)
}

fn because(ledger: &Ledger, why: CauseId) -> String {
    let causes = ledger.closure(why);
    let place = causes.iter().find_map(|id| ledger.get(*id)?.place());
    let fact = causes.iter().find_map(|id| match ledger.get(*id)? {
        Cause::Builtin { name } => Some(&**name),
        _ => None,
    });
    let line = place.map(|place| format!("{}:{}", place.file, place.line));
    format!("{} {}", fact.unwrap_or("?"), line.unwrap_or_default()).trim_end().to_owned()
}

/// Where a request goes: an address, a name, or the status the proxy answers with.
fn send(proxy: &Proxy, host: &str, path: &str) -> String {
    let to = SocketAddr::from(([10, 244, 0, 5], 80));
    let connection = Connection::plain(SocketAddr::from(([203, 0, 113, 2], 40_000)), to);
    let Accepted::Http(_, _, filter) = proxy.accept(&connection, &mut Silent) else { return "refused".into() };
    let (mut state, mut chance, mut tracer) = (State::default(), Seeded::new(1), Silent);
    let mut cx = Context { state: &mut state, chance: &mut chance, tracer: &mut tracer };
    match proxy.route(filter, &connection, &Request::get(host, path), &mut cx) {
        Decision::Respond(reply) => reply.response.status.to_string(),
        Decision::Forward(forward) => match &forward.destination.to {
            Upstream::Address(address) => address.to_string(),
            Upstream::Name { host, port } => format!("{host}:{port}"),
        },
    }
}

#[test]
fn every_route_leads_to_the_line_that_made_it() {
    let cluster = cluster("metadata: {name: nginx}");
    let mut ledger = cluster.ledger.clone();
    let proxy = proxy(&cluster, &mut ledger);
    let mut text = String::new();
    for host in proxy.route_tables.values().flat_map(|table| &table.virtual_hosts) {
        text += &format!("{} <- {}\n", host.name, because(&ledger, host.why));
        for route in &host.routes {
            text += &format!("  {} [{}] <- {}\n", route.matches, route.name, because(&ledger, route.why));
        }
    }
    for cluster in proxy.clusters.values() {
        let Discovery::Static(endpoints) = &cluster.discovery else { panic!("{}: no list", cluster.name) };
        let listed: Vec<String> = endpoints.iter().map(|endpoint| endpoint.address.to_string()).collect();
        text += &format!("{} {} <- {}\n", cluster.name, listed.join(","), because(&ledger, cluster.why));
    }
    assert_eq!(text, ROUTES.trim_start());
}

#[test]
fn a_request_goes_where_its_class_reaches_services() {
    let cases = [
        ("metadata: {name: nginx}", ["10.244.0.7:80", "503", "404", "404"]),
        (
            "metadata: {name: nginx, annotations: {malla.dev/upstream: cluster-ip}}",
            ["10.96.0.80:8080", "503", "404", "404"],
        ),
        ("metadata: {name: nginx, annotations: {malla.dev/upstream: service-name}}", ["web:8080", "502", "404", "404"]),
        ("metadata: {name: other}", ["404", "404", "404", "404"]),
    ];
    for (class, expected) in cases {
        let cluster = cluster(class);
        let proxy = proxy(&cluster, &mut cluster.ledger.clone());
        let asked = [
            ("shop.example.com", "/a?b=c"),
            ("SHOP.example.com:80", "/missing"),
            ("unmeant.example.com", "/"),
            ("192.168.0.10", "/"),
        ];
        let found = asked.map(|(host, path)| send(&proxy, host, path));
        assert_eq!(found, expected, "{class}");
    }
}
