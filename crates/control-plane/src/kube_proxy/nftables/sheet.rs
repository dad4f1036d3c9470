//! A transaction in the making, as knftables builds one (`Transaction` and `writeOperation` in
//! sigs.k8s.io/knftables): one command a line, and no line without its cause.

use malla_kernel::{Family, NftLine, NftScript};
use malla_trace::CauseId;
use std::collections::BTreeSet;
use std::fmt;

/// The table: everything kube-proxy has lies in it.
pub const TABLE: &str = "kube-proxy";

/// The words that differ between the families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// The table's family, and the header that addresses are looked for in.
    pub ip: &'static str,
    /// The type of an address.
    pub address: &'static str,
    /// What is not the node's own loopback.
    pub not_loopback: &'static str,
}

impl Words {
    /// The words of a family.
    pub const fn of(family: Family) -> Self {
        match family {
            Family::V4 => Self { ip: "ip", address: "ipv4_addr", not_loopback: "ip daddr != 127.0.0.0/8" },
            Family::V6 => Self { ip: "ip6", address: "ipv6_addr", not_loopback: "ip6 daddr != ::1" },
        }
    }
}

/// The commands, in order.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The words of its family.
    pub words: Words,
    lines: Vec<NftLine>,
    /// The chains that were made.
    chains: BTreeSet<String>,
    /// What the maps and sets know already: two ports of a Service share its address.
    elements: BTreeSet<(&'static str, String)>,
}

/// An element of a set or a map.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    /// The set or map.
    pub container: &'static str,
    /// What is looked up.
    pub key: &'a str,
    /// A map's verdict.
    pub verdict: Option<fmt::Arguments<'a>>,
    /// A comment.
    pub comment: Option<&'a str>,
}

impl Sheet {
    /// An empty one.
    pub const fn new(words: Words) -> Self {
        Self { words, lines: Vec::new(), chains: BTreeSet::new(), elements: BTreeSet::new() }
    }

    /// The table itself.
    pub fn table(&mut self, comment: &str, why: CauseId) {
        let ip = self.words.ip;
        self.line(format!("add table {ip} {TABLE} {{ comment \"{comment}\" ; }}"), why);
    }

    /// A command on a chain, a set or a map: `add chain …`, `flush map …`.
    pub fn command(&mut self, verb: &str, name: &str, what: fmt::Arguments<'_>, why: CauseId) {
        let ip = self.words.ip;
        self.line(format!("{verb} {ip} {TABLE} {name}{what}"), why);
    }

    /// Makes a chain, and empties it if it was there; once only (`ensureChain`).
    pub fn ensure(&mut self, name: &str, why: CauseId) {
        if self.chains.insert(name.to_owned()) {
            self.command("add chain", name, format_args!(""), why);
            self.command("flush chain", name, format_args!(""), why);
        }
    }

    /// Adds a rule.
    pub fn rule(&mut self, chain: &str, body: fmt::Arguments<'_>, why: CauseId) {
        self.command("add rule", chain, format_args!(" {body}"), why);
    }

    /// Adds a rule with a comment.
    pub fn said(&mut self, chain: &str, body: fmt::Arguments<'_>, comment: &str, why: CauseId) {
        self.command("add rule", chain, format_args!(" {body} comment \"{comment}\""), why);
    }

    /// Adds an element, unless that key is there already (`ensureElem`).
    pub fn element(&mut self, element: &Element<'_>, why: CauseId) {
        let Element { container, key, verdict, comment } = *element;
        if !self.elements.insert((container, key.to_owned())) {
            return;
        }
        let comment = comment.map_or_else(String::new, |comment| format!(" comment \"{comment}\""));
        let body = match verdict {
            Some(verdict) => format!(" {{ {key}{comment} : {verdict} }}"),
            None => format!(" {{ {key}{comment} }}"),
        };
        self.command("add element", container, format_args!("{body}"), why);
    }

    /// The whole transaction.
    pub fn into_script(self) -> NftScript {
        NftScript { lines: self.lines }
    }

    fn line(&mut self, text: String, why: CauseId) {
        self.lines.push(NftLine { text, why });
    }
}
