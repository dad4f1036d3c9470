//! Brings something into view inside the panel that scrolls, and moves nothing else.

use web_sys::{Element, HtmlElement};
use yew::NodeRef;

/// Scrolls `panel` just so far that `item` is seen, in the middle where it was out of sight.
pub fn into_view(panel: &NodeRef, item: &NodeRef) {
    if let (Some(panel), Some(item)) = (panel.cast::<HtmlElement>(), item.cast::<Element>()) {
        reveal(&panel, &item);
    }
}

fn reveal(panel: &HtmlElement, item: &Element) {
    let (outer, inner) = (panel.get_bounding_client_rect(), item.get_bounding_client_rect());
    let hidden = inner.top() < outer.top() + 4.0 || inner.bottom() > outer.bottom() - 4.0;
    if hidden {
        let middle = (outer.height() - inner.height()).max(0.0) / 2.0;
        panel.set_scroll_top(panel.scroll_top() + (inner.top() - outer.top() - middle) as i32);
    }
}

/// The same for the first thing inside the panel that a selector finds: what is marked may be another thing each time.
pub fn first_into_view(panel: &NodeRef, selector: &str) {
    let Some(outer) = panel.cast::<HtmlElement>() else { return };
    if let Some(item) = outer.query_selector(selector).ok().flatten() {
        reveal(&outer, &item);
    }
}

/// Scrolls a panel to its top.
pub fn to_top(panel: &NodeRef) {
    if let Some(panel) = panel.cast::<HtmlElement>() {
        panel.set_scroll_top(0);
    }
}

/// Scrolls a row sideways just so far that `item` is seen.
pub fn into_view_across(row: &NodeRef, item: &NodeRef) {
    let (Some(row), Some(item)) = (row.cast::<HtmlElement>(), item.cast::<HtmlElement>()) else { return };
    let (outer, inner) = (row.get_bounding_client_rect(), item.get_bounding_client_rect());
    let past = (inner.right() - outer.right()).max(0.0) + (inner.left() - outer.left()).min(0.0);
    row.set_scroll_left(row.scroll_left() + past as i32);
}
