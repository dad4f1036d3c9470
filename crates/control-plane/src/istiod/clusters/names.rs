//! What istiod calls clusters (`BuildSubsetKey`, `BuildDNSSrvSubsetKey`, `BuildInboundSubsetKey`).

/// Where what nobody knows goes: where it was going.
pub const PASSTHROUGH: &str = "PassthroughCluster";
/// Where nothing comes out.
pub const BLACK_HOLE: &str = "BlackHoleCluster";
/// Where what comes in for a port that no Service names goes: to that port.
pub const INBOUND_PASSTHROUGH: &str = "InboundPassthroughCluster";

/// `outbound|9080|v1|reviews.default.svc.cluster.local`.
#[must_use]
pub fn subset_key(port: u16, subset: &str, host: &str) -> String {
    format!("outbound|{port}|{subset}|{host}")
}

/// The same as a server name: `outbound_.9080_.v1_.reviews.default.svc.cluster.local`.
#[must_use]
pub fn sni_key(port: u16, subset: &str, host: &str) -> String {
    format!("outbound_.{port}_.{subset}_.{host}")
}

/// `inbound|9080||`.
#[must_use]
pub fn inbound_key(port: u16) -> String {
    format!("inbound|{port}||")
}
