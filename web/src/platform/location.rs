//! The address bar: `#/lesson/ID` and nothing else, so that the page works under any path of any file server.

use super::media::Listener;
use web_sys::window;

const LESSON: &str = "#/lesson/";

/// The lesson that the address names.
#[must_use]
pub fn lesson_in_hash() -> Option<String> {
    let hash = window()?.location().hash().ok()?;
    let id = hash.strip_prefix(LESSON)?.trim_end_matches('/');
    (!id.is_empty()).then(|| id.to_owned())
}

/// Makes the address name a lesson.
pub fn go_to_lesson(id: &str) {
    if lesson_in_hash().as_deref() != Some(id)
        && let Some(window) = window()
    {
        let _ = window.location().set_hash(&format!("{LESSON}{id}"));
    }
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
