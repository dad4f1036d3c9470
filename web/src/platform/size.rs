//! How many pixels an element has, whenever that changes.

use crate::stage::geometry::Size;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry, js_sys::Array};
use yew::NodeRef;

/// Watches the size of an element for as long as it lives.
pub struct SizeWatch {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn FnMut(Array)>,
}

impl SizeWatch {
    /// Tells `heard` the size of `node`, now and whenever it changes.
    pub fn new(node: &NodeRef, heard: impl Fn(Size) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if let Ok(entry) = entries.get(0).dyn_into::<ResizeObserverEntry>() {
                let rect = entry.content_rect();
                heard(Size::new(rect.width(), rect.height()));
            }
        });
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, node.cast::<Element>()) {
            observer.observe(&element);
        }
        Self { observer, _closure: closure }
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
