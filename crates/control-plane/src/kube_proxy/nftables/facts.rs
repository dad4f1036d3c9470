//! Why kube-proxy writes a line in nftables mode: the closed list of its reasons. Those that hold in every mode have the
//! names they have in iptables mode.

use crate::reasons::reasons;

reasons! {
    "kube-proxy",
    /// A reason for a line.
    Fact {
        /// The table, its chains, sets and maps: the frame that everything else hangs in.
        Frame = "kube-proxy/nft-frame",
        /// nat-prerouting and nat-output go to services.
        ServicesJump = "kube-proxy/nft-services",
        /// nat-postrouting goes to masquerading.
        MasqueradingJump = "kube-proxy/nft-masquerading",
        /// filter-input, filter-forward and filter-output go to the look-up of addresses without endpoints.
        EndpointsJump = "kube-proxy/nft-endpoints-check",
        /// filter-input goes to the look-up of node ports without endpoints.
        NodePortEndpointsJump = "kube-proxy/nft-node-port-endpoints-check",
        /// filter-prerouting and filter-output go to the firewall, before any DNAT.
        FirewallJump = "kube-proxy/nft-firewall-check",
        /// filter-forward and filter-output-post-dnat go to the check for virtual addresses that nobody translated.
        ClusterIpsJump = "kube-proxy/nft-cluster-ips-check",
        /// A virtual address, but no port of it: refused.
        UnknownPort = "kube-proxy/nft-unknown-port",
        /// An address of the Services' block that no Service has: dropped.
        Unallocated = "kube-proxy/nft-unallocated",
        /// Where a packet's destination is looked up among all Services at once.
        ServiceLookup = "kube-proxy/nft-service-lookup",
        /// Where its port is looked up among all node ports at once.
        NodePortLookup = "kube-proxy/nft-node-port-lookup",
        /// Where it is looked up among those that nothing stands behind.
        NoEndpointsLookup = "kube-proxy/nft-no-endpoints-lookup",
        /// Where it is looked up among the addresses with source ranges.
        FirewallLookup = "kube-proxy/nft-firewall-lookup",
        /// The chain that refuses: a map's verdict cannot do it itself.
        RejectChain = "kube-proxy/nft-reject",
        /// An address that node ports answer at.
        NodePortAddress = "kube-proxy/nft-node-port-address",
        /// The virtual address is one that exists.
        ActiveClusterIp = "kube-proxy/nft-active-cluster-ip",
        /// What comes to that address has to pass its source ranges first.
        Firewalled = "kube-proxy/nft-firewalled",
        /// The set of clients that come back to an endpoint.
        AffinitySet = "kube-proxy/nft-affinity-set",
        /// The client is noted down with the endpoint it got.
        AffinityNoted = "kube-proxy/nft-affinity-noted",
        /// masquerading lets go of what carries no mark.
        UnmarkedReturns = "kube-proxy/unmarked-returns",
        /// masquerading takes the mark away.
        MarkCleared = "kube-proxy/mark-cleared",
        /// masquerading masquerades the rest.
        Masquerade = "kube-proxy/masquerade",
        /// mark-for-masquerade marks.
        MarkMasquerade = "kube-proxy/mark-masquerade",
        /// The virtual address and port.
        ClusterIp = "kube-proxy/cluster-ip",
        /// An address of `externalIPs`.
        ExternalIp = "kube-proxy/external-ip",
        /// An address of the load balancer, caught on the node.
        LoadBalancerIp = "kube-proxy/load-balancer-ip",
        /// The port at the node's addresses.
        NodePort = "kube-proxy/node-port",
        /// Nothing stands behind the Service: refuse.
        NoEndpoints = "kube-proxy/no-endpoints",
        /// Nothing of it runs on this node and policy Local forbids going further: drop.
        NoLocalEndpoints = "kube-proxy/no-local-endpoints",
        /// A source outside the ranges is dropped.
        OutsideSourceRanges = "kube-proxy/outside-source-ranges",
        /// What comes to the virtual address from outside the pod network is masqueraded.
        MasqueradeOffCluster = "kube-proxy/masquerade-off-cluster",
        /// `--masquerade-all`.
        MasqueradeAll = "kube-proxy/masquerade-all",
        /// Traffic from outside may leave for another node, so it is masqueraded.
        MasqueradeExternal = "kube-proxy/masquerade-external",
        /// Policy Local does not bind pods.
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
        /// The only endpoint takes everything.
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
