//! Tolerations and affinity (`v1`, within a Pod): what the scheduler must respect.

use super::field::{choice, record};
use super::{LabelSelector, Requirement};

record! {
    /// A taint of nodes that a pod bears.
    Toleration {
        /// The taint's key; none with `Exists` bears them all.
        key: Option<String> = "key",
        /// How to compare; nothing written means `Equal`.
        operator: Option<TolerationOperator> = "operator",
        /// The taint's value.
        value: Option<String> = "value",
        /// The taint's effect; none bears every effect.
        effect: Option<TaintEffect> = "effect",
        /// Seconds a `NoExecute` taint is borne.
        toleration_seconds: Option<i64> = "tolerationSeconds",
    }
}

record! {
    /// A mark on a node that keeps pods away.
    Taint {
        /// Key.
        key: String = "key",
        /// Value.
        value: Option<String> = "value",
        /// What it does.
        effect: TaintEffect = "effect",
    }
}

choice! {
    /// How a toleration compares.
    TolerationOperator {
        /// Key and value are the same.
        Equal = "Equal",
        /// The key is the same.
        Exists = "Exists",
    }
}

choice! {
    /// What a taint does to pods that do not bear it.
    TaintEffect {
        /// They are not placed here.
        NoSchedule = "NoSchedule",
        /// They are placed elsewhere if possible.
        PreferNoSchedule = "PreferNoSchedule",
        /// They are driven away too.
        NoExecute = "NoExecute",
    }
}

record! {
    /// Nodes and neighbours a pod wants.
    Affinity {
        /// Nodes.
        node_affinity: Option<NodeAffinity> = "nodeAffinity",
        /// Neighbours to be near.
        pod_affinity: Option<PodAffinity> = "podAffinity",
        /// Neighbours to stay away from.
        pod_anti_affinity: Option<PodAffinity> = "podAntiAffinity",
    }
}

record! {
    /// Nodes a pod wants.
    NodeAffinity {
        /// Nodes it insists on.
        required: Option<NodeSelector> = "requiredDuringSchedulingIgnoredDuringExecution",
        /// Nodes it would like.
        preferred: Vec<PreferredNode> = "preferredDuringSchedulingIgnoredDuringExecution",
    }
}

record! {
    /// Nodes: any of the terms.
    NodeSelector {
        /// The terms.
        node_selector_terms: Vec<NodeSelectorTerm> = "nodeSelectorTerms",
    }
}

record! {
    /// Nodes: all of the conditions.
    NodeSelectorTerm {
        /// Conditions on labels.
        match_expressions: Vec<Requirement> = "matchExpressions",
        /// Conditions on fields (`metadata.name`).
        match_fields: Vec<Requirement> = "matchFields",
    }
}

record! {
    /// Nodes a pod would like, and how much.
    PreferredNode {
        /// How much, 1 to 100.
        weight: u32 = "weight",
        /// Which.
        preference: NodeSelectorTerm = "preference",
    }
}

record! {
    /// Neighbours.
    PodAffinity {
        /// On which it insists.
        required: Vec<PodAffinityTerm> = "requiredDuringSchedulingIgnoredDuringExecution",
        /// Which it would like.
        preferred: Vec<WeightedPodAffinityTerm> = "preferredDuringSchedulingIgnoredDuringExecution",
    }
}

record! {
    /// Neighbours and how near counts as near.
    PodAffinityTerm {
        /// Which pods.
        label_selector: Option<LabelSelector> = "labelSelector",
        /// Namespaces of those pods; none means the pod's own.
        namespaces: Vec<String> = "namespaces",
        /// Nodes with the same value of this label are one place.
        topology_key: String = "topologyKey",
    }
}

record! {
    /// Neighbours a pod would like, and how much.
    WeightedPodAffinityTerm {
        /// How much, 1 to 100.
        weight: u32 = "weight",
        /// Which.
        pod_affinity_term: PodAffinityTerm = "podAffinityTerm",
    }
}

impl Toleration {
    /// Whether it bears the taint (`k8s.io/api/core/v1/toleration.go`, `ToleratesTaint`).
    #[must_use]
    pub fn bears(&self, taint: &Taint) -> bool {
        let key = self.key.as_deref().unwrap_or_default();
        let effect = self.effect.is_none_or(|effect| effect == taint.effect);
        let value = match self.operator.unwrap_or_default() {
            TolerationOperator::Exists => true,
            TolerationOperator::Equal => self.value.as_deref().unwrap_or("") == taint.value.as_deref().unwrap_or(""),
        };
        effect && (key.is_empty() || key == taint.key) && value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toleration_bears_its_taint_and_no_other() {
        let taint = Taint { key: "role".into(), value: Some("control-plane".into()), effect: TaintEffect::NoSchedule };
        let exists = Toleration { operator: Some(TolerationOperator::Exists), ..Toleration::default() };
        let keyed = Toleration { key: Some("role".into()), ..exists.clone() };
        let equal =
            Toleration { key: Some("role".into()), value: Some("control-plane".into()), ..Toleration::default() };
        let other = Toleration { value: Some("worker".into()), ..equal.clone() };
        let evicts = Toleration { effect: Some(TaintEffect::NoExecute), ..keyed.clone() };
        let borne: Vec<bool> = [exists, keyed, equal, other, evicts].iter().map(|t| t.bears(&taint)).collect();
        assert_eq!(borne, [true, true, true, false, false]);
    }
}
