//! The same request many times, as one client after the other would send it: chance goes on from request to request,
//! and so does whose turn it is in every proxy; connections do not, each request has its own.

use super::tally::Tally;
use super::tape::Detail;
use super::{BalancerState, Failed, Journey, Surroundings, Told};
use crate::fabric::Fabric;
use malla_trace::{End, Ledger, Leg, LegId, Probe, Purpose, Seeded, Share, SimTime, Summary, Trace, Verdict, VertexId};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Time between the end of a request and the next: long enough for everything to be over that somebody gave up on.
const PAUSE_US: u64 = 60_000_000;

/// What came of the requests so far.
#[derive(Clone, Debug, Default)]
struct Count {
    requests: u64,
    ends: Vec<End>,
    shares: BTreeMap<(String, Option<String>, Option<String>), Vec<Share>>,
}

/// Requests one after the other: what the machines, the proxies and chance remember between two of them.
#[derive(Clone)]
pub(crate) struct Series {
    fabric: Fabric,
    chance: Seeded,
    balancers: BTreeMap<(VertexId, Option<Rc<str>>), BalancerState>,
    now: SimTime,
    tally: Tally,
    counted: Count,
}

impl Series {
    /// No request yet, on machines as they are.
    pub(crate) fn new(fabric: Fabric, chance: Seeded) -> Self {
        let (balancers, now, tally) = (BTreeMap::new(), SimTime::default(), Tally::default());
        Self { fabric, chance, balancers, now, tally, counted: Count::default() }
    }

    /// Sends so many more.
    pub(crate) fn send(self, ledger: &Ledger, around: &Surroundings, probe: &Probe, count: u64) -> Self {
        let mut counted = self.counted;
        let mut journey = Journey::new(self.fabric, ledger, around, self.chance);
        (journey.balancers, journey.now, journey.tally) = (self.balancers, self.now, self.tally);
        journey.go_on(probe, count, &mut counted);
        let Journey { fabric, chance, balancers, now, tally, .. } = journey;
        Self { fabric, chance: chance.seeded, balancers, now, tally, counted }
    }

    /// Sends one more and tells everything about it, as if time began with it.
    pub(crate) fn tell(self, ledger: &Ledger, around: &Surroundings, probe: &Probe, seed: u64) -> Trace {
        let began = self.now;
        let mut journey = Journey::new(self.fabric, ledger, around, self.chance);
        (journey.balancers, journey.now) = (self.balancers, began);
        let mut trace = journey.send(probe, seed);
        trace.hops.iter_mut().for_each(|hop| hop.time = SimTime(hop.time.0.saturating_sub(began.0)));
        trace
    }

    /// What came of them.
    pub(crate) fn summary(&self, probe: &Probe, seed: u64) -> Summary {
        let Count { requests, mut ends, shares } = self.counted.clone();
        ends.sort_by_key(|end| std::cmp::Reverse(end.count));
        let (shares, splits) = (shares.into_values().flatten().collect(), self.tally.clone().into_splits());
        Summary { probe: probe.clone(), count: requests, seed, ends, shares, splits }
    }
}

impl Journey<'_> {
    /// Sends a request so many times and counts.
    fn go_on(&mut self, probe: &Probe, count: u64, counted: &mut Count) {
        (self.detail, self.chance.draws) = (Detail::Decisions, None);
        for _ in 0..count {
            let verdict = ended(&self.begin(probe));
            counted.requests += 1;
            counted.end(verdict);
            for leg in self.legs.iter().filter(|leg| self.is_a_programs(leg)) {
                self.count_leg(leg, counted);
            }
            self.rest();
        }
    }

    /// Everything about the last request is over and forgotten, but what proxies and chance remember.
    fn rest(&mut self) {
        self.forget();
        self.now = self.now.plus_us(PAUSE_US);
        self.fabric.calm_down();
    }

    /// Nothing is told of the last request any more; the machines still know of it.
    pub(super) fn forget(&mut self) {
        self.legs.clear();
        self.hops.clear();
        self.passed_on.clear();
        self.culprit = None;
    }

    /// Whether a conversation was a program's own wish: not a question for a name, nor a proxy handing something on.
    fn is_a_programs(&self, leg: &Leg) -> bool {
        let asks = match leg.purpose {
            Purpose::Resolve { .. } => false,
            Purpose::Http { .. } | Purpose::Tcp { .. } => true,
        };
        asks && leg.parent.is_none_or(|parent| !self.passed_on.contains(&parent))
    }

    fn count_leg(&self, leg: &Leg, counted: &mut Count) {
        let (Purpose::Http { to } | Purpose::Tcp { to } | Purpose::Resolve { name: to }) = &leg.purpose;
        let machine = self.answerer(leg);
        let workload = machine.and_then(|machine| self.around.workloads.get(machine));
        let name = workload.map(|workload| workload.name.clone());
        let name = name.or_else(|| machine.map(|machine| short(machine).to_owned()));
        let version = workload.and_then(|workload| workload.version.clone());
        counted.share((to.clone(), name, version), machine, &leg.verdict);
    }

    /// Who answered in the end, whoever handed it on. Nobody, where a proxy beside the caller was as far as it came.
    fn answerer<'l>(&'l self, leg: &'l Leg) -> Option<&'l VertexId> {
        let mut last = leg;
        while self.passed_on.contains(&last.id) {
            match self.handed_on(last.id) {
                Some(next) => last = next,
                None => return last.to.as_ref().filter(|to| **to != last.from),
            }
        }
        last.to.as_ref()
    }

    /// The last conversation that a proxy opened to hand one on.
    fn handed_on(&self, leg: LegId) -> Option<&Leg> {
        let asks = |child: &&Leg| !matches!(child.purpose, Purpose::Resolve { .. });
        self.legs.iter().rfind(|child| child.parent == Some(leg) && asks(child))
    }
}

impl Count {
    fn end(&mut self, verdict: Verdict) {
        match self.ends.iter_mut().find(|end| end.verdict == verdict) {
            Some(end) => end.count += 1,
            None => self.ends.push(End { verdict, count: 1, first: self.requests }),
        }
    }

    fn share(&mut self, key: (String, Option<String>, Option<String>), machine: Option<&VertexId>, verdict: &Verdict) {
        let (host, workload, version) = key.clone();
        let shares = self.shares.entry(key).or_default();
        let share = match shares.iter().position(|share| share.verdict == *verdict) {
            Some(at) => &mut shares[at],
            None => {
                let (machines, verdict) = (vec![], verdict.clone());
                shares.push(Share { host, workload, version, machines, verdict, count: 0, first: self.requests });
                let last = shares.len() - 1;
                &mut shares[last]
            }
        };
        share.count += 1;
        if let Some(machine) = machine.filter(|machine| !share.machines.contains(machine)) {
            share.machines.push(machine.clone());
            share.machines.sort();
        }
    }
}

/// How a request ended, as its client saw it.
pub(super) fn ended(result: &Result<Told, Failed>) -> Verdict {
    result.as_ref().map_or_else(|failed| failed.verdict.clone(), Told::verdict)
}

/// The last part of a machine's name.
fn short(machine: &VertexId) -> &str {
    machine.0.rsplit('/').next().unwrap_or(&machine.0)
}
