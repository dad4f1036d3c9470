//! How a proxy answers by itself: which status, which flag, which words. This is where an Envoy-shaped proxy and an
//! nginx-like one differ.

use crate::{Failure, Response, ServerHeader};
use std::collections::BTreeMap;

/// What kept a proxy from passing a request on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// No virtual host, or none of its routes.
    NoRoute,
    /// The route leads to a cluster that is not there.
    NoCluster,
    /// The cluster has no healthy endpoint.
    NoHealthyUpstream,
    /// The endpoint refused the connection.
    ConnectRefused,
    /// The endpoint did not answer the connection attempt.
    ConnectTimeout,
    /// The endpoint and the proxy did not agree on TLS.
    TlsError,
    /// The endpoint closed the connection without an answer.
    Reset,
    /// The answer did not come in time.
    ResponseTimeout,
    /// A fault was asked for.
    FaultAbort,
}

/// How a proxy answers by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dialect {
    /// The `server` header of every response; `None` leaves the upstream's.
    pub server: Option<String>,
    /// Whether answers of its own carry response flags.
    pub flags: bool,
    /// Whether a rewritten path leaves the old one in `x-envoy-original-path`.
    pub original_path: bool,
    /// Whether an upstream's answer gets its time in milliseconds in `x-envoy-upstream-service-time`.
    pub service_time: bool,
    /// Status by trouble.
    pub statuses: BTreeMap<Trouble, u16>,
    /// How bodies of its own look.
    pub page: Page,
}

/// How bodies of a proxy's own look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// A plain sentence, or nothing.
    Text,
    /// nginx's page with the status in the middle.
    Html,
}

impl Trouble {
    /// Envoy's response flag (`source/common/stream_info/utility.h`).
    #[must_use]
    pub const fn flag(self) -> &'static str {
        match self {
            Self::NoRoute => "NR",
            Self::NoCluster => "NC",
            Self::NoHealthyUpstream => "UH",
            Self::ConnectRefused | Self::ConnectTimeout | Self::TlsError => "UF",
            Self::Reset => "UC",
            Self::ResponseTimeout => "UT",
            Self::FaultAbort => "FI",
        }
    }

    /// Envoy's response code details.
    #[must_use]
    pub const fn details(self) -> &'static str {
        match self {
            Self::NoRoute => "route_not_found",
            Self::NoCluster => "cluster_not_found",
            Self::NoHealthyUpstream => "no_healthy_upstream",
            Self::ConnectRefused | Self::TlsError => {
                "upstream_reset_before_response_started{remote_connection_failure}"
            }
            Self::ConnectTimeout => "upstream_reset_before_response_started{connection_timeout}",
            Self::Reset => "upstream_reset_before_response_started{connection_termination}",
            Self::ResponseTimeout => "response_timeout",
            Self::FaultAbort => "fault_filter_abort",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::NoRoute | Self::NoCluster => "",
            Self::NoHealthyUpstream => "no healthy upstream",
            Self::ConnectRefused => concat!(
                "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, ",
                "transport failure reason: delayed connect error: Connection refused",
            ),
            Self::ConnectTimeout => {
                "upstream connect error or disconnect/reset before headers. reset reason: connection timeout"
            }
            Self::TlsError => {
                "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure"
            }
            Self::Reset => {
                "upstream connect error or disconnect/reset before headers. reset reason: connection termination"
            }
            Self::ResponseTimeout => "upstream request timeout",
            Self::FaultAbort => "fault filter abort",
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused => Self::ConnectRefused,
            Failure::ConnectTimeout => Self::ConnectTimeout,
            Failure::TlsError => Self::TlsError,
            Failure::Reset => Self::Reset,
            Failure::Timeout | Failure::PerTryTimeout => Self::ResponseTimeout,
        }
    }
}

impl Dialect {
    /// Envoy's.
    #[must_use]
    pub fn envoy() -> Self {
        let statuses = [(Trouble::NoRoute, 404), (Trouble::ResponseTimeout, 504)];
        let (server, statuses) = (Some("envoy".into()), statuses.into());
        Self { server, flags: true, original_path: true, service_time: true, statuses, page: Page::Text }
    }

    /// nginx's: what is not there is a bad gateway.
    #[must_use]
    pub fn nginx() -> Self {
        let bad_gateway = [Trouble::NoCluster, Trouble::NoHealthyUpstream, Trouble::ConnectRefused];
        let more = [(Trouble::TlsError, 502), (Trouble::Reset, 502), (Trouble::NoRoute, 404)];
        let late = [(Trouble::ConnectTimeout, 504), (Trouble::ResponseTimeout, 504)];
        let statuses = bad_gateway.map(|trouble| (trouble, 502)).into_iter().chain(more).chain(late).collect();
        Self {
            server: Some("nginx".into()),
            flags: false,
            original_path: false,
            service_time: false,
            statuses,
            page: Page::Html,
        }
    }

    /// HAProxy's: mostly for connections, that have no answers.
    #[must_use]
    pub fn haproxy() -> Self {
        let late = [(Trouble::ConnectTimeout, 503), (Trouble::ResponseTimeout, 504), (Trouble::Reset, 502)];
        Self {
            server: None,
            flags: false,
            original_path: false,
            service_time: false,
            statuses: late.into(),
            page: Page::Text,
        }
    }

    /// The same, but answering that trouble with another status.
    #[must_use]
    pub fn answering(mut self, trouble: Trouble, status: u16) -> Self {
        self.statuses.insert(trouble, status);
        self
    }

    /// The status for a trouble; 503 where nothing else is said.
    #[must_use]
    pub fn status(&self, trouble: Trouble) -> u16 {
        self.statuses.get(&trouble).copied().unwrap_or(503)
    }

    /// The flag for a trouble, if this proxy has flags.
    #[must_use]
    pub fn flag(&self, trouble: Trouble) -> Option<String> {
        self.flags.then(|| trouble.flag().to_owned())
    }

    /// The answer to a request that met a trouble.
    pub(crate) fn reply(&self, status: u16, trouble: Trouble) -> Response {
        let (kind, body) = match self.page {
            Page::Text => ("text/plain", trouble.text().to_owned()),
            Page::Html => ("text/html", html(status)),
        };
        with_content(Response::new(status, &body), kind)
    }

    /// Writes the `server` header (Envoy `conn_manager_utility.cc`, `mutateResponseHeaders`).
    pub(crate) fn sign(&self, own: Option<&ServerHeader>, mut response: Response) -> Response {
        let there = response.headers.get("server").is_some();
        let name = match own {
            None => self.server.as_ref(),
            Some(ServerHeader::Overwrite(name)) => Some(name),
            Some(ServerHeader::AppendIfAbsent(name)) if !there => Some(name),
            Some(ServerHeader::AppendIfAbsent(_) | ServerHeader::PassThrough) => None,
        };
        name.into_iter().for_each(|name| response.headers.set("server", name));
        response
    }
}

/// The content headers of an answer of the proxy's own; none without a body (Envoy `sendLocalReply`).
pub(crate) fn with_content(mut response: Response, kind: &str) -> Response {
    if !response.body.is_empty() {
        response.headers.set("content-length", &response.body.len().to_string());
        response.headers.set("content-type", kind);
    }
    response
}

/// nginx's page for a status (`ngx_http_special_response.c`).
fn html(status: u16) -> String {
    let title = format!("{status} {}", reason(status));
    let (head, body) = (format!("<head><title>{title}</title></head>"), format!("<center><h1>{title}</h1></center>"));
    format!("<html>\r\n{head}\r\n<body>\r\n{body}\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
}

/// The reason phrase, as nginx writes it.
const fn reason(status: u16) -> &'static str {
    match status {
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Temporarily Unavailable",
        504 => "Gateway Time-out",
        _ => "",
    }
}
