//! The rule set as `nft list ruleset` of nftables 1.0.6 prints it.

use super::datatype::{DataType, Datum};
use super::priority::{hook_name, text as priority_text};
use super::set::{Set, SetSpec, element_text, values_text};
use super::span;
use super::state::{Held, State};
use super::table::{Base, Chain, Table};
use crate::cidr::Family;
use crate::netns::Netns;
use malla_trace::{FilterVerdict, SimTime};
use std::fmt::Write as _;

impl Netns {
    /// All tables, as `nft list ruleset` prints them. The time decides what `expires` says.
    #[must_use]
    pub fn nft_list(&self, now: SimTime) -> String {
        self.nft.tables.iter().map(|table| table_text(table, &self.nft_state, now)).collect()
    }
}

fn table_text(table: &Table, state: &State, now: SimTime) -> String {
    let mut text = format!("table {} {{\n", table.full_name);
    if let Some(comment) = &table.comment {
        let _ = writeln!(text, "\tcomment \"{comment}\"");
    }
    let sets = table.sets.in_order().into_iter().map(|set| set_text(set, state, now));
    let chains = table.chains.in_order().into_iter().map(chain_text);
    let blocks: Vec<String> = sets.chain(chains).collect();
    text += &blocks.join("\n");
    text + "}\n"
}

fn set_text(set: &Set, state: &State, now: SimTime) -> String {
    let word = if set.spec.data.is_some() { "map" } else { "set" };
    let mut text = format!("\t{word} {} {{\n", set.name);
    for line in set.spec.lines() {
        let _ = writeln!(text, "\t\t{line}");
    }
    let elements = element_texts(set, state, now);
    if !elements.is_empty() {
        let _ = writeln!(text, "\t\telements = {{ {} }}", wrapped(&elements, in_a_line(&set.spec)));
    }
    text + "\t}\n"
}

/// What scripts and packets put into a set.
fn element_texts(set: &Set, state: &State, now: SimTime) -> Vec<String> {
    let mut texts: Vec<(Vec<Datum>, String)> = vec![];
    for element in set.elements.sorted(&set.spec.key) {
        let key = element.key.iter().map(|span| span.low.clone()).collect();
        texts.push((key, element_text(element, &set.spec)));
    }
    let held = state.held(set.id, now).map(|(key, held)| (key.clone(), held_text(key, *held, &set.spec, now)));
    let before = texts.len();
    texts.extend(held);
    if texts.len() > before {
        texts.sort();
    }
    texts.into_iter().map(|(_, text)| text).collect()
}

fn held_text(key: &[Datum], held: Held, spec: &SetSpec, now: SimTime) -> String {
    let mut text = values_text(key, &spec.key);
    let own = held.timeout.filter(|us| Some(*us) != spec.timeout);
    if let Some(us) = own {
        let _ = write!(text, " timeout {}", span::print(us));
    }
    if let Some(expires) = held.expires {
        let _ = write!(text, " expires {}", span::print(expires.0.saturating_sub(now.0)));
    }
    text
}

/// How many elements of a set stand on a line (`calculate_delim`).
fn in_a_line(spec: &SetSpec) -> usize {
    match &spec.key[..] {
        [DataType::Address(Family::V4) | DataType::CtState] => 2,
        [
            DataType::Service
            | DataType::Protocol
            | DataType::Mark
            | DataType::User
            | DataType::Group
            | DataType::Integer(_),
        ] => 5,
        [_, ..] | [] => 1,
    }
}

fn wrapped(elements: &[String], in_a_line: usize) -> String {
    let mut text = String::new();
    for (index, element) in elements.iter().enumerate() {
        if index > 0 {
            text += if index % in_a_line == 0 { ",\n\t\t\t     " } else { ", " };
        }
        text += element;
    }
    text
}

fn chain_text(chain: &Chain) -> String {
    let mut text = format!("\tchain {} {{\n", chain.name);
    if let Some(comment) = &chain.comment {
        let _ = writeln!(text, "\t\tcomment \"{comment}\"");
    }
    if let Some(base) = &chain.base {
        let _ = writeln!(text, "\t\t{}", base_text(base));
    }
    for rule in &chain.rules {
        let _ = writeln!(text, "\t\t{}", rule.text);
    }
    text + "\t}\n"
}

/// `type nat hook prerouting priority dstnat; policy accept;`.
pub(super) fn base_text(base: &Base) -> String {
    let (kind, hook) = (base.kind.name(), hook_name(base.hook));
    let (priority, policy) = (priority_text(base.priority, base.hook), policy_text(base.policy));
    format!("type {kind} hook {hook} priority {priority}; policy {policy};")
}

const fn policy_text(policy: FilterVerdict) -> &'static str {
    match policy {
        FilterVerdict::Accept => "accept",
        FilterVerdict::Drop => "drop",
    }
}
