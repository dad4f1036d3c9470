//! What is left on the machines when requests are over: the same code as for a trace, writing nothing down.

use super::tape::Detail;
use super::{Journey, many};
use crate::fabric::Fabric;
use malla_trace::{Probe, SimTime, Verdict};

/// The machines after some requests.
pub(crate) struct Aftermath {
    /// How the last one ended.
    pub(crate) verdict: Verdict,
    /// The moment after it.
    pub(crate) now: SimTime,
    /// All machines.
    pub(crate) fabric: Fabric,
}

impl Journey<'_> {
    /// Sends the request, and then so many more at once behind it, each on its own connection: what the machines
    /// remember of one is there when the next comes.
    pub(crate) fn aftermath(mut self, probe: &Probe, more: u64) -> Aftermath {
        (self.detail, self.chance.draws) = (Detail::Decisions, None);
        let mut verdict = many::ended(&self.begin(probe));
        for _ in 0..more {
            self.forget();
            verdict = many::ended(&self.begin(probe));
        }
        Aftermath { verdict, now: self.now, fabric: self.fabric }
    }
}
