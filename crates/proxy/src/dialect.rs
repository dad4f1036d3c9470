//! How a proxy answers by itself: which status, which flag, which words. This is where an Envoy-shaped proxy and an
//! nginx-like one differ.

use crate::{Failure, Response, ServerHeader};
use malla_trace::Chance;
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
    /// The endpoint speaks no TLS, and the proxy does.
    TlsError,
    /// The endpoint's certificate is none of those that the proxy accepts.
    CertificateRefused,
    /// The endpoint wants a certificate that the proxy does not have.
    CertificateMissing,
    /// The endpoint closed the connection without an answer.
    Reset,
    /// The answer did not come in time.
    ResponseTimeout,
    /// The answer to the last try did not come in time.
    PerTryTimeout,
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
    /// Whether it tells upstreams and clients of itself in headers of its own: `x-forwarded-proto`,
    /// `x-envoy-original-path`, `x-envoy-original-host`, `x-envoy-expected-rq-timeout-ms`, `x-envoy-upstream-service-time`.
    pub own_headers: bool,
    /// The first pause before another try, in microseconds; later ones double, to ten times as long at most.
    pub first_pause_us: u64,
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
            Self::ConnectRefused
            | Self::ConnectTimeout
            | Self::TlsError
            | Self::CertificateRefused
            | Self::CertificateMissing => "UF",
            Self::Reset => "UC",
            Self::ResponseTimeout | Self::PerTryTimeout => "UT",
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
            Self::ConnectRefused => concat!(
                "upstream_reset_before_response_started{remote_connection_failure",
                "|delayed_connect_error:_Connection_refused}",
            ),
            Self::TlsError => concat!(
                "upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435703:SSL_routines:",
                "OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end}",
            ),
            Self::CertificateRefused => concat!(
                "upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435581:SSL_routines:",
                "OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end}",
            ),
            Self::CertificateMissing => concat!(
                "upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268436496:SSL_routines:",
                "OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE:TLS_error_end}",
            ),
            Self::ConnectTimeout => "upstream_reset_before_response_started{connection_timeout}",
            Self::Reset => "upstream_reset_before_response_started{connection_termination}",
            Self::ResponseTimeout => "response_timeout",
            Self::PerTryTimeout => "upstream_per_try_timeout",
            Self::FaultAbort => "fault_filter_abort",
        }
    }

    /// Why the connection to the upstream failed, where Envoy's transport says more than that it did.
    #[must_use]
    pub const fn transport_failure(self) -> Option<&'static str> {
        match self {
            Self::ConnectRefused => Some("delayed connect error: Connection refused"),
            Self::TlsError => {
                Some("TLS_error:|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end")
            }
            Self::CertificateRefused => {
                Some("TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end")
            }
            Self::CertificateMissing => {
                Some("TLS_error:|268436496:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE:TLS_error_end")
            }
            Self::NoRoute
            | Self::NoCluster
            | Self::NoHealthyUpstream
            | Self::ConnectTimeout
            | Self::Reset
            | Self::ResponseTimeout
            | Self::PerTryTimeout
            | Self::FaultAbort => None,
        }
    }

    /// The body of Envoy's own answer.
    fn text(self, tries: u32) -> String {
        let reason = match self {
            Self::NoRoute | Self::NoCluster => return String::new(),
            Self::NoHealthyUpstream => return "no healthy upstream".into(),
            Self::ResponseTimeout | Self::PerTryTimeout => return "upstream request timeout".into(),
            Self::FaultAbort => return "fault filter abort".into(),
            Self::ConnectRefused | Self::TlsError | Self::CertificateRefused | Self::CertificateMissing => {
                "remote connection failure"
            }
            Self::ConnectTimeout => "connection timeout",
            Self::Reset => "connection termination",
        };
        let again = if tries > 1 { "retried and the latest " } else { "" };
        let more =
            self.transport_failure().map(|more| format!(", transport failure reason: {more}")).unwrap_or_default();
        format!("upstream connect error or disconnect/reset before headers. {again}reset reason: {reason}{more}")
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused => Self::ConnectRefused,
            Failure::ConnectTimeout => Self::ConnectTimeout,
            Failure::TlsError => Self::TlsError,
            Failure::Reset => Self::Reset,
            Failure::CertificateRefused => Self::CertificateRefused,
            Failure::CertificateMissing => Self::CertificateMissing,
            Failure::Timeout => Self::ResponseTimeout,
            Failure::PerTryTimeout => Self::PerTryTimeout,
        }
    }
}

impl Dialect {
    /// Envoy's.
    #[must_use]
    pub fn envoy() -> Self {
        let statuses = [(Trouble::NoRoute, 404), (Trouble::ResponseTimeout, 504), (Trouble::PerTryTimeout, 504)];
        let (server, statuses) = (Some("envoy".into()), statuses.into());
        Self { server, flags: true, own_headers: true, first_pause_us: 25_000, statuses, page: Page::Text }
    }

    /// nginx's: what is not there is a bad gateway.
    #[must_use]
    pub fn nginx() -> Self {
        let bad_gateway = [Trouble::NoCluster, Trouble::NoHealthyUpstream, Trouble::ConnectRefused];
        let more = [Trouble::TlsError, Trouble::CertificateRefused, Trouble::CertificateMissing, Trouble::Reset];
        let late = [Trouble::ConnectTimeout, Trouble::ResponseTimeout, Trouble::PerTryTimeout];
        let bad = bad_gateway.into_iter().chain(more).map(|trouble| (trouble, 502));
        let late = late.into_iter().map(|trouble| (trouble, 504));
        let statuses = bad.chain(late).chain([(Trouble::NoRoute, 404)]).collect();
        Self {
            server: Some("nginx".into()),
            flags: false,
            own_headers: false,
            first_pause_us: 0,
            statuses,
            page: Page::Html,
        }
    }

    /// HAProxy's: mostly for connections, that have no answers.
    #[must_use]
    pub fn haproxy() -> Self {
        let late = [(Trouble::ConnectTimeout, 503), (Trouble::Reset, 502)];
        let late = late.into_iter().chain([Trouble::ResponseTimeout, Trouble::PerTryTimeout].map(|late| (late, 504)));
        Self {
            server: None,
            flags: false,
            own_headers: false,
            first_pause_us: 0,
            statuses: late.collect(),
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

    /// The pause after a try: whole milliseconds, drawn below a bound that doubles with every try.
    pub(crate) fn pause_us(&self, tries: u32, chance: &mut dyn Chance) -> u64 {
        let doubled = self.first_pause_us.saturating_mul(1 << tries.saturating_sub(1).min(10));
        let bound = doubled.min(self.first_pause_us.saturating_mul(10)) / 1000;
        if bound == 0 { 0 } else { chance.draw("proxy/retry-pause", bound).outcome * 1000 }
    }

    /// The answer to a request that met a trouble, after so many tries.
    pub(crate) fn reply(&self, status: u16, trouble: Trouble, tries: u32) -> Response {
        let (kind, body) = match self.page {
            Page::Text => ("text/plain", trouble.text(tries)),
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
