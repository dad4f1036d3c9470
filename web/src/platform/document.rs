//! The document as a whole: language, theme, title, and the marks that tests read.

use web_sys::window;

/// Makes the document speak a language and wear a theme.
pub fn show(lang: &str, theme: &str, title: &str) {
    let Some(document) = window().and_then(|w| w.document()) else { return };
    document.set_title(title);
    mark("lang", lang);
    mark("data-theme", theme);
}

/// Sets an attribute of the root element.
pub fn mark(name: &str, value: &str) {
    if let Some(root) = window().and_then(|w| w.document()).and_then(|d| d.document_element()) {
        let _ = root.set_attribute(name, value);
    }
}

/// Milliseconds of the browser's clock.
#[must_use]
pub fn now_ms() -> f64 {
    window().and_then(|w| w.performance()).map_or(0.0, |p| p.now())
}
