//! The form that sends a request.

use super::verdict::{short_verdict, verdict_tone};
use crate::platform::value;
use crate::shell::IconButton;
use crate::state::action::Action;
use crate::state::form::{Form, FormField, FormProblem, METHODS, quick_urls};
use crate::state::many::COUNTS;
use crate::state::picture::Picture;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_trace::{Lang, ProbeError, Vertex, VertexKind};
use yew::{
    Callback, Event, Html, InputEvent, MouseEvent, Properties, SubmitEvent, classes, component, html, use_state_eq,
};

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

const BARS: &str = "M3 13V8h2.5v5zM7 13V3h2.5v10zM11 13v-3h2.5v3z";

/// Headers that samples and lessons ask for.
const QUICK_HEADERS: [&str; 3] = ["end-user: jason", "cookie: user=jason", "x-forwarded-proto: https"];

/// A header to put in or take out at a press.
fn quick_header(props: &ProbeBarProps, header: &'static str) -> Html {
    let lines: Vec<&str> = props.form.headers.lines().filter(|line| !line.trim().is_empty()).collect();
    let is_in = lines.contains(&header);
    let kept = lines.into_iter().filter(|line| *line != header).chain((!is_in).then_some(header));
    let text = kept.collect::<Vec<_>>().join("\n");
    let onclick = props.on.reform(move |_: MouseEvent| Action::Fill(FormField::Headers, text.clone()));
    html! { <button type="button" class="quick" aria-pressed={is_in.to_string()} {onclick}>{ header }</button> }
}

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
            <Many {lang} on={props.on.clone()} />
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

/// The same request many times: how often, and go.
#[component]
fn Many(props: &ManyProps) -> Html {
    let count = use_state_eq(|| COUNTS[1]);
    let lang = props.lang;
    let option = |n: &u64| html! { <option value={n.to_string()} selected={*n == *count}>{ format!("×{n}") }</option> };
    let onchange = {
        let count = count.clone();
        move |event: Event| count.set(value(&event).parse().unwrap_or(COUNTS[1]))
    };
    let chosen = *count;
    let on_press = props.on.reform(move |()| Action::SendMany(chosen));
    html! {
        <span class="send-many">
            <select aria-label={t(lang, T::HowMany)} {onchange}>{ for COUNTS.iter().map(option) }</select>
            <IconButton label={t(lang, T::SendMany)} d={BARS} {on_press} />
        </span>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ManyProps {
    lang: Lang,
    on: Callback<Action>,
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
    let choices = quick_urls(&props.picture.topology, &props.form.from);
    html! {
        <label class="url"><span class="unseen">{ t(props.lang, T::Url) }</span>
            <input type="text" inputmode="url" list="quick-urls" spellcheck="false" autocomplete="off" autocapitalize="off" value={props.form.url.clone()}
                aria-invalid={wrong.to_string()} aria-describedby={wrong.then_some("probe-problem")} {oninput} />
            <datalist id="quick-urls">{ for choices.into_iter().map(|url| html! { <option value={url} /> }) }</datalist>
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
                <div class="quick-headers">{ for QUICK_HEADERS.iter().map(|header| quick_header(props, header)) }</div>
                <button type="button" onclick={reset}>{ t(lang, T::ResetProbe) }</button>
            </div>
        </details>
    }
}
