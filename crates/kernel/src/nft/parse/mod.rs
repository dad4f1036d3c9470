//! Reading a script: words to commands, rules and sets (`src/parser_bison.y` of nftables).

mod blocks;
mod commands;
mod conditions;
mod cursor;
mod rules;
mod scope;
mod selectors;
mod sets;
mod statements;
mod values;

pub(super) use commands::Loader;
pub(super) use cursor::Wrong;
