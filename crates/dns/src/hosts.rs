//! A machine's own table of names, hosts(5).

use malla_trace::CauseId;
use std::net::IpAddr;

/// The table, looked at before any server is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    /// The lines in order.
    pub entries: Vec<HostEntry>,
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostEntry {
    /// The address.
    pub address: IpAddr,
    /// Its names: the canonical one and its aliases.
    pub names: Vec<String>,
    /// Why the line is there.
    pub why: CauseId,
}

impl Hosts {
    /// The entries with that name, in order; case does not matter, and no search list is used.
    pub fn look_up(&self, name: &str) -> impl Iterator<Item = &HostEntry> {
        let named = move |entry: &&HostEntry| entry.names.iter().any(|n| n.eq_ignore_ascii_case(name));
        self.entries.iter().filter(named)
    }
}
