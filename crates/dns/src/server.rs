//! A name server: which of its zones it looks in, and whom it asks otherwise (RFC 1034 section 4.3.2, steps 1 to 4).

use crate::chase::{Chased, chase};
use crate::{Forward, Forwarder, Name, Question, Record, Response, Zone};
use malla_trace::{Action, CauseId, Chance, Considered, Mismatch, Rcode, Stage, Step, Tracer};
use std::cmp::Reverse;

/// A name server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The zones it answers for.
    pub zones: Vec<Zone>,
    /// Whom it asks about other names; without one they are refused.
    pub forward: Option<Forwarder>,
    /// In what order it hands out several addresses.
    pub order: AnswerOrder,
    /// Why it runs.
    pub why: CauseId,
}

/// In what order a server hands out several addresses of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerOrder {
    /// As the zone lists them.
    AsWritten,
    /// Shuffled anew for every answer, aliases staying in front.
    Shuffled,
}

/// What a server does with a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It knows.
    Answer(Response),
    /// It asks another server first.
    Forward(Forward),
}

impl Server {
    /// A server without zones that refuses everything.
    #[must_use]
    pub const fn new(why: CauseId) -> Self {
        Self { zones: Vec::new(), forward: None, order: AnswerOrder::AsWritten, why }
    }

    /// Takes a question: the longest matching zone answers; a name in no zone is forwarded or refused.
    pub fn answer(&self, question: &Question, chance: &mut dyn Chance, tracer: &mut dyn Tracer) -> Reply {
        let mut reply = self.search(question);
        match &mut reply {
            Reply::Answer(response) => {
                self.arrange(response, chance);
                self.report(question, Action::Dns(response.view(question)), response.why, tracer);
            }
            Reply::Forward(forward) => self.report(question, Action::Dns(forward.view()), forward.to.why, tracer),
        }
        reply
    }

    fn search(&self, question: &Question) -> Reply {
        match chase(question, self.why, |asked| self.ask_zones(asked)) {
            Chased::Answered(response) => Reply::Answer(response),
            Chased::Elsewhere { question: at, chain } => self.elsewhere(question, at, chain),
        }
    }

    /// The answer of the longest matching zone that does not fall through; `None` when no zone has one.
    fn ask_zones(&self, question: &Question) -> Option<Response> {
        let mut zones: Vec<&Zone> = self.zones.iter().filter(|z| question.name.is_within(&z.origin)).collect();
        zones.sort_by_key(|zone| Reverse(zone.origin.len()));
        let answers = zones.into_iter().map(|zone| (zone.fall_through, zone.answer_once(question)));
        let mut kept = answers.filter(|(fall_through, answer)| !(*fall_through && answer.rcode == Rcode::NxDomain));
        kept.next().map(|(_, answer)| answer)
    }

    /// No zone of ours: ask the forwarder, or say what is known, or refuse (RFC 1034 section 4.3.1: without recursion).
    fn elsewhere(&self, asked: &Question, question: Question, chain: Vec<Record>) -> Reply {
        if let Some(to) = self.forward {
            return Reply::Forward(Forward { asked: asked.clone(), question, to, chain });
        }
        let Some(last) = chain.last() else { return Reply::Answer(Response::bare(Rcode::Refused, self.why)) };
        let known = Response::bare(Rcode::NoError, last.why);
        Reply::Answer(Response { answers: chain, ..known })
    }

    /// Fisher and Yates over the addresses behind the aliases.
    fn arrange(&self, response: &mut Response, chance: &mut dyn Chance) {
        let first = response.answers.iter().position(|r| r.data.as_address().is_some());
        let Some(first) = first.filter(|_| self.order == AnswerOrder::Shuffled) else { return };
        let addresses = &mut response.answers[first..];
        for at in 0..addresses.len().saturating_sub(1) {
            let draw = chance.draw("dns/answer-order", (addresses.len() - at) as u64);
            addresses.swap(at, at + draw.outcome as usize);
        }
        if let Some(first) = addresses.first() {
            response.why = first.why;
        }
    }

    fn report(&self, question: &Question, action: Action, why: CauseId, tracer: &mut dyn Tracer) {
        if !tracer.wants_steps() {
            return;
        }
        let considered = if tracer.wants_considered() { self.other_zones(&question.name) } else { vec![] };
        tracer.step(Step { stage: Stage::Zone, action, delta: vec![], why, considered });
    }

    /// The zones that the name does not lie in.
    fn other_zones(&self, name: &Name) -> Vec<Considered> {
        let numbered = (1..).zip(&self.zones).filter(|(_, zone)| !name.is_within(&zone.origin));
        let consider = |(number, zone): (u32, &Zone)| Considered {
            what: zone.origin.to_string(),
            number: Some(number),
            because: Mismatch { condition: "zone".into(), wanted: zone.origin.to_string(), found: name.to_string() },
            why: zone.why,
        };
        numbered.map(consider).collect()
    }
}
