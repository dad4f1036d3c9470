//! Containers' environments, and what is missing from them.

use crate::picture::{because, findings, fresh, line, pods, slices};
use malla_control_plane::Cluster;

const TEXT: &str = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  host: mariadb-service
  port: '3307'
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
data: {user: bWVuY2h1}
stringData: {password: menchu-1234}
---
apiVersion: v1
kind: Pod
metadata:
  name: wp
  labels: {app: wp}
spec:
  nodeName: nodoa
  containers:
  - name: wp
    image: wordpress
    envFrom:
    - configMapRef: {name: settings}
      prefix: DB_
    - secretRef: {name: maybe, optional: true}
    env:
    - name: ADDRESS
      value: $(DB_host):$(DB_port)
    - name: USER
      valueFrom: {secretKeyRef: {name: keys, key: user}}
    - name: PASSWORD
      valueFrom: {secretKeyRef: {name: keys, key: password}}
    - name: NAME
      valueFrom: {fieldRef: {fieldPath: metadata.name}}
    - name: APP
      valueFrom: {fieldRef: {fieldPath: \"metadata.labels['app']\"}}
    - name: NODE
      valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
    - name: ABSENT
      valueFrom: {configMapKeyRef: {name: settings, key: none, optional: true}}
---
apiVersion: v1
kind: Service
metadata: {name: wp}
spec:
  selector: {app: wp}
  ports: [{port: 80}]
";

fn environment(cluster: &Cluster) -> String {
    let pod = cluster.pod("default", "wp").expect("a pod");
    let values = pod.containers[0].environment.iter().map(|(name, value)| format!("{name}={}\n", value.value));
    values.collect()
}

#[test]
fn values_come_from_where_they_are_said_to_come_from() {
    assert_eq!(
        environment(&fresh(TEXT)),
        "\
ADDRESS=mariadb-service:3307
APP=wp
DB_host=mariadb-service
DB_port=3307
NAME=wp
NODE=nodoa
PASSWORD=menchu-1234
USER=menchu
"
    );
}

#[test]
fn a_value_cites_every_line_it_is_made_of() {
    let cluster = fresh(TEXT);
    let pod = cluster.pod("default", "wp").expect("a pod");
    let why = |name: &str| because(&cluster, pod.containers[0].variable(name).expect("a variable").why);
    let at = |words: &str| line(TEXT, words);
    let settings = at("configMapRef");
    assert_eq!(
        why("ADDRESS"),
        format!(
            "kubelet from\n  line {} Pod default/wp spec.containers[0].env[0].value\n  \
             line {settings} Pod default/wp spec.containers[0].envFrom[0].configMapRef\n  \
             line {} ConfigMap default/settings data.host\n  \
             line {settings} Pod default/wp spec.containers[0].envFrom[0].configMapRef\n  \
             line {} ConfigMap default/settings data.port\n",
            at("$(DB_host)"),
            at("host: maria"),
            at("port: '3307'")
        )
    );
    assert_eq!(
        why("PASSWORD"),
        format!(
            "kubelet from\n  line {} Pod default/wp spec.containers[0].env[2].valueFrom.secretKeyRef.key\n  \
             line {} Secret default/keys stringData.password\n",
            at("key: password"),
            at("stringData")
        )
    );
}

#[test]
fn a_missing_key_keeps_the_container_from_starting() {
    let text = TEXT
        .replace("key: password", "key: pasword")
        .replace("secretRef: {name: maybe, optional: true}", "secretRef: {name: never}");
    let cluster = fresh(&text);
    assert!(pods(&cluster).starts_with("pod default/wp nodoa 10.244.0.3 ContainersNotReady\n"), "{}", pods(&cluster));
    assert!(slices(&cluster).starts_with("slice default/wp-"), "{}", slices(&cluster));
    assert!(
        slices(&cluster).contains(" 80/TCP: 10.244.0.3@nodoa!\n"),
        "in the slice, and not ready: {}",
        slices(&cluster)
    );
    let pod = cluster.pod("default", "wp").expect("a pod");
    assert_eq!(pod.obstacle, Some(("ContainersNotReady", "containers with unready status: [wp]")));
    let (from, key) = (line(&text, "name: never"), line(&text, "pasword"));
    assert_eq!(
        findings(&cluster),
        format!(
            "{from} CONFIG-KEY-MISSING spec.containers[0].envFrom[1].secretRef: \
             spec.containers[0].envFrom[1].secretRef: Secret \"never\" not found: the container cannot start\n\
             {key} CONFIG-KEY-MISSING spec.containers[0].env[2].valueFrom.secretKeyRef: \
             spec.containers[0].env[2].valueFrom.secretKeyRef: couldn't find key pasword in Secret keys: the container cannot start\n"
        )
    );
}
