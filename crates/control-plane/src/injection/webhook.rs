//! The four entries of istiod's MutatingWebhookConfiguration (`istio-discovery/templates/mutatingwebhook.yaml`): which
//! pods the API server asks istiod about when they are created.

use super::Fact;
use malla_manifest::{LabelSelector, Requirement, SelectorOperator};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The label of a namespace that wants its pods injected, or not.
pub const INJECTION: &str = "istio-injection";
/// The label that names an istiod by its revision.
pub const REVISION: &str = "istio.io/rev";
/// The label of a pod that wants to be injected, or not; an annotation of that name is older.
pub const INJECT: &str = "sidecar.istio.io/inject";
/// The revision of an istiod that has no other name.
pub const DEFAULT_REVISION: &str = "default";

/// An entry: of which namespaces, which pods.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// What the namespace's labels must meet.
    pub namespace: LabelSelector,
    /// What the pod's labels must meet.
    pub object: LabelSelector,
}

/// An entry of istiod's own, and what it means that it matched.
struct Entry {
    webhook: Webhook,
    fact: Fact,
    label: Label,
}

/// The label that asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// One of the namespace's.
    Namespace(&'static str),
    /// One of the pod's.
    Pod(&'static str),
}

static ENTRIES: LazyLock<[Entry; 4]> = LazyLock::new(entries);

impl Webhook {
    /// Whether istiod is asked about such a pod.
    #[must_use]
    pub fn matches(&self, namespace: &BTreeMap<String, String>, pod: &BTreeMap<String, String>) -> bool {
        self.namespace.matches(namespace) && self.object.matches(pod)
    }
}

/// Whether istiod is asked about such a pod, why, and by which label.
#[must_use]
pub fn asked(namespace: &BTreeMap<String, String>, pod: &BTreeMap<String, String>) -> Option<(Fact, Label)> {
    let entry = ENTRIES.iter().find(|entry| entry.webhook.matches(namespace, pod))?;
    Some((entry.fact, entry.label))
}

/// `istio-injection` wins over `istio.io/rev` on the namespace, and the namespace's word over the pod's.
fn entries() -> [Entry; 4] {
    use SelectorOperator::{DoesNotExist, In, NotIn};
    let not_refused = || is(INJECT, NotIn, &["false"]);
    let entry = |fact, label, namespace: Vec<Requirement>, object: Vec<Requirement>| Entry {
        webhook: Webhook { namespace: selector(namespace), object: selector(object) },
        fact,
        label,
    };
    [
        entry(
            Fact::NamespaceRevision,
            Label::Namespace(REVISION),
            vec![is(REVISION, In, &[DEFAULT_REVISION]), is(INJECTION, DoesNotExist, &[])],
            vec![not_refused()],
        ),
        entry(
            Fact::PodRevision,
            Label::Pod(REVISION),
            vec![is(REVISION, DoesNotExist, &[]), is(INJECTION, DoesNotExist, &[])],
            vec![not_refused(), is(REVISION, In, &[DEFAULT_REVISION])],
        ),
        entry(
            Fact::NamespaceLabel,
            Label::Namespace(INJECTION),
            vec![is(INJECTION, In, &["enabled"])],
            vec![not_refused()],
        ),
        entry(
            Fact::PodLabel,
            Label::Pod(INJECT),
            vec![is(INJECTION, DoesNotExist, &[]), is(REVISION, DoesNotExist, &[])],
            vec![is(INJECT, In, &["true"]), is(REVISION, DoesNotExist, &[])],
        ),
    ]
}

fn is(key: &str, operator: SelectorOperator, values: &[&str]) -> Requirement {
    Requirement { key: key.into(), operator, values: values.iter().map(|value| (*value).into()).collect() }
}

fn selector(match_expressions: Vec<Requirement>) -> LabelSelector {
    LabelSelector { match_expressions, ..LabelSelector::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> BTreeMap<String, String> {
        let pairs = text.split_whitespace().filter_map(|pair| pair.split_once('='));
        pairs.map(|(key, value)| (key.into(), value.into())).collect()
    }

    #[test]
    fn the_namespace_speaks_first_and_a_pod_may_refuse() {
        for (namespace, pod, expected) in [
            ("", "", None),
            ("istio-injection=enabled", "", Some(Fact::NamespaceLabel)),
            ("istio-injection=enabled", "sidecar.istio.io/inject=false", None),
            ("istio-injection=disabled", "sidecar.istio.io/inject=true", None),
            ("istio-injection=enabled istio.io/rev=other", "", Some(Fact::NamespaceLabel)),
            ("istio.io/rev=default", "", Some(Fact::NamespaceRevision)),
            ("istio.io/rev=canary", "", None),
            ("", "sidecar.istio.io/inject=true", Some(Fact::PodLabel)),
            ("", "istio.io/rev=default", Some(Fact::PodRevision)),
            ("", "istio.io/rev=canary sidecar.istio.io/inject=true", None),
        ] {
            let found = asked(&labels(namespace), &labels(pod)).map(|(fact, _)| fact);
            assert_eq!(found, expected, "namespace {namespace:?} pod {pod:?}");
        }
    }
}
