//! Passing a request on: which cluster, what is changed on the way, and what comes after a failure or an answer.

use crate::balance::Unreachable;
use crate::choice::Chosen;
use crate::flag;
use crate::report::report_change;
use crate::routing::Routed;
use crate::scene::Scene;
use crate::{
    After, Context, Decision, Destination, Failure, Forward, ForwardAction, HeaderEdits, PathRewrite, Proxy, Request,
    Response, Trouble, VirtualHost,
};
use malla_trace::{ProxyAction, Stage, Tracer};
use std::net::IpAddr;

impl Proxy {
    /// Goes on once the destination's name is resolved; no address at all is no endpoint.
    pub fn resolved(&self, forward: Forward, addresses: &[IpAddr], cx: &mut Context<'_>) -> Decision {
        let reached = self.arrive(forward.destination.clone(), addresses, cx);
        self.go_on(forward, reached, cx)
    }

    /// Goes on after the upstream failed without an answer: another try, or an answer of the proxy's own.
    pub fn failed(&self, forward: Forward, failure: Failure, cx: &mut Context<'_>) -> Decision {
        let trouble = Trouble::from(failure);
        self.abandoned(&forward, cx);
        self.report_failure(&forward.destination.cluster, trouble, forward.destination.why, cx);
        let wanted = forward.retries.retries_failure(failure);
        if wanted && forward.destination.attempt <= forward.retries.retries {
            return self.try_again(forward, cx);
        }
        self.refuse(Scene::under_way(&forward, wanted), (trouble, forward.blame(failure)), cx)
    }

    /// Goes on with the upstream's answer: passes it on, or tries again. `took_us` is the time since the request first set out
    /// (after a fault's delay), in microseconds; earlier tries count.
    pub fn answered(&self, forward: Forward, response: Response, took_us: u64, cx: &mut Context<'_>) -> After {
        self.abandoned(&forward, cx);
        let wanted = forward.retries.retries_status(response.status);
        if wanted && forward.destination.attempt <= forward.retries.retries {
            return After::Again(self.try_again(forward, cx));
        }
        let flags = Scene::under_way(&forward, wanted).flags;
        let flag = flag::printed(flags.into_iter().filter(|_| self.dialect.flags));
        After::Relay { response: self.relay(&forward, response, took_us, cx), flag }
    }

    /// The request is no longer under way: it was answered, failed, or the caller gave it up.
    pub fn abandoned(&self, forward: &Forward, cx: &mut Context<'_>) {
        self.tcp_finished(&forward.destination, cx);
    }

    /// To the chosen cluster: the cluster itself, edits, endpoint, in Envoy's order (`router.cc`, `Filter::decodeHeaders`).
    pub(crate) fn forward(&self, routed: &Routed<'_>, action: &ForwardAction, cx: &mut Context<'_>) -> Decision {
        let Chosen { cluster, why, .. } = routed.chosen;
        let cluster = match self.cluster(cluster.unwrap_or_default(), why, cx) {
            Ok(cluster) => cluster,
            Err(trouble) => return self.refuse(Scene::routed(routed), trouble, cx),
        };
        let request = self.leaving(routed, action, cx.tracer);
        match self.reach(cluster, routed.connection, cx) {
            Err(trouble) => self.refuse(Scene { request: &request, ..Scene::routed(routed) }, trouble, cx),
            Ok(destination) => Decision::Forward(Box::new(Forward {
                destination,
                request,
                route: routed.route.name.clone(),
                timeout_us: action.timeout_us,
                timeout_why: action.timeout_why,
                delay_us: 0,
                delayed: false,
                server: routed.http.server.clone(),
                why: routed.route.why,
                retries: action.retries.clone(),
                response_edits: response_edits(routed),
                connection: routed.connection.clone(),
                counts_tries: routed.host.include_request_attempt_count,
            })),
        }
    }

    /// The request as it leaves: header edits from the most special level to the most general, then authority and path
    /// (Envoy `config_impl.cc`, `finalizeRequestHeaders`).
    fn leaving(&self, routed: &Routed<'_>, action: &ForwardAction, tracer: &mut dyn Tracer) -> Request {
        let before = routed.request;
        let mut request = before.clone();
        if self.dialect.own_headers {
            add_own_headers(&mut request, routed.host, action);
        }
        let Routed { http, table, host, route, .. } = routed;
        let own = [&route.request_headers, &host.request_headers, &table.request_headers, &http.request_headers];
        let levels = routed.chosen.weighted.map(|weighted| &weighted.request_headers).into_iter().chain(own);
        levels.for_each(|edits| edits.apply_to_request(&mut request, routed.connection));
        let (host_before, path_before) = (request.authority.clone(), request.path.clone());
        action.rewrite.apply(&route.matches.path, &mut request);
        // Kept even where the new one is the same (Envoy `config_impl.cc`, `finalizePathHeader` and `finalizeHostHeader`).
        if self.dialect.own_headers {
            if action.rewrite.path != PathRewrite::Keep {
                request.headers.set("x-envoy-original-path", &path_before);
            }
            if action.rewrite.authority.is_some() {
                request.headers.set("x-envoy-original-host", &host_before);
            }
        }
        if tracer.wants_steps() && request != *before {
            let delta = || before.changes_to(&request);
            report_change(tracer, Stage::RouteTable, route.why, ProxyAction::Rewrite, delta);
        }
        request
    }

    /// Another try, after a pause that grows (Envoy `backoff_strategy.cc`, `JitteredExponentialBackOffStrategy`).
    fn try_again(&self, mut forward: Forward, cx: &mut Context<'_>) -> Decision {
        let pause_us = self.dialect.pause_us(forward.destination.attempt, cx.chance);
        let tries = forward.destination.attempt + 1;
        if forward.counts_tries && self.dialect.own_headers {
            forward.request.headers.set("x-envoy-attempt-count", &tries.to_string());
        }
        let reached = self.next_try(forward.destination.clone(), forward.retries.other_host_attempts, cx);
        self.go_on(Forward { delay_us: pause_us, ..forward }, reached, cx)
    }

    fn go_on(&self, forward: Forward, reached: Result<Destination, Unreachable>, cx: &mut Context<'_>) -> Decision {
        match reached {
            Ok(destination) => Decision::Forward(Box::new(Forward { destination, ..forward })),
            Err(unreachable) => self.refuse(Scene::under_way(&forward, false), unreachable, cx),
        }
    }
}

/// What Envoy tells an upstream of itself (`router.cc`, `Filter::decodeHeaders` and `FilterUtility::setTimeoutHeaders`).
fn add_own_headers(request: &mut Request, host: &VirtualHost, action: &ForwardAction) {
    if host.include_request_attempt_count {
        request.headers.set("x-envoy-attempt-count", "1");
    }
    let per_try = action.retries.per_try_timeout_us.filter(|us| action.timeout_us.is_none_or(|whole| *us < whole));
    if let Some(us) = per_try.or(action.timeout_us) {
        request.headers.set("x-envoy-expected-rq-timeout-ms", &(us / 1000).to_string());
    }
}

/// Edits of the response, from the most special level to the most general.
pub(crate) fn response_edits(routed: &Routed<'_>) -> Vec<HeaderEdits> {
    let own = [&routed.route.response_headers, &routed.host.response_headers, &routed.table.response_headers];
    let levels = routed.chosen.weighted.map(|weighted| &weighted.response_headers).into_iter().chain(own);
    levels.filter(|edits| !edits.is_empty()).cloned().collect()
}
