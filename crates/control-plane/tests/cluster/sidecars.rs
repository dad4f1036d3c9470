//! Who gets a sidecar and when, what is added, and what is said about it.

use crate::picture::{because, cluster, findings, fresh, line, pods, services};
use malla_control_plane::istio_iptables::print;
use malla_control_plane::{Cluster, Memory, PodView, injection};
use malla_trace::{FieldPath, Ledger, ObjectRef};

/// A Deployment of one pod in a namespace that asks for sidecars.
const SHOP: &str = "\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio-injection: enabled
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: reviews
  namespace: shop
spec:
  selector: {matchLabels: {app: reviews}}
  template:
    metadata:
      labels: {app: reviews, version: v1}
      annotations:
        note: here
    spec:
      containers:
      - name: reviews
        image: docker.io/istio/examples-bookinfo-reviews-v1:1.20.1
        ports: [{containerPort: 9080}]
        readinessProbe: {httpGet: {path: /ok, port: 9080}}
";

fn pod<'c>(cluster: &'c Cluster, prefix: &str) -> PodView<'c> {
    cluster.pods().find(|pod| pod.name().starts_with(prefix)).expect("a pod")
}

/// What injection made of a pod: labels, annotations, containers.
fn shape(pod: &PodView<'_>) -> String {
    let (meta, spec) = (&pod.pod.meta, &pod.pod.spec);
    let labels = meta.labels.iter().filter(|(key, _)| *key != "pod-template-hash").map(|(k, v)| format!("{k}={v}\n"));
    let annotations = meta.annotations.iter().map(|(key, value)| format!("@{key}={value}\n"));
    let lists = [("init", &spec.init_containers), ("app", &spec.containers)];
    let containers = lists.into_iter().flat_map(|(list, containers)| {
        containers.iter().map(move |container| {
            let image = container.image.clone().unwrap_or_default();
            let user = container.security_context.as_ref().and_then(|context| context.run_as_user);
            let always = container.restart_policy.as_deref().unwrap_or("-");
            format!("{list} {} {image} uid {user:?} restart {always}: {}\n", container.name, container.args.join(" "))
        })
    });
    labels.chain(annotations).chain(containers).collect()
}

#[test]
fn a_labelled_namespace_gives_a_new_pod_its_sidecar() {
    let cluster = fresh(SHOP);
    let pod = pod(&cluster, "reviews-");
    assert_eq!(
        shape(&pod),
        "\
app=reviews
security.istio.io/tlsMode=istio
service.istio.io/canonical-name=reviews
service.istio.io/canonical-revision=v1
version=v1
@istio.io/rev=default
@kubectl.kubernetes.io/default-container=reviews
@kubectl.kubernetes.io/default-logs-container=reviews
@note=here
@prometheus.io/path=/stats/prometheus
@prometheus.io/port=15020
@prometheus.io/scrape=true
@sidecar.istio.io/status={\"initContainers\":[\"istio-init\",\"istio-proxy\"],\"containers\":null,\"volumes\":[\"workload-socket\",\"credential-socket\",\"workload-certs\",\"istio-envoy\",\"istio-data\",\"istio-podinfo\",\"istio-token\",\"istiod-ca-cert\",\"istio-ca-crl\"],\"imagePullSecrets\":null,\"revision\":\"default\"}
init istio-init registry.istio.io/release/proxyv2:1.30.0 uid Some(0) restart -: istio-iptables -p 15001 -z 15006 -u 1337 -m REDIRECT -i * -x  -b * -d 15090,15021,15020 --log_output_level=default:info
init istio-proxy registry.istio.io/release/proxyv2:1.30.0 uid Some(1337) restart Always: proxy sidecar --domain $(POD_NAMESPACE).svc.cluster.local --proxyLogLevel=warning --proxyComponentLogLevel=misc:error --log_output_level=default:info
app reviews docker.io/istio/examples-bookinfo-reviews-v1:1.20.1 uid None restart -: \n"
    );
    assert_eq!(pod.ready_containers(), (2, 2));
    assert_eq!(pod.containers.iter().map(|container| container.name).collect::<Vec<_>>(), ["reviews"]);
    assert_eq!(pod.sidecar().map(|container| container.name), Some("istio-proxy"));
    assert_eq!(findings(&cluster), "");
}

#[test]
fn everything_added_is_caused_by_the_label() {
    let cluster = fresh(SHOP);
    let pod = pod(&cluster, "reviews-");
    let label = line(SHOP, "istio-injection");
    for (field, fact) in [
        ("spec.initContainers[0]", "init"),
        ("spec.initContainers[1].image", "native-sidecar"),
        ("metadata.labels[service.istio.io/canonical-name]", "canonical"),
        ("spec.containers[0].readinessProbe.httpGet.path", "probe-rewrite"),
    ] {
        let why = because(&cluster, pod.cause(field));
        assert!(
            why.starts_with(&format!("sidecar-injector from\n  builtin sidecar-injector/{fact}\n")),
            "{field}: {why}"
        );
        let line = format!("  line {label} Namespace shop metadata.labels.istio-injection\n");
        assert!(why.contains(&line), "{field}: {why}");
    }
    let image = because(&cluster, pod.cause("spec.containers[0].image"));
    assert_eq!(
        image,
        format!(
            "line {} Deployment shop/reviews spec.template.spec.containers[0].image\n",
            line(SHOP, "image: docker.io")
        )
    );
}

#[test]
fn nobody_who_does_not_ask_gets_a_mesh() {
    let plain = SHOP.replace("    istio-injection: enabled\n", "    team: shop\n");
    let cluster = fresh(&plain);
    assert_eq!(pod(&cluster, "reviews-").ready_containers(), (1, 1));
    assert!(!pods(&cluster).contains("istio-system"), "{}", pods(&cluster));
    let refuses = SHOP.replace("version: v1}", "version: v1, sidecar.istio.io/inject: \"false\"}");
    let cluster = fresh(&refuses);
    assert_eq!((pod(&cluster, "reviews-").ready_containers(), findings(&cluster)), ((1, 1), String::new()));
}

#[test]
fn istio_comes_with_a_gateway_at_a_node_port() {
    let cluster = fresh(SHOP);
    let printed = pods(&cluster);
    for name in ["istio-system/istio-ingressgateway-#", "istio-system/istiod-#"] {
        assert!(printed.lines().any(|line| line.contains(name) && line.ends_with("ready")), "{printed}");
    }
    let printed = services(&cluster);
    let gateway = printed.lines().find(|line| line.contains("istio-ingressgateway")).expect("a gateway");
    assert!(gateway.contains("LoadBalancer") && gateway.contains("http2 80/TCP>8080 node 32439"), "{gateway}");
    let service = cluster.service("istio-system", "istio-ingressgateway").expect("a Service");
    assert_eq!(service.service.status.load_balancer.ingress, [], "nobody hands addresses out: <pending>");
}

#[test]
fn a_label_that_comes_late_changes_nothing_until_the_pod_goes() {
    let plain = SHOP.replace("    istio-injection: enabled\n", "    team: shop\n");
    let before = fresh(&plain);
    let labelled = cluster(SHOP, &before.memory);
    let old = pod(&labelled, "reviews-");
    assert_eq!((old.name(), old.ready_containers()), (pod(&before, "reviews-").name(), (1, 1)));
    let expected = format!(
        "{} IST0103 metadata.labels.istio-injection: The pod {} is missing the Istio proxy.\n",
        line(SHOP, "istio-injection"),
        old.name()
    );
    assert_eq!(findings(&labelled), expected);
    let mut memory = labelled.memory.clone();
    assert!(memory.delete_pod(old.reference));
    let after = cluster(SHOP, &memory);
    assert_eq!((pod(&after, "reviews-").ready_containers(), findings(&after)), ((2, 2), String::new()));
}

#[test]
fn a_label_that_goes_leaves_the_sidecar_where_it_is() {
    let world =
        format!("---\napiVersion: malla.dev/v1\nkind: World\nmetadata: {{name: w}}\nspec:\n  mesh: istio\n{NODES}");
    let before = fresh(&format!("{SHOP}{world}"));
    let keep = format!("{}{world}", SHOP.replace("    istio-injection: enabled\n", "    team: shop\n"));
    let cluster_after = cluster(&keep, &before.memory);
    let old = pod(&cluster_after, "reviews-");
    assert_eq!(old.ready_containers(), (2, 2));
    let said = findings(&cluster_after);
    assert!(said.contains(&format!("MESH-POD-KEEPS-PROXY metadata.labels: the pod {}", old.name())), "{said}");
    let why = because(&cluster_after, old.cause("spec.initContainers[1]"));
    assert!(why.contains("builtin sidecar-injector/native-sidecar"), "{why}");
    let again = cluster(&keep, &cluster_after.memory);
    assert_eq!(again.memory, cluster_after.memory, "at rest");
    let rolled = cluster(&keep.replace("1.20.1", "1.20.2"), &cluster_after.memory);
    assert_eq!(pod(&rolled, "reviews-").ready_containers(), (1, 1), "a rollout makes new pods");
}

/// The machines of a World of our own.
const NODES: &str = "  nodes: [{name: nodo1, address: 192.168.0.100, cpu: \"4\", memory: 8Gi}]\n";

#[test]
fn an_annotation_changes_the_rules_and_is_their_cause() {
    let text = SHOP.replace("note: here", "traffic.sidecar.istio.io/excludeOutboundPorts: \"3306\"");
    let cluster = fresh(&text);
    let pod = pod(&cluster, "reviews-");
    let mut ledger: Ledger = cluster.ledger.clone();
    let rules = injection::rules(&pod, &mut ledger).expect("rules").text.expect("good options");
    let printed = print(&rules);
    assert!(printed.contains("-A ISTIO_OUTPUT -p tcp --dport 3306 -j RETURN\n"), "{printed}");
    let rule = rules.tables[0].rules.iter().find(|rule| rule.text.contains("3306")).expect("a rule");
    let with = Cluster { ledger, ..cluster.clone() };
    let why = because(&with, rule.why);
    let annotation = line(&text, "excludeOutboundPorts");
    assert!(why.starts_with("istio-init from\n  builtin istio-init/excluded-outbound-port\n"), "{why}");
    assert!(
        why.contains(&format!("line {annotation} Deployment shop/reviews spec.template.metadata.annotations")),
        "{why}"
    );
    let other = rules.tables[0].rules.iter().find(|rule| rule.text.contains("127.0.0.6")).expect("a rule");
    assert!(because(&with, other.why).contains(&format!("line {} Namespace shop", line(&text, "istio-injection"))));
}

#[test]
fn a_value_that_the_injector_does_not_take_leaves_no_pod() {
    let text = SHOP.replace("note: here", "traffic.sidecar.istio.io/excludeOutboundPorts: mysql");
    let cluster = fresh(&text);
    assert!(!pods(&cluster).contains("shop/"), "{}", pods(&cluster));
    let expected = format!(
        "{} MESH-INJECTION-REFUSED spec.template.metadata.annotations[traffic.sidecar.istio.io/excludeOutboundPorts]: \
         invalid value 'mysql' for annotation 'traffic.sidecar.istio.io/excludeOutboundPorts': the pod is not created\n",
        line(&text, "mysql")
    );
    assert_eq!(findings(&cluster), expected);
    let bare = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: solo, namespace: shop, annotations: {sidecar.istio.io/interceptionMode: MAYBE}}\nspec: {containers: [{name: c, image: busybox}]}\n";
    let cluster = fresh(&format!("{SHOP}{bare}"));
    assert!(findings(&cluster).contains("invalid value 'MAYBE'"), "{}", findings(&cluster));
    assert!(!pods(&cluster).contains("shop/solo"));
}

#[test]
fn a_program_that_runs_as_the_proxy_is_warned_about() {
    let text = SHOP.replace("        ports: [", "        securityContext: {runAsUser: 1337}\n        ports: [");
    let expected = format!(
        "{} IST0144 spec.template.spec.containers[0].securityContext.runAsUser: \
         User ID (UID) 1337 is reserved for the sidecar proxy.\n",
        line(&text, "runAsUser")
    );
    assert_eq!(findings(&fresh(&text)), expected);
    assert_eq!(findings(&fresh(&text.replace("1337", "1000"))), "");
}

#[test]
fn without_istiod_nothing_happens_and_it_is_said() {
    let world =
        format!("---\napiVersion: malla.dev/v1\nkind: World\nmetadata: {{name: w}}\nspec:\n  mesh: none\n{NODES}");
    let cluster = fresh(&format!("{SHOP}{world}"));
    assert_eq!(pod(&cluster, "reviews-").ready_containers(), (1, 1));
    assert_eq!(
        findings(&cluster),
        format!(
            "{} MESH-NO-ISTIOD metadata.name: there is no istiod: Namespace shop has no effect\n",
            line(SHOP, "name: shop")
        )
    );
}

#[test]
fn a_written_pod_and_its_own_init_containers_keep_their_lines() {
    let text = "\
apiVersion: v1
kind: Pod
metadata:
  name: solo
  labels: {sidecar.istio.io/inject: \"true\"}
spec:
  initContainers:
  - name: first
    image: busybox:1
  - name: second
    image: busybox:2
  containers:
  - name: c
    image: nginx
";
    let cluster = fresh(text);
    let pod = pod(&cluster, "solo");
    let names: Vec<&str> = pod.pod.spec.init_containers.iter().map(|container| container.name.as_str()).collect();
    assert_eq!(names, ["istio-init", "istio-proxy", "first", "second"]);
    let why = |path: &str| because(&cluster, pod.cause(path));
    assert_eq!(
        why("spec.initContainers[3].image"),
        format!("line {} Pod default/solo spec.initContainers[1].image\n", line(text, "busybox:2"))
    );
    assert!(why("spec.initContainers[1].image").starts_with("sidecar-injector from\n"));
    let label = FieldPath::parse("metadata.labels").key("security.istio.io/tlsMode");
    assert!(because(&cluster, pod.stored.cause_at(&label)).contains("builtin sidecar-injector/tls-mode"));
    let mut memory: Memory = cluster.memory.clone();
    assert!(memory.delete_pod(&ObjectRef { kind: "Pod".into(), namespace: "default".into(), name: "solo".into() }));
}

#[test]
fn an_ordinary_container_when_the_annotation_says_so() {
    let text = SHOP.replace("note: here", "sidecar.istio.io/nativeSidecar: \"false\"");
    let cluster = fresh(&text);
    let pod = pod(&cluster, "reviews-");
    let names = |containers: &[malla_manifest::Container]| {
        containers.iter().map(|container| container.name.clone()).collect::<Vec<_>>().join(" ")
    };
    let spec = &pod.pod.spec;
    assert_eq!(
        (names(&spec.init_containers), names(&spec.containers)),
        ("istio-init".into(), "reviews istio-proxy".into())
    );
    assert_eq!(pod.ready_containers(), (2, 2));
    assert_eq!(pod.containers.len(), 1, "the app's");
    assert!(because(&cluster, pod.cause("spec.containers[1]")).contains("ordinary-sidecar"));
}
