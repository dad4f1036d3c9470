//! The address bar: `#/lesson/ID` and nothing else, so that the page works under any path of any file server.

use super::media::Listener;
use wasm_bindgen::JsValue;
use web_sys::window;

const LESSON: &str = "#/lesson/";

/// The lesson that the address names.
#[must_use]
pub fn lesson_in_hash() -> Option<String> {
    let hash = window()?.location().hash().ok()?;
    let id = hash.strip_prefix(LESSON)?.trim_end_matches('/');
    (!id.is_empty()).then(|| id.to_owned())
}

/// Makes the address name a lesson; a page that has just opened adds no step to the way back.
pub fn go_to_lesson(id: &str, first: bool) {
    if lesson_in_hash().as_deref() == Some(id) {
        return;
    }
    let Some(window) = window() else { return };
    let hash = format!("{LESSON}{id}");
    let _ = match window.history() {
        Ok(history) if first => history.replace_state_with_url(&JsValue::NULL, "", Some(&hash)),
        _ => window.location().set_hash(&hash),
    };
}

/// Hears when the address changes, for as long as it lives.
pub struct Hashes {
    _listener: Listener,
}

impl Hashes {
    /// Tells `heard` the lesson that the new address names.
    pub fn new(heard: impl Fn(String) + 'static) -> Self {
        let listener = Listener::new(window().map(Into::into), "hashchange", move |_| {
            if let Some(id) = lesson_in_hash() {
                heard(id);
            }
        });
        Self { _listener: listener }
    }
}
