//! A tracked connection (`struct nf_conn`).

use super::tcp::{self, TcpState, TcpTrack, Transition};
use super::tuple::{Direction, Tuple};
use crate::cidr::Family;
use crate::socket::Protocol;
use malla_trace::{CauseId, NatKind, SimTime, TcpFlags};
use std::fmt;
use std::sync::Arc;

/// A translation of a connection and the rule that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The rule, or the law when no rule asked for it.
    pub why: CauseId,
}

/// A tracked connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What its first packet looked like.
    pub original: Tuple,
    /// What an answer looks like. NAT is the difference between this and the original, inverted.
    pub reply: Tuple,
    /// Protocol state.
    pub(crate) state: L4State,
    /// A packet against the first direction has been seen (`IPS_SEEN_REPLY`).
    pub seen_reply: bool,
    /// Worth keeping when the table is full (`IPS_ASSURED`).
    pub assured: bool,
    /// Source translation, if there is one (`IPS_SRC_NAT`).
    pub snat: Option<Binding>,
    /// Destination translation, if there is one (`IPS_DST_NAT`).
    pub dnat: Option<Binding>,
    /// Connection mark.
    pub mark: u32,
    /// When it goes away, if nothing more is seen.
    pub expires: SimTime,
    /// NAT has decided about the source (`IPS_SRC_NAT_DONE`).
    pub(crate) source_decided: bool,
    /// NAT has decided about the destination (`IPS_DST_NAT_DONE`).
    pub(crate) destination_decided: bool,
    /// The device MASQUERADE took an address for.
    pub(crate) masqueraded_on: Option<Arc<str>>,
}

/// What a protocol's tracker remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum L4State {
    /// TCP.
    Tcp(TcpTrack),
    /// UDP: traffic both ways after this instant makes it a stream.
    Udp {
        /// Two seconds after the first packet.
        stream_from: SimTime,
    },
    /// SCTP, ICMP: only time-outs.
    Stateless,
}

/// What a packet did to its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Update {
    /// It belongs to it.
    Fine,
    /// It fits not.
    Invalid,
    /// The connection is over with this packet.
    Ended,
    /// It opens the connection anew: the entry goes, the packet is looked up again.
    Reopen,
}

impl Entry {
    /// A connection opened by a packet with that tuple; `None` where such a packet opens none.
    pub(crate) fn opened_by(tuple: Tuple, flags: Option<TcpFlags>, now: SimTime) -> Option<Self> {
        let state = match (tuple.protocol, flags) {
            (Protocol::Tcp, flags) => {
                let flags = flags.unwrap_or_default();
                match tcp::transition(TcpState::None, Direction::Original, flags) {
                    Transition::To(_) => L4State::Tcp(TcpTrack::NEW),
                    Transition::Ignore | Transition::Invalid | Transition::Reopen => return None,
                }
            }
            (Protocol::Udp, _) => L4State::Udp { stream_from: now.plus_s(2) },
            (Protocol::Icmp, _) if !opens_icmp(&tuple) => return None,
            (Protocol::Sctp | Protocol::Icmp, _) => L4State::Stateless,
        };
        Some(Self {
            original: tuple,
            reply: tuple.inverted()?,
            state,
            seen_reply: false,
            assured: false,
            snat: None,
            dnat: None,
            mark: 0,
            expires: now,
            source_decided: false,
            destination_decided: false,
            masqueraded_on: None,
        })
    }

    /// The tuple of a direction.
    pub(crate) const fn tuple(&self, direction: Direction) -> &Tuple {
        match direction {
            Direction::Original => &self.original,
            Direction::Reply => &self.reply,
        }
    }

    pub(crate) const fn binding(&self, kind: NatKind) -> Option<Binding> {
        match kind {
            NatKind::Snat => self.snat,
            NatKind::Dnat => self.dnat,
        }
    }

    pub(crate) const fn is_decided(&self, kind: NatKind) -> bool {
        match kind {
            NatKind::Snat => self.source_decided,
            NatKind::Dnat => self.destination_decided,
        }
    }

    pub(crate) const fn decide(&mut self, kind: NatKind, binding: Option<Binding>) {
        match kind {
            NatKind::Snat => (self.source_decided, self.snat) = (true, binding),
            NatKind::Dnat => (self.destination_decided, self.dnat) = (true, binding),
        }
    }

    /// The protocol state, where the protocol has one.
    #[must_use]
    pub const fn tcp_state(&self) -> Option<TcpState> {
        match self.state {
            L4State::Tcp(track) => Some(track.state),
            L4State::Udp { .. } | L4State::Stateless => None,
        }
    }

    /// Takes note of a packet (`nf_conntrack_handle_packet`).
    pub(crate) fn see(&mut self, direction: Direction, flags: Option<TcpFlags>, now: SimTime) -> Update {
        let update = match self.state {
            L4State::Tcp(track) => self.see_tcp(track, direction, flags.unwrap_or_default(), now),
            L4State::Udp { stream_from } => {
                let stream = self.seen_reply && now > stream_from;
                self.assured |= stream;
                self.expires = now.plus_s(if stream { 120 } else { 30 });
                Update::Fine
            }
            L4State::Stateless => {
                self.expires = now.plus_s(if self.original.protocol == Protocol::Icmp { 30 } else { 210 });
                Update::Fine
            }
        };
        // `nf_conntrack_in` takes note of an answer that ends the connection too.
        if matches!(update, Update::Fine | Update::Ended) && direction == Direction::Reply {
            self.seen_reply = true;
        }
        update
    }

    /// `nf_conntrack_tcp_packet`.
    fn see_tcp(&mut self, mut track: TcpTrack, direction: Direction, flags: TcpFlags, now: SimTime) -> Update {
        let old = track.state;
        let transition = track.see(direction, flags);
        self.state = L4State::Tcp(track);
        let new = match transition {
            Transition::Invalid => return Update::Invalid,
            Transition::Ignore => return Update::Fine,
            Transition::Reopen => return Update::Reopen,
            Transition::To(state) => state,
        };
        if flags.has(TcpFlags::RST) && !self.seen_reply {
            return Update::Ended;
        }
        // A SYN sent again does not keep its connection longer.
        if !self.seen_reply && (old, new) == (TcpState::SynSent, TcpState::SynSent) {
            return Update::Fine;
        }
        if self.seen_reply && matches!(old, TcpState::SynRecv | TcpState::Established) && new == TcpState::Established {
            self.assured = true;
        }
        let timeout = new.timeout_s();
        self.expires = now.plus_s(if self.seen_reply || new != TcpState::Established {
            timeout
        } else {
            timeout.min(tcp::UNACKNOWLEDGED_S)
        });
        Update::Fine
    }

    /// A rule reset the connection (`nf_ct_set_closing`).
    pub(crate) fn close(&mut self, now: SimTime) {
        if let L4State::Tcp(track) = &mut self.state
            && track.state != TcpState::Close
        {
            track.close();
            self.expires = now.plus_s(TcpState::Close.timeout_s());
        }
    }

    /// One line of `conntrack -L`.
    #[must_use]
    pub fn line(&self, now: SimTime) -> String {
        let protocol = self.original.protocol;
        let (name, number) = match (protocol, Family::of(self.original.src)) {
            (Protocol::Icmp, Family::V6) => ("icmpv6", 58),
            (Protocol::Icmp, Family::V4) => ("icmp", 1),
            (Protocol::Tcp, _) => ("tcp", 6),
            (Protocol::Udp, _) => ("udp", 17),
            (Protocol::Sctp, _) => ("sctp", 132),
        };
        let seconds = self.expires.0.saturating_sub(now.0) / 1_000_000;
        let state = self.tcp_state().map_or(String::new(), |s| format!("{} ", s.name()));
        let unreplied = if self.seen_reply { "" } else { "[UNREPLIED] " };
        let assured = if self.assured { "[ASSURED] " } else { "" };
        let (original, reply, mark) = (self.original, self.reply, self.mark);
        let zone = if original.zone == 0 { String::new() } else { format!("zone={} ", original.zone) };
        format!("{name:<8} {number} {seconds} {state}{original} {unreplied}{reply} {assured}mark={mark} {zone}use=1")
    }
}

impl fmt::Display for Entry {
    /// The part of `conntrack -L` that does not count down.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.original.protocol.name())?;
        if let Some(state) = self.tcp_state() {
            write!(f, " {}", state.name())?;
        }
        let unreplied = if self.seen_reply { "" } else { " [UNREPLIED]" };
        let assured = if self.assured { " [ASSURED]" } else { "" };
        write!(f, " {}{unreplied} {}{assured}", self.original, self.reply)?;
        if self.original.zone == 0 { Ok(()) } else { write!(f, " zone={}", self.original.zone) }
    }
}

/// `valid_new` of the ICMP trackers: questions open a connection, answers do not.
fn opens_icmp(tuple: &Tuple) -> bool {
    let [kind, _] = tuple.dport.to_be_bytes();
    match Family::of(tuple.dst) {
        Family::V4 => matches!(kind, 8 | 13 | 15 | 17),
        Family::V6 => matches!(kind, 128 | 139),
    }
}
