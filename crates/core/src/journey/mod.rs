//! One request and everything it takes: names are resolved, connections opened, packets carried from machine to
//! machine, programs asked, answers brought back. One path for every request, traced or not.

mod actor;
mod aftermath;
mod blame;
mod carry;
mod connection;
mod exchange;
mod handshake;
mod http_proxy;
mod leg;
mod many;
mod names;
mod proxy;
mod serve;
mod tally;
mod tape;
mod tcp_proxy;
mod web;

use crate::fabric::Fabric;
use malla_proxy::State as BalancerState;
use malla_trace::{
    Action, AppAction, Cause, CauseId, Chance, Culprit, Draw, Hop, Ledger, Leg, LegId, Message, Packet, Phase, Probe,
    ProxyAction, Reply, Seeded, SimTime, Stage, Step, Trace, Verdict, VertexId,
};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use actor::Actor;
pub(crate) use aftermath::Aftermath;
pub(crate) use blame::{ServicePorts, Surroundings};
use exchange::{Ask, Failed, Target, Told};
pub(crate) use many::Series;
use tally::Tally;
pub(crate) use tape::Detail;

/// One machine's turn takes this long on the network: a round number, the same everywhere.
const LINK_US: u64 = 200;

/// A request on its way.
pub(crate) struct Journey<'a> {
    fabric: Fabric,
    ledger: &'a Ledger,
    around: &'a Surroundings,
    chance: Noted,
    balancers: BTreeMap<(VertexId, Option<Rc<str>>), BalancerState>,
    now: SimTime,
    legs: Vec<Leg>,
    hops: Vec<Hop>,
    culprit: Option<Culprit>,
    detail: Detail,
    tally: Tally,
    /// The conversations that a proxy serves.
    passed_on: BTreeSet<LegId>,
}

/// Chance that keeps a list of what it decided.
pub(crate) struct Noted {
    seeded: Seeded,
    /// `None` when nobody will read them.
    draws: Option<Vec<Draw>>,
}

impl Chance for Noted {
    fn draw(&mut self, stream: &str, of: u64) -> Draw {
        let draw = self.seeded.draw(stream, of);
        if let Some(draws) = &mut self.draws {
            draws.push(draw.clone());
        }
        draw
    }
}

impl<'a> Journey<'a> {
    /// A request that has not begun, on machines as they are.
    pub(crate) fn new(fabric: Fabric, ledger: &'a Ledger, around: &'a Surroundings, chance: Seeded) -> Self {
        Self {
            fabric,
            ledger,
            around,
            chance: Noted { seeded: chance, draws: Some(vec![]) },
            balancers: BTreeMap::new(),
            now: SimTime::default(),
            legs: vec![],
            hops: vec![],
            culprit: None,
            detail: Detail::Everything,
            tally: Tally::default(),
            passed_on: BTreeSet::new(),
        }
    }

    /// The same request, told in so much detail.
    pub(crate) fn in_detail(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    /// Sends the request and tells everything about it.
    pub(crate) fn send(mut self, probe: &Probe, seed: u64) -> Trace {
        let result = self.begin(probe);
        let (verdict, reply) = self.conclude(probe, result);
        self.into_trace(probe, seed, verdict, reply)
    }

    /// The client decides, and calls.
    fn begin(&mut self, probe: &Probe) -> Result<Told, Failed> {
        let why = self.around.probe;
        let client = self.shell_of(&probe.from);
        let begin = AppAction::Begin { method: probe.method.clone(), url: probe.url.to_string() };
        self.work(LegId(0), &client, None, vec![app_step("client", begin, why)]);
        let target = Target::new(&probe.url.host, probe.url.port, why);
        self.call(None, &client, &target, &Ask::from_probe(probe))
    }

    /// The client's last word, and the verdict on the whole.
    fn conclude(&mut self, probe: &Probe, result: Result<Told, Failed>) -> (Verdict, Option<Reply>) {
        let why = self.around.probe;
        let client = self.shell_of(&probe.from);
        let leg = self.legs.iter().rfind(|leg| leg.parent.is_none()).map_or(LegId(0), |leg| leg.id);
        match result {
            Ok(told) => {
                let finish = AppAction::Finish { status: told.status };
                self.work(leg, &client, None, vec![app_step("client", finish, why)]);
                let verdict = told.verdict();
                if told.status < 400 {
                    self.culprit = None;
                } else {
                    self.note_last(leg);
                }
                (verdict, Some(told.into_reply()))
            }
            Err(Failed { verdict, .. }) => {
                self.note_last(leg);
                if matches!(verdict, Verdict::Dropped { .. } | Verdict::TimedOut) {
                    let after_us = self.now.0;
                    self.work(leg, &client, None, vec![app_step("client", AppAction::GiveUp { after_us }, why)]);
                }
                (verdict, None)
            }
        }
    }

    fn into_trace(self, probe: &Probe, seed: u64, verdict: Verdict, reply: Option<Reply>) -> Trace {
        let causes = self.causes();
        let draws = self.chance.draws.unwrap_or_default().into_iter().filter(is_told).collect();
        let (legs, (hops, culprit)) = (self.legs, in_order_of_time(self.hops, self.culprit));
        Trace { probe: probe.clone(), seed, legs, hops, reply, verdict, culprit, draws, causes }
    }

    /// Every cause that the trace names, and what those rest on.
    fn causes(&self) -> BTreeMap<CauseId, Cause> {
        let steps = self.hops.iter().flat_map(|hop| &hop.steps);
        let named = steps.flat_map(|s| std::iter::once(s.why).chain(s.considered.iter().map(|c| c.why)));
        let shares = self.hops.iter().flat_map(|hop| &hop.steps).flat_map(share_causes);
        let legs = self.legs.iter().map(|leg| leg.why);
        let near = self.culprit.iter().filter_map(|c| c.near.as_ref().map(blame::why));
        let wanted: BTreeSet<CauseId> = named.chain(shares).chain(legs).chain(near).collect();
        let mut causes = BTreeMap::new();
        for id in wanted {
            self.gather(id, &mut causes);
        }
        causes
    }

    fn gather(&self, id: CauseId, causes: &mut BTreeMap<CauseId, Cause>) {
        let Some(cause) = self.ledger.get(id).filter(|_| !causes.contains_key(&id)) else { return };
        causes.insert(id, cause.clone());
        for from in cause.from() {
            self.gather(*from, causes);
        }
    }

    /// Whether anybody reads what is written down.
    pub(super) fn is_told(&self) -> bool {
        self.detail != Detail::Decisions
    }

    /// A program at work: a hop without a packet.
    fn work(&mut self, leg: LegId, at: &Actor, message: Option<Message>, steps: Vec<Step>) {
        if !self.is_told() {
            return;
        }
        self.hops.push(Hop {
            leg,
            phase: Phase::Work,
            time: self.now,
            at: at.at.clone(),
            next: None,
            enters: None,
            leaves: None,
            part: at.part(),
            message,
            steps,
        });
    }
}

/// Turns in the order of time. What somebody still did after his caller had given up comes behind what the caller did
/// meanwhile; the culprit stays the same turn.
fn in_order_of_time(mut hops: Vec<Hop>, culprit: Option<Culprit>) -> (Vec<Hop>, Option<Culprit>) {
    if hops.is_sorted_by_key(|hop| hop.time) {
        return (hops, culprit);
    }
    let mut order: Vec<usize> = (0..hops.len()).collect();
    order.sort_by_key(|at| hops[*at].time);
    let moved = |culprit: Culprit| {
        let hop = order.iter().position(|at| *at == culprit.hop).unwrap_or(culprit.hop);
        Culprit { hop, ..culprit }
    };
    let culprit = culprit.map(moved);
    hops.sort_by_key(|hop| hop.time);
    (hops, culprit)
}

/// Which draws a learner wants to hear of: not the number of an ephemeral port.
fn is_told(draw: &Draw) -> bool {
    draw.stream != connection::EPHEMERAL_PORTS
}

/// The lines with the weights of a split.
fn share_causes(step: &Step) -> impl Iterator<Item = CauseId> + '_ {
    let shares = match &step.action {
        Action::Proxy(ProxyAction::Weighted { shares, .. }) => shares.as_slice(),
        Action::Proxy(_) | Action::Net(_) | Action::Dns(_) | Action::App(_) => &[],
    };
    shares.iter().map(|share| share.why)
}

/// A step of a program.
fn app_step(program: &str, action: AppAction, why: CauseId) -> Step {
    let stage = Stage::Program { name: program.into() };
    Step { stage, action: Action::App(action), delta: vec![], why, considered: vec![] }
}

/// The other side's view of a packet: addresses and ports swapped.
fn answer_to(packet: &Packet) -> Packet {
    let transport = match packet.transport.clone() {
        malla_trace::Transport::Tcp { sport, dport, flags } => {
            malla_trace::Transport::Tcp { sport: dport, dport: sport, flags }
        }
        malla_trace::Transport::Udp { sport, dport } => malla_trace::Transport::Udp { sport: dport, dport: sport },
        malla_trace::Transport::Sctp { sport, dport } => malla_trace::Transport::Sctp { sport: dport, dport: sport },
        malla_trace::Transport::Icmp(kind) => malla_trace::Transport::Icmp(kind),
    };
    Packet { src: packet.dst, dst: packet.src, ttl: 64, mark: 0, transport }
}
