//! Chance as an argument: named random streams from one seed, whose draws are reported and can be forced.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One decision that chance made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// The stream, one a purpose (`netfilter/statistic`).
    pub stream: String,
    /// How many draws the stream had made before.
    pub index: u64,
    /// How many outcomes there were (for a probability: 2^31, as netfilter counts).
    pub of: u64,
    /// The outcome, below `of`.
    pub outcome: u64,
}

/// A source of decisions. Engines take `&mut dyn Chance`, never a random number generator.
pub trait Chance {
    /// A number below `of` (0 when `of` is 0) from the stream of that name.
    fn draw(&mut self, stream: &str, of: u64) -> Draw;

    /// Whether an event of probability `threshold`/2^31 happens, as netfilter's `statistic` match decides it
    /// (`net/netfilter/xt_statistic.c`: a 31-bit random number below the threshold).
    fn happens(&mut self, stream: &str, threshold: u32) -> (bool, Draw) {
        let draw = self.draw(stream, 1 << 31);
        (draw.outcome < u64::from(threshold), draw)
    }
}

/// Streams derived from a seed: adding a draw to one stream reshuffles no other. Draws can be forced, so that a
/// learner may take the other branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeded {
    seed: u64,
    next: BTreeMap<String, u64>,
    forced: BTreeMap<(String, u64), u64>,
}

impl Seeded {
    /// All streams of that seed, at their beginning.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Makes the draw number `index` of `stream` come out as `outcome`.
    #[must_use]
    pub fn forcing(mut self, stream: &str, index: u64, outcome: u64) -> Self {
        self.forced.insert((stream.into(), index), outcome);
        self
    }
}

impl Seeded {
    /// How many draws the stream had made; one more from now on.
    fn count(&mut self, stream: &str) -> u64 {
        if let Some(next) = self.next.get_mut(stream) {
            *next += 1;
            return *next - 1;
        }
        self.next.insert(stream.into(), 1);
        0
    }
}

impl Chance for Seeded {
    fn draw(&mut self, stream: &str, of: u64) -> Draw {
        let index = self.count(stream);
        let raw = mix(self.seed ^ mix(fnv1a(stream)).wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let fair = ((u128::from(raw) * u128::from(of)) >> 64) as u64;
        let forced = if self.forced.is_empty() { None } else { self.forced.get(&(stream.to_owned(), index)).copied() };
        let outcome = forced.map_or(fair, |outcome| outcome.min(of.saturating_sub(1)));
        Draw { stream: stream.into(), index, of, outcome }
    }
}

/// SplitMix64's finaliser (Steele, Lea, Flood 2014).
const fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// FNV-1a, 64 bit: names a stream by a number.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_does_not_hear_its_neighbours() {
        let mut alone = Seeded::new(7);
        let mut beside = Seeded::new(7);
        let mut heard = vec![];
        for _ in 0..5 {
            beside.draw("b", 10);
            heard.push((alone.draw("a", 1000), beside.draw("a", 1000)));
        }
        assert!(heard.iter().all(|(x, y)| x == y));
        assert_ne!(Seeded::new(8).draw("a", 1 << 40), Seeded::new(7).draw("a", 1 << 40));
    }

    #[test]
    fn outcomes_are_fair_and_forced_ones_obeyed() {
        let mut chance = Seeded::new(1).forcing("s", 3, 99);
        let hits = (0..20_000).filter(|_| chance.happens("p", 1 << 29).0).count();
        assert!((4_800..5_200).contains(&hits), "a quarter of 20000, got {hits}");
        let outcomes: Vec<u64> = (0..5).map(|_| chance.draw("s", 2).outcome).collect();
        assert_eq!(outcomes[3], 1, "forced, and cut to the last outcome");
        assert_eq!(chance.draw("z", 0).outcome, 0);
    }
}
