//! Random route tables and random requests.

mod dice;
mod edits;
mod requests;
mod tables;
mod words;

pub(crate) use dice::Dice;
pub(crate) use requests::{Pool, request};
pub(crate) use tables::proxy;
pub(crate) use words::POOL;
