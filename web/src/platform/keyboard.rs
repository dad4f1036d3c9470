//! Keys pressed anywhere in the page, except where a field or the editor takes them.

use super::media::Listener;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, window};

/// Hears the keys of the whole page for as long as it lives.
pub struct Keyboard {
    _listener: Listener,
}

/// A key that was pressed.
#[derive(Debug)]
pub struct Pressed {
    /// Its name, `ArrowLeft`.
    pub key: String,
    /// Whether Shift was held.
    pub shift: bool,
}

impl Keyboard {
    /// Tells `heard` of every key that no field takes. It answers whether the key did something.
    pub fn new(heard: impl Fn(Pressed) -> bool + 'static) -> Self {
        let listener = Listener::new(window().map(Into::into), "keydown", move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let with_command = event.ctrl_key() || event.meta_key() || event.alt_key();
            if with_command || event.default_prevented() || takes_keys(event, &event.key()) {
                return;
            }
            if heard(Pressed { key: event.key(), shift: event.shift_key() }) {
                event.prevent_default();
            }
        });
        Self { _listener: listener }
    }
}

/// Whether the element that has the focus uses the key itself: text fields use all, a button uses space, and so on.
/// An event from the editor's shadow tree names its host, which is marked with `data-keys`.
fn takes_keys(event: &Event, key: &str) -> bool {
    let Some(target) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return false };
    let all = "input:not([type=checkbox],[type=range]), textarea, select, [data-keys=all], dialog";
    if target.closest(all).ok().flatten().is_some() {
        return true;
    }
    let press = "button, a, summary, input[type=checkbox], [role=button], [role=option]";
    let slide = "input[type=range], [role=separator]";
    let uses = |selector: &str| target.matches(selector).unwrap_or(false);
    match key {
        " " => uses(press),
        "ArrowLeft" | "ArrowRight" | "Home" | "End" => uses(slide),
        _ => false,
    }
}
