//! What one service port comes to on this node: the decisions at the head of the loop in `syncProxyRules`
//! (pkg/proxy/nftables/proxier.go), taken before any line is written.

use super::names::EndpointNames;
use super::{ChainNames, Fact, Reasons};
use crate::kube_proxy::{Categories, Endpoint, Endpoints, Host, ServicePort, Settings, categorize};
use malla_trace::CauseId;

/// The decisions for one service port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<'a> {
    /// The service port.
    pub port: &'a ServicePort,
    /// Its chains.
    pub names: ChainNames,
    /// Its endpoints by what they are good for.
    pub endpoints: Categories<'a>,
    /// The names of every reachable endpoint, in their order.
    pub reachable: Vec<(&'a Endpoint, EndpointNames)>,
    /// What becomes of traffic to the virtual address when no endpoint may take it.
    pub internal_refusal: Option<Refusal>,
    /// What becomes of traffic to the outer addresses when no endpoint may take it.
    pub external_refusal: Option<Refusal>,
    /// One cause for all endpoints together.
    pub endpoints_why: CauseId,
}

/// A verdict instead of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// As a map holds it.
    pub verdict: &'static str,
    /// Which of the two cases it is.
    pub fact: Fact,
    /// What led to it, the line to look at first.
    pub blame: Vec<CauseId>,
}

impl<'a> Plan<'a> {
    /// Decides for one service port.
    pub fn of(
        port: &'a ServicePort,
        all: &'a Endpoints,
        node: &Host,
        settings: &Settings,
        reasons: &mut Reasons<'_>,
    ) -> Self {
        let all = all.of(&port.key);
        let endpoints = categorize(&all, port, node.topology(settings));
        let named = |endpoint: &&'a Endpoint| (*endpoint, EndpointNames::of(&port.key, endpoint));
        let reachable = endpoints.reachable.iter().map(named).collect();
        let whys: Vec<CauseId> = std::iter::once(port.selector).chain(all.iter().map(|e| e.why)).collect();
        let endpoints_why = reasons.together(&whys);
        let refusal = |local: bool, policy: CauseId| match (endpoints.has_any, local && endpoints.local.is_empty()) {
            (false, _) => Some(Refusal::no_endpoints(port.selector, endpoints_why)),
            (true, true) => Some(Refusal::no_local_endpoints(policy, endpoints_why)),
            (true, false) => None,
        };
        let internal_refusal = refusal(port.is_internal_local(), port.internal_policy.why);
        let external_refusal = refusal(port.is_external_local(), port.external_policy.why);
        let names = ChainNames::of(&port.key);
        Self { port, names, endpoints, reachable, internal_refusal, external_refusal, endpoints_why }
    }

    /// The chain for traffic to the virtual address.
    pub fn internal_chain(&self) -> &str {
        if self.port.is_internal_local() { &self.names.local } else { &self.names.cluster }
    }

    /// The chain that the external one falls through to.
    pub fn external_policy_chain(&self) -> &str {
        if self.port.is_external_local() { &self.names.local } else { &self.names.cluster }
    }

    /// Whether there is a chain over all endpoints.
    pub fn uses_cluster_chain(&self) -> bool {
        !self.endpoints.cluster.is_empty() && self.port.uses_cluster_endpoints()
    }

    /// Whether there is a chain over this node's endpoints.
    pub fn uses_local_chain(&self) -> bool {
        !self.endpoints.local.is_empty() && self.port.uses_local_endpoints()
    }

    /// Whether there is a chain for the outer addresses: also when policy Local leaves strangers nothing, because
    /// pods and the node are exempt from it.
    pub fn uses_external_chain(&self) -> bool {
        self.endpoints.has_any && self.port.is_externally_accessible()
    }

    /// Whether there is a chain for source ranges; here, unlike in iptables mode, also without endpoints.
    pub fn uses_firewall_chain(&self) -> bool {
        !self.port.load_balancer_ips.is_empty() && !self.port.source_ranges.is_empty()
    }

    /// The names of an endpoint.
    pub fn named(&self, endpoint: &Endpoint) -> Option<&EndpointNames> {
        self.reachable.iter().find(|(own, _)| own.text == endpoint.text).map(|(_, names)| names)
    }
}

impl Refusal {
    fn no_endpoints(selector: CauseId, endpoints: CauseId) -> Self {
        Self { verdict: "goto reject-chain", fact: Fact::NoEndpoints, blame: vec![selector, endpoints] }
    }

    fn no_local_endpoints(policy: CauseId, endpoints: CauseId) -> Self {
        Self { verdict: "drop", fact: Fact::NoLocalEndpoints, blame: vec![policy, endpoints] }
    }
}
