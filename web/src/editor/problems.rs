//! Everything that is wrong with the manifests, as a list: the gutter's marks are for the mouse only.

use crate::state::action::Action;
use crate::words::{T, severity_name, t};
use malla_core::{Fix, Snapshot, SourceFile};
use malla_trace::{Diagnostic, Lang, Severity};
use yew::{Callback, Html, MouseEvent, Properties, classes, component, html};

/// What the list shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ProblemListProps {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The cluster.
    pub snapshot: Snapshot,
    /// Their mends, as far as they are known.
    pub fixes: Vec<Vec<Fix>>,
    /// The manifests.
    pub files: Vec<SourceFile>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// The list of problems, worst first.
#[component]
pub fn ProblemList(props: &ProblemListProps) -> Html {
    let mut found: Vec<(usize, &Diagnostic)> = props.diagnostics.iter().enumerate().collect();
    found.sort_by(|(_, a), (_, b)| (a.severity, &a.place).cmp(&(b.severity, &b.place)));
    let count = found.len();
    let title = if count == 0 { T::NoProblems } else { T::Problems };
    html! {
        <section class={classes!("problems", (count > 0).then_some("some"))} aria-label={t(props.lang, T::Problems)} aria-live="polite"
            data-count={count.to_string()}>
            <h2>{ t(props.lang, title) }if count > 0 { <span class="badge">{ count }</span> }</h2>
            if count > 0 { <ul tabindex="0">{ for found.into_iter().map(|(i, d)| draw(props, i, d)) }</ul> }
        </section>
    }
}

fn draw(props: &ProblemListProps, index: usize, diagnostic: &Diagnostic) -> Html {
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
            { recreate(props, diagnostic) }
            { for props.fixes.get(index).into_iter().flatten().map(|fix| mend(props, diagnostic, fix)) }
        </li>
    }
}

/// A button for what the API server takes of a new object only: the old one goes first.
fn recreate(props: &ProblemListProps, diagnostic: &Diagnostic) -> Option<Html> {
    let refused = diagnostic.code.starts_with("UPDATE-");
    let object = props.snapshot.object_at(&diagnostic.place.file, diagnostic.place.line).filter(|_| refused)?;
    let object = props.snapshot.kept().find(|kept| **kept == object)?.clone();
    let onclick = props.on.reform(move |_: MouseEvent| Action::Recreate(object.clone()));
    Some(html! { <button type="button" class="mend recreate" {onclick}>{ t(props.lang, T::Recreate) }</button> })
}

/// A button that mends it.
fn mend(props: &ProblemListProps, diagnostic: &Diagnostic, fix: &Fix) -> Html {
    let Some(file) = props.files.iter().find(|file| file.name == diagnostic.place.file) else { return Html::default() };
    let (file, text) = (file.name.clone(), fix.apply(&file.text));
    let onclick = props.on.reform(move |_: MouseEvent| Action::Edit { file: file.clone(), text: text.clone() });
    html! { <button type="button" class="mend" {onclick}>{ fix.title(props.lang) }</button> }
}
