//! A batch of changes to the rule set: all of them, or none (`nf_tables_newtable` and its kin).

use super::datatype::Datum;
use super::element::{Element, Span, Touching};
use super::priority::ChainType;
use super::problem::NftProblem;
use super::set::{Set, SetFlags, SetRef, SetSpec};
use super::statement::{Rule, Statement};
use super::table::{Base, Chain, Ruleset, Table};
use crate::cidr::Family;
use crate::netfilter::Hook;
use malla_trace::{CauseId, FilterVerdict};
use std::sync::Arc;

/// Whether what is to be made may be there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Making {
    /// `add`.
    Add,
    /// `create`.
    Create,
}

/// Whether what is to go may be gone already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Going {
    /// `delete`.
    Delete,
    /// `destroy`.
    Destroy,
}

/// Which table.
pub(super) type TableId<'a> = (Family, &'a str);

/// What is said about a chain when it is declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ChainDraft {
    pub(super) base: Option<(ChainType, Hook, i32)>,
    pub(super) policy: Option<FilterVerdict>,
    pub(super) comment: Option<String>,
}

/// The rule set as it will be.
#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) rules: Ruleset,
    /// Sets that were emptied.
    pub(super) flushed: Vec<u64>,
}

type Outcome = Result<(), NftProblem>;

fn missing(what: &'static str, name: &str) -> impl FnOnce() -> NftProblem {
    move || NftProblem::Missing { what, name: name.into() }
}

impl Transaction {
    pub(super) fn table(&self, (family, name): TableId<'_>) -> Result<&Table, NftProblem> {
        self.rules.table(family, name).ok_or_else(missing("table", name))
    }

    fn table_mut(&mut self, (family, name): TableId<'_>) -> Result<&mut Table, NftProblem> {
        self.rules.table_mut(family, name).ok_or_else(missing("table", name))
    }

    pub(super) fn add_table(
        &mut self,
        id: TableId<'_>,
        comment: Option<String>,
        (making, why): (Making, CauseId),
    ) -> Outcome {
        let (family, name) = id;
        if self.table(id).is_ok() {
            return if making == Making::Create { Err(NftProblem::Exists(name.into())) } else { Ok(()) };
        }
        let version = match family {
            Family::V4 => "ip",
            Family::V6 => "ip6",
        };
        let full_name = format!("{version} {name}").into();
        let (chains, sets) = Default::default();
        self.rules.tables.push(Table { family, name: name.into(), full_name, comment, chains, sets, why });
        Ok(())
    }

    pub(super) fn delete_table(&mut self, id: TableId<'_>, going: Going) -> Outcome {
        let found = self.table(id).map(|_| ());
        self.rules.tables.retain(|table| (table.family, &*table.name) != id);
        found.or_else(|problem| if going == Going::Destroy { Ok(()) } else { Err(problem) })
    }

    /// Empties every chain; sets keep their elements (`nf_tables_delrule`).
    pub(super) fn flush_table(&mut self, id: TableId<'_>) -> Outcome {
        let names: Vec<Arc<str>> = self.table(id)?.chains.iter().map(|chain| Arc::clone(&chain.name)).collect();
        names.iter().try_for_each(|chain| self.flush_chain(id, chain))
    }

    pub(super) fn flush_ruleset(&mut self) {
        self.rules.tables.clear();
    }

    pub(super) fn add_chain(
        &mut self,
        id: TableId<'_>,
        name: &str,
        draft: ChainDraft,
        (making, why): (Making, CauseId),
    ) -> Outcome {
        if let Some(chain) = self.table(id)?.chains.get(name) {
            let place = chain.base.map(|base| (base.kind, base.hook, base.priority));
            let fits = draft.base.is_none() || draft.base == place;
            if making == Making::Create || !fits {
                return Err(NftProblem::Exists(name.into()));
            }
            return self.set_policy(id, name, draft.policy);
        }
        let age = self.rules.number();
        let base = draft.base.map(|(kind, hook, priority)| {
            let policy = draft.policy.unwrap_or(FilterVerdict::Accept);
            Base { kind, hook, priority, policy, policy_written: draft.policy.is_some(), age }
        });
        let name: Arc<str> = name.into();
        let chain = Chain { name: Arc::clone(&name), base, comment: draft.comment, rules: vec![], uses: 0, why };
        self.table_mut(id)?.chains.insert(name, chain);
        Ok(())
    }

    fn set_policy(&mut self, id: TableId<'_>, name: &str, policy: Option<FilterVerdict>) -> Outcome {
        let Some(policy) = policy else { return Ok(()) };
        let chain = self.table_mut(id)?.chains.get_mut(name);
        let Some(base) = chain.and_then(|chain| chain.base.as_mut()) else {
            return Err(NftProblem::WrongHook("policy".into()));
        };
        (base.policy, base.policy_written) = (policy, true);
        Ok(())
    }

    pub(super) fn delete_chain(&mut self, id: TableId<'_>, name: &str, going: Going) -> Outcome {
        let Some(chain) = self.table(id)?.chains.get(name) else {
            return if going == Going::Destroy { Ok(()) } else { Err(missing("chain", name)()) };
        };
        if chain.uses > 0 {
            return Err(NftProblem::Busy(name.into()));
        }
        self.flush_chain(id, name)?;
        self.table_mut(id)?.chains.remove(name);
        Ok(())
    }

    pub(super) fn flush_chain(&mut self, id: TableId<'_>, name: &str) -> Outcome {
        let table = self.table_mut(id)?;
        let chain = table.chains.get_mut(name).ok_or_else(missing("chain", name))?;
        let rules = std::mem::take(&mut chain.rules);
        for statement in rules.iter().flat_map(|rule| &rule.statements) {
            release(table, statement);
        }
        Ok(())
    }

    /// Adds a rule at the end, or at the beginning.
    pub(super) fn add_rule(
        &mut self,
        id: TableId<'_>,
        chain: &str,
        (statements, text): (Vec<Statement>, String),
        (first, why): (bool, CauseId),
    ) -> Outcome {
        let handle = self.rules.number();
        let table = self.table_mut(id)?;
        if table.chains.get(chain).is_none() {
            return Err(missing("chain", chain)());
        }
        for target in statements.iter().flat_map(targets) {
            check_target(table, target)?;
        }
        statements.iter().for_each(|statement| hold(table, statement));
        let rule = Rule { handle, text: text.into(), statements, why };
        let chain = table.chains.get_mut(chain).ok_or_else(missing("chain", chain))?;
        let at = if first { 0 } else { chain.rules.len() };
        chain.rules.insert(at, rule);
        Ok(())
    }

    pub(super) fn add_set(
        &mut self,
        id: TableId<'_>,
        name: &str,
        spec: SetSpec,
        (making, why): (Making, CauseId),
    ) -> Outcome {
        let number = self.rules.number();
        let table = self.table_mut(id)?;
        if let Some(set) = table.sets.get_mut(name) {
            let same = set.spec.key == spec.key && set.spec.data == spec.data && set.spec.fits(&spec);
            if making == Making::Create || !same {
                return Err(NftProblem::Exists(name.into()));
            }
            set.spec.timeout = spec.timeout;
            return Ok(());
        }
        let name: Arc<str> = name.into();
        let set = Set { name: Arc::clone(&name), id: number, spec, elements: Default::default(), uses: 0, why };
        table.sets.insert(name, set);
        Ok(())
    }

    pub(super) fn delete_set(&mut self, id: TableId<'_>, name: &str, going: Going) -> Outcome {
        let Some(set) = self.table(id)?.sets.get(name) else {
            return if going == Going::Destroy { Ok(()) } else { Err(missing("set", name)()) };
        };
        if set.uses > 0 {
            return Err(NftProblem::Busy(name.into()));
        }
        self.flush_set(id, name)?;
        self.table_mut(id)?.sets.remove(name);
        Ok(())
    }

    pub(super) fn flush_set(&mut self, id: TableId<'_>, name: &str) -> Outcome {
        let table = self.table_mut(id)?;
        let set = table.sets.get_mut(name).ok_or_else(missing("set", name))?;
        let number = set.id;
        let elements = std::mem::take(&mut set.elements);
        for chain in elements.iter().filter_map(Element::chain) {
            use_chain(table, chain, -1);
        }
        self.flushed.push(number);
        Ok(())
    }

    pub(super) fn add_element(&mut self, id: TableId<'_>, set: &str, element: Element, making: Making) -> Outcome {
        let table = self.table_mut(id)?;
        let chain = element.chain().cloned();
        if let Some(chain) = &chain {
            check_target(table, chain)?;
        }
        let set = table.sets.get_mut(set).ok_or_else(missing("set", set))?;
        let is_span = !element.key.iter().all(Span::is_point);
        if is_span && !set.spec.flags.has(SetFlags::INTERVAL) {
            return Err(NftProblem::WrongKey { wanted: set.spec.type_text(), found: "a range".into() });
        }
        set.elements.has_spans |= set.spec.flags.has(SetFlags::INTERVAL);
        let known = set.elements.find(&first(&element.key)).is_some_and(|old| old.key == element.key);
        if known && making == Making::Create {
            return Err(NftProblem::Exists(super::set::element_text(&element, &set.spec)));
        }
        let touching = if set.spec.auto_merge { Touching::Merge } else { Touching::Refuse };
        let text = super::set::element_text(&element, &set.spec);
        set.elements.add(element, touching).map_err(|_| NftProblem::Exists(text))?;
        if let Some(chain) = chain.filter(|_| !known) {
            use_chain(table, &chain, 1);
        }
        Ok(())
    }

    pub(super) fn delete_element(&mut self, id: TableId<'_>, set: &str, element: &Element, going: Going) -> Outcome {
        let table = self.table_mut(id)?;
        let set = table.sets.get_mut(set).ok_or_else(missing("set", set))?;
        let Some(gone) = set.elements.remove(&element.key) else {
            let name = super::set::element_text(element, &set.spec);
            return if going == Going::Destroy { Ok(()) } else { Err(NftProblem::Missing { what: "element", name }) };
        };
        if let Some(chain) = gone.chain() {
            use_chain(table, chain, -1);
        }
        Ok(())
    }
}

fn first(key: &[Span]) -> Vec<Datum> {
    key.iter().map(|span| span.low.clone()).collect()
}

/// The chains that a statement leads to.
pub(super) fn targets(statement: &Statement) -> Vec<&Arc<str>> {
    let own = match statement {
        Statement::Verdict(verdict) => verdict.chain(),
        _ => None,
    };
    let mapped = match statement.set() {
        Some(SetRef::Anonymous(set)) => set.elements.iter().filter_map(Element::chain).collect(),
        Some(SetRef::Named(_)) | None => vec![],
    };
    own.into_iter().chain(mapped).collect()
}

/// A jump has to lead to a chain that is there, and to no base chain (`nft_verdict_init`).
fn check_target(table: &Table, name: &Arc<str>) -> Outcome {
    match table.chains.get(name) {
        None => Err(missing("chain", name)()),
        Some(chain) if chain.base.is_some() => Err(NftProblem::IsBase(name.to_string())),
        Some(_) => Ok(()),
    }
}

fn use_chain(table: &mut Table, name: &str, by: isize) {
    if let Some(chain) = table.chains.get_mut(name) {
        chain.uses = chain.uses.saturating_add_signed(by);
    }
}

/// The sets with a name that a statement needs.
fn named_set(statement: &Statement) -> Option<&Arc<str>> {
    match (statement, statement.set()) {
        (Statement::Update(update), _) => Some(&update.set),
        (_, Some(SetRef::Named(name))) => Some(name),
        (_, Some(SetRef::Anonymous(_)) | None) => None,
    }
}

/// A rule begins to need chains and sets. A set that packets write into becomes a dynamic one with an end
/// (`stmt_evaluate_set`).
fn hold(table: &mut Table, statement: &Statement) {
    const SIZE: u32 = 65_535;
    for chain in targets(statement) {
        use_chain(table, chain, 1);
    }
    let Some(set) = named_set(statement).and_then(|name| table.sets.get_mut(name)) else { return };
    set.uses += 1;
    if matches!(statement, Statement::Update(_)) {
        set.spec.flags = set.spec.flags.with(SetFlags::DYNAMIC);
        set.spec.size = set.spec.size.or(Some(SIZE));
    }
}

/// A rule needs them no more.
fn release(table: &mut Table, statement: &Statement) {
    for chain in targets(statement) {
        use_chain(table, chain, -1);
    }
    if let Some(set) = named_set(statement).and_then(|name| table.sets.get_mut(name)) {
        set.uses = set.uses.saturating_sub(1);
    }
}
