//! Answers: a proxy's own, and those it passes on.

use crate::balance::Unreachable;
use crate::dialect::with_content;
use crate::flag;
use crate::report::{report, report_change};
use crate::scene::Scene;
use crate::{
    Connection, Context, Decision, Forward, HeaderEdits, Headers, LocalReply, PathMatch, Proxy, Redirect, Request,
    Response, Trouble, VirtualHost,
};
use malla_trace::{CauseId, ProxyAction, Stage};

impl Proxy {
    /// The answer to a request that cannot be passed on.
    pub(crate) fn refuse(&self, scene: Scene<'_>, (trouble, why): Unreachable, cx: &mut Context<'_>) -> Decision {
        let response = self.dialect.reply(self.dialect.status(trouble), trouble, scene.tries);
        self.reply(scene, response, Some(trouble), why, cx)
    }

    /// The answer that a fault asks for.
    pub(crate) fn abort(&self, scene: Scene<'_>, status: u16, why: CauseId, cx: &mut Context<'_>) -> Decision {
        let response = self.dialect.reply(status, Trouble::FaultAbort, 0);
        self.reply(scene, response, Some(Trouble::FaultAbort), why, cx)
    }

    /// The answer that a route itself gives.
    pub(crate) fn respond(&self, scene: Scene<'_>, response: Response, why: CauseId, cx: &mut Context<'_>) -> Decision {
        self.reply(scene, with_content(response, "text/plain"), None, why, cx)
    }

    /// Sends a request to the same place by https.
    pub(crate) fn send_to_https(&self, scene: Scene<'_>, host: &VirtualHost, cx: &mut Context<'_>) -> Decision {
        // Envoy leaves the port as it was (`Utility::createSslRedirectPath`).
        let verbatim = || format!("https://{}{}", scene.request.authority, scene.request.path);
        let tidy = || Redirect::to_https().location(&PathMatch::prefix("/"), scene.request);
        let location = if self.dialect.own_headers { verbatim() } else { tidy() };
        self.reply(scene, Response::new(301, "").with("location", &location), None, host.why, cx)
    }

    /// The upstream's answer as the client gets it.
    pub(crate) fn relay(
        &self,
        forward: &Forward,
        mut response: Response,
        took_us: u64,
        cx: &mut Context<'_>,
    ) -> Response {
        let before = if cx.tracer.wants_steps() { response.headers.clone() } else { Headers::default() };
        let status = response.status;
        if self.dialect.own_headers {
            response.headers.set("x-envoy-upstream-service-time", &(took_us / 1000).to_string());
        }
        let edited = edit_response(&forward.response_edits, &forward.request, &forward.connection, response);
        let signed = self.dialect.sign(forward.server.as_ref(), edited);
        let delta = || before.changes_to(&signed.headers);
        report_change(cx.tracer, Stage::Upstream, forward.why, ProxyAction::Relay { status }, delta);
        signed
    }

    /// An answer of the proxy's own: edited as every answer of its route (Envoy `filter_manager.cc`, `sendLocalReply`).
    fn reply(
        &self,
        scene: Scene<'_>,
        response: Response,
        trouble: Option<Trouble>,
        why: CauseId,
        cx: &mut Context<'_>,
    ) -> Decision {
        let response = edit_response(&scene.edits, scene.request, scene.connection, response);
        let response = self.dialect.sign(scene.server, response);
        let flags = scene.flags.into_iter().chain(trouble.map(Trouble::flag)).filter(|_| self.dialect.flags);
        let (status, flag) = (response.status, flag::printed(flags));
        report(cx.tracer, Stage::RouteTable, why, || ProxyAction::Respond { status, flag: flag.clone() });
        Decision::Respond(Box::new(LocalReply {
            response,
            request: scene.request.clone(),
            trouble,
            delay_us: 0,
            flag,
            cluster: scene.cluster.filter(|cluster| self.clusters.contains_key(*cluster)).map(str::to_owned),
            endpoint: scene.endpoint,
            route: scene.route.map(str::to_owned),
            why,
        }))
    }
}

fn edit_response(
    levels: &[HeaderEdits],
    request: &Request,
    connection: &Connection,
    mut response: Response,
) -> Response {
    levels.iter().for_each(|edits| edits.apply_to_response(&mut response, request, connection));
    response
}
