//! Something that happens a little later, unless it is dropped before.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::window;

/// A timer that runs once.
pub struct Timer {
    id: Option<i32>,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Does something after so many milliseconds.
    pub fn new(ms: i32, what: impl FnOnce() + 'static) -> Self {
        let closure = Closure::once(what);
        let function = closure.as_ref().unchecked_ref();
        let id = window().and_then(|w| w.set_timeout_with_callback_and_timeout_and_arguments_0(function, ms).ok());
        Self { id, _closure: closure }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some((window, id)) = window().zip(self.id) {
            window.clear_timeout_with_handle(id);
        }
    }
}
