//! The walk of one packet along one base chain, and from there wherever rules send it (`nft_do_chain`).

use super::evaluate::NoMatch;
use super::execute::Flow;
use super::priority::ChainType;
use super::statement::Rule;
use super::table::{Base, Chain, Ruleset, Seat, Table};
use super::verdict::Verdict;
use crate::cidr::Family;
use crate::context::Context;
use crate::netfilter::{self, Hook};
use crate::netns::Netns;
use crate::pipeline::Passage;
use crate::skb::Skb;
use malla_trace::{
    Action, CauseId, Considered, Draw, DropReason, Effect, FilterVerdict, NatKind, NetAction, Packet, Stage, Step,
};
use std::ops::{ControlFlow, RangeInclusive};
use std::sync::Arc;

/// Chain calls a packet may make on one hook, as for iptables.
const JUMP_BUDGET: u32 = 65_536;

/// A walk under way.
pub(super) struct Walk<'a, 'c> {
    pub(super) net: &'a mut Netns,
    pub(super) table: &'a Table,
    pub(super) hook: Hook,
    pub(super) skb: &'a mut Skb,
    pub(super) cx: &'a mut Context<'c>,
    considered: Vec<Considered>,
    /// Set members that this rule found: told when the rule matches.
    pub(super) found: Vec<Found>,
    pub(super) draw: Option<Draw>,
    /// The packet as it was last told of.
    told: Option<Packet>,
    jumps: u32,
}

/// A member of a set with a name that a rule asked for.
pub(super) struct Found {
    pub(super) action: NetAction,
    pub(super) why: CauseId,
}

/// A place in a chain.
type Place<'a> = (&'a Chain, usize);

impl Netns {
    /// Walks the chains of nf_tables' own on a hook whose priority lies in the range, those for NAT left out: they wait
    /// until NAT asks ([`Netns::nft_nat`]).
    pub(crate) fn nft_hook(
        &mut self,
        hook: Hook,
        priorities: RangeInclusive<i32>,
        skb: &mut Skb,
        cx: &mut Context<'_>,
    ) -> Passage {
        if self.nft.is_empty() {
            return ControlFlow::Continue(());
        }
        let rules = Arc::clone(&self.nft);
        let seats = rules.seats(Family::of(skb.packet.dst), hook);
        for seat in seats.iter().filter(|seat| priorities.contains(&seat.base.priority)) {
            match seat.base.kind {
                ChainType::Nat => {}
                ChainType::Filter => self.nft_chain((&rules, seat), hook, skb, cx)?,
                ChainType::Route => {
                    let mark = skb.packet.mark;
                    self.nft_chain((&rules, seat), hook, skb, cx)?;
                    if skb.packet.mark != mark {
                        self.look_again(skb, cx)?;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Walks the NAT chains in the range until one has decided (`nf_nat_inet_fn`).
    pub(crate) fn nft_nat(
        &mut self,
        (hook, side): (Hook, NatKind),
        priorities: RangeInclusive<i32>,
        skb: &mut Skb,
        cx: &mut Context<'_>,
    ) -> Passage {
        if self.nft.is_empty() {
            return ControlFlow::Continue(());
        }
        let rules = Arc::clone(&self.nft);
        let seats = rules.seats(Family::of(skb.packet.dst), hook);
        let nat = |seat: &&Seat| seat.base.kind == ChainType::Nat && priorities.contains(&seat.base.priority);
        for seat in seats.iter().filter(nat) {
            if skb.tracking.tracked().is_some_and(|tracked| tracked.entry.is_decided(side)) {
                break;
            }
            self.nft_chain((&rules, seat), hook, skb, cx)?;
        }
        ControlFlow::Continue(())
    }

    fn nft_chain(
        &mut self,
        (rules, seat): (&Ruleset, &Seat),
        hook: Hook,
        skb: &mut Skb,
        cx: &mut Context<'_>,
    ) -> Passage {
        let table = &rules.tables[seat.table];
        let Some(chain) = table.chains.get(&seat.chain) else { return ControlFlow::Continue(()) };
        let told = cx.tracer.wants_steps().then(|| skb.packet.clone());
        let (considered, found, draw, jumps) = (vec![], vec![], None, 0);
        let mut walk = Walk { net: self, table, hook, skb, cx, considered, found, draw, told, jumps };
        let verdict = walk.run((chain, &seat.base));
        self.obey(verdict, skb, cx)
    }
}

impl<'a> Walk<'a, '_> {
    fn run(&mut self, (start, base): (&'a Chain, &Base)) -> netfilter::Verdict {
        let mut callers: Vec<Place<'a>> = vec![];
        let mut place: Place<'a> = (start, 0);
        loop {
            let (chain, index) = place;
            let flow = match chain.rules.get(index) {
                Some(rule) => self.rule(chain, index, rule),
                None => Flow::Go(Verdict::Return),
            };
            place = (chain, index + 1);
            match flow {
                Flow::On | Flow::Go(Verdict::Continue) => {}
                Flow::Stop(verdict) => return verdict,
                Flow::Go(Verdict::Accept) => return netfilter::Verdict::Accept,
                Flow::Go(Verdict::Drop) => return netfilter::Verdict::Drop(DropReason::Rule),
                Flow::Go(Verdict::Return) => match callers.pop() {
                    Some(caller) => place = caller,
                    None => return self.policy(start, base),
                },
                Flow::Go(Verdict::Jump(_) | Verdict::Goto(_)) if self.jumps >= JUMP_BUDGET => {
                    return self.exhausted(chain);
                }
                Flow::Go(Verdict::Jump(name)) => {
                    callers.push(place);
                    place = self.enter(&name, place);
                }
                Flow::Go(Verdict::Goto(name)) => place = self.enter(&name, place),
            }
        }
    }

    /// The beginning of a chain. One that is not there cannot be named: loading refused it.
    fn enter(&mut self, name: &str, here: Place<'a>) -> Place<'a> {
        self.jumps += 1;
        self.table.chains.get(name).map_or(here, |chain| (chain, 0))
    }

    /// Tries a rule, statement by statement, until one does not match or says where to go.
    fn rule(&mut self, chain: &Chain, index: usize, rule: &Rule) -> Flow {
        self.draw = None;
        self.found.clear();
        let mut effect = Effect::None;
        for (place, statement) in rule.statements.iter().enumerate() {
            match self.execute(statement, (rule.handle, place), rule.why) {
                Err(NoMatch(mismatch)) => {
                    if let Some(because) = mismatch {
                        let (what, number) = (rule.text.to_string(), Some(number(index)));
                        self.considered.push(Considered { what, number, because, why: rule.why });
                    }
                    return Flow::On;
                }
                Ok((flow, done)) => {
                    effect = done.unwrap_or(effect);
                    if !matches!(flow, Flow::On | Flow::Go(Verdict::Continue)) {
                        self.tell_match((chain, index, rule), effect);
                        return flow;
                    }
                }
            }
        }
        self.tell_match((chain, index, rule), effect);
        Flow::On
    }

    fn policy(&mut self, chain: &Chain, base: &Base) -> netfilter::Verdict {
        let why = match base.policy {
            _ if base.policy_written => chain.why,
            FilterVerdict::Accept => self.net.laws.policy_accept,
            FilterVerdict::Drop => self.net.laws.policy_drop,
        };
        self.tell(chain, None, why, || NetAction::Policy { verdict: base.policy });
        match base.policy {
            FilterVerdict::Accept => netfilter::Verdict::Accept,
            FilterVerdict::Drop => netfilter::Verdict::Drop(DropReason::Policy),
        }
    }

    /// The budget of chain calls is spent.
    fn exhausted(&mut self, chain: &Chain) -> netfilter::Verdict {
        let why = self.net.laws.jump_limit;
        self.tell(chain, None, why, || NetAction::Policy { verdict: FilterVerdict::Drop });
        netfilter::Verdict::Drop(DropReason::Limit)
    }

    /// A rule matched: first the members of sets that it found, each with its own cause, then the rule.
    fn tell_match(&mut self, (chain, index, rule): (&Chain, usize, &Rule), effect: Effect) {
        if self.told.is_none() {
            return;
        }
        for Found { action, why } in std::mem::take(&mut self.found) {
            let stage = self.stage(chain, Some(index));
            self.cx.tracer.step(Step { stage, action: Action::Net(action), delta: vec![], why, considered: vec![] });
        }
        let draw = self.draw.take();
        self.tell(chain, Some(index), rule.why, || NetAction::Match { rule: rule.text.as_ref().into(), effect, draw });
    }

    fn stage(&self, chain: &Chain, index: Option<usize>) -> Stage {
        Stage::Netfilter {
            table: self.table.full_name.to_string().into(),
            chain: chain.name.to_string(),
            rule: index.map(number),
        }
    }

    fn tell(&mut self, chain: &Chain, index: Option<usize>, why: CauseId, action: impl FnOnce() -> NetAction) {
        let Some(before) = &self.told else { return };
        let (delta, considered) = (before.changes_to(&self.skb.packet), std::mem::take(&mut self.considered));
        let (stage, action) = (self.stage(chain, index), Action::Net(action()));
        self.cx.tracer.step(Step { stage, action, delta, why, considered });
        self.told = Some(self.skb.packet.clone());
    }
}

/// Rule numbers count from 1.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}
