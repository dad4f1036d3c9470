//! The parts of a machine in words: a pod's app and its sidecar.

use super::headline::vertex_words;
use super::template::{link, text};
use malla_trace::{Fragment, Lang, LinkTarget, VertexId};

/// The container that carries a pod's connections (istio `pilot/cmd/pilot-agent`, container `istio-proxy`).
const SIDECAR: &str = "istio-proxy";

/// Whether a part is the proxy beside an app.
pub(super) fn is_sidecar(part: &str) -> bool {
    part == SIDECAR
}

/// A machine and which part of it: `reviews-v1-abc`, `el sidecar de reviews-v1-abc`.
pub(super) fn who(id: &VertexId, part: Option<&str>, lang: Lang) -> Vec<Fragment> {
    match part {
        Some(part) if is_sidecar(part) => {
            vec![text(lang.pick("el ", "the ")), sidecar(), text(lang.pick(" de ", " of ")), vertex_words(id)]
        }
        Some(_) | None => vec![vertex_words(id)],
    }
}

/// What stands before a title in a machine of several parts: `sidecar · `.
pub(super) fn label(part: Option<&str>) -> Vec<Fragment> {
    match part {
        None => vec![],
        Some(part) if is_sidecar(part) => vec![sidecar(), text(" · ")],
        Some(part) => vec![text(format!("{part} · "))],
    }
}

fn sidecar() -> Fragment {
    link("sidecar", LinkTarget::Term { term: "sidecar".into() })
}
