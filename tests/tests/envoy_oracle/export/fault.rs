//! Trouble made on purpose.

use super::{seconds, typed};
use malla_proxy::{Fault, Percent};
use serde_json::{Value, json};

/// A fault filter's configuration.
pub(crate) fn fault(fault: &Fault) -> Value {
    let mut out = json!({});
    if let Some((share, us)) = fault.delay {
        out["delay"] = json!({ "fixed_delay": seconds(us), "percentage": percentage(share) });
    }
    if let Some((share, status)) = fault.abort {
        out["abort"] = json!({ "http_status": status, "percentage": percentage(share) });
    }
    typed("extensions.filters.http.fault.v3.HTTPFault", out)
}

fn percentage(Percent(millionths): Percent) -> Value {
    json!({ "numerator": millionths, "denominator": "MILLION" })
}
