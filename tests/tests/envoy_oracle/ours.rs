//! What our proxy makes of a request, with the same upstreams behind it.

use crate::asked::{Asked, Got};
use crate::chance::Script;
use crate::seen::Seen;
use crate::upstream::{self, Deed, WANT};
use crate::wire::Head;
use malla_proxy::{
    Accepted, After, Connection, Context, Decision, Facts, Failure, Forward, LocalReply, Outcome, Proxy, Request,
    Response, State, Template, Trouble,
};
use malla_trace::Silent;
use std::net::SocketAddr;

/// Until the comparison gives up on finding what Envoy's chance did.
const TRIES: usize = 20_000;

/// Whether what was seen is one of the things that our proxy can do; if not, what it does first.
pub(crate) fn explains(proxy: &Proxy, asked: &Asked, got: &Got, theirs: &Seen) -> Result<(), Box<Seen>> {
    let mut script = Some(Script::default());
    let mut first = None;
    for _ in 0..TRIES {
        let Some(mut chance) = script else { break };
        let ours = Run { proxy, asked, got, chance: &mut chance }.seen();
        if ours == *theirs {
            return Ok(());
        }
        // Of several, the one that went the same way tells most.
        if first.as_ref().is_none_or(|first: &Seen| first.cluster != theirs.cluster && ours.cluster == theirs.cluster) {
            first = Some(ours);
        }
        script = chance.next();
    }
    Err(Box::new(first.unwrap_or_default()))
}

/// One run of our proxy.
struct Run<'a> {
    proxy: &'a Proxy,
    asked: &'a Asked,
    got: &'a Got,
    chance: &'a mut Script,
}

impl Run<'_> {
    fn seen(mut self) -> Seen {
        let Some(listener) = self.proxy.listeners.iter().find(|one| one.name == self.asked.listener) else {
            return Seen::default();
        };
        let meant = SocketAddr::new(self.got.to.ip(), listener.port);
        let connection = Connection::plain(self.got.from, meant);
        let Accepted::Http(_, _, http) = self.proxy.accept(&connection, &mut Silent) else { return Seen::default() };
        let (request, mut state) = (self.asked.numbered(), State::default());
        let mut decision = self.with(&mut state, |proxy, cx| proxy.route(http, &connection, &request, cx));
        let (mut tries, mut spent_us) = (0, 0);
        loop {
            let forward = match decision {
                Decision::Forward(forward) => *forward,
                Decision::Respond(reply) => {
                    let asked_for_endpoint = reply.trouble == Some(Trouble::NoHealthyUpstream);
                    return own(&reply, &connection, if asked_for_endpoint { tries + 1 } else { tries });
                }
            };
            tries += 1;
            let failure = match deed(&forward, &mut spent_us) {
                Ok(status) => match self.relayed(forward, status, tries, &connection, &mut state) {
                    Ok(seen) => return seen,
                    Err(again) => {
                        decision = again;
                        continue;
                    }
                },
                Err(failure) => failure,
            };
            decision = self.with(&mut state, |proxy, cx| proxy.failed(forward, failure, cx));
        }
    }

    fn with<T>(&mut self, state: &mut State, act: impl FnOnce(&Proxy, &mut Context<'_>) -> T) -> T {
        let mut tracer = Silent;
        act(self.proxy, &mut Context { state, chance: self.chance, tracer: &mut tracer })
    }

    fn relayed(
        &mut self,
        forward: Forward,
        status: u16,
        tries: u32,
        connection: &Connection,
        state: &mut State,
    ) -> Result<Seen, Decision> {
        let mut head = Vec::new();
        // Writing to memory cannot fail.
        drop(head_of(&forward.request).write(&mut head));
        let response = Response { status, headers: upstream::headers().into_iter().collect(), body: String::new() };
        let (outcome, request) = (Outcome::of_forward(&forward), forward.request.clone());
        match self.with(state, |proxy, cx| proxy.answered(forward, response, 0, cx)) {
            After::Again(decision) => Err(decision),
            After::Relay { response, flag } => {
                let outcome = outcome.relayed(&response, flag);
                let (headers, body) = (response.headers.to_pairs(), String::from_utf8_lossy(&head).into_owned());
                let seen = Seen::default().answered(response.status, &headers, &body, tries);
                Ok(seen.logged(&line(&request, connection, Some(&response), &outcome)))
            }
        }
    }
}

/// What becomes of one try, after so much time was spent. Every limit is shorter than a slow upstream needs.
fn deed(forward: &Forward, spent_us: &mut u64) -> Result<u16, Failure> {
    if forward.destination.address() == Some(upstream::refusing()) {
        return Err(Failure::Refused);
    }
    match Deed::of(forward.request.headers.get(WANT).as_deref()) {
        Deed::Answer(status) => Ok(status),
        Deed::Close => Err(Failure::Reset),
        Deed::Slow => {
            let left = forward.timeout_us.map(|whole| whole.saturating_sub(*spent_us));
            match (forward.per_try_timeout_us(), left) {
                (Some(try_us), left) if left.is_none_or(|left| try_us < left) => {
                    *spent_us += try_us;
                    Err(Failure::PerTryTimeout)
                }
                (_, Some(_)) => Err(Failure::Timeout),
                (_, None) => Ok(200),
            }
        }
    }
}

fn own(reply: &LocalReply, connection: &Connection, tries: u32) -> Seen {
    let (response, outcome) = (&reply.response, Outcome::of_reply(reply));
    let seen = Seen::default().answered(response.status, &response.headers.to_pairs(), &response.body, tries);
    seen.logged(&line(&reply.request, connection, Some(response), &outcome))
}

fn line(request: &Request, connection: &Connection, response: Option<&Response>, outcome: &Outcome) -> String {
    Template::envoy_access_log().line(&Facts { request, connection, response, outcome })
}

/// The request as it is written to the wire.
fn head_of(request: &Request) -> Head {
    let host = [("host".to_owned(), request.authority.clone())].into_iter();
    let first = format!("{} {} HTTP/1.1", request.method, request.path);
    Head { first, headers: host.chain(request.headers.to_pairs()).collect() }
}
