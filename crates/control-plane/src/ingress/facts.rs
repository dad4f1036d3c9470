//! Why an ingress controller has a piece of configuration at all: the closed list of its reasons.

use crate::reasons::reasons;

reasons! {
    "ingress-controller",
    /// A reason for a listener, a host, a route, an upstream or an endpoint.
    Fact {
        /// The controller listens.
        Listener = "ingress/listener",
        /// What it knows is what the Ingresses of its class say.
        Table = "ingress/table",
        /// A host that a rule names.
        Host = "ingress/host",
        /// A rule without a host takes every host that no other rule names.
        AnyHost = "ingress/any-host",
        /// A path of a rule. The longest comes first, Exact before Prefix.
        Path = "ingress/path",
        /// What no rule takes goes to the default backend.
        DefaultBackend = "ingress/default-backend",
        /// A Service and its port, which the controller turns into endpoints by itself.
        Endpoints = "ingress/endpoints",
        /// A Service and its port, which the controller calls by the virtual address.
        ClusterIp = "ingress/cluster-ip",
        /// A Service and its port, which the controller calls by name.
        ServiceName = "ingress/service-name",
        /// The certificate for a host.
        Certificate = "ingress/certificate",
        /// The certificate the controller makes up for every other host.
        FakeCertificate = "ingress/fake-certificate",
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
