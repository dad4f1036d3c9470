//! Trouble made on purpose (`TranslateFault`): a delay, an abort, each for a share that is nothing unless written.

use malla_manifest::{FaultAbort, FaultDelay, HttpFaultInjection, Percent as Written};
use malla_proxy::{Fault, Percent};
use malla_trace::CauseId;

/// gRPC's statuses and the HTTP status that Envoy answers instead (`Grpc::Utility::grpcToHttpStatus`).
const GRPC: [(&str, u16); 17] = [
    ("OK", 200),
    ("CANCELLED", 499),
    ("UNKNOWN", 500),
    ("INVALID_ARGUMENT", 400),
    ("DEADLINE_EXCEEDED", 504),
    ("NOT_FOUND", 404),
    ("ALREADY_EXISTS", 409),
    ("PERMISSION_DENIED", 403),
    ("RESOURCE_EXHAUSTED", 429),
    ("FAILED_PRECONDITION", 400),
    ("ABORTED", 409),
    ("OUT_OF_RANGE", 400),
    ("UNIMPLEMENTED", 501),
    ("INTERNAL", 500),
    ("UNAVAILABLE", 503),
    ("DATA_LOSS", 500),
    ("UNAUTHENTICATED", 401),
];

/// Of a rule; `None` when nothing is left of it.
#[must_use]
pub fn of(written: &HttpFaultInjection, why: CauseId) -> Option<Fault> {
    let (delay, abort) = (written.delay.as_ref().and_then(delay), written.abort.as_ref().and_then(abort));
    (delay.is_some() || abort.is_some()).then_some(Fault { delay, abort, why })
}

/// An exponential delay is not built upstream either.
fn delay(written: &FaultDelay) -> Option<(Percent, u64)> {
    let older = Percent::of_hundred(written.percent);
    Some((written.percentage.as_ref().map_or(older, share), written.fixed_delay.as_ref()?.us()))
}

fn abort(written: &FaultAbort) -> Option<(Percent, u16)> {
    let http = written.http_status.and_then(|status| u16::try_from(status).ok());
    let status = http.or_else(|| grpc(written.grpc_status.as_deref()?))?;
    Some((written.percentage.as_ref().map_or(Percent(0), share), status))
}

fn grpc(word: &str) -> Option<u16> {
    let numbered = word.parse::<usize>().ok().and_then(|number| GRPC.get(number));
    numbered.or_else(|| GRPC.iter().find(|(name, _)| *name == word)).map(|(_, status)| *status)
}

/// A share in millionths (`translatePercentToFractionalPercent`).
#[must_use]
pub fn share(written: &Written) -> Percent {
    // Cut off, as Go does.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Percent((written.value * 10_000.0).clamp(0.0, 1_000_000.0) as u32)
}
