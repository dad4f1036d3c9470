//! Lines in the making and how they become tables (`IptablesRuleBuilder` in `pkg/builder`): no line goes in without its
//! cause.

use malla_kernel::{ChainLine, Family, TableText};
use malla_trace::CauseId;

/// The chains that are there without `-N`, and the targets that are no chains (`constants.BuiltInChainsMap`).
const BUILT_IN: [&str; 8] = ["INPUT", "OUTPUT", "FORWARD", "PREROUTING", "POSTROUTING", "ACCEPT", "RETURN", "DROP"];

/// A table, in the order in which tables are printed: by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Mangle,
    Nat,
    Raw,
}

impl Table {
    const ALL: [Self; 3] = [Self::Mangle, Self::Nat, Self::Raw];

    const fn name(self) -> &'static str {
        match self {
            Self::Mangle => "mangle",
            Self::Nat => "nat",
            Self::Raw => "raw",
        }
    }
}

/// A line.
struct Line {
    table: Table,
    chain: &'static str,
    /// Where it is put in (`-I`); behind all others otherwise (`-A`).
    place: Option<u8>,
    body: String,
    why: CauseId,
}

/// Lines in the making.
#[derive(Default)]
pub struct Sheet {
    lines: Vec<Line>,
}

impl Sheet {
    /// Adds a line to a chain of nat, where most of them go.
    pub fn nat(&mut self, chain: &'static str, body: String, why: CauseId) {
        self.add(Table::Nat, chain, body, why);
    }

    /// Adds a line.
    pub fn add(&mut self, table: Table, chain: &'static str, body: String, why: CauseId) {
        self.lines.push(Line { table, chain, place: None, body, why });
    }

    /// Puts a line in at a place, counted from 1.
    pub fn insert(&mut self, table: Table, chain: &'static str, place: u8, body: String, why: CauseId) {
        self.lines.push(Line { table, chain, place: Some(place), body, why });
    }

    /// The tables that have lines.
    pub fn into_tables(self, family: Family) -> Vec<TableText> {
        let table = |table: Table| {
            let own = || self.lines.iter().filter(move |line| line.table == table);
            TableText {
                name: table.name().into(),
                family,
                chains: chains(own()),
                rules: own().map(Line::print).collect(),
                deleted: Vec::new(),
            }
        };
        Table::ALL.into_iter().map(table).filter(|table| !table.rules.is_empty()).collect()
    }
}

/// The chains to make: those that lines stand in, then those that lines only jump to (`buildRestore`).
fn chains<'l>(lines: impl Iterator<Item = &'l Line> + Clone) -> Vec<ChainLine> {
    let jumps = lines.clone().filter_map(|line| line.target());
    let mut names: Vec<&str> = Vec::new();
    for name in lines.map(|line| line.chain).chain(jumps) {
        if !BUILT_IN.contains(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().map(|name| ChainLine { name: name.into(), policy: None }).collect()
}

impl Line {
    fn print(&self) -> (String, CauseId) {
        let (chain, body) = (self.chain, &self.body);
        let text = match self.place {
            Some(place) => format!("-I {chain} {place} {body}"),
            None => format!("-A {chain} {body}"),
        };
        (text, self.why)
    }

    /// The chain it jumps to, where nothing follows the name.
    fn target(&self) -> Option<&str> {
        let (before, target) = self.body.rsplit_once(' ')?;
        before.ends_with("-j").then_some(target)
    }
}
