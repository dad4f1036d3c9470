//! How it ended, who said so, and which line to look at.

use super::catalogue::sentence;
use super::cite::{because, line, object_words, place_words};
use super::headline::vertex_words;
use super::printed;
use super::template::Args;
use malla_trace::{Culprit, Fragment, Hop, Lang, NearMiss, Purpose, Sentence, Trace, Verdict};

/// The end of a request in words: the verdict, who gave it, and for a bad end the step that decided it with its line.
#[must_use]
pub fn verdict(trace: &Trace, lang: Lang) -> Sentence {
    let args = Args::default().with("blame", blame(trace, lang)).with("where", place_of_end(trace));
    match &trace.verdict {
        Verdict::Answered { status, .. } => {
            let code = if *status < 400 { "VERDICT-OK" } else { "VERDICT-ERROR" };
            sentence(code, lang, &args.code("status", status).with("server", server(trace)))
        }
        Verdict::Delivered => sentence("VERDICT-DELIVERED", lang, &args.with("server", server(trace))),
        Verdict::Dropped { reason } => {
            sentence("VERDICT-DROPPED", lang, &args.text("reason", printed::drop_reason(*reason, lang)))
        }
        Verdict::Rejected { with } => sentence("VERDICT-REJECTED", lang, &args.text("reason", printed::reject(*with))),
        Verdict::TimedOut => sentence("VERDICT-TIMED-OUT", lang, &args),
        Verdict::Looped => sentence("VERDICT-LOOPED", lang, &args),
        Verdict::Unresolved { rcode } => {
            sentence("VERDICT-UNRESOLVED", lang, &args.text("reason", printed::rcode(*rcode, lang)))
        }
    }
}

/// What decided a bad end: the step itself, what lies near the address that was called, and who called it so.
fn blame(trace: &Trace, lang: Lang) -> Vec<Fragment> {
    let Some(culprit) = &trace.culprit else { return vec![] };
    let mut words = super::step(trace, culprit.hop, culprit.step, lang).fragments;
    words.extend(culprit.near.iter().flat_map(|near| near_words(trace, near, lang)));
    words.extend(caller_words(trace, culprit, lang));
    words
}

fn near_words(trace: &Trace, near: &NearMiss, lang: Lang) -> Vec<Fragment> {
    match near {
        NearMiss::ServicePort { service, called, offers, why } => {
            let offers: Vec<String> = offers.iter().map(u16::to_string).collect();
            let place = line(trace, *why).map(|(_, path, place)| place_words(path, place, lang));
            let args = Args::default().text("address", lang.pick("Esa dirección", "That address"));
            let args = args.with("service", object_words(service)).code("called", called);
            let args = args.code("offers", offers.join(", ")).with("place", place.unwrap_or_default());
            sentence("NEAR-SERVICE-PORT", lang, &args).fragments
        }
        NearMiss::Translated { to, why } => {
            let args = Args::default().code("to", to).with("because", because(trace, *why, lang));
            sentence("NEAR-TRANSLATED", lang, &args).fragments
        }
        NearMiss::NoSuchPod { address, .. } => {
            sentence("NEAR-NO-POD", lang, &Args::default().code("address", address)).fragments
        }
    }
}

/// Who called, where to, and the line that says so.
fn caller_words(trace: &Trace, culprit: &Culprit, lang: Lang) -> Vec<Fragment> {
    let Some(leg) = trace.legs.iter().find(|leg| leg.id == culprit.leg) else { return vec![] };
    let target = match &leg.purpose {
        Purpose::Resolve { name } => name,
        Purpose::Http { to } | Purpose::Tcp { to } => to,
    };
    if line(trace, leg.why).is_none() {
        return vec![];
    }
    let args = Args::default().with("caller", vec![vertex_words(&leg.from)]).code("target", target);
    sentence("BLAME-CALLER", lang, &args.with("because", because(trace, leg.why, lang))).fragments
}

/// Where the bad end happened: the culprit's machine, else the last one.
fn place_of_end(trace: &Trace) -> Vec<Fragment> {
    let hop = trace.culprit.as_ref().and_then(|c| trace.hops.get(c.hop)).or(trace.hops.last());
    hop.map(|h: &Hop| vec![vertex_words(&h.at)]).unwrap_or_default()
}

/// Who answered the client in the end: the innermost server of the chain of HTTP conversations that all went well.
fn server(trace: &Trace) -> Vec<Fragment> {
    let mut at = None;
    let mut parent = None;
    for leg in &trace.legs {
        let inward = matches!(leg.purpose, malla_trace::Purpose::Http { .. }) && leg.parent == parent;
        if inward && super::headline::went_well(&leg.verdict) {
            at = leg.to.as_ref().or(at);
            parent = Some(leg.id);
        }
    }
    at.map(|id| vec![vertex_words(id)]).unwrap_or_default()
}
