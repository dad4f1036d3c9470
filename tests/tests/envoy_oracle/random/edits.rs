//! Random header edits.

use super::Dice;
use super::words::HEADERS;
use malla_proxy::{HeaderEdit, HeaderEdits, Template};

/// What a header may be set to.
const TEXTS: [&str; 7] = [
    "set",
    "%REQ(x-1)%",
    "a%%b",
    "%REQ(:PATH)%",
    "%REQ(X-NONE?X-2)%",
    "%REQ(x-2):1%",
    "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
];

/// Edits of requests, on some levels.
pub(crate) fn of_requests(dice: &mut Dice) -> HeaderEdits {
    edits(dice, &HEADERS)
}

/// Edits of responses, on some levels.
pub(crate) fn of_responses(dice: &mut Dice) -> HeaderEdits {
    edits(dice, &["x-app", "x-more", "server"])
}

fn edits(dice: &mut Dice, names: &[&str]) -> HeaderEdits {
    if dice.often(75) {
        return HeaderEdits::default();
    }
    HeaderEdits::new((0..=dice.below(3)).filter_map(|_| edit(dice, names)).collect())
}

fn edit(dice: &mut Dice, names: &[&str]) -> Option<HeaderEdit> {
    let name = dice.one(names).to_owned();
    let text = Template::parse(dice.one(&TEXTS)).ok()?;
    Some(match dice.below(5) {
        0 | 1 => HeaderEdit::Set(name, text),
        2 => HeaderEdit::Add(name, text),
        3 => HeaderEdit::AddIfAbsent(name, text),
        _ => HeaderEdit::Remove(name),
    })
}
