//! `validateExportTo`: the namespaces that see an object.

use super::{Rules, Spot, hosts};
use crate::problem::webhook as law;

/// Whose `exportTo` it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    ServiceEntry,
    /// A DestinationRule with a workload selector.
    Selecting,
    Other,
}

pub(super) fn check(list: &Spot<'_>, namespace: &str, owner: Owner, rules: &mut Rules) {
    let items = list.items();
    let words: Vec<&str> = items.iter().map(Spot::word).collect();
    for (at, item) in items.iter().enumerate() {
        let word = item.word();
        let none = word == "~" && owner == Owner::ServiceEntry;
        if !none && !matches!(word, "." | "*") && !hosts::is_label(word) {
            rules.law_with(item, &law::EXPORT_TO_WORD, &item.print());
        }
        if words[..at].contains(&word) {
            rules.law_with(item, &law::EXPORT_TO_TWICE, word);
        } else if word == namespace && words.contains(&".") {
            rules.law_with(item, &law::EXPORT_TO_SELF, word);
        }
    }
    together(list, &words, namespace, owner, rules);
}

/// Words that do not go together.
fn together(list: &Spot<'_>, words: &[&str], namespace: &str, owner: Owner, rules: &mut Rules) {
    if owner == Owner::Selecting && words.len() > 1 {
        rules.law(list, &law::EXPORT_TO_SELECTOR_MANY);
    } else if owner == Owner::Selecting && words.iter().any(|word| *word != "." && *word != namespace) {
        rules.law(list, &law::EXPORT_TO_SELECTOR);
    }
    let others = |one: &str| words.contains(&one) && words.iter().any(|word| *word != one);
    if others("*") {
        rules.law(list, &law::EXPORT_TO_PUBLIC);
    }
    if owner == Owner::ServiceEntry && others("~") {
        rules.law(list, &law::EXPORT_TO_NONE);
    }
}
