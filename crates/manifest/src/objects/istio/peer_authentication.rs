//! `PeerAuthentication` (`security.istio.io/v1`): whether pods take plain connections or only those of the mesh.

use crate::objects::field::{choice, record};
use crate::objects::{LabelSelector, Meta};
use std::collections::BTreeMap;

record! {
    /// A PeerAuthentication.
    PeerAuthentication {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: PeerAuthenticationSpec = "spec",
    }
}

record! {
    /// What some pods take.
    PeerAuthenticationSpec {
        /// The pods; nothing written means all of the namespace, or of the mesh in the root namespace.
        selector: Option<LabelSelector> = "selector",
        /// What they take.
        mtls: Option<MutualTls> = "mtls",
        /// The same for single ports of the container, by number.
        port_level_mtls: BTreeMap<String, MutualTls> = "portLevelMtls",
    }
}

record! {
    /// What is taken.
    MutualTls {
        /// Which; nothing written means what is said further out.
        mode: Option<MtlsMode> = "mode",
    }
}

choice! {
    /// Which connections are taken.
    MtlsMode {
        /// As further out.
        Unset = "UNSET",
        /// Plain ones.
        Disable = "DISABLE",
        /// Plain ones and those of the mesh.
        Permissive = "PERMISSIVE",
        /// Those of the mesh.
        Strict = "STRICT",
    }
}

impl PeerAuthenticationSpec {
    /// What is said of one port of the container.
    #[must_use]
    pub fn port_level(&self, port: u16) -> Option<&MutualTls> {
        self.port_level_mtls.get(&port.to_string())
    }
}
