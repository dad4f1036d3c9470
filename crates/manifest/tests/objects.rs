//! From text to typed objects and back to lines.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{IntOrString, Object, Parsed, SourceFile, parse, to_yaml};
use malla_trace::{FieldPath, Lang};

fn read(text: &str) -> Parsed {
    parse(&[SourceFile { name: "a.yaml".into(), text: text.into() }])
}

fn lines(parsed: &Parsed) -> Vec<String> {
    let print = |d: malla_trace::Diagnostic| format!("{}:{} {} {}", d.place.line, d.place.column, d.code, d.message);
    parsed.findings.iter().map(|finding| print(finding.diagnostic(Lang::En))).collect()
}

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: wp-service
  labels: {app: wordpress}
spec:
  clusterIP: 10.10.1.102
  selector:
    app: wordpress
  ports:
  - port: 8080
    targetPort: 80
";

#[test]
fn a_service_is_read_with_the_line_of_every_field() {
    let parsed = read(SERVICE);
    assert_eq!(lines(&parsed), Vec::<String>::new());
    let [manifest] = parsed.manifests.as_slice() else { panic!("{parsed:?}") };
    assert_eq!(manifest.reference.to_string(), "Service default/wp-service");
    let Object::Service(service) = &manifest.object else { panic!("{manifest:?}") };
    assert_eq!(service.spec.cluster_ip.as_deref(), Some("10.10.1.102"));
    assert_eq!(service.spec.ports[0].target_port, Some(IntOrString::Int(80)));
    assert_eq!(service.spec.service_type, None, "as written, before any default");
    for (path, line, columns, exact) in [
        ("spec.ports[0].targetPort", 12, (5, 19), true),
        ("spec.ports[0]", 11, (5, 15), true),
        ("spec.ports[0].protocol", 11, (5, 15), false),
        ("spec.ports[1].port", 10, (3, 9), false),
        ("spec.selector", 8, (3, 12), true),
        ("metadata.labels[app]", 5, (12, 26), true),
        ("status.loadBalancer", 1, (1, 15), false),
    ] {
        let found = manifest.source.resolve(&FieldPath::parse(path));
        assert_eq!((found.place.line, found.exact), (line, exact), "{path}");
        assert_eq!((found.place.column, found.place.end_column), columns, "{path}");
    }
}

#[test]
fn a_list_gives_its_items_and_a_broken_document_hides_no_other() {
    let list = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n";
    let broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: [}\n";
    let parsed = read(&format!("{list}---\n{broken}---\n{SERVICE}"));
    let names: Vec<String> = parsed.manifests.iter().map(|m| m.reference.to_string()).collect();
    assert_eq!(names, ["Namespace a", "Service default/wp-service"]);
    assert_eq!(lines(&parsed), ["8:18 YAML-SYNTAX did not find expected ',' or ']' or '}'"]);
    let line = parsed.manifests[1].source.resolve(&FieldPath::parse("spec.ports")).place.line;
    assert_eq!(line, 19);
}

/// As `Object::to_value` writes it: what is read is written back whole.
const MESH: &str = "\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  creationTimestamp: \"2026-01-01T00:00:00Z\"
spec:
  hosts:
  - reviews
  http:
  - match:
    - uri:
        prefix: /a
      headers:
        end-user:
          exact: jason
        x-any: {}
      port: 9080
      queryParams:
        q:
          regex: a.*
      ignoreUriCase: true
    route:
    - destination:
        host: reviews
        subset: v2
        port:
          number: 9080
      weight: 90
    rewrite:
      uriRegexRewrite:
        match: ^/a
        rewrite: /b
    timeout: 0.5s
    retries:
      attempts: 3
      perTryTimeout: 2s
      retryOn: 5xx
    fault:
      delay:
        fixedDelay: 7s
        percentage:
          value: 12.5
    mirror:
      host: reviews
      subset: v3
    headers:
      request:
        set:
          x-a: v
        remove:
        - z
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: reviews
spec:
  host: reviews
  trafficPolicy:
    loadBalancer:
      consistentHash:
        httpCookie:
          name: user
          ttl: 0s
    connectionPool:
      tcp:
        maxConnections: 1
        connectTimeout: 30ms
      http:
        http1MaxPendingRequests: 1
    outlierDetection:
      consecutive5xxErrors: 0
      baseEjectionTime: 3m
    tls:
      mode: ISTIO_MUTUAL
    portLevelSettings:
    - port:
        number: 9080
      loadBalancer:
        simple: ROUND_ROBIN
  subsets:
  - name: v2
    labels:
      version: v2
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: bookinfo-gateway
spec:
  servers:
  - port:
      number: 443
      protocol: HTTPS
      name: https
    hosts:
    - '*'
    tls:
      mode: SIMPLE
      credentialName: cert
  selector:
    istio: ingressgateway
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: external
spec:
  hosts:
  - api.example.com
  ports:
  - number: 443
    protocol: TLS
    name: tls
  location: MESH_EXTERNAL
  resolution: STATIC
  endpoints:
  - address: \"10.0.0.1\"
    ports:
      tls: 8443
    weight: 2
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata:
  name: default
spec:
  ingress:
  - port:
      number: 9080
      protocol: HTTP
      name: http
    defaultEndpoint: 127.0.0.1:9080
  egress:
  - hosts:
    - ./*
  outboundTrafficPolicy:
    mode: REGISTRY_ONLY
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: strict
spec:
  selector:
    matchLabels:
      app: reviews
  mtls:
    mode: STRICT
  portLevelMtls:
    \"9080\":
      mode: DISABLE
";

#[test]
fn objects_of_the_mesh_are_read_whole() {
    let parsed = read(MESH);
    assert_eq!(lines(&parsed), Vec::<String>::new());
    let written: Vec<String> = parsed.manifests.iter().map(|m| to_yaml(&m.object.to_value())).collect();
    assert_eq!(written.join("---\n").replace('"', "'"), MESH.replace('"', "'"));
    let Object::VirtualService(service) = &parsed.manifests[0].object else { panic!("{parsed:?}") };
    let route = &service.spec.http[0];
    assert_eq!(route.timeout.as_ref().map(malla_manifest::Duration::us), Some(500_000));
    assert_eq!(route.match_[0].headers["x-any"], malla_manifest::StringMatch::default());
    let Object::PeerAuthentication(policy) = &parsed.manifests[5].object else { panic!("{parsed:?}") };
    let port = |port| policy.spec.port_level(port).and_then(|mtls| mtls.mode);
    assert_eq!((port(9080), port(80)), (Some(malla_manifest::MtlsMode::Disable), None));
}

#[test]
fn two_groups_may_have_a_kind_of_the_same_name() {
    let gateway = |version: &str, spec: &str| {
        format!("apiVersion: {version}\nkind: Gateway\nmetadata: {{name: a, namespace: b}}\nspec: {spec}\n")
    };
    let servers = "{servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]}";
    let ours = read(&gateway("networking.istio.io/v1beta1", servers));
    assert!(matches!(ours.manifests[0].object, Object::IstioGateway(_)), "{ours:?}");
    let listeners = "{gatewayClassName: istio, listeners: [{port: 80, name: http, protocol: HTTP}]}";
    let other = read(&gateway("gateway.networking.k8s.io/v1", listeners));
    assert!(matches!(&other.manifests[0].object, Object::Other(other) if other.kind == "Gateway"), "{other:?}");
    assert_eq!(
        lines(&other),
        ["2:7 DOC-KIND-UNKNOWN Malla does not simulate Gateway objects: accepted, does nothing here"]
    );
    let knative = read(
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{image: a}]}}}\n",
    );
    assert_eq!(knative.manifests[0].reference.to_string(), "Service.serving.knative.dev a");
    assert_eq!(
        lines(&knative),
        ["2:7 DOC-KIND-UNKNOWN Malla does not simulate Service objects: accepted, does nothing here"]
    );
    let slip = read("apiVersion: gatway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a}\n");
    let codes: Vec<_> = slip.findings.iter().map(|finding| finding.problem.code()).collect();
    assert!(codes.contains(&"DOC-API-VERSION"), "a slip is no group of its own: {codes:?}");
    let both = [&ours.manifests[0], &other.manifests[0]].map(|manifest| manifest.reference.to_string());
    assert_eq!(both, ["Gateway b/a", "Gateway.gateway.networking.k8s.io b/a"], "one does not replace the other");
}
