//! What the page knows, and the only ways to change it. Nothing here names a browser.

pub mod playback;
pub mod replay;
pub mod shared;
pub mod tone;
