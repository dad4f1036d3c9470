//! What a proxy did: listeners, routes, splits, endpoints, security, and its own answers.

use super::View;
use crate::explain::cite::{line, line_words};
use crate::explain::flags;
use crate::explain::printed;
use crate::explain::template::{Args, code, link, text};
use crate::explain::upstream::Upstream;
use malla_trace::{
    Action, Change, ClusterShare, Draw, Field, Fragment, LinkTarget, ProxyAction, Security, Sentence, Side, Stage,
};

/// The sentence of a step of a proxy.
pub(super) fn say(view: &View<'_>, action: &ProxyAction, args: Args) -> Sentence {
    match action {
        ProxyAction::Accept { listener } => view.say(accept_code(view, listener), &args.code("listener", listener)),
        ProxyAction::VirtualHost { name, domain } => {
            view.say(host_code(name, domain), &args.code("domain", domain).code("name", name))
        }
        ProxyAction::Route { condition, cluster, .. } => route(view, condition, cluster, args),
        ProxyAction::NoRoute if view.step.stage == Stage::Listener => view.say("PROXY-NO-CHAIN", &args),
        ProxyAction::NoRoute => view.say("PROXY-NO-ROUTE", &args),
        ProxyAction::Weighted { cluster, draw, shares } => weighted(view, cluster, draw, shares, args),
        ProxyAction::Endpoint { cluster, endpoint, policy, of, .. } => {
            let args = args.code("endpoint", endpoint).code("policy", policy).text("of", of);
            let upstream = Upstream::parse(cluster);
            view.say(endpoint_code(&upstream, *of), &args.with("cluster", upstream.words(view.lang)))
        }
        ProxyAction::NoEndpoint { cluster } => {
            view.say("PROXY-NO-ENDPOINT", &args.with("cluster", Upstream::parse(cluster).words(view.lang)))
        }
        ProxyAction::UpstreamFailed { cluster, flag } => {
            let args = args.with("cluster", Upstream::parse(cluster).words(view.lang));
            view.say("PROXY-UPSTREAM-FAILED", &args.code("flag", flag).text("meaning", flags::meaning(flag, view.lang)))
        }
        ProxyAction::Connect { upstream } => view.say("PROXY-CONNECT", &args.code("upstream", upstream)),
        ProxyAction::Rewrite => {
            let code = if view.step.delta.iter().all(is_own_note) { "PROXY-NOTES" } else { "PROXY-REWRITE" };
            view.say(code, &args.with("changes", changes(&view.step.delta)))
        }
        ProxyAction::Secure { side, security } => secure(view, *side, security, args),
        ProxyAction::HandshakeFailed { because: reason } => {
            view.say(refusal_code(reason), &args.code("reason", reason))
        }
        ProxyAction::Delay { us } => view.say("PROXY-DELAY", &args.code("seconds", printed::seconds(*us))),
        ProxyAction::Respond { status, flag } => respond(view, *status, flag.as_deref(), args),
        ProxyAction::Relay { .. } => view.say("PROXY-RELAY", &args),
    }
}

/// A sidecar's listeners by the names istiod gives them; behind the first, the one that was meant.
fn accept_code(view: &View<'_>, listener: &str) -> &'static str {
    match listener {
        "virtualOutbound" => "PROXY-ACCEPT-OUT",
        "virtualInbound" => "PROXY-ACCEPT-IN",
        _ if accepted(view).is_some() => "PROXY-ACCEPT-MEANT",
        _ => "PROXY-ACCEPT",
    }
}

/// The listener that took the connection first, in this turn.
fn accepted<'a>(view: &View<'a>) -> Option<&'a str> {
    view.earlier.iter().find_map(|step| match &step.action {
        Action::Proxy(ProxyAction::Accept { listener }) => Some(listener.as_str()),
        Action::Proxy(_) | Action::Net(_) | Action::Dns(_) | Action::App(_) => None,
    })
}

/// The catch-all hosts of a sidecar (`ALLOW_ANY` and `REGISTRY_ONLY`).
fn host_code(name: &str, domain: &str) -> &'static str {
    match (name, domain) {
        ("allow_any", _) => "PROXY-VHOST-ANY",
        ("block_all", _) => "PROXY-VHOST-NONE",
        (_, "*") => "PROXY-VHOST-ALL",
        _ => "PROXY-VHOST",
    }
}

fn route(view: &View<'_>, condition: &str, cluster: &str, args: Args) -> Sentence {
    let args = args.code("condition", condition);
    let upstream = Upstream::parse(cluster);
    let args = args.with("cluster", upstream.words(view.lang)).code("raw", cluster);
    match cluster {
        "" => view.say("PROXY-ROUTE-SELF", &args),
        _ if cluster.contains(", ") => view.say("PROXY-ROUTE-SPLIT", &args),
        _ if upstream.is_mesh() => view.say("PROXY-ROUTE-MESH", &args),
        _ => view.say("PROXY-ROUTE", &args),
    }
}

fn weighted(view: &View<'_>, cluster: &str, draw: &Draw, shares: &[ClusterShare], args: Args) -> Sentence {
    let args = args.with("cluster", Upstream::parse(cluster).words(view.lang));
    let args = args.with("shares", share_words(view, shares));
    view.say("PROXY-WEIGHTED", &args.code("draw", format!("{}/{}", draw.outcome, draw.of)))
}

/// `90 → reviews v1 (reviews.yaml, línea 12), 10 → reviews v2 (…)`: every weight with its line.
fn share_words(view: &View<'_>, shares: &[ClusterShare]) -> Vec<Fragment> {
    let mut words = Vec::new();
    for share in shares {
        if !words.is_empty() {
            words.push(text(", "));
        }
        words.push(code(share.weight));
        words.push(text(format!(" → {}", Upstream::parse(&share.cluster).title(view.lang))));
        if let Some((_, _, place)) = line(view.trace, share.why) {
            words.push(text(" ("));
            words.extend(line_words(place, view.lang));
            words.push(text(")"));
        }
    }
    words
}

fn endpoint_code(upstream: &Upstream<'_>, of: u32) -> &'static str {
    match upstream {
        Upstream::Outbound { .. } if of == 1 => "PROXY-ENDPOINT-ONLY",
        Upstream::Outbound { .. } => "PROXY-ENDPOINT-MESH",
        Upstream::Inbound { .. } => "PROXY-ENDPOINT-APP",
        Upstream::Passthrough => "PROXY-ENDPOINT-PASS",
        Upstream::BlackHole | Upstream::Other(_) => "PROXY-ENDPOINT",
    }
}

/// Envoy's own notes on a request, which nobody asked for.
fn is_own_note(change: &Change) -> bool {
    matches!(&change.field, Field::Header(name) if name.starts_with("x-envoy-") || name.starts_with("x-forwarded-") || name == "x-request-id")
}

/// `: /wpcatalog → /newcatalog`; nothing where nothing is told.
fn changes(delta: &[Change]) -> Vec<Fragment> {
    let mut words = Vec::new();
    for Change { field, from, to } in delta {
        words.push(text(if words.is_empty() { ": " } else { ", " }));
        let name = if let Field::Header(name) = field { format!("{name}: ") } else { String::new() };
        words.push(code(if from.is_empty() { format!("{name}{to}") } else { format!("{name}{from} → {to}") }));
    }
    words
}

fn secure(view: &View<'_>, side: Side, security: &Security, args: Args) -> Sentence {
    let name = |identity: &Option<String>| vec![identity.as_ref().map_or_else(|| text("—"), code)];
    let (kind, args) = match security {
        Security::Plain => ("PLAIN", args),
        Security::Tls { mutual, client, server, server_name } => {
            let server = server.clone().or_else(|| server_name.clone());
            let args = args.with("client", name(client)).with("server", name(&server));
            (if *mutual { "MTLS" } else { "TLS" }, args)
        }
    };
    let side = match side {
        Side::Downstream if *security == Security::Plain && accepted(view) == Some("virtualOutbound") => "APP",
        Side::Downstream => "IN",
        Side::Upstream => "OUT",
    };
    view.say(&format!("PROXY-{kind}-{side}"), &args)
}

/// By the reason as the proxy prints it.
fn refusal_code(reason: &str) -> &'static str {
    match reason {
        "not TLS" => "PROXY-NOT-TLS",
        "TLS handshake" => "PROXY-UNEXPECTED-TLS",
        "no client certificate" => "PROXY-NO-CERTIFICATE",
        "unknown client certificate" => "PROXY-UNKNOWN-CERTIFICATE",
        _ => "PROXY-HANDSHAKE-FAILED",
    }
}

/// An answer of the proxy's own: with its flag, what it means and what usually helps.
fn respond(view: &View<'_>, status: u16, flag: Option<&str>, args: Args) -> Sentence {
    let args = args.code("status", status);
    let Some((flag, (mend, more))) = flag.and_then(|flag| Some((flag, flags::mend(flag, view.lang)?))) else {
        return view.say("PROXY-RESPOND", &args);
    };
    let term = LinkTarget::Term { term: flags::term_of(flag) };
    let args = args.with("flag", vec![link(flag, term)]).text("meaning", flags::meaning(flag, view.lang));
    view.say(
        "PROXY-RESPOND-FLAG",
        &args
            .with("about", if flags::is_upstream(flag) { about(view) } else { vec![] })
            .with("mend", vec![mend])
            .with("more", more),
    )
}

/// ` (el subset v9 de reviews, puerto 9080)`: the cluster that this turn was about.
fn about(view: &View<'_>) -> Vec<Fragment> {
    let named = view.earlier.iter().rev().find_map(|step| match &step.action {
        Action::Proxy(
            ProxyAction::Weighted { cluster, .. }
            | ProxyAction::Route { cluster, .. }
            | ProxyAction::NoEndpoint { cluster }
            | ProxyAction::UpstreamFailed { cluster, .. },
        ) => Some(cluster.as_str()),
        Action::Proxy(_) | Action::Net(_) | Action::Dns(_) | Action::App(_) => None,
    });
    let Some(upstream) = named.map(Upstream::parse).filter(Upstream::is_mesh) else { return vec![] };
    let words = upstream.words(view.lang);
    [text(" (")].into_iter().chain(words).chain([text(")")]).collect()
}
