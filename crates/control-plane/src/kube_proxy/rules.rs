//! A sheet of rules in the making, as kube-proxy fills its line buffers (pkg/proxy/util/linebuffer.go), except that
//! no line goes in without its cause.

use super::Fact;
use malla_kernel::{ChainLine, Family, RuleLine, TableText};
use malla_trace::CauseId;
use std::fmt::{self, Write as _};

/// Enters the causes of rules.
pub type Reasons<'a> = crate::reasons::Reasons<'a, Fact>;

/// What a rule usually needs.
const RULE_LENGTH: usize = 176;

/// What goes into one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Chains to make or empty, in order.
    pub chains: Vec<String>,
    /// Rules, in order.
    pub rules: Vec<RuleLine>,
    /// Chains to delete at the end.
    pub deleted: Vec<String>,
}

impl Sheet {
    /// Makes or empties a chain.
    pub fn chain(&mut self, name: &str) {
        self.chains.push(name.into());
    }

    /// Adds a rule: there is no other way to add one, and none without a cause.
    pub fn rule(&mut self, chain: &str, body: fmt::Arguments<'_>, why: CauseId) {
        // Most rules are that long; growing text by text costs more than writing it.
        let mut text = String::with_capacity(RULE_LENGTH);
        // Writing into a text cannot fail.
        let _ = write!(text, "-A {chain} {body}");
        self.rules.push(RuleLine { text, why });
    }

    /// Empties a chain and deletes it. iptables-restore wants a line for it first (`-X` in `syncProxyRules`).
    pub fn delete(&mut self, name: &str) {
        self.chain(name);
        self.deleted.push(name.into());
    }

    /// The table, as iptables-restore would read it.
    #[must_use]
    pub fn into_table(self, name: &str, family: Family) -> TableText {
        let chains = self.chains.into_iter().map(|name| ChainLine { name, policy: None }).collect();
        TableText { name: name.into(), family, chains, rules: self.rules, deleted: self.deleted }
    }
}
