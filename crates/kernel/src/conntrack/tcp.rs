//! The TCP state machine of connection tracking (`net/netfilter/nf_conntrack_proto_tcp.c`). Sequence numbers are not
//! modelled: every packet is in window, and acknowledges what the other side said last.

use super::tuple::Direction;
use malla_trace::TcpFlags;

/// The state `conntrack -L` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TcpState {
    /// Nothing seen yet.
    None,
    /// SYN seen.
    SynSent,
    /// SYN and SYN-ACK seen.
    SynRecv,
    /// The handshake is complete.
    Established,
    /// FIN seen.
    FinWait,
    /// FIN acknowledged.
    CloseWait,
    /// FIN seen both ways.
    LastAck,
    /// Last ACK seen.
    TimeWait,
    /// Reset.
    Close,
    /// SYN seen both ways (simultaneous open).
    SynSent2,
}

/// What is remembered of a TCP connection (`struct ip_ct_tcp`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TcpTrack {
    pub(crate) state: TcpState,
    /// Somebody has begun to close it (`IP_CT_TCP_FLAG_CLOSE_INIT`).
    closing: bool,
    /// Which way the last packet went, and what kind it was (`last_dir`, `last_index`).
    last: Option<(Direction, Kind)>,
    /// A SYN was let through while the connection was closing (`IP_CT_EXP_CHALLENGE_ACK`).
    expects_challenge: bool,
    /// Both sides opened it (`IP_CT_TCP_SIMULTANEOUS_OPEN`).
    simultaneous: bool,
}

impl TcpTrack {
    pub(crate) const NEW: Self =
        Self { state: TcpState::None, closing: false, last: None, expects_challenge: false, simultaneous: false };

    /// Reset by a third party (`nf_conntrack_tcp_set_closing`).
    pub(crate) fn close(&mut self) {
        self.state = TcpState::Close;
    }

    /// Moves on with a packet (`nf_conntrack_tcp_packet`).
    pub(crate) fn see(&mut self, direction: Direction, flags: TcpFlags) -> Transition {
        let kind = Kind::of(flags);
        let over = matches!(self.state, TcpState::TimeWait | TcpState::Close);
        match transition(self.state, direction, flags) {
            // RFC 1122 section 4.2.2.13: a SYN may reopen a connection that was closed, or that its sender aborted.
            Transition::To(TcpState::SynSent)
                if over && (self.closing || self.last == Some((direction, Kind::Rst))) =>
            {
                Transition::Reopen
            }
            Transition::To(TcpState::SynSent) if over => self.let_through(direction, kind),
            Transition::Ignore => self.let_through(direction, kind),
            Transition::To(state) => self.move_on(state, direction, kind),
            Transition::Invalid => Transition::Invalid,
            Transition::Reopen => Transition::Reopen,
        }
    }

    /// What may be the real connection, of which this entry knows nothing. A SYN-ACK to a SYN that was let through shows
    /// that it is: from then on this is that connection.
    fn let_through(&mut self, direction: Direction, kind: Kind) -> Transition {
        if kind == Kind::SynAck && self.last == Some((direction.other(), Kind::Syn)) {
            (self.closing, self.expects_challenge) = (false, false);
            return self.move_on(TcpState::SynRecv, direction, kind);
        }
        if (direction, kind) == (Direction::Original, Kind::Syn) {
            (self.expects_challenge, self.simultaneous) = (self.state == TcpState::LastAck, false);
        }
        self.last = Some((direction, kind));
        Transition::Ignore
    }

    fn move_on(&mut self, state: TcpState, direction: Direction, kind: Kind) -> Transition {
        // RFC 5961 section 4: a SYN is challenged by an ACK, which does not acknowledge the last FIN.
        let challenges = self.expects_challenge && self.last == Some((direction.other(), Kind::Syn));
        if (self.state, state, kind) == (TcpState::LastAck, TcpState::TimeWait, Kind::Ack) && challenges {
            self.expects_challenge = false;
            return Transition::Ignore;
        }
        self.simultaneous |= state == TcpState::SynSent2;
        let completes = self.simultaneous && (direction, kind) == (Direction::Reply, Kind::Ack);
        let state = if completes && state == TcpState::SynRecv { TcpState::Established } else { state };
        self.closing |= state == TcpState::FinWait && self.state != state;
        (self.state, self.last) = (state, Some((direction, kind)));
        Transition::To(state)
    }
}

/// What a packet means for the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transition {
    /// The next state.
    To(TcpState),
    /// The packet is let through and changes nothing.
    Ignore,
    /// The packet is invalid.
    Invalid,
    /// The connection is over, and the packet opens another one.
    Reopen,
}

impl TcpState {
    /// The name `conntrack -L` prints.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::SynSent => "SYN_SENT",
            Self::SynRecv => "SYN_RECV",
            Self::Established => "ESTABLISHED",
            Self::FinWait => "FIN_WAIT",
            Self::CloseWait => "CLOSE_WAIT",
            Self::LastAck => "LAST_ACK",
            Self::TimeWait => "TIME_WAIT",
            Self::Close => "CLOSE",
            Self::SynSent2 => "SYN_SENT2",
        }
    }

    /// Seconds until an idle entry in this state goes away (`tcp_timeouts`).
    pub(crate) const fn timeout_s(self) -> u64 {
        match self {
            Self::Established => 5 * 24 * 3600,
            Self::None | Self::SynSent | Self::SynSent2 | Self::FinWait | Self::TimeWait => 120,
            Self::SynRecv | Self::CloseWait => 60,
            Self::LastAck => 30,
            Self::Close => 10,
        }
    }
}

/// Seconds for a connection picked up in the middle and not answered yet (`TCP_CONNTRACK_UNACK`).
pub(crate) const UNACKNOWLEDGED_S: u64 = 300;

/// Whether the control bits make sense together (`tcp_valid_flags`); PSH does not count.
pub(crate) const fn flags_are_valid(flags: TcpFlags) -> bool {
    const F: u8 = TcpFlags::FIN.0;
    const S: u8 = TcpFlags::SYN.0;
    const R: u8 = TcpFlags::RST.0;
    const A: u8 = TcpFlags::ACK.0;
    const U: u8 = TcpFlags::URG.0;
    let bits = flags.0 & (F | S | R | A | U);
    // SYN, SYN+URG, SYN+ACK, RST, RST+ACK, FIN+ACK, FIN+ACK+URG, ACK, ACK+URG
    let valid = [S, S | U, S | A, R, R | A, F | A, F | A | U, A, A | U];
    let mut i = 0;
    while i < valid.len() {
        if valid[i] == bits {
            return true;
        }
        i += 1;
    }
    false
}

/// What kind of packet it is to the tracker: the rows of the transition table (`get_conntrack_index`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Syn,
    SynAck,
    Fin,
    Ack,
    Rst,
    None,
}

impl Kind {
    const fn of(flags: TcpFlags) -> Self {
        if flags.has(TcpFlags::RST) {
            Self::Rst
        } else if flags.has(TcpFlags::SYN) {
            if flags.has(TcpFlags::ACK) { Self::SynAck } else { Self::Syn }
        } else if flags.has(TcpFlags::FIN) {
            Self::Fin
        } else if flags.has(TcpFlags::ACK) {
            Self::Ack
        } else {
            Self::None
        }
    }
}

/// The next state.
pub(crate) const fn transition(state: TcpState, direction: Direction, flags: TcpFlags) -> Transition {
    let table = match direction {
        Direction::Original => &ORIGINAL,
        Direction::Reply => &REPLY,
    };
    table[Kind::of(flags) as usize][state as usize]
}

const IV: Transition = Transition::Invalid;
const IG: Transition = Transition::Ignore;
const SS: Transition = Transition::To(TcpState::SynSent);
const SR: Transition = Transition::To(TcpState::SynRecv);
const ES: Transition = Transition::To(TcpState::Established);
const FW: Transition = Transition::To(TcpState::FinWait);
const CW: Transition = Transition::To(TcpState::CloseWait);
const LA: Transition = Transition::To(TcpState::LastAck);
const TW: Transition = Transition::To(TcpState::TimeWait);
const CL: Transition = Transition::To(TcpState::Close);
const S2: Transition = Transition::To(TcpState::SynSent2);

/// `tcp_conntracks[IP_CT_DIR_ORIGINAL]`. Columns: NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK
/// TIME_WAIT CLOSE SYN_SENT2.
const ORIGINAL: [[Transition; 10]; 6] = [
    [SS, SS, IG, IG, IG, IG, IG, SS, SS, S2],
    [IV, IV, SR, IV, IV, IV, IV, IV, IV, SR],
    [IV, IV, FW, FW, LA, LA, LA, TW, CL, IV],
    [ES, IV, ES, ES, CW, CW, TW, TW, CL, IV],
    [IV, CL, CL, CL, CL, CL, CL, CL, CL, CL],
    [IV; 10],
];

/// `tcp_conntracks[IP_CT_DIR_REPLY]`.
const REPLY: [[Transition; 10]; 6] = [
    [IV, S2, IV, IV, IV, IV, IV, SS, IV, S2],
    [IV, SR, IG, IG, IG, IG, IG, IG, IG, SR],
    [IV, IV, FW, FW, LA, LA, LA, TW, CL, IV],
    [IV, IG, SR, ES, CW, CW, TW, TW, CL, IG],
    [IV, CL, CL, CL, CL, CL, CL, CL, CL, CL],
    [IV; 10],
];
