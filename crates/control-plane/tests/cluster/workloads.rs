//! StatefulSets, DaemonSets, Jobs and CronJobs, from their text to their pods.

use crate::picture::{because, cluster, findings, fresh, slices};
use malla_control_plane::Cluster;
use malla_manifest::{EndpointSlice, Pod};
use std::fmt::Write;

const WORLD: &str = "\
apiVersion: malla.dev/v1
kind: World
metadata: {name: w}
spec:
  nodes:
  - {name: cp, address: 10.0.0.1, controlPlane: true}
  - {name: a, address: 10.0.0.2, cpu: '2', memory: 4Gi, labels: {disk: ssd}}
  - {name: b, address: 10.0.0.3, cpu: '2', memory: 4Gi}
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {clusterIP: None}
---
";

const STATEFUL: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: nginx, image: 'nginx:1.27', ports: [{containerPort: 80}]}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
---
";

const DAEMON: &str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: agent}]
---
";

const JOB: &str = "\
apiVersion: batch/v1
kind: Job
metadata: {name: pi}
spec:
  completions: 3
  template:
    metadata: {labels: {app: pi}}
    spec:
      restartPolicy: Never
      containers: [{name: pi, image: perl}]
---
apiVersion: v1
kind: Service
metadata: {name: pi}
spec: {selector: {app: pi}, ports: [{port: 80}]}
---
";

fn world(text: &str) -> String {
    format!("{WORLD}{text}")
}

/// `web-0 a 10.244.0.2 Running web-0.web`, a line a pod; letters that nobody chose are `#`.
fn pods(cluster: &Cluster) -> String {
    cluster.store.all::<Pod>().fold(String::new(), |mut text, (name, pod, _)| {
        let drawn = pod.meta.owner_references.iter().any(|owner| matches!(owner.kind.as_str(), "DaemonSet" | "Job"));
        let cut = if drawn { name.name.len() - 5 } else { name.name.len() };
        let node = pod.spec.node_name.as_deref().unwrap_or("-");
        let ip = pod.status.pod_ip.map_or("-".into(), |ip| ip.to_string());
        let _ = write!(text, "{}{} {node} {ip}", &name.name[..cut], if drawn { "#" } else { "" });
        let _ = write!(text, " {}", pod.status.phase.as_deref().unwrap_or("-"));
        if let Some(hostname) = &pod.spec.hostname {
            let _ = write!(text, " {hostname}.{}", pod.spec.subdomain.as_deref().unwrap_or("-"));
        }
        text + "\n"
    })
}

/// All objects of a kind by name, a space in between.
fn names(cluster: &Cluster, kind: &str) -> String {
    let own = cluster.store.iter().filter(|(reference, _)| reference.kind == kind);
    own.map(|(reference, _)| reference.name.as_str()).collect::<Vec<_>>().join(" ")
}

/// The labels of the first pod, those apart that hold something drawn or hashed.
fn labels(cluster: &Cluster) -> String {
    let first = cluster.store.all::<Pod>().next();
    let (_, pod, _) = first.expect("a pod");
    let shown = |key: &str, value: &str| if key.ends_with("uid") { "#".into() } else { value.to_owned() };
    let labels = pod.meta.labels.iter().filter(|(key, _)| *key != "controller-revision-hash");
    labels.map(|(key, value)| format!("{key}={}\n", shown(key, value))).collect()
}

#[test]
fn pods_of_a_stateful_set_are_called_after_it_and_have_hosts_and_claims_of_their_own() {
    let cluster = fresh(&world(STATEFUL));
    assert_eq!(
        pods(&cluster),
        "web-0 a 10.244.0.2 Running web-0.web\nweb-1 b 10.244.0.3 Running web-1.web\nweb-2 a 10.244.0.4 Running web-2.web\n"
    );
    assert_eq!(names(&cluster, "PersistentVolumeClaim"), "data-web-0 data-web-1 data-web-2");
    assert_eq!(labels(&cluster), "app=web\napps.kubernetes.io/pod-index=0\nstatefulset.kubernetes.io/pod-name=web-0\n");
    let slices = cluster.store.all::<EndpointSlice>().filter(|(name, ..)| name.namespace == "default");
    let hosts =
        slices.flat_map(|(_, slice, _)| slice.endpoints.iter().filter_map(|endpoint| endpoint.hostname.clone()));
    assert_eq!(hosts.collect::<Vec<_>>(), ["web-0", "web-1", "web-2"]);
    assert_eq!(findings(&cluster), "");
}

#[test]
fn a_stateful_set_shrinks_from_the_highest_and_grows_into_the_same_names() {
    let before = fresh(&world(STATEFUL));
    let two = cluster(&world(&STATEFUL.replace("replicas: 3", "replicas: 2")), &before.memory);
    assert_eq!(pods(&two), "web-0 a 10.244.0.2 Running web-0.web\nweb-1 b 10.244.0.3 Running web-1.web\n");
    let three = cluster(&world(STATEFUL), &two.memory);
    assert_eq!(pods(&three).lines().last(), Some("web-2 a 10.244.0.5 Running web-2.web"), "its name, another address");
    let gone = cluster(&world(""), &three.memory);
    assert_eq!((pods(&gone), names(&gone, "PersistentVolumeClaim")), (String::new(), String::new()));
}

#[test]
fn another_template_makes_other_pods_of_the_same_names() {
    let before = fresh(&world(STATEFUL));
    let after = cluster(&world(&STATEFUL.replace("nginx:1.27", "nginx:1.28")), &before.memory);
    assert_eq!(names(&after, "Pod"), "web-0 web-1 web-2");
    let addresses = |cluster: &Cluster| cluster.pods().filter_map(|pod| pod.ip).collect::<Vec<_>>();
    assert!(addresses(&after).iter().all(|address| !addresses(&before).contains(address)), "{}", pods(&after));
    let again = cluster(&world(&STATEFUL.replace("nginx:1.27", "nginx:1.28")), &after.memory);
    assert_eq!((pods(&again), &again.memory), (pods(&after), &after.memory), "applied twice is applied once");
}

#[test]
fn counting_begins_where_the_set_says_and_a_pod_of_that_name_stands_in_the_way() {
    let five = STATEFUL.replace("replicas: 3", "replicas: 2\n  ordinals: {start: 5}");
    assert_eq!(names(&fresh(&world(&five)), "Pod"), "web-5 web-6");
    let other = "apiVersion: v1\nkind: Pod\nmetadata: {name: web-1}\nspec: {containers: [{name: c, image: i}]}\n";
    let cluster = fresh(&world(&format!("{STATEFUL}{other}")));
    let owned = cluster.store.all::<Pod>().map(|(name, pod, _)| (name.name.as_str(), pod.meta.owner_references.len()));
    assert_eq!(owned.collect::<Vec<_>>(), [("web-0", 1), ("web-1", 0), ("web-2", 1)]);
}

#[test]
fn a_host_name_is_known_by_the_set_and_the_domain_by_its_line() {
    let text = world(STATEFUL);
    let cluster = fresh(&text);
    let pod = cluster.pod("default", "web-0").expect("a pod");
    let line = |words| crate::picture::line(&text, words);
    assert_eq!(
        because(&cluster, pod.cause("spec.subdomain")),
        format!(
            "statefulset-controller from\n  builtin statefulset-controller/subdomain\n  line {} StatefulSet default/web \
             spec.serviceName\n",
            line("serviceName: web")
        )
    );
    let image = because(&cluster, pod.cause("spec.containers[0].image"));
    assert_eq!(
        image,
        format!("line {} StatefulSet default/web spec.template.spec.containers[0].image\n", line("nginx:1.27"))
    );
}

#[test]
fn a_daemon_set_has_a_pod_on_every_node_that_it_bears() {
    assert_eq!(pods(&fresh(&world(DAEMON))), "agent-# a 10.244.0.2 Running\nagent-# b 10.244.0.3 Running\n");
    let everywhere = "    spec:\n      tolerations: [{operator: Exists, effect: NoSchedule}]\n";
    let all = fresh(&world(&DAEMON.replace("    spec:\n", everywhere)));
    assert_eq!(all.pods().filter_map(|pod| pod.node).collect::<Vec<_>>().len(), 3, "{}", pods(&all));
    let ssd = fresh(&world(&DAEMON.replace("    spec:\n", "    spec:\n      nodeSelector: {disk: ssd}\n")));
    assert_eq!(pods(&ssd), "agent-# a 10.244.0.2 Running\n");
}

#[test]
fn a_daemon_of_a_full_node_waits_for_that_node_alone() {
    let hungry = DAEMON.replace("image: agent}", "image: agent, resources: {requests: {cpu: '3'}}}");
    let cluster = fresh(&world(&hungry));
    assert_eq!(pods(&cluster), "agent-# - - Pending\nagent-# - - Pending\n");
    let said = findings(&cluster);
    let reason = said.split_once("Pending: ").map_or("", |(_, reason)| reason);
    let reason = reason.split(" preemption:").next().unwrap_or_default();
    assert_eq!(
        reason,
        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) \
         had untolerated taint {node-role.kubernetes.io/control-plane: }."
    );
}

#[test]
fn a_cordoned_node_keeps_its_daemon_and_a_new_node_moves_no_other() {
    let before = fresh(&world(DAEMON));
    let cordoned = "apiVersion: v1\nkind: Node\nmetadata: {name: b}\nspec: {unschedulable: true}\n---\n";
    assert_eq!(pods(&fresh(&world(&format!("{cordoned}{DAEMON}")))), pods(&before));
    let wider = world(DAEMON).replace("  - {name: a,", "  - {name: a0, address: 10.0.0.9}\n  - {name: a,");
    let after = cluster(&wider, &before.memory);
    let known: Vec<_> = before.pods().map(|pod| (pod.reference.clone(), pod.node, pod.ip)).collect();
    let kept = after.pods().filter(|pod| known.contains(&(pod.reference.clone(), pod.node, pod.ip))).count();
    assert_eq!((kept, after.pods().count()), (2, 3), "{}", pods(&after));
}

#[test]
fn pods_of_a_job_end_and_serve_nobody() {
    let cluster = fresh(&world(JOB));
    assert_eq!(
        pods(&cluster),
        "pi-# a 10.244.0.2 Succeeded\npi-# a 10.244.0.3 Succeeded\npi-# b 10.244.0.4 Succeeded\n".to_owned()
    );
    assert_eq!(
        labels(&cluster),
        "app=pi\nbatch.kubernetes.io/controller-uid=#\nbatch.kubernetes.io/job-name=pi\ncontroller-uid=#\njob-name=pi\n"
    );
    assert!(slices(&cluster).lines().any(|line| line.starts_with("slice default/pi-") && line.ends_with(':')));
    assert!(cluster.pods().all(|pod| !pod.ready));
    let again = crate::picture::cluster(&world(JOB), &cluster.memory);
    assert_eq!((pods(&again), &again.memory), (pods(&cluster), &cluster.memory));
}

#[test]
fn what_has_ended_leaves_its_room_to_the_next() {
    let hungry = JOB.replace("image: perl}", "image: perl, resources: {requests: {cpu: '2'}}}");
    let cluster = fresh(&world(&hungry.replace("completions: 3", "completions: 3\n  parallelism: 2")));
    assert_eq!(pods(&cluster).matches("Succeeded").count(), 3, "{}", pods(&cluster));
    let never = JOB.replace("image: perl}", "image: perl, resources: {requests: {cpu: '3'}}}");
    let cluster = fresh(&world(&never.replace("completions: 3", "completions: 3\n  parallelism: 2")));
    assert_eq!(pods(&cluster), "pi-# - - Pending\npi-# - - Pending\n", "no more than run together");
}

#[test]
fn a_job_that_is_held_back_has_no_pods_and_one_that_serves_does_not_end() {
    assert_eq!(pods(&fresh(&world(&JOB.replace("completions: 3", "suspend: true")))), "");
    let serves = JOB.replace("completions: 3", "completions: 1");
    let serves = fresh(&world(&serves.replace("image: perl}", "image: perl, ports: [{containerPort: 80}]}")));
    assert_eq!(pods(&serves), "pi-# a 10.244.0.2 Running\n");
}

#[test]
fn pods_of_an_indexed_job_know_their_numbers() {
    let cluster = fresh(&world(&JOB.replace("completions: 3", "completions: 2\n  completionMode: Indexed")));
    assert_eq!(pods(&cluster), "pi-0-# a 10.244.0.2 Succeeded pi-0.-\npi-1-# a 10.244.0.3 Succeeded pi-1.-\n");
    let numbers = cluster.pods().map(|pod| pod.containers[0].environment["JOB_COMPLETION_INDEX"].value.clone());
    assert_eq!(numbers.collect::<Vec<_>>(), ["0", "1"]);
}

#[test]
fn a_cron_job_waits_for_its_time() {
    let cron = "\
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: '0 3 * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers: [{name: a, image: b}]
";
    let text = world(cron);
    let cluster = fresh(&text);
    assert_eq!((pods(&cluster), names(&cluster, "Job")), (String::new(), String::new()));
    let line = crate::picture::line(&text, "schedule:");
    let said = "CRONJOB-WAITS spec.schedule: spec.schedule: the CronJob makes its first Job when its time comes, and no \
                time passes here";
    assert_eq!(findings(&cluster), format!("{line} {said}\n"));
}
