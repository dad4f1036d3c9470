//! Blocks: `table ip x { ... }` as `nft list` prints it, and what stands between the braces of a declaration.

use super::super::lex::Token;
use super::super::priority::{self, ChainType, hook_name};
use super::super::problem::NftProblem;
use super::super::transaction::{ChainDraft, Making, TableId};
use super::commands::{Loader, Verb};
use super::cursor::{Cursor, Wrong};
use super::sets;
use crate::netfilter::Hook;
use malla_trace::{CauseId, FilterVerdict};

/// What waits until every chain and set of a table is known (`nft_cmd_expand`).
#[derive(Default)]
struct Later<'a> {
    elements: Vec<(Token<'a>, Cursor<'a>)>,
    rules: Vec<(Token<'a>, Cursor<'a>)>,
}

impl<'a> Loader<'a> {
    /// `{ comment "..."; chain ...; set ... }`, or nothing.
    pub(super) fn table_block(
        &mut self,
        id: TableId<'_>,
        name: Token<'a>,
        (making, why): (Making, CauseId),
    ) -> Result<(), Wrong> {
        let comment = if self.cursor.is("{") { self.comment_ahead() } else { None };
        self.transaction.add_table(id, comment, (making, why)).map_err(|problem| name.wrong(problem))?;
        if !self.cursor.eat("{") {
            return Ok(());
        }
        let mut later = Later::default();
        self.items(|loader| loader.table_item(id, &mut later))?;
        self.catch_up(id, later);
        Ok(())
    }

    /// The comment of the block that begins here.
    fn comment_ahead(&self) -> Option<String> {
        let mut ahead = self.cursor;
        ahead.next();
        ahead.skip_ends();
        if ahead.eat("comment") { Some(ahead.next().text.to_owned()) } else { None }
    }

    /// Everything up to the brace that closes the block, item by item.
    fn items(&mut self, mut read: impl FnMut(&mut Self) -> Result<(), Wrong>) -> Result<(), Wrong> {
        self.blocks += 1;
        loop {
            self.cursor.skip_ends();
            if self.cursor.eat("}") {
                self.blocks -= 1;
                return Ok(());
            }
            if self.cursor.is_over() {
                return Err(self.cursor.unexpected("'}'"));
            }
            self.attempt(&mut read);
        }
    }

    fn table_item(&mut self, id: TableId<'_>, later: &mut Later<'a>) -> Result<(), Wrong> {
        let token = self.cursor.peek();
        let why = self.why(token);
        if self.cursor.eat("comment") {
            return self.cursor.text("a comment").map(|_| ());
        }
        let word = self.cursor.text("'chain', 'set' or 'map'")?;
        match word.text {
            "chain" => {
                let name = self.cursor.name("the name of a chain")?;
                self.declare_chain(id, name, (Making::Add, why), later)
            }
            "set" | "map" => {
                let name = self.cursor.name("the name of a set")?;
                self.declare_set(id, (name, word.text == "map"), (Making::Add, why), later)
            }
            other => Err(word.wrong(NftProblem::UnknownWord(other.into()))),
        }
    }

    /// Reads what had to wait.
    fn catch_up(&mut self, id: TableId<'_>, later: Later<'a>) {
        let end = self.cursor;
        for (set, cursor) in later.elements {
            self.cursor = cursor;
            self.in_block(|loader| loader.element_list(id, set));
        }
        for (chain, cursor) in later.rules {
            self.cursor = cursor;
            let why = self.why(self.cursor.peek());
            self.in_block(|loader| loader.one_rule(id, chain, (false, why)));
        }
        self.cursor = end;
    }

    fn in_block(&mut self, read: impl FnOnce(&mut Self) -> Result<(), Wrong>) {
        self.blocks += 1;
        self.attempt(read);
        self.blocks -= 1;
    }

    /// `elements = { ... }`.
    fn element_list(&mut self, id: TableId<'_>, set: Token<'_>) -> Result<(), Wrong> {
        let word = self.cursor.next();
        let why = self.why(word);
        self.cursor.expect("=")?;
        self.elements_of(id, set, (Verb::Make(Making::Add), why))
    }

    /// A chain with its block, if it has one.
    pub(super) fn chain_block(
        &mut self,
        id: TableId<'_>,
        name: Token<'a>,
        made: (Making, CauseId),
    ) -> Result<(), Wrong> {
        let mut later = Later::default();
        self.declare_chain(id, name, made, &mut later)?;
        self.catch_up(id, later);
        Ok(())
    }

    fn declare_chain(
        &mut self,
        id: TableId<'_>,
        name: Token<'a>,
        made: (Making, CauseId),
        later: &mut Later<'a>,
    ) -> Result<(), Wrong> {
        let mut draft = ChainDraft::default();
        if self.cursor.eat("{") {
            self.items(|loader| loader.chain_item(name, &mut draft, later))?;
        }
        self.transaction.add_chain(id, name.text, draft, made).map_err(|problem| name.wrong(problem))
    }

    fn chain_item(&mut self, chain: Token<'a>, draft: &mut ChainDraft, later: &mut Later<'a>) -> Result<(), Wrong> {
        let token = self.cursor.peek();
        match token.text {
            "type" => {
                self.cursor.next();
                draft.base = Some(self.hook()?);
            }
            "policy" => {
                self.cursor.next();
                draft.policy = Some(self.policy()?);
            }
            "comment" => {
                self.cursor.next();
                draft.comment = Some(self.cursor.text("a comment")?.text.to_owned());
            }
            _ => {
                later.rules.push((chain, self.cursor));
                self.cursor.skip_from(self.cursor);
            }
        }
        Ok(())
    }

    /// `filter hook input priority 0`.
    fn hook(&mut self) -> Result<(ChainType, Hook, i32), Wrong> {
        let unknown = |token: Token<'_>| token.wrong(NftProblem::UnknownWord(token.text.into()));
        let kind = self.cursor.text("the type of a chain")?;
        let kind = ChainType::ALL.into_iter().find(|known| known.name() == kind.text).ok_or_else(|| unknown(kind))?;
        self.cursor.expect("hook")?;
        let token = self.cursor.text("a hook")?;
        let hook = Hook::ALL.into_iter().find(|hook| hook_name(*hook) == token.text).ok_or_else(|| unknown(token))?;
        if !kind.allows(hook) {
            return Err(token.wrong(NftProblem::WrongHook(kind.name().into())));
        }
        self.cursor.expect("priority")?;
        Ok((kind, hook, self.priority(hook)?))
    }

    /// `-100`, `dstnat`, `filter + 5`.
    fn priority(&mut self, hook: Hook) -> Result<i32, Wrong> {
        let sign = if self.cursor.eat("-") { -1 } else { 1 };
        let token = self.cursor.peek();
        let Some(name) = priority::named(token.text, hook) else { return Ok(sign * self.small_number()?) };
        self.cursor.next();
        let offset = match (self.cursor.eat("+"), self.cursor.is("-")) {
            (true, _) => self.small_number()?,
            (false, true) => {
                self.cursor.next();
                -self.small_number()?
            }
            (false, false) => 0,
        };
        Ok(name.saturating_add(offset))
    }

    fn small_number(&mut self) -> Result<i32, Wrong> {
        let token = self.cursor.peek();
        let bad = || token.wrong(NftProblem::BadValue { kind: "priority".into(), value: token.text.into() });
        self.cursor.number().ok().and_then(|number| i32::try_from(number).ok()).ok_or_else(bad)
    }

    fn policy(&mut self) -> Result<FilterVerdict, Wrong> {
        let token = self.cursor.text("accept or drop")?;
        match token.text {
            "accept" => Ok(FilterVerdict::Accept),
            "drop" => Ok(FilterVerdict::Drop),
            other => Err(token.wrong(NftProblem::UnknownWord(other.into()))),
        }
    }

    /// A set or map with its block.
    pub(super) fn set_block(
        &mut self,
        id: TableId<'_>,
        name: (Token<'a>, bool),
        made: (Making, CauseId),
    ) -> Result<(), Wrong> {
        let mut later = Later::default();
        self.declare_set(id, name, made, &mut later)?;
        self.catch_up(id, later);
        Ok(())
    }

    fn declare_set(
        &mut self,
        id: TableId<'_>,
        (name, is_map): (Token<'a>, bool),
        made: (Making, CauseId),
        later: &mut Later<'a>,
    ) -> Result<(), Wrong> {
        self.cursor.expect("{")?;
        let (spec, elements) = sets::spec(&mut self.cursor, (name, is_map))?;
        self.cursor.expect("}")?;
        later.elements.extend(elements.map(|cursor| (name, cursor)));
        self.transaction.add_set(id, name.text, spec, made).map_err(|problem| name.wrong(problem))
    }
}
