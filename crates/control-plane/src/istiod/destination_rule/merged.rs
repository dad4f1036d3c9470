//! DestinationRules of one host, one namespace and one set of clients, merged into one (`mergeDestinationRule`): subsets
//! are added, the first policy for all of the host stays.

use super::WrittenRule;
use crate::istiod::mesh::has_all;
use crate::store::Stored;
use malla_manifest::{IstioTrafficPolicy, Subset};
use malla_trace::{CauseId, FieldPath};
use std::collections::{BTreeMap, BTreeSet};

/// Rules of one host, merged.
#[derive(Clone, Debug)]
pub struct MergedRule<'a> {
    /// The rules, the oldest first.
    pub from: Vec<WrittenRule<'a>>,
    /// Who may see it: words of `exportTo`.
    pub(super) exports: BTreeSet<&'a str>,
    /// How clients speak to all of the host.
    pub policy: Option<PolicyAt<'a>>,
    /// Its subsets.
    pub subsets: Vec<SubsetAt<'a>>,
}

/// A traffic policy and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct PolicyAt<'a> {
    /// The policy.
    pub policy: &'a IstioTrafficPolicy,
    /// The causes of its rule.
    pub stored: &'a Stored,
    /// The number of its subset; none for the whole host.
    pub subset: Option<usize>,
}

/// A subset and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct SubsetAt<'a> {
    /// The subset.
    pub subset: &'a Subset,
    /// The causes of its rule.
    pub stored: &'a Stored,
    /// Its number in the rule.
    pub index: usize,
}

impl<'a> MergedRule<'a> {
    /// One rule by itself.
    pub(super) fn new(rule: &WrittenRule<'a>, exports: BTreeSet<&'a str>) -> Self {
        Self { from: vec![*rule], exports, policy: policy_of(rule), subsets: subsets_of(rule).collect() }
    }

    /// Adds what an younger rule says and this one does not.
    pub(super) fn add(&mut self, rule: &WrittenRule<'a>) {
        self.from.push(*rule);
        for subset in subsets_of(rule) {
            if self.subset(&subset.subset.name).is_none() {
                self.subsets.push(subset);
            }
        }
        self.policy = self.policy.or_else(|| policy_of(rule));
    }

    /// The oldest of its rules.
    #[must_use]
    pub fn first(&self) -> Option<&WrittenRule<'a>> {
        self.from.first()
    }

    /// The subset of that name.
    #[must_use]
    pub fn subset(&self, name: &str) -> Option<&SubsetAt<'a>> {
        self.subsets.iter().find(|at| at.subset.name == name)
    }

    /// The labels that clients must have; none when it is for all.
    pub(super) fn selector(&self) -> Option<&'a BTreeMap<String, String>> {
        let selector = self.first()?.object.spec.workload_selector.as_ref()?;
        Some(&selector.match_labels)
    }

    /// Whether it is for a client with such labels and no other.
    pub(super) fn selects(&self, labels: &BTreeMap<String, String>) -> bool {
        self.selector().is_some_and(|wanted| has_all(labels, wanted))
    }
}

impl SubsetAt<'_> {
    /// The cause of the subset's name.
    #[must_use]
    pub fn name_cause(&self) -> CauseId {
        self.stored.cause_at(&self.path().key("name"))
    }

    /// The cause of its labels.
    #[must_use]
    pub fn labels_cause(&self) -> CauseId {
        self.stored.cause_at(&self.path().key("labels"))
    }

    /// Where it stands.
    #[must_use]
    pub fn path(&self) -> FieldPath {
        FieldPath::parse("spec.subsets").index(self.index)
    }
}

impl<'a> SubsetAt<'a> {
    /// How clients speak to the subset, where it says so.
    #[must_use]
    pub fn policy(&self) -> Option<PolicyAt<'a>> {
        let policy = self.subset.traffic_policy.as_deref()?;
        Some(PolicyAt { policy, stored: self.stored, subset: Some(self.index) })
    }
}

fn policy_of<'a>(rule: &WrittenRule<'a>) -> Option<PolicyAt<'a>> {
    let policy = rule.object.spec.traffic_policy.as_deref()?;
    Some(PolicyAt { policy, stored: rule.stored, subset: None })
}

fn subsets_of<'a>(rule: &WrittenRule<'a>) -> impl Iterator<Item = SubsetAt<'a>> + use<'a> {
    let stored = rule.stored;
    rule.object.spec.subsets.iter().enumerate().map(move |(index, subset)| SubsetAt { subset, stored, index })
}
