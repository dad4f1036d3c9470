//! Why a proxy of the mesh has a cluster, an endpoint, a listener or a certificate: istiod's reasons.

use crate::reasons::reasons;

reasons! {
    "istiod",
    /// A reason for a cluster, an endpoint, a transport or a listener.
    ConfigFact {
        /// A port of a Service is a cluster of every proxy that may see it.
        ServiceCluster = "istiod/service-cluster",
        /// A port of a ServiceEntry is a cluster.
        ServiceEntryCluster = "istiod/service-entry-cluster",
        /// A subset of a DestinationRule is a cluster of its own.
        SubsetCluster = "istiod/subset-cluster",
        /// A ready pod behind the Service is an endpoint; the proxy calls it directly.
        Endpoint = "istiod/endpoint",
        /// A pod is in a subset because it has the subset's labels.
        SubsetEndpoint = "istiod/subset-endpoint",
        /// An endpoint written in a ServiceEntry.
        ServiceEntryEndpoint = "istiod/service-entry-endpoint",
        /// Both ends have a proxy of the mesh, so that they speak mutual TLS without being told.
        AutoMtls = "istiod/auto-mtls",
        /// The other end has no proxy of the mesh: plain.
        NoSidecar = "istiod/no-sidecar",
        /// The other end takes no TLS on that port: plain.
        PeerDisabled = "istiod/peer-disabled",
        /// What lies outside the mesh is called plainly.
        MeshExternal = "istiod/mesh-external",
        /// The DestinationRule says how to encrypt, and so auto mTLS does not.
        ClientTls = "istiod/client-tls",
        /// What nobody knows goes where it was going.
        Passthrough = "istiod/passthrough",
        /// What leads nowhere.
        BlackHole = "istiod/black-hole",
        /// The program in the pod, called from 127.0.0.6 so that the call is not caught again.
        InboundCluster = "istiod/inbound-cluster",
        /// What arrives for a port that no Service names goes on to that port.
        InboundPassthrough = "istiod/inbound-passthrough",
        /// The listener where everything the pod sends arrives.
        VirtualOutbound = "istiod/virtual-outbound",
        /// The listener where everything sent to the pod arrives.
        VirtualInbound = "istiod/virtual-inbound",
        /// One listener a port for all HTTP services of that port: the Host header tells them apart.
        HttpListener = "istiod/http-listener",
        /// A listener for the address of one TCP service.
        TcpListener = "istiod/tcp-listener",
        /// The port's protocol is not declared: the first bytes decide.
        Sniffed = "istiod/sniffed",
        /// Nobody may call the proxy's own ports: it would call itself for ever.
        LoopGuard = "istiod/loop-guard",
        /// Nobody said whether plain connections are taken: they are.
        PermissiveByDefault = "istiod/permissive-by-default",
        /// Plain connections and those of the mesh are taken.
        Permissive = "istiod/permissive",
        /// Only connections of the mesh are taken.
        Strict = "istiod/strict",
        /// Only plain connections are taken.
        PlainOnly = "istiod/plain-only",
        /// Every request that comes in goes to the program.
        InboundRoute = "istiod/inbound-route",
        /// The port where the kubelet asks whether the proxy is ready.
        HealthPort = "istiod/health-port",
        /// The port where Prometheus reads figures.
        StatsPort = "istiod/stats-port",
        /// A Sidecar opens the port.
        SidecarIngress = "istiod/sidecar-ingress",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_entered_under_its_own_name() {
        crate::reasons::check::<ConfigFact>();
    }
}
