//! Chance as the kernel had it: what its own account does not say is tried until one choice fits.

use malla_trace::{Chance, Draw, Seeded};

/// A source of decisions with some of them given.
#[derive(Clone, Debug)]
pub(super) struct Replay {
    /// What `numgen random` says, first to last; 0 when there is no more.
    pub(super) numbers: Vec<u64>,
    /// The port that the kernel drew.
    pub(super) port: Option<u16>,
    /// The draws of `numgen random` that were made: of how many, and what came out.
    pub(super) made: Vec<(u64, u64)>,
    /// Whether a port was drawn.
    pub(super) drew_port: bool,
    others: Seeded,
}

impl Replay {
    pub(super) fn new(numbers: Vec<u64>, port: Option<u16>) -> Self {
        Self { numbers, port, made: vec![], drew_port: false, others: Seeded::new(0) }
    }

    /// What else could have come out after the decisions that were given.
    pub(super) fn others(&self) -> Vec<Vec<u64>> {
        let mut all = vec![];
        for (index, (of, outcome)) in self.made.iter().enumerate().skip(self.numbers.len()) {
            let before = self.made[..index].iter().map(|(_, outcome)| *outcome);
            for other in (0..*of).filter(|other| other != outcome) {
                all.push(before.clone().chain([other]).collect());
            }
        }
        all
    }
}

impl Chance for Replay {
    fn draw(&mut self, stream: &str, of: u64) -> Draw {
        let mut draw = self.others.draw(stream, of);
        self.drew_port |= stream == "netfilter/nat-port";
        match (stream, self.port) {
            ("netfilter/numgen", _) => {
                draw.outcome = self.numbers.get(self.made.len()).copied().unwrap_or(0).min(of.saturating_sub(1));
                self.made.push((of, draw.outcome));
            }
            ("netfilter/nat-port", Some(port)) => draw.outcome = u64::from(port.saturating_sub(first_of(of))),
            _ => {}
        }
        draw
    }
}

/// The first of so many ports to choose from: those below 512, below 1024, above, all, and the ones that rules name.
const fn first_of(count: u64) -> u16 {
    match count {
        511 => 1,
        424 => 600,
        1001 => 1000,
        65_536 => 0,
        _ => 1024,
    }
}
