//! A program's stub resolver as the C library has it (glibc `getaddrinfo` with `hosts: files dns`): a state machine that
//! takes answers and says the next question, or the end.
//!
//! Only IPv4 addresses are asked for: the AAAA question that the real one sends beside each A is left out, and so is the
//! sorting of several addresses (RFC 6724); they stay in the answer's order.

use crate::resolv_conf::Candidate;
use crate::{Hosts, Question, ResolvConf, Response};
use malla_trace::{Action, CauseId, DnsAction, Rcode, Stage, Step, Tracer};
use std::net::{IpAddr, SocketAddr};

/// One name being resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolver {
    asked: String,
    conf: ResolvConf,
    candidates: Vec<Candidate>,
    /// The candidate at hand, an index.
    at: usize,
    round: Round,
    ends: Ends,
}

/// What the resolver does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// It asks; the caller brings the question there and calls [`Resolver::hear`].
    Ask {
        /// The question.
        question: Question,
        /// Whom.
        server: SocketAddr,
        /// How long it waits for the answer.
        timeout_s: u32,
    },
    /// It is done.
    Done(Resolution),
}

/// What a name resolved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Addresses, in order.
    Found {
        /// At least one.
        addresses: Vec<IpAddr>,
        /// Why the first of them.
        why: CauseId,
    },
    /// None.
    Failed {
        /// The code that decided; `None` when no server answered.
        rcode: Option<Rcode>,
        /// Why.
        why: CauseId,
    },
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// An answer.
    Response(Response),
    /// Nothing until the time was up.
    Nothing,
    /// The server's host said that nobody listens there.
    Unreachable,
}

/// Servers and attempts for one candidate (glibc `resolv/res_send.c`, `__res_context_send`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Round {
    server: usize,
    attempt: u8,
    /// Something listened, even if it said nothing of use (`gotsomewhere`).
    got_somewhere: bool,
    /// The last answer that made the resolver go on to the next server.
    rejected: Option<End>,
}

/// How a candidate ended without an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct End {
    rcode: Option<Rcode>,
    why: CauseId,
}

/// What `__res_context_search` remembers so as to choose its error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Ends {
    /// Of the name as it is, when it was tried first.
    as_is: Option<End>,
    no_data: Option<End>,
    serv_fail: Option<End>,
    last: Option<End>,
}

impl Resolver {
    /// Begins. `asked_why` is why the program wants the name.
    pub fn start(
        name: &str,
        asked_why: CauseId,
        conf: &ResolvConf,
        hosts: &Hosts,
        tracer: &mut dyn Tracer,
    ) -> (Self, Next) {
        let candidates = conf.ordered(name);
        let (round, ends) = (Round::default(), Ends::default());
        let resolver = Self { asked: name.into(), conf: conf.clone(), candidates, at: 0, round, ends };
        let next = resolver.begin(asked_why, hosts, tracer);
        (resolver, next)
    }

    /// Takes what came of the last question.
    pub fn hear(&mut self, heard: Heard, tracer: &mut dyn Tracer) -> Next {
        match heard {
            Heard::Response(response) => self.take(&response, tracer),
            Heard::Nothing => {
                self.round.got_somewhere = true;
                self.next_server(tracer)
            }
            Heard::Unreachable => self.next_server(tracer),
        }
    }

    fn begin(&self, asked_why: CauseId, hosts: &Hosts, tracer: &mut dyn Tracer) -> Next {
        if let Some(address) = literal(&self.asked) {
            report(tracer, asked_why, || DnsAction::Literal { address });
            return Next::Done(Resolution::Found { addresses: vec![address], why: asked_why });
        }
        let mut entries = hosts.look_up(&self.asked).peekable();
        if let Some(why) = entries.peek().map(|entry| entry.why) {
            return self.found(entries.map(|entry| entry.address).collect(), why, tracer);
        }
        if self.candidates.is_empty() {
            return self.failed(End { rcode: None, why: asked_why }, tracer);
        }
        report(tracer, self.conf.why, || self.expansion());
        self.ask(tracer)
    }

    fn expansion(&self) -> DnsAction {
        let candidates = self.candidates.iter().map(|candidate| candidate.name.to_string()).collect();
        DnsAction::Expand { name: self.asked.clone(), candidates, ndots: self.conf.ndots }
    }

    fn ask(&self, tracer: &mut dyn Tracer) -> Next {
        let servers = self.conf.servers();
        let (Some(candidate), Some(server)) = (self.candidates.get(self.at), servers.get(self.round.server)) else {
            return self.failed(self.ends.verdict(self.conf.why), tracer);
        };
        let question = Question::a(candidate.name.clone());
        report(tracer, self.conf.why, || DnsAction::Ask {
            name: question.name.to_string(),
            kind: question.kind.to_string(),
            server: *server,
        });
        Next::Ask { question, server: *server, timeout_s: self.patience(servers.len()) }
    }

    /// glibc `resolv/res_send.c`, `get_timeout`: `retrans << ns`, shared by the servers after the first, at least 1.
    fn patience(&self, servers: usize) -> u32 {
        let shifted = self.conf.timeout_s << self.round.server;
        let shared = if self.round.server > 0 { shifted / u32::try_from(servers).unwrap_or(1) } else { shifted };
        shared.max(1)
    }

    /// glibc `resolv/res_query.c`, `__res_context_query`: a code other than NOERROR, or an empty answer, is none.
    fn take(&mut self, response: &Response, tracer: &mut dyn Tracer) -> Next {
        let end = End { rcode: Some(response.rcode), why: response.why };
        match response.rcode {
            Rcode::NoError if !response.answers.is_empty() => self.conclude(response, tracer),
            Rcode::NoError | Rcode::NxDomain => self.next_candidate(end, false, tracer),
            // `send_dg`: these make it try the next server.
            Rcode::ServFail | Rcode::Refused => {
                self.round.rejected = Some(end);
                self.next_server(tracer)
            }
        }
    }

    /// An answer with records is the end, even if none of them is an address (an alias that leads nowhere).
    fn conclude(&self, response: &Response, tracer: &mut dyn Tracer) -> Next {
        let addresses = response.addresses();
        if addresses.is_empty() {
            return self.failed(End { rcode: Some(Rcode::NoError), why: response.why }, tracer);
        }
        self.found(addresses, response.address_cause(), tracer)
    }

    fn next_server(&mut self, tracer: &mut dyn Tracer) -> Next {
        self.round.server += 1;
        if self.round.server >= self.conf.servers().len() {
            self.round.server = 0;
            self.round.attempt += 1;
        }
        if self.round.attempt < self.conf.attempts { self.ask(tracer) } else { self.exhausted(tracer) }
    }

    /// Every server has had its attempts. SERVFAIL goes on with the search list, anything else leaves it; and when
    /// nothing listens anywhere, a search is given up altogether (`__res_context_search`, `TRY_AGAIN`, `ECONNREFUSED`).
    fn exhausted(&mut self, tracer: &mut dyn Tracer) -> Next {
        let end = self.round.rejected.unwrap_or(End { rcode: None, why: self.conf.why });
        let searched = self.candidates.get(self.at).is_some_and(|candidate| candidate.searched);
        if searched && self.round.rejected.is_none() && !self.round.got_somewhere {
            return self.failed(end, tracer);
        }
        self.next_candidate(end, end.rcode != Some(Rcode::ServFail), tracer)
    }

    fn next_candidate(&mut self, end: End, leave_search: bool, tracer: &mut dyn Tracer) -> Next {
        let was_searched = self.candidates.get(self.at).is_some_and(|candidate| candidate.searched);
        self.ends.note(end, was_searched, self.at == 0);
        self.round = Round::default();
        self.at += 1;
        while leave_search && was_searched && self.candidates.get(self.at).is_some_and(|c| c.searched) {
            self.at += 1;
        }
        self.ask(tracer)
    }

    fn found(&self, addresses: Vec<IpAddr>, why: CauseId, tracer: &mut dyn Tracer) -> Next {
        report(tracer, why, || DnsAction::Resolved { name: self.asked.clone(), addresses: addresses.clone() });
        Next::Done(Resolution::Found { addresses, why })
    }

    fn failed(&self, end: End, tracer: &mut dyn Tracer) -> Next {
        report(tracer, end.why, || DnsAction::Unresolved { name: self.asked.clone(), rcode: end.rcode });
        Next::Done(Resolution::Failed { rcode: end.rcode, why: end.why })
    }
}

impl Ends {
    fn note(&mut self, end: End, searched: bool, first: bool) {
        self.last = Some(end);
        let place = match (searched, end.rcode) {
            (false, _) if first => &mut self.as_is,
            (true, Some(Rcode::NoError)) => &mut self.no_data,
            (true, Some(Rcode::ServFail)) => &mut self.serv_fail,
            (false | true, _) => return,
        };
        *place = Some(end);
    }

    /// The last lines of `__res_context_search`: the first try as it is, else no data, else a failure, else the last.
    fn verdict(&self, why: CauseId) -> End {
        let known = self.as_is.or(self.no_data).or(self.serv_fail).or(self.last);
        known.unwrap_or(End { rcode: None, why })
    }
}

/// An address needs no question (`getaddrinfo`'s `gaih_inet` tries `inet_aton` and `inet_pton` first). The old short
/// forms of `inet_aton` (`127.1`) are not read.
fn literal(name: &str) -> Option<IpAddr> {
    name.parse().ok()
}

fn report(tracer: &mut dyn Tracer, why: CauseId, action: impl FnOnce() -> DnsAction) {
    if tracer.wants_steps() {
        let action = Action::Dns(action());
        tracer.step(Step { stage: Stage::Resolver, action, delta: vec![], why, considered: vec![] });
    }
}
