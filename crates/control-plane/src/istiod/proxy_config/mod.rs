//! What `istioctl proxy-config` prints of one proxy (istio istioctl/pkg/writer/envoy/configdump): rows as data, each with the
//! cause of what it tells, and the table as istioctl aligns it.

mod cluster;
mod endpoint;
mod listener;
mod route;
#[cfg(test)]
mod tests;

pub use cluster::{ClusterRow, clusters};
pub use endpoint::{EdsRow, EndpointRow, eds, endpoints};
pub use listener::{ListenerRow, listeners};
pub use route::{RouteRow, routes};

use malla_trace::{Cause, CauseId, Ledger};

/// A row of a table.
pub trait Row {
    /// The columns' names.
    const HEADER: &'static [&'static str];
    /// How many spaces stand between columns at least.
    const GAP: usize;

    /// The cells.
    fn cells(&self) -> Vec<String>;
}

/// The table, aligned as Go's `text/tabwriter` does: the last cell of a line is not filled up.
#[must_use]
pub fn print<R: Row>(rows: &[R]) -> String {
    let header: Vec<String> = R::HEADER.iter().map(|&name| name.to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(header).chain(rows.iter().map(Row::cells)).collect();
    let width =
        |column: usize| lines.iter().filter_map(|cells| cells.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..R::HEADER.len()).map(|column| width(column).unwrap_or_default() + R::GAP).collect();
    lines.iter().map(|cells| aligned(cells, &widths)).collect()
}

fn aligned(cells: &[String], widths: &[usize]) -> String {
    let last = cells.len().saturating_sub(1);
    let filled = cells.iter().zip(widths).enumerate().map(|(at, (cell, width))| match at == last {
        true => cell.clone(),
        false => format!("{cell:width$}"),
    });
    filled.collect::<String>() + "\n"
}

/// The object of a kind that something rests on, as istioctl names it: `name.namespace`.
fn object(ledger: &Ledger, why: CauseId, kind: &str) -> String {
    let causes = ledger.closure(why).into_iter().filter_map(|id| ledger.get(id));
    let mut objects = causes.filter_map(|cause| match cause {
        Cause::Written { object, .. } | Cause::Defaulted { object, .. } | Cause::Allocated { object, .. } => {
            Some(object)
        }
        Cause::Derived { .. } | Cause::Builtin { .. } | Cause::Chance { .. } | Cause::Time { .. } => None,
    });
    let found = objects.find(|object| object.kind == kind);
    found.map(|object| format!("{}.{}", object.name, object.namespace)).unwrap_or_default()
}
