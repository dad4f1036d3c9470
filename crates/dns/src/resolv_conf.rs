//! A machine's resolver configuration, resolv.conf(5), and the order in which glibc tries names.

use crate::Name;
use malla_trace::CauseId;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// A resolver configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvConf {
    /// Servers in the order they are tried; only the first three count.
    pub nameservers: Vec<IpAddr>,
    /// The search list.
    pub search: Vec<Name>,
    /// A name with at least so many dots is tried as it is first.
    pub ndots: u8,
    /// How often the round of servers is made.
    pub attempts: u8,
    /// Seconds to wait for the first server.
    pub timeout_s: u32,
    /// Why the configuration is this one.
    pub why: CauseId,
}

/// A name to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) name: Name,
    /// Whether it came out of the search list.
    pub(crate) searched: bool,
}

/// glibc's `MAXNS`.
const MAX_NAMESERVERS: usize = 3;

impl ResolvConf {
    /// The C library's defaults: `ndots:1 attempts:2 timeout:5` (`RES_DFLRETRY`, `RES_TIMEOUT`), no search list.
    #[must_use]
    pub const fn new(nameservers: Vec<IpAddr>, why: CauseId) -> Self {
        Self { nameservers, search: Vec::new(), ndots: 1, attempts: 2, timeout_s: 5, why }
    }

    /// The servers that are asked, on port 53. Without one it is the machine itself (glibc `resolv/res_init.c`).
    #[must_use]
    pub fn servers(&self) -> Vec<SocketAddr> {
        let own = [IpAddr::V4(Ipv4Addr::LOCALHOST)];
        let listed = if self.nameservers.is_empty() { &own } else { self.nameservers.as_slice() };
        listed.iter().take(MAX_NAMESERVERS).map(|ip| SocketAddr::new(*ip, 53)).collect()
    }

    /// The absolute names that stand for `name`, in the order they are tried.
    #[must_use]
    pub fn candidates(&self, name: &str) -> Vec<Name> {
        self.ordered(name).into_iter().map(|candidate| candidate.name).collect()
    }

    /// glibc `resolv/res_query.c`, `__res_context_search`: as it is first when it has enough dots or a final one (and
    /// then only so); otherwise the search list, then as it is. A name that is too long with a suffix is left out.
    pub(crate) fn ordered(&self, name: &str) -> Vec<Candidate> {
        let Ok(bare) = Name::parse(name) else { return vec![] };
        let as_is = Candidate { name: bare.clone(), searched: false };
        if name.ends_with('.') {
            return vec![as_is];
        }
        let joined = self.search.iter().filter_map(|suffix| bare.joined(suffix).ok());
        let mut list: Vec<Candidate> = joined.map(|name| Candidate { name, searched: true }).collect();
        let dots = name.matches('.').count();
        if dots >= usize::from(self.ndots) {
            list.insert(0, as_is);
        } else if !self.search.iter().any(Name::is_root) {
            list.push(as_is);
        }
        list
    }
}

impl fmt::Display for ResolvConf {
    /// The file's text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.nameservers.iter().try_for_each(|server| writeln!(f, "nameserver {server}"))?;
        if !self.search.is_empty() {
            let list: Vec<&str> = self.search.iter().map(Name::bare).collect();
            writeln!(f, "search {}", list.join(" "))?;
        }
        let (ndots, attempts) = (u32::from(self.ndots), u32::from(self.attempts));
        let options = [("ndots", ndots, 1), ("attempts", attempts, 2), ("timeout", self.timeout_s, 5)];
        let other: Vec<String> = options.iter().filter(|o| o.1 != o.2).map(|o| format!("{}:{}", o.0, o.1)).collect();
        if other.is_empty() { Ok(()) } else { writeln!(f, "options {}", other.join(" ")) }
    }
}
