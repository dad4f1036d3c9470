//! What the page knows, and the only ways to change it. Nothing here names a browser.

pub mod action;
pub mod calls;
pub mod form;
pub mod keeping;
pub mod keys;
pub mod machinery;
pub mod many;
pub mod model;
mod overview;
pub mod picture;
pub mod playback;
pub mod prefs;
pub mod replay;
pub mod rules_view;
pub mod shared;
pub mod tone;
