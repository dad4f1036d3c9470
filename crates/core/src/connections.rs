//! A machine's connection tracking table as `conntrack -L` prints it, and the lines behind its translations.

use crate::rules;
use malla_kernel::{Binding, Entry, Netns};
use malla_trace::{Ledger, Place, SimTime, Verdict, VertexId};
use serde::Serialize;

/// What machines remember of requests that were sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConnectionsView {
    /// How the last request ended, for its sender.
    pub verdict: Verdict,
    /// The moment after it.
    pub time: SimTime,
    /// Every machine that remembers something, in the order of their names.
    pub machines: Vec<MachineConnections>,
}

/// What one machine remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MachineConnections {
    /// The machine.
    pub machine: VertexId,
    /// Its connections, oldest first.
    pub connections: Vec<ConnectionView>,
}

/// A tracked connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConnectionView {
    /// As `conntrack -L` prints it.
    pub text: String,
    /// What its first packet looked like.
    pub original: String,
    /// What an answer looks like.
    pub reply: String,
    /// What translated its destination.
    pub dnat: Option<TranslationView>,
    /// What translated its source.
    pub snat: Option<TranslationView>,
}

/// A translation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TranslationView {
    /// The line that it rests on, where there is one.
    pub place: Option<Place>,
}

/// The connections of a namespace that are alive.
pub(crate) fn of(netns: &Netns, ledger: &Ledger, now: SimTime) -> Vec<ConnectionView> {
    netns.conntrack(now).map(|entry| view(entry, ledger, now)).collect()
}

/// One connection.
pub(crate) fn view(entry: &Entry, ledger: &Ledger, now: SimTime) -> ConnectionView {
    let translation = |binding: Binding| TranslationView { place: rules::place(ledger, binding.why) };
    ConnectionView {
        text: entry.line(now),
        original: entry.original.to_string(),
        reply: entry.reply.to_string(),
        dnat: entry.dnat.map(translation),
        snat: entry.snat.map(translation),
    }
}
