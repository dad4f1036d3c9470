//! The parts of a machine in words: a pod's app and its proxy.

use super::headline::vertex_words;
use super::template::{link, text};
use malla_trace::{Fragment, Lang, LinkTarget, VertexId};

/// The container that carries a pod's connections (istio `pilot/cmd/pilot-agent`, container `istio-proxy`).
const PROXY: &str = "istio-proxy";

/// Whether a part is the mesh's proxy.
pub(super) fn is_envoy(part: &str) -> bool {
    part == PROXY
}

/// A machine and which part of it: `reviews-v1-abc`, `el Envoy de reviews-v1-abc`.
pub(super) fn who(id: &VertexId, part: Option<&str>, lang: Lang) -> Vec<Fragment> {
    match part {
        Some(part) if is_envoy(part) => {
            vec![text(lang.pick("el ", "the ")), envoy(), text(lang.pick(" de ", " of ")), vertex_words(id)]
        }
        Some(_) | None => vec![vertex_words(id)],
    }
}

/// What stands before a title in a machine of several parts: `Envoy · `.
pub(super) fn label(part: Option<&str>) -> Vec<Fragment> {
    match part {
        None => vec![],
        Some(part) if is_envoy(part) => vec![envoy(), text(" · ")],
        Some(part) => vec![text(format!("{part} · "))],
    }
}

/// It is Envoy beside an app, and alone at the edge.
fn envoy() -> Fragment {
    link("Envoy", LinkTarget::Term { term: "envoy".into() })
}
