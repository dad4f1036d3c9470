//! The house's rules as tests: who may name whom, which words an engine may not say, how long a function may be.

mod dependencies;
mod shape;
mod sources;
mod words;
