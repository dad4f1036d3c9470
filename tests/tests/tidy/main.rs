//! The house's rules as tests: who may name whom, which words an engine may not say, how long a function may be.

#![allow(clippy::expect_used, clippy::panic, reason = "a suite that cannot read its own repository has failed")]

mod dependencies;
mod shape;
mod sources;
mod words;
