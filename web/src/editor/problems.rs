//! Everything that is wrong with the manifests, as a list: the gutter's marks are for the mouse only.

use crate::state::action::Action;
use crate::words::{T, severity_name, t};
use malla_trace::{Diagnostic, Lang, Severity};
use yew::{Callback, Html, MouseEvent, Properties, classes, component, html};

/// What the list shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ProblemListProps {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// The list of problems, worst first.
#[component]
pub fn ProblemList(props: &ProblemListProps) -> Html {
    let mut found = props.diagnostics.clone();
    found.sort_by(|a, b| (a.severity, &a.place).cmp(&(b.severity, &b.place)));
    let count = found.len();
    let title = if count == 0 { T::NoProblems } else { T::Problems };
    html! {
        <section class={classes!("problems", (count > 0).then_some("some"))} aria-label={t(props.lang, T::Problems)} aria-live="polite"
            data-count={count.to_string()}>
            <h2>{ t(props.lang, title) }if count > 0 { <span class="badge">{ count }</span> }</h2>
            if count > 0 { <ul tabindex="0">{ for found.iter().map(|d| draw(props, d)) }</ul> }
        </section>
    }
}

fn draw(props: &ProblemListProps, diagnostic: &Diagnostic) -> Html {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let place = diagnostic.place.clone();
    let onclick = props.on.reform(move |_: MouseEvent| Action::GoTo(place.clone()));
    html! {
        <li class={severity}>
            <button type="button" class="problem" {onclick}>
                <span class="where"><b>{ severity_name(props.lang, diagnostic.severity) }</b>
                    <code>{ format!("{}:{}", diagnostic.place.file, diagnostic.place.line) }</code></span>
                <span>{ &diagnostic.message }</span>
                { for diagnostic.hints.iter().map(|hint| html! { <small>{ hint }</small> }) }
            </button>
        </li>
    }
}
