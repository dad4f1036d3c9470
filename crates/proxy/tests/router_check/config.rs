//! A route configuration as Envoy writes it, as a proxy of ours. What we do not have is refused by name.

use crate::yaml::Value;
use malla_proxy::*;
use malla_trace::CauseId;

const WHY: CauseId = CauseId(0);

/// The route table's name.
pub const TABLE: &str = "table";

/// Reads a configuration.
pub fn proxy(value: &Value) -> Result<Proxy, String> {
    let hosts = value.get("virtual_hosts").items().iter().map(virtual_host).collect::<Result<Vec<_>, _>>()?;
    let mut table = RouteTable::new(TABLE, hosts, WHY);
    table.response_headers = edits(value, "response_headers")?;
    let mut proxy = Proxy::new(Dialect::envoy(), WHY);
    for name in table.virtual_hosts.iter().flat_map(|host| &host.routes).flat_map(clusters) {
        let endpoint = Endpoint::new(([192, 0, 2, 1], 80).into(), WHY);
        proxy.add_cluster(Cluster::new(&name, Discovery::Static(vec![endpoint]), WHY));
    }
    proxy.add_route_table(table);
    Ok(proxy)
}

fn clusters(route: &Route) -> Vec<String> {
    match &route.action {
        Action::Forward(forward) => forward.cluster.names().into_iter().map(str::to_owned).collect(),
        Action::Redirect(_) | Action::Respond(_) => vec![],
    }
}

fn known(value: &Value, keys: &[&str]) -> Result<(), String> {
    let unknown: Vec<&str> = value.keys().into_iter().filter(|key| !keys.contains(key)).collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("not modelled: {}", unknown.join(", "))) }
}

fn virtual_host(value: &Value) -> Result<VirtualHost, String> {
    // Virtual clusters are read over here and missed where a test asks for one.
    known(value, &["name", "domains", "routes", "require_tls", "virtual_clusters"])?;
    let domains: Vec<&str> = value.get("domains").items().iter().map(Value::text).collect();
    let routes = value.get("routes").items().iter().map(route).collect::<Result<Vec<_>, _>>()?;
    let mut host = VirtualHost::new(value.get("name").text(), &domains, routes, WHY);
    host.require_tls = match value.get("require_tls").text() {
        "" => RequireTls::No,
        "ALL" => RequireTls::All,
        "EXTERNAL_ONLY" => RequireTls::ExternalOnly,
        other => return Err(format!("not modelled: require_tls {other}")),
    };
    Ok(host)
}

fn route(value: &Value) -> Result<Route, String> {
    let keys =
        ["name", "match", "route", "redirect", "direct_response", "request_headers_to_add", "response_headers_to_add"];
    known(value, &keys)?;
    let mut route = Route::new(value.get("name").text(), matches(value.get("match"))?, action(value)?, WHY);
    route.request_headers = edits(value, "request_headers")?;
    route.response_headers = edits(value, "response_headers")?;
    Ok(route)
}

fn matches(value: &Value) -> Result<RouteMatch, String> {
    known(value, &["prefix", "path", "case_sensitive", "headers"])?;
    let ignore_case = value.get("case_sensitive").text() == "false";
    let path = match (value.get("prefix").some_text(), value.get("path").some_text()) {
        (Some(value), _) => PathMatch::Prefix { value, ignore_case },
        (None, Some(value)) => PathMatch::Exact { value, ignore_case },
        (None, None) => return Err("no path condition".into()),
    };
    let headers = value.get("headers").items().iter().map(header_match).collect::<Result<Vec<_>, _>>()?;
    Ok(headers.into_iter().fold(RouteMatch::path(path), RouteMatch::with_header))
}

/// A header condition, of a route or of a test.
pub fn header_match(value: &Value) -> Result<HeaderMatch, String> {
    known(value, &["name", "string_match", "present_match", "invert_match"])?;
    let name = value.get("name").text();
    let text = value.get("string_match");
    known(text, &["exact", "prefix"])?;
    let header = match (text.get("exact").some_text(), text.get("prefix").some_text()) {
        (Some(exact), _) => HeaderMatch::new(name, StringMatch::Exact(exact)),
        (None, Some(prefix)) => HeaderMatch::new(name, StringMatch::Prefix(prefix)),
        (None, None) => HeaderMatch::present(name),
    };
    Ok(if value.get("invert_match").is_true() { header.inverted() } else { header })
}

fn action(value: &Value) -> Result<Action, String> {
    let (forward, redirect, direct) = (value.get("route"), value.get("redirect"), value.get("direct_response"));
    if redirect.is_some() {
        return redirect_action(redirect);
    }
    if direct.is_some() {
        let status = direct.get("status").text().parse().map_err(|_| "no status")?;
        return Ok(Action::Respond(Respond { status, body: direct.get("body").get("inline_string").text().into() }));
    }
    known(forward, &["cluster", "weighted_clusters", "prefix_rewrite", "host_rewrite_literal", "timeout"])?;
    let mut action = ForwardAction::new(choice(forward)?);
    action.rewrite.path = forward.get("prefix_rewrite").some_text().map_or(PathRewrite::Keep, PathRewrite::Prefix);
    action.rewrite.authority = forward.get("host_rewrite_literal").some_text();
    Ok(Action::Forward(Box::new(action)))
}

fn choice(value: &Value) -> Result<ClusterChoice, String> {
    let weighted = |item: &Value| {
        let weight = item.get("weight").text().parse().map_err(|_| "no weight")?;
        Ok(WeightedCluster::new(item.get("name").text(), weight, WHY))
    };
    match value.get("weighted_clusters").get("clusters").items() {
        [] => Ok(ClusterChoice::One(value.get("cluster").text().into())),
        items => Ok(ClusterChoice::Weighted(items.iter().map(weighted).collect::<Result<_, String>>()?)),
    }
}

fn redirect_action(value: &Value) -> Result<Action, String> {
    known(value, &["host_redirect", "path_redirect", "prefix_rewrite", "response_code"])?;
    let mut redirect = Redirect::new();
    redirect.host = value.get("host_redirect").some_text();
    redirect.path = match (value.get("path_redirect").some_text(), value.get("prefix_rewrite").some_text()) {
        (Some(path), _) => RedirectPath::Whole(path),
        (None, Some(prefix)) => RedirectPath::Prefix(prefix),
        (None, None) => RedirectPath::Keep,
    };
    redirect.status = match value.get("response_code").text() {
        "" | "MOVED_PERMANENTLY" => 301,
        "FOUND" => 302,
        other => return Err(format!("not modelled: response_code {other}")),
    };
    Ok(Action::Redirect(redirect))
}

fn edits(value: &Value, which: &str) -> Result<HeaderEdits, String> {
    let added = value.get(&format!("{which}_to_add")).items().iter().map(edit);
    let removed = value.get(&format!("{which}_to_remove")).items().iter();
    let removed = removed.map(|name| Ok(HeaderEdit::Remove(name.text().into())));
    Ok(HeaderEdits::new(removed.chain(added).collect::<Result<_, String>>()?))
}

fn edit(value: &Value) -> Result<HeaderEdit, String> {
    let name = value.get("header").get("key").text().to_owned();
    let text = Template::parse(value.get("header").get("value").text()).map_err(|refusal| refusal.to_string())?;
    match value.get("append_action").text() {
        "" | "APPEND_IF_EXISTS_OR_ADD" => Ok(HeaderEdit::Add(name, text)),
        "OVERWRITE_IF_EXISTS_OR_ADD" => Ok(HeaderEdit::Set(name, text)),
        other => Err(format!("not modelled: append_action {other}")),
    }
}
