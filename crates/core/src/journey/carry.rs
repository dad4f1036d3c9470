//! A packet from machine to machine until somebody takes it, refuses it or loses it.

use super::{Journey, LINK_US};
use malla_kernel::{Context, Outcome, Sender};
use malla_trace::{
    Action, DropReason, Hop, LegId, Message, NetAction, Packet, Phase, Recorder, RejectWith, Stage, Step, VertexId,
};

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
    Send(Packet),
    /// It comes in by a device.
    Receive(Packet, String),
}

impl Turn {
    fn enters(&self) -> Option<Packet> {
        match self {
            Self::Send(_) => None,
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
    /// Carries a packet that a process on `from` sends.
    pub(super) fn carry(&mut self, errand: &Errand, from: &VertexId, packet: Packet) -> Arrival {
        let mut errand = errand.clone();
        let (mut at, mut turn) = (from.clone(), Turn::Send(packet));
        let mut refused = None;
        for _ in 0..HOP_LIMIT {
            match self.turn(&mut errand, &at, turn, &mut refused) {
                After::Next(next, then) => (at, turn) = (next, then),
                After::End(arrival) => return settle(arrival, refused),
            }
        }
        Arrival::Looped
    }

    /// One machine's turn. A refusal turns the errand round: from here on its answer is carried.
    fn turn(&mut self, errand: &mut Errand, at: &VertexId, turn: Turn, refused: &mut Option<RejectWith>) -> After {
        let mut hop = self.hop(errand, at, turn.enters());
        let (outcome, mut steps) = self.walk(at, turn);
        let outcome = match outcome {
            Outcome::Reject { with, answer } => {
                *refused = Some(with);
                let answering = split_answer(&mut steps);
                hop.steps = steps;
                self.hops.push(hop);
                self.note_refusal(errand.leg);
                (errand.phase, errand.message) = (Phase::Answer, None);
                let Some(answer) = answer else { return After::End(Arrival::Refused { with }) };
                hop = self.hop(errand, at, None);
                steps = answering;
                *answer
            }
            other @ (Outcome::Forward { .. } | Outcome::Local { .. } | Outcome::Drop(_)) => other,
        };
        hop.steps = steps;
        self.finish_turn(errand.leg, hop, outcome)
    }

    fn hop(&self, errand: &Errand, at: &VertexId, enters: Option<Packet>) -> Hop {
        let (leg, phase, message) = (errand.leg, errand.phase, errand.message.clone());
        Hop {
            leg,
            phase,
            time: self.now,
            at: at.clone(),
            next: None,
            enters,
            leaves: None,
            part: None,
            message,
            steps: vec![],
        }
    }

    fn walk(&mut self, at: &VertexId, turn: Turn) -> (Outcome, Vec<Step>) {
        let mut tracer = Recorder::thorough();
        let Some(machine) = self.fabric.get_mut(at) else { return (Outcome::Drop(DropReason::NoNeighbour), vec![]) };
        let mut context = Context { now: self.now, chance: &mut self.chance, tracer: &mut tracer };
        let outcome = match turn {
            Turn::Send(packet) => machine.netns.send(packet, Sender::default(), &mut context),
            Turn::Receive(packet, interface) => machine.netns.receive(packet, &interface, &mut context),
        };
        (outcome, tracer.take())
    }

    fn finish_turn(&mut self, leg: LegId, mut hop: Hop, outcome: Outcome) -> After {
        let after = match outcome {
            Outcome::Forward { packet, interface, next_hop } => self.pass_on(&mut hop, packet, &interface, next_hop),
            Outcome::Local { packet, .. } => After::End(Arrival::At { machine: hop.at.clone(), packet }),
            Outcome::Drop(reason) => After::End(Arrival::Lost { reason }),
            Outcome::Reject { with, .. } => After::End(Arrival::Refused { with }),
        };
        self.hops.push(hop);
        if matches!(after, After::End(Arrival::Lost { .. })) {
            self.note_loss(leg);
        }
        self.now = self.now.plus_us(LINK_US);
        after
    }

    fn pass_on(&self, hop: &mut Hop, packet: Packet, interface: &str, next_hop: std::net::IpAddr) -> After {
        hop.leaves = Some(packet.clone());
        let Some((peer, peer_interface)) = self.fabric.neighbour(&hop.at, interface, next_hop) else {
            let action = Action::Net(NetAction::NoNeighbour { address: packet.dst });
            let (stage, why) = (Stage::Interface { name: interface.into() }, self.around.nobody);
            hop.steps.push(Step { stage, action, delta: vec![], why, considered: vec![] });
            return After::End(Arrival::Lost { reason: DropReason::NoNeighbour });
        };
        hop.next = Some(peer.clone());
        After::Next(peer, Turn::Receive(packet, peer_interface))
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
