//! The only clock: animation frames, asked for while something moves.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::window;

/// A source of animation frames. Dropped, it asks for no more.
pub struct Frames {
    shared: Rc<Shared>,
    closure: Closure<dyn FnMut(f64)>,
}

struct Shared {
    last: Cell<Option<f64>>,
    pending: Cell<Option<i32>>,
    tick: RefCell<Box<dyn FnMut(f64)>>,
}

/// A frame that comes later than this counts as this long: a page in the background does not jump.
const LONGEST_MS: f64 = 100.0;

impl Frames {
    /// Frames for `tick`, which hears the milliseconds since the last one.
    pub fn new(tick: impl FnMut(f64) + 'static) -> Self {
        let shared =
            Rc::new(Shared { last: Cell::new(None), pending: Cell::new(None), tick: RefCell::new(Box::new(tick)) });
        let inside = Rc::clone(&shared);
        let closure = Closure::new(move |now: f64| {
            inside.pending.set(None);
            let elapsed = inside.last.replace(Some(now)).map_or(0.0, |last| (now - last).clamp(0.0, LONGEST_MS));
            (inside.tick.borrow_mut())(elapsed);
        });
        Self { shared, closure }
    }

    /// Asks for the next frame.
    pub fn ask(&self) {
        if self.shared.pending.get().is_none() {
            let asked = window().map(|w| w.request_animation_frame(self.closure.as_ref().unchecked_ref()));
            self.shared.pending.set(asked.and_then(Result::ok));
        }
    }

    /// Asks for none: the next one asked for counts from then.
    pub fn rest(&self) {
        self.shared.last.set(None);
        if let (Some(pending), Some(window)) = (self.shared.pending.take(), window()) {
            let _ = window.cancel_animation_frame(pending);
        }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.rest();
    }
}
