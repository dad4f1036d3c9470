//! The targets at work (`net/netfilter/xt_nat.c`, `xt_MASQUERADE.c`, `xt_mark.c`, ...).

use super::chain::ChainId;
use super::rule::Rule;
use super::target::{ConnmarkOperation, Target, Tproxy};
use super::walk::{Next, Verdict, Walk};
use crate::conntrack::{Range, Tracking};
use crate::socket::Protocol;
use malla_trace::{CauseId, DropReason, Effect, NatKind};
use std::net::SocketAddr;

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

    /// Binds one side of the connection.
    fn bind(&mut self, kind: NatKind, range: &Range, why: CauseId) -> Next {
        self.net.translate((kind, range), why, self.skb, self.cx);
        Next::Stop(Verdict::Accept)
    }

    /// Without an address to take, the packet is dropped.
    fn masquerade(&mut self, range: &Range, why: CauseId) -> (Next, Option<Effect>) {
        match self.net.masquerade(range, why, self.skb, self.cx) {
            Some(to) => (Next::Stop(Verdict::Accept), Some(Effect::Masquerade { to })),
            None => (Next::Stop(Verdict::Drop(DropReason::NatFailed)), Some(Effect::Drop)),
        }
    }

    /// Without an address to go to, the packet is dropped.
    fn redirect(&mut self, range: &Range, why: CauseId) -> (Next, Option<Effect>) {
        match self.net.redirect((self.hook, range), why, self.skb, self.cx) {
            Some(_) => (Next::Stop(Verdict::Accept), None),
            None => (Next::Stop(Verdict::Drop(DropReason::NatFailed)), Some(Effect::Drop)),
        }
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
