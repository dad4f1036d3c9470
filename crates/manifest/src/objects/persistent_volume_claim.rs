//! `PersistentVolumeClaim` (`v1`): a wish for storage.

use super::field::record;
use super::{Meta, Resources};

record! {
    /// A PersistentVolumeClaim.
    PersistentVolumeClaim {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: ClaimSpec = "spec",
    }
}

record! {
    /// What a claim wants.
    ClaimSpec {
        /// Who may write.
        access_modes: Vec<String> = "accessModes",
        /// How much.
        resources: Resources = "resources",
        /// Of which class.
        storage_class_name: Option<String> = "storageClassName",
        /// Files or bare blocks.
        volume_mode: Option<String> = "volumeMode",
        /// The volume it is bound to.
        volume_name: Option<String> = "volumeName",
    }
}
