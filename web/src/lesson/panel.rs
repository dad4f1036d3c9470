//! The lesson's panel.

use super::goals::goals;
use super::markdown::{article, line};
use crate::shell::Link;
use crate::state::action::{Action, Popup};
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::explain::term;
use malla_lesson::{Judgement, Lesson, Target};
use malla_trace::Lang;
use yew::{AttrValue, Callback, Html, MouseEvent, Properties, component, html, use_callback};

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct LessonPanelProps {
    /// The lesson.
    pub lesson: Shared<Lesson>,
    /// Its step, by number from 0.
    pub step: usize,
    /// The lesson after it, by id.
    pub next: Option<AttrValue>,
    /// What the judge says of the cluster.
    pub judgement: Judgement,
    /// Whether the hint is shown.
    pub hint_shown: bool,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// The lesson.
#[component]
pub fn LessonPanel(props: &LessonPanelProps) -> Html {
    let (lesson, lang) = (&props.lesson, props.lang);
    let on_follow = use_callback(props.on.clone(), |target: Target, on| on.emit(Action::FollowLesson(target)));
    let judgement = &props.judgement;
    html! {
        <section class="lesson panel" aria-label={t(lang, T::TabLesson)} tabindex="0" data-done={judgement.is_done().to_string()}>
            <h2 class="lesson-title">{ lesson.title.get(lang) }</h2>
            <p class="summary">{ lesson.summary.get(lang) }</p>
            { step_words(props, &on_follow) }
            <h3>{ t(lang, T::Goals) }</h3>
            { goals((&**lesson, props.step), judgement, lang, &on_follow) }
            { done(props) }
            { hint(props, &on_follow) }
            <Text lesson={lesson.clone()} {lang} {on_follow} />
            { terms(props) }
            <div class="actions">
                { button(props, T::StartAgain, Action::Open(Popup::AskStartAgain)) }
                { button(props, T::ShowSolution, Action::Open(Popup::AskSolution)) }
            </div>
        </section>
    }
}

/// What has happened and what is wanted now, in a lesson that goes in steps.
fn step_words(props: &LessonPanelProps, on_follow: &Callback<Target>) -> Html {
    let (lesson, lang) = (&props.lesson, props.lang);
    let Some(step) = lesson.steps.get(props.step) else { return Html::default() };
    html! {
        <section class="lesson-step" data-step={step.id.clone()}>
            <h3>{ format!("{} {} / {}", t(lang, T::StepOf), props.step + 1, lesson.steps.len()) }{ ": " }{ line(step.title.get(lang), on_follow) }</h3>
            { article(step.text.get(lang), "", on_follow) }
        </section>
    }
}

/// The lesson's text: it changes only with the lesson and the language.
#[component]
fn Text(props: &TextProps) -> Html {
    let (lesson, lang) = (&props.lesson, props.lang);
    html! { <article>{ article(lesson.text.get(lang), lesson.title.get(lang), &props.on_follow) }</article> }
}

#[derive(Clone, PartialEq, Properties)]
struct TextProps {
    lesson: Shared<Lesson>,
    lang: Lang,
    on_follow: Callback<Target>,
}

fn done(props: &LessonPanelProps) -> Html {
    if !props.judgement.is_done() {
        return Html::default();
    }
    if props.step + 1 < props.lesson.steps.len() {
        let onclick = props.on.reform(|_: MouseEvent| Action::NextStep);
        return html! {
            <div class="done" role="status"><p>{ t(props.lang, T::StepDone) }</p>
                <button type="button" class="primary" {onclick}>{ t(props.lang, T::NextStep) }</button></div>
        };
    }
    let next = props.next.clone().map(|id| {
        let onclick = props.on.reform(move |_: MouseEvent| Action::OpenLesson(id.to_string()));
        html! { <button type="button" class="primary" {onclick}>{ t(props.lang, T::NextLesson) }</button> }
    });
    html! { <div class="done" role="status"><p>{ t(props.lang, T::LessonDone) }</p>{ next }</div> }
}

/// The hint that speaks: first a button, then its words.
fn hint(props: &LessonPanelProps, on_follow: &Callback<Target>) -> Html {
    let speaking = props.judgement.hint.as_ref();
    let Some(hint) = props.lesson.hints.iter().find(|hint| Some(&hint.id) == speaking) else { return Html::default() };
    if !props.hint_shown {
        return html! { <p class="ask-hint">{ button(props, T::ShowHint, Action::ShowHint) }</p> };
    }
    html! {
        <p class="hint" role="status" data-hint={hint.id.clone()}>
            <b>{ t(props.lang, T::Hint) }{ ": " }</b>{ line(hint.text.get(props.lang), on_follow) }
        </p>
    }
}

fn terms(props: &LessonPanelProps) -> Html {
    let entry = |name: &String| {
        let found = term(name, props.lang)?;
        let name = name.clone();
        let on_press = props.on.reform(move |()| Action::Open(Popup::Term(name.clone())));
        Some(html! { <li><Link kind="to-term" {on_press}>{ found.title }</Link></li> })
    };
    let entries: Vec<Html> = props.lesson.terms.iter().filter_map(entry).collect();
    if entries.is_empty() {
        return Html::default();
    }
    html! { <><h3>{ t(props.lang, T::TermsTaught) }</h3><ul class="terms">{ for entries }</ul></> }
}

fn button(props: &LessonPanelProps, word: T, action: Action) -> Html {
    let onclick = props.on.reform(move |_: MouseEvent| action.clone());
    html! { <button type="button" {onclick}>{ t(props.lang, word) }</button> }
}
