//! Play, step, scrub.

use super::strip::{Strip, rows};
use crate::platform::value;
use crate::shell::IconButton;
use crate::state::action::{Action, Move};
use crate::state::picture::Picture;
use crate::state::playback::{Detail, Playhead};
use crate::state::prefs::Speed;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_trace::Lang;
use yew::{Callback, Event, Html, InputEvent, Properties, component, html};

/// What the timeline shows.
#[derive(Clone, PartialEq, Properties)]
pub struct TimelineProps {
    /// The request.
    pub picture: Shared<Picture>,
    /// Where the story stands.
    pub playhead: Playhead,
    /// How fast it runs.
    pub speed: Speed,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

const PLAY: &str = "M4 2.5l9 5.5-9 5.5z";
const PAUSE: &str = "M4 3h3v10H4zM9 3h3v10H9z";
const BACK: &str = "M11 3v10L4.5 8z";
const ON: &str = "M5 3l6.5 5L5 13z";
const CALL_BACK: &str = "M8 3v10L2.5 8zM13.5 3v10L8 8z";
const CALL_ON: &str = "M2.5 3L8 8l-5.5 5zM8 3l5.5 5L8 13z";
const START: &str = "M3 3h2v10H3zM13 3v10L6 8z";
const END: &str = "M11 3h2v10h-2zM3 3l7 5-7 5z";

/// The timeline.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let lang = props.lang;
    let many = props.picture.script.calls.list().len() > 1;
    let (word, d) = if props.playhead.playing { (T::Pause, PAUSE) } else { (T::Play, PLAY) };
    html! {
        <section class="timeline" aria-label={t(lang, T::Timeline)}>
            <div class="controls">
                { button(props, T::ToStart, START, "", Move::Start) }
                if many { { button(props, T::CallBack, CALL_BACK, "", Move::CallBack) } }
                { button(props, T::StepBack, BACK, "", Move::Back) }
                { button(props, word, d, "play", Move::Toggle) }
                { button(props, T::StepOn, ON, "", Move::On) }
                if many { { button(props, T::CallOn, CALL_ON, "", Move::CallOn) } }
                { button(props, T::ToEnd, END, "", Move::End) }
            </div>
            <div class={format!("scrub rows-{}", rows(&props.picture.script))}>
                <Strip picture={props.picture.clone()} at={props.playhead.at} {lang} />
                { slider(props) }
            </div>
            <div class="options">
                <span class="count">{ count(props) }</span>
                { speed(props) }
                { detail(props) }
            </div>
        </section>
    }
}

fn button(props: &TimelineProps, word: T, d: &'static str, class: &'static str, step: Move) -> Html {
    let on_press = props.on.reform(move |()| Action::Move(step));
    html! { <IconButton label={t(props.lang, word)} {d} {class} {on_press} /> }
}

fn count(props: &TimelineProps) -> String {
    format!("{} / {}", props.playhead.beat() + 1, props.picture.script.beats.len())
}

fn slider(props: &TimelineProps) -> Html {
    let oninput =
        props.on.reform(|event: InputEvent| Action::Move(value(&event).parse().map_or(Move::Start, Move::To)));
    let beat = props.playhead.beat();
    let said = format!("{} {} {}", beat + 1, t(props.lang, T::Of), props.picture.script.beats.len());
    html! {
        <input type="range" min="0" max={props.picture.script.last().to_string()} step="1" value={beat.to_string()}
            aria-label={t(props.lang, T::Position)} aria-valuetext={said} {oninput} />
    }
}

fn speed(props: &TimelineProps) -> Html {
    let option = |speed: &Speed| {
        html! { <option value={speed.label()} selected={*speed == props.speed}>{ speed.label() }</option> }
    };
    let onchange =
        props.on.reform(|event: Event| Action::SetSpeed(Speed::of_label(&value(&event)).unwrap_or_default()));
    html! {
        <label class="speed" title={t(props.lang, T::Speed)}><span class="unseen">{ t(props.lang, T::Speed) }</span>
            <select {onchange}>{ for Speed::ALL.iter().map(option) }</select>
        </label>
    }
}

const DETAILS: [(Detail, &str, T); 3] = [
    (Detail::Calls, "calls", T::DetailCalls),
    (Detail::Story, "story", T::DetailStory),
    (Detail::Every, "every", T::DetailEvery),
];

fn detail(props: &TimelineProps) -> Html {
    let option = |(detail, name, word): &(Detail, &'static str, T)| {
        let selected = *detail == props.picture.script.detail;
        html! { <option value={*name} {selected}>{ t(props.lang, *word) }</option> }
    };
    let onchange = props.on.reform(|event: Event| {
        let name = value(&event);
        Action::SetDetail(DETAILS.iter().find(|(_, known, _)| *known == name).map(|(detail, ..)| *detail))
    });
    html! {
        <label class="detail" title={t(props.lang, T::Detail)}><span class="unseen">{ t(props.lang, T::Detail) }</span>
            <select {onchange}>{ for DETAILS.iter().map(option) }</select>
        </label>
    }
}
