//! All PeerAuthentications of the mesh, by namespace, the oldest first.

use super::{Effective, Level, PeerMode, Said, compose};
use crate::istiod::mesh::Written;
use malla_manifest::{PeerAuthentication, PeerAuthenticationSpec};
use malla_trace::FieldPath;
use std::collections::BTreeMap;

/// A PeerAuthentication.
pub type PeerPolicy<'a> = Written<'a, PeerAuthentication>;

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct PeerPolicies<'a> {
    root: &'a str,
    by_namespace: BTreeMap<&'a str, Vec<PeerPolicy<'a>>>,
}

impl<'a> PeerPolicies<'a> {
    /// Those of a list, which is sorted by age. Of several for a whole namespace only the oldest counts
    /// (`addPeerAuthentication`).
    #[must_use]
    pub fn new(all: &[PeerPolicy<'a>], root: &'a str) -> Self {
        let mut by_namespace: BTreeMap<&str, Vec<PeerPolicy<'_>>> = BTreeMap::new();
        for policy in all {
            let own = by_namespace.entry(policy.namespace()).or_default();
            if !(is_for_all(policy) && own.iter().any(is_for_all)) {
                own.push(*policy);
            }
        }
        Self { root, by_namespace }
    }

    /// Those that hold for a pod: its namespace's, then the root namespace's (`getConfigsForWorkload`).
    #[must_use]
    pub fn for_workload(&self, namespace: &str, labels: &BTreeMap<String, String>) -> Vec<PeerPolicy<'a>> {
        let root = (namespace != self.root).then_some(self.root);
        let lists = [Some(namespace), root].into_iter().flatten().filter_map(|name| self.by_namespace.get(name));
        lists.flatten().filter(|policy| selects(&policy.object.spec, labels)).copied().collect()
    }

    /// What a pod takes.
    #[must_use]
    pub fn effective(&self, namespace: &str, labels: &BTreeMap<String, String>) -> Effective {
        if self.by_namespace.is_empty() {
            return Effective::default();
        }
        compose(self.root, &self.for_workload(namespace, labels))
    }

    /// What clients take for granted of a namespace before they know the pods (`GetNamespaceMutualTLSMode`): what is said
    /// of the namespace, or else of the mesh.
    #[must_use]
    pub fn of_namespace(&self, namespace: &str) -> Said {
        let own = self.for_all(namespace);
        own.or_else(|| self.for_all(self.root)).unwrap_or_default()
    }

    fn for_all(&self, namespace: &str) -> Option<Said> {
        let policy = self.by_namespace.get(namespace)?.iter().find(|policy| is_for_all(policy))?;
        let mode = policy.object.spec.mtls.as_ref().and_then(|mtls| mtls.mode).and_then(PeerMode::of)?;
        Some(Said { mode, line: Some(policy.stored.cause_at(&FieldPath::parse("spec.mtls.mode"))) })
    }
}

impl Level {
    /// How far a policy reaches; one of the root namespace that selects pods reaches nobody.
    pub(super) fn of(policy: &PeerPolicy<'_>, root: &str) -> Option<Self> {
        match (policy.namespace() == root, is_for_all(policy)) {
            (true, true) => Some(Self::Mesh),
            (false, true) => Some(Self::Namespace),
            (false, false) => Some(Self::Workload),
            (true, false) => None,
        }
    }
}

fn is_for_all(policy: &PeerPolicy<'_>) -> bool {
    policy.object.spec.selector.as_ref().is_none_or(|selector| selector.match_labels.is_empty())
}

fn selects(spec: &PeerAuthenticationSpec, labels: &BTreeMap<String, String>) -> bool {
    spec.selector.as_ref().is_none_or(|selector| selector.matches(labels))
}
