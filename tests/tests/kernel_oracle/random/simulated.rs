//! The simulated side of the random part: a namespace of `malla-kernel` and what it tells.

use super::lab::Lab;
use super::packets::{Injection, Origin};
use crate::host::Backend;
use crate::walk::{self, Walk};
use malla_kernel::{Context, Family, Netns, Outcome, Sender};
use malla_trace::{Packet, Recorder, Seeded, SimTime, Step};

/// Our side.
pub(super) struct Simulated {
    netns: Netns,
    chance: Seeded,
}

impl Simulated {
    pub(super) fn new(lab: &Lab, rules: &str) -> Result<Self, String> {
        let (mut netns, why) = lab.netns(false)?;
        let family = if lab.six { Family::V6 } else { Family::V4 };
        let refused: Vec<String> = netns.restore_text(rules, family, why).iter().map(ToString::to_string).collect();
        if refused.is_empty() { Ok(Self { netns, chance: Seeded::new(0) }) } else { Err(refused.join("\n")) }
    }

    pub(super) fn walk(&mut self, injection: &Injection, count: usize, backend: Backend) -> Walk {
        /// A millisecond a packet: nothing expires that the kernel keeps.
        const PACE_US: u64 = 1000;
        let now = SimTime(1_000_000 + PACE_US * count as u64);
        let mut recorder = Recorder::default();
        let mut context = Context::new(now, &mut self.chance, &mut recorder);
        let packet = injection.packet.clone();
        let outcome = match &injection.origin {
            Origin::Device(device) => self.netns.receive(packet, device, &mut context),
            Origin::Process(user) => self.netns.send_raw(packet, Sender { uid: *user, gid: *user }, &mut context),
        };
        let mut out = vec![];
        departures(&outcome, &mut out);
        let steps: Vec<Step> = recorder.take();
        Walk { events: walk::told(&steps, (Some(&injection.packet), last(&outcome)), backend), out }
    }
}

/// Whatever left the host: the packet, or the refusal or answer that the host made.
pub(crate) fn departures(outcome: &Outcome, out: &mut Vec<(String, Packet)>) {
    match outcome {
        Outcome::Forward { packet, interface, .. } => out.push((interface.clone(), packet.clone())),
        Outcome::Local { answer, .. } | Outcome::Reject { answer, .. } => {
            answer.iter().for_each(|answer| departures(answer, out));
        }
        Outcome::Drop(_) => {}
    }
}

/// The last packet of all, as it left or as a socket saw it; a dropped one is not known.
pub(crate) fn last(outcome: &Outcome) -> Option<&Packet> {
    match outcome {
        Outcome::Forward { packet, .. } | Outcome::Local { packet, answer: None, .. } => Some(packet),
        Outcome::Local { answer: Some(answer), .. } | Outcome::Reject { answer: Some(answer), .. } => last(answer),
        Outcome::Reject { answer: None, .. } | Outcome::Drop(_) => None,
    }
}
