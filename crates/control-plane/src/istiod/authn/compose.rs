//! From the policies that hold for some pods to what they take on each port (`ComposePeerAuthentication`).

use super::{Level, PeerPolicy};
use malla_manifest::{MtlsMode, MutualTls};
use malla_trace::{CauseId, FieldPath};
use std::collections::BTreeMap;
use std::fmt;

/// Which connections are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeerMode {
    /// Plain ones.
    Disable,
    /// Plain ones and those of the mesh.
    #[default]
    Permissive,
    /// Those of the mesh.
    Strict,
}

/// A mode and the line that says so; no line where nobody said anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The mode.
    pub mode: PeerMode,
    /// The line.
    pub line: Option<CauseId>,
}

/// What some pods take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effective {
    /// On every port of which nothing else is said.
    pub all: Said,
    /// On single ports of the container.
    pub ports: BTreeMap<u16, Said>,
}

impl Effective {
    /// What is taken on a port of the container.
    #[must_use]
    pub fn port(&self, port: u16) -> Said {
        self.ports.get(&port).copied().unwrap_or(self.all)
    }
}

/// Puts the policies together that hold for the same pods: mesh, then namespace, then workload; within a level the first,
/// which is the oldest. What is unset is as further out, and permissive if nobody says anything.
#[must_use]
pub fn compose(root: &str, policies: &[PeerPolicy<'_>]) -> Effective {
    let level = |wanted: Level| policies.iter().find(move |policy| Level::of(policy, root) == Some(wanted));
    let [mesh, namespace, workload] = [Level::Mesh, Level::Namespace, Level::Workload].map(level);
    let all = [mesh, namespace, workload].into_iter().flatten().fold(Said::default(), |outer, policy| {
        said(policy, policy.object.spec.mtls.as_ref(), &FieldPath::parse("spec.mtls.mode")).unwrap_or(outer)
    });
    // Ports need a selector: only a workload's policy speaks of them.
    let ports = workload.map(|policy| ports(policy, all)).unwrap_or_default();
    Effective { all, ports }
}

fn ports(policy: &PeerPolicy<'_>, all: Said) -> BTreeMap<u16, Said> {
    let at = FieldPath::parse("spec.portLevelMtls");
    let ports = policy.object.spec.port_level_mtls.iter().filter_map(|(port, mtls)| {
        let own = said(policy, Some(mtls), &at.key(port).key("mode"));
        Some((port.parse().ok()?, own.unwrap_or(all)))
    });
    ports.collect()
}

fn said(policy: &PeerPolicy<'_>, mtls: Option<&MutualTls>, at: &FieldPath) -> Option<Said> {
    let mode = PeerMode::of(mtls?.mode?)?;
    Some(Said { mode, line: Some(policy.stored.cause_at(at)) })
}

impl PeerMode {
    /// The mode of that word; none where it leaves it to somebody further out.
    #[must_use]
    pub const fn of(word: MtlsMode) -> Option<Self> {
        match word {
            MtlsMode::Unset => None,
            MtlsMode::Disable => Some(Self::Disable),
            MtlsMode::Permissive => Some(Self::Permissive),
            MtlsMode::Strict => Some(Self::Strict),
        }
    }
}

impl fmt::Display for PeerMode {
    /// The API's spelling.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disable => "DISABLE",
            Self::Permissive => "PERMISSIVE",
            Self::Strict => "STRICT",
        })
    }
}
