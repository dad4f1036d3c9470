//! The real side: nft in the namespace, and what the kernel remembers.

use super::play::tuples;
use crate::forced::RuleId;
use crate::host::Host;
use std::collections::BTreeMap;
use std::fs;

impl Host {
    /// Replaces all rules by those of a script; what nft lists then.
    pub(super) fn load_nft(&mut self, script: &str) -> Result<String, String> {
        self.forget()?;
        self.nft(&["-f", "-"], &format!("flush ruleset\n{script}"))?;
        self.nft(&["list", "ruleset"], "")
    }

    /// Traces every packet from before the first chain on.
    pub(super) fn trace_nft(&mut self, six: bool, rules: &BTreeMap<RuleId, String>) -> Result<(), String> {
        let table = format!("{} trace", if six { "ip6" } else { "ip" });
        let chain = |hook: &str| {
            format!(
                "add chain {table} {hook} {{ type filter hook {hook} priority -400 ; }}\n\
                 add rule {table} {hook} meta nftrace set 1\n"
            )
        };
        let script = format!("add table {table}\n{}{}", chain("prerouting"), chain("output"));
        self.nft(&["-f", "-"], &script)?;
        self.learn_nft(rules)
    }

    /// Connections and members of sets, without what counts down.
    pub(super) fn memory(&mut self, six: bool) -> Result<Vec<String>, String> {
        let list = self.nft(&["list", "table", if six { "ip6" } else { "ip" }, "t"], "")?;
        let path = "/proc/thread-self/net/nf_conntrack";
        let connections = fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
        let mut all: Vec<String> = connections.lines().map(tuples).collect();
        all.sort();
        all.extend(members(&list));
        Ok(all)
    }
}

/// The sets of a table: they stand before its chains.
pub(super) fn members(list: &str) -> Vec<String> {
    list.lines().take_while(|line| !line.starts_with("\tchain ")).map(without_times).collect()
}

/// A line of members without the time that is left to them.
fn without_times(line: &str) -> String {
    let mut words = line.split(' ');
    let mut kept = vec![];
    while let Some(word) = words.next() {
        if word == "expires" {
            // The comma behind the time stays.
            let time = words.next().unwrap_or_default();
            kept.push(if time.ends_with(',') { "," } else { "" });
        } else {
            kept.push(word);
        }
    }
    kept.join(" ")
}
