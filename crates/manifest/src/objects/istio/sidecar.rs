//! `Sidecar` (`networking.istio.io/v1`): what the proxies beside some pods listen on and know of.

use super::{ConnectionPoolSettings, Destination, IstioPort, ServerTlsSettings};
use crate::objects::Meta;
use crate::objects::field::{choice, record};
use std::collections::BTreeMap;

record! {
    /// A Sidecar.
    Sidecar {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: SidecarSpec = "spec",
    }
}

record! {
    /// What some proxies listen on and know of.
    SidecarSpec {
        /// The pods it holds for; nothing written means all of the namespace.
        workload_selector: Option<MeshSelector> = "workloadSelector",
        /// What comes in.
        ingress: Vec<IstioIngressListener> = "ingress",
        /// What goes out.
        egress: Vec<IstioEgressListener> = "egress",
        /// What happens to traffic for hosts it does not know.
        outbound_traffic_policy: Option<OutboundTrafficPolicy> = "outboundTrafficPolicy",
        /// Limits of what comes in.
        inbound_connection_pool: Option<ConnectionPoolSettings> = "inboundConnectionPool",
    }
}

record! {
    /// Pods by their labels.
    MeshSelector {
        /// Labels.
        labels: BTreeMap<String, String> = "labels",
    }
}

record! {
    /// A port that is open for what comes in.
    IstioIngressListener {
        /// Port.
        port: IstioPort = "port",
        /// Address; nothing written means the pod's.
        bind: Option<String> = "bind",
        /// How traffic gets there.
        capture_mode: Option<CaptureMode> = "captureMode",
        /// Where the program listens, `127.0.0.1:80` or `unix://`.
        default_endpoint: Option<String> = "defaultEndpoint",
        /// Encryption.
        tls: Option<ServerTlsSettings> = "tls",
        /// Limits.
        connection_pool: Option<ConnectionPoolSettings> = "connectionPool",
    }
}

record! {
    /// A port that is open for what goes out, and the hosts it knows.
    IstioEgressListener {
        /// Port; nothing written means every port of every host.
        port: Option<IstioPort> = "port",
        /// Address.
        bind: Option<String> = "bind",
        /// How traffic gets there.
        capture_mode: Option<CaptureMode> = "captureMode",
        /// Hosts, `namespace/host`.
        hosts: Vec<String> = "hosts",
    }
}

choice! {
    /// How traffic gets to a listener.
    CaptureMode {
        /// As the mesh says.
        Default = "DEFAULT",
        /// By iptables.
        Iptables = "IPTABLES",
        /// Programs ask it themselves.
        None = "NONE",
    }
}

record! {
    /// What happens to traffic for unknown hosts.
    OutboundTrafficPolicy {
        /// Which way; nothing written means `REGISTRY_ONLY` in a Sidecar.
        mode: Option<OutboundMode> = "mode",
        /// Where it goes instead.
        egress_proxy: Option<Destination> = "egressProxy",
    }
}

choice! {
    /// Whether unknown hosts may be asked.
    OutboundMode {
        /// No.
        RegistryOnly = "REGISTRY_ONLY",
        /// Yes.
        AllowAny = "ALLOW_ANY",
    }
}
