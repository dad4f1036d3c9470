//! Keys of the page, where no field takes them.

use super::action::{Action, Move, Popup};

/// What a key does: space plays, arrows step, Shift and arrows go by conversations, `?` helps.
#[must_use]
pub fn action_of(key: &str, shift: bool) -> Option<Action> {
    let step = match (key, shift) {
        (" ", false) => Move::Toggle,
        ("ArrowLeft", false) => Move::Back,
        ("ArrowRight", false) => Move::On,
        ("ArrowLeft", true) => Move::ChapterBack,
        ("ArrowRight", true) => Move::ChapterOn,
        ("p", false) => Move::CallBack,
        ("n", false) => Move::CallOn,
        ("Home", false) => Move::Start,
        ("End", false) => Move::End,
        ("?", _) => return Some(Action::Open(Popup::Help)),
        ("Escape", _) => return Some(Action::Select(None)),
        _ => return None,
    };
    Some(Action::Move(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_what_the_help_says_and_others_nothing() {
        assert_eq!(action_of(" ", false), Some(Action::Move(Move::Toggle)));
        assert_eq!(action_of("ArrowRight", true), Some(Action::Move(Move::ChapterOn)));
        assert_eq!(action_of("?", true), Some(Action::Open(Popup::Help)));
        assert_eq!(action_of("a", false), None);
        assert_eq!(action_of("Home", true), None, "selects text elsewhere");
    }
}
