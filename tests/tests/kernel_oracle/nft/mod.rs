//! Random scripts of nft's own language: what a real kernel makes of them, and what ours does.

mod conditions;
mod generate;
mod node;
mod play;
mod replay;

use crate::host::{Backend, Host};
use crate::random::{Run, lab};
use crate::report::Tally;
use play::Set;

/// Packets a script sees.
const PACKETS_A_SET: usize = 60;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Nft {
    /// Packets that both walked alike: every rule and policy with its mark, and what left.
    pub(crate) packets: Tally,
    /// Scripts that both list alike.
    pub(crate) lists: Tally,
    /// Scripts after which both remember the same connections and members of sets.
    pub(crate) memories: Tally,
    /// Rules, and how many of them were hit.
    pub(crate) rules: (usize, usize),
}

/// Whether the program is there; why not.
pub(crate) fn program() -> Result<(), String> {
    crate::host::nft_version().map(|_| ())
}

/// Half of the packets on IPv4, half on IPv6.
pub(crate) fn run(run: Run) -> Result<Nft, String> {
    let mut nft = Nft::default();
    let first_half = run.packets.div_ceil(2);
    for (lab, until) in [(lab::FOUR, first_half), (lab::SIX, run.packets)] {
        let lab = if run.is_root { lab } else { lab.with_one_user() };
        let mut host = Host::new(&lab.network(), false, Backend::Nft)?;
        let last = run.only.unwrap_or(usize::MAX);
        for number in run.only.unwrap_or(0)..=last {
            let left = until.saturating_sub(nft.packets.all);
            if left == 0 {
                break;
            }
            let played = Set { lab, seed: run.seed, number }.play(&mut host, left.min(PACKETS_A_SET))?;
            let hit = played.rules.iter().filter(|rule| played.hit.contains(*rule)).count();
            nft.rules = (nft.rules.0 + played.rules.len(), nft.rules.1 + hit);
            nft.packets.add(played.agree, played.failure);
            nft.lists.count(played.list);
            if let Some(memory) = played.memory {
                nft.memories.count(memory);
            }
        }
    }
    Ok(nft)
}
