//! What came of many requests, over the stage: how they ended, how proxies split them, who answered. Tables with bars in
//! them, so that ears get what eyes get.

use super::open::opener;
use super::shares::shares;
use super::splits::splits;
use crate::shell::Link;
use crate::state::action::{Action, Popup};
use crate::state::many::Many;
use crate::state::picture::Picture;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::explain::term;
use malla_trace::{End, Lang, Verdict};
use yew::{Callback, Html, MouseEvent, Properties, component, html};

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ManyPanelProps {
    /// The requests.
    pub many: Shared<Many>,
    /// The cluster, for names and lines.
    pub picture: Shared<Picture>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// What came of many requests.
#[component]
pub fn ManyPanel(props: &ManyPanelProps) -> Html {
    let (many, lang) = (&props.many, props.lang);
    let close = props.on.reform(|_: MouseEvent| Action::CloseMany);
    let summary = &many.summary;
    html! {
        <aside class="many" aria-label={t(lang, T::ManyTitle)} data-done={(!many.is_running()).to_string()}>
            <header>
                <h2>{ heading(many) }<small>{ format!("{} {}", t(lang, T::Seed), summary.seed) }</small></h2>
                <button type="button" class="icon-button" aria-label={t(lang, T::Close)} onclick={close}>{ "×" }</button>
            </header>
            { progress(many, lang) }
            { stale(props) }
            <div class="many-body" tabindex="0" role="group" aria-label={t(lang, T::ManyTitle)}>
                <ul class="ends" aria-label={t(lang, T::HowTheyEnded)}>{ for summary.ends.iter().map(|end| draw_end(props, end)) }</ul>
                { splits(props) }
                { shares(props) }
            </div>
        </aside>
    }
}

/// `100 × GET http://…`.
fn heading(many: &Many) -> String {
    let probe = &many.summary.probe;
    format!("{} × {} {}", many.wanted, probe.method, probe.url)
}

fn progress(many: &Many, lang: Lang) -> Html {
    if !many.is_running() {
        return html! { <p class="unseen" role="status">{ heading(many) }</p> };
    }
    let (done, all) = (many.summary.count.to_string(), many.wanted.to_string());
    html! { <progress value={done} max={all} aria-label={t(lang, T::ManyRunning)}></progress> }
}

fn stale(props: &ManyPanelProps) -> Html {
    if !props.many.stale {
        return Html::default();
    }
    let wanted = props.many.wanted;
    let again = props.on.reform(move |_: MouseEvent| Action::SendMany(wanted));
    html! {
        <p class="many-stale" role="status">{ t(props.lang, T::ManyStale) }
            <button type="button" onclick={again}>{ t(props.lang, T::SendAgain) }</button></p>
    }
}

fn draw_end(props: &ManyPanelProps, end: &End) -> Html {
    html! {
        <li>{ opener(props, &end.verdict, end.first) }
            <span>{ format!("{} · {}", end.count, share_of(end.count, props.many.summary.count)) }</span>
            { flag(props, &end.verdict) }</li>
    }
}

/// What a response flag means, for one that the glossary knows.
fn flag(props: &ManyPanelProps, verdict: &Verdict) -> Html {
    let Verdict::Answered { flag: Some(flag), .. } = verdict else { return Html::default() };
    let name = flag.split(',').next().unwrap_or(flag).to_lowercase();
    let Some(found) = term(&name, props.lang) else { return Html::default() };
    let on_press = props.on.reform(move |()| Action::Open(Popup::Term(name.clone())));
    html! { <Link kind="to-term" {on_press}>{ found.title }</Link> }
}

/// A share in per cent: `12 %`, `0.4 %`.
#[must_use]
pub fn share_of(part: u64, all: u64) -> String {
    let share = part as f64 * 100.0 / all.max(1) as f64;
    if share >= 10.0 || (share - share.round()).abs() < 0.05 {
        format!("{share:.0} %")
    } else {
        format!("{share:.1} %")
    }
}

/// How long a bar is, in hundredths of the whole.
#[must_use]
pub fn length(part: u64, all: u64) -> String {
    format!("{:.2}", part as f64 * 100.0 / all.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_finely_as_they_need() {
        let written = [share_of(88, 100), share_of(7, 1000), share_of(1, 100), share_of(0, 0), share_of(105, 1000)];
        assert_eq!(written, ["88 %", "0.7 %", "1 %", "0 %", "10 %"]);
        assert_eq!(length(1, 3), "33.33");
    }
}
