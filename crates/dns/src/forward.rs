//! A question that a server passes on to another one.

use crate::{Question, Record, Response};
use malla_trace::{Action, CauseId, DnsAction, Rcode, Stage, Step, Tracer};
use std::net::SocketAddr;

/// Whom a server asks about names that are in none of its zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forwarder {
    /// The other server.
    pub address: SocketAddr,
    /// Why that one.
    pub why: CauseId,
}

/// A question on its way to another server. The caller asks it there and calls [`Forward::finish`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// The question as it came in.
    pub asked: Question,
    /// The question to pass on: another name, when this server already followed aliases.
    pub question: Question,
    /// Whom to ask.
    pub to: Forwarder,
    /// The aliases followed so far.
    pub chain: Vec<Record>,
}

impl Forward {
    /// The answer to the question that came in, from what the other server said; `None` when it said nothing.
    #[must_use]
    pub fn finish(self, heard: Option<Response>, tracer: &mut dyn Tracer) -> Response {
        let mut response = heard.unwrap_or_else(|| Response::bare(Rcode::ServFail, self.to.why));
        response.answers.splice(0..0, self.chain);
        if tracer.wants_steps() {
            let action = Action::Dns(response.view(&self.asked));
            tracer.step(Step { stage: Stage::Zone, action, delta: vec![], why: response.why, considered: vec![] });
        }
        response
    }

    /// The question in the boundary's words.
    #[must_use]
    pub fn view(&self) -> DnsAction {
        DnsAction::Ask {
            name: self.question.name.to_string(),
            kind: self.question.kind.to_string(),
            server: self.to.address,
        }
    }
}
