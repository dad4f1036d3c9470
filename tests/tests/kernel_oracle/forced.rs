//! Rules whose chance is decided: the branch that the simulation took gets probability 1, every other one 0. Both are
//! exact in the kernel (`net/netfilter/xt_statistic.c`).

use std::collections::BTreeSet;

/// A rule by its table, chain and number.
pub(crate) type RuleId = (String, String, u32);

/// The text with every random `statistic` decided: true for those rules, false for all others.
pub(crate) fn decide(text: &str, taken: &BTreeSet<RuleId>) -> String {
    let mut table = "";
    let mut last = ("", 0);
    let mut decided = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('*') {
            (table, last) = (name, ("", 0));
        }
        let chain = line.strip_prefix("-A ").and_then(|rule| rule.split(' ').next()).unwrap_or_default();
        last = if chain == last.0 { (chain, last.1 + 1) } else { (chain, 1) };
        let happens = taken.contains(&(table.to_owned(), chain.to_owned(), last.1));
        decided.push_str(&with_probability(line, happens));
        decided.push('\n');
    }
    decided
}

fn with_probability(line: &str, happens: bool) -> String {
    const OPTION: &str = "--probability ";
    let Some((before, after)) = line.split_once(OPTION) else { return line.to_owned() };
    let rest = after.split_once(' ').map(|(_, rest)| format!(" {rest}")).unwrap_or_default();
    let probability = if happens { "1.00000000000" } else { "0.00000000000" };
    format!("{before}{OPTION}{probability}{rest}")
}
