//! Our proxy's configuration as Envoy's own, in JSON: what Envoy cannot have is refused by name.

mod bootstrap;
mod cluster;
mod fault;
mod forward;
mod headers;
mod listener;
mod redirect;
mod route;
mod route_match;
mod route_table;
mod text_match;

pub(crate) use bootstrap::bootstrap;
pub(crate) use listener::NUMBER;

use serde_json::{Value, json};

/// What Envoy writes for `@type`.
fn typed(name: &str, mut fields: Value) -> Value {
    fields["@type"] = json!(format!("type.googleapis.com/envoy.{name}"));
    fields
}

/// A duration in Envoy's JSON.
fn seconds(us: u64) -> Value {
    json!(format!("{}.{:06}s", us / 1_000_000, us % 1_000_000))
}
