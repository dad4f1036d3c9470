//! What a splitter needs: the pointer for itself, and a custom property to set. The property goes through the CSS
//! object model: a strict policy forbids style attributes.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent, window};

/// Keeps the pointer for the element that an event is about, until the button is released.
pub fn capture(event: &PointerEvent) {
    if let Some(element) = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Sets a custom property of the root element to a number of pixels.
pub fn set_share(property: &str, pixels: f64) {
    let root = window().and_then(|w| w.document()).and_then(|d| d.document_element());
    if let Some(root) = root.and_then(|r| r.dyn_into::<HtmlElement>().ok()) {
        let _ = root.style().set_property(property, &format!("{pixels:.0}px"));
    }
}

/// The window's width and height.
#[must_use]
pub fn width_and_height() -> (f64, f64) {
    let pixels = |value: Option<wasm_bindgen::JsValue>| value.and_then(|v| v.as_f64()).unwrap_or_default();
    let window = window();
    let width = window.as_ref().and_then(|w| w.inner_width().ok());
    let height = window.as_ref().and_then(|w| w.inner_height().ok());
    (pixels(width), pixels(height))
}
