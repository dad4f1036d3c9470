//! What the API server does with an object that exists already: takes the change, or leaves the object as it was.

use crate::picture::{SEED, cluster, findings, fresh};
use malla_control_plane::{Cluster, Memory, converge};
use malla_manifest::{SourceFile, parse};

/// The cluster of a text that may say of its kinds that they do nothing.
fn converged(text: &str, memory: &Memory) -> Cluster {
    let parsed = parse(&[SourceFile { name: "test.yaml".into(), text: text.into() }]);
    assert!(!parsed.findings.iter().any(malla_manifest::Finding::is_error), "{:?}", parsed.findings);
    converge(&parsed.manifests, memory, SEED)
}

/// What is said of the second text, in a cluster where the first one runs. The finding stands on the changed line.
fn said(before: &str, after: &str) -> String {
    findings(&converged(after, &converged(before, &Memory::default()).memory))
}

fn service(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec:\n  ports: [{{port: 80}}]\n{spec}")
}

fn address(cluster: &Cluster) -> String {
    cluster.service("default", "web").and_then(|service| service.cluster_ip).map_or("-".into(), |ip| ip.to_string())
}

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector:
    matchLabels: {app: web}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: nginx}
";

#[test]
fn the_selector_of_a_deployment_stays_and_so_does_the_deployment() {
    let after = DEPLOYMENT.replace("app: web", "app: shop");
    assert_eq!(
        said(DEPLOYMENT, &after),
        "6 UPDATE-IMMUTABLE spec.selector: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"shop\"}}: \
         field is immutable\n"
    );
    let first = fresh(DEPLOYMENT);
    let second = cluster(&after, &first.memory);
    let pods = |cluster: &Cluster| {
        cluster.pods().map(|pod| format!("{} {:?}", pod.name(), pod.labels.get("app"))).collect::<Vec<_>>()
    };
    assert_eq!(pods(&first), pods(&second), "what was taken last goes on");
    assert_eq!(second.kept.iter().map(|object| object.name.as_str()).collect::<Vec<_>>(), ["web"]);
    let third = cluster(&after, &second.memory);
    assert_eq!(third.kept.len(), 1, "and is still what counts the next time");
}

#[test]
fn everything_else_of_a_deployment_may_change() {
    let after = DEPLOYMENT.replace("replicas: 1", "replicas: 2").replace("nginx", "nginx:1.27");
    assert_eq!(said(DEPLOYMENT, &after), "");
    assert_eq!(fresh(&DEPLOYMENT.replace("app: web", "app: shop")).kept.len(), 0, "a new one may have any selector");
}

#[test]
fn an_address_is_given_once() {
    let fixed = service("  clusterIP: 10.96.0.50\n");
    let other = service("  clusterIP: 10.96.0.51\n");
    let once = "6 UPDATE-ONCE-SET spec.clusterIPs[0]: spec.clusterIPs[0]: Invalid value: ";
    assert_eq!(said(&fixed, &other), format!("{once}[\"10.96.0.51\"]: may not change once set\n"));
    let headless = service("  clusterIP: None\n");
    assert_eq!(said(&fixed, &headless), format!("{once}[\"None\"]: may not change once set\n"));
    assert_eq!(said(&headless, &fixed), format!("{once}[\"10.96.0.50\"]: may not change once set\n"));
    assert_eq!(address(&cluster(&other, &fresh(&fixed).memory)), "10.96.0.50");
}

#[test]
fn who_writes_no_address_keeps_the_one_there_is() {
    let fixed = fresh(&service("  clusterIP: 10.96.0.50\n"));
    assert_eq!(address(&cluster(&service(""), &fixed.memory)), "10.96.0.50");
    let headless = fresh(&service("  clusterIP: None\n"));
    assert_eq!(address(&cluster(&service(""), &headless.memory)), "-", "and none if there was none");
}

#[test]
fn another_type_gives_back_what_it_does_not_need() {
    let node = fresh(&service("  type: NodePort\n"));
    let port = |cluster: &Cluster| cluster.service("default", "web").and_then(|web| web.ports[0].node_port);
    let was = port(&node);
    assert!(was.is_some());
    let internal = cluster(&service("  type: ClusterIP\n"), &node.memory);
    assert_eq!((port(&internal), address(&internal)), (None, address(&node)), "the port goes, the address stays");
    let again = cluster(&service("  type: NodePort\n"), &internal.memory);
    assert!(port(&again).is_some());
    let named = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n\
                 spec: {type: ExternalName, externalName: example.com}\n";
    let named = cluster(named, &node.memory);
    assert_eq!((findings(&named).as_str(), address(&named).as_str()), ("", "-"));
}

#[test]
fn a_change_that_an_allocator_refuses_leaves_the_service_as_it_was() {
    let two = |port: u16| {
        service("  type: NodePort\n").replace("port: 80", "port: 80, nodePort: 30080")
            + "---\n"
            + &service("  type: NodePort\n")
                .replace("web", "shop")
                .replace("port: 80", &format!("port: 80, nodePort: {port}"))
    };
    let first = fresh(&two(30_081));
    let second = cluster(&two(30_080), &first.memory);
    assert_eq!(
        findings(&second),
        "12 SVC-NODE-PORT-TAKEN spec.ports[0].nodePort: spec.ports[0].nodePort: Invalid value: 30080: provided port is \
         already allocated\n"
    );
    let shop = second.service("default", "shop").and_then(|shop| shop.ports[0].node_port);
    assert_eq!(shop, Some(30_081));
    let swapped = cluster(&two(30_082), &first.memory);
    assert_eq!(findings(&swapped), "", "a free one is taken");
}

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx
    ports: [{containerPort: 80}]
";

#[test]
fn a_pod_may_get_another_image_and_little_else() {
    let said = |old: &str, new: &str| said(POD, &POD.replace(old, new));
    assert_eq!(said("image: nginx", "image: httpd"), "");
    assert_eq!(said("spec:", "spec:\n  tolerations: [{operator: Exists}]\n  activeDeadlineSeconds: 9"), "");
    let only = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,\
                `spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),\
                `spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
    assert_eq!(said("containerPort: 80", "containerPort: 81"), format!("8 UPDATE-POD spec: spec: Forbidden: {only}\n"));
    assert_eq!(
        said("spec:", "spec:\n  volumes: [{name: a, emptyDir: {}}]"),
        format!("5 UPDATE-POD spec: spec: Forbidden: {only}\n")
    );
    assert_eq!(
        said("  - name: web", "  - {name: log, image: busybox}\n  - name: web"),
        "5 UPDATE-POD-CONTAINERS spec.containers: spec.containers: Forbidden: pod updates may not add or remove \
         containers\n"
    );
}

/// Kinds that do nothing here are held to their rules all the same: kind, fields before, fields after, what is said.
const OTHERS: &[(&str, &str, &str, &str)] = &[
    (
        "v1 ConfigMap",
        "immutable: true\ndata: {a: one}",
        "immutable: true\ndata: {a: two}",
        "5 UPDATE-IMMUTABLE-DATA data: data: Forbidden: field is immutable when `immutable` is set",
    ),
    (
        "v1 ConfigMap",
        "immutable: true\ndata: {a: one}",
        "data: {a: one}",
        "1 UPDATE-IMMUTABLE-DATA immutable: immutable: Forbidden: field is immutable when `immutable` is set",
    ),
    ("v1 ConfigMap", "data: {a: one}", "immutable: true\ndata: {a: two}", ""),
    (
        "v1 Secret",
        "type: Opaque",
        "type: example.com/token",
        "4 UPDATE-IMMUTABLE type: type: Invalid value: \"example.com/token\": field is immutable",
    ),
    (
        "networking.k8s.io/v1 IngressClass",
        "spec: {controller: example.com/a}",
        "spec: {controller: example.com/b}",
        "4 UPDATE-IMMUTABLE spec.controller: spec.controller: Invalid value: \"example.com/b\": field is immutable",
    ),
    (
        "storage.k8s.io/v1 StorageClass",
        "provisioner: example.com/a\nreclaimPolicy: Delete",
        "provisioner: example.com/b\nreclaimPolicy: Delete",
        "4 UPDATE-STORAGE-CLASS provisioner: provisioner: Forbidden: updates to provisioner are forbidden.",
    ),
    (
        "rbac.authorization.k8s.io/v1 RoleBinding",
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}",
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: b}",
        "4 UPDATE-ROLE-REF roleRef: roleRef: Invalid value: \
         {\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"b\"}: cannot change roleRef",
    ),
    (
        "v1 PersistentVolumeClaim",
        "spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}",
        "spec:\n  accessModes: [ReadWriteMany]\n  resources: {requests: {storage: 2Gi}}",
        "5 UPDATE-CLAIM spec: spec: Forbidden: spec is immutable after creation except resources.requests and \
         volumeAttributesClassName for bound claims",
    ),
    (
        "v1 PersistentVolumeClaim",
        "spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}",
        "spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 2Gi}}",
        "",
    ),
    (
        "discovery.k8s.io/v1 EndpointSlice",
        "addressType: IPv4\nendpoints: []",
        "addressType: FQDN\nendpoints: []",
        "4 UPDATE-IMMUTABLE addressType: addressType: Invalid value: \"FQDN\": field is immutable",
    ),
];

#[test]
fn other_kinds_keep_what_they_must() {
    for (kind, before, after, wanted) in OTHERS {
        let (version, kind) = kind.split_once(' ').expect("two words");
        let text = |fields: &str| format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\n{fields}\n");
        let found = said(&text(before), &text(after));
        let found: Vec<&str> = found.lines().filter(|line| line.contains("UPDATE")).collect();
        assert_eq!(found.join("\n"), *wanted, "{kind}: {before} -> {after}");
    }
}

const STATEFUL: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - {name: db, image: postgres}
";

#[test]
fn a_stateful_set_keeps_all_but_what_it_names() {
    let said = |old: &str, new: &str| {
        let found = said(STATEFUL, &STATEFUL.replace(old, new));
        found.lines().filter(|line| line.contains("UPDATE")).map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(said("replicas: 1", "replicas: 3\n  minReadySeconds: 5"), "");
    assert_eq!(
        said("serviceName: db", "serviceName: other"),
        "5 UPDATE-STATEFULSET spec: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', \
         'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and \
         'minReadySeconds' are forbidden"
    );
}

/// A World whose nodes answer for three addresses.
fn pooled(services: &str) -> String {
    format!(
        "apiVersion: malla.dev/v1\nkind: World\nmetadata: {{name: w}}\nspec:\n  networks: [{{name: lan, cidr: 192.168.0.0/16}}]\n  \
         nodes: [{{name: one, address: 192.168.0.1}}]\n  cluster: {{loadBalancerPool: 192.168.0.240-192.168.0.241}}\n\
         {services}"
    )
}

fn balanced(name: &str, fields: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{type: LoadBalancer, ports: [{{port: 80}}]{fields}}}\n"
    )
}

fn balancers(cluster: &Cluster) -> String {
    let addresses = cluster.store.all::<malla_manifest::Service>().filter_map(|(reference, service, _)| {
        let ip = service.status.load_balancer.ingress.first()?.ip?;
        Some(format!("{} {ip}", reference.name))
    });
    addresses.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_balancer_gets_an_address_out_of_the_pool_and_keeps_it() {
    let two = pooled(&(balanced("b", "") + &balanced("a", ", loadBalancerIP: 192.168.0.241")));
    let first = fresh(&two);
    assert_eq!(balancers(&first), "a 192.168.0.241, b 192.168.0.240");
    let second = cluster(&pooled(&(balanced("a0", "") + &balanced("b", ""))), &first.memory);
    assert_eq!(balancers(&second), "a0 192.168.0.241, b 192.168.0.240", "b keeps its address");
    let third = fresh(&pooled(&["a", "b", "c"].map(|name| balanced(name, "")).concat()));
    assert_eq!(balancers(&third), "a 192.168.0.240, b 192.168.0.241");
    assert!(findings(&third).contains("SVC-BALANCER-PENDING spec.type"), "{}", findings(&third));
}

#[test]
fn without_a_pool_a_balancer_stays_pending() {
    let found = fresh(&balanced("a", ""));
    assert_eq!(balancers(&found), "");
    assert!(findings(&found).starts_with("5 SVC-BALANCER-PENDING spec.type: nobody gives"), "{}", findings(&found));
    let of_others = fresh(&pooled(&balanced("a", ", loadBalancerClass: example.com/other")));
    assert_eq!(balancers(&of_others), "", "another class is somebody else's");
}
