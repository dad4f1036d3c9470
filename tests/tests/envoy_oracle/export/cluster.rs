//! An upstream cluster.

use super::seconds;
use malla_proxy::{Cluster, Discovery, Endpoint, Health, Policy, TransportSocket};
use serde_json::{Value, json};

/// A cluster with listed endpoints.
pub(crate) fn cluster(cluster: &Cluster) -> Result<Value, String> {
    let Discovery::Static(endpoints) = &cluster.discovery else {
        return Err(format!("cluster {}: only listed endpoints", cluster.name));
    };
    if cluster.transport != TransportSocket::Plain || endpoints.iter().any(|one| one.transport.is_some()) {
        return Err(format!("cluster {}: only plain connections", cluster.name));
    }
    let policy = match cluster.policy {
        Policy::RoundRobin(_) => "ROUND_ROBIN",
        Policy::LeastRequest => "LEAST_REQUEST",
        Policy::Random => "RANDOM",
    };
    let endpoints: Vec<Value> = endpoints.iter().map(endpoint).collect();
    Ok(json!({
        "name": cluster.name,
        "type": "STATIC",
        "connect_timeout": seconds(cluster.connect_timeout_us),
        "lb_policy": policy,
        "common_lb_config": { "healthy_panic_threshold": { "value": cluster.panic_percent } },
        "load_assignment": { "cluster_name": cluster.name, "endpoints": [{ "lb_endpoints": endpoints }] },
    }))
}

fn endpoint(endpoint: &Endpoint) -> Value {
    let health = match endpoint.health {
        Health::Healthy => "HEALTHY",
        Health::Unhealthy => "UNHEALTHY",
        Health::Draining => "DRAINING",
    };
    let (address, port) = (endpoint.address.ip().to_string(), endpoint.address.port());
    json!({
        "endpoint": { "address": { "socket_address": { "address": address, "port_value": port } } },
        "health_status": health,
        "load_balancing_weight": endpoint.weight,
    })
}
