//! A route table: virtual hosts chosen by the request's authority, each with its routes in order.

use crate::condition::mismatch;
use crate::{Domain, DomainRank, HeaderEdits, Request, Route};
use malla_trace::{CauseId, Considered, Mismatch};

/// A route table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteTable {
    /// Name.
    pub name: String,
    /// Virtual hosts.
    pub virtual_hosts: Vec<VirtualHost>,
    /// The port in the authority does not count when the virtual host is chosen.
    pub ignore_port_in_host_matching: bool,
    /// Header edits for every request, behind those of routes and virtual hosts.
    pub request_headers: HeaderEdits,
    /// Header edits for every response, behind those of routes and virtual hosts.
    pub response_headers: HeaderEdits,
    /// Why it is there.
    pub why: CauseId,
}

/// A virtual host.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VirtualHost {
    /// Name.
    pub name: String,
    /// The domains it answers for.
    pub domains: Vec<Domain>,
    /// Routes in order: the first match wins.
    pub routes: Vec<Route>,
    /// Routes that whoever made the table left out, each with the reason: for those who ask what was considered.
    pub left_out: Vec<Considered>,
    /// Which requests are sent on to https.
    pub require_tls: RequireTls,
    /// Whether requests carry the number of the try upstream, in `x-envoy-attempt-count`.
    pub include_request_attempt_count: bool,
    /// Header edits for every request, behind the route's.
    pub request_headers: HeaderEdits,
    /// Header edits for every response, behind the route's.
    pub response_headers: HeaderEdits,
    /// Why it is there.
    pub why: CauseId,
}

/// Which requests a virtual host redirects to https.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequireTls {
    /// None.
    No,
    /// Those without `x-envoy-internal: true`.
    ExternalOnly,
    /// All.
    All,
}

impl RouteTable {
    /// A table.
    #[must_use]
    pub fn new(name: &str, virtual_hosts: Vec<VirtualHost>, why: CauseId) -> Self {
        Self {
            name: name.into(),
            virtual_hosts,
            ignore_port_in_host_matching: false,
            request_headers: HeaderEdits::default(),
            response_headers: HeaderEdits::default(),
            why,
        }
    }

    /// The virtual host for an authority, with the domain that matched. Among equals the first wins.
    #[must_use]
    pub fn virtual_host(&self, authority: &str) -> Option<(&VirtualHost, &Domain)> {
        let host = self.host(authority);
        let mut best: Option<(DomainRank, &VirtualHost, &Domain)> = None;
        for virtual_host in &self.virtual_hosts {
            if let Some((rank, domain)) = virtual_host.fits(&host)
                && best.is_none_or(|(so_far, ..)| rank > so_far)
            {
                best = Some((rank, virtual_host, domain));
            }
            if matches!(best, Some((DomainRank::Exact, ..))) {
                break;
            }
        }
        best.map(|(_, virtual_host, domain)| (virtual_host, domain))
    }

    /// The host that domains are compared with.
    pub(crate) fn host(&self, authority: &str) -> String {
        let host = if self.ignore_port_in_host_matching { without_port(authority) } else { authority };
        host.to_ascii_lowercase()
    }
}

impl VirtualHost {
    /// A virtual host for domains as Envoy's configuration writes them.
    #[must_use]
    pub fn new(name: &str, domains: &[&str], routes: Vec<Route>, why: CauseId) -> Self {
        Self {
            name: name.into(),
            domains: domains.iter().map(|text| Domain::parse(text)).collect(),
            routes,
            left_out: Vec::new(),
            require_tls: RequireTls::No,
            include_request_attempt_count: false,
            request_headers: HeaderEdits::default(),
            response_headers: HeaderEdits::default(),
            why,
        }
    }

    /// How well the host (in lower case) matches, and by which domain.
    ///
    /// # Errors
    /// Says which domains were wanted.
    pub fn matches(&self, host: &str) -> Result<(DomainRank, &Domain), Mismatch> {
        self.fits(host).ok_or_else(|| {
            let wanted: Vec<String> = self.domains.iter().map(ToString::to_string).collect();
            mismatch("domains", &wanted.join(", "), host)
        })
    }

    /// The same, without words.
    fn fits(&self, host: &str) -> Option<(DomainRank, &Domain)> {
        let ranked = self.domains.iter().filter_map(|domain| Some((domain.matches(host)?, domain)));
        ranked.reduce(|best, next| if next.0 > best.0 { next } else { best })
    }

    /// Whether the request is sent on to https first (Envoy `config_impl.cc`, `getRouteFromEntries`).
    pub(crate) fn wants_tls(&self, request: &Request) -> bool {
        let internal = request.look("x-envoy-internal").as_deref() == Some("true");
        let wanted = match self.require_tls {
            RequireTls::No => false,
            RequireTls::ExternalOnly => !internal,
            RequireTls::All => true,
        };
        wanted && request.scheme != "https"
    }
}

/// `host:port` without the port; `[fd00::1]:80` keeps its brackets.
pub(crate) fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !is_bare_v6(authority) => host,
        Some(_) | None => authority,
    }
}

fn is_bare_v6(authority: &str) -> bool {
    authority.parse::<std::net::Ipv6Addr>().is_ok() || authority.ends_with(']')
}
