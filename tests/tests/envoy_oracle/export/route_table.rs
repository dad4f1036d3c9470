//! A route table and its virtual hosts.

use super::{headers, route};
use malla_proxy::{Domain, RequireTls, RouteTable, VirtualHost};
use serde_json::{Value, json};

/// A route table. Clusters that are not there are no mistake, as they are none for a table that is sent.
pub(crate) fn route_table(table: &RouteTable) -> Result<Value, String> {
    let hosts = table.virtual_hosts.iter().map(virtual_host).collect::<Result<Vec<_>, _>>()?;
    let mut out = json!({
        "name": table.name,
        "validate_clusters": false,
        "ignore_port_in_host_matching": table.ignore_port_in_host_matching,
        "virtual_hosts": hosts,
    });
    headers::add(&mut out, "request_headers", &table.request_headers);
    headers::add(&mut out, "response_headers", &table.response_headers);
    Ok(out)
}

fn virtual_host(host: &VirtualHost) -> Result<Value, String> {
    let routes = host.routes.iter().map(route::route).collect::<Result<Vec<_>, _>>()?;
    let domains = host.domains.iter().map(domain).collect::<Result<Vec<_>, _>>()?;
    let require_tls = match host.require_tls {
        RequireTls::No => "NONE",
        RequireTls::ExternalOnly => "EXTERNAL_ONLY",
        RequireTls::All => "ALL",
    };
    let mut out = json!({
        "name": host.name,
        "domains": domains,
        "routes": routes,
        "require_tls": require_tls,
        "include_request_attempt_count": host.include_request_attempt_count,
    });
    headers::add(&mut out, "request_headers", &host.request_headers);
    headers::add(&mut out, "response_headers", &host.response_headers);
    Ok(out)
}

fn domain(domain: &Domain) -> Result<String, String> {
    match domain {
        Domain::OneLabel(end) => Err(format!("*{end}: a star for one label")),
        Domain::Exact(_) | Domain::Suffix(_) | Domain::Prefix(_) | Domain::Any => Ok(domain.to_string()),
    }
}
