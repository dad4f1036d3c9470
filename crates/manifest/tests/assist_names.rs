//! Names of what exists: offered where they fit, and found where they are written.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::assist::{CompletionKind, Known, complete, definition, hover};
use malla_manifest::{SourceFile, parse};

/// The workspace.
const SHOP: &str = r#"apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: a}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: http}
  - {name: admin, port: 9000}
---
apiVersion: v1
kind: Service
metadata: {name: other}
spec:
  ports: [{port: 1}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-v1, namespace: shop}
spec:
  selector: {matchLabels: {app: web, version: v1}}
  template:
    metadata: {labels: {app: web, version: v1}}
    spec:
      containers:
      - name: web
        image: web
        ports: [{name: http, containerPort: 8080}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web, namespace: shop}
spec:
  host: web
  subsets: [{name: v1, labels: {version: v1}}]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: out, namespace: shop}
spec:
  hosts: [api.example.com]
  resolution: DNS
  ports: [{number: 443, name: tls, protocol: TLS}]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gate, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: istio
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: conf, namespace: shop}
data: {color: blue, size: big}
---
apiVersion: v1
kind: Secret
metadata: {name: cert, namespace: shop}
stringData: {key: a}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot, namespace: shop}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: v1
kind: Node
metadata: {name: nodoa, labels: {zone: a}}
"#;

fn known() -> Known {
    let parsed = parse(&[SourceFile { name: "shop.yaml".into(), text: SHOP.into() }]);
    let errors: Vec<_> = parsed.findings.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    Known::of(parsed.manifests.iter())
}

fn marked(text: &str) -> (String, usize) {
    let at = text.find('|').unwrap();
    (text.replacen('|', "", 1), at)
}

/// The names offered at the mark, as they would be put in.
fn names(text: &str) -> String {
    let (text, at) = marked(text);
    let found = complete(&text, at, &known());
    let names = found.items.iter().filter(|item| item.kind == CompletionKind::Name);
    names.map(|item| item.insert.as_str()).collect::<Vec<_>>().join(" ")
}

/// The lines on which what is named at the mark is written.
fn lines(text: &str) -> Vec<&'static str> {
    let (text, at) = marked(text);
    let places = definition(&text, "here.yaml", at, &known());
    assert!(places.iter().all(|place| place.file == "shop.yaml"), "{places:?}");
    let line = |at: usize| SHOP[..at].rfind('\n').map_or(0, |i| i + 1);
    let places = places.iter().map(|place| place.span.start);
    places.map(|at| SHOP[line(at)..].lines().next().unwrap().trim()).collect()
}

const INGRESS: &str = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec:\n";

#[test]
fn an_ingress_names_services_their_ports_and_classes() {
    let backend = format!("{INGRESS}  rules:\n  - http:\n      paths:\n      - backend:\n          service:\n");
    assert_eq!(names(&format!("{backend}            name: |\n")), "web");
    let port = format!("{backend}            name: web\n            port:\n");
    assert_eq!(names(&format!("{port}              number: |\n")), "80 9000");
    assert_eq!(names(&format!("{port}              name: a|\n")), "admin");
    assert_eq!(lines(&format!("{port}              name: ht|tp\n")), ["- {name: http, port: 80, targetPort: http}"]);
    assert_eq!(lines(&format!("{backend}            name: w|eb\n")), ["metadata: {name: web, namespace: shop}"]);
    assert_eq!(names(&format!("{INGRESS}  ingressClassName: |\n")), "nginx");
    assert_eq!(names(&format!("{INGRESS}  tls:\n  - secretName: |\n")), "cert");
}

#[test]
fn a_service_names_labels_and_ports_of_its_pods() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec:\n";
    assert_eq!(names(&format!("{service}  selector:\n    |\n")), "app:  version: ");
    assert_eq!(names(&format!("{service}  selector:\n    app: |\n")), "web");
    assert_eq!(names(&format!("{service}  selector:\n    app: web\n    v|\n")), "version: ");
    assert_eq!(
        lines(&format!("{service}  selector:\n    a|pp: web\n")),
        ["metadata: {labels: {app: web, version: v1}}"]
    );
    assert_eq!(lines(&format!("{service}  sel|ector: {{app: web, version: v1}}\n")).len(), 1);
    assert!(lines(&format!("{service}  selector: {{app: w|eb, version: v2}}\n")).is_empty());
    let ports = format!("{service}  selector: {{app: web}}\n  ports:\n  - port: 80\n");
    assert_eq!(names(&format!("{ports}    targetPort: |\n")), "http 8080");
}

#[test]
fn a_virtual_service_names_hosts_subsets_and_gateways() {
    let route =
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: shop}\nspec:\n";
    let to = format!("{route}  http:\n  - route:\n    - destination:\n");
    let hosts = "web web.shop.svc.cluster.local other.default.svc.cluster.local api.example.com";
    assert_eq!(names(&format!("{to}        host: |\n")), hosts);
    assert_eq!(names(&format!("{to}        host: web\n        subset: |\n")), "v1");
    assert_eq!(names(&format!("{to}        subset: |\n        host: web.shop.svc.cluster.local\n")), "v1");
    assert_eq!(names(&format!("{to}        host: other\n        subset: |\n")), "");
    assert_eq!(names(&format!("{to}        host: web\n        port:\n          number: |\n")), "80 9000");
    assert_eq!(names(&format!("{to}        host: api.example.com\n        port: {{number: |}}\n")), "443");
    assert_eq!(names(&format!("{route}  gateways:\n  - |\n")), "mesh gate shop/gate");
    assert_eq!(names(&format!("{route}  gateways: [ga|]\n")), "gate shop/gate");
    assert_eq!(names(&format!("{route}  gateways:\n  |\n")), "");
    assert_eq!(lines(&format!("{to}        host: we|b.shop\n")), ["metadata: {name: web, namespace: shop}"]);
    let subset = ["subsets: [{name: v1, labels: {version: v1}}]"];
    assert_eq!(lines(&format!("{to}        host: web\n        subset: v|1\n")), subset);
    assert_eq!(lines(&format!("{route}  gateways: [shop/g|ate]\n")), ["metadata: {name: gate, namespace: shop}"]);
}

#[test]
fn a_pod_names_what_it_needs_and_what_it_has_itself() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec:\n";
    assert_eq!(names(&format!("{pod}  serviceAccountName: |\n")), "robot");
    assert_eq!(names(&format!("{pod}  nodeName: |\n")), "nodoa");
    assert_eq!(names(&format!("{pod}  nodeSelector:\n    |\n")), "zone: ");
    let container = format!("{pod}  volumes:\n  - name: disk\n  containers:\n  - name: c\n");
    let env = format!("{container}    env:\n    - name: A\n      valueFrom:\n");
    assert_eq!(names(&format!("{env}        configMapKeyRef: {{name: |}}\n")), "conf");
    assert_eq!(names(&format!("{env}        configMapKeyRef: {{name: conf, key: |}}\n")), "color size");
    assert_eq!(names(&format!("{env}        secretKeyRef:\n          name: cert\n          key: |\n")), "key");
    assert_eq!(names(&format!("{container}    volumeMounts:\n    - name: |\n")), "disk");
    let probe = "    ports: [{name: web, containerPort: 80}]\n    readinessProbe:\n      httpGet:\n        port: |\n";
    assert_eq!(names(&format!("{container}{probe}")), "web 80");
    assert_eq!(names("apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: |\n"), "shop default");
}

#[test]
fn the_gateway_api_and_others_name_by_the_kind_beside() {
    let route =
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: h, namespace: shop}\nspec:\n";
    assert_eq!(names(&format!("{route}  parentRefs:\n  - name: |\n")), "edge");
    assert_eq!(names(&format!("{route}  parentRefs:\n  - name: edge\n    sectionName: |\n")), "http");
    assert_eq!(names(&format!("{route}  rules:\n  - backendRefs:\n    - name: |\n")), "web");
    assert_eq!(names(&format!("{route}  rules:\n  - backendRefs:\n    - name: web\n      port: |\n")), "80 9000");
    assert_eq!(
        names(&format!("{route}  rules:\n  - backendRefs:\n    - namespace: default\n      name: |\n")),
        "other"
    );
    let hpa =
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: shop}\nspec:\n";
    assert_eq!(names(&format!("{hpa}  scaleTargetRef:\n    kind: Deployment\n    name: |\n")), "web-v1");
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n, namespace: shop}\nspec:\n";
    let from = format!("{policy}  ingress:\n  - from:\n    - namespaceSelector:\n        matchLabels:\n");
    assert_eq!(names(&format!("{from}          |\n")), "team: ");
    assert_eq!(lines(&format!("{from}          te|am: a\n")), ["metadata: {name: shop, labels: {team: a}}"]);
}

#[test]
fn hover_says_what_kinds_a_value_names() {
    let (text, at) = marked(&format!("{INGRESS}  ingressClassName: ng|inx\n"));
    assert_eq!(hover(&text, at).unwrap().names, ["IngressClass"]);
    let (text, at) = marked(&format!("{INGRESS}  rules: [{{ho|st: a}}]\n"));
    assert!(hover(&text, at).unwrap().names.is_empty());
}

#[test]
fn the_way_back_leads_from_a_name_to_who_names_it() {
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  namespace: shop\n  name: w|eb\n";
    assert_eq!(lines(service), ["host: web"]);
    let gateway = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: ga|te, namespace: shop}\n";
    assert!(lines(gateway).is_empty());
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: shop\n  labels: {a|pp: web, version: v1}\n";
    assert_eq!(lines(pod), ["metadata: {name: web, namespace: shop}"]);
    assert!(lines("apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {a|pp: web}\n").is_empty(), "another namespace");
}
