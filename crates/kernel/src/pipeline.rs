//! The hooks at work: what happens to a packet at each of the five places, in order of priority.

use crate::conntrack::{Direction, Search, Tracking};
use crate::context::Context;
use crate::netfilter::{Hook, HookStage, TableKind, Verdict};
use crate::netns::Netns;
use crate::outcome::Outcome;
use crate::skb::Skb;
use malla_trace::{ConnState, DropReason, IcmpKind, NatKind, NetAction, Stage, Transport};
use std::ops::ControlFlow;

/// Goes on, or stops with how it ended.
pub(crate) type Passage = ControlFlow<Outcome>;

impl Netns {
    /// Runs everybody who looks at a hook, in order.
    pub(crate) fn run_hook(&mut self, hook: Hook, skb: &mut Skb, cx: &mut Context<'_>) -> Passage {
        let mut from = i32::MIN;
        for stage in hook.stages() {
            let priority = stage.priority(hook);
            self.nft_hook(hook, from..=priority, skb, cx)?;
            from = priority.saturating_add(1);
            match stage {
                HookStage::Table(kind) => {
                    let mark = skb.packet.mark;
                    self.filter(*kind, hook, skb, cx)?;
                    if hook == Hook::Output && *kind == TableKind::Mangle && skb.packet.mark != mark {
                        self.look_again(skb, cx)?;
                    }
                }
                HookStage::Track => self.track(skb, cx),
                HookStage::Nat => {
                    let destination = skb.packet.dst;
                    self.nat(hook, skb, cx)?;
                    if hook == Hook::Output && skb.packet.dst != destination {
                        self.reroute(skb, cx)?;
                    }
                }
                HookStage::Confirm => self.confirm(skb, cx)?,
            }
        }
        self.nft_hook(hook, from..=i32::MAX, skb, cx)
    }

    fn filter(&mut self, kind: TableKind, hook: Hook, skb: &mut Skb, cx: &mut Context<'_>) -> Passage {
        let verdict = self.walk(kind, hook, skb, cx);
        self.obey(verdict, skb, cx)
    }

    pub(crate) fn obey(&mut self, verdict: Verdict, skb: &Skb, cx: &mut Context<'_>) -> Passage {
        match verdict {
            Verdict::Accept => ControlFlow::Continue(()),
            Verdict::Drop(reason) => ControlFlow::Break(Outcome::Drop(reason)),
            Verdict::Reject(with) => {
                let answer = self.answer_refusal(with, skb, cx);
                ControlFlow::Break(Outcome::Reject { with, answer })
            }
        }
    }

    /// `nf_conntrack_in`. A packet looked up before (coming back through `lo`, or made about a tracked one) keeps
    /// what it has.
    fn track(&mut self, skb: &mut Skb, cx: &mut Context<'_>) {
        let again = skb.input.as_deref() == Some(crate::interface::LOOPBACK) && !skb.tracking.is_open();
        if skb.tracking.is_open() {
            let found = self.conntrack.track(&skb.packet, skb.tracking.zone(), cx.now);
            let is_icmp = matches!(skb.packet.transport, Transport::Icmp(_));
            // An ICMP error about nothing known keeps its mark without a connection (`nf_conntrack_handle_icmp`).
            if skb.tracking != Tracking::Stray || !is_icmp || found != Tracking::Invalid {
                skb.tracking = found;
            }
        }
        if !again {
            let state = skb.tracking.state();
            let reply = skb.tracking.tracked().is_some_and(|t| t.direction == Direction::Reply);
            cx.step(|| Stage::Conntrack, self.laws.conntrack, || NetAction::Track { state, reply });
        }
    }

    /// `nf_nat_inet_fn`: the first packet of a connection asks the table, every packet obeys the bindings.
    fn nat(&mut self, hook: Hook, skb: &mut Skb, cx: &mut Context<'_>) -> Passage {
        let side = hook.nat_side();
        let Some(tracked) = skb.tracking.tracked() else { return ControlFlow::Continue(()) };
        let is_error = matches!(&skb.packet.transport, Transport::Icmp(IcmpKind::Error { .. }));
        let opens = tracked.state != ConnState::Established && !is_error;
        if opens && !tracked.entry.is_decided(side) {
            self.ask_for_nat(hook, side, skb, cx)?;
            self.bind_anyway(side, skb, cx);
        } else if !is_error && self.device_changed(hook, skb) {
            return ControlFlow::Break(Outcome::Drop(DropReason::NatFailed));
        }
        self.rewrite(side, is_error, skb, cx);
        ControlFlow::Continue(())
    }

    /// Everybody's NAT chains in order of priority, until one has decided. iptables' counts as the eldest of its priority,
    /// and the youngest looks first.
    fn ask_for_nat(&mut self, hook: Hook, side: NatKind, skb: &mut Skb, cx: &mut Context<'_>) -> Passage {
        let own = HookStage::Nat.priority(hook);
        self.nft_nat((hook, side), i32::MIN..=own, skb, cx)?;
        let decided = skb.tracking.tracked().is_some_and(|tracked| tracked.entry.is_decided(side));
        if !decided {
            let verdict = self.walk(TableKind::Nat, hook, skb, cx);
            self.obey(verdict, skb, cx)?;
        }
        self.nft_nat((hook, side), own.saturating_add(1)..=i32::MAX, skb, cx)
    }

    /// No rule translated: the null binding.
    fn bind_anyway(&mut self, side: NatKind, skb: &mut Skb, cx: &mut Context<'_>) {
        let mut search = Search { table: &self.conntrack, now: cx.now, chance: &mut *cx.chance };
        if let Some(tracked) = skb.tracking.tracked_mut().filter(|t| !t.entry.is_decided(side)) {
            tracked.entry.keep(side, self.laws.nat_port, &mut search);
        }
    }

    /// `nf_nat_oif_changed`: a masqueraded connection does not survive leaving by another device.
    fn device_changed(&mut self, hook: Hook, skb: &Skb) -> bool {
        let Some(tracked) = skb.tracking.tracked() else { return false };
        let moved = hook == Hook::Postrouting
            && tracked.direction == Direction::Original
            && tracked.entry.masqueraded_on.is_some()
            && tracked.entry.masqueraded_on != skb.output;
        if let (true, Some(id)) = (moved, tracked.id) {
            self.conntrack.remove(id);
        }
        moved
    }

    /// `nf_nat_packet`, and `nf_nat_icmp_reply_translation` for errors.
    fn rewrite(&mut self, side: NatKind, is_error: bool, skb: &mut Skb, cx: &mut Context<'_>) {
        let Some(tracked) = skb.tracking.tracked() else { return };
        let Some((nat, binding)) = tracked.translation_at(side) else { return };
        let mut after = skb.packet.clone();
        if is_error {
            tracked.rewrite_error(&mut after, side);
        } else {
            tracked.rewrite(&mut after, side);
        }
        let before = std::mem::replace(&mut skb.packet, after);
        if before != skb.packet {
            let undo = tracked.direction == Direction::Reply;
            let action = || NetAction::Translate { nat, undo };
            cx.rewrite((&before, &skb.packet), Stage::Conntrack, binding.why, action);
        }
    }

    /// `nf_confirm`.
    fn confirm(&mut self, skb: &mut Skb, cx: &mut Context<'_>) -> Passage {
        let Some(tracked) = skb.tracking.tracked_mut() else { return ControlFlow::Continue(()) };
        if self.conntrack.confirm(tracked, cx.now) {
            return ControlFlow::Continue(());
        }
        let state = ConnState::Invalid;
        cx.step(|| Stage::Conntrack, self.laws.nat_failed, || NetAction::Track { state, reply: false });
        ControlFlow::Break(Outcome::Drop(DropReason::NatFailed))
    }
}
