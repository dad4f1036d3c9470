//! What rules ask of address translation, iptables' and nf_tables' alike (`nf_nat_setup_info`,
//! `nf_nat_masquerade_ipv4`, `nf_nat_redirect`).

use super::hook::Hook;
use crate::cidr::Family;
use crate::conntrack::{Range, Search};
use crate::context::Context;
use crate::netns::Netns;
use crate::skb::Skb;
use malla_trace::{CauseId, NatKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

impl Netns {
    /// Binds one side of the packet's connection and rewrites the packet accordingly. A connection that is in the table
    /// already is bound no more.
    pub(crate) fn translate(
        &mut self,
        (kind, range): (NatKind, &Range),
        why: CauseId,
        skb: &mut Skb,
        cx: &mut Context<'_>,
    ) {
        let mut search = Search { table: &self.conntrack, now: cx.now, chance: &mut *cx.chance };
        let Some(tracked) = skb.tracking.tracked_mut().filter(|tracked| tracked.id.is_none()) else { return };
        tracked.entry.translate(kind, range, why, &mut search);
        if tracked.translation_at(kind).is_some() {
            tracked.rewrite(&mut skb.packet, kind);
        }
    }

    /// Takes the address of the device the packet leaves by; `None` when there is no address to take.
    pub(crate) fn masquerade(
        &mut self,
        range: &Range,
        why: CauseId,
        skb: &mut Skb,
        cx: &mut Context<'_>,
    ) -> Option<IpAddr> {
        let destination = skb.packet.dst;
        let device = skb.output.clone().unwrap_or_else(|| "".into());
        let next_hop = skb.route.as_ref().map_or(destination, |r| r.next_hop(destination));
        let to = self.fib.masquerade_source(&device, next_hop, destination)?;
        let range = Range { addresses: Some((to, to)), ..range.clone() };
        self.translate((NatKind::Snat, &range), why, skb, cx);
        if let Some(tracked) = skb.tracking.tracked_mut() {
            tracked.entry.masqueraded_on = Some(device);
        }
        Some(to)
    }

    /// Sends the packet to the first address of the device it came in by, or to the loopback address if it is a local one;
    /// `None` when there is no such address.
    pub(crate) fn redirect(
        &mut self,
        (hook, range): (Hook, &Range),
        why: CauseId,
        skb: &mut Skb,
        cx: &mut Context<'_>,
    ) -> Option<IpAddr> {
        let destination = skb.packet.dst;
        let to = match (hook, Family::of(destination)) {
            (Hook::Output, Family::V4) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            (Hook::Output, Family::V6) => IpAddr::V6(Ipv6Addr::LOCALHOST),
            (Hook::Prerouting | Hook::Input | Hook::Forward | Hook::Postrouting, _) => {
                self.fib.redirect_address(skb.input.as_deref()?, destination)?
            }
        };
        let range = Range { addresses: Some((to, to)), ..range.clone() };
        self.translate((NatKind::Dnat, &range), why, skb, cx);
        Some(to)
    }
}
