//! From chains by name to a table that can be walked: names are looked up, circles and misplaced targets refused
//! (`mark_source_chains` of `ip_tables.c`, `nft_chain_validate` of `nf_tables_api.c`).

use super::cache::Known;
use super::problem::{Problem, RuleRefusal};
use crate::cidr::Family;
use crate::netfilter::{Chain, ChainId, Hook, HookSet, Rule, RuleSpec, Ruleset, Table, TableKind, Target};
use malla_trace::{CauseId, FilterVerdict};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Chains a packet may be deep in, the built-in one included (`NFT_JUMP_STACK_SIZE`).
const LEVELS_MAX: usize = 16;

/// A table under construction.
pub(super) struct Building {
    pub(super) kind: TableKind,
    pub(super) family: Family,
    chains: BTreeMap<String, Draft>,
}

#[derive(Default)]
struct Draft {
    policy: Option<FilterVerdict>,
    rules: Vec<Written>,
}

/// A rule and where it was written.
struct Written {
    known: Known,
    why: CauseId,
    line: u32,
    text: Arc<str>,
}

impl Building {
    pub(super) fn new(kind: TableKind, family: Family) -> Self {
        let policy = Some(FilterVerdict::Accept);
        let builtin = |h: &Hook| (h.chain().to_owned(), Draft { policy, rules: vec![] });
        Self { kind, family, chains: kind.hooks().iter().map(builtin).collect() }
    }

    /// What a table holds already, to add to.
    pub(super) fn from_table(table: &Table, family: Family) -> Self {
        let known = |r: &Rule| Known { spec: Arc::clone(&r.spec), printed: Arc::clone(&r.text), column: 0 };
        let written = |r: &Rule| Written { known: known(r), why: r.why, line: 0, text: Arc::from("") };
        let draft = |c: &Chain| Draft { policy: c.policy, rules: c.rules.iter().map(written).collect() };
        let chains = table.chains.iter().map(|c| (c.name.to_string(), draft(c))).collect();
        Self { kind: table.kind, family, chains }
    }

    fn is_builtin(&self, name: &str) -> bool {
        self.kind.hooks().iter().any(|h| h.chain() == name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.chains.contains_key(name)
    }

    /// A chain line: the chain exists and is empty.
    pub(super) fn declare(&mut self, name: &str) {
        self.chains.entry(name.into()).or_default().rules.clear();
    }

    /// Whether the chain may have that policy.
    pub(super) fn set_policy(&mut self, name: &str, policy: Option<FilterVerdict>) -> bool {
        let builtin = self.is_builtin(name);
        match (self.chains.get_mut(name), policy) {
            (Some(_), None) => true,
            (Some(chain), Some(_)) if builtin => {
                chain.policy = policy;
                true
            }
            (Some(_) | None, _) => false,
        }
    }

    pub(super) fn flush(&mut self, name: &str) -> bool {
        self.chains.get_mut(name).map(|c| c.rules.clear()).is_some()
    }

    /// Removes a chain; jumps to it are then refused.
    pub(super) fn delete(&mut self, name: &str) -> bool {
        !self.is_builtin(name) && self.chains.remove(name).is_some()
    }

    /// What can be said of a rule by itself: targets have their tables, options their built-in chains.
    pub(super) fn check(&self, chain: &str, spec: &RuleSpec) -> Result<(), (String, Problem)> {
        let hook = Hook::ALL.into_iter().find(|h| self.is_builtin(chain) && h.chain() == chain);
        let wrong = |word: &str| Err((word.to_owned(), Problem::WrongHook(word.into())));
        match hook {
            Some(Hook::Prerouting | Hook::Input) if spec.head.output.is_some() => return wrong("-o"),
            Some(Hook::Output | Hook::Postrouting) if spec.head.input.is_some() => return wrong("-i"),
            Some(_) | None => {}
        }
        let Some((name, tables, hooks)) = place_of(&spec.target) else { return Ok(()) };
        if !tables.is_empty() && !tables.contains(&self.kind) {
            return Err((name.into(), Problem::WrongTable(name.into())));
        }
        if hook.is_some_and(|h| !HookSet::of(&[h]).is_within(hooks)) { wrong(name) } else { Ok(()) }
    }

    /// Adds a rule at its place, or at the end.
    pub(super) fn add(
        &mut self,
        chain: &str,
        place: Option<usize>,
        known: Known,
        why: CauseId,
        (line, text): (u32, Arc<str>),
    ) {
        if let Some(chain) = self.chains.get_mut(chain) {
            let at = place.map_or(chain.rules.len(), |n| n.saturating_sub(1).min(chain.rules.len()));
            chain.rules.insert(at, Written { known, why, line, text });
        }
    }

    /// The rules that a line added at the end of a chain.
    pub(super) fn added_by(&self, chain: &str, line: u32) -> Option<Vec<Known>> {
        let rules = &self.chains.get(chain)?.rules;
        let first = rules.iter().rposition(|rule| rule.line != line).map_or(0, |at| at + 1);
        Some(rules[first..].iter().map(|rule| rule.known.clone()).collect())
    }

    /// The table. A jump to nowhere, into a circle, too deep or to where its target has no place is refused.
    pub(super) fn link(mut self, refusals: &mut Vec<RuleRefusal>) -> Table {
        self.refuse_bad_jumps(refusals);
        self.refuse_circles(refusals);
        self.refuse_misplaced(refusals);
        let builtin: Vec<&str> = self.kind.hooks().iter().map(|h| h.chain()).collect();
        let users = self.chains.keys().map(String::as_str).filter(|n| !builtin.contains(n));
        let order: Vec<&str> = builtin.iter().copied().chain(users).collect();
        let ids: BTreeMap<&str, ChainId> = order.iter().zip(0..).map(|(name, id)| (*name, ChainId(id))).collect();
        let chains = order.iter().filter_map(|name| Some((*name, self.chains.get(*name)?)));
        let chains = chains.map(|(name, draft)| {
            let rules = draft.rules.iter().map(|w| linked(w, &ids)).collect();
            Chain::new(name.into(), draft.policy, rules, self.family)
        });
        Table { kind: self.kind, chains: chains.collect() }
    }

    /// Removes the rules that `wrong` finds something wrong with.
    fn refuse(&mut self, refusals: &mut Vec<RuleRefusal>, wrong: impl Fn(&str, usize, &Written) -> Option<Problem>) {
        let table = self.kind.name();
        for (name, draft) in &mut self.chains {
            let mut index = 0;
            draft.rules.retain(|rule| {
                let problem = wrong(name, index, rule);
                index += 1;
                let Some(problem) = problem else { return true };
                let (line_no, column, text) = (rule.line, rule.known.column, rule.text.to_string());
                refusals.push(RuleRefusal { table: table.into(), line_no, column, text, problem });
                false
            });
        }
    }

    fn refuse_bad_jumps(&mut self, refusals: &mut Vec<RuleRefusal>) {
        let names: Vec<String> = self.chains.keys().cloned().collect();
        let builtin: Vec<&str> = self.kind.hooks().iter().map(|h| h.chain()).collect();
        self.refuse(refusals, |_, _, rule| {
            let to = jump_of(&rule.known.spec.target)?;
            if builtin.contains(&to) {
                return Some(Problem::JumpToBuiltin(to.into()));
            }
            let known = names.binary_search_by(|n| n.as_str().cmp(to)).is_ok();
            (!known).then(|| Problem::MissingChain(to.into()))
        });
    }

    /// A jump that closes a circle is refused (ELOOP), and one more than fifteen chains below a built-in chain
    /// (EMLINK).
    fn refuse_circles(&mut self, refusals: &mut Vec<RuleRefusal>) {
        let mut search = Circles { chains: &self.chains, closed: BTreeMap::new(), bad: BTreeMap::new(), order: vec![] };
        for name in self.chains.keys() {
            search.visit(name);
        }
        search.measure();
        let bad: BTreeMap<(String, usize), Problem> =
            search.bad.into_iter().map(|((chain, index), problem)| ((chain.to_owned(), index), problem)).collect();
        if !bad.is_empty() {
            self.refuse(refusals, |chain, index, _| bad.get(&(chain.to_owned(), index)).cloned());
        }
    }

    /// A chain called from several hooks may hold only targets that have a place in all of them.
    fn refuse_misplaced(&mut self, refusals: &mut Vec<RuleRefusal>) {
        let mut reached: BTreeMap<&str, HookSet> = BTreeMap::new();
        for hook in self.kind.hooks() {
            let mut open = vec![hook.chain()];
            while let Some(name) = open.pop() {
                let Some((name, draft)) = self.chains.get_key_value(name) else { continue };
                let set = reached.entry(name).or_default();
                let one = HookSet::of(&[*hook]);
                if one.is_within(*set) {
                    continue;
                }
                *set = set.and(one);
                open.extend(draft.rules.iter().filter_map(|r| jump_of(&r.known.spec.target)));
            }
        }
        let reached: BTreeMap<String, HookSet> = reached.into_iter().map(|(n, set)| (n.to_owned(), set)).collect();
        self.refuse(refusals, |chain, _, rule| {
            let (name, _, hooks) = place_of(&rule.known.spec.target)?;
            let from = reached.get(chain).copied().unwrap_or_default();
            (!from.is_within(hooks)).then(|| Problem::WrongHook(name.into()))
        });
    }
}

/// The search for circles.
struct Circles<'a> {
    chains: &'a BTreeMap<String, Draft>,
    /// Chains seen, and whether everything below them has been.
    closed: BTreeMap<&'a str, bool>,
    bad: BTreeMap<(&'a str, usize), Problem>,
    /// Chains after everything below them.
    order: Vec<&'a str>,
}

impl<'a> Circles<'a> {
    /// Visits a chain and everything below it, depth first and without recursion: a rule set may be long and deep.
    /// A jump to a chain that is still open closes a circle.
    fn visit(&mut self, name: &'a str) {
        if self.closed.contains_key(name) {
            return;
        }
        self.closed.insert(name, false);
        let mut open: Vec<(&'a str, usize)> = vec![(name, 0)];
        while let Some((chain, index)) = open.pop() {
            let Some(rule) = self.chains.get(chain).and_then(|d| d.rules.get(index)) else {
                self.closed.insert(chain, true);
                self.order.push(chain);
                continue;
            };
            open.push((chain, index + 1));
            let Some(to) = jump_of(&rule.known.spec.target) else { continue };
            match self.closed.get(to) {
                None => {
                    self.closed.insert(to, false);
                    open.push((to, 0));
                }
                Some(false) => drop(self.bad.insert((chain, index), Problem::Loop(to.into()))),
                Some(true) => {}
            }
        }
    }

    /// Counts levels from above.
    fn measure(&mut self) {
        let mut depth: BTreeMap<&str, usize> = BTreeMap::new();
        for chain in self.order.iter().rev().copied() {
            let below = depth.get(chain).copied().unwrap_or(0) + 1;
            for (index, rule) in self.chains.get(chain).map_or(&[][..], |d| &d.rules).iter().enumerate() {
                let Some(to) = jump_of(&rule.known.spec.target).filter(|_| !self.bad.contains_key(&(chain, index)))
                else {
                    continue;
                };
                if below >= LEVELS_MAX {
                    self.bad.insert((chain, index), Problem::TooDeep(to.into()));
                } else {
                    let deepest = depth.entry(to).or_default();
                    *deepest = below.max(*deepest);
                }
            }
        }
    }
}

fn jump_of(target: &Target) -> Option<&str> {
    match target {
        Target::Jump(chain) | Target::Goto(chain) => Some(chain),
        Target::None
        | Target::Accept
        | Target::Drop
        | Target::Return
        | Target::Reject(..)
        | Target::Dnat(_)
        | Target::Snat(_)
        | Target::Masquerade(_)
        | Target::Redirect(_)
        | Target::Mark { .. }
        | Target::Connmark(_)
        | Target::Notrack(_)
        | Target::Zone(_)
        | Target::Tproxy(_)
        | Target::Other { .. } => None,
    }
}

pub(super) fn target_name(target: &Target) -> Option<&str> {
    jump_of(target).or_else(|| place_of(target).map(|(name, ..)| name))
}

/// The tables (none named: any) and hooks where a target has its place (`struct xt_target`: `table`, `hooks`).
fn place_of(target: &Target) -> Option<(&'static str, &'static [TableKind], HookSet)> {
    use Hook::{Forward, Input, Output, Postrouting, Prerouting};
    const ALL: HookSet = HookSet::of(&Hook::ALL);
    Some(match target {
        Target::Reject(..) => ("REJECT", &[TableKind::Filter], HookSet::of(&[Input, Forward, Output])),
        Target::Dnat(_) => ("DNAT", &[TableKind::Nat], HookSet::of(&[Prerouting, Output])),
        Target::Snat(_) => ("SNAT", &[TableKind::Nat], HookSet::of(&[Postrouting, Input])),
        Target::Masquerade(_) => ("MASQUERADE", &[TableKind::Nat], HookSet::of(&[Postrouting])),
        Target::Redirect(_) => ("REDIRECT", &[TableKind::Nat], HookSet::of(&[Prerouting, Output])),
        Target::Notrack(name) => (name, &[TableKind::Raw], ALL),
        Target::Zone(_) => ("CT", &[TableKind::Raw], ALL),
        Target::Tproxy(_) => ("TPROXY", &[TableKind::Mangle], HookSet::of(&[Prerouting])),
        Target::None
        | Target::Accept
        | Target::Drop
        | Target::Return
        | Target::Jump(_)
        | Target::Goto(_)
        | Target::Mark { .. }
        | Target::Connmark(_)
        | Target::Other { .. } => return None,
    })
}

fn linked(written: &Written, ids: &BTreeMap<&str, ChainId>) -> Rule {
    Rule {
        head: written.known.spec.head.clone(),
        chain: jump_of(&written.known.spec.target).and_then(|to| ids.get(to)).copied(),
        counter: 0,
        text: Arc::clone(&written.known.printed),
        spec: Arc::clone(&written.known.spec),
        why: written.why,
    }
}

impl Ruleset {
    /// Every rule of every table.
    pub(super) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.tables.iter().flat_map(|t| &t.chains).flat_map(|c| &c.rules)
    }

    /// Gives the rules that count packets their counters, and tells where those start.
    pub(super) fn number_counters(&mut self) -> Vec<u32> {
        let mut starts = vec![];
        for rule in self.tables.iter_mut().flat_map(|t| &mut t.chains).flat_map(|c| &mut c.rules) {
            rule.counter = starts.len();
            starts.extend(rule.spec.matches.iter().filter_map(|m| m.counter_start()));
        }
        starts
    }
}
