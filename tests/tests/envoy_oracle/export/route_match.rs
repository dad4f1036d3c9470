//! The conditions of a route.

use super::text_match::text_match;
use malla_proxy::{HeaderMatch, PathMatch, QueryMatch, RouteMatch};
use serde_json::{Value, json};

/// Path, headers, query parameters.
pub(crate) fn route_match(matches: &RouteMatch) -> Value {
    let (key, value, ignores_case) = match &matches.path {
        PathMatch::Prefix { value, ignore_case } => ("prefix", json!(value), *ignore_case),
        PathMatch::PathSeparatedPrefix { value, ignore_case } => ("path_separated_prefix", json!(value), *ignore_case),
        PathMatch::Exact { value, ignore_case } => ("path", json!(value), *ignore_case),
        PathMatch::Regex(pattern) => ("safe_regex", json!({ "regex": pattern.text() }), false),
    };
    json!({
        key: value,
        "case_sensitive": !ignores_case,
        "headers": matches.headers.iter().map(header).collect::<Vec<_>>(),
        "query_parameters": matches.query.iter().map(query).collect::<Vec<_>>(),
    })
}

fn header(header: &HeaderMatch) -> Value {
    let (key, value) = match &header.value {
        Some(value) => ("string_match", text_match(value)),
        None => ("present_match", json!(true)),
    };
    json!({
        "name": header.name,
        key: value,
        "invert_match": header.invert,
        "treat_missing_header_as_empty": header.missing_as_empty,
    })
}

fn query(query: &QueryMatch) -> Value {
    match &query.value {
        Some(value) => json!({ "name": query.name, "string_match": text_match(value) }),
        None => json!({ "name": query.name, "present_match": true }),
    }
}
