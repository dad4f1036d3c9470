//! What does not work in the mesh: how it ends, and what is blamed.

use super::road::{culprit, legs};
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
