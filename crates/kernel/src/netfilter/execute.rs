//! The targets at work (`net/netfilter/xt_nat.c`, `xt_MASQUERADE.c`, `xt_mark.c`, ...).

use super::chain::ChainId;
use super::hook::Hook;
use super::rule::Rule;
use super::target::{ConnmarkOperation, Target, Tproxy};
use super::walk::{Next, Verdict, Walk};
use crate::cidr::Family;
use crate::conntrack::{Range, Search, Tracking};
use crate::socket::Protocol;
use malla_trace::{CauseId, DropReason, Effect, NatKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

impl Walk<'_, '_> {
    /// Does what the rule's target says. The effect is given where the rule's text does not tell it.
    pub(super) fn execute(&mut self, rule: &Rule) -> (Next, Option<Effect>) {
        let accept = Next::Stop(Verdict::Accept);
        match &rule.spec.target {
            Target::None | Target::Other { .. } => (Next::Rule, None),
            Target::Accept => (accept, None),
            Target::Drop => (Next::Stop(Verdict::Drop(DropReason::Rule)), None),
            Target::Return => (Next::Return, None),
            Target::Jump(_) => (rule.chain.map_or(Next::Rule, Next::Jump), None),
            Target::Goto(_) => (rule.chain.map_or(Next::Rule, |c: ChainId| Next::Goto(c)), None),
            Target::Reject(with, _) => (Next::Stop(Verdict::Reject(*with)), None),
            Target::Dnat(range) => (self.bind(NatKind::Dnat, range, rule.why), None),
            Target::Snat(range) => (self.bind(NatKind::Snat, range, rule.why), None),
            Target::Masquerade(range) => self.masquerade(range, rule.why),
            Target::Redirect(range) => self.redirect(range, rule.why),
            Target::Mark { value, mask } => {
                let mark = (self.skb.packet.mark & !mask) ^ value;
                self.skb.packet.mark = mark;
                (Next::Rule, Some(Effect::Mark { mark }))
            }
            Target::Connmark(operation) => (Next::Rule, self.connmark(*operation)),
            Target::Notrack(_) => {
                if self.skb.tracking == Tracking::Unseen {
                    self.skb.tracking = Tracking::Untracked;
                }
                (Next::Rule, None)
            }
            Target::Tproxy(to) => (self.tproxy(*to), None),
            Target::Zone(zone) => {
                if self.skb.tracking == Tracking::Unseen {
                    self.skb.tracking = Tracking::Template(*zone);
                }
                (Next::Rule, None)
            }
        }
    }

    /// Binds one side of the connection and rewrites the packet accordingly. One that is in the table already is bound no
    /// more (`nf_nat_setup_info`).
    fn bind(&mut self, kind: NatKind, range: &Range, why: CauseId) -> Next {
        let mut search = Search { table: &self.net.conntrack, now: self.cx.now, chance: &mut *self.cx.chance };
        let Some(tracked) = self.skb.tracking.tracked_mut().filter(|tracked| tracked.id.is_none()) else {
            return Next::Stop(Verdict::Accept);
        };
        tracked.entry.translate(kind, range, why, &mut search);
        if tracked.translation_at(kind).is_some() {
            tracked.rewrite(&mut self.skb.packet, kind);
        }
        Next::Stop(Verdict::Accept)
    }

    /// `nf_nat_masquerade_ipv4`: the address of the device it leaves by; without any, the packet is dropped.
    fn masquerade(&mut self, range: &Range, why: CauseId) -> (Next, Option<Effect>) {
        let packet = &self.skb.packet;
        let device = self.skb.output.clone().unwrap_or_else(|| "".into());
        let next_hop = self.skb.route.as_ref().map_or(packet.dst, |r| r.next_hop(packet.dst));
        let Some(to) = self.net.fib.masquerade_source(&device, next_hop, packet.dst) else {
            return (Next::Stop(Verdict::Drop(DropReason::NatFailed)), Some(Effect::Drop));
        };
        let next = self.bind(NatKind::Snat, &Range { addresses: Some((to, to)), ..range.clone() }, why);
        if let Some(tracked) = self.skb.tracking.tracked_mut() {
            tracked.entry.masqueraded_on = Some(device);
        }
        (next, Some(Effect::Masquerade { to }))
    }

    /// `nf_nat_redirect`: to the first address of the device it came in by, or to the loopback address for a local
    /// packet.
    fn redirect(&mut self, range: &Range, why: CauseId) -> (Next, Option<Effect>) {
        let family = Family::of(self.skb.packet.dst);
        let to = match (self.hook, family) {
            (Hook::Output, Family::V4) => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            (Hook::Output, Family::V6) => Some(IpAddr::V6(Ipv6Addr::LOCALHOST)),
            (Hook::Prerouting | Hook::Input | Hook::Forward | Hook::Postrouting, _) => {
                let destination = self.skb.packet.dst;
                self.skb.input.as_deref().and_then(|device| self.net.fib.redirect_address(device, destination))
            }
        };
        let Some(to) = to else {
            return (Next::Stop(Verdict::Drop(DropReason::NatFailed)), Some(Effect::Drop));
        };
        (self.bind(NatKind::Dnat, &Range { addresses: Some((to, to)), ..range.clone() }, why), None)
    }

    /// `tproxy_tg4`: the socket of a conversation that stands, else one that listens there; without either the packet is
    /// dropped. Every socket counts as transparent.
    fn tproxy(&mut self, to: Tproxy) -> Next {
        let packet = &self.skb.packet;
        let device = self.skb.input.as_deref().unwrap_or_default();
        let own = || self.net.fib.redirect_address(device, packet.dst).unwrap_or(packet.dst);
        let socket = SocketAddr::new(if to.address.is_unspecified() { own() } else { to.address }, to.port);
        let listener = self.net.sockets.listener(Protocol::of(&packet.transport), socket.ip(), socket.port());
        if !self.net.sockets.converses(packet) && listener.is_none() {
            return Next::Stop(Verdict::Drop(DropReason::Rule));
        }
        self.skb.packet.mark = (self.skb.packet.mark & !to.mask) ^ to.value;
        self.skb.taken_by = Some(socket);
        Next::Stop(Verdict::Accept)
    }

    /// `connmark_tg_shift`.
    fn connmark(&mut self, operation: ConnmarkOperation) -> Option<Effect> {
        let tracked = self.skb.tracking.tracked_mut()?;
        let packet = &mut self.skb.packet;
        let mark = match operation {
            ConnmarkOperation::Set { value, mask } => (tracked.entry.mark & !mask) ^ value,
            ConnmarkOperation::Save { nfmask, ctmask } => (tracked.entry.mark & !ctmask) ^ (packet.mark & nfmask),
            ConnmarkOperation::Restore { nfmask, ctmask } => {
                packet.mark = (packet.mark & !nfmask) ^ (tracked.entry.mark & ctmask);
                return Some(Effect::Mark { mark: packet.mark });
            }
        };
        tracked.entry.mark = mark;
        if let Some(entry) = tracked.id.and_then(|id| self.net.conntrack.get_mut(id)) {
            entry.mark = mark;
        }
        None
    }
}
