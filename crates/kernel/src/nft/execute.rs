//! Statements at work (`net/netfilter/nft_immediate.c`, `nft_nat.c`, `nft_masq.c`, `nft_dynset.c`, ...).

use super::datatype::Datum;
use super::evaluate::{NoMatch, values_of};
use super::set::Set;
use super::state::Held;
use super::statement::{Nat, NatTarget, NatWay, SetMark, Statement, Update, UpdateOperation, socket_text};
use super::verdict::Verdict;
use super::walk::Walk;
use crate::cidr::Family;
use crate::conntrack::Tracking;
use crate::netfilter;
use malla_trace::{CauseId, DropReason, Effect, NatKind, RejectWith, Transport};
use std::net::IpAddr;

/// Where a packet goes after a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// To the next statement, or the next rule.
    On,
    /// As a verdict says.
    Go(Verdict),
    /// Nowhere: the base chain has its verdict.
    Stop(netfilter::Verdict),
}

/// What a statement did, and the effect to be told, if it has one.
type Done = Result<(Flow, Option<Effect>), NoMatch>;

/// Addresses and ports to translate to.
type Target = (Option<(IpAddr, IpAddr)>, Option<(u16, u16)>);

impl Walk<'_, '_> {
    /// Does what a statement says. Its place tells generators apart.
    pub(super) fn execute(&mut self, statement: &Statement, at: (u64, usize), why: CauseId) -> Done {
        let other = |name: &str| Ok((Flow::On, Some(Effect::Other { name: name.into() })));
        match statement {
            Statement::Condition(condition) => self.condition(condition, at).map(|()| (Flow::On, None)),
            Statement::Verdict(verdict) => Ok(self.told(verdict.clone())),
            Statement::VerdictMap { key, map } => self.mapped_verdict((key, map), at).map(|verdict| self.told(verdict)),
            Statement::Counter { .. } | Statement::Trace(_) => Ok((Flow::On, None)),
            Statement::Log(_) => other("log"),
            Statement::Reject(with, _) => self.reject(*with),
            Statement::Nat(nat) => self.nat(nat, at, why),
            Statement::SetMark(mark) => self.set_mark(mark, at),
            Statement::Update(update) => self.update(update, at),
            Statement::Notrack => {
                // `nft_notrack_eval` minds only a connection, or a template for one; iptables' NOTRACK minds more.
                if matches!(self.skb.tracking, Tracking::Unseen | Tracking::Stray | Tracking::Invalid) {
                    self.skb.tracking = Tracking::Untracked;
                }
                other("notrack")
            }
        }
    }

    /// A reset answers nothing but TCP: nft puts the condition before it.
    fn reject(&self, with: RejectWith) -> Done {
        let is_tcp = matches!(self.skb.packet.transport, Transport::Tcp { .. });
        if with == RejectWith::TcpReset && !is_tcp {
            return Err(NoMatch(None));
        }
        Ok((Flow::Stop(netfilter::Verdict::Reject(with)), Some(Effect::Reject { with })))
    }

    /// `nft_nat_eval`, `nft_masq_ipv4_eval`, `nft_redir_eval`.
    fn nat(&mut self, nat: &Nat, at: (u64, usize), why: CauseId) -> Done {
        let (addresses, ports) = self.target(nat, at)?;
        let range = nat.range(addresses, ports);
        let (net, skb, cx) = (&mut *self.net, &mut *self.skb, &mut *self.cx);
        let effect = match nat.way {
            NatWay::Dnat => {
                net.translate((NatKind::Dnat, &range), why, skb, cx);
                Some(Effect::Dnat { to: socket_text(addresses, ports) })
            }
            NatWay::Snat => {
                net.translate((NatKind::Snat, &range), why, skb, cx);
                Some(Effect::Snat { to: socket_text(addresses, ports) })
            }
            NatWay::Masquerade => net.masquerade(&range, why, skb, cx).map(|to| Effect::Masquerade { to }),
            NatWay::Redirect => {
                let port = ports.map(|(port, _)| port);
                net.redirect((self.hook, &range), why, skb, cx).map(|_| Effect::Redirect { port })
            }
        };
        let failed = (Flow::Stop(netfilter::Verdict::Drop(DropReason::NatFailed)), Some(Effect::Drop));
        Ok(effect.map_or(failed, |effect| (Flow::Stop(netfilter::Verdict::Accept), Some(effect))))
    }

    fn target(&mut self, nat: &Nat, at: (u64, usize)) -> Result<Target, NoMatch> {
        match &nat.to {
            NatTarget::To { addresses, ports } => Ok((*addresses, *ports)),
            NatTarget::Map { key, map, .. } => {
                let data = self.mapped((key, map), "map", at)?;
                let family = Family::of(self.skb.packet.dst);
                let (address, port) = match values_of(&data) {
                    [Datum::Number(address)] => (family.address(*address), None),
                    [Datum::Number(address), Datum::Number(port)] => {
                        (family.address(*address), u16::try_from(*port).ok())
                    }
                    _ => return Err(NoMatch(None)),
                };
                Ok((Some((address, address)), port.map(|port| (port, port))))
            }
        }
    }

    /// `nft_meta_set_eval`, `nft_ct_set_eval`.
    fn set_mark(&mut self, mark: &SetMark, at: (u64, usize)) -> Done {
        let base = match mark.base {
            None => 0,
            Some(part) => match self.look(part, at) {
                Some(Datum::Number(number)) => u32::try_from(number).unwrap_or(0),
                Some(Datum::Name(_)) | None => return Err(NoMatch(None)),
            },
        };
        let value = (base & mark.mask) ^ mark.xor;
        if !mark.connection {
            self.skb.packet.mark = value;
            return Ok((Flow::On, Some(Effect::Mark { mark: value })));
        }
        if let Some(tracked) = self.skb.tracking.tracked_mut() {
            tracked.entry.mark = value;
            if let Some(entry) = tracked.id.and_then(|id| self.net.conntrack.get_mut(id)) {
                entry.mark = value;
            }
        }
        Ok((Flow::On, Some(Effect::Other { name: "ct mark".into() })))
    }

    /// `nft_dynset_eval`: a set that is full takes nothing more, and the rule does not match.
    fn update(&mut self, update: &Update, at: (u64, usize)) -> Done {
        let effect = || Some(Effect::Other { name: format!("{} @{}", update.operation.name(), update.set) });
        let (Some(set), Some(key)) = (self.table.sets.get(&update.set), self.key(&update.key, at)) else {
            return Err(NoMatch(None));
        };
        let now = self.cx.now;
        let is_held = self.net.nft_state.has(set.id, &key, now);
        let is_there = is_held || set.elements.find(&key).is_some();
        match update.operation {
            UpdateOperation::Delete => {
                self.net.nft_state.take(set.id, &key);
            }
            UpdateOperation::Add if is_there => {}
            UpdateOperation::Update if is_there && !is_held => {}
            UpdateOperation::Add | UpdateOperation::Update => {
                if !is_there && self.is_full(set) {
                    return Err(NoMatch(None));
                }
                // What it was put in with stays; only its end moves.
                let timeout = update.timeout.or(set.spec.timeout);
                let expires = timeout.map(|us| now.plus_us(us));
                let timeout = self.net.nft_state.timeout(set.id, &key, now).unwrap_or(timeout);
                self.net.nft_state.put(set.id, key, Held { timeout, expires });
            }
        }
        Ok((Flow::On, effect()))
    }

    fn is_full(&self, set: &Set) -> bool {
        let count = set.elements.len() + self.net.nft_state.count(set.id, self.cx.now);
        set.spec.size.is_some_and(|size| usize::try_from(size).is_ok_and(|size| count >= size))
    }

    /// A verdict, and the effect it is told as where somebody listens.
    fn told(&self, verdict: Verdict) -> (Flow, Option<Effect>) {
        if !self.cx.tracer.wants_steps() {
            return (Flow::Go(verdict), None);
        }
        let effect = match &verdict {
            Verdict::Accept => Some(Effect::Accept),
            Verdict::Drop => Some(Effect::Drop),
            Verdict::Return => Some(Effect::Return),
            Verdict::Jump(chain) => Some(Effect::Jump { chain: chain.to_string() }),
            Verdict::Goto(chain) => Some(Effect::Goto { chain: chain.to_string() }),
            Verdict::Continue => None,
        };
        (Flow::Go(verdict), effect)
    }
}
