//! `validateHTTPFaultInjection`.

use super::scalars::{duration, percent, percentage};
use super::{Rules, Spot};
use crate::problem::webhook as law;

/// The statuses of gRPC (`codes.Code`).
const GRPC: &[&str] = &[
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

pub(super) fn check(fault: &Spot<'_>, rules: &mut Rules) {
    if !fault.exists() {
        return;
    }
    let (abort_at, delay_at) = (fault.key("abort"), fault.key("delay"));
    if !abort_at.exists() && !delay_at.exists() {
        rules.lacks(fault, &law::FAULT_EMPTY);
    }
    if abort_at.exists() {
        abort(&abort_at, rules);
    }
    delay(&delay_at, rules);
}

fn abort(abort: &Spot<'_>, rules: &mut Rules) {
    percentage(&abort.key("percentage"), rules);
    let (http, grpc, http2) = (abort.key("httpStatus"), abort.key("grpcStatus"), abort.key("http2Error"));
    if http2.exists() {
        rules.law(&http2, &law::ABORT_HTTP2);
    } else if grpc.exists() {
        if !GRPC.contains(&grpc.word()) {
            rules.law_with(&grpc, &law::GRPC_STATUS, grpc.word());
        }
    } else if http.exists() {
        status(&http, rules);
    } else {
        rules.lacks(abort, &law::ABORT_KIND);
    }
}

/// `validateHTTPStatus`, which lets 600 pass.
pub(super) fn status(at: &Spot<'_>, rules: &mut Rules) {
    if let Some(number) = at.whole().filter(|number| !(200..=600).contains(number)) {
        rules.law_with(at, &law::HTTP_STATUS, &number.to_string());
    }
}

fn delay(delay: &Spot<'_>, rules: &mut Rules) {
    percent(&delay.key("percent"), rules);
    percentage(&delay.key("percentage"), rules);
    duration(&delay.key("fixedDelay"), rules);
    if delay.key("exponentialDelay").exists() {
        rules.law(&delay.key("exponentialDelay"), &law::DELAY_EXPONENTIAL);
    }
}
