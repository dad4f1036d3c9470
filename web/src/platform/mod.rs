//! The browser: the only folder that names web-sys, js-sys or wasm-bindgen. Everything here may fail silently, as a
//! browser may refuse anything; nothing here decides.

mod answers;
mod dialog;
mod document;
mod editor;
mod fields;
mod frames;
mod keyboard;
mod location;
mod media;
mod scroll;
mod size;
mod split;
mod storage;
mod timer;

pub use answers::{Card, DocLink, Offer, Offers};
pub use dialog::{close_dialog, open_dialog};
pub use document::{mark, now_ms, show};
pub use editor::{Callbacks, Editor};
pub use fields::{checked, value};
pub use frames::Frames;
pub use keyboard::{Keyboard, Pressed};
pub use location::{Hashes, go_to_lesson, lesson_in_hash};
pub use media::{Watch, preferred_lang, prefers_dark, prefers_less_motion};
pub use scroll::{first_into_view, into_view, into_view_across, to_top};
pub use size::SizeWatch;
pub use split::{capture, set_share, width_and_height};
pub use storage::Local;
pub use timer::Timer;
