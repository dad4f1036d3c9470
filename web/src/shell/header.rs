//! The top of the page: which lesson, which language, light or dark.

use super::button::IconButton;
use crate::platform::value;
use crate::state::action::{Action, Popup};
use crate::state::prefs::{Prefs, Theme};
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_lesson::Catalog;
use malla_trace::Lang;
use yew::{AttrValue, Callback, Event, Html, MouseEvent, Properties, component, html};

/// What the top shows.
#[derive(Clone, PartialEq, Properties)]
pub struct HeaderProps {
    /// All lessons.
    pub catalog: Shared<Catalog>,
    /// The one that is open.
    pub lesson: AttrValue,
    /// The learner's choices.
    pub prefs: Prefs,
    /// Somebody does something.
    pub on: Callback<Action>,
}

const MOON: &str = "M13 10A6 6 0 0 1 6 3a6 6 0 1 0 7 7z";
const SUN: &str =
    "M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6L13 13M3 13l1.4-1.4M11.6 4.4L13 3";
const QUESTION: &str = "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9 8 10M8 12.6v.2";

/// The top of the page.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let lang = props.prefs.lang;
    let (theme_word, theme_icon) = match props.prefs.theme {
        Theme::Light => (T::ThemeDark, MOON),
        Theme::Dark => (T::ThemeLight, SUN),
    };
    html! {
        <header class="top">
            <p class="brand"><Logo /><b>{ "malla" }</b><span>{ t(lang, T::Tagline) }</span></p>
            <h1 class="unseen">{ title(props) }</h1>
            { picker(props) }
            <nav aria-label={t(lang, T::Language)}>
                <button type="button" class="lang" title={t(lang, T::OtherLanguage)} onclick={props.on.reform(|_: MouseEvent| Action::SwitchLang)}>
                    <span class={on_if(lang == Lang::Es)}>{ "ES" }</span><span class={on_if(lang == Lang::En)}>{ "EN" }</span>
                    <span class="unseen" lang={other(lang).tag()}>{ t(lang, T::OtherLanguage) }</span>
                </button>
                <IconButton label={t(lang, theme_word)} d={theme_icon} on_press={props.on.reform(|()| Action::SwitchTheme)} />
                <IconButton label={t(lang, T::Help)} d={QUESTION} on_press={props.on.reform(|()| Action::Open(Popup::Help))} />
            </nav>
        </header>
    }
}

#[component]
fn Logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 5h16M4 12h16M4 19h16M6 3v18M12 3v18M18 3v18" />
            <circle cx="12" cy="12" r="3" />
        </svg>
    }
}

fn other(lang: Lang) -> Lang {
    lang.pick(Lang::En, Lang::Es)
}

fn on_if(on: bool) -> &'static str {
    if on { "on" } else { "" }
}

fn title(props: &HeaderProps) -> String {
    props.catalog.get(&props.lesson).map(|lesson| lesson.title.get(props.prefs.lang).to_owned()).unwrap_or_default()
}

fn picker(props: &HeaderProps) -> Html {
    let lang = props.prefs.lang;
    let option = |lesson: &malla_lesson::Lesson| {
        let selected = props.lesson == lesson.id.as_str();
        html! { <option value={lesson.id.clone()} {selected}>{ lesson.title.get(lang) }</option> }
    };
    let onchange = props.on.reform(|event: Event| Action::OpenLesson(value(&event)));
    html! {
        <label class="picker"><span class="unseen">{ t(lang, T::ChooseLesson) }</span>
            <select {onchange}>{ for props.catalog.lessons.iter().map(option) }</select>
        </label>
    }
}
