//! What the browser's owner prefers: language, darkness, less motion; and events in general.

use malla_trace::Lang;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget, MediaQueryList, window};

/// An event listener that goes when it is dropped.
pub(super) struct Listener {
    target: Option<EventTarget>,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    pub(super) fn new(target: Option<EventTarget>, name: &'static str, heard: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::new(heard);
        if let Some(target) = &target {
            let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
        Self { target, name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(target) = &self.target {
            let _ = target.remove_event_listener_with_callback(self.name, self.closure.as_ref().unchecked_ref());
        }
    }
}

const LESS_MOTION: &str = "(prefers-reduced-motion: reduce)";
const DARK: &str = "(prefers-color-scheme: dark)";

fn query(text: &str) -> Option<MediaQueryList> {
    window()?.match_media(text).ok().flatten()
}

fn matches(text: &str) -> bool {
    query(text).is_some_and(|list| list.matches())
}

/// Whether the browser's owner likes it dark.
#[must_use]
pub fn prefers_dark() -> bool {
    matches(DARK)
}

/// Whether the browser's owner wants less motion.
#[must_use]
pub fn prefers_less_motion() -> bool {
    matches(LESS_MOTION)
}

/// The first language of the browser's owner that we speak.
#[must_use]
pub fn preferred_lang() -> Lang {
    let languages = window().map(|w| w.navigator().languages()).unwrap_or_default();
    let tags = languages.iter().filter_map(|tag| tag.as_string());
    tags.filter_map(|tag| Lang::from_tag(&tag)).next().unwrap_or_default()
}

/// Watches a preference for as long as it lives.
pub struct Watch {
    _listener: Listener,
}

impl Watch {
    /// Tells `heard` whenever the wish for less motion changes.
    pub fn motion(heard: impl Fn(bool) + 'static) -> Self {
        let list = query(LESS_MOTION);
        let inside = list.clone();
        let listener = Listener::new(list.map(Into::into), "change", move |_| {
            heard(inside.as_ref().is_some_and(MediaQueryList::matches));
        });
        Self { _listener: listener }
    }
}
