//! The calls of a trace: what one program asks of another, with everything that carries it. A program that calls
//! another opens one conversation; the proxies on the way open more, and names are resolved before. To the learner all
//! of that is one call.

use malla_trace::{Action, Leg, LegId, Phase, Purpose, Trace, VertexId};
use std::collections::BTreeMap;

/// What one program asks of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The conversations that carry it, in the order they were opened.
    pub legs: Vec<LegId>,
    /// The call that needed it.
    pub parent: Option<usize>,
    /// How many calls it lies in.
    pub depth: usize,
    /// Who calls.
    pub from: VertexId,
    /// Whom, as the caller says it: `reviews:9080`.
    pub host: String,
    /// Whether it ended well.
    pub answered: bool,
}

/// The calls of a trace, in the order they were begun.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    list: Vec<Call>,
    of_leg: BTreeMap<LegId, usize>,
}

impl Calls {
    /// Sorts the conversations of a trace into calls.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let mut calls = Self::default();
        for leg in &trace.legs {
            match calls.carried(trace, leg) {
                Some(call) => calls.join(trace, leg, call),
                None => calls.begin(leg),
            }
        }
        calls
    }

    /// The calls.
    #[must_use]
    pub fn list(&self) -> &[Call] {
        &self.list
    }

    /// The call that a conversation belongs to.
    #[must_use]
    pub fn of_leg(&self, leg: LegId) -> usize {
        self.of_leg.get(&leg).copied().unwrap_or(0)
    }

    /// The call that a conversation only carries on: a proxy opened it for the one that it serves, or the name that it
    /// calls was resolved just before.
    fn carried(&self, trace: &Trace, leg: &Leg) -> Option<usize> {
        let parent = leg.parent.and_then(|id| trace.legs.iter().find(|leg| leg.id == id));
        if let Some(parent) = parent.filter(|parent| is_question(parent) || is_passed_on(trace, parent)) {
            return self.of_leg.get(&parent.id).copied();
        }
        let before =
            trace.legs.iter().take_while(|other| other.id != leg.id).filter(|other| other.parent == leg.parent);
        let last = before.last().filter(|last| is_question(last) && last.from == leg.from)?;
        self.of_leg.get(&last.id).copied()
    }

    fn join(&mut self, trace: &Trace, leg: &Leg, call: usize) {
        self.of_leg.insert(leg.id, call);
        let Some(call) = self.list.get_mut(call) else { return };
        let asks = |id: &LegId| trace.legs.iter().any(|leg| leg.id == *id && is_question(leg));
        // Until here only a name was resolved: this is the call itself.
        if !is_question(leg) && call.legs.iter().all(asks) {
            (call.host, call.answered) = (host(leg), leg.verdict.is_answer());
        }
        call.legs.push(leg.id);
    }

    fn begin(&mut self, leg: &Leg) {
        let parent = leg.parent.and_then(|parent| self.of_leg.get(&parent)).copied();
        let depth = parent.and_then(|parent| self.list.get(parent)).map_or(0, |parent| parent.depth + 1);
        let (host, answered) = (host(leg), leg.verdict.is_answer());
        self.of_leg.insert(leg.id, self.list.len());
        self.list.push(Call { legs: vec![leg.id], parent, depth, from: leg.from.clone(), host, answered });
    }
}

const fn is_question(leg: &Leg) -> bool {
    matches!(leg.purpose, Purpose::Resolve { .. })
}

/// Whom a conversation is with, as the caller says it.
fn host(leg: &Leg) -> String {
    match &leg.purpose {
        Purpose::Resolve { name } => name.clone(),
        Purpose::Http { to } | Purpose::Tcp { to } => to.clone(),
    }
}

/// Whether a proxy took a conversation, so that what follows from it carries it on.
fn is_passed_on(trace: &Trace, leg: &Leg) -> bool {
    let works = trace.hops.iter().filter(|hop| hop.leg == leg.id && hop.phase == Phase::Work);
    works.flat_map(|hop| &hop.steps).any(|step| matches!(step.action, Action::Proxy(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fixture, fixture_mesh};

    fn printed(trace: &Trace) -> Vec<String> {
        let calls = Calls::of(trace);
        let line = |call: &Call| {
            let legs: Vec<u32> = call.legs.iter().map(|leg| leg.0).collect();
            format!("{}{} {legs:?}", "  ".repeat(call.depth), call.host)
        };
        calls.list().iter().map(line).collect()
    }

    #[test]
    fn what_proxies_open_belongs_to_the_call_they_carry() {
        let expected = [
            "bookinfo.miempresa.com:80 [0, 1, 2, 3]",
            "  details:9080 [4, 5, 6]",
            "  reviews:9080 [7, 8, 9]",
            "    ratings:9080 [10, 11, 12]",
        ];
        assert_eq!(printed(&fixture_mesh::trace()), expected);
    }

    #[test]
    fn a_name_is_resolved_for_the_call_that_follows() {
        let mut trace = fixture::trace();
        trace.hops[2].steps.clear();
        assert_eq!(printed(&trace), ["web1.miempresa.com:80 [0]", "  192.168.0.100:30880 [1]"], "nobody passes it on");
        trace.legs[1].parent = None;
        trace.legs[1].from = trace.legs[0].from.clone();
        trace.legs[0].purpose = Purpose::Resolve { name: "web1".into() };
        assert_eq!(printed(&trace), ["192.168.0.100:30880 [0, 1]"]);
        trace.legs[1].purpose = Purpose::Resolve { name: "web1.".into() };
        assert_eq!(printed(&trace), ["web1 [0, 1]"], "a second question belongs to the first");
    }
}
