//! How it ended, who said so, and which line to look at.

use super::catalogue::sentence;
use super::cite::{because, line, object_words, place_words};
use super::part::who;
use super::printed;
use super::template::{Args, text};
use malla_trace::{
    Action, AppAction, Culprit, Fragment, Lang, Leg, NearMiss, ProxyAction, Purpose, Sentence, Step, Trace, Verdict,
};

/// The end of a request in words: the verdict, who gave it, and for a bad end the step that decided it with its line.
#[must_use]
pub fn verdict(trace: &Trace, lang: Lang) -> Sentence {
    let args = Args::default().with("blame", blame(trace, lang)).with("where", place_of_end(trace, lang));
    match &trace.verdict {
        Verdict::Answered { status, flag } => {
            let code = if *status < 400 { "VERDICT-OK" } else { "VERDICT-ERROR" };
            let args = args.with("inside", inside(trace, lang)).with("server", server(trace, lang));
            sentence(code, lang, &args.code("status", with_flag(*status, flag.as_deref())))
        }
        Verdict::Delivered => sentence("VERDICT-DELIVERED", lang, &args.with("server", server(trace, lang))),
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
    let mut words = Vec::new();
    let answer = own_answer(trace, culprit);
    if answer.is_none() || !is_said_by_answer(trace, culprit) {
        words.extend(super::step(trace, culprit.hop, culprit.step, lang).fragments);
    }
    if let Some((hop, step)) = answer {
        words.push(text(if words.is_empty() { "" } else { " " }));
        words.extend(super::step(trace, hop, step, lang).fragments);
    }
    words.extend(culprit.near.iter().flat_map(|near| near_words(trace, near, lang)));
    words.extend(caller_words(trace, culprit, lang));
    words
}

/// The answer with a response flag that the same machine gave because of the culprit.
fn own_answer(trace: &Trace, culprit: &Culprit) -> Option<(usize, usize)> {
    let at = &trace.hops.get(culprit.hop)?.at;
    let flagged = |step: &Step| matches!(&step.action, Action::Proxy(ProxyAction::Respond { flag: Some(_), .. }));
    let hops = trace.hops.iter().enumerate().skip(culprit.hop).filter(|(_, hop)| hop.at == *at);
    let mut answers = hops.filter_map(|(index, hop)| Some((index, hop.steps.iter().position(flagged)?)));
    answers.next()
}

/// Whether an answer with a flag says the same as the culprit, and how to mend it besides.
fn is_said_by_answer(trace: &Trace, culprit: &Culprit) -> bool {
    let step = trace.hops.get(culprit.hop).and_then(|hop| hop.steps.get(culprit.step));
    step.is_some_and(|step| match &step.action {
        Action::Proxy(action) => matches!(
            action,
            ProxyAction::NoRoute
                | ProxyAction::NoEndpoint { .. }
                | ProxyAction::UpstreamFailed { .. }
                | ProxyAction::Respond { .. }
        ),
        Action::Net(_) | Action::Dns(_) | Action::App(_) => false,
    })
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
        NearMiss::EdgePort { called, offers, .. } => edge_words(*called, offers, lang),
        NearMiss::Translated { to, why } => {
            let args = Args::default().code("to", to).with("because", because(trace, *why, lang));
            sentence("NEAR-TRANSLATED", lang, &args).fragments
        }
        NearMiss::NoSuchPod { address, .. } => {
            sentence("NEAR-NO-POD", lang, &Args::default().code("address", address)).fragments
        }
    }
}

/// A gateway of the mesh: what it opens is what Gateways ask for.
fn edge_words(called: u16, offers: &[u16], lang: Lang) -> Vec<Fragment> {
    let offers: Vec<String> = offers.iter().map(u16::to_string).collect();
    let args = Args::default().code("called", called).code("offers", offers.join(", "));
    sentence(if offers.is_empty() { "NEAR-NO-GATEWAY" } else { "NEAR-EDGE-PORT" }, lang, &args).fragments
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
    let args = Args::default().with("caller", who(&leg.from, leg.from_part.as_deref(), lang)).code("target", target);
    sentence("BLAME-CALLER", lang, &args.with("because", because(trace, leg.why, lang))).fragments
}

/// Where the bad end happened: the culprit's machine, else the last one.
fn place_of_end(trace: &Trace, lang: Lang) -> Vec<Fragment> {
    let hop = trace.culprit.as_ref().and_then(|c| trace.hops.get(c.hop)).or(trace.hops.last());
    hop.map(|hop| who(&hop.at, hop.part.as_deref(), lang)).unwrap_or_default()
}

/// A status with its response flag: `503 UH`.
fn with_flag(status: u16, flag: Option<&str>) -> String {
    flag.map_or_else(|| status.to_string(), |flag| format!("{status} {flag}"))
}

/// A page that came although something behind it failed: the first call that a proxy answered with a flag, else the
/// innermost that came to a bad end.
fn inside(trace: &Trace, lang: Lang) -> Vec<Fragment> {
    let failed = |leg: &&Leg| !matches!(leg.purpose, Purpose::Resolve { .. }) && is_failure(&leg.verdict);
    let parent = |leg: &Leg| trace.legs.iter().filter(failed).any(|child| child.parent == Some(leg.id));
    let flagged = |leg: &&Leg| matches!(&leg.verdict, Verdict::Answered { flag: Some(_), .. });
    let told = trace.legs.iter().filter(failed).find(flagged);
    let Some(leg) = told.or_else(|| trace.legs.iter().filter(failed).find(|leg| !parent(leg))) else {
        return vec![];
    };
    let target = match &leg.purpose {
        Purpose::Resolve { name } => name,
        Purpose::Http { to } | Purpose::Tcp { to } => to,
    };
    let args = Args::default().with("caller", who(&leg.from, leg.from_part.as_deref(), lang)).code("target", target);
    sentence("VERDICT-INSIDE", lang, &args.with("outcome", outcome(&leg.verdict, lang))).fragments
}

fn is_failure(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Answered { status, .. } => *status >= 500,
        Verdict::Delivered => false,
        Verdict::Dropped { .. }
        | Verdict::Rejected { .. }
        | Verdict::TimedOut
        | Verdict::Looped
        | Verdict::Unresolved { .. } => true,
    }
}

fn outcome(verdict: &Verdict, lang: Lang) -> Vec<Fragment> {
    let args = Args::default();
    match verdict {
        Verdict::Answered { status, flag } => {
            sentence("INSIDE-ANSWERED", lang, &args.code("status", with_flag(*status, flag.as_deref()))).fragments
        }
        Verdict::TimedOut | Verdict::Dropped { .. } => sentence("INSIDE-TIMED-OUT", lang, &args).fragments,
        Verdict::Delivered | Verdict::Rejected { .. } | Verdict::Looped | Verdict::Unresolved { .. } => {
            sentence("INSIDE-NOTHING", lang, &args).fragments
        }
    }
}

/// Who answered the client in the end: proxies only hand on, so it is the innermost server of the chain of HTTP
/// conversations that went well, as far as the first program that answers by itself.
fn server(trace: &Trace, lang: Lang) -> Vec<Fragment> {
    let mut at: Option<&Leg> = None;
    for leg in &trace.legs {
        let inward = matches!(leg.purpose, Purpose::Http { .. }) && leg.parent == at.map(|leg| leg.id);
        let open = at.is_none_or(|leg| !answers_itself(trace, leg));
        if inward && open && super::headline::went_well(&leg.verdict) {
            at = Some(leg);
        }
    }
    let found = at.and_then(|leg| Some(who(leg.to.as_ref()?, leg.to_part.as_deref(), lang)));
    found.unwrap_or_default()
}

/// Whether a program's own answer ended that conversation.
fn answers_itself(trace: &Trace, leg: &Leg) -> bool {
    let steps = trace.hops.iter().filter(|hop| hop.leg == leg.id).flat_map(|hop| &hop.steps);
    let own = |action: &Action| matches!(action, Action::App(AppAction::Answer { .. }));
    steps.map(|step| &step.action).any(own)
}
