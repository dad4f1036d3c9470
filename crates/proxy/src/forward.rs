//! A request on its way to an upstream.

use crate::{Connection, Destination, Failure, HeaderEdits, Request, RetryPolicy, ServerHeader};
use malla_trace::CauseId;

/// A request on its way to an upstream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// Where it goes.
    pub destination: Destination,
    /// The request as it leaves.
    pub request: Request,
    /// The route's name.
    pub route: String,
    /// How long the whole may take, in microseconds; `None` for no limit.
    pub timeout_us: Option<u64>,
    /// Why there is that limit, where somebody set it apart from the route.
    pub(crate) timeout_why: Option<CauseId>,
    /// How long the proxy holds it back first, in microseconds: a fault asked for, or the pause before another try.
    pub delay_us: u64,
    /// Why that route.
    pub why: CauseId,
    /// Whether a fault held it back.
    pub(crate) delayed: bool,
    pub(crate) server: Option<ServerHeader>,
    pub(crate) retries: RetryPolicy,
    /// Edits of the response: weighted cluster, route, virtual host, table.
    pub(crate) response_edits: Vec<HeaderEdits>,
    pub(crate) connection: Connection,
    /// Whether it carries the number of the try.
    pub(crate) counts_tries: bool,
}

impl Forward {
    /// How long one try may take, in microseconds.
    #[must_use]
    pub fn per_try_timeout_us(&self) -> Option<u64> {
        self.retries.per_try_timeout_us.or(self.timeout_us)
    }

    /// Where to look after a try that failed: the limit that ran out, or the upstream.
    pub(crate) fn blame(&self, failure: Failure) -> CauseId {
        let limit = match failure {
            Failure::Timeout => self.timeout_why,
            Failure::PerTryTimeout => self.retries.per_try_why.or(self.timeout_why),
            Failure::Refused
            | Failure::ConnectTimeout
            | Failure::TlsError
            | Failure::CertificateRefused
            | Failure::CertificateMissing
            | Failure::Reset => None,
        };
        limit.unwrap_or(self.destination.why)
    }
}
