//! Rules as `iptables-save` 1.8.9 prints them: `-s -d -i -o -p`, then the matches as written, then the target.

use super::names::protocol_name;
use crate::cidr::Family;
use crate::conntrack::{PortChoice, Range};
use crate::netfilter::{
    AddrtypeMatch, ConnmarkOperation, FlagsMatch, Head, IcmpMatch, InterfaceName, Inverted, MarkMatch, Match,
    NetworkMatch, OwnerMatch, PhysdevMatch, PortMatch, PortRange, PortSide, RecentMatch, RecentOperation, RuleSpec,
    Statistic, StatisticMode, Target, TcpMatch, Tproxy,
};
use std::net::IpAddr;

/// A whole rule, `-A CHAIN ...`.
pub(crate) fn rule(chain: &str, spec: &RuleSpec, family: Family) -> String {
    let mut line = format!("-A {chain}");
    head(&mut line, &spec.head, family);
    for condition in &spec.matches {
        matched(&mut line, condition);
    }
    target(&mut line, &spec.target);
    line
}

fn head(line: &mut String, head: &Head, family: Family) {
    for (option, wanted) in [("-s", &head.source), ("-d", &head.destination)] {
        if !wanted.is_any() {
            option_value(line, wanted.invert, option, &plain_network(wanted, family));
        }
    }
    for (option, wanted) in [("-i", &head.input), ("-o", &head.output)] {
        if let Some(InterfaceName { name, invert }) = wanted.as_deref() {
            option_value(line, *invert, option, name);
        }
    }
    if head.protocol != 0 {
        option_value(line, head.protocol_invert, "-p", &protocol(head.protocol));
    }
}

fn option_value(line: &mut String, invert: bool, option: &str, value: &str) {
    word(line, if invert { "!" } else { "" });
    word(line, option);
    word(line, value);
}

/// Adds a word; an empty one is none.
fn word(line: &mut String, word: &str) {
    if !word.is_empty() {
        line.push(' ');
        line.push_str(word);
    }
}

fn plain_network(wanted: &NetworkMatch, family: Family) -> String {
    let address = family.address(wanted.bits);
    let len = u8::try_from(wanted.mask.count_ones()).unwrap_or(u8::MAX);
    if family.mask(len) == wanted.mask {
        format!("{address}/{len}")
    } else {
        format!("{address}/{}", family.address(wanted.mask))
    }
}

/// A network as a rule prints it, `! ` included.
pub(crate) fn network(wanted: &NetworkMatch, family: Family) -> String {
    let text = plain_network(wanted, family);
    if wanted.invert { format!("! {text}") } else { text }
}

pub(crate) fn protocol(number: u8) -> String {
    if number == 0 { "all".into() } else { protocol_name(number) }
}

fn matched(line: &mut String, condition: &Match) {
    let (name, options) = match condition {
        Match::Tcp(tcp) => ("tcp", tcp_options(tcp)),
        Match::Udp(ports) => ("udp", port_options(ports)),
        Match::Sctp(ports) => ("sctp", port_options(ports)),
        Match::Icmp(icmp) => icmp_options(*icmp),
        Match::Multiport(m) => ("multiport", listed(multiport_option(m.side), m.invert, &port_list(&m.ports))),
        Match::Comment(text) => ("comment", listed("--comment", false, &quoted(text))),
        Match::Statistic(statistic) => ("statistic", statistic_options(*statistic)),
        Match::Mark(m) => ("mark", listed("--mark", m.invert, &mark(*m))),
        Match::Connmark(m) => ("connmark", listed("--mark", m.invert, &mark(*m))),
        Match::Conntrack(states) => ("conntrack", listed("--ctstate", states.invert, &states.value.text())),
        Match::State(states) => ("state", listed("--state", states.invert, &states.value.text())),
        Match::Addrtype(addrtype) => ("addrtype", addrtype_options(*addrtype)),
        Match::Recent(recent) => ("recent", recent_options(recent)),
        Match::Owner(owner) => ("owner", owner_options(*owner)),
        Match::Nfacct(name) => ("nfacct", listed("--nfacct-name", false, &quoted(name))),
        Match::Physdev(physdev) => ("physdev", physdev_options(physdev)),
    };
    word(line, "-m");
    word(line, name);
    line.push_str(&options);
}

/// `physdev_save` of `libxt_physdev.c`.
fn physdev_options(physdev: &PhysdevMatch) -> String {
    let flag =
        |option: &str, given: Option<bool>| given.map(|invert| format!("{}{option}", if invert { " ! " } else { " " }));
    let name = |option: &str, given: &Option<Box<InterfaceName>>| {
        given.as_ref().map(|name| listed(option, name.invert, &name.to_string()))
    };
    let options = [
        flag("--physdev-is-in", physdev.is_in),
        name("--physdev-in", &physdev.input),
        flag("--physdev-is-out", physdev.is_out),
        name("--physdev-out", &physdev.output),
        flag("--physdev-is-bridged", physdev.is_bridged),
    ];
    options.into_iter().flatten().collect()
}

fn listed(option: &str, invert: bool, value: &str) -> String {
    let mut line = String::new();
    option_value(&mut line, invert, option, value);
    line
}

/// `xtables_save_string`: letters, digits, `_` and `-` go bare.
pub(crate) fn quoted(text: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !text.is_empty() && text.chars().all(bare) {
        return text.into();
    }
    let mut quoted = String::from('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '\'') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

fn port_range(range: PortRange) -> String {
    if range.min == range.max { range.min.to_string() } else { format!("{}:{}", range.min, range.max) }
}

pub(crate) fn port_list(ports: &[PortRange]) -> String {
    let texts: Vec<String> = ports.iter().copied().map(port_range).collect();
    texts.join(",")
}

fn port_options(ports: &PortMatch) -> String {
    let mut line = String::new();
    for (option, wanted) in [("--sport", ports.source), ("--dport", ports.destination)] {
        if let Some(Inverted { value, invert }) = wanted {
            option_value(&mut line, invert, option, &port_range(value));
        }
    }
    line
}

fn tcp_options(tcp: &TcpMatch) -> String {
    let mut line = port_options(&tcp.ports);
    if let Some(Inverted { value, invert }) = tcp.flags {
        option_value(&mut line, invert, "--tcp-flags", &flags(value));
    }
    line
}

/// `FIN,SYN,RST,ACK SYN`.
pub(crate) fn flags(wanted: FlagsMatch) -> String {
    let names = [(1, "FIN"), (2, "SYN"), (4, "RST"), (8, "PSH"), (16, "ACK"), (32, "URG")];
    let text = |bits: u8| {
        let set: Vec<&str> = names.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, name)| *name).collect();
        if set.is_empty() { "NONE".to_owned() } else { set.join(",") }
    };
    format!("{} {}", text(wanted.mask.0), text(wanted.set.0))
}

pub(crate) const fn icmp_option(family: Family) -> &'static str {
    match family {
        Family::V4 => "--icmp-type",
        Family::V6 => "--icmpv6-type",
    }
}

/// `any`, `8` or `3/3`.
pub(crate) fn icmp(wanted: IcmpMatch) -> String {
    match (wanted.kind, wanted.code) {
        (None, _) => "any".into(),
        (Some(kind), None) => kind.to_string(),
        (Some(kind), Some(code)) => format!("{kind}/{code}"),
    }
}

fn icmp_options(wanted: IcmpMatch) -> (&'static str, String) {
    let name = match wanted.family {
        Family::V4 => "icmp",
        Family::V6 => "icmp6",
    };
    (name, listed(icmp_option(wanted.family), wanted.invert, &icmp(wanted)))
}

pub(crate) const fn multiport_option(side: PortSide) -> &'static str {
    match side {
        PortSide::Source => "--sports",
        PortSide::Destination => "--dports",
        PortSide::Either => "--ports",
    }
}

/// A threshold out of 2^31 as a probability with eleven decimals (`libxt_statistic.c`).
pub(crate) fn probability(threshold: u32) -> String {
    format!("{:.11}", f64::from(threshold) / 2_147_483_648.0)
}

fn statistic_options(statistic: Statistic) -> String {
    match statistic.mode {
        StatisticMode::Random { threshold } => {
            format!(" --mode random{}", listed("--probability", statistic.invert, &probability(threshold)))
        }
        StatisticMode::Nth { every, packet } => {
            format!(" --mode nth{} --packet {packet}", listed("--every", statistic.invert, &every.to_string()))
        }
    }
}

/// `0x10`, or `0x10/0xff`.
pub(crate) fn mark(wanted: MarkMatch) -> String {
    let MarkMatch { value, mask, .. } = wanted;
    if mask == u32::MAX { format!("{value:#x}") } else { format!("{value:#x}/{mask:#x}") }
}

fn addrtype_options(addrtype: AddrtypeMatch) -> String {
    let mut line = String::new();
    for (option, wanted) in [("--src-type", addrtype.source), ("--dst-type", addrtype.destination)] {
        if let Some(Inverted { value, invert }) = wanted {
            option_value(&mut line, invert, option, &value.text());
        }
    }
    word(&mut line, if addrtype.limit_in { "--limit-iface-in" } else { "" });
    word(&mut line, if addrtype.limit_out { "--limit-iface-out" } else { "" });
    line
}

pub(crate) const fn recent_operation(operation: RecentOperation) -> &'static str {
    match operation {
        RecentOperation::Set => "--set",
        RecentOperation::Check => "--rcheck",
        RecentOperation::Update => "--update",
        RecentOperation::Remove => "--remove",
    }
}

/// `recent_save` of `libxt_recent.c`.
fn recent_options(recent: &RecentMatch) -> String {
    let mut line = listed(recent_operation(recent.operation), recent.invert, "");
    if recent.seconds != 0 {
        option_value(&mut line, false, "--seconds", &recent.seconds.to_string());
    }
    word(&mut line, if recent.reap { "--reap" } else { "" });
    if recent.hits != 0 {
        option_value(&mut line, false, "--hitcount", &recent.hits.to_string());
    }
    word(&mut line, if recent.ttl { "--rttl" } else { "" });
    option_value(&mut line, false, "--name", &recent.name);
    option_value(&mut line, false, "--mask", &recent.mask.to_string());
    word(&mut line, if recent.destination { "--rdest" } else { "--rsource" });
    line
}

/// `5`, or `5-9`.
pub(crate) fn id_range((min, max): (u32, u32)) -> String {
    if min == max { min.to_string() } else { format!("{min}-{max}") }
}

fn owner_options(owner: OwnerMatch) -> String {
    let mut line = String::new();
    if let Some(invert) = owner.exists {
        option_value(&mut line, invert, "--socket-exists", "");
    }
    for (option, wanted) in [("--uid-owner", owner.uid), ("--gid-owner", owner.gid)] {
        if let Some(Inverted { value, invert }) = wanted {
            option_value(&mut line, invert, option, &id_range(value));
        }
    }
    line
}

fn target(line: &mut String, target: &Target) {
    let (flag, name, options) = match target {
        Target::None => return,
        Target::Accept => ("-j", "ACCEPT", String::new()),
        Target::Drop => ("-j", "DROP", String::new()),
        Target::Return => ("-j", "RETURN", String::new()),
        Target::Jump(chain) => ("-j", chain.as_str(), String::new()),
        Target::Goto(chain) => ("-g", chain.as_str(), String::new()),
        Target::Reject(_, name) => ("-j", "REJECT", format!(" --reject-with {name}")),
        Target::Dnat(to) => ("-j", "DNAT", format!(" --to-destination {}{}", range(to), choice(to))),
        Target::Snat(to) => ("-j", "SNAT", format!(" --to-source {}{}", range(to), choice(to))),
        Target::Masquerade(to) => ("-j", "MASQUERADE", port_target(to)),
        Target::Redirect(to) => ("-j", "REDIRECT", port_target(to)),
        Target::Mark { value, mask } => ("-j", "MARK", format!(" --set-xmark {value:#x}/{mask:#x}")),
        Target::Connmark(operation) => ("-j", "CONNMARK", connmark(*operation)),
        Target::Notrack("CT") => ("-j", "CT", " --notrack".into()),
        Target::Notrack(name) => ("-j", *name, String::new()),
        Target::Tproxy(to) => ("-j", "TPROXY", tproxy(*to)),
        Target::Zone(zone) => ("-j", "CT", format!(" --zone {zone}")),
        Target::Other { name, options } => ("-j", *name, options.clone()),
    };
    word(line, flag);
    word(line, name);
    line.push_str(&options);
}

/// `tproxy_tg_save` of `libxt_TPROXY.c`.
fn tproxy(to: Tproxy) -> String {
    format!(" --on-port {} --on-ip {} --tproxy-mark {:#x}/{:#x}", to.port, to.address, to.value, to.mask)
}

fn connmark(operation: ConnmarkOperation) -> String {
    match operation {
        ConnmarkOperation::Set { value, mask } => format!(" --set-xmark {value:#x}/{mask:#x}"),
        ConnmarkOperation::Save { nfmask, ctmask } => {
            format!(" --save-mark --nfmask {nfmask:#x} --ctmask {ctmask:#x}")
        }
        ConnmarkOperation::Restore { nfmask, ctmask } => {
            format!(" --restore-mark --nfmask {nfmask:#x} --ctmask {ctmask:#x}")
        }
    }
}

fn target_ports((min, max): (u16, u16)) -> String {
    if min == max { min.to_string() } else { format!("{min}-{max}") }
}

/// `10.0.0.1-10.0.0.5:80-90`; an IPv6 address with a port stands in brackets.
pub(crate) fn range(range: &Range) -> String {
    let addresses = range
        .addresses
        .map_or(String::new(), |(min, max)| if min == max { min.to_string() } else { format!("{min}-{max}") });
    let six = range.addresses.is_some_and(|(min, _)| matches!(min, IpAddr::V6(_)));
    match range.ports {
        None => addresses,
        Some(ports) if six => format!("[{addresses}]:{}", target_ports(ports)),
        Some(ports) => format!("{addresses}:{}", target_ports(ports)),
    }
}

fn choice(range: &Range) -> String {
    let random = match range.choice {
        PortChoice::Keep => "",
        PortChoice::Random => " --random",
        PortChoice::RandomFully => " --random-fully",
    };
    format!("{random}{}", if range.persistent { " --persistent" } else { "" })
}

fn port_target(range: &Range) -> String {
    let ports = range.ports.map_or(String::new(), |p| format!(" --to-ports {}", target_ports(p)));
    format!("{ports}{}", choice(range))
}
