//! The access log: one line a request.

use crate::template::{Operator, Word};
use crate::{Connection, Forward, LocalReply, Request, Response, Template, Trouble};

/// What an access log line or a header value can speak of.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The request.
    pub request: &'a Request,
    /// The connection it came by.
    pub connection: &'a Connection,
    /// The response, once there is one.
    pub response: Option<&'a Response>,
    /// What came of it.
    pub outcome: &'a Outcome,
}

/// What came of a request, for the access log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// When it began, printed.
    pub start_time: Option<String>,
    /// Status; `None` as long as there is none.
    pub status: Option<u16>,
    /// Response flags, `UF,URX`.
    pub flags: Option<String>,
    /// Why that status, `route_not_found`.
    pub details: Option<String>,
    /// Why the upstream connection failed.
    pub transport_failure: Option<String>,
    /// The endpoint.
    pub upstream_host: Option<String>,
    /// The upstream cluster.
    pub upstream_cluster: Option<String>,
    /// The proxy's own address towards the endpoint.
    pub upstream_local_address: Option<String>,
    /// The route's name.
    pub route: Option<String>,
    /// How long it took.
    pub duration_ms: Option<u64>,
    /// Body bytes from the client.
    pub bytes_received: u64,
    /// Body bytes to the client.
    pub bytes_sent: u64,
}

/// The format that service meshes set: https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log
const TEXT: &str = concat!(
    "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" %RESPONSE_CODE% %RESPONSE_FLAGS% ",
    "%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\" ",
    "%BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" ",
    "\"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW% ",
    "%UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% ",
    "%ROUTE_NAME%",
);

/// nginx's `combined`.
const COMBINED: &str = concat!(
    "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% - - [%START_TIME%] \"%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%\" ",
    "%RESPONSE_CODE% %BYTES_SENT% \"%REQ(REFERER)%\" \"%REQ(USER-AGENT)%\"",
);

impl Outcome {
    /// Of an answer of the proxy's own.
    #[must_use]
    pub fn of_reply(reply: &LocalReply) -> Self {
        let said = reply.trouble.and_then(Trouble::transport_failure);
        Self {
            flags: reply.flag.clone(),
            details: Some(reply.details().into()),
            transport_failure: said.map(|said| said.replace(' ', "_")),
            upstream_host: reply.endpoint.map(|endpoint| endpoint.to_string()),
            upstream_cluster: reply.cluster.clone(),
            route: reply.route.clone(),
            ..Self::default()
        }
        .of_response(&reply.response)
    }

    /// Of a request under way: told before [`crate::Proxy::answered`], completed by [`Outcome::relayed`].
    #[must_use]
    pub fn of_forward(forward: &Forward) -> Self {
        Self {
            details: Some("via_upstream".into()),
            upstream_host: forward.destination.address().map(|endpoint| endpoint.to_string()),
            upstream_cluster: Some(forward.destination.cluster.clone()),
            route: Some(forward.route.clone()),
            ..Self::default()
        }
    }

    /// The same, with the upstream's answer as it was passed on.
    #[must_use]
    pub fn relayed(self, response: &Response, flag: Option<String>) -> Self {
        Self { flags: flag, ..self.of_response(response) }
    }

    fn of_response(self, response: &Response) -> Self {
        Self { status: Some(response.status), bytes_sent: response.body.len() as u64, ..self }
    }
}

impl Template {
    /// Envoy's access log in the long form that service meshes use.
    #[must_use]
    pub fn envoy_access_log() -> Self {
        Self::parse(TEXT).unwrap_or_default()
    }

    /// nginx's `combined` access log.
    #[must_use]
    pub fn combined_access_log() -> Self {
        Self::parse(COMBINED).unwrap_or_default()
    }
}

impl Facts<'_> {
    pub(crate) fn value(&self, operator: &Operator) -> Option<String> {
        match operator {
            Operator::Request(name, other, cut) => {
                let second = || other.as_ref().and_then(|name| self.request.first_value(name));
                self.request.first_value(name).or_else(second).map(|value| shortened(value, *cut))
            }
            Operator::Response(name, cut) => {
                self.response.and_then(|r| r.headers.first(name)).map(|value| shortened(value.to_owned(), *cut))
            }
            Operator::Named(word) => self.word(*word),
        }
    }

    fn word(&self, word: Word) -> Option<String> {
        let Self { connection, outcome, .. } = self;
        match word {
            Word::StartTime => outcome.start_time.clone(),
            Word::Protocol => Some("HTTP/1.1".into()),
            Word::ResponseCode => Some(outcome.status.unwrap_or(0).to_string()),
            Word::ResponseFlags => outcome.flags.clone(),
            Word::ResponseCodeDetails => outcome.details.clone(),
            Word::ConnectionTerminationDetails => None,
            Word::UpstreamTransportFailureReason => outcome.transport_failure.clone(),
            Word::BytesReceived => Some(outcome.bytes_received.to_string()),
            Word::BytesSent => Some(outcome.bytes_sent.to_string()),
            Word::Duration => outcome.duration_ms.map(|ms| ms.to_string()),
            Word::UpstreamHost => outcome.upstream_host.clone(),
            Word::UpstreamCluster => outcome.upstream_cluster.clone(),
            Word::UpstreamLocalAddress => outcome.upstream_local_address.clone(),
            Word::DownstreamLocalAddress => Some(connection.original_to.to_string()),
            Word::DownstreamLocalPort => Some(connection.original_to.port().to_string()),
            Word::DownstreamRemoteAddress => Some(connection.from.to_string()),
            Word::DownstreamRemoteAddressWithoutPort => Some(connection.from.ip().to_string()),
            Word::RequestedServerName => connection.server_name.clone(),
            Word::RouteName => outcome.route.clone().filter(|name| !name.is_empty()),
        }
    }
}

fn shortened(value: String, cut: Option<usize>) -> String {
    cut.map_or_else(|| value.clone(), |length| value.chars().take(length).collect())
}
