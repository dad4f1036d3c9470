//! How a request ended: who said so, and which line to look at.

use crate::shell::Prose;
use crate::state::action::{Action, Move};
use crate::state::picture::Picture;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::explain;
use malla_trace::{Lang, RejectWith, Verdict};
use yew::{Callback, Html, MouseEvent, Properties, classes, component, html};

/// What the banner shows.
#[derive(Clone, PartialEq, Properties)]
pub struct VerdictBannerProps {
    /// The request.
    pub picture: Shared<Picture>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// The end of the story, on the stage: two lines at most. The whole of it is in the inspector.
#[component]
pub fn VerdictBanner(props: &VerdictBannerProps) -> Html {
    let (trace, lang) = (&props.picture.trace, props.lang);
    let sentence = explain::verdict(trace, lang);
    let again = props.on.reform(|_: MouseEvent| Action::Send);
    let culprit = props.on.reform(|_: MouseEvent| Action::Move(Move::Culprit));
    html! {
        <section class={classes!("verdict", verdict_tone(&trace.verdict))} role="status" aria-label={t(lang, T::Verdict)}>
            <b class="chip">{ short_verdict(&trace.verdict) }</b>
            <p><Prose {sentence} on_follow={props.on.reform(Action::Follow)} /></p>
            <div class="actions">
                if trace.culprit.is_some() { <button type="button" onclick={culprit}>{ t(lang, T::WhereItFailed) }</button> }
                <button type="button" onclick={again}>{ t(lang, T::SendAgain) }</button>
            </div>
        </section>
    }
}

/// Green for an answer below 400, red for all else.
#[must_use]
pub const fn verdict_tone(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Answered { status, .. } if *status < 400 => "rep",
        Verdict::Delivered => "rep",
        Verdict::Answered { .. }
        | Verdict::Dropped { .. }
        | Verdict::Rejected { .. }
        | Verdict::TimedOut
        | Verdict::Looped
        | Verdict::Unresolved { .. } => "no",
    }
}

/// The end in the field's words: `200`, `503 NR`, `RST`, `timeout`, `NXDOMAIN`.
#[must_use]
pub fn short_verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Answered { status, flag } => {
            format!("{status}{}", flag.as_ref().map(|flag| format!(" {flag}")).unwrap_or_default())
        }
        Verdict::Delivered => "✓".into(),
        Verdict::Dropped { .. } => "DROP".into(),
        Verdict::Rejected { with: RejectWith::TcpReset } => "RST".into(),
        Verdict::Rejected { with: RejectWith::Icmp(_) } => "ICMP".into(),
        Verdict::TimedOut => "timeout".into(),
        Verdict::Looped => "loop".into(),
        Verdict::Unresolved { rcode } => rcode.map_or("DNS ✗", crate::stage::scene::rcode_text).into(),
    }
}
