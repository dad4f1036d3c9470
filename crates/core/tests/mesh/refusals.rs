//! What does not work in the mesh: how it ends, and what is blamed.

use super::road::{blamed_line, culprit, legs};
use super::scene::{CANARY, cluster, from_pod, get, with};

const BOOKINFO: &[&str] = &["bookinfo.yaml"];
const DOOR: &[&str] = &["bookinfo.yaml", "gateway.yaml"];

const STRICT: &str = "
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: ratings, namespace: default}
spec:
  selector: {matchLabels: {app: ratings}}
  mtls: {mode: STRICT}
";

#[test]
fn a_strict_server_closes_on_whoever_has_no_certificate() {
    let snapshot = with(BOOKINFO, &[STRICT], 1);
    let plain = from_pod(&snapshot, "solo", "http://ratings.default:9080/ratings/0");
    let wanted = "leg 1 solo-v1 -> ratings-v1(istio-proxy): -\nRejected { with: TcpReset }";
    assert_eq!(legs(&snapshot, &plain), wanted);
    assert_eq!(culprit(&plain), "ratings-v1(istio-proxy): no route");
    assert_eq!(blamed_line(&snapshot, &plain), "more0.yaml:7", "the line that says STRICT");
    let meshed = from_pod(&snapshot, "productpage", "http://ratings:9080/ratings/0");
    assert!(legs(&snapshot, &meshed).ends_with("200 -"), "{}", legs(&snapshot, &meshed));
}

#[test]
fn mutual_tls_to_a_pod_without_a_proxy_fails() {
    let rule = "
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: solo, namespace: plain}
spec:
  host: solo
  trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
";
    let snapshot = with(BOOKINFO, &[rule], 1);
    let trace = from_pod(&snapshot, "productpage", "http://solo.plain:9080/");
    let told = legs(&snapshot, &trace);
    assert!(told.contains("leg 2 productpage-v1(istio-proxy) -> solo-v1: -"), "{told}");
    assert!(told.lines().last().is_some_and(|end| end.starts_with("503 ") && end.contains("UF")), "{told}");
    assert_eq!(culprit(&trace), "productpage-v1(istio-proxy): Upstream=mTLS");
    assert_eq!(blamed_line(&snapshot, &trace), "more0.yaml:7", "the line that says ISTIO_MUTUAL");
    let untouched = from_pod(&with(BOOKINFO, &[], 1), "productpage", "http://solo.plain:9080/");
    assert!(culprit(&untouched) == "nobody" && untouched.verdict.is_answer());
}

#[test]
fn an_undefined_subset_is_a_missing_cluster() {
    let rule = "
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: default}
spec:
  hosts: [reviews]
  http:
  - route:
    - destination: {host: reviews, subset: v9}
";
    let snapshot = with(BOOKINFO, &[rule], 1);
    let trace = from_pod(&snapshot, "productpage", "http://reviews:9080/reviews/0");
    assert_eq!(
        legs(&snapshot, &trace),
        "leg 1 productpage-v1(productpage) -> productpage-v1(istio-proxy): plain\n503 NC"
    );
    assert_eq!(culprit(&trace), "productpage-v1(istio-proxy): respond 503 NC");
}

#[test]
fn a_gateway_pod_without_a_gateway_listens_nowhere() {
    let (client, url) = ("client/MenchuPC", "http://192.168.0.101:32439/productpage");
    let closed = cluster(BOOKINFO, 1);
    let trace = get(&closed, client, url);
    assert_eq!(legs(&closed, &trace), "leg 0 MenchuPC -> nobody: -\nRejected { with: TcpReset }");
    assert_eq!(culprit(&trace), "istio-ingressgateway: no socket");
    let open = cluster(DOOR, 1);
    let trace = get(&open, client, "http://192.168.0.101:32439/nowhere");
    assert_eq!(legs(&open, &trace), "leg 0 MenchuPC -> istio-ingressgateway(istio-proxy): plain\n404 NR");
    assert_eq!(culprit(&trace), "istio-ingressgateway(istio-proxy): no route");
}

/// Port 15001 is for what the rules send there; a proxy that is called there itself would call itself for ever.
#[test]
fn nobody_gets_through_by_calling_the_proxys_own_port() {
    let snapshot = cluster(CANARY, 1);
    let topology = snapshot.topology();
    let address = topology.vertices.iter().find(|v| v.title.starts_with("ratings-v1")).map(|v| v.addresses[0].clone());
    for port in [15_001, 15_006] {
        let url = format!("http://{}:{port}/", address.as_deref().unwrap_or("no address"));
        let trace = from_pod(&snapshot, "solo", &url);
        assert!(trace.reply.is_none_or(|reply| reply.status >= 400), "{url}");
    }
}

/// Nobody listens there: refused at once, and tried twice more, as every route of the mesh is.
#[test]
fn a_refused_connection_is_tried_twice_more() {
    let text = include_str!("bookinfo.yaml").replace(
        "metadata: {name: solo, namespace: plain}\nspec:\n  selector: {app: solo}\n  ports: [{name: http, port: 9080}]",
        "metadata: {name: solo, namespace: plain}\nspec:\n  selector: {app: solo}\n  ports: [{name: http, port: 9080, targetPort: 9999}]",
    );
    assert!(text.contains("9999"), "the test would test nothing");
    let snapshot = with(&[], &[&text], 1);
    let trace = from_pod(&snapshot, "productpage", "http://solo.plain:9080/");
    let wanted = "leg 1 productpage-v1(productpage) -> productpage-v1(istio-proxy): plain\n\
                  leg 2 productpage-v1(istio-proxy) -> nobody: -\n\
                  leg 3 productpage-v1(istio-proxy) -> nobody: -\n\
                  leg 4 productpage-v1(istio-proxy) -> nobody: -";
    let told = legs(&snapshot, &trace);
    assert!(told.starts_with(wanted), "{told}");
    let mut flags: Vec<&str> =
        told.lines().last().and_then(|end| end.strip_prefix("503 ")).unwrap_or("").split(',').collect();
    flags.sort_unstable();
    assert_eq!(flags, ["UF", "URX"]);
    assert_eq!(culprit(&trace), "solo-v1: no socket");
    let never = "
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: solo, namespace: plain}
spec:
  hosts: [solo]
  http: [{retries: {attempts: 0}, route: [{destination: {host: solo}}]}]
";
    let snapshot = with(&[], &[&text, never], 1);
    let once = from_pod(&snapshot, "productpage", "http://solo.plain:9080/");
    assert_eq!(legs(&snapshot, &once).lines().count(), 3, "{}", legs(&snapshot, &once));
}

/// A gateway that is sent back to itself: the circle ends, and says so.
#[test]
fn a_circle_of_proxies_ends() {
    let circle = "
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: bookinfo, namespace: default}
spec:
  hosts: ['*']
  gateways: [bookinfo-gateway]
  http: [{route: [{destination: {host: istio-ingressgateway.istio-system.svc.cluster.local, port: {number: 80}}}]}]
";
    let snapshot =
        with(&["bookinfo.yaml"], &[include_str!("gateway.yaml").split("---").next().unwrap_or(""), circle], 1);
    let trace = get(&snapshot, "client/MenchuPC", "http://192.168.0.101:32439/");
    assert!(trace.legs.len() <= 400, "{} conversations", trace.legs.len());
    assert!(trace.legs.iter().any(|leg| leg.from.0.contains("ingressgateway") && leg.to == Some(leg.from.clone())));
    assert!(!trace.verdict.is_answer() || trace.reply.is_some_and(|reply| reply.status == 503), "{:?}", trace.verdict);
}
