//! What a program did in its turn, as a title: a few words, where the steps have whole sentences.

use super::catalogue::sentence;
use super::printed;
use super::step::role_words;
use super::template::Args;
use super::upstream::Upstream;
use malla_trace::{Action, AppAction, DnsAction, Hop, Lang, ProxyAction, Sentence};

/// The title of a program's turn: of its last step that says what came of it.
pub(super) fn work(hop: &Hop, lang: Lang) -> Option<Sentence> {
    hop.steps.iter().rev().find_map(|step| match &step.action {
        Action::Net(_) => None,
        Action::Dns(action) => Some(names(action, lang)),
        Action::Proxy(action) => proxy(action, lang),
        Action::App(action) => Some(app(action, lang)),
    })
}

fn names(action: &DnsAction, lang: Lang) -> Sentence {
    let args = Args::default();
    match action {
        DnsAction::Literal { address } => sentence("WORK-FINDS", lang, &args.code("name", address)),
        DnsAction::Expand { name, .. } => sentence("WORK-FINDS", lang, &args.code("name", name)),
        DnsAction::Ask { name, kind, .. } => sentence("HOP-ASK", lang, &args.code("name", format!("{name} {kind}"))),
        DnsAction::Answer { records, rcode, .. } => {
            let list: Vec<String> = records.iter().map(|r| format!("{} {}", r.kind, r.data)).collect();
            let none = printed::rcode(Some(*rcode), lang).to_owned();
            sentence("HOP-TELL", lang, &args.code("records", if list.is_empty() { none } else { list.join(", ") }))
        }
        DnsAction::Resolved { name, addresses } => {
            let list: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            sentence("WORK-RESOLVED", lang, &args.code("name", name).code("addresses", list.join(", ")))
        }
        DnsAction::Unresolved { name, .. } => sentence("WORK-UNRESOLVED", lang, &args.code("name", name)),
    }
}

/// What a proxy decided; how a connection is secured and what was changed on the way are not news enough.
fn proxy(action: &ProxyAction, lang: Lang) -> Option<Sentence> {
    let args = Args::default();
    let cluster = |cluster: &str| Args::default().text("cluster", Upstream::parse(cluster).title(lang));
    Some(match action {
        ProxyAction::Secure { .. } | ProxyAction::Rewrite | ProxyAction::Connect { .. } => return None,
        ProxyAction::Accept { listener } => sentence("WORK-ACCEPTS", lang, &args.code("listener", listener)),
        ProxyAction::VirtualHost { domain, .. } => sentence("WORK-HOST", lang, &args.code("domain", domain)),
        ProxyAction::Route { condition, .. } => sentence("WORK-ROUTES", lang, &args.code("condition", condition)),
        ProxyAction::NoRoute => sentence("WORK-NO-ROUTE", lang, &args),
        ProxyAction::Weighted { cluster: name, .. } => sentence("WORK-CHOOSES", lang, &cluster(name)),
        ProxyAction::Endpoint { cluster: name, endpoint, .. } => {
            sentence("WORK-CHOOSES-ONE", lang, &cluster(name).code("endpoint", endpoint))
        }
        ProxyAction::NoEndpoint { cluster: name } => sentence("WORK-NOBODY", lang, &cluster(name)),
        ProxyAction::UpstreamFailed { cluster: name, flag } => {
            sentence("WORK-FAILED", lang, &cluster(name).code("flag", flag))
        }
        ProxyAction::HandshakeFailed { .. } => sentence("WORK-CLOSES", lang, &args),
        ProxyAction::Delay { us } => sentence("WORK-HOLDS", lang, &args.code("seconds", printed::seconds(*us))),
        ProxyAction::Respond { status, flag } => answers(*status, flag.as_deref(), lang),
        ProxyAction::Relay { status } => sentence("WORK-RELAYS", lang, &args.code("status", printed::status(*status))),
    })
}

fn answers(status: u16, flag: Option<&str>, lang: Lang) -> Sentence {
    let status = printed::status(status);
    let told = flag.map_or(status.clone(), |flag| format!("{status} {flag}"));
    sentence("WORK-ANSWERS", lang, &Args::default().code("status", told))
}

fn app(action: &AppAction, lang: Lang) -> Sentence {
    let args = Args::default();
    let role = |role: &str| Args::default().with("role", role_words(role, lang));
    match action {
        AppAction::Begin { url, .. } => sentence("WORK-BEGINS", lang, &args.code("url", url)),
        AppAction::Receive { what } => sentence("WORK-RECEIVES", lang, &args.code("what", what)),
        AppAction::Need { role: name, .. } => sentence("WORK-NEEDS", lang, &role(name)),
        AppAction::Got { role: name } => sentence("WORK-GOT", lang, &role(name)),
        AppAction::GotError { role: name, status } => {
            sentence("WORK-GOT-ERROR", lang, &role(name).code("status", status))
        }
        AppAction::Lacks { role: name, .. } => sentence("WORK-LACKS", lang, &role(name)),
        AppAction::Retry { role: name, attempt, of } => {
            sentence("WORK-RETRIES", lang, &role(name).text("attempt", attempt).text("of", of))
        }
        AppAction::Pause { us } => sentence("WORK-PAUSES", lang, &args.code("seconds", printed::seconds(*us))),
        AppAction::Answer { status, .. } => answers(*status, None, lang),
        AppAction::Finish { status } => sentence("WORK-FINISHES", lang, &args.code("status", printed::status(*status))),
        AppAction::GiveUp { after_us } => {
            sentence("WORK-GIVES-UP", lang, &args.code("seconds", printed::seconds(*after_us)))
        }
    }
}
