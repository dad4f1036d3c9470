//! Passing a request on: which cluster, what is changed on the way, and what comes after a failure or an answer.

use crate::balance::Unreachable;
use crate::flag;
use crate::report::{report, report_change};
use crate::routing::Routed;
use crate::{
    After, ClusterChoice, Context, Decision, Destination, Facts, Failure, Forward, ForwardAction, HeaderEdits, Outcome,
    Proxy, Request, Response, Trouble, WeightedCluster,
};
use malla_trace::{CauseId, ClusterShare, ProxyAction, Stage, Tracer};
use std::net::IpAddr;

/// The cluster a request goes to.
struct Chosen<'p> {
    cluster: &'p str,
    weighted: Option<&'p WeightedCluster>,
    why: CauseId,
}

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
        let used_up = wanted && forward.retries.retries > 0;
        let unreachable = (trouble, forward.destination.why);
        self.give_up(forward, unreachable, used_up, cx)
    }

    /// Goes on with the upstream's answer: passes it on, or tries again. `took_us` is the time since the request first set out
    /// (after a fault's delay), in microseconds; earlier tries count.
    pub fn answered(&self, forward: Forward, response: Response, took_us: u64, cx: &mut Context<'_>) -> After {
        self.abandoned(&forward, cx);
        let wanted = forward.retries.retries_status(response.status);
        if wanted && forward.destination.attempt <= forward.retries.retries {
            return After::Again(self.try_again(forward, cx));
        }
        let flags = forward.flags(wanted && forward.retries.retries > 0);
        let flag = flag::printed(flags.into_iter().filter(|_| self.dialect.flags));
        After::Relay { response: self.relay(&forward, response, took_us, cx), flag }
    }

    /// The request is no longer under way: it was answered, failed, or the caller gave it up.
    pub fn abandoned(&self, forward: &Forward, cx: &mut Context<'_>) {
        self.tcp_finished(&forward.destination, cx);
    }

    /// To a cluster: weights, the cluster itself, edits, endpoint, in Envoy's order (`router.cc`, `Filter::decodeHeaders`).
    pub(crate) fn forward(&self, routed: &Routed<'_>, action: &ForwardAction, cx: &mut Context<'_>) -> Decision {
        let chosen = choose_cluster(&action.cluster, routed.route.why, cx);
        let (name, why) = (chosen.cluster, chosen.why);
        let leave = |cx: &mut Context<'_>| self.leaving(routed, action, chosen.weighted, cx.tracer);
        let reached = self.cluster(name, why, cx).map(|cluster| {
            let request = leave(cx);
            self.reach(cluster, routed.connection, cx).map(|destination| (destination, request))
        });
        match reached.and_then(|reached| reached) {
            Err(trouble) => self.refuse(trouble, Some(name.into()), Some(routed.route.name.clone()), cx),
            Ok((destination, request)) => Decision::Forward(Box::new(Forward {
                destination,
                request,
                route: routed.route.name.clone(),
                timeout_us: action.timeout_us,
                delay_us: 0,
                delayed: false,
                server: routed.http.server.clone(),
                why: routed.route.why,
                retries: action.retries.clone(),
                response_edits: response_edits(routed, chosen.weighted),
                connection: routed.connection.clone(),
            })),
        }
    }

    /// The request as it leaves: header edits from the most special level to the most general, then authority and path
    /// (Envoy `config_impl.cc`, `finalizeRequestHeaders`).
    fn leaving(
        &self,
        routed: &Routed<'_>,
        action: &ForwardAction,
        weighted: Option<&WeightedCluster>,
        tracer: &mut dyn Tracer,
    ) -> Request {
        let before = routed.request;
        let mut request = before.clone();
        let outcome = Outcome::default();
        let facts = Facts { request: before, connection: routed.connection, response: None, outcome: &outcome };
        let Routed { http, table, host, route, .. } = routed;
        let own = [&route.request_headers, &host.request_headers, &table.request_headers, &http.request_headers];
        let levels = weighted.map(|weighted| &weighted.request_headers).into_iter().chain(own);
        levels.for_each(|edits| edits.apply_to_request(&mut request, &facts));
        action.rewrite.apply(&route.matches.path, &mut request);
        if self.dialect.original_path && request.path != before.path {
            request.headers.set("x-envoy-original-path", &before.path);
        }
        if request != *before {
            let delta = || before.changes_to(&request);
            report_change(tracer, Stage::RouteTable, route.why, ProxyAction::Rewrite, delta);
        }
        request
    }

    fn try_again(&self, forward: Forward, cx: &mut Context<'_>) -> Decision {
        let reached = self.next_try(forward.destination.clone(), forward.retries.other_host_attempts, cx);
        self.go_on(Forward { delay_us: 0, ..forward }, reached, cx)
    }

    fn go_on(&self, forward: Forward, reached: Result<Destination, Unreachable>, cx: &mut Context<'_>) -> Decision {
        match reached {
            Ok(destination) => Decision::Forward(Box::new(Forward { destination, ..forward })),
            Err(unreachable) => self.give_up(forward, unreachable, false, cx),
        }
    }

    /// The answer to a request that was under way.
    fn give_up(&self, forward: Forward, why: Unreachable, used_up: bool, cx: &mut Context<'_>) -> Decision {
        let flags = forward.flags(used_up);
        let refusal = self.refuse(why, Some(forward.destination.cluster), Some(forward.route), cx);
        let flagged = flags.into_iter().fold(refusal, |refusal, flag| refusal.with_flag(flag));
        self.sign(forward.server.as_ref(), flagged)
    }
}

/// One cluster of the choice, and why that one. When all weights are 0 it is one without a name, that nobody has.
fn choose_cluster<'p>(choice: &'p ClusterChoice, why: CauseId, cx: &mut Context<'_>) -> Chosen<'p> {
    match choice {
        ClusterChoice::One(cluster) => Chosen { cluster, weighted: None, why },
        ClusterChoice::Weighted(clusters) => match draw_cluster(clusters, cx) {
            Some(weighted) => Chosen { cluster: &weighted.cluster, weighted: Some(weighted), why: weighted.why },
            None => Chosen { cluster: "", weighted: None, why },
        },
    }
}

/// A draw below the sum of the weights; the intervals lie in the order of the list (Envoy `config_impl.cc`,
/// `pickWeightedCluster`).
fn draw_cluster<'p>(clusters: &'p [WeightedCluster], cx: &mut Context<'_>) -> Option<&'p WeightedCluster> {
    let total: u64 = clusters.iter().map(|weighted| u64::from(weighted.weight)).sum();
    if total == 0 {
        return None;
    }
    let draw = cx.chance.draw("proxy/weighted-cluster", total);
    let mut end = 0;
    let inside = |weighted: &&WeightedCluster| {
        end += u64::from(weighted.weight);
        draw.outcome < end
    };
    let weighted = clusters.iter().find(inside)?;
    let cluster = weighted.cluster.clone();
    let shares = || clusters.iter().map(share).collect();
    let action = || ProxyAction::Weighted { cluster, draw: draw.clone(), shares: shares() };
    report(cx.tracer, Stage::RouteTable, weighted.why, action);
    Some(weighted)
}

fn share(of: &WeightedCluster) -> ClusterShare {
    ClusterShare { cluster: of.cluster.clone(), weight: of.weight, why: of.why }
}

/// Edits of the response, from the most special level to the most general.
pub(crate) fn response_edits(routed: &Routed<'_>, weighted: Option<&WeightedCluster>) -> Vec<HeaderEdits> {
    let own = [&routed.route.response_headers, &routed.host.response_headers, &routed.table.response_headers];
    let levels = weighted.map(|weighted| &weighted.response_headers).into_iter().chain(own);
    levels.filter(|edits| !edits.is_empty()).cloned().collect()
}

/// The cluster that a TCP connection goes to.
pub(crate) fn choose_tcp_cluster<'p>(
    choice: &'p ClusterChoice,
    why: CauseId,
    cx: &mut Context<'_>,
) -> (&'p str, CauseId) {
    let chosen = choose_cluster(choice, why, cx);
    (chosen.cluster, chosen.why)
}
