//! `ObjectMeta` (apimachinery `pkg/apis/meta/v1`): the name and the labels every object carries.

use super::field::record;
use std::collections::BTreeMap;

record! {
    /// Name, namespace, labels and annotations.
    Meta {
        /// Name; empty in a pod template.
        name: String = "name",
        /// Namespace as written; see [`crate::Manifest::reference`] for the one in force.
        namespace: Option<String> = "namespace",
        /// Labels: what selectors look at.
        labels: BTreeMap<String, String> = "labels",
        /// Annotations: what programs look at.
        annotations: BTreeMap<String, String> = "annotations",
        /// Who made it and takes it along when deleted.
        owner_references: Vec<OwnerReference> = "ownerReferences",
        /// When it was made (RFC 3339), if somebody wrote it: what Istio orders by.
        creation_timestamp: Option<String> = "creationTimestamp",
    }
}

record! {
    /// A reference to the object that made this one.
    OwnerReference {
        /// API version of the owner.
        api_version: String = "apiVersion",
        /// Kind of the owner.
        kind: String = "kind",
        /// Name of the owner.
        name: String = "name",
        /// Whether the owner is the one that manages it.
        controller: Option<bool> = "controller",
    }
}
