//! Single packets against one node's rules, walked by the real kernel crate: which endpoints every branch of chance can
//! reach, whether the packet is refused or dropped, whether it is marked for masquerading.
//!
//! Upstream's tracer takes no notice of marks, connection states and affinity; a packet that opens its connection on a
//! fresh node meets them all as upstream means them, so nothing is bent here.

use crate::data::{AsText, Fields};
use malla_kernel::{Netns, RuleText};
use malla_manifest::Value;
pub use malla_tests::{Fate, fate, node};
use malla_trace::{Packet, TcpFlags, Transport};
use std::net::{IpAddr, SocketAddr};

/// The addresses that a flow file says are local.
pub fn local_addresses(value: &Value) -> Vec<IpAddr> {
    value.items_at("localAddresses").iter().filter_map(|item| item.as_text()?.parse().ok()).collect()
}

/// Loads rules, none of which may be refused.
pub fn load(netns: &mut Netns, rules: &RuleText, keep: bool) -> Result<(), String> {
    let refusals = if keep { netns.restore_noflush(rules) } else { netns.restore(rules) };
    refusals.first().map_or(Ok(()), |refusal| Err(format!("refused: {refusal}")))
}

/// Checks one flow.
pub fn check(netns: &Netns, local: &[IpAddr], flow: &Value) -> Result<(), String> {
    check_for(netns, local, flow, &wanted(flow))
}

/// Checks one flow against a fate of the caller's.
pub fn check_for(netns: &Netns, local: &[IpAddr], flow: &Value, wanted: &Fate) -> Result<(), String> {
    let name = flow.text_at("name").unwrap_or("");
    let packet = packet(flow).ok_or_else(|| format!("{name}: no packet"))?;
    let found = fate(netns, local, &packet);
    if found == *wanted { Ok(()) } else { Err(format!("{name}: {found:?}\nnot {wanted:?}")) }
}

/// What a flow says should become of it.
pub fn wanted(flow: &Value) -> Fate {
    Fate {
        verdict: flow.text_at("verdict").unwrap_or_default().into(),
        endpoints: flow.texts_at("endpoints"),
        masquerade: flow.is("masquerade"),
    }
}

/// The packet of a flow.
pub fn packet(flow: &Value) -> Option<Packet> {
    let from = SocketAddr::new(flow.text_at("source")?.parse().ok()?, 40_000);
    let port = u16::try_from(flow.number_at("port")?).ok()?;
    let to = SocketAddr::new(flow.text_at("destination")?.parse().ok()?, port);
    let packet = Packet::tcp(from, to, TcpFlags::SYN);
    let transport = match flow.text_at("protocol")? {
        "TCP" => packet.transport.clone(),
        "UDP" => Transport::Udp { sport: from.port(), dport: to.port() },
        "SCTP" => Transport::Sctp { sport: from.port(), dport: to.port() },
        _ => return None,
    };
    Some(Packet { transport, ..packet })
}
