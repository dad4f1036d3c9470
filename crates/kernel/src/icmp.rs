//! The errors a host sends about other packets (`net/ipv4/icmp.c`, `net/ipv4/netfilter/nf_reject_ipv4.c`).

use crate::context::Context;
use crate::deliver::reset_for;
use crate::fib::RouteKind;
use crate::netns::Netns;
use crate::outcome::Outcome;
use crate::skb::Skb;
use crate::socket::Owner;
use malla_trace::{DropReason, IcmpError, IcmpKind, NetAction, Packet, RejectWith, Stage, TcpFlags, Transport};
use std::net::IpAddr;

impl Netns {
    /// Sends what a refusal looks like to whoever sent the packet; `None` where no answer is allowed.
    pub(crate) fn answer_refusal(&mut self, with: RejectWith, skb: &Skb, cx: &mut Context<'_>) -> Option<Box<Outcome>> {
        match (with, &skb.packet.transport) {
            // `nf_send_reset`: nobody resets a reset, nor what was sent to everybody.
            (RejectWith::TcpReset, Transport::Tcp { flags, .. })
                if !flags.has(TcpFlags::RST) && !self.is_broadcast(skb) =>
            {
                let mut reset = Skb::local(reset_for(&skb.packet, *flags), Owner::None);
                reset.tracking = skb.tracking.attached();
                if let Some(entry) = skb.tracking.tracked().and_then(|t| self.conntrack.get_mut(t.id?)) {
                    entry.close(cx.now);
                }
                Some(Box::new(self.originate(reset, self.laws.originate, cx)))
            }
            (RejectWith::TcpReset, _) => None,
            (RejectWith::Icmp(error), _) => self.send_error(error, skb, cx),
        }
    }

    /// A router says why it will not pass a packet on; where it may not say anything, the packet just vanishes.
    pub(crate) fn refuse_to_route(
        &mut self,
        error: IcmpError,
        silent: DropReason,
        skb: &Skb,
        cx: &mut Context<'_>,
    ) -> Outcome {
        match self.send_error(error, skb, cx) {
            None => Outcome::Drop(silent),
            answer => Outcome::Reject { with: RejectWith::Icmp(error), answer },
        }
    }

    /// `icmp_send`. The error carries the connection of the packet it is about, so NAT can take its translations
    /// back (`icmp_glue_bits`: `nf_ct_attach`).
    fn send_error(&mut self, error: IcmpError, skb: &Skb, cx: &mut Context<'_>) -> Option<Box<Outcome>> {
        if !may_be_answered(skb) {
            return None;
        }
        let packet = &skb.packet;
        let src = if self.fib.kind_of(packet.dst) == RouteKind::Local {
            packet.dst
        } else {
            self.error_source(skb).unwrap_or(packet.dst)
        };
        cx.step(|| Stage::Routing, self.laws.icmp_error, || NetAction::Icmp { error });
        let about = Box::new(Packet { mark: 0, ..packet.clone() });
        let transport = Transport::Icmp(IcmpKind::Error { error, about });
        let mut answer = Skb::local(Packet { src, dst: packet.src, ttl: 64, mark: 0, transport }, Owner::Kernel);
        answer.tracking = skb.tracking.attached();
        Some(Box::new(self.originate(answer, self.laws.icmp_error, cx)))
    }

    /// The address that an error comes from when the packet was not for this host: in IPv6 the device the packet came
    /// in by has the first word (`icmp6_send`), in IPv4 the route back (`icmp_route_lookup`).
    fn error_source(&self, skb: &Skb) -> Option<IpAddr> {
        let back = skb.packet.src;
        match &skb.input {
            Some(device) if back.is_ipv6() => self.fib.source_by(device, back),
            Some(_) | None => self.source_for(back),
        }
    }
}

/// RFC 1122 section 3.2.2: no error about an error, about a broadcast or multicast, or to nobody in particular. Nor
/// can the kernel make one while it sends an ICMP message of its own (`icmp_xmit_lock`).
fn may_be_answered(skb: &Skb) -> bool {
    if skb.owner == Owner::Kernel && matches!(skb.packet.transport, Transport::Icmp(_)) {
        return false;
    }
    let is_error = matches!(skb.packet.transport, Transport::Icmp(IcmpKind::Error { .. }));
    let broadcast = skb.route.as_ref().is_some_and(|r| r.kind == RouteKind::Broadcast);
    let (src, dst) = (skb.packet.src, skb.packet.dst);
    !is_error && !broadcast && !dst.is_multicast() && !src.is_multicast() && !src.is_unspecified()
}
