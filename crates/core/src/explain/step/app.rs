//! What a program did: it received, needed others, tried again or gave up, answered.

use super::View;
use crate::explain::printed;
use crate::explain::template::{Args, code, text};
use malla_trace::{AppAction, Fragment, Lang, Sentence, Stage};

/// The sentence of a step of a program.
pub(super) fn say(view: &View<'_>, action: &AppAction, args: Args) -> Sentence {
    let args = args.text("program", program(&view.step.stage));
    match action {
        AppAction::Begin { url, .. } => view.say("APP-BEGIN", &args.code("url", url)),
        AppAction::Receive { what } => view.say("APP-RECEIVE", &args.code("what", what)),
        AppAction::Need { role, host, port } => {
            by_role(view, "APP-NEED", role, args.code("target", format!("{host}:{port}")))
        }
        AppAction::Got { role } => by_role(view, "APP-GOT", role, args),
        AppAction::Lacks { role, host, port } => {
            by_role(view, "APP-LACKS", role, args.code("target", format!("{host}:{port}")))
        }
        AppAction::GotError { role, status } => {
            view.say("APP-GOT-ERROR", &args.code("status", status).with("role", role_words(role, view.lang)))
        }
        AppAction::Retry { role, attempt, of } => {
            let args = args.with("role", role_words(role, view.lang));
            view.say("APP-RETRY", &args.text("attempt", attempt).text("of", of))
        }
        AppAction::Pause { us } => view.say("APP-PAUSE", &args.code("seconds", printed::seconds(*us))),
        AppAction::Answer { status, what } => {
            let status = if *status == 0 { String::new() } else { status.to_string() };
            let what = printed::body(what, view.lang);
            view.say("APP-ANSWER", &args.code("status", status).text("what", what))
        }
        AppAction::Finish { status } => {
            let status = if *status == 0 { "OK".into() } else { status.to_string() };
            view.say("APP-FINISH", &args.code("status", status))
        }
        AppAction::GiveUp { after_us } => {
            let code = if program(&view.step.stage) == "client" { "APP-GIVE-UP" } else { "APP-GIVE-UP-SERVER" };
            view.say(code, &args.code("seconds", printed::seconds(*after_us)))
        }
    }
}

fn program(stage: &Stage) -> &str {
    match stage {
        Stage::Program { name } => name,
        Stage::Netfilter { .. }
        | Stage::Interface { .. }
        | Stage::Conntrack
        | Stage::Routing
        | Stage::Socket
        | Stage::Resolver
        | Stage::Zone
        | Stage::Listener
        | Stage::RouteTable
        | Stage::Upstream => "",
    }
}

/// A database is the program's own; another program of the same application has a name.
fn by_role(view: &View<'_>, code: &str, role: &str, args: Args) -> Sentence {
    let code = if is_own(role) { code.to_owned() } else { format!("{code}-OTHER") };
    view.say(&code, &args.with("role", role_words(role, view.lang)))
}

fn is_own(role: &str) -> bool {
    role == "database"
}

/// What a program needs, in words.
pub(in super::super) fn role_words(role: &str, lang: Lang) -> Vec<Fragment> {
    vec![if is_own(role) { text(lang.pick("base de datos", "database")) } else { code(role) }]
}
