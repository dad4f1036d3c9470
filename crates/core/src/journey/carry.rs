//! A packet from machine to machine until somebody takes it, refuses it or loses it.

use super::actor::Actor;
use super::tape::Tape;
use super::{Journey, LINK_US};
use malla_kernel::{Context, Outcome, Sender};
use malla_trace::{
    Action, DropReason, Hop, LegId, Message, NetAction, Packet, Phase, RejectWith, Stage, Step, VertexId,
};
use std::rc::Rc;

/// How many machines a packet may cross.
const HOP_LIMIT: usize = 32;

/// What a packet is to its conversation.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    /// The conversation.
    pub(super) leg: LegId,
    /// Which part of it.
    pub(super) phase: Phase,
    /// What the application says in it.
    pub(super) message: Option<Message>,
    /// The part of the machine for which it is meant, once that is known.
    pub(super) taker: Option<Rc<str>>,
}

/// Where a packet ended.
#[derive(Clone, Debug)]
pub(super) enum Arrival {
    /// A local process took it.
    At {
        /// On this machine.
        machine: VertexId,
        /// As it arrived there.
        packet: Packet,
    },
    /// It was refused, and the refusal came back to the sender.
    Refused {
        /// With what.
        with: RejectWith,
    },
    /// It vanished.
    Lost {
        /// Why.
        reason: DropReason,
    },
    /// It went in circles.
    Looped,
}

/// A packet's next stop.
enum Turn {
    /// A local process sends it.
    Send(Packet, Sender),
    /// It comes in by a device.
    Receive(Packet, String),
}

impl Turn {
    fn enters(&self) -> Option<Packet> {
        match self {
            Self::Send(..) => None,
            Self::Receive(packet, _) => Some(packet.clone()),
        }
    }
}

/// What came of a turn.
enum After {
    Next(VertexId, Turn),
    End(Arrival),
}

impl Journey<'_> {
    /// Carries a packet that a process sends.
    pub(super) fn carry(&mut self, mut errand: Errand, from: &Actor, packet: Packet) -> Arrival {
        let (mut at, mut turn) = (from.at.clone(), Turn::Send(packet, from.process.sender));
        let (mut part, mut refused) = (from.process.part.clone(), None);
        for _ in 0..HOP_LIMIT {
            let hop = self.hop(&errand, &at, Some(&turn), part.take());
            match self.turn(&mut errand, (&at, turn, hop), from, &mut refused) {
                After::Next(next, then) => (at, turn) = (next, then),
                After::End(arrival) => return settle(arrival, refused),
            }
        }
        Arrival::Looped
    }

    /// One machine's turn. A refusal turns the errand round: from here on its answer is carried.
    fn turn(
        &mut self,
        errand: &mut Errand,
        (at, turn, mut hop): (&VertexId, Turn, Option<Hop>),
        from: &Actor,
        refused: &mut Option<RejectWith>,
    ) -> After {
        let (outcome, mut steps) = self.walk(at, turn);
        let outcome = match outcome {
            Outcome::Reject { with, answer } => {
                *refused = Some(with);
                let answering = split_answer(&mut steps);
                self.keep(hop, steps);
                self.note_refusal(errand.leg);
                (errand.phase, errand.message, errand.taker) = (Phase::Answer, None, from.process.part.clone());
                let Some(answer) = answer else { return After::End(Arrival::Refused { with }) };
                hop = self.hop(errand, at, None, None);
                steps = answering;
                *answer
            }
            other @ (Outcome::Forward { .. } | Outcome::Local { .. } | Outcome::Drop(_)) => other,
        };
        self.finish_turn(errand, at, (hop, steps), outcome)
    }

    /// A machine's turn as it will be told; `None` when nobody asks.
    fn hop(&self, errand: &Errand, at: &VertexId, turn: Option<&Turn>, part: Option<Rc<str>>) -> Option<Hop> {
        let Errand { leg, phase, message, .. } = errand;
        self.is_told().then(|| Hop {
            leg: *leg,
            phase: *phase,
            time: self.now,
            at: at.clone(),
            next: None,
            enters: turn.and_then(Turn::enters),
            leaves: None,
            part: part.as_deref().map(str::to_owned),
            message: message.clone(),
            steps: vec![],
        })
    }

    fn keep(&mut self, hop: Option<Hop>, steps: Vec<Step>) {
        self.hops.extend(hop.map(|hop| Hop { steps, ..hop }));
    }

    fn walk(&mut self, at: &VertexId, turn: Turn) -> (Outcome, Vec<Step>) {
        let mut tracer = Tape::of_packets(self.detail);
        let Some(machine) = self.fabric.get_mut(at) else { return (Outcome::Drop(DropReason::NoNeighbour), vec![]) };
        let mut context = Context { now: self.now, chance: &mut self.chance, tracer: &mut tracer };
        let outcome = match turn {
            Turn::Send(packet, sender) => machine.netns.send(packet, sender, &mut context),
            Turn::Receive(packet, interface) => machine.netns.receive(packet, &interface, &mut context),
        };
        (outcome, tracer.take())
    }

    fn finish_turn(
        &mut self,
        errand: &Errand,
        at: &VertexId,
        (mut hop, mut steps): (Option<Hop>, Vec<Step>),
        outcome: Outcome,
    ) -> After {
        let after = match outcome {
            Outcome::Forward { packet, interface, next_hop } => {
                self.pass_on((at, &mut hop, &mut steps), packet, &interface, next_hop)
            }
            Outcome::Local { packet, .. } => {
                self.taken(&mut hop, errand, at, &packet);
                After::End(Arrival::At { machine: at.clone(), packet })
            }
            Outcome::Drop(reason) => After::End(Arrival::Lost { reason }),
            Outcome::Reject { with, .. } => After::End(Arrival::Refused { with }),
        };
        self.keep(hop, steps);
        if matches!(after, After::End(Arrival::Lost { .. })) {
            self.note_loss(errand.leg);
        }
        self.now = self.now.plus_us(LINK_US);
        after
    }

    /// Notes whose turn it was, where a packet came to a process.
    fn taken(&self, hop: &mut Option<Hop>, errand: &Errand, at: &VertexId, packet: &Packet) {
        let Some(hop) = hop.as_mut().filter(|hop| hop.part.is_none()) else { return };
        let known = errand.taker.as_deref().map(str::to_owned);
        hop.part = known.or_else(|| self.taker(at, packet).part().filter(|_| errand.phase == Phase::Open));
    }

    fn pass_on(
        &self,
        (at, hop, steps): (&VertexId, &mut Option<Hop>, &mut Vec<Step>),
        packet: Packet,
        interface: &str,
        next_hop: std::net::IpAddr,
    ) -> After {
        let neighbour = self.fabric.neighbour(at, interface, next_hop);
        if let Some(hop) = hop {
            hop.leaves = Some(packet.clone());
            hop.next = neighbour.as_ref().map(|(peer, _)| peer.clone());
        }
        match neighbour {
            Some((peer, peer_interface)) => After::Next(peer, Turn::Receive(packet, peer_interface)),
            None => {
                let action = Action::Net(NetAction::NoNeighbour { address: packet.dst });
                let (stage, why) = (Stage::Interface { name: interface.into() }, self.around.nobody);
                steps.push(Step { stage, action, delta: vec![], why, considered: vec![] });
                After::End(Arrival::Lost { reason: DropReason::NoNeighbour })
            }
        }
    }
}

/// Once refused, whatever else happens to the refusal, that is what it was: the sender hears it or nothing.
fn settle(arrival: Arrival, refused: Option<RejectWith>) -> Arrival {
    match (arrival, refused) {
        (Arrival::At { .. }, Some(with)) => Arrival::Refused { with },
        (arrival, _) => arrival,
    }
}

/// The steps of the answer that a refusing host makes: from the moment it makes it.
fn split_answer(steps: &mut Vec<Step>) -> Vec<Step> {
    let made = |step: &Step| matches!(step.action, Action::Net(NetAction::Originate));
    let first = usize::from(steps.first().is_some_and(made));
    let at = steps.iter().skip(first).position(made).map_or(steps.len(), |at| at + first);
    steps.split_off(at)
}
