//! A sheet of rules in the making, as kube-proxy fills its line buffers (pkg/proxy/util/linebuffer.go), except that
//! no line goes in without its cause.

use super::Fact;
use malla_trace::CauseId;
use std::fmt;

/// Enters the causes of rules.
pub type Reasons<'a> = crate::reasons::Reasons<'a, Fact>;

/// One rule as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `-A CHAIN …`.
    pub text: String,
    /// Why.
    pub why: CauseId,
}

/// What goes into one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Chains to make or empty, in order.
    pub chains: Vec<String>,
    /// Rules, in order.
    pub rules: Vec<Rule>,
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
        self.rules.push(Rule { text: format!("-A {chain} {body}"), why });
    }

    /// Empties a chain and deletes it. iptables-restore wants a line for it first (`-X` in `syncProxyRules`).
    pub fn delete(&mut self, name: &str) {
        self.chain(name);
        self.deleted.push(name.into());
    }
}
