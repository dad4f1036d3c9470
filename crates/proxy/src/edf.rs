//! Earliest deadline first: how Envoy goes round robin among unequal weights (`source/common/upstream/edf_scheduler.h`).

use std::net::SocketAddr;

/// The schedule of one cluster's endpoints.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Edf {
    now: f64,
    order: u64,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    deadline: f64,
    /// When it was put in: the earlier wins a tie.
    order: u64,
    address: SocketAddr,
}

impl Edf {
    /// A schedule in which every endpoint is due after 1/weight.
    pub(crate) fn new(endpoints: impl Iterator<Item = (SocketAddr, f64)>) -> Self {
        let mut schedule = Self::default();
        endpoints.for_each(|(address, weight)| schedule.add(address, weight));
        schedule
    }

    /// The endpoint that is due; it goes in again with the weight that `weigh` gives it now.
    pub(crate) fn pick(&mut self, weigh: impl Fn(SocketAddr) -> f64) -> Option<SocketAddr> {
        let due = |a: &Entry, b: &Entry| a.deadline.total_cmp(&b.deadline).then(a.order.cmp(&b.order));
        let at = (0..self.entries.len()).min_by(|a, b| due(&self.entries[*a], &self.entries[*b]))?;
        let entry = self.entries.remove(at);
        self.now = entry.deadline;
        self.add(entry.address, weigh(entry.address));
        Some(entry.address)
    }

    /// Whether it schedules exactly these endpoints.
    pub(crate) fn is_of(&self, addresses: &[SocketAddr]) -> bool {
        self.entries.len() == addresses.len() && self.entries.iter().all(|e| addresses.contains(&e.address))
    }

    fn add(&mut self, address: SocketAddr, weight: f64) {
        self.entries.push(Entry { deadline: self.now + 1.0 / weight, order: self.order, address });
        self.order += 1;
    }
}
