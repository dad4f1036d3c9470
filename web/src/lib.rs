//! The Yew page.
//!
//! [`state`] holds what the page knows and how it changes; [`stage`] draws the cluster as a pure function of topology,
//! trace and playhead; every other folder is a panel. Only [`platform`] names the browser.

pub mod app;
pub mod editor;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod fixture_mesh;
pub mod inspector;
pub mod lesson;
pub mod many;
pub mod platform;
pub mod probe;
pub mod proxy;
pub mod rules;
pub mod shell;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod ssr;
pub mod stage;
pub mod state;
pub mod timeline;
pub mod words;
