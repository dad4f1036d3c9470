//! What a node's rules can make of one packet, on every branch of chance.
//!
//! A packet that opens its connection on a fresh node meets marks, connection states and affinity as a node means them.

use malla_kernel::{Cidr, Context, Family, Interface, Laws, Netns, Outcome, Route, Sender};
use malla_trace::{
    Action, CauseId, Chance, Draw, DropReason, Effect, Ledger, NetAction, Packet, Recorder, SimTime, Stage, Step,
};
use std::net::IpAddr;

/// The device of the test node, and the mark.
const DEVICE: &str = "eth0";
const MARK: u32 = 0x4000;

/// What became of a packet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// `DNAT`, `REJECT`, `DROP`, `ACCEPT` or `NO-MATCH`.
    pub verdict: String,
    /// The endpoints, in the order of the rules.
    pub endpoints: Vec<String>,
    /// Whether it got the mark.
    pub masquerade: bool,
}

/// The test node, with the addresses a case says are local.
#[must_use]
pub fn node(local: &[IpAddr]) -> Netns {
    let mut ledger = Ledger::default();
    let mut netns = Netns::new("node", Laws::enter(&mut ledger));
    let own = local.iter().filter(|address| !address.is_loopback());
    let addresses = own.map(|address| (*address, if address.is_ipv4() { 24 } else { 64 })).collect();
    netns.add_interface(Interface { name: DEVICE.into(), addresses, why: CauseId(0) });
    for family in [Family::V4, Family::V6] {
        let (destination, interface) = (Cidr::all(family), DEVICE.into());
        netns.add_route(Route { destination, via: None, interface, why: CauseId(0) });
    }
    netns.set_forwarding(true);
    netns.set_route_localnet(true);
    netns
}

/// Walks every branch of chance.
#[must_use]
pub fn fate(netns: &Netns, local: &[IpAddr], packet: &Packet) -> Fate {
    let mut branches = Branches::default();
    let mut fate: Option<Fate> = None;
    loop {
        let one = walk(&mut netns.clone(), local, packet, &mut branches);
        fate = Some(match fate {
            None => one,
            Some(all) => join(all, one),
        });
        if !branches.next() {
            return fate.unwrap_or_default();
        }
    }
}

/// Both, where they agree in all but the endpoint; otherwise a verdict that no case expects.
fn join(mut all: Fate, one: Fate) -> Fate {
    if (&all.verdict, all.masquerade) != (&one.verdict, one.masquerade) {
        all.verdict = format!("{} or {}", all.verdict, one.verdict);
    }
    all.endpoints.extend(one.endpoints.into_iter().filter(|e| !all.endpoints.contains(e)).collect::<Vec<_>>());
    all
}

fn walk(netns: &mut Netns, local: &[IpAddr], packet: &Packet, branches: &mut Branches) -> Fate {
    let mut tracer = Recorder::default();
    let mut cx = Context::new(SimTime(1), branches, &mut tracer);
    let is_local = packet.src.is_loopback() || local.contains(&packet.src);
    let outcome = if is_local {
        netns.send(packet.clone(), Sender::default(), &mut cx)
    } else {
        netns.receive(packet.clone(), DEVICE, &mut cx)
    };
    judge(&outcome, &tracer.take())
}

/// The verdict of the rules; what comes of it when no rule spoke (nobody listens there) is no verdict.
fn judge(outcome: &Outcome, steps: &[Step]) -> Fate {
    let effects: Vec<(&Stage, &Effect)> = steps.iter().filter_map(effect).collect();
    let endpoints: Vec<String> = effects.iter().filter_map(|(_, effect)| dnat(effect)).collect();
    let masquerade = effects.iter().any(|(_, effect)| matches!(effect, Effect::Mark { mark } if mark & MARK != 0));
    let refused = effects.iter().any(|(_, effect)| matches!(effect, Effect::Reject { .. }));
    let accepted = effects.iter().any(|(stage, effect)| {
        matches!(effect, Effect::Accept) && matches!(stage, Stage::Netfilter { chain, .. } if chain == "KUBE-NODEPORTS")
    });
    let verdict = match outcome {
        Outcome::Drop(DropReason::Rule) => "DROP",
        _ if refused => "REJECT",
        _ if !endpoints.is_empty() => "DNAT",
        _ if accepted => "ACCEPT",
        _ => "NO-MATCH",
    };
    Fate { verdict: verdict.into(), endpoints, masquerade }
}

fn effect(step: &Step) -> Option<(&Stage, &Effect)> {
    match &step.action {
        Action::Net(NetAction::Match { effect, .. }) => Some((&step.stage, effect)),
        _ => None,
    }
}

fn dnat(effect: &Effect) -> Option<String> {
    if let Effect::Dnat { to } = effect { Some(to.clone()) } else { None }
}

/// Chance that goes through all its branches: at every draw of `statistic` first the outcome that makes a rule match,
/// then the other; at every draw of a number below so many, each of them.
#[derive(Debug, Default)]
struct Branches {
    /// The branches to take, each with how many there are; beyond them, the first.
    path: Vec<(u64, u64)>,
    taken: usize,
}

impl Branches {
    /// Goes to the next branch; false when there is none.
    fn next(&mut self) -> bool {
        self.path.truncate(self.taken);
        self.taken = 0;
        while self.path.pop_if(|(branch, of)| *branch + 1 >= *of).is_some() {}
        match self.path.last_mut() {
            Some((last, _)) => {
                *last += 1;
                true
            }
            None => false,
        }
    }

    /// The branch to take at a fork of so many.
    fn fork(&mut self, of: u64) -> u64 {
        if self.taken == self.path.len() {
            self.path.push((0, of));
        }
        self.taken += 1;
        self.path[self.taken - 1].0
    }
}

impl Chance for Branches {
    fn draw(&mut self, stream: &str, of: u64) -> Draw {
        let outcome = match stream {
            "netfilter/statistic" => self.fork(2) * of.saturating_sub(1),
            "netfilter/numgen" => self.fork(of),
            _ => 0,
        };
        Draw { stream: stream.into(), index: 0, of, outcome }
    }
}
