//! What a form field holds.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// The text of the field that an event is about.
#[must_use]
pub fn value(event: &Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    let input = target.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value);
    let select = target.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value);
    let area = target.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value);
    input.or(select).or(area).unwrap_or_default()
}

/// Whether the check box that an event is about is checked.
#[must_use]
pub fn checked(event: &Event) -> bool {
    event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()).is_some_and(|input| input.checked())
}
