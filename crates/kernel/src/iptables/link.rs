//! From chains by name to a table that can be walked: names are looked up, circles and misplaced targets refused
//! (`mark_source_chains` of `ip_tables.c`, `nft_chain_validate` of `nf_tables_api.c`).

use super::cache::Known;
use super::problem::{Problem, RuleRefusal};
use crate::cidr::Family;
use crate::netfilter::{Chain, ChainId, Hook, HookSet, Rule, RuleSpec, Ruleset, Table, TableKind, Target};
use malla_trace::{CauseId, FilterVerdict};
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Chains a packet may be deep in, the built-in one included (`NFT_JUMP_STACK_SIZE`).
const LEVELS_MAX: usize = 16;

/// A table under construction.
pub(super) struct Building {
    pub(super) kind: TableKind,
    pub(super) family: Family,
    /// Where each chain lies. Nobody asks for them in an order.
    places: HashMap<Arc<str>, usize>,
    /// All chains ever made; one that was deleted has no place.
    chains: Vec<Draft>,
    /// The chain asked for last: rules of one chain mostly stand together.
    last: Cell<usize>,
}

struct Draft {
    name: Arc<str>,
    policy: Option<FilterVerdict>,
    rules: Vec<Written>,
}

/// A rule and where it was written.
struct Written {
    known: Known,
    why: CauseId,
    line: u32,
    text: Arc<str>,
    /// The chain it calls, once all chains are known.
    calls: Option<usize>,
}

impl Building {
    pub(super) fn new(kind: TableKind, family: Family) -> Self {
        let mut building = Self { kind, family, places: HashMap::new(), chains: vec![], last: Cell::new(0) };
        for hook in kind.hooks() {
            building.put(Draft { name: hook.chain().into(), policy: Some(FilterVerdict::Accept), rules: vec![] });
        }
        building
    }

    /// What a table holds already, to add to.
    pub(super) fn from_table(table: &Table, family: Family) -> Self {
        let mut building =
            Self { kind: table.kind, family, places: HashMap::new(), chains: vec![], last: Cell::new(0) };
        let nowhere: Arc<str> = Arc::from("");
        let known = |r: &Rule| Known { spec: Arc::clone(&r.spec), printed: Arc::clone(&r.text), column: 0 };
        let written = |r: &Rule| {
            let (known, text) = (known(r), Arc::clone(&nowhere));
            Written { known, why: r.why, line: 0, text, calls: None }
        };
        for chain in &table.chains {
            let rules = chain.rules.iter().map(written).collect();
            building.put(Draft { name: Arc::clone(&chain.name), policy: chain.policy, rules });
        }
        building
    }

    fn put(&mut self, draft: Draft) {
        self.places.insert(Arc::clone(&draft.name), self.chains.len());
        self.chains.push(draft);
    }

    fn is_builtin(&self, name: &str) -> bool {
        self.kind.hooks().iter().any(|h| h.chain() == name)
    }

    fn place(&self, name: &str) -> Option<usize> {
        let last = self.last.get();
        if self.chains.get(last).is_some_and(|chain| &*chain.name == name) {
            return Some(last);
        }
        let place = *self.places.get(name)?;
        self.last.set(place);
        Some(place)
    }

    fn chain(&mut self, name: &str) -> Option<&mut Draft> {
        let place = self.place(name)?;
        self.chains.get_mut(place)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// A chain line: the chain exists and is empty.
    pub(super) fn declare(&mut self, name: &str) {
        match self.chain(name) {
            Some(chain) => chain.rules.clear(),
            None => self.put(Draft { name: name.into(), policy: None, rules: vec![] }),
        }
    }

    /// Whether the chain may have that policy.
    pub(super) fn set_policy(&mut self, name: &str, policy: Option<FilterVerdict>) -> bool {
        let builtin = self.is_builtin(name);
        match (self.chain(name), policy) {
            (Some(_), None) => true,
            (Some(chain), Some(_)) if builtin => {
                chain.policy = policy;
                true
            }
            (Some(_) | None, _) => false,
        }
    }

    pub(super) fn flush(&mut self, name: &str) -> bool {
        self.chain(name).map(|c| c.rules.clear()).is_some()
    }

    /// Removes a chain; jumps to it are then refused.
    pub(super) fn delete(&mut self, name: &str) -> bool {
        if self.is_builtin(name) {
            return false;
        }
        let Some(place) = self.places.remove(name) else { return false };
        // It keeps its place, empty and without a name, so that the others keep theirs.
        self.chains[place] = Draft { name: Arc::from(""), policy: None, rules: vec![] };
        true
    }

    /// What can be said of a rule by itself: targets have their tables, options their built-in chains.
    pub(super) fn check(&self, chain: &str, spec: &RuleSpec) -> Result<(), (String, Problem)> {
        let hook = self.kind.hooks().iter().copied().find(|h| h.chain() == chain);
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
        if let Some(chain) = self.chain(chain) {
            let at = place.map_or(chain.rules.len(), |n| n.saturating_sub(1).min(chain.rules.len()));
            chain.rules.insert(at, Written { known, why, line, text, calls: None });
        }
    }

    /// The rules that a line added at the end of a chain.
    pub(super) fn added_by(&self, chain: &str, line: u32) -> Option<Arc<[Known]>> {
        let rules = &self.chains.get(self.place(chain)?)?.rules;
        let first = rules.iter().rposition(|rule| rule.line != line).map_or(0, |at| at + 1);
        Some(rules[first..].iter().map(|rule| rule.known.clone()).collect())
    }

    /// The table. A jump to nowhere, into a circle, too deep or to where its target has no place is refused.
    pub(super) fn link(mut self, refusals: &mut Vec<RuleRefusal>) -> Table {
        let there = |place: &usize| !self.chains[*place].name.is_empty();
        let mut by_name: Vec<usize> = (0..self.chains.len()).filter(there).collect();
        by_name.sort_unstable_by(|a, b| self.chains[*a].name.cmp(&self.chains[*b].name));
        self.refuse_bad_jumps(&by_name, refusals);
        self.refuse_circles(&by_name, refusals);
        self.refuse_misplaced(&by_name, refusals);
        let hooks = self.kind.hooks();
        let builtin = hooks.iter().filter_map(|h| self.places.get(h.chain()).copied());
        let users = by_name.iter().copied().filter(|place| !self.is_builtin(&self.chains[*place].name));
        let order: Vec<usize> = builtin.chain(users).collect();
        let mut ids = vec![ChainId(0); self.chains.len()];
        order.iter().zip(0..).for_each(|(place, id)| ids[*place] = ChainId(id));
        let chain = |draft: &mut Draft| {
            let rules = std::mem::take(&mut draft.rules).into_iter().map(|rule| linked(rule, &ids)).collect();
            Chain::new(Arc::clone(&draft.name), draft.policy, rules, self.family)
        };
        let chains = order.iter().map(|place| chain(&mut self.chains[*place])).collect();
        Table { kind: self.kind, chains }
    }

    /// Removes the rules that `wrong` finds something wrong with, in the order of the chains' names.
    fn refuse(
        &mut self,
        by_name: &[usize],
        refusals: &mut Vec<RuleRefusal>,
        wrong: impl Fn(usize, usize, &Written) -> Option<Problem>,
    ) {
        let table = self.kind.name();
        for place in by_name {
            let mut index = 0;
            self.chains[*place].rules.retain(|rule| {
                let problem = wrong(*place, index, rule);
                index += 1;
                let Some(problem) = problem else { return true };
                let (line_no, column, text) = (rule.line, rule.known.column, rule.text.to_string());
                refusals.push(RuleRefusal { table: table.into(), line_no, column, text, problem });
                false
            });
        }
    }

    fn refuse_bad_jumps(&mut self, by_name: &[usize], refusals: &mut Vec<RuleRefusal>) {
        let Self { places, chains, kind, .. } = self;
        let rules = chains.iter_mut().flat_map(|chain| &mut chain.rules);
        rules.for_each(|rule| rule.calls = jump_of(&rule.known.spec.target).and_then(|to| places.get(to)).copied());
        let kind = *kind;
        self.refuse(by_name, refusals, |_, _, rule| {
            let to = jump_of(&rule.known.spec.target)?;
            if kind.hooks().iter().any(|hook| hook.chain() == to) {
                return Some(Problem::JumpToBuiltin(to.into()));
            }
            rule.calls.is_none().then(|| Problem::MissingChain(to.into()))
        });
    }

    /// A jump that closes a circle is refused (ELOOP), and one more than fifteen chains below a built-in chain
    /// (EMLINK).
    fn refuse_circles(&mut self, by_name: &[usize], refusals: &mut Vec<RuleRefusal>) {
        let closed = vec![None; self.chains.len()];
        let mut search = Circles { chains: &self.chains, closed, bad: BTreeMap::new(), order: vec![] };
        by_name.iter().for_each(|place| search.visit(*place));
        search.measure();
        let bad = search.bad;
        if !bad.is_empty() {
            self.refuse(by_name, refusals, |chain, index, _| bad.get(&(chain, index)).cloned());
        }
    }

    /// A chain called from several hooks may hold only targets that have a place in all of them.
    fn refuse_misplaced(&mut self, by_name: &[usize], refusals: &mut Vec<RuleRefusal>) {
        let mut reached = vec![HookSet::default(); self.chains.len()];
        for hook in self.kind.hooks() {
            let mut open: Vec<usize> = self.places.get(hook.chain()).copied().into_iter().collect();
            while let Some(place) = open.pop() {
                let one = HookSet::of(&[*hook]);
                if !one.is_within(reached[place]) {
                    reached[place] = reached[place].and(one);
                    open.extend(self.chains[place].rules.iter().filter_map(|rule| rule.calls));
                }
            }
        }
        self.refuse(by_name, refusals, |chain, _, rule| {
            let (name, _, hooks) = place_of(&rule.known.spec.target)?;
            (!reached[chain].is_within(hooks)).then(|| Problem::WrongHook(name.into()))
        });
    }
}

/// The search for circles.
struct Circles<'a> {
    chains: &'a [Draft],
    /// Chains seen, and whether everything below them has been.
    closed: Vec<Option<bool>>,
    bad: BTreeMap<(usize, usize), Problem>,
    /// Chains after everything below them.
    order: Vec<usize>,
}

impl Circles<'_> {
    /// Visits a chain and everything below it, depth first and without recursion: a rule set may be long and deep.
    /// A jump to a chain that is still open closes a circle.
    fn visit(&mut self, place: usize) {
        if self.closed[place].is_some() {
            return;
        }
        self.closed[place] = Some(false);
        let mut open: Vec<(usize, usize)> = vec![(place, 0)];
        while let Some((chain, index)) = open.pop() {
            let Some(rule) = self.chains[chain].rules.get(index) else {
                self.closed[chain] = Some(true);
                self.order.push(chain);
                continue;
            };
            open.push((chain, index + 1));
            let Some(to) = rule.calls else { continue };
            match self.closed[to] {
                None => {
                    self.closed[to] = Some(false);
                    open.push((to, 0));
                }
                Some(false) => drop(self.bad.insert((chain, index), Problem::Loop(self.name(to)))),
                Some(true) => {}
            }
        }
    }

    fn name(&self, place: usize) -> String {
        String::from(&*self.chains[place].name)
    }

    /// Counts levels from above.
    fn measure(&mut self) {
        let mut depth = vec![0; self.chains.len()];
        for chain in self.order.iter().rev().copied() {
            let below = depth[chain] + 1;
            for (index, rule) in self.chains[chain].rules.iter().enumerate() {
                let Some(to) = rule.calls.filter(|_| self.bad.is_empty() || !self.bad.contains_key(&(chain, index)))
                else {
                    continue;
                };
                if below >= LEVELS_MAX {
                    self.bad.insert((chain, index), Problem::TooDeep(self.name(to)));
                } else {
                    depth[to] = below.max(depth[to]);
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

fn linked(written: Written, ids: &[ChainId]) -> Rule {
    Rule {
        head: written.known.spec.head.clone(),
        chain: written.calls.map(|to| ids[to]),
        counter: 0,
        line: written.line,
        text: written.known.printed,
        spec: written.known.spec,
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
        for table in &mut self.tables {
            let counts = |rule: &Rule| rule.spec.matches.iter().any(|m| m.counter_start().is_some());
            if !table.chains.iter().flat_map(|c| &c.rules).any(counts) {
                continue;
            }
            for rule in Arc::make_mut(table).chains.iter_mut().flat_map(|c| &mut c.rules) {
                rule.counter = starts.len();
                starts.extend(rule.spec.matches.iter().filter_map(|m| m.counter_start()));
            }
        }
        starts
    }
}
