//! Mutants: our rules with one word wrong, in a rule that packets hit. The comparison must notice.

use super::dice::Dice;
use super::set::Set;
use super::{PACKETS_A_SET, Run, lab};
use crate::forced::{RuleId, numbered};
use crate::host::{Backend, Host};
use crate::report::Tally;
use std::collections::BTreeSet;

/// Words and what to say instead. Where none fits, a rule that calls a chain calls it no more.
const SLIPS: [(&str, &str); 24] = [
    ("-j ACCEPT", "-j DROP"),
    ("-j DROP", "-j ACCEPT"),
    (" -j MASQUERADE", ""),
    ("-j CT --notrack", "-j ACCEPT"),
    ("tcp-reset", "icmp-port-unreachable"),
    ("port-unreachable", "host-unreachable"),
    ("admin-prohibited", "net-unreachable"),
    ("! ", ""),
    ("-s ", "-d "),
    ("--dport ", "--sport "),
    ("--rsource", "--rdest"),
    ("--packet 0", "--packet 1"),
    ("0.00000000000", "1.00000000000"),
    ("1.00000000000", "0.00000000000"),
    ("0x4000/0x4000", "0x8000/0x8000"),
    (" 0x3/0xf", " 0x5/0xf"),
    ("--set-xmark 0x1/", "--set-xmark 0x7/"),
    (":80", ":81"),
    (":53", ":54"),
    (":8080", ":8081"),
    ("ESTABLISHED", "UNTRACKED"),
    ("NEW", "INVALID"),
    ("DNAT", "SNAT"),
    ("LOCAL", "BROADCAST"),
];

/// How many slips the comparison notices, of `count`. What survives is told, and is no failure by itself: some words
/// make no difference to any packet.
pub(crate) fn run(backend: Backend, run: Run, count: usize) -> Result<Tally, String> {
    let mut tally = Tally::default();
    let lab = if run.is_root { lab::FOUR } else { lab::FOUR.with_one_user() };
    let mut host = Host::new(&lab.network(), false, backend)?;
    let mut dice = Dice::new(run.seed);
    for number in 0.. {
        if tally.all == count {
            break;
        }
        let set = Set { lab, seed: run.seed, number };
        let rules = set.rules(2 * number);
        let hit = set.play(&mut host, &rules, &rules, PACKETS_A_SET)?.hit;
        // Other lists, and the counters from their beginning.
        let rules = set.rules(2 * number + 1);
        let Some((slip, mutant)) = mutate(&mut dice, &rules, &hit) else { continue };
        // What our own reader refuses is no mutant.
        if let Ok(played) = set.play(&mut host, &rules, &mutant, PACKETS_A_SET) {
            tally.count(played.failure.is_none().then(|| format!("  survived: {slip}")));
        }
    }
    Ok(tally)
}

/// A slip in one of the rules that were hit: what it was, and the whole text with it.
fn mutate(dice: &mut Dice, rules: &str, hit: &BTreeSet<RuleId>) -> Option<(String, String)> {
    let all = numbered(rules);
    let known: Vec<&(RuleId, &str)> = all.iter().filter(|(id, _)| hit.contains(id)).collect();
    if known.is_empty() {
        return None;
    }
    let (id, rule) = dice.one(&known);
    let fitting: Vec<&(&str, &str)> = SLIPS.iter().filter(|(word, _)| rule.contains(word)).collect();
    let wrong = match fitting.is_empty() {
        true => rule.rsplit_once(" -j ").filter(|(_, target)| target.len() == 2)?.0.to_owned(),
        false => {
            let (word, other) = dice.one(&fitting);
            rule.replacen(word, other, 1)
        }
    };
    let numbers = all.iter().map(|(other, line)| if other == id { wrong.as_str() } else { line });
    let mut lines = numbers.collect::<Vec<_>>().into_iter();
    let text = rules.lines().map(|line| if line.starts_with("-A ") { lines.next().unwrap_or(line) } else { line });
    let text: String = text.map(|line| format!("{line}\n")).collect();
    (wrong != **rule).then(|| (format!("{rule}  ->  {wrong}"), text))
}
