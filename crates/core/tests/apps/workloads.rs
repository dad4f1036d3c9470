//! Requests to pods of StatefulSets, DaemonSets and Jobs: by a name of their own, on their own node, or not at all.

use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile};
use malla_trace::{Probe, Trace};

const WORLD: &str = "\
apiVersion: malla.dev/v1
kind: World
metadata: {name: w}
spec:
  networks:
  - {name: office, title: Office, cidr: 10.0.0.0/16, gateway: 10.0.0.250}
  nodes:
  - {name: a, address: 10.0.0.2}
  - {name: b, address: 10.0.0.3}
  - {name: c, address: 10.0.0.4}
  clients:
  - {name: pc, title: pc, address: 10.0.0.200}
---
apiVersion: v1
kind: Pod
metadata: {name: caller}
spec: {containers: [{name: curl, image: curlimages/curl}]}
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
      containers: [{name: nginx, image: nginx, ports: [{containerPort: 80}]}]
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
metadata: {name: edge}
spec:
  selector: {matchLabels: {app: edge}}
  template:
    metadata: {labels: {app: edge}}
    spec:
      containers: [{name: nginx, image: nginx, ports: [{containerPort: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: edge}
spec: {type: NodePort, externalTrafficPolicy: Local, selector: {app: edge}, ports: [{port: 80, nodePort: 30080}]}
---
";

const JOB: &str = "\
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    metadata: {labels: {app: once}}
    spec: {restartPolicy: Never, containers: [{name: nginx, image: nginx}]}
---
apiVersion: v1
kind: Service
metadata: {name: once}
spec: {selector: {app: once}, ports: [{port: 80}]}
---
";

fn cluster(text: &str) -> Snapshot {
    let mut host = SimHost::new(Scenario { seed: 0 });
    host.apply(Change::Files(vec![SourceFile { name: "w.yaml".into(), text: format!("{WORLD}{text}") }]));
    host.snapshot()
}

fn ask(snapshot: &Snapshot, from: &str, url: &str) -> Trace {
    snapshot.send(&Probe::get(from, url).unwrap_or_else(|error| unreachable!("{url}: {error:?}")))
}

/// What came back, or how it ended.
fn told(snapshot: &Snapshot, from: &str, url: &str) -> String {
    let trace = ask(snapshot, from, url);
    trace.reply.map_or_else(|| format!("{:?}", trace.verdict), |reply| format!("{} {}", reply.status, reply.body))
}

const CALLER: &str = "pod/default/caller";

#[test]
fn each_pod_of_a_stateful_set_has_a_name_of_its_own() {
    let snapshot = cluster(STATEFUL);
    for url in ["http://web-1.web:80", "http://web-1.web.default.svc.cluster.local"] {
        let answer = told(&snapshot, CALLER, url);
        assert!(answer.starts_with("200 ") && answer.contains("web-1"), "{url}: {answer}");
    }
    let nobody = told(&snapshot, CALLER, "http://web-3.web.default.svc.cluster.local");
    assert_eq!(nobody, "Unresolved { rcode: Some(NxDomain) }");
}

#[test]
fn without_its_governing_service_a_pod_has_no_name() {
    let snapshot = cluster(&STATEFUL.replace("serviceName: web", "serviceName: db"));
    let answer = told(&snapshot, CALLER, "http://web-1.web");
    assert!(!answer.starts_with("200 "), "{answer}");
    assert!(told(&snapshot, CALLER, "http://web").starts_with("200 "), "the Service itself has its name");
}

#[test]
fn a_daemon_answers_on_every_node_under_policy_local() {
    let snapshot = cluster(DAEMON);
    let answers = ["10.0.0.2", "10.0.0.3", "10.0.0.4"].map(|node| {
        let answer = told(&snapshot, "client/pc", &format!("http://{node}:30080"));
        assert!(answer.starts_with("200 "), "{node}: {answer}");
        answer
    });
    assert!(answers[0] != answers[1] && answers[1] != answers[2], "each by its own pod: {answers:?}");
    let lonely = DAEMON.replace("DaemonSet", "Deployment");
    let silent = ["10.0.0.2", "10.0.0.3", "10.0.0.4"]
        .map(|node| told(&cluster(&lonely), "client/pc", &format!("http://{node}:30080")));
    assert_eq!(silent.iter().filter(|answer| answer.starts_with("200 ")).count(), 1, "{silent:?}");
}

#[test]
fn a_job_that_is_done_answers_nobody() {
    let snapshot = cluster(JOB);
    let answer = told(&snapshot, CALLER, "http://once");
    assert!(answer.starts_with("Rejected"), "{answer}");
    let serves = JOB.replace("image: nginx}", "image: nginx, ports: [{containerPort: 80}]}");
    assert!(told(&cluster(&serves), CALLER, "http://once").starts_with("200 "));
}
