//! Routes as Envoy's JSON, as far as we have its fields, and paths into it: `routes[0].match.prefix`.

use crate::data::AsText;
use malla_manifest::Value;
use malla_proxy::{
    Action, ClusterChoice, Connection, Facts, ForwardAction, HeaderEdit, HeaderEdits, HeaderMatch, Outcome, PathMatch,
    PathRewrite, QueryMatch, Redirect, RedirectPath, Request, Respond, Route, StringMatch, Template,
};
use std::net::SocketAddr;

/// The texts of a list.
pub fn texts(value: &Value) -> Vec<String> {
    if let Value::List(items) = value { items.iter().filter_map(AsText::as_text).collect() } else { Vec::new() }
}

/// A mapping.
fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn optional(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| Value::from(text.as_str()))
}

fn int(number: impl Into<i64>) -> Value {
    Value::Int(number.into())
}

/// A route. What it does stands under `action` and, as upstream's tests have it, bare.
pub fn route(route: &Route) -> Value {
    let action = match &route.action {
        Action::Forward(forward) => map([("route", forwarded(forward))]),
        Action::Redirect(to) => map([("redirect", redirect(to))]),
        Action::Respond(respond) => map([("directResponse", response(respond))]),
    };
    let bare = action.get("route").cloned().unwrap_or(Value::Null);
    map([
        ("name", Value::from(route.name.as_str())),
        ("match", conditions(route)),
        ("route", bare),
        ("action", action),
        ("requestHeadersToAdd", added(&route.request_headers)),
        ("requestHeadersToRemove", removed(&route.request_headers)),
        ("responseHeadersToAdd", added(&route.response_headers)),
        ("responseHeadersToRemove", removed(&route.response_headers)),
    ])
}

fn conditions(route: &Route) -> Value {
    let matches = &route.matches;
    let path = path(&matches.path);
    let headers = matches.headers.iter().map(header).collect();
    let queries = matches.query.iter().map(query).collect();
    let mut entries = vec![("pathSpecifier".to_owned(), path.clone())];
    if let Value::Map(own) = path {
        entries.extend(own);
    }
    entries.push(("headers".into(), Value::List(headers)));
    entries.push(("queryParameters".into(), Value::List(queries)));
    Value::Map(entries)
}

fn path(path: &PathMatch) -> Value {
    match path {
        PathMatch::Prefix { value, .. } => map([("prefix", Value::from(value.as_str()))]),
        PathMatch::PathSeparatedPrefix { value, .. } => map([("pathSeparatedPrefix", Value::from(value.as_str()))]),
        PathMatch::Exact { value, .. } => map([("path", Value::from(value.as_str()))]),
        PathMatch::Regex(pattern) => map([("safeRegex", map([("regex", Value::from(pattern.text()))]))]),
    }
}

fn header(header: &HeaderMatch) -> Value {
    map([
        ("name", Value::from(header.name.as_str())),
        ("presentMatch", Value::Bool(header.value.is_none())),
        ("stringMatch", header.value.as_ref().map_or(Value::Null, compared)),
        ("invertMatch", Value::Bool(header.invert)),
        ("treatMissingHeaderAsEmpty", Value::Bool(header.missing_as_empty)),
    ])
}

fn query(query: &QueryMatch) -> Value {
    map([
        ("name", Value::from(query.name.as_str())),
        ("presentMatch", Value::Bool(query.value.is_none())),
        ("stringMatch", query.value.as_ref().map_or(Value::Null, compared)),
    ])
}

fn compared(text: &StringMatch) -> Value {
    match text {
        StringMatch::Exact(it) | StringMatch::ExactIgnoreCase(it) => map([("exact", Value::from(it.as_str()))]),
        StringMatch::Prefix(it) | StringMatch::PrefixIgnoreCase(it) => map([("prefix", Value::from(it.as_str()))]),
        StringMatch::Suffix(it) => map([("suffix", Value::from(it.as_str()))]),
        StringMatch::Contains(it) => map([("contains", Value::from(it.as_str()))]),
        StringMatch::Regex(it) => map([("safeRegex", map([("regex", Value::from(it.text()))]))]),
    }
}

fn forwarded(forward: &ForwardAction) -> Value {
    let (cluster, weighted) = match &forward.cluster {
        ClusterChoice::One(cluster) => (Value::from(cluster.as_str()), Value::Null),
        ClusterChoice::Weighted(clusters) => {
            (Value::Null, map([("clusters", Value::List(clusters.iter().map(share).collect()))]))
        }
    };
    let authority = optional(forward.rewrite.authority.as_ref());
    let (prefix, regex) = match &forward.rewrite.path {
        PathRewrite::Keep => (Value::Null, Value::Null),
        PathRewrite::Prefix(new) | PathRewrite::Whole(new) => (Value::from(new.as_str()), Value::Null),
        PathRewrite::Regex { pattern, substitution } => {
            let pattern = map([("regex", Value::from(pattern.text()))]);
            (Value::Null, map([("pattern", pattern), ("substitution", Value::from(substitution.as_str()))]))
        }
    };
    let predicates = usize::from(forward.retries.other_host_attempts > 0);
    let hosts = Value::List(vec![Value::from("previous_hosts"); predicates]);
    let seconds = i64::try_from(forward.timeout_us.unwrap_or(0) / 1_000_000).unwrap_or(i64::MAX);
    map([
        ("cluster", cluster),
        ("weightedClusters", weighted),
        ("hostRewriteSpecifier", map([("hostRewriteLiteral", authority)])),
        ("prefixRewrite", prefix),
        ("regexRewrite", regex),
        ("timeout", map([("seconds", Value::Int(seconds))])),
        ("retryPolicy", map([("retryHostPredicate", hosts)])),
    ])
}

fn share(cluster: &malla_proxy::WeightedCluster) -> Value {
    let authority = cluster.request_headers.edits.iter().find_map(|edit| match edit {
        HeaderEdit::Set(name, text) if name == ":authority" => Some(filled(text)),
        HeaderEdit::Set(..) | HeaderEdit::Add(..) | HeaderEdit::AddIfAbsent(..) | HeaderEdit::Remove(_) => None,
    });
    map([
        ("name", Value::from(cluster.cluster.as_str())),
        ("weight", int(cluster.weight)),
        ("requestHeadersToAdd", added(&cluster.request_headers)),
        ("requestHeadersToRemove", removed(&cluster.request_headers)),
        ("responseHeadersToAdd", added(&cluster.response_headers)),
        ("responseHeadersToRemove", removed(&cluster.response_headers)),
        ("hostRewriteLiteral", optional(authority.as_ref())),
    ])
}

fn redirect(redirect: &Redirect) -> Value {
    let code = match redirect.status {
        301 => "MOVED_PERMANENTLY",
        302 => "FOUND",
        303 => "SEE_OTHER",
        307 => "TEMPORARY_REDIRECT",
        308 => "PERMANENT_REDIRECT",
        _ => "",
    };
    let path = match &redirect.path {
        RedirectPath::Keep => map([("pathRedirect", Value::from(""))]),
        RedirectPath::Whole(path) => map([("pathRedirect", Value::from(path.as_str()))]),
        RedirectPath::Prefix(new) => map([("prefixRewrite", Value::from(new.as_str()))]),
    };
    map([
        ("responseCode", Value::from(code)),
        ("hostRedirect", optional(redirect.host.as_ref())),
        ("schemeRedirect", optional(redirect.scheme.as_ref())),
        ("portRedirect", redirect.port.map_or(Value::Null, int)),
        ("pathRewriteSpecifier", path),
    ])
}

fn response(respond: &Respond) -> Value {
    let body = map([("specifier", map([("inlineString", Value::from(respond.body.as_str()))]))]);
    map([("status", int(respond.status)), ("body", body)])
}

fn added(edits: &HeaderEdits) -> Value {
    let named = edits.edits.iter().filter_map(|edit| match edit {
        HeaderEdit::Set(name, text) if name != ":authority" => Some((name, text, "OVERWRITE_IF_EXISTS_OR_ADD")),
        HeaderEdit::Add(name, text) => Some((name, text, "APPEND_IF_EXISTS_OR_ADD")),
        HeaderEdit::AddIfAbsent(name, text) => Some((name, text, "ADD_IF_ABSENT")),
        HeaderEdit::Set(..) | HeaderEdit::Remove(_) => None,
    });
    let written = named.map(|(name, text, how)| {
        let header = map([("key", Value::from(name.as_str())), ("value", Value::from(filled(text).as_str()))]);
        map([("header", header), ("appendAction", Value::from(how))])
    });
    Value::List(written.collect())
}

fn removed(edits: &HeaderEdits) -> Value {
    let names = edits.edits.iter().filter_map(|edit| match edit {
        HeaderEdit::Remove(name) => Some(Value::from(name.as_str())),
        HeaderEdit::Set(..) | HeaderEdit::Add(..) | HeaderEdit::AddIfAbsent(..) => None,
    });
    Value::List(names.collect())
}

/// A template's text, where it has no operators.
fn filled(template: &Template) -> String {
    let request = Request::get("", "/");
    let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let (connection, outcome) = (Connection::plain(nowhere, nowhere), Outcome::default());
    template.fill(&Facts { request: &request, connection: &connection, response: None, outcome: &outcome })
}

/// The value at a path; an error for a field we do not have.
pub fn at<'v>(value: &'v Value, path: &str, missing: &[&str]) -> Result<&'v Value, String> {
    let mut found = value;
    for step in path.split('.') {
        let (key, index) = step.split_once('[').map_or((step, None), |(key, rest)| (key, rest.strip_suffix(']')));
        if missing.contains(&key) {
            return Err(format!("{path}: {key} is not modelled"));
        }
        found = found.get(key).unwrap_or(&Value::Null);
        if let Some(index) = index.and_then(|index| index.parse::<usize>().ok()) {
            found =
                if let Value::List(items) = found { items.get(index).unwrap_or(&Value::Null) } else { &Value::Null };
        }
    }
    Ok(found)
}

/// Whether a value has all that is wanted of it: nothing and an empty text are the same, and a mapping may have more.
pub fn holds(found: &Value, wanted: &Value) -> bool {
    let nothing = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Map(_) => false,
    };
    match (found, wanted) {
        (found, wanted) if nothing(found) && nothing(wanted) => true,
        (Value::Map(_), Value::Map(wanted)) => {
            wanted.iter().all(|(key, wanted)| holds(found.get(key).unwrap_or(&Value::Null), wanted))
        }
        (Value::List(found), Value::List(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| holds(found, wanted))
        }
        (found, wanted) => found == wanted,
    }
}
