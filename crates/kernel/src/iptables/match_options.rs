//! The options of match extensions (`extensions/libxt_*.c`, lower-case names).

use super::match_drafts::{RecentDraft, StatisticDraft};
use super::names;
use super::parse::{Words, bad, device};
use super::problem::Problem;
use crate::cidr::Family;
use crate::netfilter::{
    AddressType, AddressTypes, AddrtypeMatch, ConnStates, FlagsMatch, Head, IcmpMatch, Inverted, MarkMatch, Match,
    Multiport, OwnerMatch, PhysdevMatch, PortMatch, PortRange, PortSide, TcpMatch,
};
use malla_trace::TcpFlags;

/// Ports one `multiport` takes (`XT_MULTI_PORTS`).
const MULTIPORT_MAX: usize = 15;
/// The longest comment (`XT_MAX_COMMENT_LEN` - 1).
const COMMENT_MAX: usize = 255;

/// A match extension and the options read so far.
pub(super) struct MatchOptions {
    kind: Kind,
    family: Family,
    given: Vec<String>,
    ports: PortMatch,
    flags: Option<Inverted<FlagsMatch>>,
    multiport: Option<Multiport>,
    icmp: Option<IcmpMatch>,
    text: Option<String>,
    mark: Option<MarkMatch>,
    states: Option<Inverted<ConnStates>>,
    addrtype: AddrtypeMatch,
    statistic: StatisticDraft,
    recent: RecentDraft,
    owner: OwnerMatch,
    physdev: PhysdevMatch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Tcp,
    Udp,
    Sctp,
    Icmp,
    Multiport,
    Comment,
    Statistic,
    Mark,
    Connmark,
    Conntrack,
    State,
    Addrtype,
    Recent,
    Owner,
    Nfacct,
    Physdev,
}

impl Kind {
    const ALL: [Self; 16] = [
        Self::Tcp,
        Self::Udp,
        Self::Sctp,
        Self::Icmp,
        Self::Multiport,
        Self::Comment,
        Self::Statistic,
        Self::Mark,
        Self::Connmark,
        Self::Conntrack,
        Self::State,
        Self::Addrtype,
        Self::Recent,
        Self::Owner,
        Self::Nfacct,
        Self::Physdev,
    ];

    const fn name(self, family: Family) -> &'static str {
        match (self, family) {
            (Self::Tcp, _) => "tcp",
            (Self::Udp, _) => "udp",
            (Self::Sctp, _) => "sctp",
            (Self::Icmp, Family::V4) => "icmp",
            (Self::Icmp, Family::V6) => "icmp6",
            (Self::Multiport, _) => "multiport",
            (Self::Comment, _) => "comment",
            (Self::Statistic, _) => "statistic",
            (Self::Mark, _) => "mark",
            (Self::Connmark, _) => "connmark",
            (Self::Conntrack, _) => "conntrack",
            (Self::State, _) => "state",
            (Self::Addrtype, _) => "addrtype",
            (Self::Recent, _) => "recent",
            (Self::Owner, _) => "owner",
            (Self::Nfacct, _) => "nfacct",
            (Self::Physdev, _) => "physdev",
        }
    }

    const fn options(self) -> &'static [&'static str] {
        match self {
            Self::Tcp => &["--sport", "--source-port", "--dport", "--destination-port", "--tcp-flags", "--syn"],
            Self::Udp | Self::Sctp => &["--sport", "--source-port", "--dport", "--destination-port"],
            Self::Icmp => &["--icmp-type", "--icmpv6-type"],
            Self::Multiport => &["--sports", "--source-ports", "--dports", "--destination-ports", "--ports"],
            Self::Comment => &["--comment"],
            Self::Statistic => &["--mode", "--probability", "--every", "--packet"],
            Self::Mark | Self::Connmark => &["--mark"],
            Self::Conntrack => &["--ctstate"],
            Self::State => &["--state"],
            Self::Addrtype => &["--src-type", "--dst-type", "--limit-iface-in", "--limit-iface-out"],
            Self::Recent => &[
                "--set",
                "--rcheck",
                "--update",
                "--remove",
                "--seconds",
                "--reap",
                "--hitcount",
                "--rttl",
                "--name",
                "--rsource",
                "--rdest",
                "--mask",
            ],
            Self::Owner => &["--uid-owner", "--gid-owner", "--socket-exists"],
            Self::Nfacct => &["--nfacct-name"],
            Self::Physdev => {
                &["--physdev-in", "--physdev-out", "--physdev-is-in", "--physdev-is-out", "--physdev-is-bridged"]
            }
        }
    }

    /// Whether `!` may stand before an option.
    fn inverts(self, option: &str) -> bool {
        match self {
            Self::Comment | Self::Nfacct => false,
            Self::Statistic => matches!(option, "--probability" | "--every"),
            Self::Addrtype => matches!(option, "--src-type" | "--dst-type"),
            Self::Recent => matches!(option, "--set" | "--rcheck" | "--update" | "--remove"),
            Self::Tcp
            | Self::Udp
            | Self::Sctp
            | Self::Icmp
            | Self::Multiport
            | Self::Mark
            | Self::Connmark
            | Self::Conntrack
            | Self::State
            | Self::Owner
            | Self::Physdev => true,
        }
    }
}

/// The extension of that name.
pub(super) fn named(name: &str, family: Family) -> Result<MatchOptions, Problem> {
    let alias = if family == Family::V6 && name == "icmpv6" { "icmp6" } else { name };
    let kind = Kind::ALL.into_iter().find(|k| k.name(family) == alias);
    kind.map(|k| MatchOptions::new(k, family)).ok_or_else(|| Problem::UnknownMatch(name.into()))
}

/// The match that a protocol brings along.
pub(super) fn of_protocol(protocol: u8, family: Family) -> Option<MatchOptions> {
    let kind = match (protocol, family) {
        (6, _) => Kind::Tcp,
        (17, _) => Kind::Udp,
        (132, _) => Kind::Sctp,
        (1, Family::V4) | (58, Family::V6) => Kind::Icmp,
        _ => return None,
    };
    Some(MatchOptions::new(kind, family))
}

impl MatchOptions {
    fn new(kind: Kind, family: Family) -> Self {
        Self {
            kind,
            family,
            given: vec![],
            ports: PortMatch::default(),
            flags: None,
            multiport: None,
            icmp: None,
            text: None,
            mark: None,
            states: None,
            addrtype: AddrtypeMatch::default(),
            statistic: StatisticDraft::default(),
            recent: RecentDraft::default(),
            owner: OwnerMatch::default(),
            physdev: PhysdevMatch::default(),
        }
    }

    pub(super) const fn name(&self) -> &'static str {
        self.kind.name(self.family)
    }

    pub(super) fn knows(&self, option: &str) -> bool {
        self.kind.options().contains(&option)
    }

    /// Reads one option.
    pub(super) fn option(&mut self, option: &str, invert: bool, words: &mut Words<'_>) -> Result<(), Problem> {
        if invert && !self.kind.inverts(option) {
            return Err(Problem::CannotInvert(option.into()));
        }
        if self.given.iter().any(|o| o == option) {
            return Err(Problem::Repeated(option.into()));
        }
        self.given.push(option.into());
        match option {
            "--sport" | "--source-port" => self.ports.source = Some(inverted(port_range(option, words)?, invert)),
            "--dport" | "--destination-port" => {
                self.ports.destination = Some(inverted(port_range(option, words)?, invert));
            }
            "--tcp-flags" => {
                let (mask, set) = (tcp_flags(option, words)?, tcp_flags(option, words)?);
                self.flags = Some(inverted(FlagsMatch { mask, set }, invert));
            }
            "--syn" => self.flags = Some(inverted(SYN_ONLY, invert)),
            "--icmp-type" | "--icmpv6-type" => self.icmp = Some(icmp(option, words, self.family, invert)?),
            "--sports" | "--source-ports" => self.multiport(PortSide::Source, option, invert, words)?,
            "--dports" | "--destination-ports" => self.multiport(PortSide::Destination, option, invert, words)?,
            "--ports" => self.multiport(PortSide::Either, option, invert, words)?,
            "--comment" => self.text = Some(text_up_to(COMMENT_MAX, option, words)?),
            "--nfacct-name" => self.text = Some(text_up_to(31, option, words)?),
            "--mark" => {
                let (value, mask) = mark(option, words)?;
                self.mark = Some(MarkMatch { value, mask, invert });
            }
            "--ctstate" | "--state" => self.states = Some(inverted(states(option, words, self.kind)?, invert)),
            "--src-type" => self.addrtype.source = Some(inverted(address_types(option, words)?, invert)),
            "--dst-type" => self.addrtype.destination = Some(inverted(address_types(option, words)?, invert)),
            "--limit-iface-in" => self.addrtype.limit_in = true,
            "--limit-iface-out" => self.addrtype.limit_out = true,
            "--uid-owner" => self.owner.uid = Some(inverted(ids(option, words)?, invert)),
            "--gid-owner" => self.owner.gid = Some(inverted(ids(option, words)?, invert)),
            "--socket-exists" => self.owner.exists = Some(invert),
            "--physdev-is-in" => self.physdev.is_in = Some(invert),
            "--physdev-is-out" => self.physdev.is_out = Some(invert),
            "--physdev-is-bridged" => self.physdev.is_bridged = Some(invert),
            "--physdev-in" => self.physdev.input = device(option, words.value(option)?, invert)?,
            "--physdev-out" => self.physdev.output = device(option, words.value(option)?, invert)?,
            _ if self.kind == Kind::Statistic => return self.statistic.option(option, invert, words),
            _ => return self.recent.option(option, invert, words),
        }
        Ok(())
    }

    fn multiport(&mut self, side: PortSide, option: &str, invert: bool, words: &mut Words<'_>) -> Result<(), Problem> {
        if self.multiport.is_some() {
            return Err(Problem::Repeated(option.into()));
        }
        let text = words.value(option)?;
        let ports: Option<Vec<PortRange>> = text.split(',').map(|one| range_of(one, false)).collect();
        let slots = |list: &Vec<PortRange>| list.iter().map(|r| if r.min == r.max { 1 } else { 2 }).sum::<usize>();
        let ports = ports.filter(|list| slots(list) <= MULTIPORT_MAX).ok_or_else(|| bad(option, &text))?;
        self.multiport = Some(Multiport { side, ports, invert });
        Ok(())
    }

    /// The condition, once all options are read.
    pub(super) fn finish(self, head: &Head) -> Result<Match, Problem> {
        self.check_protocol(head)?;
        let name = self.name();
        let needs = |option: &str| Problem::Needs { extension: name.into(), option: option.into() };
        Ok(match self.kind {
            Kind::Tcp => Match::Tcp(TcpMatch { ports: self.ports, flags: self.flags }),
            Kind::Udp => Match::Udp(self.ports),
            Kind::Sctp => Match::Sctp(self.ports),
            Kind::Icmp => Match::Icmp(self.icmp.unwrap_or(IcmpMatch {
                family: self.family,
                kind: None,
                code: None,
                invert: false,
            })),
            Kind::Multiport => Match::Multiport(self.multiport.ok_or_else(|| needs("--ports"))?),
            Kind::Comment => Match::Comment(self.text.ok_or_else(|| needs("--comment"))?),
            Kind::Nfacct => Match::Nfacct(self.text.ok_or_else(|| needs("--nfacct-name"))?),
            Kind::Statistic => Match::Statistic(self.statistic.finish()?),
            Kind::Mark => Match::Mark(self.mark.ok_or_else(|| needs("--mark"))?),
            Kind::Connmark => Match::Connmark(self.mark.ok_or_else(|| needs("--mark"))?),
            Kind::Conntrack => Match::Conntrack(self.states.ok_or_else(|| needs("--ctstate"))?),
            Kind::State => Match::State(self.states.ok_or_else(|| needs("--state"))?),
            Kind::Addrtype if self.addrtype.source.is_none() && self.addrtype.destination.is_none() => {
                return Err(needs("--dst-type"));
            }
            Kind::Addrtype => Match::Addrtype(self.addrtype),
            Kind::Recent => Match::Recent(self.recent.finish(self.family)?),
            Kind::Owner if self.owner == OwnerMatch::default() => return Err(needs("--uid-owner")),
            Kind::Owner => Match::Owner(self.owner),
            Kind::Physdev if self.physdev == PhysdevMatch::default() => return Err(needs("--physdev-in")),
            Kind::Physdev => Match::Physdev(self.physdev),
        })
    }

    /// A match on ports or types makes sense for its own protocol only (`.proto` of the extension).
    fn check_protocol(&self, head: &Head) -> Result<(), Problem> {
        let fits = match (self.kind, self.family) {
            (Kind::Tcp, _) => head.protocol == 6,
            (Kind::Udp, _) => head.protocol == 17,
            (Kind::Sctp, _) => head.protocol == 132,
            (Kind::Icmp, Family::V4) => head.protocol == 1,
            (Kind::Icmp, Family::V6) => head.protocol == 58,
            (Kind::Multiport, _) => matches!(head.protocol, 6 | 17 | 33 | 132 | 136),
            (
                Kind::Comment
                | Kind::Statistic
                | Kind::Mark
                | Kind::Connmark
                | Kind::Conntrack
                | Kind::State
                | Kind::Addrtype
                | Kind::Recent
                | Kind::Owner
                | Kind::Nfacct
                | Kind::Physdev,
                _,
            ) => return Ok(()),
        };
        if fits && !head.protocol_invert {
            return Ok(());
        }
        let wanted = if self.kind == Kind::Multiport { "tcp" } else { self.name() };
        let wanted = if wanted == "icmp6" { "ipv6-icmp" } else { wanted };
        Err(Problem::Needs { extension: self.name().into(), option: format!("-p {wanted}") })
    }
}

/// `--syn`: of SYN, RST, ACK and FIN, only SYN.
const SYN_ONLY: FlagsMatch = FlagsMatch {
    mask: TcpFlags(TcpFlags::SYN.0 | TcpFlags::RST.0 | TcpFlags::ACK.0 | TcpFlags::FIN.0),
    set: TcpFlags::SYN,
};

const fn inverted<T: Copy>(value: T, invert: bool) -> Inverted<T> {
    Inverted { value, invert }
}

/// `80`, `80:90`, and where ends may stay open `:90` and `80:`.
fn range_of(text: &str, open: bool) -> Option<PortRange> {
    let Some((min, max)) = text.split_once(':') else {
        let port = names::port(text)?;
        return Some(PortRange { min: port, max: port });
    };
    let end = |text: &str, default: u16| if open && text.is_empty() { Some(default) } else { names::port(text) };
    let (min, max) = (end(min, 0)?, end(max, u16::MAX)?);
    (min <= max).then_some(PortRange { min, max })
}

fn port_range(option: &str, words: &mut Words<'_>) -> Result<PortRange, Problem> {
    let text = words.value(option)?;
    range_of(&text, true).ok_or_else(|| bad(option, &text))
}

fn tcp_flags(option: &str, words: &mut Words<'_>) -> Result<TcpFlags, Problem> {
    let text = words.value(option)?;
    let bit = |name: &str| match name.to_ascii_uppercase().as_str() {
        "FIN" => Some(1),
        "SYN" => Some(2),
        "RST" => Some(4),
        "PSH" => Some(8),
        "ACK" => Some(16),
        "URG" => Some(32),
        "ALL" => Some(63),
        "NONE" => Some(0),
        _ => None,
    };
    let bits = text.split(',').try_fold(0_u8, |bits, name| Some(bits | bit(name)?));
    bits.map(TcpFlags).ok_or_else(|| bad(option, &text))
}

fn icmp(option: &str, words: &mut Words<'_>, family: Family, invert: bool) -> Result<IcmpMatch, Problem> {
    let text = words.value(option)?;
    if text == "any" && family == Family::V4 {
        return Ok(IcmpMatch { family, kind: None, code: None, invert });
    }
    let (kind, code) = names::icmp(&text, family).ok_or_else(|| bad(option, &text))?;
    Ok(IcmpMatch { family, kind: Some(kind), code, invert })
}

fn text_up_to(max: usize, option: &str, words: &mut Words<'_>) -> Result<String, Problem> {
    let text = words.value(option)?;
    if text.len() > max { Err(bad(option, &text)) } else { Ok(text) }
}

/// `value` or `value/mask`.
pub(super) fn mark(option: &str, words: &mut Words<'_>) -> Result<(u32, u32), Problem> {
    let text = words.value(option)?;
    let (value, mask) = text.split_once('/').map_or((&*text, None), |(v, m)| (v, Some(m)));
    let mask = mask.map_or(Some(u32::MAX), names::number);
    names::number(value).zip(mask).ok_or_else(|| bad(option, &text))
}

fn states(option: &str, words: &mut Words<'_>, kind: Kind) -> Result<ConnStates, Problem> {
    let text = words.value(option)?;
    let usable = if kind == Kind::State { &ConnStates::NAMES[..5] } else { &ConnStates::NAMES[..] };
    let bit = |name: &str| usable.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, bit)| *bit);
    let bits = text.split(',').try_fold(0_u8, |bits, name| Some(bits | bit(name)?));
    bits.map(ConnStates).ok_or_else(|| bad(option, &text))
}

fn address_types(option: &str, words: &mut Words<'_>) -> Result<AddressTypes, Problem> {
    let text = words.value(option)?;
    let mut types = AddressTypes::default();
    for name in text.split(',') {
        let kind = AddressType::ALL.into_iter().find(|k| k.name().eq_ignore_ascii_case(name));
        types.add(kind.ok_or_else(|| bad(option, &text))?);
    }
    Ok(types)
}

/// A number or a range of numbers; `root` is the one name that is the same everywhere.
fn ids(option: &str, words: &mut Words<'_>) -> Result<(u32, u32), Problem> {
    let text = words.value(option)?;
    let one = |text: &str| if text == "root" { Some(0) } else { names::number(text) };
    let range = match text.split_once('-') {
        Some((min, max)) => one(min).zip(one(max)).filter(|(min, max)| min <= max),
        None => one(&text).map(|id| (id, id)),
    };
    range.ok_or_else(|| bad(option, &text))
}
