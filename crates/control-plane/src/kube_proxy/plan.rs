//! What one service port comes to on this node: the decisions at the head of the loop in `syncProxyRules`
//! (pkg/proxy/iptables/proxier.go), taken before any rule is written.

use super::Fact;
use super::categorize::{Categories, categorize};
use super::rules::Reasons;
use super::{Endpoints, Host, ServicePort, Settings};
use malla_trace::{CauseId, CauseList};
use std::sync::Arc;

/// The decisions for one service port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<'a> {
    /// The service port.
    pub port: &'a ServicePort,
    /// Its endpoints by what they are good for.
    pub endpoints: Categories<'a>,
    /// What becomes of traffic to the virtual address when no endpoint may take it.
    pub internal_refusal: Option<Refusal>,
    /// What becomes of traffic to the outer addresses when no endpoint may take it.
    pub external_refusal: Option<Refusal>,
    /// One cause for all endpoints together.
    pub endpoints_why: CauseId,
}

/// A rule of the filter table instead of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `REJECT` or `DROP`.
    pub target: &'static str,
    /// What the comment says behind the service port's name.
    pub comment: &'static str,
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
        let whys: CauseList = std::iter::once(port.selector).chain(all.iter().map(|e| e.why)).collect();
        let endpoints_why = reasons.together(&whys);
        let refusal = |local: bool, policy: CauseId| match (endpoints.has_any, local && endpoints.local.is_empty()) {
            (false, _) => Some(Refusal::no_endpoints(port.selector, endpoints_why)),
            (true, true) => Some(Refusal::no_local_endpoints(policy, endpoints_why)),
            (true, false) => None,
        };
        let internal_refusal = refusal(port.is_internal_local(), port.internal_policy.why);
        let external_refusal = refusal(port.is_external_local(), port.external_policy.why);
        Self { port, endpoints, internal_refusal, external_refusal, endpoints_why }
    }

    /// The chain for traffic to the virtual address.
    pub fn internal_chain(&self) -> &'a Arc<str> {
        if self.port.is_internal_local() { &self.port.chains.local } else { &self.port.chains.cluster }
    }

    /// The chain that the external one falls through to.
    pub fn external_policy_chain(&self) -> &'a Arc<str> {
        if self.port.is_external_local() { &self.port.chains.local } else { &self.port.chains.cluster }
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

    /// Whether there is a chain for source ranges. Without endpoints there is none: a source outside the ranges is
    /// refused like everybody else.
    pub fn uses_firewall_chain(&self) -> bool {
        self.endpoints.has_any && !self.port.load_balancer_ips.is_empty() && !self.port.source_ranges.is_empty()
    }

    /// The chains of the nat table that belong to it (`activeNATChains`).
    pub fn active_chains(&self) -> impl Iterator<Item = &str> {
        let names = &self.port.chains;
        let of_port = [
            (self.uses_cluster_chain(), &names.cluster),
            (self.uses_local_chain(), &names.local),
            (self.uses_external_chain(), &names.external),
            (self.uses_firewall_chain(), &names.firewall),
        ];
        let used = of_port.into_iter().filter(|(used, _)| *used).map(|(_, name)| &**name);
        used.chain(self.endpoints.reachable.iter().map(|endpoint| &*endpoint.chain))
    }
}

impl Refusal {
    fn no_endpoints(selector: CauseId, endpoints: CauseId) -> Self {
        let blame = vec![selector, endpoints];
        Self { target: "REJECT", comment: "has no endpoints", fact: Fact::NoEndpoints, blame }
    }

    fn no_local_endpoints(policy: CauseId, endpoints: CauseId) -> Self {
        let blame = vec![policy, endpoints];
        Self { target: "DROP", comment: "has no local endpoints", fact: Fact::NoLocalEndpoints, blame }
    }
}
