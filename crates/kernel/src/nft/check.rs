//! What the kernel checks when a batch is complete (`nft_table_validate`): no circle of jumps, none too deep, and every
//! statement only where its hook and chain type have a place for it.

use super::element::Element;
use super::priority::ChainType;
use super::problem::NftProblem;
use super::set::SetRef;
use super::statement::{Nat, NatWay, Statement};
use super::table::{Chain, Ruleset, Table};
use super::transaction::targets;
use crate::netfilter::{Hook, HookSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// `NFT_JUMP_STACK_SIZE`.
const DEEPEST: usize = 16;

/// What is wrong with a chain, by its name.
pub(super) type Fault = (Arc<str>, NftProblem);

/// Everything that is wrong with the rule set as a whole.
pub(super) fn faults(rules: &Ruleset) -> Vec<Fault> {
    rules.tables.iter().flat_map(faults_of).collect()
}

fn faults_of(table: &Table) -> Vec<Fault> {
    let mut check = Check { table, callees: BTreeMap::new(), depths: BTreeMap::new(), faults: vec![] };
    for chain in table.chains.iter() {
        check.callees.insert(&chain.name, callees(table, chain));
    }
    let roots: Vec<&Chain> = table.chains.iter().collect();
    roots.iter().for_each(|chain| check.measure(&chain.name));
    check.places();
    check.faults
}

/// The chains that a chain's rules lead to.
fn callees<'a>(table: &'a Table, chain: &'a Chain) -> Vec<&'a Arc<str>> {
    let statements = || chain.rules.iter().flat_map(|rule| &rule.statements);
    let own = statements().flat_map(targets);
    let mapped = statements().filter_map(|statement| match statement.set() {
        Some(SetRef::Named(name)) => table.sets.get(name),
        Some(SetRef::Anonymous(_)) | None => None,
    });
    let mut all: Vec<&Arc<str>> =
        own.chain(mapped.flat_map(|set| set.elements.iter().filter_map(Element::chain))).collect();
    all.sort();
    all.dedup();
    all
}

/// A table being looked through.
struct Check<'a> {
    table: &'a Table,
    callees: BTreeMap<&'a str, Vec<&'a Arc<str>>>,
    /// How many chains deep it goes from a chain on; `None` while that is being found out.
    depths: BTreeMap<&'a str, Option<usize>>,
    faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    /// Finds out how deep it goes from a chain on, without calling itself: the chains may be many.
    fn measure(&mut self, root: &'a Arc<str>) {
        let mut open: Vec<(&'a Arc<str>, usize)> = vec![(root, 0)];
        while let Some((chain, next)) = open.pop() {
            if next == 0 {
                if self.depths.contains_key(&**chain) {
                    continue;
                }
                self.depths.insert(chain, None);
            }
            let callees = self.callees.get(&**chain).map_or(&[][..], Vec::as_slice);
            if let Some(callee) = callees.get(next).copied() {
                open.push((chain, next + 1));
                match self.depths.get(&**callee) {
                    None => open.push((callee, 0)),
                    Some(None) => self.faults.push((Arc::clone(callee), NftProblem::Loop(callee.to_string()))),
                    Some(Some(_)) => {}
                }
                continue;
            }
            let below = callees.iter().filter_map(|callee| self.depths.get(&***callee).copied().flatten());
            let depth = below.max().map_or(1, |depth| depth + 1);
            self.depths.insert(chain, Some(depth));
            let is_base = self.table.chains.get(chain).is_some_and(|chain| chain.base.is_some());
            if is_base && depth > DEEPEST {
                self.faults.push((Arc::clone(chain), NftProblem::TooDeep(chain.to_string())));
            }
        }
    }

    /// Follows every base chain's hook and type along the jumps, and asks each statement reached.
    fn places(&mut self) {
        let mut reached: BTreeMap<&'a str, Vec<Place>> = BTreeMap::new();
        let bases = self.table.chains.iter().filter_map(|chain| Some((&*chain.name, chain.base?)));
        let mut open: Vec<(&'a str, Place)> =
            bases.map(|(name, base)| (name, Place { kind: base.kind, hook: base.hook })).collect();
        while let Some((name, place)) = open.pop() {
            let known = reached.entry(name).or_default();
            if known.contains(&place) {
                continue;
            }
            known.push(place);
            let callees = self.callees.get(name).map_or(&[][..], Vec::as_slice);
            open.extend(callees.iter().map(|callee| (&***callee, place)));
        }
        for (name, places) in reached {
            let Some(chain) = self.table.chains.get(name) else { continue };
            for statement in chain.rules.iter().flat_map(|rule| &rule.statements) {
                if !places.iter().all(|place| place.takes(statement)) {
                    self.faults.push((Arc::clone(&chain.name), NftProblem::WrongHook(statement.text())));
                }
            }
        }
    }
}

/// Where a chain is entered from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    kind: ChainType,
    hook: Hook,
}

impl Place {
    fn takes(self, statement: &Statement) -> bool {
        match statement {
            Statement::Nat(nat) => self.kind == ChainType::Nat && HookSet::of(&[self.hook]).is_within(hooks_of(nat)),
            Statement::Reject(..) => self.hook != Hook::Postrouting,
            Statement::Condition(_)
            | Statement::Verdict(_)
            | Statement::VerdictMap { .. }
            | Statement::Counter { .. }
            | Statement::Log(_)
            | Statement::SetMark(_)
            | Statement::Update(_)
            | Statement::Notrack
            | Statement::Trace(_) => true,
        }
    }
}

/// Where a translation can be asked for (`nft_nat_validate`, `nft_masq_validate`, `nft_redir_validate`).
const fn hooks_of(nat: &Nat) -> HookSet {
    match nat.way {
        NatWay::Dnat | NatWay::Redirect => HookSet::of(&[Hook::Prerouting, Hook::Output]),
        NatWay::Snat => HookSet::of(&[Hook::Postrouting, Hook::Input]),
        NatWay::Masquerade => HookSet::of(&[Hook::Postrouting]),
    }
}
