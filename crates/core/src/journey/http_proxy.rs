//! An HTTP proxy: routes a request, calls the upstream and hands its answer back, tries again, or answers by itself.

use super::Journey;
use super::exchange::{Ask, Failed, Progress, Told};
use super::proxy::{Reached, Serving, failure};
use malla_proxy::{After, Connection, Decision, Failure, Forward, HttpFilter, LocalReply, Request, Response, Upstream};
use malla_trace::{SimTime, Step, Verdict};

/// A request under way through a proxy.
#[derive(Clone, Debug, Default)]
struct Way {
    /// When it first set out.
    began: SimTime,
    /// When the proxy gives up on all of it.
    until: Option<SimTime>,
    /// What the endpoint's address was resolved from.
    name: Option<String>,
}

impl Journey<'_> {
    /// Passes a request on.
    pub(super) fn pass_request(
        &mut self,
        serving: Serving<'_>,
        http: &HttpFilter,
        connection: &Connection,
        mut steps: Vec<Step>,
    ) -> Result<Told, Verdict> {
        let request = request_of(serving.said.ask);
        let (first, more) = self.with_proxy(serving, |cx| serving.proxy.route(http, connection, &request, cx));
        steps.extend(more);
        self.work(serving.leg, serving.at, self.noted(|| serving.said.ask.message()), steps);
        let mut way = self.set_out(&first);
        let mut decision = first;
        loop {
            let forward = match decision {
                Decision::Respond(reply) => return Ok(self.own_answer(serving, &reply)),
                Decision::Forward(forward) => *forward,
            };
            if let Some(over) = self.time_over(&way) {
                self.now = over;
                decision = self.give_up(serving, forward, Failure::Timeout);
                continue;
            }
            decision = match forward.destination.to.clone() {
                Upstream::Name { host, port } => {
                    way.name = Some(host.clone());
                    self.find_endpoint(serving, forward, &host, port)
                }
                Upstream::Address(to) => {
                    let host = way.name.clone().unwrap_or_else(|| to.ip().to_string());
                    match self.ask_upstream(serving, forward, &way, (&host, to)) {
                        Ok(told) => return Ok(told),
                        Err(again) => again,
                    }
                }
            };
        }
    }

    /// A fault holds the request back before anything else; the time for it runs from then on (Envoy `router.cc`,
    /// `onRequestComplete`: the fault filter stands before the router).
    fn set_out(&mut self, first: &Decision) -> Way {
        let (held_us, timeout_us) = match first {
            Decision::Forward(forward) => (forward.delay_us, forward.timeout_us),
            Decision::Respond(reply) => (reply.delay_us, None),
        };
        self.now = self.now.plus_us(held_us);
        Way { began: self.now, until: timeout_us.map(|us| self.now.plus_us(us)), name: None }
    }

    /// When the time for the request was over, if it is.
    fn time_over(&self, way: &Way) -> Option<SimTime> {
        way.until.filter(|until| self.now >= *until)
    }

    /// What follows from a failed try. Before another one the proxy waits a little.
    fn give_up(&mut self, serving: Serving<'_>, forward: Forward, failure: Failure) -> Decision {
        let (decision, steps) = self.with_proxy(serving, |cx| serving.proxy.failed(forward, failure, cx));
        self.work(serving.leg, serving.at, None, steps);
        self.pause(decision)
    }

    fn pause(&mut self, decision: Decision) -> Decision {
        if let Decision::Forward(forward) = &decision {
            self.now = self.now.plus_us(forward.delay_us);
        }
        decision
    }

    /// The upstream is known by name: its resolver asks first.
    fn find_endpoint(&mut self, serving: Serving<'_>, forward: Forward, host: &str, port: u16) -> Decision {
        let target = serving.target(&forward.destination, host, port);
        let addresses = self.resolve(Some(serving.leg), serving.at, &target).unwrap_or_default();
        let (decision, steps) = self.with_proxy(serving, |cx| serving.proxy.resolved(forward, &addresses, cx));
        self.work(serving.leg, serving.at, None, steps);
        decision
    }

    /// One try; the decision that follows from it when it is not the last.
    fn ask_upstream(
        &mut self,
        serving: Serving<'_>,
        forward: Forward,
        way: &Way,
        to: Reached<'_>,
    ) -> Result<Told, Decision> {
        let ask = ask_of(&forward.request);
        let own = forward.per_try_timeout_us().map(|us| self.now.plus_us(us));
        let deadline = [own, way.until].into_iter().flatten().min();
        match self.reach(serving, &forward.destination, to, &ask, deadline) {
            Ok(told) => {
                let response = response_of(told);
                let took = self.now.0.saturating_sub(way.began.0);
                let (after, steps) = self.with_proxy(serving, |cx| serving.proxy.answered(forward, response, took, cx));
                self.work(serving.leg, serving.at, None, steps);
                match after {
                    After::Relay { response, flag } => {
                        // An error that is passed on is still somebody's fault.
                        if response.status < 400 {
                            self.forgive(serving.leg);
                        }
                        Ok(told_of(response, flag))
                    }
                    After::Again(decision) => Err(self.pause(decision)),
                }
            }
            Err(failed) => {
                if failed.after == Progress::Handshake {
                    self.note_wrapping(serving.leg);
                }
                let failure = self.failure_of_try(&failed, deadline, way);
                Err(self.give_up(serving, forward, failure))
            }
        }
    }

    /// Whose time was up: the whole request's or the try's. A connection that was still being made counts too.
    fn failure_of_try(&self, failed: &Failed, deadline: Option<SimTime>, way: &Way) -> Failure {
        let late = failed.after == Progress::Late || deadline.is_some_and(|deadline| self.now >= deadline);
        match (late, self.time_over(way).is_some()) {
            (false, _) => failure(failed),
            (true, true) => Failure::Timeout,
            (true, false) => Failure::PerTryTimeout,
        }
    }

    fn own_answer(&mut self, serving: Serving<'_>, reply: &LocalReply) -> Told {
        if reply.trouble.is_some() {
            self.note_response(serving.leg);
        }
        told_of(reply.response.clone(), reply.flag.clone())
    }
}

fn request_of(ask: &Ask) -> Request {
    match ask {
        Ask::Http { method, authority, path, headers } => Request {
            method: method.clone(),
            scheme: "http".into(),
            authority: authority.clone(),
            path: path.clone(),
            headers: headers.iter().cloned().collect(),
        },
        Ask::Query { .. } | Ask::Nothing => Request::get("", "/"),
    }
}

fn ask_of(request: &Request) -> Ask {
    let Request { method, authority, path, headers, .. } = request.clone();
    Ask::Http { method, authority, path, headers: headers.to_pairs() }
}

fn response_of(told: Told) -> Response {
    Response { status: told.status, headers: told.headers.into_iter().collect(), body: told.body }
}

fn told_of(response: Response, flag: Option<String>) -> Told {
    Told { status: response.status, flag, headers: response.headers.to_pairs(), body: response.body }
}
