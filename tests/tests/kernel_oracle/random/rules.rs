//! Random rules: every match and target that the simulated kernel knows, over the addresses and ports that the random
//! packets have, so that they are hit.

use super::dice::Dice;
use super::lab::Lab;
use std::fmt::Write;

/// Ports that packets have and rules ask for.
pub(crate) const PORTS: [u16; 8] = [80, 443, 53, 8080, 3306, 30080, 30081, 22];

/// Chains that share what they may hold: built-in ones, and those that only these call.
struct Group {
    table: &'static str,
    hooks: &'static [&'static str],
    own: &'static [&'static str],
}

const GROUPS: [Group; 6] = [
    Group { table: "raw", hooks: &["PREROUTING", "OUTPUT"], own: &["R0", "R1"] },
    Group {
        table: "mangle",
        hooks: &["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
        own: &["M0", "M1", "M2"],
    },
    Group { table: "nat", hooks: &["PREROUTING", "OUTPUT"], own: &["D0", "D1", "D2"] },
    Group { table: "nat", hooks: &["INPUT"], own: &[] },
    Group { table: "nat", hooks: &["POSTROUTING"], own: &["S0", "S1"] },
    Group { table: "filter", hooks: &["INPUT", "FORWARD", "OUTPUT"], own: &["F0", "F1", "F2"] },
];

/// A chain and what may be said there.
struct Place<'a> {
    group: &'a Group,
    chain: &'static str,
    /// Chains it may call: only later ones, so that no circle closes.
    callees: &'a [&'static str],
}

/// Rules for every table; some tables are left out now and then.
pub(crate) fn generate(dice: &mut Dice, lab: &Lab, number: usize) -> String {
    let mut text = String::new();
    for table in ["raw", "mangle", "nat", "filter"] {
        if dice.percent(match table {
            "raw" | "mangle" => 50,
            _ => 95,
        }) {
            text.push_str(&one_table(dice, lab, table, number));
        }
    }
    text
}

fn one_table(dice: &mut Dice, lab: &Lab, table: &str, number: usize) -> String {
    let groups = || GROUPS.iter().filter(|group| group.table == table);
    let mut text = format!("*{table}\n");
    for hook in ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"] {
        if groups().any(|group| group.hooks.contains(&hook)) {
            let policy = if table == "filter" && dice.percent(15) { "DROP" } else { "ACCEPT" };
            let _ = writeln!(text, ":{hook} {policy} [0:0]");
        }
    }
    groups().flat_map(|group| group.own).for_each(|chain| {
        let _ = writeln!(text, ":{chain} - [0:0]");
    });
    for group in groups() {
        for (index, chain) in group.hooks.iter().map(|hook| (0, hook)).chain((1..).zip(group.own)) {
            let place = Place { group, chain, callees: &group.own[index..] };
            for _ in 0..1 + dice.below(5) {
                let _ = writeln!(text, "{}", rule(dice, lab, &place, number));
            }
        }
    }
    text + "COMMIT\n"
}

fn rule(dice: &mut Dice, lab: &Lab, place: &Place<'_>, number: usize) -> String {
    let protocol = match dice.below(10) {
        0..=3 => "tcp",
        4..=5 => "udp",
        6 if lab.six => "ipv6-icmp",
        6 => "icmp",
        _ => "",
    };
    let mut text = format!("-A {}", place.chain);
    head(dice, lab, place, protocol, &mut text);
    for _ in 0..dice.below(3) {
        let condition = condition(dice, lab, place, protocol, number);
        // Two matches of one kind would be two `-m` of the same name: fine for iptables, but two options of the same
        // name are not told apart by a reader.
        if !condition.split(' ').nth(1).is_some_and(|kind| text.contains(&format!("-m {kind} "))) {
            text.push(' ');
            text.push_str(&condition);
        }
    }
    let target = target(dice, lab, place, protocol);
    if !target.is_empty() {
        text.push(' ');
        text.push_str(&target);
    }
    text
}

/// Addresses, devices, protocol.
fn head(dice: &mut Dice, lab: &Lab, place: &Place<'_>, protocol: &str, text: &mut String) {
    let everywhere = [&lab.everybody()[..], &lab.networks].concat();
    for option in ["-s", "-d"] {
        if dice.percent(20) {
            let address = dice.one(&everywhere);
            // iptables-nft refuses to say "not everybody".
            let not = dice.not(if address.ends_with("/0") { 0 } else { 25 });
            let _ = write!(text, " {not}{option} {address}");
        }
    }
    let is_own = place.group.own.contains(&place.chain);
    let knows_input = is_own || ["PREROUTING", "INPUT", "FORWARD"].contains(&place.chain);
    let knows_output = is_own || ["OUTPUT", "FORWARD", "POSTROUTING"].contains(&place.chain);
    for (option, known) in [("-i", knows_input), ("-o", knows_output)] {
        if known && dice.percent(8) {
            let (not, device) = (dice.not(25), dice.one(&["eth0", "v0", "v1", "v+", "lo"]));
            let _ = write!(text, " {not}{option} {device}");
        }
    }
    if !protocol.is_empty() {
        let _ = write!(text, " -p {protocol}");
    }
}

fn condition(dice: &mut Dice, lab: &Lab, place: &Place<'_>, protocol: &str, number: usize) -> String {
    let kind = dice.below(14);
    let out_only = place.group.hooks.iter().all(|hook| ["OUTPUT", "POSTROUTING"].contains(hook))
        || ["OUTPUT", "POSTROUTING"].contains(&place.chain);
    match (kind, protocol) {
        (0..=4, "tcp" | "udp") => ports(dice, protocol),
        (0..=4, "icmp" | "ipv6-icmp") => icmp(dice, lab),
        (5 | 6, _) => states(dice),
        (7, _) => {
            let (not, mark) = (dice.not(30), dice.one(&["0x1", "0x4000/0x4000", "0x0/0x1", "0x3/0xf"]));
            let kind = dice.one(&["mark", "connmark"]);
            format!("-m {kind} {not}--mark {mark}")
        }
        (8 | 9, _) => addrtype(dice),
        (10, _) => statistic(dice),
        (11, _) => recent(dice, number),
        (12, _) if out_only => owner(dice, lab),
        _ => format!("-m comment --comment \"words {}\"", dice.below(100)),
    }
}

fn ports(dice: &mut Dice, protocol: &str) -> String {
    let port = dice.one(&PORTS);
    let not = dice.not(20);
    match dice.below(6) {
        0 if protocol == "tcp" => format!("-m tcp {not}--syn"),
        1 if protocol == "tcp" => {
            let flags = dice.one(&["SYN,ACK SYN,ACK", "SYN,RST,ACK,FIN SYN", "ALL ACK", "RST RST", "FIN,ACK FIN,ACK"]);
            format!("-m tcp {not}--tcp-flags {flags}")
        }
        2 => {
            let option = dice.one(&["--dports", "--sports", "--ports"]);
            format!("-m multiport {not}{option} {port},8000:9000,443")
        }
        3 => format!("-m {protocol} {not}--dport {}:{}", port.min(1000), port.max(1000)),
        4 => format!("-m {protocol} {not}--sport 10000:{}", 10_000 + dice.below(30_000)),
        _ => format!("-m {protocol} {not}--dport {port}"),
    }
}

fn icmp(dice: &mut Dice, lab: &Lab) -> String {
    let not = dice.not(20);
    if lab.six {
        format!("-m icmp6 {not}--icmpv6-type {}", dice.one(&["128", "129", "1/4", "1", "3"]))
    } else {
        format!("-m icmp {not}--icmp-type {}", dice.one(&["8", "0", "3/3", "3", "11"]))
    }
}

fn states(dice: &mut Dice) -> String {
    let not = dice.not(25);
    if dice.percent(25) {
        return format!("-m state {not}--state {}", dice.one(&["NEW", "RELATED,ESTABLISHED", "INVALID", "UNTRACKED"]));
    }
    let all = ["NEW", "ESTABLISHED", "RELATED,ESTABLISHED", "INVALID", "UNTRACKED", "DNAT", "SNAT", "INVALID,NEW,DNAT"];
    format!("-m conntrack {not}--ctstate {}", dice.one(&all))
}

fn addrtype(dice: &mut Dice) -> String {
    let (option, not) = (dice.one(&["--src-type", "--dst-type", "--dst-type"]), dice.not(25));
    format!("-m addrtype {not}{option} {}", dice.one(&["LOCAL", "UNICAST", "LOCAL,UNICAST", "MULTICAST"]))
}

/// Only probabilities that leave nothing to chance; `nth` counts from the moment the rules are loaded.
fn statistic(dice: &mut Dice) -> String {
    let not = dice.not(15);
    if dice.percent(50) {
        let probability = dice.one(&["0.00000000000", "1.00000000000"]);
        return format!("-m statistic --mode random {not}--probability {probability}");
    }
    let every = 2 + dice.below(3);
    format!("-m statistic --mode nth {not}--every {every} --packet {}", dice.below(every))
}

/// A list belongs to one set of rules: it would outlive them.
fn recent(dice: &mut Dice, number: usize) -> String {
    let not = dice.not(20);
    let what =
        dice.one(&["--set", "--rcheck", "--update", "--remove", "--rcheck --seconds 600", "--update --hitcount 2"]);
    let side = dice.one(&["--rsource", "--rdest"]);
    format!("-m recent {not}{what} --name r{number} {side}")
}

fn owner(dice: &mut Dice, lab: &Lab) -> String {
    let not = dice.not(30);
    match dice.below(3) {
        0 => format!("-m owner {not}--uid-owner {}", dice.one(lab.users)),
        1 => format!("-m owner {not}--gid-owner {}", dice.one(lab.users)),
        _ => format!("-m owner {not}--socket-exists"),
    }
}

fn target(dice: &mut Dice, lab: &Lab, place: &Place<'_>, protocol: &str) -> String {
    match dice.below(10) {
        0..=2 if !place.callees.is_empty() => {
            let (how, chain) = (dice.one(&["-j", "-j", "-j", "-g"]), dice.one(place.callees));
            format!("{how} {chain}")
        }
        3 => "-j RETURN".into(),
        4 => "-j ACCEPT".into(),
        5 => String::new(),
        6 => dice
            .one(&["-j NFLOG --nflog-group 7", "-j MARK --set-xmark 0x4000/0x4000", "-j MARK --set-xmark 0x0/0x1"])
            .into(),
        _ => match (place.group.table, place.group.hooks) {
            ("raw", _) => dice.one(&["-j CT --notrack", "-j CT --zone 7", "-j ACCEPT", "-j DROP"]).into(),
            ("mangle", _) => mangle(dice),
            ("nat", ["PREROUTING", ..]) => destination(dice, lab, protocol),
            ("nat", ["POSTROUTING"]) if dice.percent(50) => "-j MASQUERADE".into(),
            ("nat", _) => source(dice, lab),
            _ => verdict(dice, lab, protocol),
        },
    }
}

fn mangle(dice: &mut Dice) -> String {
    let marks = [
        "MARK --set-xmark 0x1/0xffffffff",
        "MARK --set-xmark 0x3/0xf",
        "MARK --or-mark 0x2",
        "MARK --and-mark 0xf",
        "MARK --xor-mark 0x5",
        "CONNMARK --save-mark",
        "CONNMARK --restore-mark",
        "CONNMARK --set-xmark 0x3/0xf",
        "DROP",
    ];
    format!("-j {}", dice.one(&marks))
}

fn destination(dice: &mut Dice, lab: &Lab, protocol: &str) -> String {
    let has_ports = ["tcp", "udp"].contains(&protocol);
    let port = dice.one(&PORTS);
    if dice.percent(20) {
        return if has_ports { format!("-j REDIRECT --to-ports {port}") } else { "-j REDIRECT".into() };
    }
    let to = if dice.percent(75) { dice.one(&lab.inside) } else { dice.one(&[&lab.own[..], &lab.outside].concat()) };
    match (has_ports, lab.six) {
        (true, false) => format!("-j DNAT --to-destination {to}:{port}"),
        (true, true) => format!("-j DNAT --to-destination [{to}]:{port}"),
        (false, _) if dice.percent(30) => format!("-j DNAT --to-destination {}-{}", lab.inside[0], lab.inside[2]),
        (false, _) => format!("-j DNAT --to-destination {to}"),
    }
}

fn source(dice: &mut Dice, lab: &Lab) -> String {
    if dice.percent(25) {
        return format!("-j SNAT --to-source {}-{}", lab.inside[0], lab.inside[2]);
    }
    format!("-j SNAT --to-source {}", dice.one(&[lab.own[0], lab.own[1], lab.virtual_ones[0], lab.outside[0]]))
}

fn verdict(dice: &mut Dice, lab: &Lab, protocol: &str) -> String {
    let answers: &[&str] = if lab.six {
        &["icmp6-port-unreachable", "icmp6-no-route", "icmp6-adm-prohibited", "icmp6-addr-unreachable"]
    } else {
        &[
            "icmp-port-unreachable",
            "icmp-host-unreachable",
            "icmp-net-unreachable",
            "icmp-proto-unreachable",
            "icmp-net-prohibited",
            "icmp-host-prohibited",
            "icmp-admin-prohibited",
        ]
    };
    match dice.below(4) {
        0 => "-j DROP".into(),
        1 if protocol == "tcp" => "-j REJECT --reject-with tcp-reset".into(),
        1 | 2 => format!("-j REJECT --reject-with {}", dice.one(answers)),
        _ => "-j ACCEPT".into(),
    }
}
