//! Why CoreDNS has a record at all: the closed list of its reasons.

use crate::reasons::reasons;

reasons! {
    "coredns",
    /// A reason for a record, a zone or the server.
    Fact {
        /// The Corefile makes a server of it.
        Server = "coredns/server",
        /// The plugin `kubernetes` answers for the zone.
        Zone = "coredns/zone",
        /// The zone's own name server.
        NameServer = "coredns/name-server",
        /// The version of the naming scheme (`dns-version`).
        Version = "coredns/version",
        /// A Service's name leads to its virtual address, with or without endpoints.
        ClusterIp = "coredns/cluster-ip",
        /// A headless Service's name leads to its ready endpoints.
        Headless = "coredns/headless",
        /// An endpoint has a name below its Service's.
        EndpointName = "coredns/endpoint-name",
        /// A port of a Service can be asked for by its name.
        ServicePort = "coredns/service-port",
        /// A Service of type ExternalName is only another name.
        ExternalName = "coredns/external-name",
        /// An address leads back to a name.
        Reverse = "coredns/reverse",
        /// `pods insecure`: every name that spells an address is answered, whether or not a pod has it.
        PodNames = "coredns/pod-names",
        /// `pods verified`: a name that spells a pod's address is answered.
        PodAddress = "coredns/pod-address",
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
