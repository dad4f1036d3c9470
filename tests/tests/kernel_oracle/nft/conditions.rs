//! Random conditions.

use super::generate::{Place, ip};
use crate::random::dice::Dice;
use crate::random::lab::Lab;
use crate::random::rules::PORTS;

/// Conditions, and the protocol that they leave: `tcp`, `udp`, `both` or another one.
pub(super) struct Asked {
    pub(super) words: Vec<String>,
    pub(super) protocol: Option<&'static str>,
}

/// None to four.
pub(super) fn conditions(dice: &mut Dice, lab: &Lab, place: &Place) -> Asked {
    let (mut words, mut protocol) = (vec![], None);
    if dice.percent(30) {
        words.push(address(dice, lab));
    }
    if dice.percent(50) {
        let (word, of) = transport(dice, lab);
        words.push(word);
        protocol = Some(of);
    }
    if dice.percent(40) {
        words.push(other(dice, lab, place));
    }
    if protocol.is_none() && dice.percent(10) {
        words.push(joined(dice, lab));
        protocol = Some("any");
    }
    Asked { words, protocol }
}

fn not(dice: &mut Dice) -> &'static str {
    if dice.percent(20) { "!= " } else { "" }
}

fn address(dice: &mut Dice, lab: &Lab) -> String {
    let (ip, side, not) = (ip(lab), dice.one(&["saddr", "daddr", "daddr"]), not(dice));
    let all = lab.everybody();
    let what = match dice.below(8) {
        0 | 1 => dice.one(&all).to_owned(),
        2 => dice.one(&lab.networks[..5]).to_owned(),
        3 => format!("{}-{}", lab.inside[0], lab.inside[1]),
        4 => format!("{{ {}, {} }}", dice.one(&all), dice.one(&all)),
        5 => format!("{{ {}, {} }}", dice.one(&lab.networks[..5]), dice.one(&all)),
        6 => dice.one(&["@addresses", "@seen", "@few"]).to_owned(),
        _ => "@networks".into(),
    };
    format!("{ip} {side} {not}{what}")
}

/// A condition on the transport header.
fn transport(dice: &mut Dice, lab: &Lab) -> (String, &'static str) {
    let (port, not) = (dice.one(&PORTS), not(dice));
    match dice.below(12) {
        0 | 1 => (format!("tcp dport {not}{port}"), "tcp"),
        2 => (format!("tcp dport {not}{{ {port}, 443, 8000-9000 }}"), "tcp"),
        3 => (format!("udp dport {not}{port}"), "udp"),
        4 => (format!("tcp sport {not}10000-{}", 10_000 + dice.below(30_000)), "tcp"),
        5 => (format!("meta l4proto {{ tcp, udp }} th dport {not}{port}"), "both"),
        6 => ("meta l4proto tcp".into(), "tcp"),
        7 => ("meta l4proto udp".into(), "udp"),
        // Two comparisons of size in one rule are one range to nft's printer.
        8 => (format!("tcp dport {} {port}", dice.one(&["<", "<="])), "tcp"),
        9 => {
            let flags = dice.one(&["syn", "syn,ack", "syn / syn,ack", "syn,ack / syn,rst,ack", "!= syn / syn,rst"]);
            (format!("tcp flags {flags}"), "tcp")
        }
        10 => (format!("tcp dport {not}@ports"), "tcp"),
        _ if lab.six => {
            let what =
                dice.one(&["echo-request", "echo-reply", "destination-unreachable", "{ echo-reply, time-exceeded }"]);
            (format!("icmpv6 type {not}{what}"), "icmp")
        }
        _ => {
            let what =
                dice.one(&["echo-request", "echo-reply", "destination-unreachable", "{ echo-reply, time-exceeded }"]);
            (format!("icmp type {not}{what}"), "icmp")
        }
    }
}

/// Something that is in no header.
fn other(dice: &mut Dice, lab: &Lab, place: &Place) -> String {
    let not = not(dice);
    match dice.below(11) {
        0..=2 => {
            let states = [
                "new",
                "established",
                "established,related",
                "invalid",
                "untracked",
                "invalid,new",
                "{ new, related }",
            ];
            format!("ct state {}", dice.one(&states))
        }
        3 => format!("ct status {}", dice.one(&["dnat", "snat", "snat,dnat", "seen-reply", "confirmed"])),
        4 => format!("ct mark {not}{}", dice.one(&["0x3", "0x0", "{ 0x1, 0x3 }"])),
        5 => mark(dice),
        6 => {
            let (side, what) =
                (dice.one(&["saddr", "daddr", "daddr"]), dice.one(&["local", "unicast", "{ local, multicast }"]));
            format!("fib {side} type {not}{what}")
        }
        7 => device(dice, place),
        8 => {
            let how = dice.one(&["inc", "inc", "random"]);
            format!("numgen {how} mod 3 {}", dice.one(&["0", "!= 1", "< 2", "{ 0, 2 }"]))
        }
        9 if place.is_out() => format!("meta skuid {not}{}", dice.one(lab.users)),
        9 => format!("ct direction {}", dice.one(&["original", "reply"])),
        _ if lab.six => format!("ip6 hoplimit {}", dice.one(&["64", "!= 64"])),
        _ => format!("ip ttl {}", dice.one(&["64", "!= 64", "< 5"])),
    }
}

fn mark(dice: &mut Dice) -> String {
    let all = [
        "meta mark 0x1",
        "mark != 0x1",
        "mark and 0x4000 == 0x4000",
        "mark and 0x4000 != 0",
        "meta mark & 0x3 == 0x1",
        "meta mark { 0x1, 0x4000 }",
        "meta mark @marks",
        "meta mark != @marks",
        "meta mark 0x1-0x10",
    ];
    dice.one(&all).into()
}

fn device(dice: &mut Dice, place: &Place) -> String {
    let not = not(dice);
    let name = dice.one(&["\"eth0\"", "\"v0\"", "\"v*\"", "\"lo\"", "{ \"v0\", \"eth0\" }"]);
    let (by_name, by_number) = if place.is_out() { ("oifname", "oif") } else { ("iifname", "iif") };
    if dice.percent(25) { format!("{by_number} {not}\"lo\"") } else { format!("{by_name} {not}{name}") }
}

/// Several fields at once.
fn joined(dice: &mut Dice, lab: &Lab) -> String {
    let (ip, all) = (ip(lab), lab.everybody());
    match dice.below(3) {
        0 => format!("{ip} daddr . meta l4proto . th dport @triples"),
        1 => format!("{ip} daddr . meta l4proto . th dport != @triples"),
        _ => {
            let mut one = || format!("{} . {}", dice.one(&all), dice.one(&PORTS));
            let (first, second) = (one(), one());
            format!("{ip} daddr . tcp dport {{ {first}, {second} }}")
        }
    }
}
