//! `World` (`malla.dev/v1`, our own kind): what a cluster does not say about itself: the machines, the networks and
//! everything outside.

use super::Meta;
use super::field::{choice, record};
use super::{Quantity, Taint};
use std::collections::BTreeMap;
use std::net::IpAddr;

record! {
    /// A World.
    World {
        /// Name.
        meta: Meta = "metadata",
        /// What there is.
        spec: WorldSpec = "spec",
    }
}

record! {
    /// What there is.
    WorldSpec {
        /// Networks outside the cluster.
        networks: Vec<WorldNetwork> = "networks",
        /// How the cluster was set up.
        cluster: WorldCluster = "cluster",
        /// Which mesh is installed; nothing written means the one the objects ask for.
        mesh: Option<MeshKind> = "mesh",
        /// The cluster's machines.
        nodes: Vec<WorldNode> = "nodes",
        /// Machines from which somebody asks.
        clients: Vec<WorldClient> = "clients",
        /// Name servers outside the cluster.
        name_servers: Vec<WorldNameServer> = "nameServers",
        /// Balancers outside the cluster.
        balancers: Vec<WorldBalancer> = "balancers",
        /// Any other machine.
        hosts: Vec<WorldHost> = "hosts",
    }
}

record! {
    /// A network outside the cluster.
    WorldNetwork {
        /// Name.
        name: String = "name",
        /// What people call it.
        title: Option<String> = "title",
        /// Its addresses, `192.168.0.0/16`.
        cidr: String = "cidr",
        /// The way out of it.
        gateway: Option<IpAddr> = "gateway",
    }
}

record! {
    /// How the cluster was set up.
    WorldCluster {
        /// Addresses for pods.
        pod_cidr: Option<String> = "podCIDR",
        /// Addresses for Services.
        service_cidr: Option<String> = "serviceCIDR",
        /// The cluster's domain.
        domain: Option<String> = "domain",
        /// How kube-proxy works.
        proxy_mode: Option<ProxyMode> = "proxyMode",
        /// Ports of the nodes that Services may have, `30000-32767`.
        node_port_range: Option<String> = "nodePortRange",
        /// Addresses that Services of type LoadBalancer may have, `192.168.0.240-192.168.0.250`.
        load_balancer_pool: Option<String> = "loadBalancerPool",
    }
}

choice! {
    /// How kube-proxy works.
    ProxyMode {
        /// With iptables rules.
        Iptables = "iptables",
        /// With nftables sets and verdict maps (KEP-3866).
        Nftables = "nftables",
    }
}

choice! {
    /// A mesh that may be installed.
    MeshKind {
        /// None.
        None = "none",
        /// Istio, with sidecars and an ingress gateway.
        Istio = "istio",
    }
}

record! {
    /// A machine of the cluster.
    WorldNode {
        /// Name.
        name: String = "name",
        /// What people call it.
        title: Option<String> = "title",
        /// Address.
        address: IpAddr = "address",
        /// Whether the control plane runs here.
        control_plane: Option<bool> = "controlPlane",
        /// Processors.
        cpu: Option<Quantity> = "cpu",
        /// Memory.
        memory: Option<Quantity> = "memory",
        /// Labels.
        labels: BTreeMap<String, String> = "labels",
        /// Marks that keep pods away.
        taints: Vec<Taint> = "taints",
    }
}

record! {
    /// A machine from which somebody asks.
    WorldClient {
        /// Name.
        name: String = "name",
        /// What people call it.
        title: Option<String> = "title",
        /// Address.
        address: IpAddr = "address",
        /// The name server it asks.
        nameserver: Option<IpAddr> = "nameserver",
    }
}

record! {
    /// A name server outside the cluster.
    WorldNameServer {
        /// Name.
        name: String = "name",
        /// What people call it.
        title: Option<String> = "title",
        /// Address.
        address: IpAddr = "address",
        /// What it knows.
        records: Vec<WorldRecord> = "records",
    }
}

record! {
    /// A record of a name server.
    WorldRecord {
        /// Name.
        name: String = "name",
        /// Type; nothing written means `A`.
        record_type: Option<RecordType> = "type",
        /// Address, or name for `CNAME`.
        value: String = "value",
        /// Seconds it may be kept; nothing written means 300.
        ttl: Option<u32> = "ttl",
    }
}

choice! {
    /// A record's type.
    RecordType {
        /// IPv4 address.
        A = "A",
        /// IPv6 address.
        Aaaa = "AAAA",
        /// Another name.
        Cname = "CNAME",
    }
}

record! {
    /// A balancer outside the cluster.
    WorldBalancer {
        /// Name.
        name: String = "name",
        /// What people call it.
        title: Option<String> = "title",
        /// Address.
        address: IpAddr = "address",
        /// Ports it takes connections on.
        listeners: Vec<WorldListener> = "listeners",
    }
}

record! {
    /// A port of a balancer.
    WorldListener {
        /// Port.
        port: u16 = "port",
        /// Where it sends, `192.168.0.100:30880`.
        targets: Vec<String> = "targets",
        /// How it chooses; nothing written means one after the other.
        algorithm: Option<BalancerAlgorithm> = "algorithm",
    }
}

choice! {
    /// How a balancer chooses.
    BalancerAlgorithm {
        /// One after the other.
        RoundRobin = "roundRobin",
        /// Any.
        Random = "random",
    }
}

record! {
    /// Any other machine outside the cluster.
    WorldHost {
        /// Name.
        name: String = "name",
        /// What people call it.
        title: Option<String> = "title",
        /// Address.
        address: IpAddr = "address",
        /// Ports on which it answers HTTP.
        ports: Vec<u16> = "ports",
    }
}
