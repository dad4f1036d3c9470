//! What every HTTP connection manager of the mesh does to a request (istio pilot/pkg/networking/core/listener_builder.go).

use malla_proxy::HttpFilter;
use malla_trace::CauseId;

/// A connection manager for a route table: paths are normalized first (`pathNormalization`, BASE unless the mesh's
/// configuration says otherwise).
pub(super) fn http_filter(table: &str, why: CauseId) -> HttpFilter {
    let mut filter = HttpFilter::new(table, why);
    filter.normalize_path = true;
    filter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_normalized_before_it_is_routed() {
        assert!(http_filter("80", CauseId(0)).normalize_path);
    }
}
