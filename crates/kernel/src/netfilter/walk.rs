//! The walk of one packet along one table: rule by rule, chain by chain (`ipt_do_table`, `nft_do_chain`).

use super::chain::{Candidates, ChainId};
use super::head::Key;
use super::hook::Hook;
use super::matches::Env;
use super::rule::Rule;
use super::table::{Table, TableKind};
use super::target::Target;
use crate::cidr::{Family, address_bits};
use crate::context::Context;
use crate::netns::Netns;
use crate::skb::Skb;
use malla_trace::{
    Action, CauseId, Considered, Draw, DropReason, Effect, FilterVerdict, Mismatch, NetAction, Packet, RejectWith,
    Stage, Step, Transport,
};
use std::sync::Arc;

/// Chain calls a packet may make in one table. Linux limits the depth of calls and, since 6.18, the jumps of a whole
/// rule set; a rule set whose calls multiply would otherwise hold the processor for ever.
const JUMP_BUDGET: u32 = 65_536;

/// What a table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accept,
    Drop(DropReason),
    Reject(RejectWith),
}

/// Where the walk goes on after a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Rule,
    Jump(ChainId),
    Goto(ChainId),
    Return,
    Stop(Verdict),
}

/// A walk under way.
pub(crate) struct Walk<'a, 'c> {
    pub(crate) net: &'a mut Netns,
    pub(crate) table: &'a Table,
    pub(crate) hook: Hook,
    pub(crate) skb: &'a mut Skb,
    pub(crate) cx: &'a mut Context<'c>,
    considered: Vec<Considered>,
    draw: Option<Draw>,
    jumps: u32,
}

impl Netns {
    /// Walks a packet along the chain that `kind` has at `hook`. A table nobody loaded says nothing.
    pub(crate) fn walk(&mut self, kind: TableKind, hook: Hook, skb: &mut Skb, cx: &mut Context<'_>) -> Verdict {
        let rules = Arc::clone(self.rules_of(Family::of(skb.packet.dst)));
        let Some(table) = rules.table(kind) else { return Verdict::Accept };
        let Some(start) = table.hooked(hook) else { return Verdict::Accept };
        let (considered, draw, jumps) = (vec![], None, 0);
        Walk { net: self, table, hook, skb, cx, considered, draw, jumps }.run(start)
    }
}

impl Walk<'_, '_> {
    fn run(&mut self, start: ChainId) -> Verdict {
        let mut callers: Vec<(ChainId, usize)> = Vec::new();
        let (mut chain, mut from) = (start, 0);
        loop {
            let next = match self.find(chain, from) {
                Some(index) => {
                    from = index + 1;
                    self.fire(chain, index)
                }
                None => Next::Return,
            };
            match next {
                Next::Rule => {}
                Next::Stop(verdict) => return verdict,
                Next::Jump(_) | Next::Goto(_) if self.jumps >= JUMP_BUDGET => return self.exhausted(chain),
                Next::Jump(to) => {
                    callers.push((chain, from));
                    (chain, from) = (to, 0);
                    self.jumps += 1;
                }
                Next::Goto(to) => {
                    (chain, from) = (to, 0);
                    self.jumps += 1;
                }
                Next::Return => match callers.pop() {
                    Some(caller) => (chain, from) = caller,
                    None => return self.policy(start),
                },
            }
        }
    }

    /// The next rule of the chain that matches, from a given one on.
    fn find(&mut self, chain: ChainId, from: usize) -> Option<usize> {
        let chain = self.table.chain(chain);
        let wants = self.cx.tracer.wants_considered();
        let packet = &self.skb.packet;
        let family = Family::of(packet.dst);
        let (source, destination) = (address_bits(packet.src), address_bits(packet.dst));
        let protocol = protocol_number(&packet.transport, family);
        let (input, output) = self.devices();
        let key = Key { source, destination, protocol, input: input.as_deref(), output: output.as_deref() };
        let candidates =
            if wants { Candidates::All(from..chain.rules.len()) } else { chain.candidates(from, destination) };
        for i in candidates {
            let rule = &chain.rules[i];
            if rule.head.holds(&key) {
                match self.extensions_hold(rule, wants) {
                    Ok(()) => return Some(i),
                    Err(mismatch) => self.consider(rule, i, mismatch),
                }
            } else if wants {
                self.consider(rule, i, rule.head.mismatch(&key, family));
            }
        }
        None
    }

    /// The devices as the hook knows them (`nf_hook_state`). POSTROUTING still knows where a forwarded packet came in
    /// (`ip_output`).
    fn devices(&self) -> (Option<Arc<str>>, Option<Arc<str>>) {
        match self.hook {
            Hook::Prerouting | Hook::Input => (self.skb.input.clone(), None),
            Hook::Forward | Hook::Postrouting => (self.skb.input.clone(), self.skb.output.clone()),
            Hook::Output => (None, self.skb.output.clone()),
        }
    }

    /// Whether all extensions hold; else why the first one that says no does, if somebody wants to know.
    fn extensions_hold(&mut self, rule: &Rule, wants: bool) -> Result<(), Option<Mismatch>> {
        self.draw = None;
        if rule.spec.matches.is_empty() {
            return Ok(());
        }
        let family = Family::of(self.skb.packet.dst);
        let mut env = Env {
            skb: self.skb,
            fib: &self.net.fib,
            now: self.cx.now,
            chance: &mut *self.cx.chance,
            recent: &mut self.net.recent,
            counters: &mut self.net.counters[family.index()],
            counter: rule.counter,
            draw: None,
        };
        for condition in &rule.spec.matches {
            if !condition.holds(&mut env) {
                return Err(wants.then(|| condition.mismatch(&env)));
            }
        }
        self.draw = env.draw;
        Ok(())
    }

    fn consider(&mut self, rule: &Rule, index: usize, because: Option<Mismatch>) {
        if let Some(because) = because {
            let (what, number) = (rule.text.to_string(), Some(number(index)));
            self.considered.push(Considered { what, number, because, why: rule.why });
        }
    }

    /// Does what a matching rule says, and tells.
    fn fire(&mut self, chain: ChainId, index: usize) -> Next {
        let table = self.table;
        let rule = &table.chain(chain).rules[index];
        let before = self.cx.tracer.wants_steps().then(|| self.skb.packet.clone());
        let (next, effect) = self.execute(rule);
        if let Some(before) = before {
            self.tell(
                chain,
                Some(index),
                rule.why,
                &before,
                NetAction::Match {
                    rule: Arc::clone(&rule.text),
                    effect: effect.unwrap_or_else(|| plain_effect(&rule.spec.target)),
                    draw: self.draw.clone(),
                },
            );
        }
        self.considered.clear();
        next
    }

    fn policy(&mut self, chain: ChainId) -> Verdict {
        let verdict = self.table.chain(chain).policy.unwrap_or(FilterVerdict::Accept);
        let why = match verdict {
            FilterVerdict::Accept => self.net.laws.policy_accept,
            FilterVerdict::Drop => self.net.laws.policy_drop,
        };
        if self.cx.tracer.wants_steps() {
            let packet = self.skb.packet.clone();
            self.tell(chain, None, why, &packet, NetAction::Policy { verdict });
        }
        match verdict {
            FilterVerdict::Accept => Verdict::Accept,
            FilterVerdict::Drop => Verdict::Drop(DropReason::Policy),
        }
    }

    /// The budget of chain calls is spent.
    fn exhausted(&mut self, chain: ChainId) -> Verdict {
        let (why, packet) = (self.net.laws.jump_limit, self.skb.packet.clone());
        self.tell(chain, None, why, &packet, NetAction::Policy { verdict: FilterVerdict::Drop });
        Verdict::Drop(DropReason::Limit)
    }

    fn tell(&mut self, chain: ChainId, index: Option<usize>, why: CauseId, before: &Packet, action: NetAction) {
        let stage = Stage::Netfilter {
            table: self.table.kind.name().into(),
            chain: self.table.chain(chain).name.to_string(),
            rule: index.map(number),
        };
        let (delta, considered) = (before.changes_to(&self.skb.packet), std::mem::take(&mut self.considered));
        self.cx.tracer.step(Step { stage, action: Action::Net(action), delta, why, considered });
    }
}

/// Rule numbers count from 1.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

/// IANA protocol numbers.
pub(crate) const fn protocol_number(transport: &Transport, family: Family) -> u8 {
    match (transport, family) {
        (Transport::Tcp { .. }, _) => 6,
        (Transport::Udp { .. }, _) => 17,
        (Transport::Sctp { .. }, _) => 132,
        (Transport::Icmp(_), Family::V4) => 1,
        (Transport::Icmp(_), Family::V6) => 58,
    }
}

/// The effect of a target that needs no more than its rule's text to be told.
fn plain_effect(target: &Target) -> Effect {
    match target {
        Target::None => Effect::None,
        Target::Accept => Effect::Accept,
        Target::Drop => Effect::Drop,
        Target::Return => Effect::Return,
        Target::Jump(chain) => Effect::Jump { chain: chain.clone() },
        Target::Goto(chain) => Effect::Goto { chain: chain.clone() },
        Target::Reject(with, _) => Effect::Reject { with: *with },
        Target::Dnat(range) => Effect::Dnat { to: crate::iptables::print::range(range) },
        Target::Snat(range) => Effect::Snat { to: crate::iptables::print::range(range) },
        Target::Masquerade(_) => Effect::Other { name: "MASQUERADE".into() },
        Target::Redirect(range) => Effect::Redirect { port: range.ports.map(|(port, _)| port) },
        Target::Mark { .. } => Effect::Other { name: "MARK".into() },
        Target::Connmark(_) => Effect::Other { name: "CONNMARK".into() },
        Target::Notrack(name) => Effect::Other { name: (*name).into() },
        Target::Tproxy(_) => Effect::Other { name: "TPROXY".into() },
        Target::Zone(_) => Effect::Other { name: "CT".into() },
        Target::Other { name, .. } => Effect::Other { name: (*name).into() },
    }
}
