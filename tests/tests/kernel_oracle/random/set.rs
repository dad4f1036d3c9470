//! One set of random rules and the packets it sees.

use super::dice::Dice;
use super::lab::Lab;
use super::packets::{Injection, Origin, Past, Traffic};
use super::rules;
use super::simulated::Simulated;
use crate::forced::RuleId;
use crate::host::Host;
use crate::walk::{self, Walk};
use crate::wire;
use std::collections::BTreeSet;

/// A set of rules, known by its numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Set {
    /// The node.
    pub(super) lab: Lab,
    /// `MALLA_ORACLE_SEED`.
    pub(super) seed: u64,
    /// Which of that seed.
    pub(super) number: usize,
}

/// What came of a set.
#[derive(Clone, Debug, Default)]
pub(super) struct Played {
    /// Packets that went the same way on both sides.
    pub(super) agree: usize,
    /// The first that did not, with all that is needed to see it again.
    pub(super) failure: Option<String>,
    /// Rules that the kernel hit.
    pub(super) hit: BTreeSet<RuleId>,
    /// Those packets, and what the kernel did with them.
    pub(super) past: Vec<Past>,
}

impl Set {
    /// Everything random about the set, from its beginning.
    fn dice(&self) -> Dice {
        Dice::new(self.seed.wrapping_mul(1_000_003) + 2 * self.number as u64 + u64::from(self.lab.six))
    }

    /// The rules; the `recent` lists in them belong to `lists`, for lists outlive rules.
    pub(super) fn rules(&self, lists: usize) -> String {
        rules::generate(&mut self.dice(), &self.lab, lists)
    }

    /// Sends packets through the kernel with its rules and through ours with ours, until one goes another way.
    pub(super) fn play(&self, host: &mut Host, kernels: &str, ours: &str, packets: usize) -> Result<Played, String> {
        let mut simulated = Simulated::new(&self.lab, ours)?;
        host.load(kernels, self.lab.six).map_err(|e| format!("{e}\n{kernels}"))?;
        host.forget()?;
        let mut dice = self.dice();
        // The rules come first.
        let _same = rules::generate(&mut dice, &self.lab, self.number);
        let mut traffic = Traffic::new(self.lab);
        let mut played = Played::default();
        for count in 0..packets {
            let injection = traffic.next(&mut dice)?;
            let told = simulated.walk(&injection, count, host.backend());
            let kernel = put_in(host, &injection)?;
            played.hit.extend(kernel.hit());
            if let Some(text) = walk::difference(&told, &kernel) {
                let excused = walk::chose_ports(&told, &kernel, &injection.packet);
                let shown = || self.failure(count, &injection, &(traffic.history(&injection) + &text + kernels));
                played.agree += usize::from(excused);
                played.failure = (!excused).then(shown);
                // From here on the two remember different connections.
                break;
            }
            played.agree += 1;
            traffic.remember(Past { injection, walk: kernel });
        }
        played.past = traffic.into_past();
        Ok(played)
    }

    fn failure(&self, count: usize, injection: &Injection, text: &str) -> String {
        let Self { seed, number, .. } = self;
        let version = if self.lab.six { 6 } else { 4 };
        format!("  MALLA_ORACLE_SEED={seed} MALLA_ORACLE_SET={number} IPv{version} packet {count}: {injection}\n{text}")
    }
}

/// Puts a packet in where it begins.
pub(crate) fn put_in(host: &mut Host, injection: &Injection) -> Result<Walk, String> {
    let bytes = wire::bytes(&injection.packet, injection.segment());
    match &injection.origin {
        Origin::Device(device) => host.receive(&bytes, device),
        Origin::Process(user) => host.send(&bytes, injection.packet.dst, (*user, *user)),
    }
}
