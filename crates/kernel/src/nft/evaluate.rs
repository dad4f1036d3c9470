//! Expressions at work: what a packet has where a selector looks, and whether a condition holds
//! (`net/netfilter/nft_payload.c`, `nft_meta.c`, `nft_ct.c`, `nft_fib.c`, `nft_numgen.c`, `nft_lookup.c`).

use super::datatype::{DataType, Datum};
use super::element::{Data, Element};
use super::selector::{Selector, Side, Way, key_text};
use super::set::{Set, SetRef, element_text, values_text};
use super::statement::{Condition, Operator, Wanted};
use super::verdict::Verdict;
use super::walk::{Found, Walk};
use crate::cidr::Family;
use crate::netfilter::{AddressType, Hook, icmp_numbers, protocol_number};
use crate::socket::{Owner, Protocol};
use malla_trace::{CauseId, ConnState, Mismatch, NetAction, Transport};
use std::sync::Arc;

/// The random stream of `numgen random`.
const NUMGEN_STREAM: &str = "netfilter/numgen";

/// A rule does not match; why, if somebody wants to know.
pub(super) struct NoMatch(pub(super) Option<Mismatch>);

/// What a set says of a key.
enum Member<'a> {
    /// A script put it in.
    Written(&'a Element),
    /// A rule put it in.
    Learned,
}

impl Walk<'_, '_> {
    /// Whether a condition holds.
    pub(super) fn condition(&mut self, condition: &Condition, at: (u64, usize)) -> Result<(), NoMatch> {
        let key = self.key(&condition.key, at);
        let holds = match (&key, condition.mask) {
            (None, _) => false,
            (Some(key), None) => self.holds(condition, key),
            (Some(key), Some(mask)) => self.holds(condition, &[masked(&key[0], mask)]),
        };
        if holds { Ok(()) } else { Err(self.no_match(condition, key.as_deref())) }
    }

    fn no_match(&self, condition: &Condition, key: Option<&[Datum]>) -> NoMatch {
        NoMatch(self.cx.tracer.wants_considered().then(|| {
            let not = if condition.operator == Operator::Equal { "" } else { condition.operator.text() };
            let wanted = format!("{not} {}", condition.right()).trim_start().to_owned();
            let found = key.map_or_else(String::new, |key| found_text(key, &kinds(&condition.key)));
            Mismatch { condition: condition.left(), wanted, found }
        }))
    }

    fn holds(&mut self, condition: &Condition, key: &[Datum]) -> bool {
        let value = &key[0];
        let is_not = condition.operator == Operator::NotEqual;
        let bits = |value: &Datum| if let Datum::Number(bits) = value { *bits } else { 0 };
        match &condition.wanted {
            Wanted::Value(wanted) => match condition.operator {
                Operator::Equal => value == wanted,
                Operator::NotEqual => value != wanted,
                Operator::Less => value < wanted,
                Operator::LessOrEqual => value <= wanted,
                Operator::Greater => value > wanted,
                Operator::GreaterOrEqual => value >= wanted,
            },
            Wanted::Range(low, high) => (low <= value && value <= high) != is_not,
            Wanted::Prefix(network, len) => {
                let DataType::Address(family) = condition.kind() else { return is_not };
                (masked(value, family.mask(*len)) == *network) != is_not
            }
            Wanted::Beginning(start) => match value {
                Datum::Name(name) => name.starts_with(&**start) != is_not,
                Datum::Number(_) => is_not,
            },
            Wanted::AnyOf(wanted) => (bits(value) & wanted != 0) != is_not,
            Wanted::Flags(set, mask) => (bits(value) & mask == *set) != is_not,
            Wanted::Set(set) => self.is_member(set, key) != is_not,
        }
    }

    /// The verdict that a map has for a key.
    pub(super) fn mapped_verdict(
        &mut self,
        (key, map): (&[Selector], &SetRef),
        at: (u64, usize),
    ) -> Result<Verdict, NoMatch> {
        match self.mapped((key, map), "vmap", at)? {
            Data::Verdict(verdict) => Ok(verdict),
            Data::Values(_) => Err(NoMatch(None)),
        }
    }

    /// What a map has for a key.
    pub(super) fn mapped(
        &mut self,
        (key, map): (&[Selector], &SetRef),
        word: &str,
        at: (u64, usize),
    ) -> Result<Data, NoMatch> {
        let values = self.key(key, at);
        let found = match (map, &values) {
            (_, None) => None,
            (SetRef::Anonymous(set), Some(values)) => set.elements.find(values).and_then(|e| e.data.clone()),
            (SetRef::Named(name), Some(values)) => self.ask(name, values),
        };
        found.ok_or_else(|| {
            NoMatch(self.cx.tracer.wants_considered().then(|| {
                let found = values.map_or_else(String::new, |values| found_text(&values, &kinds(key)));
                Mismatch { condition: format!("{} {word}", key_text(key)), wanted: map.text(), found }
            }))
        })
    }

    /// Asks a map with a name, and takes note of what it said.
    fn ask(&mut self, name: &str, key: &[Datum]) -> Option<Data> {
        let set = self.table.sets.get(name)?;
        let element = set.elements.find(key)?;
        self.note(set, key, Some(element_text(element, &set.spec)), element.why);
        element.data.clone()
    }

    fn is_member(&mut self, set: &SetRef, key: &[Datum]) -> bool {
        match set {
            SetRef::Anonymous(set) => set.elements.find(key).is_some(),
            SetRef::Named(name) => {
                let Some(set) = self.table.sets.get(name) else { return false };
                let member = self.member(set, key);
                let is_member = member.is_some();
                let (text, why) = match member {
                    Some(Member::Written(element)) => (Some(element_text(element, &set.spec)), element.why),
                    Some(Member::Learned) => (Some(values_text(key, &set.spec.key)), set.why),
                    None => (None, set.why),
                };
                self.note(set, key, text, why);
                is_member
            }
        }
    }

    fn member<'s>(&self, set: &'s Set, key: &[Datum]) -> Option<Member<'s>> {
        let learned = || self.net.nft_state.has(set.id, key, self.cx.now).then_some(Member::Learned);
        set.elements.find(key).map(Member::Written).or_else(learned)
    }

    fn note(&mut self, set: &Set, key: &[Datum], found: Option<String>, why: CauseId) {
        if self.cx.tracer.wants_steps() {
            let key = values_text(key, &set.spec.key);
            self.found.push(Found { action: NetAction::Lookup { set: format!("@{}", set.name), key, found }, why });
        }
    }

    /// What the packet has where the selectors look; `None` when it lacks one of them.
    pub(super) fn key(&mut self, key: &[Selector], at: (u64, usize)) -> Option<Vec<Datum>> {
        key.iter().map(|part| self.look(*part, at)).collect()
    }

    /// What the packet has where one selector looks.
    pub(super) fn look(&mut self, part: Selector, at: (u64, usize)) -> Option<Datum> {
        let packet = &self.skb.packet;
        let number = |number: u32| Some(Datum::Number(u128::from(number)));
        match part {
            Selector::Address(_, Side::Source) => Some(packet.src.into()),
            Selector::Address(_, Side::Destination) => Some(packet.dst.into()),
            Selector::IpProtocol(_) | Selector::L4Proto => {
                number(protocol_number(&packet.transport, Family::of(packet.dst)).into())
            }
            Selector::Ttl(_) => number(packet.ttl.into()),
            Selector::Port(protocol, side) => port(&packet.transport, protocol, side).and_then(number),
            Selector::TcpFlags => match &packet.transport {
                Transport::Tcp { flags, .. } => number(flags.0.into()),
                Transport::Udp { .. } | Transport::Sctp { .. } | Transport::Icmp(_) => None,
            },
            Selector::IcmpType(family) => icmp(&packet.transport, family).and_then(|(kind, _)| number(kind.into())),
            Selector::IcmpCode(family) => icmp(&packet.transport, family).and_then(|(_, code)| number(code.into())),
            Selector::Mark => number(packet.mark),
            Selector::Device(way) | Selector::DeviceName(way) => {
                Some(Datum::Name(self.device(way).unwrap_or_else(|| "".into())))
            }
            Selector::User => self.sender().and_then(|(uid, _)| number(uid)),
            Selector::Group => self.sender().and_then(|(_, gid)| number(gid)),
            Selector::CtState => number(state_bit(self.skb.tracking.state())),
            Selector::CtStatus => self.ct_status().and_then(number),
            Selector::CtMark => self.skb.tracking.mark().and_then(number),
            Selector::CtDirection => {
                let direction = self.skb.tracking.tracked()?.direction;
                number(u32::from(direction == crate::conntrack::Direction::Reply))
            }
            Selector::AddressType(side, way) => number(self.address_type(side, way) as u32),
            Selector::Random { modulus, offset } => {
                let draw = self.cx.chance.draw(NUMGEN_STREAM, u64::from(modulus));
                let outcome = u32::try_from(draw.outcome).unwrap_or(0);
                self.draw = Some(draw);
                number(outcome.wrapping_add(offset))
            }
            Selector::Increment { modulus, offset } => {
                number(self.net.nft_state.count_up(at, modulus).wrapping_add(offset))
            }
        }
    }

    /// The devices as the hook knows them (`nf_hook_state`).
    fn device(&self, way: Way) -> Option<Arc<str>> {
        match (self.hook, way) {
            (Hook::Prerouting | Hook::Input | Hook::Forward | Hook::Postrouting, Way::In) => self.skb.input.clone(),
            (Hook::Forward | Hook::Output | Hook::Postrouting, Way::Out) => self.skb.output.clone(),
            (Hook::Output, Way::In) | (Hook::Prerouting | Hook::Input, Way::Out) => None,
        }
    }

    fn sender(&self) -> Option<(u32, u32)> {
        match self.skb.owner {
            Owner::Process(sender) => Some((sender.uid, sender.gid)),
            Owner::None | Owner::Kernel => None,
        }
    }

    /// `IPS_*`, as far as they are modelled.
    fn ct_status(&self) -> Option<u32> {
        let tracked = self.skb.tracking.tracked()?;
        let bits = [
            (tracked.entry.seen_reply, 2),
            (tracked.entry.assured, 4),
            (tracked.id.is_some(), 8),
            (tracked.entry.snat.is_some(), 16),
            (tracked.entry.dnat.is_some(), 32),
        ];
        Some(bits.iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum())
    }

    /// `nft_fib4_eval_type`, `nft_fib6_eval_type`.
    fn address_type(&self, side: Side, way: Option<Way>) -> AddressType {
        let address = match side {
            Side::Source => self.skb.packet.src,
            Side::Destination => self.skb.packet.dst,
        };
        let device = way.and_then(|way| self.device(way));
        AddressType::of(address, device.as_deref(), &self.net.fib)
    }
}

fn masked(value: &Datum, mask: u128) -> Datum {
    match value {
        Datum::Number(bits) => Datum::Number(bits & mask),
        Datum::Name(name) => Datum::Name(Arc::clone(name)),
    }
}

fn kinds(key: &[Selector]) -> Vec<DataType> {
    key.iter().map(|part| part.kind()).collect()
}

/// A key that was found, flags by their names.
fn found_text(key: &[Datum], kinds: &[DataType]) -> String {
    match (key, kinds) {
        ([Datum::Number(bits)], [kind]) if kind.is_flags() => kind.flags_text(*bits, ","),
        _ => values_text(key, kinds),
    }
}

/// Where ports would be ICMP has its type, code and checksum; `th` reads them like any other. What comes out is taken for
/// a number that no rule names.
const NO_PORT: u32 = 1 << 16;

fn port(transport: &Transport, protocol: Option<Protocol>, side: Side) -> Option<u32> {
    let Some((source, destination)) = transport.ports() else { return protocol.is_none().then_some(NO_PORT) };
    let fits = protocol.is_none_or(|protocol| protocol == Protocol::of(transport));
    fits.then_some(u32::from(match side {
        Side::Source => source,
        Side::Destination => destination,
    }))
}

fn icmp(transport: &Transport, family: Family) -> Option<(u8, u8)> {
    match transport {
        Transport::Icmp(kind) => Some(icmp_numbers(kind, family)),
        Transport::Tcp { .. } | Transport::Udp { .. } | Transport::Sctp { .. } => None,
    }
}

/// `NF_CT_STATE_BIT`.
const fn state_bit(state: ConnState) -> u32 {
    match state {
        ConnState::Invalid => 1,
        ConnState::Established => 2,
        ConnState::Related => 4,
        ConnState::New => 8,
        ConnState::Untracked => 64,
    }
}

/// The values that a map leads to.
pub(super) fn values_of(data: &Data) -> &[Datum] {
    match data {
        Data::Values(values) => values,
        Data::Verdict(_) => &[],
    }
}
