//! A condition of a VirtualService as Envoy's route match (`TranslateRouteMatch`).

use super::semantics::Semantics;
use malla_manifest::{HttpMatchRequest, StringMatch};
use malla_proxy::{HeaderMatch, PathMatch, Pattern, PatternRefusal, QueryMatch, RouteMatch, StringMatch as TextMatch};
use std::collections::BTreeMap;

/// Everything.
#[must_use]
pub fn everything() -> RouteMatch {
    RouteMatch::path(PathMatch::prefix("/"))
}

/// The conditions on a request.
///
/// # Errors
/// When a regular expression is none.
pub fn of(request: &HttpMatchRequest, semantics: Semantics) -> Result<RouteMatch, PatternRefusal> {
    let mut matches = RouteMatch::path(path(request, semantics)?);
    matches.headers = named_headers(request)?;
    let lines = [(":method", &request.method), (":authority", &request.authority), (":scheme", &request.scheme)];
    for (name, text) in lines {
        if let Some(text) = text {
            matches.headers.push(header(name, text)?);
        }
    }
    matches.query = queries(&request.query_params)?;
    Ok(matches)
}

/// A prefix is where the path begins, wherever that ends; case may not matter. An expression never ignores case.
fn path(request: &HttpMatchRequest, semantics: Semantics) -> Result<PathMatch, PatternRefusal> {
    let ignore_case = request.ignore_uri_case;
    let Some(uri) = &request.uri else { return Ok(PathMatch::prefix("/")) };
    Ok(match (&uri.exact, &uri.prefix, &uri.regex) {
        (Some(exact), _, _) => PathMatch::Exact { value: exact.clone(), ignore_case },
        (None, Some(prefix), _) if semantics.separates_prefixes() && prefix != "/" => {
            let value = prefix.strip_suffix('/').unwrap_or(prefix).to_owned();
            PathMatch::PathSeparatedPrefix { value, ignore_case }
        }
        (None, Some(prefix), _) => PathMatch::Prefix { value: prefix.clone(), ignore_case },
        (None, None, Some(regex)) => PathMatch::Regex(Pattern::new(regex)?),
        (None, None, None) => PathMatch::prefix("/"),
    })
}

/// Headers that must be so and headers that must not, by name. Without a header, `withoutHeaders` compares with nothing;
/// where it only asks for presence, the header must be absent.
fn named_headers(request: &HttpMatchRequest) -> Result<Vec<HeaderMatch>, PatternRefusal> {
    let with = request.headers.iter().map(|(name, text)| header(name, text));
    let without = request.without_headers.iter().map(|(name, text)| {
        let condition = header(name, text)?;
        Ok(HeaderMatch { invert: true, missing_as_empty: condition.value.is_some(), ..condition })
    });
    let mut headers = with.chain(without).collect::<Result<Vec<_>, PatternRefusal>>()?;
    headers.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(headers)
}

fn header(name: &str, text: &StringMatch) -> Result<HeaderMatch, PatternRefusal> {
    Ok(HeaderMatch { name: name.into(), value: value(text)?, invert: false, missing_as_empty: false })
}

fn queries(wanted: &BTreeMap<String, StringMatch>) -> Result<Vec<QueryMatch>, PatternRefusal> {
    wanted.iter().map(|(name, text)| Ok(QueryMatch { name: name.clone(), value: value(text)? })).collect()
}

/// How a text is compared; nothing, and the expression `*`, ask only whether it is there (`canBeConvertedToPresentMatch`).
fn value(text: &StringMatch) -> Result<Option<TextMatch>, PatternRefusal> {
    Ok(match (&text.exact, &text.prefix, text.regex.as_deref()) {
        (Some(exact), _, _) => Some(TextMatch::Exact(exact.clone())),
        (None, Some(prefix), _) => Some(TextMatch::Prefix(prefix.clone())),
        (None, None, None | Some("*")) => None,
        (None, None, Some(regex)) => Some(TextMatch::Regex(Pattern::new(regex)?)),
    })
}

/// Whether it takes every request (`IsCatchAllRoute`).
#[must_use]
pub fn is_catch_all(matches: &RouteMatch) -> bool {
    let path = match &matches.path {
        PathMatch::Prefix { value, .. } | PathMatch::PathSeparatedPrefix { value, .. } => value == "/",
        PathMatch::Regex(pattern) => pattern.text() == ".*",
        PathMatch::Exact { .. } => false,
    };
    path && matches.headers.is_empty() && matches.query.is_empty()
}
