//! Why kube-proxy writes a rule at all: the closed list of its reasons.

use crate::reasons::reasons;

reasons! {
    "kube-proxy",
    /// A reason for a rule.
    Fact {
        /// nat PREROUTING and OUTPUT go to KUBE-SERVICES.
        ServicePortals = "kube-proxy/service-portals",
        /// nat POSTROUTING goes to KUBE-POSTROUTING.
        PostroutingJump = "kube-proxy/postrouting",
        /// filter FORWARD and OUTPUT go to KUBE-SERVICES for new connections: that is where refusals are.
        FilterPortals = "kube-proxy/filter-portals",
        /// filter INPUT and FORWARD go to KUBE-EXTERNAL-SERVICES for new connections.
        FilterExternal = "kube-proxy/filter-external",
        /// filter INPUT goes to KUBE-NODEPORTS.
        FilterNodePorts = "kube-proxy/filter-node-ports",
        /// filter FORWARD goes to KUBE-FORWARD.
        ForwardJump = "kube-proxy/forward",
        /// filter INPUT, OUTPUT and FORWARD go to KUBE-PROXY-FIREWALL for new connections.
        FirewallJump = "kube-proxy/firewall",
        /// filter INPUT and OUTPUT go to KUBE-FIREWALL; kubelet's rule.
        KubeletFirewall = "kubelet/firewall",
        /// KUBE-FIREWALL drops what claims to come to 127.0.0.0/8 from outside: route_localnet must not open that door.
        LocalnetGuard = "kube-proxy/localnet-guard",
        /// KUBE-POSTROUTING lets go of what carries no mark.
        UnmarkedReturns = "kube-proxy/unmarked-returns",
        /// KUBE-POSTROUTING takes the mark away, so that a second pass does not masquerade again.
        MarkCleared = "kube-proxy/mark-cleared",
        /// KUBE-POSTROUTING masquerades the rest.
        Masquerade = "kube-proxy/masquerade",
        /// KUBE-MARK-MASQ marks.
        MarkMasquerade = "kube-proxy/mark-masquerade",
        /// KUBE-FORWARD drops what conntrack cannot place: passed on, it would reset the connection.
        DropInvalid = "kube-proxy/drop-invalid",
        /// KUBE-FORWARD accepts what carries the mark.
        AcceptMarked = "kube-proxy/accept-marked",
        /// KUBE-FORWARD accepts what belongs to a standing connection.
        AcceptEstablished = "kube-proxy/accept-established",
        /// Last in KUBE-SERVICES: what is for one of the node's addresses goes to KUBE-NODEPORTS.
        NodePortsLast = "kube-proxy/node-ports-last",
        /// The virtual address and port.
        ClusterIp = "kube-proxy/cluster-ip",
        /// An address of `externalIPs`.
        ExternalIp = "kube-proxy/external-ip",
        /// An address of the load balancer, caught on the node.
        LoadBalancerIp = "kube-proxy/load-balancer-ip",
        /// The port at the node's addresses.
        NodePort = "kube-proxy/node-port",
        /// The same at 127.0.0.0/8, only to count.
        LocalhostNodePort = "kube-proxy/localhost-node-port",
        /// The port of the health check for load balancers is let in.
        HealthCheck = "kube-proxy/health-check",
        /// Nothing stands behind the Service: refuse.
        NoEndpoints = "kube-proxy/no-endpoints",
        /// Nothing of it runs on this node and policy Local forbids going further: drop.
        NoLocalEndpoints = "kube-proxy/no-local-endpoints",
        /// What KUBE-FW let fall is dropped.
        OutsideSourceRanges = "kube-proxy/outside-source-ranges",
        /// A source range that may use the load balancer's address.
        SourceRange = "kube-proxy/source-range",
        /// The node itself may: it comes with the balancer's own address as its source.
        SourceRangeNode = "kube-proxy/source-range-node",
        /// The end of KUBE-FW: nobody let the packet through.
        SourceRangesEnd = "kube-proxy/source-ranges-end",
        /// What comes to the virtual address from outside the pod network is masqueraded, or the answer goes astray.
        MasqueradeOffCluster = "kube-proxy/masquerade-off-cluster",
        /// `--masquerade-all`.
        MasqueradeAll = "kube-proxy/masquerade-all",
        /// Traffic from outside may leave for another node, so it is masqueraded.
        MasqueradeExternal = "kube-proxy/masquerade-external",
        /// Policy Local does not bind pods: they go to any endpoint.
        PodsGoAnywhere = "kube-proxy/pods-go-anywhere",
        /// Nor the node's own processes, whose traffic is masqueraded.
        MasqueradeLocal = "kube-proxy/masquerade-local",
        /// And goes to any endpoint.
        NodeGoesAnywhere = "kube-proxy/node-goes-anywhere",
        /// The rest of the traffic from outside goes where its policy says.
        ExternalPolicy = "kube-proxy/external-policy",
        /// A client that was here within the time goes to the same endpoint.
        AffinityKept = "kube-proxy/affinity-kept",
        /// One endpoint of several, by chance, each as likely as the others.
        EndpointByChance = "kube-proxy/endpoint-by-chance",
        /// The last endpoint, or the only one, takes what is left.
        EndpointOfTheRest = "kube-proxy/endpoint-of-the-rest",
        /// An endpoint that calls itself through its Service is masqueraded.
        Hairpin = "kube-proxy/hairpin",
        /// The destination becomes the endpoint.
        Dnat = "kube-proxy/dnat",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_entered_under_its_own_name() {
        crate::reasons::check::<Fact>();
    }
}
