//! The browser's own `<dialog>`: it traps focus, closes on Escape and gives focus back.

use web_sys::HtmlDialogElement;
use yew::NodeRef;

/// Opens a dialog over everything else, unless it is open.
pub fn open_dialog(node: &NodeRef) {
    if let Some(dialog) = node.cast::<HtmlDialogElement>().filter(|dialog| !dialog.open()) {
        // Refused only for a dialog that is not in the page.
        let _ = dialog.show_modal();
    }
}

/// Closes a dialog.
pub fn close_dialog(node: &NodeRef) {
    if let Some(dialog) = node.cast::<HtmlDialogElement>() {
        dialog.close();
    }
}
