//! Loading rules, as `iptables-restore` does: a bad line is refused by name, the rest loads.

use super::cache::{Known, RuleCache};
use super::lex::{self, Word};
use super::link::{Building, target_name};
use super::parse::{self, NAME_MAX, Wrong};
use super::print;
use super::problem::{Problem, RuleRefusal};
use super::text::{RuleText, TableText};
use crate::cidr::Family;
use crate::netfilter::{Match, Table, TableKind};
use crate::netns::Netns;
use malla_trace::{CauseId, FilterVerdict};
use std::sync::Arc;

/// Whether tables that are named lose what they held (`--noflush` keeps it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flush {
    Yes,
    No,
}

/// A line and where it stands.
struct Line<'a> {
    number: u32,
    text: &'a str,
    why: CauseId,
}

impl Netns {
    /// Replaces every table that `rules` names (`iptables-restore`). Connections and `recent` lists stay.
    pub fn restore(&mut self, rules: &RuleText) -> Vec<RuleRefusal> {
        self.restore_with(rules, &mut RuleCache::default())
    }

    /// The same, faster for lines that the cache has seen.
    pub fn restore_with(&mut self, rules: &RuleText, cache: &mut RuleCache) -> Vec<RuleRefusal> {
        self.load(rules, Flush::Yes, cache)
    }

    /// Adds to the tables that `rules` names; a chain line empties only its own chain (`iptables-restore --noflush`).
    pub fn restore_noflush(&mut self, rules: &RuleText) -> Vec<RuleRefusal> {
        self.restore_noflush_with(rules, &mut RuleCache::default())
    }

    /// The same, faster for lines that the cache has seen.
    pub fn restore_noflush_with(&mut self, rules: &RuleText, cache: &mut RuleCache) -> Vec<RuleRefusal> {
        self.load(rules, Flush::No, cache)
    }

    /// Loads a whole text, every rule with the same cause.
    pub fn restore_text(&mut self, text: &str, family: Family, why: CauseId) -> Vec<RuleRefusal> {
        let lines = (1..).zip(text.lines()).map(|(number, text)| Line { number, text, why });
        self.load_lines(lines, (family, Flush::Yes), &mut RuleCache::default())
    }

    fn load(&mut self, rules: &RuleText, flush: Flush, cache: &mut RuleCache) -> Vec<RuleRefusal> {
        let mut refusals = vec![];
        let mut first = 1;
        for table in &rules.tables {
            let text = table.to_string();
            refusals.extend(self.load_table(table, (&text, first), flush, cache));
            first += u32::try_from(text.lines().count()).unwrap_or(0);
        }
        refusals
    }

    /// Loads one table, printed already, whose first line has that number.
    fn load_table(
        &mut self,
        table: &TableText,
        (text, first): (&str, u32),
        flush: Flush,
        cache: &mut RuleCache,
    ) -> Vec<RuleRefusal> {
        let (family, none, first_rule) = (table.family, self.laws.nat, 1 + table.chains.len());
        let why = |i: usize| i.checked_sub(first_rule).and_then(|i| table.rules.why(i)).unwrap_or(none);
        let kind = TableKind::named(&table.name);
        let alone = flush == Flush::Yes || kind.is_some_and(|kind| self.rules_of(family).table(kind).is_none());
        if let Some(known) = alone.then(|| cache.table(family, text, why)).flatten() {
            self.put_in_force(known, family);
            return vec![];
        }
        let lines =
            (first..).zip(text.lines()).enumerate().map(|(i, (number, text))| Line { number, text, why: why(i) });
        let refusals = self.load_lines(lines, (family, flush), cache);
        let loaded = kind.and_then(|kind| self.rules_of(family).tables.iter().find(|table| table.kind == kind));
        if let Some(loaded) = loaded.filter(|_| alone && refusals.is_empty()) {
            cache.put_table(family, text, loaded, first);
        }
        refusals
    }

    fn load_lines<'a>(
        &mut self,
        lines: impl IntoIterator<Item = Line<'a>>,
        (family, flush): (Family, Flush),
        cache: &mut RuleCache,
    ) -> Vec<RuleRefusal> {
        let mut refusals = vec![];
        let mut open: Option<Building> = None;
        for line in lines {
            let text = line.text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let table = open.as_ref().map_or("", |b| b.kind.name());
            let loaded = match open.as_mut().filter(|_| text.starts_with("-A ")) {
                Some(building) => rule(&line, text, building, cache),
                None => self.load_line(&line, text, &mut open, (family, flush), &mut refusals),
            };
            if let Err((column, problem)) = loaded {
                let (table, line_no, text) = (table.to_owned(), line.number, text.to_owned());
                refusals.push(RuleRefusal { table, line_no, column, text, problem });
            }
        }
        self.commit(open, family, &mut refusals);
        refusals
    }

    fn load_line(
        &mut self,
        line: &Line<'_>,
        text: &str,
        open: &mut Option<Building>,
        (family, flush): (Family, Flush),
        refusals: &mut Vec<RuleRefusal>,
    ) -> Result<(), Wrong> {
        if let Some(name) = text.strip_prefix('*') {
            let kind = TableKind::named(name.trim()).ok_or_else(|| (2, Problem::UnknownTable(name.trim().into())))?;
            self.commit(open.take(), family, refusals);
            let old = self.rules_of(family).table(kind).filter(|_| flush == Flush::No);
            *open = Some(old.map_or_else(|| Building::new(kind, family), |t| Building::from_table(t, family)));
            return Ok(());
        }
        if text == "COMMIT" {
            self.commit(open.take(), family, refusals);
            return Ok(());
        }
        let building = open.as_mut().ok_or((1, Problem::UnknownLine))?;
        match text.strip_prefix(':') {
            Some(chain) => chain_line(chain, building),
            None => command(line, text, building),
        }
    }

    /// Puts a table into force (`COMMIT`).
    fn commit(&mut self, building: Option<Building>, family: Family, refusals: &mut Vec<RuleRefusal>) {
        if let Some(building) = building {
            self.put_in_force(Arc::new(building.link(refusals)), family);
        }
    }

    fn put_in_force(&mut self, table: Arc<Table>, family: Family) {
        let ruleset = Arc::make_mut(&mut self.rules[family.index()]);
        ruleset.tables.retain(|t| t.kind != table.kind);
        ruleset.tables.push(table);
        ruleset.tables.sort_by_key(|t| t.kind);
        ruleset.counters = ruleset.number_counters();
        self.counters[family.index()].clone_from(&ruleset.counters);
        let rules = &self.rules;
        self.recent.keep(|name| {
            let mut matches = rules.iter().flat_map(|r| r.rules()).flat_map(|r| &r.spec.matches);
            matches.any(|condition| recent_name(condition) == Some(name))
        });
    }
}

fn recent_name(condition: &Match) -> Option<&str> {
    match condition {
        Match::Recent(recent) => Some(&recent.name),
        Match::Tcp(_)
        | Match::Udp(_)
        | Match::Sctp(_)
        | Match::Icmp(_)
        | Match::Multiport(_)
        | Match::Comment(_)
        | Match::Statistic(_)
        | Match::Mark(_)
        | Match::Connmark(_)
        | Match::Conntrack(_)
        | Match::State(_)
        | Match::Addrtype(_)
        | Match::Owner(_)
        | Match::Nfacct(_)
        | Match::Physdev(_) => None,
    }
}

/// `:NAME POLICY [packets:bytes]`.
fn chain_line(text: &str, building: &mut Building) -> Result<(), Wrong> {
    let mut words = text.split_whitespace();
    let name = words.next().unwrap_or("");
    let policy = words.next().unwrap_or("");
    declare(name, 2, building)?;
    let column = u32::try_from(text.find(policy).unwrap_or(0)).unwrap_or(0) + 2;
    set_policy(name, policy, column, building)
}

fn declare(name: &str, column: u32, building: &mut Building) -> Result<(), Wrong> {
    if name.chars().count() > NAME_MAX {
        return Err((column, Problem::NameTooLong(name.into())));
    }
    if name.is_empty() || name.starts_with(['-', '!']) {
        return Err((column, Problem::BadName(name.into())));
    }
    building.declare(name);
    Ok(())
}

fn set_policy(name: &str, policy: &str, column: u32, building: &mut Building) -> Result<(), Wrong> {
    let bad = || (column, Problem::BadPolicy(policy.into()));
    let policy = match policy {
        "ACCEPT" => Some(FilterVerdict::Accept),
        "DROP" => Some(FilterVerdict::Drop),
        "-" => None,
        _ => return Err(bad()),
    };
    if building.set_policy(name, policy) { Ok(()) } else { Err(bad()) }
}

/// `-A CHAIN ...`, read anew or known from before.
fn rule(line: &Line<'_>, text: &str, building: &mut Building, cache: &mut RuleCache) -> Result<(), Wrong> {
    let chain = text.split_ascii_whitespace().nth(1).unwrap_or("");
    let fits = |rules: &Arc<[Known]>| rules.iter().all(|known| building.check(chain, &known.spec).is_ok());
    let known = cache.get(building.family, text).filter(|(_, rules)| building.has(chain) && fits(rules));
    let Some((text, rules)) = known else { return read_rule(line, text, building, cache) };
    for known in rules.iter() {
        building.add(chain, None, known.clone(), line.why, (line.number, Arc::clone(&text)));
    }
    Ok(())
}

fn read_rule(line: &Line<'_>, text: &str, building: &mut Building, cache: &mut RuleCache) -> Result<(), Wrong> {
    command(line, text, building)?;
    let chain = text.split_ascii_whitespace().nth(1).unwrap_or("");
    if let Some(rules) = building.added_by(chain, line.number) {
        cache.put(building.family, text.into(), rules);
    }
    Ok(())
}

/// `-A CHAIN ...` and its kin; counters before it are skipped.
fn command(line: &Line<'_>, text: &str, building: &mut Building) -> Result<(), Wrong> {
    let all = lex::words(text)?;
    let words = if all.first().is_some_and(|w| w.text.starts_with('[')) { &all[1..] } else { &all[..] };
    let [verb, chain, rest @ ..] = words else { return Err((1, Problem::UnknownLine)) };
    let name = chain.text.as_str();
    match verb.text.as_str() {
        "-A" | "--append" => append(line, text, chain, rest, None, building),
        "-I" | "--insert" => {
            let place = rest.first().and_then(|w| w.text.parse::<usize>().ok());
            let rest = if place.is_some() { &rest[1..] } else { rest };
            append(line, text, chain, rest, Some(place.unwrap_or(1)), building)
        }
        "-N" | "--new-chain" => declare(name, chain.column, building),
        "-F" | "--flush" | "-X" | "--delete-chain" => {
            let deletes = matches!(verb.text.as_str(), "-X" | "--delete-chain");
            let known = if deletes { building.delete(name) } else { building.flush(name) };
            if known { Ok(()) } else { Err((chain.column, Problem::MissingChain(name.into()))) }
        }
        "-P" | "--policy" => {
            let policy = rest.first().ok_or_else(|| (verb.column, Problem::MissingValue(verb.text.clone())))?;
            set_policy(name, &policy.text, policy.column, building)
        }
        other => Err((verb.column, Problem::UnknownCommand(other.into()))),
    }
}

fn append(
    line: &Line<'_>,
    text: &str,
    chain: &Word,
    rest: &[Word],
    place: Option<usize>,
    building: &mut Building,
) -> Result<(), Wrong> {
    if !building.has(&chain.text) {
        return Err((chain.column, Problem::MissingChain(chain.text.clone())));
    }
    let text: Arc<str> = text.into();
    for spec in parse::rules(rest, building.family)? {
        building.check(&chain.text, &spec).map_err(|(word, problem)| (column_of(rest, &word), problem))?;
        let column = target_name(&spec.target).map_or(1, |name| column_of(rest, name));
        let printed = print::rule(&chain.text, &spec, building.family).into();
        let known = Known { spec: Arc::new(spec), printed, column };
        building.add(&chain.text, place, known, line.why, (line.number, Arc::clone(&text)));
    }
    Ok(())
}

/// Where a word stands; the line's beginning when it is not there.
fn column_of(words: &[Word], text: &str) -> u32 {
    words.iter().find(|w| w.text == text).map_or(1, |w| w.column)
}
