//! Answers: a proxy's own, and those it passes on.

use crate::balance::Unreachable;
use crate::dialect::with_content;
use crate::flag;
use crate::passing::response_edits;
use crate::report::{report, report_change};
use crate::routing::Routed;
use crate::{
    Connection, Context, Decision, Facts, Forward, HeaderEdits, LocalReply, Outcome, PathMatch, Proxy, Redirect,
    Request, Response, ServerHeader, Trouble, VirtualHost,
};
use malla_trace::{CauseId, ProxyAction, Stage};

impl Proxy {
    /// The answer to a request that cannot be passed on.
    pub(crate) fn refuse(
        &self,
        (trouble, why): Unreachable,
        cluster: Option<String>,
        route: Option<String>,
        cx: &mut Context<'_>,
    ) -> Decision {
        let response = self.dialect.reply(self.dialect.status(trouble), trouble);
        self.reply(response, Some(trouble), why, cx).of_route(cluster, route)
    }

    /// The answer that a fault asks for.
    pub(crate) fn abort(&self, status: u16, why: CauseId, routed: &Routed<'_>, cx: &mut Context<'_>) -> Decision {
        let response = self.dialect.reply(status, Trouble::FaultAbort);
        let reply = self.reply(response, Some(Trouble::FaultAbort), why, cx);
        reply.of_route(None, Some(routed.route.name.clone()))
    }

    /// The answer that a route itself gives.
    pub(crate) fn respond(&self, routed: &Routed<'_>, response: Response, cx: &mut Context<'_>) -> Decision {
        let response = with_content(response, "text/plain");
        let response = edit_response(&response_edits(routed, None), routed.request, routed.connection, response);
        let reply = self.reply(response, None, routed.route.why, cx);
        reply.of_route(None, Some(routed.route.name.clone()))
    }

    /// Sends a request to the same place by https.
    pub(crate) fn send_to_https(&self, host: &VirtualHost, request: &Request, cx: &mut Context<'_>) -> Decision {
        let location = Redirect::to_https().location(&PathMatch::prefix("/"), request);
        let response = Response::new(301, "").with("location", &location);
        self.reply(response, None, host.why, cx)
    }

    /// The upstream's answer as the client gets it.
    pub(crate) fn relay(
        &self,
        forward: &Forward,
        mut response: Response,
        took_us: u64,
        cx: &mut Context<'_>,
    ) -> Response {
        let before = response.headers.clone();
        let status = response.status;
        if self.dialect.service_time {
            response.headers.set("x-envoy-upstream-service-time", &(took_us / 1000).to_string());
        }
        let edited = edit_response(&forward.response_edits, &forward.request, &forward.connection, response);
        let signed = self.dialect.sign(forward.server.as_ref(), edited);
        let delta = || before.changes_to(&signed.headers);
        report_change(cx.tracer, Stage::Upstream, forward.why, ProxyAction::Relay { status }, delta);
        signed
    }

    /// A decision, with the `server` header where it is an answer.
    pub(crate) fn sign(&self, server: Option<&ServerHeader>, decision: Decision) -> Decision {
        match decision {
            Decision::Respond(mut reply) => {
                reply.response = self.dialect.sign(server, reply.response);
                Decision::Respond(reply)
            }
            Decision::Forward(_) => decision,
        }
    }

    fn reply(&self, response: Response, trouble: Option<Trouble>, why: CauseId, cx: &mut Context<'_>) -> Decision {
        let flag = trouble.and_then(|trouble| self.dialect.flag(trouble));
        let status = response.status;
        report(cx.tracer, Stage::RouteTable, why, || ProxyAction::Respond { status, flag: flag.clone() });
        let details = trouble.map_or("direct_response", Trouble::details).to_owned();
        Decision::Respond(Box::new(LocalReply {
            response,
            trouble,
            flag,
            details,
            cluster: None,
            route: None,
            delay_us: 0,
            has_flags: self.dialect.flags,
            why,
        }))
    }
}

impl Decision {
    fn of_route(self, cluster: Option<String>, route: Option<String>) -> Self {
        match self {
            Self::Respond(reply) => Self::Respond(Box::new(LocalReply { cluster, route, ..*reply })),
            Self::Forward(_) => self,
        }
    }

    /// One response flag more, where the proxy has flags.
    pub(crate) fn with_flag(self, more: &str) -> Self {
        match self {
            Self::Respond(reply) if reply.has_flags => {
                let flag = flag::with(reply.flag.as_deref(), more);
                Self::Respond(Box::new(LocalReply { flag, ..*reply }))
            }
            Self::Respond(_) | Self::Forward(_) => self,
        }
    }

    /// The same, held back for so long first.
    pub(crate) fn delayed(self, delay_us: u64) -> Self {
        match self.with_flag(flag::DELAYED) {
            Self::Respond(reply) => Self::Respond(Box::new(LocalReply { delay_us, ..*reply })),
            Self::Forward(forward) => Self::Forward(Box::new(Forward { delay_us, delayed: true, ..*forward })),
        }
    }
}

fn edit_response(
    levels: &[HeaderEdits],
    request: &Request,
    connection: &Connection,
    mut response: Response,
) -> Response {
    let (before, outcome) = (response.clone(), Outcome { status: Some(response.status), ..Outcome::default() });
    let facts = Facts { request, connection, response: Some(&before), outcome: &outcome };
    levels.iter().for_each(|edits| edits.apply_to_response(&mut response.headers, &facts));
    response
}
