//! The form that sends a request.

use super::verdict::{short_verdict, verdict_tone};
use crate::platform::value;
use crate::shell::IconButton;
use crate::state::action::Action;
use crate::state::form::{Form, FormField, FormProblem, METHODS};
use crate::state::picture::Picture;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_trace::{Lang, ProbeError, Vertex, VertexKind};
use yew::{Callback, Event, Html, InputEvent, MouseEvent, Properties, SubmitEvent, classes, component, html};

/// What the form shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ProbeBarProps {
    /// The form.
    pub form: Form,
    /// Who can send, and how the last request ended.
    pub picture: Shared<Picture>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

const DICE: &str = "M3 3h10v10H3zM5.5 5.5h.3M10.2 5.5h.3M8 8h.3M5.5 10.5h.3M10.2 10.5h.3";

/// The request form.
#[component]
pub fn ProbeBar(props: &ProbeBarProps) -> Html {
    let lang = props.lang;
    let problem = props.form.probe().err();
    let onsubmit = props.on.reform(|event: SubmitEvent| {
        event.prevent_default();
        Action::Send
    });
    let verdict = &props.picture.trace.verdict;
    html! {
        <form class="probe" aria-label={t(lang, T::Probe)} {onsubmit}>
            { from(props) }
            { url(props, problem.as_ref()) }
            { options(props) }
            <button type="submit" class="primary send" disabled={problem.is_some()}>{ t(lang, T::Send) }</button>
            <IconButton label={t(lang, T::OtherLuck)} d={DICE} on_press={props.on.reform(|()| Action::OtherLuck)} />
            <output class={classes!("chip", verdict_tone(verdict))}>{ short_verdict(verdict) }</output>
            if let Some(problem) = problem { <p class="form-problem" role="alert" id="probe-problem">{ t(lang, problem_word(problem)) }</p> }
        </form>
    }
}

const fn problem_word(problem: FormProblem) -> T {
    match problem {
        FormProblem::Url(ProbeError::Scheme) => T::UrlScheme,
        FormProblem::Url(ProbeError::Host) => T::UrlHost,
        FormProblem::Url(ProbeError::Port) => T::UrlPort,
        FormProblem::Header => T::HeaderBad,
    }
}

fn from(props: &ProbeBarProps) -> Html {
    let can_send = |v: &&Vertex| matches!(v.kind, VertexKind::Client | VertexKind::Pod);
    let option = |v: &Vertex| {
        html! { <option value={v.id.0.clone()} selected={v.id == props.form.from}>{ &v.title }</option> }
    };
    let onchange = props.on.reform(|event: Event| Action::Fill(FormField::From, value(&event)));
    html! {
        <label class="from"><span class="unseen">{ t(props.lang, T::ProbeFrom) }</span>
            <select {onchange}>{ for props.picture.topology.vertices.iter().filter(can_send).map(option) }</select>
        </label>
    }
}

fn method(props: &ProbeBarProps) -> Html {
    let option =
        |name: &&'static str| html! { <option value={*name} selected={*name == props.form.method}>{ *name }</option> };
    let onchange = props.on.reform(|event: Event| Action::Fill(FormField::Method, value(&event)));
    html! {
        <label class="method"><b>{ t(props.lang, T::Method) }</b>
            <select {onchange}>{ for METHODS.iter().map(option) }</select>
        </label>
    }
}

fn url(props: &ProbeBarProps, problem: Option<&FormProblem>) -> Html {
    let oninput = props.on.reform(|event: InputEvent| Action::Fill(FormField::Url, value(&event)));
    let wrong = matches!(problem, Some(FormProblem::Url(_)));
    html! {
        <label class="url"><span class="unseen">{ t(props.lang, T::Url) }</span>
            <input type="text" inputmode="url" spellcheck="false" autocomplete="off" autocapitalize="off" value={props.form.url.clone()}
                aria-invalid={wrong.to_string()} aria-describedby={wrong.then_some("probe-problem")} {oninput} />
        </label>
    }
}

/// Method and headers, to unfold; the method is its label.
fn options(props: &ProbeBarProps) -> Html {
    let lang = props.lang;
    let oninput = props.on.reform(|event: InputEvent| Action::Fill(FormField::Headers, value(&event)));
    let reset = props.on.reform(|_: MouseEvent| Action::ResetForm);
    let lines = props.form.headers.lines().filter(|line| !line.trim().is_empty()).count();
    html! {
        <details class="headers">
            <summary aria-label={format!("{}: {}", t(lang, T::RequestOptions), props.form.method)} title={t(lang, T::RequestOptions)}>
                { &props.form.method }if lines > 0 { <span class="badge">{ lines }</span> }</summary>
            <div class="drop">
                { method(props) }
                <label><b>{ t(lang, T::Headers) }</b><span>{ t(lang, T::HeadersHow) }</span>
                    <textarea rows="3" spellcheck="false" placeholder="x-user: menchu" value={props.form.headers.clone()} {oninput} />
                </label>
                <button type="button" onclick={reset}>{ t(lang, T::ResetProbe) }</button>
            </div>
        </details>
    }
}
