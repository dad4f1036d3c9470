//! Titles: one line for a hop, one for a conversation.

use super::catalogue::sentence;
use super::moment;
use super::part::{is_envoy, label, who};
use super::template::{Args, code, link, text};
use super::title;
use malla_trace::{
    Action, Change, DnsAction, Field, Fragment, Hop, Lang, Leg, LegId, LinkTarget, Message, NetAction, Packet, Phase,
    Purpose, Sentence, Step, Trace, Verdict, VertexId,
};

/// One line for the hop list: what this machine did with the packet, and which part of it, where it has several.
#[must_use]
pub fn hop(trace: &Trace, index: usize, lang: Lang) -> Sentence {
    let Some(hop) = trace.hops.get(index) else { return Sentence { code: String::new(), fragments: vec![] } };
    let Sentence { code, fragments } = headline(trace, index, hop, lang);
    Sentence { code, fragments: label(hop.part.as_deref()).into_iter().chain(fragments).collect() }
}

fn headline(trace: &Trace, index: usize, hop: &Hop, lang: Lang) -> Sentence {
    if hop.phase == Phase::Work {
        return title::work(hop, lang).unwrap_or_else(|| super::step(trace, index, 0, lang));
    }
    let shown = hop.leaves.clone().or_else(|| hop.enters.clone()).or_else(|| moment::before(trace, hop, 0));
    let args = Args::default().code("packet", shown.as_ref().map(Packet::to_string).unwrap_or_default());
    let changes = redirects(trace, hop).unwrap_or_else(|| rewrites(hop));
    match (ending(hop), shown) {
        (Some(code), _) => sentence(code, lang, &args),
        (None, _) if !changes.is_empty() => sentence("HOP-REWRITE", lang, &args.with("changes", changes)),
        (None, None) => sentence("HOP-INSIDE", lang, &args),
        (None, Some(_)) => plain(hop, lang, args),
    }
}

/// A connection that a rule turned round to this machine: `REDIRECT 10.104.226.69:9080 → 127.0.0.1:15001`.
fn redirects(trace: &Trace, hop: &Hop) -> Option<Vec<Fragment>> {
    let redirect = |step: &Step| {
        matches!(&step.action, Action::Net(NetAction::Match { effect: malla_trace::Effect::Redirect { .. }, .. }))
    };
    let at = hop.steps.iter().position(redirect)?;
    let (before, after) = (moment::before(trace, hop, at)?, moment::before(trace, hop, at + 1)?);
    let words = format!("{} → {}", before.destination_text(), after.destination_text());
    Some(vec![text("REDIRECT "), code(words)])
}

/// The code of a hop at which the packet came to a bad end.
fn ending(hop: &Hop) -> Option<&'static str> {
    hop.steps.iter().find_map(|step| match &step.action {
        Action::Net(NetAction::NoSocket { .. }) => Some("HOP-REFUSED"),
        Action::Net(NetAction::Match { effect: malla_trace::Effect::Reject { .. }, .. }) => Some("HOP-REFUSED"),
        Action::Net(NetAction::NoRoute | NetAction::NoNeighbour { .. } | NetAction::Expired) => Some("HOP-LOST"),
        Action::Net(NetAction::Match { effect: malla_trace::Effect::Drop, .. }) => Some("HOP-LOST"),
        Action::Net(NetAction::Policy { verdict: malla_trace::FilterVerdict::Drop }) => Some("HOP-LOST"),
        Action::Net(_) | Action::Dns(_) | Action::Proxy(_) | Action::App(_) => None,
    })
}

/// The address rewrites of a hop, in words: `DNAT 192.168.0.101:30880 → 10.10.0.105:80`.
fn rewrites(hop: &Hop) -> Vec<Fragment> {
    let (Some(before), Some(after)) = (first_packet(hop), last_packet(hop)) else { return vec![] };
    let changes = before.changes_to(&after);
    let changed = |a: Field, b: Field| changes.iter().any(|Change { field, .. }| *field == a || *field == b);
    let mut words = Vec::new();
    if changed(Field::Destination, Field::DestinationPort) {
        words.push(text(if hop.phase.is_back() { "un-SNAT " } else { "DNAT " }));
        words.push(code(format!("{} → {}", before.destination_text(), after.destination_text())));
    }
    if changed(Field::Source, Field::SourcePort) {
        words.push(text(if words.is_empty() { "" } else { " · " }));
        words.push(text(if hop.phase.is_back() { "un-DNAT " } else { "SNAT " }));
        words.push(code(format!("{} → {}", before.source_text(), after.source_text())));
    }
    words
}

fn first_packet(hop: &Hop) -> Option<Packet> {
    hop.enters.clone()
}

fn last_packet(hop: &Hop) -> Option<Packet> {
    hop.leaves.clone()
}

fn plain(hop: &Hop, lang: Lang, args: Args) -> Sentence {
    match &hop.message {
        Some(Message::Dns(DnsAction::Ask { name, kind, .. })) if hop.enters.is_none() => {
            sentence("HOP-ASK", lang, &args.code("name", format!("{name} {kind}")))
        }
        Some(Message::Dns(DnsAction::Answer { records, rcode, .. })) if hop.enters.is_none() => {
            let list: Vec<String> = records.iter().map(|r| format!("{} {}", r.kind, r.data)).collect();
            let words =
                if list.is_empty() { super::printed::rcode(Some(*rcode), lang).into() } else { list.join(", ") };
            sentence("HOP-TELL", lang, &args.code("records", words))
        }
        _ => {
            let code = match (&hop.enters, &hop.leaves) {
                (None, _) => "HOP-SEND",
                (Some(_), None) => "HOP-RECEIVE",
                (Some(_), Some(_)) => "HOP-PASS",
            };
            sentence(code, lang, &args)
        }
    }
}

/// A conversation's title: who calls whom.
#[must_use]
pub fn leg(trace: &Trace, id: LegId, lang: Lang) -> Sentence {
    let Some(leg) = trace.legs.iter().find(|leg| leg.id == id) else {
        return Sentence { code: String::new(), fragments: vec![] };
    };
    let args = Args::default().with("from", who(&leg.from, leg.from_part.as_deref(), lang));
    match &leg.purpose {
        Purpose::Resolve { name } => sentence("LEG-RESOLVE", lang, &args.code("name", name)),
        Purpose::Http { to } | Purpose::Tcp { to } => sentence(connect_code(leg), lang, &args.code("to", to)),
    }
}

/// Inside one pod a sidecar hands on to its app, and an app is caught by its sidecar.
fn connect_code(leg: &Leg) -> &'static str {
    let sidecar = |part: &Option<String>| part.as_deref().is_some_and(is_envoy);
    let inside = leg.to.as_ref() == Some(&leg.from);
    match (sidecar(&leg.from_part), sidecar(&leg.to_part)) {
        (true, false) if inside => "LEG-HAND-ON",
        (false, true) if inside => "LEG-CAUGHT",
        (true | false, true | false) => "LEG-CONNECT",
    }
}

/// A thing's short name, linked to the stage: the last part of its id. A default gateway is called after its network,
/// and is a router in every language.
pub(super) fn vertex_words(id: &VertexId) -> Fragment {
    let name = if id.0.starts_with("gateway/") { "Router" } else { id.0.rsplit('/').next().unwrap_or(&id.0) };
    link(name, LinkTarget::Vertex { id: id.clone() })
}

/// Whether a conversation ended well.
pub(super) const fn went_well(verdict: &Verdict) -> bool {
    verdict.is_answer()
}
