//! Random scripts: every expression and statement that the simulated kernel knows of nft's, over the addresses and ports
//! that the random packets have, so that they are hit.

use super::conditions::{Asked, conditions};
use crate::random::dice::Dice;
use crate::random::lab::Lab;
use crate::random::rules::PORTS;
use std::fmt::Write;

/// Chains that share what they may hold: base chains, and those that only these call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// Its name, which its maps and its own chains have too.
    pub(super) name: &'static str,
    /// The type of its base chains.
    kind: &'static str,
    /// Where they hang, and with which priority.
    hooks: &'static [(&'static str, &'static str)],
    /// How many chains of its own it has.
    own: usize,
}

const GROUPS: [Group; 8] = [
    Group { name: "raw", kind: "filter", hooks: &[("prerouting", "raw"), ("output", "-290")], own: 1 },
    Group {
        name: "mangle",
        kind: "filter",
        hooks: &[("prerouting", "mangle"), ("forward", "mangle + 3"), ("postrouting", "mangle")],
        own: 2,
    },
    Group { name: "route", kind: "route", hooks: &[("output", "mangle")], own: 1 },
    Group { name: "early", kind: "filter", hooks: &[("prerouting", "-110"), ("output", "-110")], own: 2 },
    Group { name: "dst", kind: "nat", hooks: &[("prerouting", "dstnat"), ("output", "-100")], own: 3 },
    Group {
        name: "filter",
        kind: "filter",
        hooks: &[
            ("input", "filter"),
            ("forward", "filter"),
            ("output", "filter"),
            ("forward", "filter"),
            ("input", "50"),
        ],
        own: 3,
    },
    Group { name: "in", kind: "nat", hooks: &[("input", "100")], own: 0 },
    Group { name: "src", kind: "nat", hooks: &[("postrouting", "srcnat"), ("postrouting", "srcnat + 5")], own: 2 },
];

/// A chain and what may be said there.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) group: Group,
    /// The hook of a base chain.
    pub(super) hook: Option<&'static str>,
    /// Chains it may call: only later ones, so that no circle closes.
    callees: Vec<String>,
}

impl Place {
    /// Whether every packet there is on its way out.
    pub(super) fn is_out(&self) -> bool {
        let out = |hook: &str| ["output", "postrouting"].contains(&hook);
        self.hook.map_or_else(|| self.group.hooks.iter().all(|(hook, _)| out(hook)), out)
    }
}

/// The family's word.
pub(super) const fn ip(lab: &Lab) -> &'static str {
    if lab.six { "ip6" } else { "ip" }
}

/// A table with everything; some groups are left out now and then.
pub(super) fn script(dice: &mut Dice, lab: &Lab) -> String {
    let table = format!("{} t", ip(lab));
    let mut text = format!("add table {table}\n{}", sets(dice, lab, &table));
    let groups: Vec<Group> = GROUPS.into_iter().filter(|group| dice.percent(often(group.name))).collect();
    for group in &groups {
        declare(dice, group, &table, &mut text);
    }
    for group in &groups {
        let own: Vec<String> = (0..group.own).map(|index| format!("{}{index}", group.name)).collect();
        for (index, (hook, _)) in group.hooks.iter().enumerate() {
            let place = Place { group: *group, hook: Some(hook), callees: own.clone() };
            rules(dice, lab, (&place, &format!("{}-{hook}{index}", group.name)), &table, &mut text);
        }
        for (index, chain) in own.iter().enumerate() {
            let place = Place { group: *group, hook: None, callees: own[index + 1..].to_vec() };
            rules(dice, lab, (&place, chain), &table, &mut text);
        }
        elements(dice, lab, group, &own, &table, &mut text);
    }
    // Chance or counting, not both: which chain chance chose is not always told, and it would decide what was counted.
    if dice.percent(50) {
        text.replace("numgen random", "numgen inc")
    } else {
        text.replace("numgen inc", "numgen random")
    }
}

fn often(group: &str) -> usize {
    match group {
        "raw" => 30,
        "mangle" | "route" | "early" => 50,
        "in" => 40,
        _ => 95,
    }
}

/// Sets of every kind, with members.
fn sets(dice: &mut Dice, lab: &Lab, table: &str) -> String {
    let address = if lab.six { "ipv6_addr" } else { "ipv4_addr" };
    let mut text = String::new();
    for (name, what) in [
        ("addresses", format!("type {address} ; comment \"some of them\" ;")),
        ("networks", format!("type {address} ; flags interval ;")),
        ("ports", "type inet_service ; flags interval ;".to_owned()),
        ("marks", "type mark ;".to_owned()),
        ("triples", format!("type {address} . inet_proto . inet_service ;")),
        ("seen", format!("type {address} ; flags dynamic,timeout ; timeout 3h ;")),
        ("few", format!("type {address} ; flags dynamic ; size 3 ;")),
    ] {
        let _ = writeln!(text, "add set {table} {name} {{ {what} }}");
    }
    let mut add = |set: &str, element: String| {
        let _ = writeln!(text, "add element {table} {set} {{ {element} }}");
    };
    for _ in 0..1 + dice.below(3) {
        add("addresses", dice.one(&lab.everybody()).into());
        add("marks", dice.one(&["0x1", "0x4000", "0x4001", "7"]).into());
        add("triples", triple(dice, lab));
    }
    // Networks must not overlap.
    add("networks", dice.one(&lab.networks[..2]).into());
    add("networks", lab.networks[2].into());
    add("ports", dice.one(&["80-443", "22", "50-53"]).into());
    add("ports", dice.one(&["3306", "30000-32767", "8080"]).into());
    text
}

fn triple(dice: &mut Dice, lab: &Lab) -> String {
    let protocol = dice.one(&["tcp", "tcp", "udp", "17"]);
    format!("{} . {protocol} . {}", dice.one(&lab.everybody()), dice.one(&PORTS))
}

/// The chains of a group, and its maps.
fn declare(dice: &mut Dice, group: &Group, table: &str, text: &mut String) {
    let address = if table.starts_with("ip6") { "ipv6_addr" } else { "ipv4_addr" };
    for index in 0..group.own {
        let comment = if dice.percent(10) { " { comment \"one of them\" ; }" } else { "" };
        let _ = writeln!(text, "add chain {table} {}{index}{comment}", group.name);
    }
    for (index, (hook, priority)) in group.hooks.iter().enumerate() {
        let policy = match dice.below(20) {
            0 => " policy drop ;",
            1..=4 => " policy accept ;",
            _ => "",
        };
        let (name, kind) = (group.name, group.kind);
        let _ = writeln!(
            text,
            "add chain {table} {name}-{hook}{index} {{ type {kind} hook {hook} priority {priority} ;{policy} }}"
        );
    }
    if group.own > 0 {
        let name = group.name;
        let _ = writeln!(
            text,
            "add map {table} {name}-services {{ type {address} . inet_proto . inet_service : verdict ; }}\n\
             add map {table} {name}-ports {{ type inet_proto . inet_service : verdict ; }}"
        );
    }
}

/// What a group's maps lead to: its own chains, and verdicts.
fn elements(dice: &mut Dice, lab: &Lab, group: &Group, own: &[String], table: &str, text: &mut String) {
    if own.is_empty() {
        return;
    }
    let mut known = std::collections::BTreeSet::new();
    for _ in 0..12 {
        let verdict = verdict(dice, own);
        let (map, key) = if dice.percent(75) {
            ("services", triple(dice, lab).replace(" 17 ", " udp "))
        } else {
            ("ports", format!("{} . {}", dice.one(&["tcp", "udp"]), dice.one(&PORTS)))
        };
        if known.insert((map, key.clone())) {
            let comment = if dice.percent(10) { " comment \"words\"" } else { "" };
            let name = group.name;
            let _ = writeln!(text, "add element {table} {name}-{map} {{ {key}{comment} : {verdict} }}");
        }
    }
}

fn verdict(dice: &mut Dice, own: &[String]) -> String {
    match dice.below(12) {
        0 => "accept".into(),
        1 => "return".into(),
        2 => "continue".into(),
        3 => "drop".into(),
        4..=7 if !own.is_empty() => format!("goto {}", dice.one(own)),
        _ if !own.is_empty() => format!("jump {}", dice.one(own)),
        _ => "accept".into(),
    }
}

fn rules(dice: &mut Dice, lab: &Lab, (place, chain): (&Place, &str), table: &str, text: &mut String) {
    for _ in 0..1 + dice.below(4) {
        let verb = if dice.percent(5) { "insert" } else { "add" };
        let _ = writeln!(text, "{verb} rule {table} {chain} {}", rule(dice, lab, place));
    }
}

fn rule(dice: &mut Dice, lab: &Lab, place: &Place) -> String {
    let Asked { mut words, protocol } = conditions(dice, lab, place);
    if dice.percent(30) {
        words.push(statement(dice, lab, place));
    }
    let end = end(dice, lab, place, protocol);
    // What is learned before a map says no is told by nothing.
    let is_hidden =
        end.contains("vmap") && words.last().is_some_and(|last| last.contains("@seen {") || last.contains("@few {"));
    if !end.is_empty() && !is_hidden {
        words.push(end);
    }
    if words.is_empty() {
        words.push("counter".into());
    }
    if dice.percent(10) {
        words.push("comment \"some words\"".into());
    }
    words.join(" ")
}

/// Something that does not end the rule.
fn statement(dice: &mut Dice, lab: &Lab, place: &Place) -> String {
    let ip = ip(lab);
    let all = [
        "counter".to_owned(),
        "log group 7".into(),
        "log prefix \"seen \" group 7".into(),
        "mark set 0x1".into(),
        "mark set mark or 0x4000".into(),
        "meta mark set mark and 0xff".into(),
        "meta mark set meta mark xor 0x4000".into(),
        "meta mark set mark and 0xfffffff0 or 0x2".into(),
        "ct mark set mark".into(),
        "ct mark set 0x3".into(),
        "meta mark set ct mark".into(),
        "meta mark set numgen inc mod 3 offset 4".into(),
        format!("update @seen {{ {ip} saddr }}"),
        format!("add @seen {{ {ip} daddr }}"),
        format!("add @few {{ {ip} saddr }}"),
        format!("delete @seen {{ {ip} saddr }}"),
        format!("update @seen {{ {ip} saddr timeout 1h }}"),
    ];
    if place.group.name == "raw" && dice.percent(40) { "notrack".into() } else { dice.one(&all) }
}

/// How a rule ends: with a verdict, a map, a translation, or not at all.
fn end(dice: &mut Dice, lab: &Lab, place: &Place, protocol: Option<&str>) -> String {
    let has_own = !place.callees.is_empty();
    match dice.below(20) {
        // nft prints what is no port of ICMP's by another name.
        0..=3 if has_own && place.hook.is_some() && protocol != Some("icmp") => map(dice, lab, place),
        0..=4 if has_own => format!("{} {}", dice.one(&["jump", "jump", "goto"]), dice.one(&place.callees)),
        5 | 6 if has_own => chosen(dice, place),
        7 => "return".into(),
        8 => "accept".into(),
        9 => "continue".into(),
        10 | 11 => String::new(),
        12 if protocol.is_none() => in_place(dice, lab, place),
        _ => match (place.group.name, place.hook) {
            ("dst", _) => destination(dice, lab, protocol),
            ("src", _) => source(dice, lab, protocol),
            ("in", _) => format!("snat to {}", dice.one(&[lab.own[0], lab.virtual_ones[0]])),
            ("filter", _) => refusal(dice, lab, protocol),
            (_, _) => if dice.percent(15) { "drop" } else { "accept" }.into(),
        },
    }
}

/// A map with a name.
fn map(dice: &mut Dice, lab: &Lab, place: &Place) -> String {
    let (ip, name) = (ip(lab), place.group.name);
    if dice.percent(70) {
        format!("{ip} daddr . meta l4proto . th dport vmap @{name}-services")
    } else {
        format!("meta l4proto . th dport vmap @{name}-ports")
    }
}

/// A number chooses the chain.
fn chosen(dice: &mut Dice, place: &Place) -> String {
    let count = 1 + dice.below(3);
    let how = dice.one(&["random", "random", "inc"]);
    let to: Vec<String> = (0..count).map(|index| format!("{index} : {}", verdict(dice, &place.callees))).collect();
    format!("numgen {how} mod {count} vmap {{ {} }}", to.join(" , "))
}

/// A map without a name.
fn in_place(dice: &mut Dice, lab: &Lab, place: &Place) -> String {
    let mut to = || verdict(dice, &place.callees);
    let (one, two, three) = (to(), to(), to());
    let (ip, inside, networks) = (ip(lab), lab.inside, lab.networks);
    dice.one(&[
        format!("tcp dport vmap {{ 80 : {one}, 443 : {two}, 30000-32767 : {three} }}"),
        format!("{ip} saddr vmap {{ {} : {one}, {} : {two} }}", networks[2], networks[3]),
        format!("{ip} daddr vmap {{ {} : {one}, {} : {two} }}", inside[0], inside[1]),
        format!("ct state vmap {{ established : {one}, related : {two}, invalid : {three} }}"),
        format!("meta l4proto vmap {{ tcp : {one}, udp : {two} }}"),
        format!("meta mark vmap {{ 0x1 : {one}, 0x4000 : {two} }}"),
    ])
}

fn socket(lab: &Lab, address: &str, port: u16) -> String {
    if lab.six { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}

fn destination(dice: &mut Dice, lab: &Lab, protocol: Option<&str>) -> String {
    let has_ports = matches!(protocol, Some("tcp" | "udp" | "both"));
    let port = dice.one(&PORTS);
    if dice.percent(15) {
        return if has_ports { format!("redirect to :{port}") } else { "redirect".into() };
    }
    let to = if dice.percent(75) { dice.one(&lab.inside) } else { dice.one(&[&lab.own[..], &lab.outside].concat()) };
    match dice.below(10) {
        0 => {
            let how = dice.one(&["random", "inc"]);
            format!("dnat to numgen {how} mod 2 map {{ 0 : {}, 1 : {} }}", lab.inside[0], lab.inside[1])
        }
        1 => format!("dnat to {}-{}", lab.inside[0], lab.inside[2]),
        2 if has_ports => format!("dnat to :{port}"),
        3..=6 if has_ports => format!("dnat to {}", socket(lab, to, port)),
        _ => format!("dnat to {to}"),
    }
}

fn source(dice: &mut Dice, lab: &Lab, protocol: Option<&str>) -> String {
    let has_ports = matches!(protocol, Some("tcp" | "udp" | "both"));
    let to = dice.one(&[lab.own[0], lab.own[1], lab.virtual_ones[0], lab.outside[0]]);
    match dice.below(8) {
        0..=2 => "masquerade".into(),
        3 => "masquerade fully-random".into(),
        4 => "masquerade random".into(),
        5 if has_ports => "masquerade to :1000-2000".into(),
        6 => format!("snat to {}-{}", lab.inside[0], lab.inside[2]),
        _ => format!("snat to {to}"),
    }
}

fn refusal(dice: &mut Dice, lab: &Lab, protocol: Option<&str>) -> String {
    let answers: &[&str] = if lab.six {
        &["icmpv6 port-unreachable", "icmpv6 no-route", "icmpv6 admin-prohibited", "icmpv6 addr-unreachable"]
    } else {
        &[
            "icmp port-unreachable",
            "icmp host-unreachable",
            "icmp net-unreachable",
            "icmp prot-unreachable",
            "icmp net-prohibited",
            "icmp host-prohibited",
            "icmp admin-prohibited",
        ]
    };
    match dice.below(6) {
        0 => "drop".into(),
        1 => "reject".into(),
        2 if matches!(protocol, Some("tcp") | None) => "reject with tcp reset".into(),
        3 => format!("reject with {}", dice.one(answers)),
        _ => "accept".into(),
    }
}
