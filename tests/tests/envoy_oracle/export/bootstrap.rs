//! A bootstrap: everything static, every listener on a port that the system chooses.

use super::{cluster, listener};
use malla_proxy::Proxy;
use serde_json::{Value, json};

/// A whole proxy. The administration's port is written to a file, and asked for the listeners' ports.
pub(crate) fn bootstrap(proxy: &Proxy) -> Result<Value, String> {
    let listeners = proxy.listeners.iter().map(|one| listener::listener(proxy, one)).collect::<Result<Vec<_>, _>>()?;
    let clusters = proxy.clusters.values().map(cluster::cluster).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({
        "admin": { "address": { "socket_address": { "address": "127.0.0.1", "port_value": 0 } } },
        "static_resources": { "listeners": listeners, "clusters": clusters },
    }))
}
