//! Delegates: a rule that hands over to another VirtualService takes that one's rules, each joined to its own conditions
//! (`mergeHTTPRoutes`, `mergeHTTPMatchRequests`, `hasConflict`).

use super::rule::{Condition, HttpRule, Origin};
use crate::istiod::export::Export;
use crate::istiod::mesh::Written;
use malla_manifest::{HttpMatchRequest, HttpRoute, StringMatch, VirtualService};
use malla_trace::FieldPath;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The rules that one rule of a VirtualService comes to: itself, or its delegate's. A delegate that is not there, or not for
/// this namespace, leaves none.
pub fn expand<'a>(
    written: Written<'a, VirtualService>,
    (at, route): (usize, &'a HttpRoute),
    delegates: &[&Written<'a, VirtualService>],
) -> Vec<HttpRule<'a>> {
    let own = plain(written, at, route);
    let Some(meant) = &route.delegate else { return vec![own] };
    let namespace = meant.namespace.as_deref().filter(|name| !name.is_empty()).unwrap_or(written.namespace());
    let found = delegates.iter().find(|one| one.name() == meant.name && one.namespace() == namespace);
    let visible = found.filter(|one| {
        Export::of(one.object.spec.export_to.iter().map(String::as_str), one.namespace()).reaches(written.namespace())
    });
    let Some(delegate) = visible else { return Vec::new() };
    let numbered = delegate.object.spec.http.iter().enumerate();
    numbered.filter_map(|(at, route)| joined(&own, plain(**delegate, at, route))).collect()
}

fn plain<'a>(written: Written<'a, VirtualService>, at: usize, route: &'a HttpRoute) -> HttpRule<'a> {
    let path = FieldPath::root().key("spec").key("http").index(at);
    let conditions = route.match_.iter().enumerate().map(|(number, request)| Condition {
        request: Cow::Borrowed(request),
        origins: vec![Origin { written, path: path.key("match").index(number) }],
    });
    let conditions = conditions.collect();
    HttpRule { route: Cow::Borrowed(route), origin: Origin { written, path }, root: None, conditions }
}

/// A delegate's rule with what its root adds; `None` where their conditions exclude each other.
fn joined<'a>(root: &HttpRule<'a>, delegate: HttpRule<'a>) -> Option<HttpRule<'a>> {
    let conditions = joined_conditions(&root.conditions, delegate.conditions)?;
    let route = Cow::Owned(merged_route(&root.route, &delegate.route));
    Some(HttpRule { route, origin: delegate.origin, root: Some(root.origin.clone()), conditions })
}

/// The rule of a root and a delegate together: the delegate's word counts, and what it does not say the root says.
#[must_use]
pub fn merged_route(root: &HttpRoute, delegate: &HttpRoute) -> HttpRoute {
    let mut route = delegate.clone();
    route.name = joined_name(root.name.as_deref(), delegate.name.as_deref());
    route.rewrite = route.rewrite.or_else(|| root.rewrite.clone());
    route.direct_response = route.direct_response.or_else(|| root.direct_response.clone());
    route.timeout = route.timeout.or_else(|| root.timeout.clone());
    route.retries = route.retries.or_else(|| root.retries.clone());
    route.fault = route.fault.or_else(|| root.fault.clone());
    route.mirror = route.mirror.or_else(|| root.mirror.clone());
    route.mirror_percent = route.mirror_percent.or(root.mirror_percent);
    route.mirror_percentage = route.mirror_percentage.or_else(|| root.mirror_percentage.clone());
    route.cors_policy = route.cors_policy.or_else(|| root.cors_policy.clone());
    route.headers = route.headers.or_else(|| root.headers.clone());
    if route.mirrors.is_empty() {
        route.mirrors.clone_from(&root.mirrors);
    }
    route
}

fn joined_name(root: Option<&str>, delegate: Option<&str>) -> Option<String> {
    let named: Vec<&str> = root.into_iter().chain(delegate).filter(|name| !name.is_empty()).collect();
    (!named.is_empty()).then(|| named.join("-"))
}

/// Every condition of the delegate with every one of the root that it does not contradict; one that contradicts them all
/// spoils the rule.
fn joined_conditions<'a>(root: &[Condition<'a>], delegate: Vec<Condition<'a>>) -> Option<Vec<Condition<'a>>> {
    if root.is_empty() {
        return Some(delegate);
    }
    if delegate.is_empty() {
        return Some(root.to_vec());
    }
    let mut all = Vec::new();
    for leaf in &delegate {
        let fitting = root.iter().filter(|root| !conflicts(&root.request, &leaf.request));
        let joined: Vec<Condition<'a>> = fitting.map(|root| joined_condition(root, leaf)).collect();
        if joined.is_empty() {
            return None;
        }
        all.extend(joined);
    }
    Some(all)
}

fn joined_condition<'a>(root: &Condition<'a>, leaf: &Condition<'a>) -> Condition<'a> {
    let origins = leaf.origins.iter().chain(&root.origins).cloned().collect();
    Condition { request: Cow::Owned(merged_request(&root.request, &leaf.request)), origins }
}

/// The condition of a root and a delegate together (`mergeHTTPMatchRequest`).
#[must_use]
pub fn merged_request(root: &HttpMatchRequest, leaf: &HttpMatchRequest) -> HttpMatchRequest {
    let mut request = leaf.clone();
    request.name = joined_name(root.name.as_deref(), leaf.name.as_deref());
    request.uri = request.uri.or_else(|| root.uri.clone());
    request.scheme = request.scheme.or_else(|| root.scheme.clone());
    request.method = request.method.or_else(|| root.method.clone());
    request.authority = request.authority.or_else(|| root.authority.clone());
    request.headers = over(&root.headers, &leaf.headers);
    request.without_headers = over(&root.without_headers, &leaf.without_headers);
    request.query_params = over(&root.query_params, &leaf.query_params);
    request.port = request.port.or(root.port);
    request.source_labels = over(&root.source_labels, &leaf.source_labels);
    request.source_namespace = request.source_namespace.or_else(|| root.source_namespace.clone());
    request.stat_prefix = request.stat_prefix.or_else(|| root.stat_prefix.clone());
    if request.gateways.is_empty() {
        request.gateways.clone_from(&root.gateways);
    }
    request
}

fn over<T: Clone>(root: &BTreeMap<String, T>, leaf: &BTreeMap<String, T>) -> BTreeMap<String, T> {
    let mut both = root.clone();
    both.extend(leaf.iter().map(|(key, value)| (key.clone(), value.clone())));
    both
}

/// Whether no request, or no proxy, can fulfil both.
#[must_use]
pub fn conflicts(root: &HttpMatchRequest, leaf: &HttpMatchRequest) -> bool {
    let lines = [
        (&root.uri, &leaf.uri),
        (&root.scheme, &leaf.scheme),
        (&root.method, &leaf.method),
        (&root.authority, &leaf.authority),
    ];
    let maps = [
        (&root.headers, &leaf.headers),
        (&root.without_headers, &leaf.without_headers),
        (&root.query_params, &leaf.query_params),
    ];
    lines.into_iter().any(|(root, leaf)| texts_conflict(root.as_ref(), leaf.as_ref()))
        || maps.into_iter().any(|(root, leaf)| leaf.iter().any(|(key, leaf)| texts_conflict(root.get(key), Some(leaf))))
        || root.ignore_uri_case != leaf.ignore_uri_case
        || matches!((root.port, leaf.port), (Some(root), Some(leaf)) if root != leaf && root > 0 && leaf > 0)
        || sources_conflict(root, leaf)
}

fn sources_conflict(root: &HttpMatchRequest, leaf: &HttpMatchRequest) -> bool {
    let namespace = root.source_namespace.as_deref().filter(|name| !name.is_empty());
    let labels =
        leaf.source_labels.iter().any(|(key, leaf)| root.source_labels.get(key).is_some_and(|root| root != leaf));
    let several = !root.gateways.is_empty() && !leaf.gateways.is_empty();
    namespace.is_some_and(|root| leaf.source_namespace.as_deref() != Some(root))
        || labels
        || (several && leaf.gateways.iter().any(|gateway| !root.gateways.contains(gateway)))
}

/// Whether the leaf's text is not among the root's (`stringMatchConflict`). A pattern can be compared with nothing.
#[must_use]
pub fn texts_conflict(root: Option<&StringMatch>, leaf: Option<&StringMatch>) -> bool {
    let (Some(root), Some(leaf)) = (root, leaf) else { return false };
    let set = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let some = |one: &StringMatch| [&one.regex, &one.prefix, &one.exact].into_iter().any(|text| set(text).is_some());
    if (set(&root.regex).is_some() && some(leaf)) || (set(&leaf.regex).is_some() && some(root)) {
        return true;
    }
    match (set(&root.exact), set(&root.prefix)) {
        (Some(exact), _) => set(&leaf.prefix).is_some() || leaf.exact.as_deref() != Some(exact.as_str()),
        (None, Some(prefix)) => match (set(&leaf.prefix), set(&leaf.exact)) {
            (Some(leaf), _) | (None, Some(leaf)) => !leaf.starts_with(&prefix),
            (None, None) => true,
        },
        (None, None) => true,
    }
}
