//! The way in: PREROUTING, the routing decision, and then INPUT or FORWARD (`net/ipv4/ip_input.c`, `ip_forward.c`).

use crate::cidr::Family;
use crate::conntrack::Tracking;
use crate::context::Context;
use crate::fib::{FibEntry, RouteKind};
use crate::interface::LOOPBACK;
use crate::netfilter::Hook;
use crate::netns::Netns;
use crate::outcome::Outcome;
use crate::pipeline::Passage;
use crate::skb::Skb;
use crate::socket::Owner;
use malla_trace::{DropReason, IcmpError, NetAction, Packet, Stage};
use std::ops::ControlFlow;
use std::sync::Arc;

impl Netns {
    /// A packet comes in by a device.
    pub fn receive(&mut self, packet: Packet, interface: &str, cx: &mut Context<'_>) -> Outcome {
        let mut skb = Skb::arriving(packet, interface);
        let arrive = || NetAction::Arrive { interface: interface.into() };
        cx.step(|| Stage::Interface { name: interface.into() }, self.laws.arrive, arrive);
        match self.come_in(&mut skb, cx) {
            ControlFlow::Continue(outcome) | ControlFlow::Break(outcome) => outcome,
        }
    }

    fn come_in(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> ControlFlow<Outcome, Outcome> {
        if is_loopback_v6(&skb.packet) || comes_from_group_v6(&skb.packet) {
            return ControlFlow::Break(self.martian(cx));
        }
        self.run_hook(Hook::Prerouting, skb, cx)?;
        self.find_way(skb, cx)
    }

    /// The routing decision of an arriving packet, and then in or on.
    fn find_way(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> ControlFlow<Outcome, Outcome> {
        self.route_input(skb, cx)?;
        let kind = skb.route.as_ref().map_or(RouteKind::Unicast, |r| r.kind);
        ControlFlow::Continue(match kind {
            RouteKind::Local | RouteKind::Broadcast => self.take(skb, cx),
            RouteKind::Unicast => self.pass_on(skb, cx)?,
        })
    }

    /// `ip_route_input_slow`: impossible addresses first, then the tables, then whether this host forwards at all.
    fn route_input(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> Passage {
        if self.is_martian(&skb.packet) {
            return ControlFlow::Break(self.martian(cx));
        }
        let Some(route) = self.fib.lookup(skb.packet.dst) else {
            if !self.forwarding {
                return ControlFlow::Break(self.not_forwarding(cx));
            }
            cx.step(|| Stage::Routing, self.laws.no_route, || NetAction::NoRoute);
            return ControlFlow::Break(self.refuse_to_route(IcmpError::NetUnreachable, DropReason::NoRoute, skb, cx));
        };
        if route.kind == RouteKind::Unicast && !self.forwarding {
            return ControlFlow::Break(self.not_forwarding(cx));
        }
        self.tell_route(&route, cx);
        if route.kind == RouteKind::Unicast {
            skb.output = Some(Arc::clone(&route.interface));
        }
        skb.route = Some(route);
        ControlFlow::Continue(())
    }

    pub(crate) fn tell_route(&self, route: &FibEntry, cx: &mut Context<'_>) {
        let action = || NetAction::Route {
            prefix: route.prefix(),
            via: route.via,
            interface: route.interface.to_string(),
            local: route.kind != RouteKind::Unicast,
        };
        cx.step(|| Stage::Routing, route.why, action);
    }

    fn not_forwarding(&self, cx: &mut Context<'_>) -> Outcome {
        cx.step(|| Stage::Routing, self.laws.forwarding_off, || NetAction::NoRoute);
        Outcome::Drop(DropReason::NotForwarding)
    }

    pub(crate) fn martian(&self, cx: &mut Context<'_>) -> Outcome {
        cx.step(|| Stage::Routing, self.laws.martian, || NetAction::NoRoute);
        Outcome::Drop(DropReason::Martian)
    }

    /// RFC 1812 section 5.3.7 as Linux has it without `rp_filter`: no loopback addresses on the wire (unless
    /// `route_localnet`), no multicast or own source (`fib_validate_source`), and no multicast for a group that nobody
    /// joined (`ip_check_mc_rcu`, `ip6_mc_input`): groups are not modelled.
    fn is_martian(&self, packet: &Packet) -> bool {
        let multicast = packet.src.is_multicast() || packet.dst.is_multicast();
        if multicast || Family::of(packet.dst) == Family::V6 {
            return multicast;
        }
        let loopback = packet.src.is_loopback() || packet.dst.is_loopback();
        let own = !packet.src.is_loopback() && self.fib.owns(packet.src);
        (loopback && !self.route_localnet) || own
    }

    /// To a local socket.
    pub(crate) fn take(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> Outcome {
        match self.run_hook(Hook::Input, skb, cx) {
            ControlFlow::Continue(()) => self.deliver(skb, cx),
            ControlFlow::Break(outcome) => outcome,
        }
    }

    /// To another host (`ip_forward`): the TTL is counted before FORWARD sees the packet.
    fn pass_on(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> ControlFlow<Outcome, Outcome> {
        if skb.packet.ttl <= 1 {
            cx.step(|| Stage::Routing, self.laws.ttl, || NetAction::Expired);
            let outcome = self.refuse_to_route(IcmpError::TtlExceeded, DropReason::TtlExceeded, skb, cx);
            return ControlFlow::Break(outcome);
        }
        skb.packet.ttl -= 1;
        self.run_hook(Hook::Forward, skb, cx)?;
        ControlFlow::Continue(self.leave(skb, cx)?)
    }

    /// POSTROUTING and out by the device.
    pub(crate) fn leave(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> ControlFlow<Outcome, Outcome> {
        self.run_hook(Hook::Postrouting, skb, cx)?;
        let Some(route) = skb.route.clone() else { return ControlFlow::Break(Outcome::Drop(DropReason::NoRoute)) };
        if &*route.interface == LOOPBACK {
            return ControlFlow::Continue(self.loop_back(skb, cx)?);
        }
        let (interface, next_hop) = (route.interface.to_string(), route.next_hop(skb.packet.dst));
        let ttl = skb.packet.ttl + u8::from(skb.input.is_some());
        let before = Packet { ttl, ..skb.packet.clone() };
        skb.packet.mark = 0;
        let stage = Stage::Interface { name: interface.clone() };
        let action = || NetAction::Depart { interface: interface.clone(), next_hop };
        cx.rewrite((&before, &skb.packet), stage, route.why, action);
        ControlFlow::Continue(Outcome::Forward { packet: skb.packet.clone(), interface, next_hop })
    }

    /// A packet for the host itself comes back in by `lo`, keeping its mark, its connection and its route. One that
    /// fits no connection carries nothing that tells so, and is looked up again.
    fn loop_back(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> ControlFlow<Outcome, Outcome> {
        if skb.tracking == Tracking::Invalid {
            skb.tracking = Tracking::Unseen;
        }
        (skb.input, skb.output, skb.owner) = (Some(LOOPBACK.into()), None, Owner::None);
        let arrive = || NetAction::Arrive { interface: LOOPBACK.into() };
        cx.step(|| Stage::Interface { name: LOOPBACK.into() }, self.laws.routing_local, arrive);
        if comes_from_group_v6(&skb.packet) {
            return ControlFlow::Break(self.martian(cx));
        }
        let destination = skb.packet.dst;
        self.run_hook(Hook::Prerouting, skb, cx)?;
        // `nf_nat_ipv4_pre_routing`: a new destination drops the route that the packet brought along.
        if skb.packet.dst == destination { ControlFlow::Continue(self.take(skb, cx)) } else { self.find_way(skb, cx) }
    }
}

/// RFC 4291 section 2.5.3: loopback addresses never cross a wire (`ip6_rcv_core` drops them before any hook).
fn is_loopback_v6(packet: &Packet) -> bool {
    Family::of(packet.dst) == Family::V6 && (packet.src.is_loopback() || packet.dst.is_loopback())
}

/// RFC 4291 section 2.7: a multicast address is nobody's source (`ip6_rcv_core`, before any hook).
fn comes_from_group_v6(packet: &Packet) -> bool {
    packet.src.is_ipv6() && packet.src.is_multicast()
}
