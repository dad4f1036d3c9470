//! A rule's place in a packet filter, and how often a request came by there.

use malla_core::RuleRef;
use malla_trace::{Stage, Trace, VertexId};
use std::collections::BTreeMap;

/// A rule's place in a packet filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The machine.
    pub machine: VertexId,
    /// The table.
    pub table: String,
    /// The chain.
    pub chain: String,
    /// The rule's number; `None` for the policy.
    pub rule: Option<u32>,
}

impl Spot {
    /// The place that a stage names.
    #[must_use]
    pub fn of(machine: &VertexId, stage: &Stage) -> Option<Self> {
        match stage {
            Stage::Netfilter { table, chain, rule } => {
                Some(Self { machine: machine.clone(), table: table.to_string(), chain: chain.clone(), rule: *rule })
            }
            Stage::Interface { .. }
            | Stage::Conntrack
            | Stage::Routing
            | Stage::Socket
            | Stage::Resolver
            | Stage::Zone
            | Stage::Listener
            | Stage::RouteTable
            | Stage::Upstream
            | Stage::Program { .. } => None,
        }
    }

    /// Whether it is in that chain.
    #[must_use]
    pub fn is_in(&self, table: &str, chain: &str) -> bool {
        self.table == table && self.chain == chain
    }

    /// Whether it is that rule.
    #[must_use]
    pub fn is(&self, rule: &RuleRef) -> bool {
        self.is_in(&rule.table, &rule.chain) && self.rule == Some(rule.number)
    }
}

/// How many packets of a request matched each rule of a machine: `iptables -L -v`, for this request alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters(BTreeMap<(String, String, u32), u32>);

impl Counters {
    /// Counts.
    #[must_use]
    pub fn of(trace: &Trace, machine: &VertexId) -> Self {
        let steps = trace.hops.iter().filter(|hop| hop.at == *machine).flat_map(|hop| &hop.steps);
        let mut counters = Self::default();
        for spot in steps.filter_map(|step| Spot::of(machine, &step.stage)) {
            if let Some(rule) = spot.rule {
                *counters.0.entry((spot.table, spot.chain, rule)).or_default() += 1;
            }
        }
        counters
    }

    /// How many matched that rule.
    #[must_use]
    pub fn at(&self, table: &str, chain: &str, rule: u32) -> u32 {
        self.0.get(&(table.to_owned(), chain.to_owned(), rule)).copied().unwrap_or(0)
    }

    /// The same for a rule of a Service.
    #[must_use]
    pub fn of_rule(&self, rule: &RuleRef) -> u32 {
        self.at(&rule.table, &rule.chain, rule.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::trace;

    #[test]
    fn a_rule_counts_the_packets_that_it_matched_on_its_machine_only() {
        let trace = trace();
        let step = |hop: &malla_trace::Hop| hop.steps.iter().find_map(|step| Spot::of(&hop.at, &step.stage));
        let spot = trace.hops.iter().find_map(step).filter(|spot| spot.rule.is_some());
        let spot = spot.unwrap_or_else(|| panic!("no rule in the request"));
        let at = |counters: &Counters| counters.at(&spot.table, &spot.chain, spot.rule.unwrap_or(0));
        assert!(at(&Counters::of(&trace, &spot.machine)) >= 1);
        assert_eq!(at(&Counters::of(&trace, &VertexId("node/elsewhere".into()))), 0);
    }
}
