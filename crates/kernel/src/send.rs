//! The way out: the routing decision, OUTPUT, perhaps another decision, POSTROUTING (`net/ipv4/ip_output.c`).

use crate::context::Context;
use crate::fib::{FibEntry, RouteKind};
use crate::interface::LOOPBACK;
use crate::netfilter::Hook;
use crate::netns::Netns;
use crate::outcome::Outcome;
use crate::pipeline::Passage;
use crate::skb::Skb;
use crate::socket::{Owner, Sender};
use malla_trace::{CauseId, IcmpError, NetAction, Packet, RejectWith, Stage};
use std::ops::ControlFlow;
use std::sync::Arc;

impl Netns {
    /// A local process sends a packet. An unspecified source address is chosen here, as `connect()` does.
    pub fn send(&mut self, mut packet: Packet, sender: Sender, cx: &mut Context<'_>) -> Outcome {
        if packet.src.is_unspecified() {
            packet.src = self.source_for(packet.dst).unwrap_or(packet.src);
        }
        self.sockets.remember(&packet);
        self.originate(Skb::local(packet, Owner::Process(sender)), self.laws.originate, cx)
    }

    /// A raw socket sends a packet as it is: no TCP or UDP socket knows of the conversation, so the kernel itself
    /// answers what comes back.
    pub fn send_raw(&mut self, packet: Packet, sender: Sender, cx: &mut Context<'_>) -> Outcome {
        let skb = Skb { raw: true, ..Skb::local(packet, Owner::Process(sender)) };
        self.originate(skb, self.laws.originate, cx)
    }

    /// A packet made here starts on its way.
    pub(crate) fn originate(&mut self, mut skb: Skb, why: CauseId, cx: &mut Context<'_>) -> Outcome {
        cx.step(|| Stage::Socket, why, || NetAction::Originate);
        match self.go_out(&mut skb, cx) {
            ControlFlow::Continue(outcome) | ControlFlow::Break(outcome) => outcome,
        }
    }

    fn go_out(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> ControlFlow<Outcome, Outcome> {
        self.reroute(skb, cx)?;
        self.run_hook(Hook::Output, skb, cx)?;
        // Only now may the device change: OUTPUT's rules saw the one of the first decision (`nf_hook_state`).
        skb.output = skb.route.as_ref().map(|r| Arc::clone(&r.interface));
        self.leave(skb, cx)
    }

    /// The routing decision of a local packet, and again when OUTPUT changed its destination
    /// (`ip_route_me_harder`). The process hears of a failure at once.
    pub(crate) fn reroute(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> Passage {
        let Some(route) = self.fib.lookup(skb.packet.dst) else {
            cx.step(|| Stage::Routing, self.laws.no_route, || NetAction::NoRoute);
            let with = RejectWith::Icmp(IcmpError::NetUnreachable);
            return ControlFlow::Break(Outcome::Reject { with, answer: None });
        };
        let looks = skb.output.is_some() || !skb.raw;
        if looks && self.leaks_loopback(&skb.packet, &route) {
            return ControlFlow::Break(self.martian(cx));
        }
        self.tell_route(&route, cx);
        if skb.output.is_none() {
            skb.output = Some(Arc::clone(&route.interface));
        }
        skb.route = Some(route);
        ControlFlow::Continue(())
    }

    /// A mark changed by `mangle` asks for the route again (`ipt_mangle_out`). Rules for marks (`ip rule`) are not
    /// modelled, so the route is the same; but a raw socket's source is looked at now.
    pub(crate) fn look_again(&mut self, skb: &Skb, cx: &mut Context<'_>) -> Passage {
        match &skb.route {
            Some(route) if self.leaks_loopback(&skb.packet, route) => ControlFlow::Break(self.martian(cx)),
            Some(_) | None => ControlFlow::Continue(()),
        }
    }

    /// `__mkroute_output`: a loopback source leaves by no other device, unless `route_localnet`.
    fn leaks_loopback(&self, packet: &Packet, route: &FibEntry) -> bool {
        let leaves = route.kind == RouteKind::Unicast && &*route.interface != LOOPBACK;
        leaves && packet.src.is_ipv4() && packet.src.is_loopback() && !self.route_localnet
    }
}
