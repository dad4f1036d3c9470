//! Random rules and random packets: what a real kernel makes of them, and what ours does.

pub(crate) mod dice;
pub(crate) mod lab;
pub(crate) mod mutants;
pub(crate) mod packets;
mod reach;
mod record;
pub(crate) mod rules;
pub(crate) mod set;
pub(crate) mod simulated;

use crate::host::{Backend, Host};
use crate::report::Tally;
use reach::Reach;
use record::Record;
use set::Set;

/// Packets a set of rules sees.
const PACKETS_A_SET: usize = 60;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Random {
    /// Packets walked by both.
    pub(crate) packets: Tally,
    /// How much of the rules they reached.
    pub(crate) reach: Reach,
}

/// A run: how it is chosen, and what it may do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// `MALLA_ORACLE_SEED`.
    pub(crate) seed: u64,
    /// `MALLA_ORACLE_PACKETS`.
    pub(crate) packets: usize,
    /// `MALLA_ORACLE_SET`: only that set of rules.
    pub(crate) only: Option<usize>,
    /// Whether packets of other users can be sent.
    pub(crate) is_root: bool,
}

/// Half of the packets on IPv4, half on IPv6.
pub(crate) fn run(backend: Backend, run: Run) -> Result<Random, String> {
    let (mut random, mut record) = (Random::default(), Record::new(backend));
    let first_half = run.packets.div_ceil(2);
    for (lab, until) in [(lab::FOUR, first_half), (lab::SIX, run.packets)] {
        let lab = if run.is_root { lab } else { lab.with_one_user() };
        let mut host = Host::new(&lab.network(), false, backend)?;
        record.node(&lab);
        let last = run.only.unwrap_or(usize::MAX);
        for number in run.only.unwrap_or(0)..=last {
            let left = until.saturating_sub(random.packets.all);
            if left == 0 {
                break;
            }
            let set = Set { lab, seed: run.seed, number };
            let rules = set.rules(number);
            let played = set.play(&mut host, &rules, &rules, left.min(PACKETS_A_SET))?;
            random.reach.count(&rules, &played.hit);
            record.set(&rules, &played.past);
            random.packets.add(played.agree, played.failure);
        }
    }
    record.write()?;
    Ok(random)
}
