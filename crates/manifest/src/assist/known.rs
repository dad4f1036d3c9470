//! The objects that exist, as far as other objects name them.

use crate::manifest::Manifest;
use malla_trace::ObjectRef;

/// The objects that exist: those of all files, and the cluster's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    objects: Vec<ObjectRef>,
}

impl Known {
    /// The objects of some manifests.
    #[must_use]
    pub fn of<'a>(manifests: impl Iterator<Item = &'a Manifest>) -> Self {
        Self { objects: manifests.map(|manifest| manifest.reference.clone()).collect() }
    }
}
