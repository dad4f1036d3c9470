//! `Container` (`v1`, within a Pod): one program, its ports, its environment and its probes.

use super::field::record;
use super::{IntOrString, Protocol, Quantity};
use std::collections::BTreeMap;

record! {
    /// A container.
    Container {
        /// Name, unique in its pod.
        name: String = "name",
        /// Image.
        image: Option<String> = "image",
        /// Program, instead of the image's.
        command: Vec<String> = "command",
        /// Its arguments.
        args: Vec<String> = "args",
        /// Ports it says it listens on.
        ports: Vec<ContainerPort> = "ports",
        /// Environment.
        env: Vec<EnvVar> = "env",
        /// Environment taken whole from other objects.
        env_from: Vec<EnvFromSource> = "envFrom",
        /// What it needs and what it may use.
        resources: Resources = "resources",
        /// When it can take traffic.
        readiness_probe: Option<Probe> = "readinessProbe",
        /// When it must be restarted.
        liveness_probe: Option<Probe> = "livenessProbe",
        /// When the other probes may begin.
        startup_probe: Option<Probe> = "startupProbe",
        /// `Always` makes an init container a sidecar.
        restart_policy: Option<String> = "restartPolicy",
        /// Whom its program runs as.
        security_context: Option<SecurityContext> = "securityContext",
    }
}

record! {
    /// Whom a program runs as; a container's settings stand before its pod's.
    SecurityContext {
        /// User.
        run_as_user: Option<i64> = "runAsUser",
        /// Group.
        run_as_group: Option<i64> = "runAsGroup",
        /// Whether it must not be root.
        run_as_non_root: Option<bool> = "runAsNonRoot",
    }
}

record! {
    /// A port a container says it listens on.
    ContainerPort {
        /// Name, for `targetPort`.
        name: Option<String> = "name",
        /// Number.
        container_port: u16 = "containerPort",
        /// Transport; nothing written means TCP.
        protocol: Option<Protocol> = "protocol",
        /// Port of the node that leads here.
        host_port: Option<u16> = "hostPort",
        /// Address of the node for it.
        host_ip: Option<String> = "hostIP",
    }
}

record! {
    /// A variable of the environment.
    EnvVar {
        /// Name.
        name: String = "name",
        /// Value.
        value: Option<String> = "value",
        /// Where the value comes from, instead.
        value_from: Option<EnvVarSource> = "valueFrom",
    }
}

record! {
    /// Where a variable's value comes from; one of them.
    EnvVarSource {
        /// A key of a ConfigMap.
        config_map_key_ref: Option<KeyRef> = "configMapKeyRef",
        /// A key of a Secret.
        secret_key_ref: Option<KeyRef> = "secretKeyRef",
        /// A field of the pod itself.
        field_ref: Option<FieldRef> = "fieldRef",
    }
}

record! {
    /// A key of a ConfigMap or Secret.
    KeyRef {
        /// The object's name.
        name: String = "name",
        /// The key.
        key: String = "key",
        /// Whether it may be missing.
        optional: Option<bool> = "optional",
    }
}

record! {
    /// A field of the pod itself.
    FieldRef {
        /// Its path, `status.podIP`.
        field_path: String = "fieldPath",
    }
}

record! {
    /// An object whose keys become variables.
    EnvFromSource {
        /// What to put before each name.
        prefix: Option<String> = "prefix",
        /// A ConfigMap.
        config_map_ref: Option<SourceRef> = "configMapRef",
        /// A Secret.
        secret_ref: Option<SourceRef> = "secretRef",
    }
}

record! {
    /// A ConfigMap or Secret by name.
    SourceRef {
        /// The object's name.
        name: String = "name",
        /// Whether it may be missing.
        optional: Option<bool> = "optional",
    }
}

record! {
    /// What a container needs and what it may use: `cpu`, `memory`.
    Resources {
        /// What is set aside for it.
        requests: BTreeMap<String, Quantity> = "requests",
        /// What it may not exceed.
        limits: BTreeMap<String, Quantity> = "limits",
    }
}

record! {
    /// A question the kubelet asks a container.
    Probe {
        /// By HTTP.
        http_get: Option<HttpGet> = "httpGet",
        /// By opening a connection.
        tcp_socket: Option<TcpSocket> = "tcpSocket",
        /// By running a program inside.
        exec: Option<Exec> = "exec",
        /// Seconds before the first.
        initial_delay_seconds: Option<u32> = "initialDelaySeconds",
        /// Seconds between two; nothing written means 10.
        period_seconds: Option<u32> = "periodSeconds",
        /// Seconds to wait for an answer; nothing written means 1.
        timeout_seconds: Option<u32> = "timeoutSeconds",
        /// Good answers in a row that count as well; nothing written means 1.
        success_threshold: Option<u32> = "successThreshold",
        /// Bad answers in a row that count as ill; nothing written means 3.
        failure_threshold: Option<u32> = "failureThreshold",
    }
}

record! {
    /// A probe by HTTP.
    HttpGet {
        /// Path; nothing written means `/`.
        path: Option<String> = "path",
        /// Port, by number or name.
        port: IntOrString = "port",
        /// Host; nothing written means the pod's address.
        host: Option<String> = "host",
        /// `HTTP` or `HTTPS`.
        scheme: Option<String> = "scheme",
    }
}

record! {
    /// A probe by opening a connection.
    TcpSocket {
        /// Port, by number or name.
        port: IntOrString = "port",
        /// Host; nothing written means the pod's address.
        host: Option<String> = "host",
    }
}

record! {
    /// A probe by running a program.
    Exec {
        /// The program and its arguments.
        command: Vec<String> = "command",
    }
}
