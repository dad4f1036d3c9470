//! Gateways: the listeners and route tables of a proxy at the edge (istio/istio
//! `pilot/pkg/networking/core/gateway.go`, `pilot/pkg/model/gateway.go`).

use super::draft::Draft;
use super::route_facts::RouteFact;
use malla_proxy::RouteTable;

/// Adds listeners and their tables.
pub fn add(_draft: &mut Draft<'_, '_>) {}

/// The table of that name.
pub fn table(draft: &mut Draft<'_, '_>, name: &str) -> RouteTable {
    let why = draft.why.because(RouteFact::Table, &[draft.view.why]);
    RouteTable::new(name, Vec::new(), why)
}
