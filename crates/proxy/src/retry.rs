//! When a request is tried again: Envoy's retry policy.

use crate::Failure;
use malla_trace::CauseId;

/// When and how often a request is tried again. The default never does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often at most, besides the first try.
    pub retries: u32,
    /// On what.
    pub on: Vec<RetryOn>,
    /// The status codes of [`RetryOn::RetriableStatusCodes`].
    pub status_codes: Vec<u16>,
    /// How long one try may take, in microseconds.
    pub per_try_timeout_us: Option<u64>,
    /// Why there is that limit, where somebody set it apart from the route.
    pub per_try_why: Option<CauseId>,
    /// How often another endpoint is drawn when one was tried already (`previous_hosts`); 0 does not care.
    pub other_host_attempts: u32,
}

/// A reason to try again, as Envoy's `retry_on` names it. Reasons that need gRPC or HTTP/2 never come up here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RetryOn {
    /// `5xx`: any status of 500 and more, and every failure.
    ServerError,
    /// `gateway-error`: 502, 503, 504.
    GatewayError,
    /// `reset`: no answer at all.
    Reset,
    /// `connect-failure`: the connection was never made.
    ConnectFailure,
    /// `retriable-4xx`: 409.
    Retriable4xx,
    /// `retriable-status-codes`: those listed.
    RetriableStatusCodes,
}

impl RetryOn {
    /// Reads one of Envoy's words; `None` for a word that never comes up here, or that Envoy does not know.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim() {
            "5xx" => Some(Self::ServerError),
            "gateway-error" => Some(Self::GatewayError),
            "reset" => Some(Self::Reset),
            "connect-failure" => Some(Self::ConnectFailure),
            "retriable-4xx" => Some(Self::Retriable4xx),
            "retriable-status-codes" => Some(Self::RetriableStatusCodes),
            _ => None,
        }
    }
}

impl RetryPolicy {
    /// Whether an answer with that status is tried again (Envoy `retry_state_impl.cc`, `wouldRetryFromHeaders`).
    #[must_use]
    pub fn retries_status(&self, status: u16) -> bool {
        self.on.iter().any(|reason| match reason {
            RetryOn::ServerError => status >= 500,
            RetryOn::GatewayError => (502..=504).contains(&status),
            RetryOn::Retriable4xx => status == 409,
            RetryOn::RetriableStatusCodes => self.status_codes.contains(&status),
            RetryOn::Reset | RetryOn::ConnectFailure => false,
        })
    }

    /// Whether a failure without an answer is tried again (`wouldRetryFromReset`). When the time for the whole request is
    /// up, nothing is.
    #[must_use]
    pub fn retries_failure(&self, failure: Failure) -> bool {
        self.on.iter().any(|reason| match (reason, failure) {
            (_, Failure::Timeout) => false,
            (RetryOn::ServerError | RetryOn::GatewayError | RetryOn::Reset, _) => true,
            (
                RetryOn::ConnectFailure,
                Failure::Refused
                | Failure::ConnectTimeout
                | Failure::TlsError
                | Failure::CertificateRefused
                | Failure::CertificateMissing,
            ) => true,
            (RetryOn::ConnectFailure, Failure::Reset | Failure::PerTryTimeout) => false,
            (RetryOn::Retriable4xx | RetryOn::RetriableStatusCodes, _) => false,
        })
    }
}
