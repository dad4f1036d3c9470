//! The Yew page.

#[cfg(test)]
mod fixture;
pub mod stage;
