//! A route: its conditions, and what it does.

use super::{fault, forward, headers, redirect, route_match};
use malla_proxy::{Action, Route};
use serde_json::{Value, json};

/// A route.
pub(crate) fn route(route: &Route) -> Result<Value, String> {
    let condition = &route.matches.path;
    let (key, action) = match &route.action {
        Action::Forward(action) => ("route", forward::forward(condition, action)?),
        Action::Redirect(redirect) => ("redirect", redirect::redirect(redirect)?),
        Action::Respond(respond) => ("direct_response", direct_response(respond.status, &respond.body)),
    };
    let mut out = json!({ "name": route.name, "match": route_match::route_match(&route.matches), key: action });
    headers::add(&mut out, "request_headers", &route.request_headers);
    headers::add(&mut out, "response_headers", &route.response_headers);
    if let Some(fault) = &route.fault {
        out["typed_per_filter_config"] = json!({ "envoy.filters.http.fault": fault::fault(fault) });
    }
    Ok(out)
}

fn direct_response(status: u16, body: &str) -> Value {
    let mut out = json!({ "status": status });
    if !body.is_empty() {
        out["body"] = json!({ "inline_string": body });
    }
    out
}
