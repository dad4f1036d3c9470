//! A listener with one connection manager.

use super::{headers, route_table, typed};
use malla_proxy::{Filter, HttpFilter, Listener, Proxy, ServerHeader, Template};
use serde_json::{Value, json};

/// What finds a request again in the access log.
pub(crate) const NUMBER: &str = "x-oracle";

/// A listener whose only chain takes every connection and routes its requests.
pub(crate) fn listener(proxy: &Proxy, listener: &Listener) -> Result<Value, String> {
    let [chain] = listener.filter_chains.as_slice() else {
        return Err(format!("listener {}: only one filter chain", listener.name));
    };
    let Filter::Http(http) = &chain.filter else {
        return Err(format!("listener {}: only HTTP", listener.name));
    };
    if chain.tls.is_some() {
        return Err(format!("listener {}: only plain connections", listener.name));
    }
    Ok(json!({
        "name": listener.name,
        "address": { "socket_address": { "address": "127.0.0.1", "port_value": 0 } },
        "filter_chains": [{ "filters": [manager(proxy, &listener.name, http)?] }],
    }))
}

fn manager(proxy: &Proxy, name: &str, http: &HttpFilter) -> Result<Value, String> {
    let table = proxy.route_tables.get(&http.route_table).ok_or_else(|| format!("{name}: no route table"))?;
    let mut routes = route_table::route_table(table)?;
    // The connection manager's own edits are those of the table that it alone has.
    headers::add(&mut routes, "request_headers", &http.request_headers);
    let mut manager = json!({
        "stat_prefix": name,
        "strip_any_host_port": http.strip_any_host_port,
        "normalize_path": http.normalize_path,
        "use_remote_address": http.use_remote_address,
        "route_config": routes,
        "http_filters": [filter("fault", "extensions.filters.http.fault.v3.HTTPFault"), filter("router", "extensions.filters.http.router.v3.Router")],
        "access_log": [access_log()],
    });
    let (transformation, server) = match &http.server {
        None => ("OVERWRITE", proxy.dialect.server.as_deref()),
        Some(ServerHeader::Overwrite(name)) => ("OVERWRITE", Some(name.as_str())),
        Some(ServerHeader::AppendIfAbsent(name)) => ("APPEND_IF_ABSENT", Some(name.as_str())),
        Some(ServerHeader::PassThrough) => ("PASS_THROUGH", None),
    };
    manager["server_header_transformation"] = json!(transformation);
    if let Some(server) = server {
        manager["server_name"] = json!(server);
    }
    let kind = "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
    Ok(json!({ "name": "envoy.filters.network.http_connection_manager", "typed_config": typed(kind, manager) }))
}

fn filter(name: &str, kind: &str) -> Value {
    json!({ "name": format!("envoy.filters.http.{name}"), "typed_config": typed(kind, json!({})) })
}

/// The number of the request and how often it was tried, then the line that service meshes write.
fn access_log() -> Value {
    let line = Template::envoy_access_log();
    let text = format!("%REQ({NUMBER})% %UPSTREAM_REQUEST_ATTEMPT_COUNT% {}\n", line.text());
    let fields = json!({ "log_format": { "text_format_source": { "inline_string": text } } });
    json!({ "name": "log", "typed_config": typed("extensions.access_loggers.stream.v3.StdoutAccessLog", fields) })
}
