//! The Yew page.

#[cfg(test)]
mod fixture;
pub mod stage;
pub mod state;
