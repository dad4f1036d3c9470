//! All tracked connections of a namespace, found by either of their tuples (`nf_conntrack_hash`).

use super::entry::{Entry, Update};
use super::tcp;
use super::tuple::{Direction, Tuple};
use crate::cidr::Family;
use malla_trace::{ConnState, IcmpKind, Packet, SimTime, TcpFlags, Transport};
use std::collections::BTreeMap;

/// An entry's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EntryId(u64);

/// What a packet is to connection tracking (`skb->_nfct`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tracking {
    /// Not looked up yet.
    #[default]
    Unseen,
    /// Not looked up yet, and out of NOTRACK's reach: made about a packet that was not tracked (`nf_ct_attach` leaves
    /// a mark without a connection).
    Stray,
    /// Not looked up yet, and to be looked up in that zone (a template, `nf_ct_tmpl_alloc`).
    Template(u16),
    /// Fits no connection and opens none.
    Invalid,
    /// A rule asked not to track it.
    Untracked,
    /// Part of a connection, or about one.
    Tracked(Box<Tracked>),
}

/// A packet's connection, as it was when the packet was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tracked {
    pub(crate) entry: Entry,
    /// Its place in the table; `None` until it is confirmed.
    pub(crate) id: Option<EntryId>,
    pub(crate) direction: Direction,
    /// NEW, ESTABLISHED or RELATED.
    pub(crate) state: ConnState,
}

impl Tracking {
    /// What the `conntrack` match calls it. A packet not looked up yet counts as invalid there.
    pub(crate) fn state(&self) -> ConnState {
        match self {
            Self::Unseen | Self::Stray | Self::Invalid => ConnState::Invalid,
            // `xt_ct_target` hangs the template on as IP_CT_NEW.
            Self::Template(_) => ConnState::New,
            Self::Untracked => ConnState::Untracked,
            Self::Tracked(tracked) => tracked.state,
        }
    }

    /// Whether connection tracking has still to look.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Self::Unseen | Self::Stray | Self::Template(_))
    }

    /// The zone it is to be looked up in.
    pub(crate) fn zone(&self) -> u16 {
        match self {
            Self::Template(zone) => *zone,
            Self::Unseen | Self::Stray | Self::Invalid | Self::Untracked | Self::Tracked(_) => 0,
        }
    }

    /// The connection mark that a rule sees; a template's is 0.
    pub(crate) fn mark(&self) -> Option<u32> {
        match self {
            Self::Tracked(tracked) => Some(tracked.entry.mark),
            Self::Template(_) => Some(0),
            Self::Unseen | Self::Stray | Self::Invalid | Self::Untracked => None,
        }
    }

    pub(crate) fn tracked(&self) -> Option<&Tracked> {
        match self {
            Self::Tracked(tracked) => Some(tracked),
            Self::Unseen | Self::Stray | Self::Template(_) | Self::Invalid | Self::Untracked => None,
        }
    }

    pub(crate) fn tracked_mut(&mut self) -> Option<&mut Tracked> {
        match self {
            Self::Tracked(tracked) => Some(tracked),
            Self::Unseen | Self::Stray | Self::Template(_) | Self::Invalid | Self::Untracked => None,
        }
    }

    /// What the kernel attaches to an error or reset it makes about a packet (`nf_conntrack_attach`).
    pub(crate) fn attached(&self) -> Self {
        match self {
            Self::Unseen | Self::Template(_) | Self::Invalid => Self::Unseen,
            Self::Stray | Self::Untracked => Self::Stray,
            Self::Tracked(t) => {
                let direction = t.direction.other();
                Self::Tracked(Box::new(Tracked { direction, state: ConnState::Related, ..(**t).clone() }))
            }
        }
    }
}

/// The connections.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conntrack {
    entries: BTreeMap<EntryId, Entry>,
    index: BTreeMap<Tuple, (EntryId, Direction)>,
    next: u64,
}

/// A found connection.
pub(crate) type Lookup = (EntryId, Direction);

impl Conntrack {
    /// The entries that have not expired, oldest first.
    pub(crate) fn entries(&self, now: SimTime) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(move |e| e.expires > now)
    }

    /// Looks a packet up, opening a connection when it may (`nf_conntrack_in`). Nothing new enters the table before
    /// [`Conntrack::confirm`].
    pub(crate) fn track(&mut self, packet: &Packet, zone: u16, now: SimTime) -> Tracking {
        let flags = match &packet.transport {
            Transport::Tcp { flags, .. } => Some(*flags),
            Transport::Icmp(IcmpKind::Error { about, .. }) => return self.about((packet, about), zone, now),
            Transport::Icmp(IcmpKind::Other { kind, .. }) if is_neighbour_discovery(packet, *kind) => {
                return Tracking::Untracked;
            }
            Transport::Udp { .. } | Transport::Sctp { .. } | Transport::Icmp(_) => None,
        };
        let Some(tuple) = Tuple::of(packet).map(|tuple| tuple.in_zone(zone)) else { return Tracking::Invalid };
        if flags.is_some_and(|f| !tcp::flags_are_valid(f)) {
            return Tracking::Invalid;
        }
        self.find(&tuple, now).map_or_else(|| open(tuple, flags, now), |found| self.update(found, tuple, flags, now))
    }

    /// An ICMP error belongs to the connection of the packet it quotes (`nf_conntrack_inet_error`), provided it is
    /// addressed to the one who would have got the answer.
    fn about(&mut self, (error, about): (&Packet, &Packet), zone: u16, now: SimTime) -> Tracking {
        let inner = Tuple::of(about).and_then(|t| t.in_zone(zone).inverted());
        let Some((id, direction)) = inner.and_then(|t| self.find(&t, now)) else { return Tracking::Invalid };
        match self.entries.get(&id) {
            Some(entry) if entry.tuple(direction).dst == error.dst => {
                let (entry, state) = (entry.clone(), ConnState::Related);
                Tracking::Tracked(Box::new(Tracked { entry, id: Some(id), direction, state }))
            }
            Some(_) | None => Tracking::Invalid,
        }
    }

    fn update(&mut self, (id, direction): Lookup, tuple: Tuple, flags: Option<TcpFlags>, now: SimTime) -> Tracking {
        let Some(entry) = self.entries.get_mut(&id) else { return Tracking::Invalid };
        let answered = direction == Direction::Reply || entry.seen_reply;
        let state = if answered { ConnState::Established } else { ConnState::New };
        let update = entry.see(direction, flags, now);
        let tracked = Tracked { entry: entry.clone(), id: Some(id), direction, state };
        match update {
            Update::Fine => {}
            Update::Invalid => return Tracking::Invalid,
            Update::Ended => self.remove(id),
            Update::Reopen => {
                self.remove(id);
                return open(tuple, flags, now);
            }
        }
        Tracking::Tracked(Box::new(tracked))
    }

    /// Finds a connection by one of its tuples. An expired one is forgotten here.
    pub(crate) fn find(&mut self, tuple: &Tuple, now: SimTime) -> Option<Lookup> {
        let found = *self.index.get(tuple)?;
        if self.entries.get(&found.0).is_some_and(|e| e.expires > now) {
            return Some(found);
        }
        self.remove(found.0);
        None
    }

    /// Whether a living connection has that tuple in either direction (`nf_conntrack_tuple_taken`).
    pub(crate) fn is_taken(&self, tuple: &Tuple, now: SimTime) -> bool {
        let entry = self.index.get(tuple).and_then(|(id, _)| self.entries.get(id));
        entry.is_some_and(|e| e.expires > now)
    }

    /// The first direction of the living connection that one of its directions is.
    pub(crate) fn original_of(&self, tuple: &Tuple, now: SimTime) -> Option<Tuple> {
        let (id, _) = self.index.get(tuple)?;
        self.entries.get(id).filter(|entry| entry.expires > now).map(|entry| entry.original)
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.index.clear();
    }

    /// The source that another connection of the same source got from NAT (`find_appropriate_src`).
    pub(crate) fn mapping_of(&self, source: &Tuple, now: SimTime) -> Option<Tuple> {
        let from = Tuple { dst: Family::of(source.src).unspecified(), sport: 0, dport: 0, ..*source };
        let same = self.index.range(from..).take_while(|(t, _)| t.src == source.src);
        let mut mine = same.filter(|(t, (_, direction))| {
            let same = t.protocol == source.protocol && t.sport == source.sport && t.zone == source.zone;
            *direction == Direction::Original && same
        });
        let entry = mine.find_map(|(_, (id, _))| self.entries.get(id).filter(|e| e.expires > now))?;
        entry.source_decided.then_some(())?;
        let mapped = entry.reply.inverted()?;
        Some(Tuple { src: mapped.src, sport: mapped.sport, ..*source })
    }

    /// Enters a connection whose first packet is about to leave or be delivered (`__nf_conntrack_confirm`); `false`
    /// when another one took a tuple of it meanwhile.
    pub(crate) fn confirm(&mut self, tracked: &mut Tracked, now: SimTime) -> bool {
        if tracked.id.is_some() || tracked.direction == Direction::Reply {
            return true;
        }
        let tuples = [(tracked.entry.original, Direction::Original), (tracked.entry.reply, Direction::Reply)];
        if tuples.iter().any(|(t, _)| self.is_taken(t, now)) {
            return false;
        }
        let id = EntryId(self.next);
        self.next += 1;
        for (tuple, direction) in tuples {
            if let Some((old, _)) = self.index.insert(tuple, (id, direction)) {
                self.entries.remove(&old);
            }
        }
        self.entries.insert(id, tracked.entry.clone());
        tracked.id = Some(id);
        true
    }

    pub(crate) fn get_mut(&mut self, id: EntryId) -> Option<&mut Entry> {
        self.entries.get_mut(&id)
    }

    pub(crate) fn remove(&mut self, id: EntryId) {
        if let Some(entry) = self.entries.remove(&id) {
            for tuple in [entry.original, entry.reply] {
                if self.index.get(&tuple).is_some_and(|(other, _)| *other == id) {
                    self.index.remove(&tuple);
                }
            }
        }
    }

    /// Deletes what `unwanted` says, as `conntrack -D` does; how many went.
    pub(crate) fn delete(&mut self, mut unwanted: impl FnMut(&Entry) -> bool) -> usize {
        let ids: Vec<EntryId> = self.entries.iter().filter(|(_, e)| unwanted(e)).map(|(id, _)| *id).collect();
        for id in &ids {
            self.remove(*id);
        }
        ids.len()
    }
}

/// `init_conntrack`.
fn open(tuple: Tuple, flags: Option<TcpFlags>, now: SimTime) -> Tracking {
    let Some(mut entry) = Entry::opened_by(tuple, flags, now) else { return Tracking::Invalid };
    match entry.see(Direction::Original, flags, now) {
        Update::Fine => {}
        Update::Invalid | Update::Ended | Update::Reopen => return Tracking::Invalid,
    }
    let (direction, state) = (Direction::Original, ConnState::New);
    Tracking::Tracked(Box::new(Tracked { entry, id: None, direction, state }))
}

/// Router and neighbour discovery and listener reports are never tracked (`nf_conntrack_icmpv6_error`).
fn is_neighbour_discovery(packet: &Packet, kind: u8) -> bool {
    Family::of(packet.dst) == Family::V6 && (130..=137).contains(&kind)
}
