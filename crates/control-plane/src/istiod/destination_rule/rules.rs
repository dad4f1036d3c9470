//! All DestinationRules, and which of them a client follows for a host.

use super::{MergedRule, WrittenRule};
use crate::istiod::host;
use std::collections::{BTreeMap, BTreeSet};

/// Rules by namespace, then by host; of a host there are several when some are for certain clients or namespaces only.
type Index<'a> = BTreeMap<&'a str, BTreeMap<String, Vec<MergedRule<'a>>>>;

/// All DestinationRules (`destinationRuleIndex`).
#[derive(Clone, Debug, Default)]
pub struct DestinationRules<'a> {
    root: &'a str,
    /// What clients of the same namespace follow.
    local: Index<'a>,
    /// What clients of other namespaces may follow.
    exported: Index<'a>,
    /// What the root namespace keeps to itself.
    root_private: BTreeMap<String, Vec<MergedRule<'a>>>,
}

/// A client, and the host it speaks to.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'s> {
    /// The client's namespace.
    pub client: &'s str,
    /// The client's labels.
    pub labels: &'s BTreeMap<String, String>,
    /// The host.
    pub host: &'s str,
    /// The namespace the host belongs to.
    pub owner: &'s str,
}

impl<'a> DestinationRules<'a> {
    /// Those of a list, which is sorted by age; short hosts are in that domain (`setDestinationRules`).
    #[must_use]
    pub fn new(all: &[WrittenRule<'a>], root: &'a str, domain: &str) -> Self {
        let mut rules = Self { root, ..Self::default() };
        for rule in all {
            rules.add(rule, host::resolve(&rule.object.spec.host, rule.namespace(), domain));
        }
        rules
    }

    fn add(&mut self, rule: &WrittenRule<'a>, host: String) {
        let (own, exports) = (rule.namespace(), exports(rule));
        let kept = |word: &str| word == "." || word == own;
        if exports.is_empty() || exports.contains("*") || exports.iter().any(|word| kept(word)) {
            merge(self.local.entry(own).or_default().entry(host.clone()).or_default(), rule, &exports);
        }
        let private = exports.len() == 1 && exports.iter().all(|word| kept(word));
        match (private, own == self.root) {
            (false, _) => merge(self.exported.entry(own).or_default().entry(host).or_default(), rule, &exports),
            (true, true) => merge(self.root_private.entry(host).or_default(), rule, &exports),
            (true, false) => {}
        }
    }

    /// The rule that a client follows for a host: of its own namespace, else of the host's, else of the root namespace. Only
    /// one of the three is looked at, and in it only the most specific host. For a client in the root namespace the first
    /// step sees only what is kept private there.
    #[must_use]
    pub fn followed(&self, asked: &Asked<'_>) -> Option<&MergedRule<'a>> {
        let own = if asked.client == self.root { Some(&self.root_private) } else { self.local.get(asked.client) };
        let local = own.and_then(|hosts| most_specific(hosts, asked.host));
        if let Some(found) = local {
            let same = found.iter().collect();
            return chosen(same, asked);
        }
        self.exported_by(asked.owner, asked).or_else(|| self.exported_by(self.root, asked))
    }

    /// The rule that a namespace lets the client's see.
    fn exported_by(&self, owner: &str, asked: &Asked<'_>) -> Option<&MergedRule<'a>> {
        let found = most_specific(self.exported.get(owner)?, asked.host)?;
        let seen = |rule: &&MergedRule<'a>| {
            let word = |word: &str| word == "*" || word == asked.client || (word == "." && owner == asked.client);
            rule.exports.is_empty() || rule.exports.iter().any(|it| word(it))
        };
        chosen(found.iter().filter(seen).collect(), asked)
    }

    /// All rules of all hosts.
    pub fn all(&self) -> impl Iterator<Item = &MergedRule<'a>> {
        self.local.values().flat_map(BTreeMap::values).flatten()
    }
}

/// One that is for such clients before one that is for all; a rule for certain clients holds in its own namespace only
/// (`SidecarScope.DestinationRule`).
fn chosen<'r, 'a>(rules: Vec<&'r MergedRule<'a>>, asked: &Asked<'_>) -> Option<&'r MergedRule<'a>> {
    let near = |rule: &&MergedRule<'_>| rule.first().is_some_and(|rule| rule.namespace() == asked.client);
    let selected = rules.iter().find(|rule| near(rule) && rule.selects(asked.labels));
    let for_all = || rules.iter().rev().find(|rule| rule.selector().is_none());
    selected.or_else(for_all).copied()
}

fn most_specific<'r, 'a>(
    hosts: &'r BTreeMap<String, Vec<MergedRule<'a>>>,
    name: &str,
) -> Option<&'r Vec<MergedRule<'a>>> {
    let exact = hosts.get(name);
    exact.or_else(|| hosts.get(host::most_specific(name, hosts.keys().map(String::as_str))?))
}

/// The words of `exportTo`; a rule for certain clients stays in its namespace.
fn exports<'a>(rule: &WrittenRule<'a>) -> BTreeSet<&'a str> {
    let spec = &rule.object.spec;
    match &spec.workload_selector {
        Some(_) => BTreeSet::from(["."]),
        None => spec.export_to.iter().map(String::as_str).collect(),
    }
}

/// Puts a rule to others of the same host, as `mergeDestinationRule` does: into those that are for the same clients and for
/// no namespace more than it; by itself where it is not the same as one of them.
fn merge<'a>(list: &mut Vec<MergedRule<'a>>, rule: &WrittenRule<'a>, exports: &BTreeSet<&'a str>) {
    let selector = rule.object.spec.workload_selector.as_ref().map(|selector| &selector.match_labels);
    let mut separately = true;
    for existing in &mut *list {
        let same = existing.exports == *exports;
        let wider = !existing.exports.is_empty() && exports.is_superset(&existing.exports);
        let both = existing.selector().is_some() && selector.is_some();
        if !(same || wider) || (both && existing.selector() != selector) {
            separately = true;
            continue;
        }
        separately = existing.selector() != selector;
        existing.add(rule);
    }
    if separately {
        list.push(MergedRule::new(rule, exports.clone()));
    }
}
