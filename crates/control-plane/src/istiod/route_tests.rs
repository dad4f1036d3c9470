//! Route tables out of a shop's objects, whole and with the lines each piece came from.

use super::test_mesh::{SHOP, because, sidecar};
use super::{Mesh, ProxyView, Role, compile, route_table};
use crate::{Cluster, Memory, converge};
use malla_manifest::{SourceFile, parse};
use malla_proxy::{Accepted, Action, ClusterChoice, Connection, Context, Decision, Proxy, Request, RouteTable, State};
use malla_trace::{Considered, Lang, Ledger, ProxyAction, Seeded, Severity, Silent, Step, Tracer};
use std::net::{IpAddr, SocketAddr};

const SPLIT: &str = "\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: [web]
  http:
  - name: theirs
    match:
    - sourceLabels: {app: other}
    - {port: 81}
    route:
    - destination: {host: db}
  - match:
    - name: jason
      headers: {end-user: {exact: jason}}
    rewrite: {uri: /new}
    route:
    - destination: {host: web, subset: v2}
  - route:
    - destination: {host: web, subset: v1}
      weight: 90
    - destination: {host: web, subset: v2}
      weight: 10
    - destination: {host: web, subset: v3}
      weight: 0
  - name: never
    route:
    - destination: {host: db}
";

const SPLIT_TABLE: &str = "\
web.default.svc.cluster.local:80 <- istiod/rule-host more:5 shop:7
  web.default.svc.cluster.local web.default.svc.cluster.local. web web.default.svc web.default 10.96.0.80
  left out theirs: sourceLabels app=other but app=web <- istiod/source-labels more:9
  left out theirs: port 81 but 80 <- istiod/other-port more:10
  .jason [prefix /, header end-user exact jason] -> outbound|80|v2|web.default.svc.cluster.local <- istiod/route more:14 more:13
  [prefix /] -> <- istiod/catch-all more:19
    90 outbound|80|v1|web.default.svc.cluster.local <- istiod/weight more:21
    10 outbound|80|v2|web.default.svc.cluster.local <- istiod/weight more:23
allow_any <- istiod/allow-any
  *
  allow_any [prefix /] -> PassthroughCluster <- istiod/allow-any
";

/// The cluster of the shop and a few objects more, which may be warned of.
fn cluster(more: &str) -> Cluster {
    let files = [("shop.yaml", SHOP), ("more.yaml", more)];
    let parsed = parse(&files.map(|(name, text)| SourceFile { name: name.into(), text: text.into() }));
    let errors = parsed.findings.iter().map(|finding| finding.diagnostic(Lang::En));
    let errors: Vec<String> = errors.filter(|it| it.severity == Severity::Error).map(|it| it.message).collect();
    assert_eq!(errors, Vec::<String>::new(), "the manifests are let in");
    converge(&parsed.manifests, &Memory::default(), 1)
}

fn told(table: &RouteTable, ledger: &Ledger) -> String {
    let mut text = String::new();
    for host in &table.virtual_hosts {
        text += &format!("{} <- {}\n", host.name, because(ledger, host.why).trim_end());
        let domains: Vec<String> = host.domains.iter().map(ToString::to_string).collect();
        text += &format!("  {}\n", domains.join(" "));
        for Considered { what, because: m, why, .. } in &host.left_out {
            let reason = format!("{} {} but {}", m.condition, m.wanted, m.found);
            text += &format!("  left out {what}: {reason} <- {}\n", because(ledger, *why));
        }
        for route in &host.routes {
            let name = if route.name.is_empty() { String::new() } else { format!("{} ", route.name) };
            let to = action(&route.action);
            let why = because(ledger, route.why);
            text += &format!("  {name}[{}] -> {to}<- {}\n", route.matches, why.trim_end());
            text += &shares(&route.action, ledger);
        }
    }
    text
}

fn action(action: &Action) -> String {
    match action {
        Action::Forward(forward) => match &forward.cluster {
            ClusterChoice::One(cluster) => format!("{cluster} "),
            ClusterChoice::Weighted(_) => String::new(),
        },
        Action::Redirect(redirect) => format!("{} ", redirect.status),
        Action::Respond(respond) => format!("{} {} ", respond.status, respond.body),
    }
}

fn shares(action: &Action, ledger: &Ledger) -> String {
    let Action::Forward(forward) = action else { return String::new() };
    let ClusterChoice::Weighted(clusters) = &forward.cluster else { return String::new() };
    let told = clusters
        .iter()
        .map(|share| format!("    {} {} <- {}\n", share.weight, share.cluster, because(ledger, share.why)));
    told.collect()
}

fn table(cluster: &Cluster, view: impl Fn(&mut Ledger) -> ProxyView, name: &str) -> String {
    let mut ledger = cluster.ledger.clone();
    let view = view(&mut ledger);
    let table = route_table(&Mesh::new(&cluster.store, "cluster.local"), &view, name, &mut ledger);
    told(&table, &ledger)
}

fn gateway(ledger: &mut Ledger) -> ProxyView {
    let mut view = sidecar(ledger);
    view.labels = [("istio".to_owned(), "edge".to_owned())].into();
    (view.role, view.addresses) = (Role::Gateway, vec![IpAddr::from([10, 244, 0, 40])]);
    view
}

/// Listens to what the proxy says.
#[derive(Default)]
struct Ear(Vec<Step>);

impl Tracer for Ear {
    fn wants_steps(&self) -> bool {
        true
    }

    fn wants_considered(&self) -> bool {
        true
    }

    fn step(&mut self, step: Step) {
        self.0.push(step);
    }
}

#[test]
fn rules_stand_in_the_order_of_the_text_and_what_is_for_others_is_remembered() {
    assert_eq!(table(&cluster(SPLIT), sidecar, "80"), SPLIT_TABLE);
}

#[test]
fn without_a_virtual_service_everything_goes_to_the_service() {
    let expected = "\
web.default.svc.cluster.local:80 <- istiod/service-host shop:7 shop:3
  web.default.svc.cluster.local web.default.svc.cluster.local. web web.default.svc web.default 10.96.0.80
  default [prefix /] -> outbound|80||web.default.svc.cluster.local <- istiod/default-route shop:7 shop:3
allow_any <- istiod/allow-any
  *
  allow_any [prefix /] -> PassthroughCluster <- istiod/allow-any
";
    assert_eq!(table(&cluster(""), sidecar, "80"), expected);
    let strict = "\
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: strict}
spec:
  outboundTrafficPolicy: {mode: REGISTRY_ONLY}
  egress:
  - hosts: ['./db.default.svc.cluster.local']
";
    let refused =
        "block_all <- istiod/block-all more:5\n  *\n  block_all [prefix /] -> 502  <- istiod/block-all more:5\n";
    assert_eq!(table(&cluster(strict), sidecar, "80"), refused);
}

#[test]
fn the_older_of_two_virtual_services_has_the_host_and_says_so() {
    let second = "\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: zweite}
spec:
  hosts: [web.default.svc.cluster.local]
  http:
  - directResponse: {status: 200}
";
    let both = format!("{SPLIT}---\n{second}");
    let told = table(&cluster(&both), sidecar, "80");
    let expected = "  left out VirtualService default/zweite: host the oldest but web.default.svc.cluster.local <- \
                    istiod/older-rule more:34\n";
    assert!(told.contains(expected), "{told}");
    assert!(!told.contains("200"), "{told}");
}

#[test]
fn a_virtual_service_for_a_gateway_is_nothing_to_sidecars_and_they_say_so() {
    let text = SPLIT.replace("  hosts: [web]\n", "  hosts: [web]\n  gateways: [edge]\n");
    let told = table(&cluster(&text), sidecar, "80");
    let expected = "  left out VirtualService default/web: gateways default/edge but mesh <- istiod/other-gateway more:6\n  \
                    default [prefix /] -> outbound|80||web.default.svc.cluster.local <- istiod/default-route shop:7 shop:3";
    assert!(told.contains(expected), "{told}");
}

const EDGE: &str = "\
apiVersion: v1
kind: Namespace
metadata: {name: elsewhere}
---
apiVersion: v1
kind: Service
metadata: {name: edge}
spec:
  selector: {istio: edge}
  ports: [{name: http2, port: 80, targetPort: 8080}]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: elsewhere}
spec:
  selector: {istio: edge}
  servers:
  - port: {number: 80, name: http, protocol: HTTP}
    hosts: ['*.shop.com']
";

const BOUND: &str = "\
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: all}
spec:
  hosts: ['*']
  gateways: [elsewhere/edge]
  http:
  - match:
    - uri: {exact: /health}
    directResponse: {status: 200, body: {string: fine}}
  - route:
    - destination: {host: web, port: {number: 80}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: more}
spec:
  hosts: ['*.shop.com']
  gateways: [elsewhere/edge]
  http:
  - match:
    - uri: {prefix: /old}
    redirect: {uri: /new}
";

#[test]
fn a_gateway_joins_the_rules_of_all_virtual_services_and_puts_catch_alls_last() {
    let merged = "\
*.shop.com:80 <- istiod/rule-host more:25 more:19 more:38
  *.shop.com
  [path /health] -> 200 fine <- istiod/direct-response more:29 more:28
  [prefix /old] -> 301 <- istiod/redirect more:42 more:41
  [prefix /] -> outbound|80||web.default.svc.cluster.local <- istiod/catch-all more:31
";
    let text = format!("{EDGE}{BOUND}");
    assert_eq!(table(&cluster(&text), gateway, "http.8080"), merged);
    let none = "blackhole:80 <- istiod/blackhole more:19 more:18\n  *\n";
    assert_eq!(table(&cluster(EDGE), gateway, "http.8080"), none);
}

#[test]
fn a_port_speaks_what_the_oldest_gateway_says_and_remembers_the_others() {
    let second = "\
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: later, namespace: elsewhere}
spec:
  selector: {istio: edge}
  servers:
  - port: {number: 80, name: raw, protocol: TCP}
    hosts: ['*']
";
    let told = table(&cluster(&format!("{EDGE}{second}")), gateway, "http.8080");
    let expected = "\
blackhole:80 <- istiod/blackhole more:19 more:18
  *
  left out Gateway elsewhere/later raw: port 80/TCP but Gateway elsewhere/edge <- \
                    istiod/gateway-server-conflict more:27 more:18
";
    assert_eq!(told, expected);
}

fn compiled(cluster: &Cluster, view: impl Fn(&mut Ledger) -> ProxyView) -> (Proxy, Ledger) {
    let mut ledger = cluster.ledger.clone();
    let view = view(&mut ledger);
    let proxy = compile(&Mesh::new(&cluster.store, "cluster.local"), &view, &mut ledger);
    (proxy, ledger)
}

#[test]
fn a_gateway_opens_the_port_its_service_leads_to_and_only_with_its_certificate() {
    let names = |text: &str| -> Vec<String> {
        let (proxy, _) = compiled(&cluster(text), gateway);
        let edge = proxy.listeners.iter().filter(|listener| !(15_000..16_000).contains(&listener.port));
        edge.map(|listener| listener.name.clone()).collect()
    };
    assert_eq!(names(""), Vec::<String>::new(), "without a Gateway nobody listens");
    assert_eq!(names(EDGE), ["0.0.0.0_8080"]);
    let secure =
        EDGE.replace("protocol: HTTP}", "protocol: HTTPS}") + "    tls: {mode: SIMPLE, credentialName: cert}\n";
    assert_eq!(names(&secure), Vec::<String>::new(), "without its Secret neither");
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: cert}\n";
    assert_eq!(names(&format!("{secure}{secret}")), ["0.0.0.0_8080"]);
    let other = EDGE.replace("  selector: {istio: edge}\n  servers", "  selector: {istio: nobody}\n  servers");
    assert_eq!(names(&other), Vec::<String>::new(), "a selector that no pod fulfils");
}

/// The answer to a request of the shop's sidecar, and the lines its last step cites.
fn asked(text: &str, request: &Request) -> String {
    let (proxy, ledger) = compiled(&cluster(text), sidecar);
    let socket = SocketAddr::from(([10, 244, 0, 11], 15001));
    let to = SocketAddr::from(([10, 96, 0, 80], 80));
    let connection = Connection::plain(SocketAddr::from(([10, 244, 0, 11], 40_000)), socket)
        .redirected_from(to)
        .speaking("http/1.1");
    let Accepted::Http(_, _, filter) = proxy.accept(&connection, &mut Silent) else { return "not accepted".into() };
    let (mut state, mut chance, mut ear) = (State::default(), Seeded::new(1), Ear::default());
    let mut cx = Context { state: &mut state, chance: &mut chance, tracer: &mut ear };
    let answer = match proxy.route(filter, &connection, request, &mut cx) {
        Decision::Respond(reply) => format!("{} {}", reply.response.status, reply.flag.unwrap_or_default()),
        Decision::Forward(forward) => forward.destination.cluster,
    };
    let chose = |step: &&Step| {
        matches!(&step.action, malla_trace::Action::Proxy(ProxyAction::Route { .. } | ProxyAction::Weighted { .. }))
    };
    let route = ear.0.iter().rfind(chose);
    let why = route.map(|step| because(&ledger, step.why)).unwrap_or_default();
    format!("{answer} <- {why}")
}

#[test]
fn what_leads_nowhere_is_503_nc_on_the_line_that_leads_there() {
    let missing = SPLIT.replace("subset: v2}\n  - route", "subset: undefined}\n  - route");
    let jason = Request::get("web", "/").with("end-user", "jason");
    assert_eq!(asked(&missing, &jason), "503 NC <- istiod/route more:14 more:13");
    let nobody = SPLIT.replace("{host: web, subset: v2}\n  - route", "{host: nobody}\n  - route");
    assert_eq!(asked(&nobody, &jason), "503 NC <- istiod/route more:14 more:13");
}

#[test]
fn a_share_cites_the_line_of_its_weight() {
    let subsets = "\
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
";
    let text = format!("{SPLIT}{subsets}");
    let told = asked(&text, &Request::get("web", "/"));
    let expected = "outbound|80|v1|web.default.svc.cluster.local <- istiod/weight more:21";
    assert_eq!(told, expected);
}

#[test]
fn a_delegate_brings_its_rules_under_the_conditions_of_its_root() {
    let text = "\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: root}
spec:
  hosts: [web]
  http:
  - name: shop
    match:
    - uri: {prefix: /shop}
    delegate: {name: leaf}
  - name: gone
    match:
    - uri: {prefix: /gone}
    delegate: {name: nobody}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: leaf}
spec:
  http:
  - name: cart
    match:
    - uri: {prefix: /shop/cart}
    route:
    - destination: {host: db}
  - match:
    - uri: {prefix: /blog}
    route:
    - destination: {host: web}
  - route:
    - destination: {host: web}
";
    let told = table(&cluster(text), sidecar, "80");
    let routes: Vec<&str> = told.lines().filter(|line| line.contains(" -> outbound")).collect();
    let expected = [
        "  shop-cart [prefix /shop/cart] -> outbound|80||db.default.svc.cluster.local <- istiod/route more:23 more:9 \
         more:21 more:7",
        "  shop [prefix /shop] -> outbound|80||web.default.svc.cluster.local <- istiod/route more:9 more:30 more:7",
    ];
    assert_eq!(routes, expected, "{told}");
}
