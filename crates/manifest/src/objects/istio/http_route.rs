//! `HTTPRoute` (`networking.istio.io`): conditions, and what happens to the requests that meet one of them.

use super::{
    CorsPolicy, Destination, Duration, HeaderEdits, HttpDirectResponse, HttpFaultInjection, HttpMatchRequest,
    HttpRedirect, HttpRewrite, Percent,
};
use crate::objects::field::record;

record! {
    /// A route of a VirtualService; the first that fits is taken.
    HttpRoute {
        /// Name, for logs.
        name: Option<String> = "name",
        /// Conditions; one of them is enough, none takes everything.
        match_: Vec<HttpMatchRequest> = "match",
        /// Where it goes, by weight.
        route: Vec<HttpRouteDestination> = "route",
        /// Answer that sends the client elsewhere, instead.
        redirect: Option<HttpRedirect> = "redirect",
        /// Answer of the proxy's own, instead.
        direct_response: Option<HttpDirectResponse> = "directResponse",
        /// Another VirtualService that decides, instead.
        delegate: Option<Delegate> = "delegate",
        /// What is written anew before it goes on.
        rewrite: Option<HttpRewrite> = "rewrite",
        /// How long all of it may take; nothing written means for ever.
        timeout: Option<Duration> = "timeout",
        /// How often it is tried again.
        retries: Option<HttpRetry> = "retries",
        /// Faults on purpose.
        fault: Option<HttpFaultInjection> = "fault",
        /// A second receiver, whose answer nobody reads.
        mirror: Option<Destination> = "mirror",
        /// Share of the requests that are mirrored; the older name of the same.
        mirror_percent: Option<u32> = "mirrorPercent",
        /// The same as [`Self::mirror_percent`], as its oldest spelling.
        mirror_percent_snake: Option<u32> = "mirror_percent",
        /// Share of the requests that are mirrored; nothing written means all.
        mirror_percentage: Option<Percent> = "mirrorPercentage",
        /// Several such receivers.
        mirrors: Vec<HttpMirror> = "mirrors",
        /// What pages of other origins may do.
        cors_policy: Option<CorsPolicy> = "corsPolicy",
        /// Headers that are changed on the way.
        headers: Option<HeaderEdits> = "headers",
    }
}

record! {
    /// One of the places a route leads to.
    HttpRouteDestination {
        /// Where.
        destination: Destination = "destination",
        /// Its share among its siblings.
        weight: u32 = "weight",
        /// Headers that are changed on the way there.
        headers: Option<HeaderEdits> = "headers",
    }
}

record! {
    /// Another VirtualService, without hosts, whose routes count here.
    Delegate {
        /// Its name.
        name: String = "name",
        /// Its namespace; nothing written means the same.
        namespace: Option<String> = "namespace",
    }
}

record! {
    /// How often and when a request is tried again.
    HttpRetry {
        /// How many times more; 0 means never.
        attempts: u32 = "attempts",
        /// How long each try may take.
        per_try_timeout: Option<Duration> = "perTryTimeout",
        /// After what, as Envoy's words with commas between.
        retry_on: Option<String> = "retryOn",
        /// Whether other localities may be tried.
        retry_remote_localities: Option<bool> = "retryRemoteLocalities",
        /// Whether endpoints that failed are left out.
        retry_ignore_previous_hosts: Option<bool> = "retryIgnorePreviousHosts",
        /// How long to wait between tries at least.
        backoff: Option<Duration> = "backoff",
    }
}

record! {
    /// A receiver of copies.
    HttpMirror {
        /// Where.
        destination: Destination = "destination",
        /// Share of the requests; nothing written means all.
        percentage: Option<Percent> = "percentage",
    }
}
