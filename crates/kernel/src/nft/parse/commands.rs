//! Commands: `add rule`, `delete chain`, `flush set`.

use super::super::lex::{Kind, Token};
use super::super::problem::NftProblem;
use super::super::transaction::{Going, Making, TableId, Transaction};
use super::cursor::{Cursor, Wrong};
use super::rules;
use super::scope::Scope;
use super::values;
use crate::cidr::Family;
use malla_trace::CauseId;

/// Reads a script into a transaction, and collects what is wrong with it.
pub(in super::super) struct Loader<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(in super::super) transaction: Transaction,
    /// The cause of each line, and of what stands on none.
    whys: (&'a [CauseId], CauseId),
    /// How many blocks are open.
    pub(super) blocks: usize,
    pub(in super::super) wrongs: Vec<Wrong>,
}

/// What a verb asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Make(Making),
    Insert,
    Remove(Going),
    Flush,
}

/// The verbs. A block without one adds.
const VERBS: [(&str, Verb); 6] = [
    ("add", Verb::Make(Making::Add)),
    ("create", Verb::Make(Making::Create)),
    ("insert", Verb::Insert),
    ("delete", Verb::Remove(Going::Delete)),
    ("destroy", Verb::Remove(Going::Destroy)),
    ("flush", Verb::Flush),
];

/// What a verb is about.
const OBJECTS: [&str; 6] = ["table", "chain", "rule", "set", "map", "element"];

impl<'a> Loader<'a> {
    pub(in super::super) fn new(
        tokens: &'a [Token<'a>],
        transaction: Transaction,
        whys: (&'a [CauseId], CauseId),
    ) -> Self {
        Self { cursor: Cursor::new(tokens), transaction, whys, blocks: 0, wrongs: vec![] }
    }

    /// Reads all commands.
    pub(in super::super) fn run(&mut self) {
        loop {
            self.cursor.skip_ends();
            if self.cursor.is_over() {
                return;
            }
            self.attempt(Self::command);
        }
    }

    /// Tries to read one thing up to its end; what is wrong is noted, and the rest of it skipped.
    pub(super) fn attempt(&mut self, read: impl FnOnce(&mut Self) -> Result<(), Wrong>) {
        let (start, blocks) = (self.cursor, self.blocks);
        let outcome = read(self);
        let is_stray = blocks == 0 && self.cursor.is("}");
        let outcome = match outcome {
            Ok(()) if !self.cursor.at_end() || is_stray => Err(self.cursor.unexpected("end of line")),
            other => other,
        };
        let Err(wrong) = outcome else { return };
        self.wrongs.push(wrong);
        self.blocks = blocks;
        self.cursor.skip_from(start);
        if blocks == 0 {
            self.cursor.eat("}");
        }
    }

    /// The cause of what begins with that word.
    pub(super) fn why(&self, token: Token<'_>) -> CauseId {
        let line = usize::try_from(token.line).unwrap_or(usize::MAX);
        self.whys.0.get(line).copied().unwrap_or(self.whys.1)
    }

    fn command(&mut self) -> Result<(), Wrong> {
        let first = self.cursor.peek();
        let verb = VERBS.iter().find(|(word, _)| self.cursor.eat(word)).map(|(_, verb)| *verb);
        let object = self.cursor.peek();
        if verb == Some(Verb::Flush) && self.cursor.eat("ruleset") {
            self.transaction.flush_ruleset();
            return Ok(());
        }
        if !OBJECTS.iter().any(|word| self.cursor.eat(word)) {
            let unknown = if verb.is_some() { object } else { first };
            let text = if verb.is_some() { format!("{} {}", first.text, object.text) } else { first.text.into() };
            return Err(unknown.wrong(NftProblem::UnknownCommand(text)));
        }
        let (verb, why) = (verb.unwrap_or(Verb::Make(Making::Add)), self.why(first));
        match object.text {
            "table" => self.table(verb, why),
            "chain" => self.chain(verb, why),
            "rule" => self.rule(verb, why),
            "element" => self.elements(verb, why),
            kind => self.set(verb, kind == "map", why),
        }
        .map_err(|wrong| if wrong.problem == NOT_THAT { not_that(first, object) } else { wrong })
    }

    /// `[ip|ip6] TABLE`.
    pub(super) fn table_id(&mut self) -> Result<(Family, Token<'a>), Wrong> {
        const OTHERS: [&str; 4] = ["inet", "arp", "bridge", "netdev"];
        let token = self.cursor.peek();
        if token.kind == Kind::Word && OTHERS.contains(&token.text) {
            return Err(token.wrong(NftProblem::UnknownFamily(token.text.into())));
        }
        let family = if self.cursor.eat("ip6") {
            Family::V6
        } else {
            self.cursor.eat("ip");
            Family::V4
        };
        Ok((family, self.cursor.name("the name of a table")?))
    }

    /// `[ip|ip6] TABLE NAME`, of a table that is there.
    fn object_id(&mut self, what: &str) -> Result<((Family, Token<'a>), Token<'a>), Wrong> {
        let (family, table) = self.table_id()?;
        let name = self.cursor.name(what)?;
        self.transaction.table((family, table.text)).map_err(|problem| table.wrong(problem))?;
        Ok(((family, table), name))
    }

    fn table(&mut self, verb: Verb, why: CauseId) -> Result<(), Wrong> {
        let (family, name) = self.table_id()?;
        let id: TableId<'_> = (family, name.text);
        match verb {
            Verb::Make(making) => return self.table_block(id, name, (making, why)),
            Verb::Remove(going) => self.transaction.delete_table(id, going),
            Verb::Flush => self.transaction.flush_table(id),
            Verb::Insert => Err(NOT_THAT),
        }
        .map_err(|problem| name.wrong(problem))
    }

    fn chain(&mut self, verb: Verb, why: CauseId) -> Result<(), Wrong> {
        let ((family, table), name) = self.object_id("the name of a chain")?;
        let id: TableId<'_> = (family, table.text);
        match verb {
            Verb::Make(making) => return self.chain_block(id, name, (making, why)),
            Verb::Remove(going) => self.transaction.delete_chain(id, name.text, going),
            Verb::Flush => self.transaction.flush_chain(id, name.text),
            Verb::Insert => Err(NOT_THAT),
        }
        .map_err(|problem| name.wrong(problem))
    }

    fn set(&mut self, verb: Verb, is_map: bool, why: CauseId) -> Result<(), Wrong> {
        let ((family, table), name) = self.object_id("the name of a set")?;
        let id: TableId<'_> = (family, table.text);
        match verb {
            Verb::Make(making) => return self.set_block(id, (name, is_map), (making, why)),
            Verb::Remove(going) => self.transaction.delete_set(id, name.text, going),
            Verb::Flush => self.transaction.flush_set(id, name.text),
            Verb::Insert => Err(NOT_THAT),
        }
        .map_err(|problem| name.wrong(problem))
    }

    fn rule(&mut self, verb: Verb, why: CauseId) -> Result<(), Wrong> {
        let ((family, table), chain) = self.object_id("the name of a chain")?;
        let first = match verb {
            Verb::Make(Making::Add) => false,
            Verb::Insert => true,
            Verb::Make(Making::Create) | Verb::Remove(_) | Verb::Flush => return Err(chain.wrong(NOT_THAT)),
        };
        self.one_rule((family, table.text), chain, (first, why))
    }

    /// The statements of a rule, to the end of the line.
    pub(super) fn one_rule(
        &mut self,
        id: TableId<'_>,
        chain: Token<'_>,
        (first, why): (bool, CauseId),
    ) -> Result<(), Wrong> {
        let start = self.cursor.peek();
        let table = self.transaction.table(id).map_err(|problem| chain.wrong(problem))?;
        let scope = Scope { family: id.0, sets: &table.sets, why };
        let rule = rules::rule(&mut self.cursor, &scope)?;
        let said = (rule.statements, rule.text);
        self.transaction.add_rule(id, chain.text, said, (first, why)).map_err(|problem| {
            let is_chain = matches!(&problem, NftProblem::Missing { name, .. } if name == chain.text);
            if is_chain { chain.wrong(problem) } else { start.wrong(problem) }
        })
    }

    fn elements(&mut self, verb: Verb, why: CauseId) -> Result<(), Wrong> {
        let ((family, table), name) = self.object_id("the name of a set")?;
        self.elements_of((family, table.text), name, (verb, why))
    }

    /// `{ ... }`, into a set or out of it.
    pub(super) fn elements_of(
        &mut self,
        id: TableId<'_>,
        name: Token<'_>,
        (verb, why): (Verb, CauseId),
    ) -> Result<(), Wrong> {
        let missing = || name.wrong(NftProblem::Missing { what: "set", name: name.text.into() });
        let table = self.transaction.table(id).map_err(|problem| name.wrong(problem))?;
        let set = table.sets.get(name.text).ok_or_else(missing)?;
        // When an element put in by a script would expire is known to no script.
        if matches!(verb, Verb::Make(_)) && set.spec.timeout.is_some() {
            return Err(name.wrong(NftProblem::UnknownWord("timeout".into())));
        }
        let spec = set.spec.clone();
        for (token, element) in values::elements(&mut self.cursor, &spec, why)? {
            if matches!(verb, Verb::Make(_)) && element.data.is_some() != spec.data.is_some() {
                let wanted = spec.type_text();
                return Err(token.wrong(NftProblem::WrongKey { wanted, found: "an element without data".into() }));
            }
            match verb {
                Verb::Make(making) => self.transaction.add_element(id, name.text, element, making),
                Verb::Remove(going) => self.transaction.delete_element(id, name.text, &element, going),
                Verb::Insert | Verb::Flush => Err(NOT_THAT),
            }
            .map_err(|problem| token.wrong(problem))?;
        }
        Ok(())
    }
}

/// A verb that this object does not know; the words are filled in where both are at hand.
const NOT_THAT: NftProblem = NftProblem::UnknownCommand(String::new());

fn not_that(verb: Token<'_>, object: Token<'_>) -> Wrong {
    verb.wrong(NftProblem::UnknownCommand(format!("{} {}", verb.text, object.text)))
}
