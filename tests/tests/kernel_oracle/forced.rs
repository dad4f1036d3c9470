//! Rules whose chance is decided: the branch that the simulation took gets probability 1, every other one 0. Both are
//! exact in the kernel (`net/netfilter/xt_statistic.c`).

use std::collections::{BTreeMap, BTreeSet};

/// A rule by its table, chain and number.
pub(crate) type RuleId = (String, String, u32);

/// The rules of a text with their names.
pub(crate) fn numbered(text: &str) -> Vec<(RuleId, &str)> {
    let mut table = "";
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut rules = vec![];
    for line in text.lines() {
        table = line.strip_prefix('*').unwrap_or(table);
        if let Some(chain) = line.strip_prefix("-A ").and_then(|rule| rule.split(' ').next()) {
            let count = counts.entry((table, chain)).or_insert(0);
            *count += 1;
            rules.push(((table.to_owned(), chain.to_owned(), *count), line));
        }
    }
    rules
}

/// The text with every random `statistic` decided: true for those rules, false for all others.
pub(crate) fn decide(text: &str, taken: &BTreeSet<RuleId>) -> String {
    let mut rules = numbered(text).into_iter();
    let decided = text.lines().map(|line| {
        let id = if line.starts_with("-A ") { rules.next().map(|(id, _)| id) } else { None };
        with_probability(line, id.is_some_and(|id| taken.contains(&id))) + "\n"
    });
    decided.collect()
}

fn with_probability(line: &str, happens: bool) -> String {
    const OPTION: &str = "--probability ";
    let Some((before, after)) = line.split_once(OPTION) else { return line.to_owned() };
    let rest = after.split_once(' ').map(|(_, rest)| format!(" {rest}")).unwrap_or_default();
    let probability = if happens { "1.00000000000" } else { "0.00000000000" };
    format!("{before}{OPTION}{probability}{rest}")
}
