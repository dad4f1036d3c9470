//! istiod's own look at a pod that the API server asks about (`injectRequired` in `pkg/kube/inject/inject.go`).

use super::webhook::INJECT;
use malla_manifest::{LabelSelector, Pod};

/// The namespaces whose pods are left alone (`IgnoredNamespaces` in `pkg/kube/inject/webhook.go`).
const IGNORED: [&str; 4] = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

/// What the installation says of pods that say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// They are injected.
    Enabled,
    /// They are not.
    Disabled,
}

/// The injector's configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// For pods that say nothing; an illegal word is none, and nobody is injected.
    pub policy: Option<Policy>,
    /// Pods that are not injected, unless they say so.
    pub never: Vec<LabelSelector>,
    /// Pods that are, unless they say no.
    pub always: Vec<LabelSelector>,
}

/// Why a pod that was asked about gets nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The rules would be the node's.
    HostNetwork,
    /// The namespace is the system's.
    IgnoredNamespace,
    /// Its label or annotation says no.
    SaysNo,
    /// The configuration names its labels.
    NeverSelector,
    /// The configuration injects only who asks.
    Policy,
}

impl Default for Config {
    fn default() -> Self {
        Self { policy: Some(Policy::Enabled), never: Vec::new(), always: Vec::new() }
    }
}

impl Config {
    /// Why a pod of that namespace gets no sidecar; nothing when it gets one.
    #[must_use]
    pub fn refusal(&self, namespace: &str, pod: &Pod) -> Option<Refusal> {
        if pod.spec.host_network == Some(true) {
            return Some(Refusal::HostNetwork);
        }
        if IGNORED.contains(&namespace) {
            return Some(Refusal::IgnoredNamespace);
        }
        // Label before annotation: both are read, the label is newer.
        let said = pod.meta.labels.get(INJECT).or_else(|| pod.meta.annotations.get(INJECT)).map(String::as_str);
        let refusal = match said.unwrap_or_default().to_lowercase().as_str() {
            "true" => None,
            "false" => Some(Refusal::SaysNo),
            // Any other word says nothing.
            _ => self.of_the_silent(pod),
        };
        // An illegal policy injects nobody.
        if self.policy.is_none() { Some(Refusal::Policy) } else { refusal }
    }

    /// Never before always, and both before the policy.
    fn of_the_silent(&self, pod: &Pod) -> Option<Refusal> {
        let named = |selectors: &[LabelSelector]| {
            selectors.iter().any(|selector| !selector.is_empty() && selector.matches(&pod.meta.labels))
        };
        if named(&self.never) {
            return Some(Refusal::NeverSelector);
        }
        let by_policy = self.policy == Some(Policy::Enabled);
        (!by_policy && !named(&self.always)).then_some(Refusal::Policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_manifest::{Meta, PodSpec};

    #[test]
    fn a_pod_on_its_nodes_network_and_one_that_says_no_are_left_alone() {
        let config = Config::default();
        let pod = |said: &str, host: bool| Pod {
            meta: Meta { annotations: [(INJECT.to_owned(), said.to_owned())].into(), ..Meta::default() },
            spec: PodSpec { host_network: Some(host), ..PodSpec::default() },
            ..Pod::default()
        };
        for (namespace, pod, expected) in [
            ("default", pod("", false), None),
            ("default", pod("TRUE", false), None),
            ("default", pod("false", false), Some(Refusal::SaysNo)),
            ("default", pod("no", false), None),
            ("default", pod("true", true), Some(Refusal::HostNetwork)),
            ("kube-system", pod("true", false), Some(Refusal::IgnoredNamespace)),
        ] {
            assert_eq!(config.refusal(namespace, &pod), expected, "{namespace} {:?}", pod.meta.annotations);
        }
    }
}
