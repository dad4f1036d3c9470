//! What a proxy decides about a request.

use crate::{Forward, Request, Response, Trouble};
use malla_trace::CauseId;
use std::net::SocketAddr;

/// What a proxy does with a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// It passes it on.
    Forward(Box<Forward>),
    /// It answers by itself.
    Respond(Box<LocalReply>),
}

/// An answer of the proxy's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalReply {
    /// The answer.
    pub response: Response,
    /// The request as far as it was changed.
    pub request: Request,
    /// What made it necessary; `None` where the route itself says so.
    pub trouble: Option<Trouble>,
    /// How long the proxy holds it back first, in microseconds: a fault asked for.
    pub delay_us: u64,
    /// Response flags, where the proxy has such, as the access log prints several: `DI,FI`.
    pub flag: Option<String>,
    /// The cluster it was meant for, if it came so far and there is such a cluster.
    pub cluster: Option<String>,
    /// The endpoint that was tried last, if one was.
    pub endpoint: Option<SocketAddr>,
    /// The route's name, if there was one.
    pub route: Option<String>,
    /// Why.
    pub why: CauseId,
}

/// How an upstream failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// It refused the connection.
    Refused,
    /// It did not answer the connection attempt.
    ConnectTimeout,
    /// It speaks no TLS, and the proxy does.
    TlsError,
    /// Its certificate is none of those that the proxy accepts.
    CertificateRefused,
    /// It wants a certificate that the proxy does not have.
    CertificateMissing,
    /// It closed the connection without an answer.
    Reset,
    /// The time for the whole request was up.
    Timeout,
    /// The time for this try was up.
    PerTryTimeout,
}

/// What a proxy does with an upstream's answer.
#[derive(Clone, Debug, PartialEq)]
pub enum After {
    /// It passes it on, edited.
    Relay {
        /// The answer.
        response: Response,
        /// Response flags: `DI` when a fault held it back, `URX` when all tries are used up.
        flag: Option<String>,
    },
    /// It tries again.
    Again(Decision),
}

impl Decision {
    /// The same, held back for so long first.
    pub(crate) fn delayed(self, delay_us: u64) -> Self {
        match self {
            Self::Respond(reply) => Self::Respond(Box::new(LocalReply { delay_us, ..*reply })),
            Self::Forward(forward) => Self::Forward(Box::new(Forward { delay_us, delayed: true, ..*forward })),
        }
    }
}

impl LocalReply {
    /// Response code details, for the access log.
    #[must_use]
    pub fn details(&self) -> &'static str {
        self.trouble.map_or("direct_response", Trouble::details)
    }
}
