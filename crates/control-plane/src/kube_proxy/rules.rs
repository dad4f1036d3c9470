//! A sheet of rules in the making, as kube-proxy fills its line buffers (pkg/proxy/util/linebuffer.go), except that
//! no line goes in without its cause.

use super::Fact;
use malla_kernel::{ChainLine, Family, RuleLines, TableText};
use malla_trace::CauseId;
use std::fmt::{self, Write as _};
use std::net::IpAddr;
use std::sync::Arc;

/// Enters the causes of rules.
pub type Reasons<'a> = crate::reasons::Reasons<'a, Fact>;

/// What goes into one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Chains to make or empty, in order.
    pub chains: Vec<ChainLine>,
    /// Rules, in order.
    pub rules: RuleLines,
    /// Chains to delete at the end.
    pub deleted: Vec<String>,
}

impl Sheet {
    /// Makes or empties a chain.
    pub fn chain(&mut self, name: impl Into<Arc<str>>) {
        self.chains.push(ChainLine { name: name.into(), policy: None });
    }

    /// Adds a rule: there is no way to add one without a cause.
    pub fn rule(&mut self, chain: &str, body: fmt::Arguments<'_>, why: CauseId) {
        self.line(chain, why, |line| line.print(body));
    }

    /// The same, word by word: what every service port needs is written thousands of times.
    pub fn line(&mut self, chain: &str, why: CauseId, write: impl FnOnce(Line<'_>) -> Line<'_>) {
        self.rules.add(why, |text| {
            write(Line(text).words(&["-A ", chain, " "]));
        });
    }

    /// Empties a chain and deletes it. iptables-restore wants a line for it first (`-X` in `syncProxyRules`).
    pub fn delete(&mut self, name: &str) {
        self.chain(name);
        self.deleted.push(name.into());
    }

    /// The table, as iptables-restore would read it.
    #[must_use]
    pub fn into_table(self, name: &str, family: Family) -> TableText {
        TableText { name: name.into(), family, chains: self.chains, rules: self.rules, deleted: self.deleted }
    }

    /// An empty sheet with the room that a table took (`LineBuffer.Reset`).
    #[must_use]
    pub fn with_room_of(mut table: TableText) -> Self {
        table.chains.clear();
        table.rules.clear();
        table.deleted.clear();
        Self { chains: table.chains, rules: table.rules, deleted: table.deleted }
    }
}

/// A rule in the making, behind its chain's name.
#[derive(Debug)]
pub struct Line<'a>(&'a mut String);

impl Line<'_> {
    /// Adds these, as they are.
    #[must_use]
    pub fn words(self, words: &[&str]) -> Self {
        words.iter().for_each(|word| self.0.push_str(word));
        self
    }

    /// Adds something printed.
    #[must_use]
    pub fn print(self, printed: fmt::Arguments<'_>) -> Self {
        // Writing into a text cannot fail.
        let _ = self.0.write_fmt(printed);
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, number: u16) -> Self {
        let places = [10_000, 1000, 100, 10, 1].into_iter().filter(|place| number >= *place || *place == 1);
        places.for_each(|place| self.0.push(char::from(b'0' + (number / place % 10) as u8)));
        self
    }

    /// Adds an address.
    #[must_use]
    pub fn ip(self, address: IpAddr) -> Self {
        match address {
            IpAddr::V4(four) => {
                let [a, b, c, d] = four.octets().map(u16::from);
                self.number(a).words(&["."]).number(b).words(&["."]).number(c).words(&["."]).number(d)
            }
            IpAddr::V6(six) => self.print(format_args!("{six}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_printed_as_everywhere() {
        let printed = |write: &dyn Fn(Line<'_>)| {
            let mut text = String::new();
            write(Line(&mut text));
            text
        };
        for number in 0..=u16::MAX {
            assert_eq!(printed(&|line| drop(line.number(number))), number.to_string());
        }
        for text in ["10.0.0.1", "0.0.0.0", "255.100.19.200", "fd00::1", "::"] {
            let address: IpAddr = text.parse().unwrap();
            assert_eq!(printed(&|line| drop(line.ip(address))), text);
        }
    }
}
