//! A small language for tests: a namespace from a few words, a packet as a person writes it, and everything that
//! happened to it as text.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use malla_kernel::{Context, Family, Interface, Laws, Listener, Netns, Outcome, Protocol, Route, Sender};
use malla_trace::{
    Action, CauseId, Chance, IcmpError, IcmpKind, Ledger, NetAction, Packet, Recorder, Seeded, SimTime, Stage, Step,
    TcpFlags, Tracer, Transport,
};
use std::fmt::Write as _;
use std::net::SocketAddr;

/// A namespace under test.
pub struct Lab {
    pub net: Netns,
    pub ledger: Ledger,
    pub chance: Seeded,
    pub now: SimTime,
    pub thorough: bool,
}

impl Lab {
    /// Lines: `dev eth0 192.168.0.100/24 ...`, `route 10.0.0.0/8 via 192.168.0.1 dev eth0`, `forward`,
    /// `localnet`, `listen tcp *:80 nginx`.
    pub fn new(setting: &str) -> Self {
        let mut ledger = Ledger::default();
        let laws = Laws::enter(&mut ledger);
        let net = Netns::new("lab", laws);
        let mut lab = Self { net, ledger, chance: Seeded::new(1), now: SimTime(1_000_000), thorough: false };
        setting.lines().map(str::trim).filter(|l| !l.is_empty()).for_each(|line| lab.set(line));
        lab
    }

    fn set(&mut self, line: &str) {
        let why = self.ledger.builtin(format!("lab/{line}").leak());
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["dev", name, addresses @ ..] => {
                let address = |text: &&str| {
                    let (address, len) = text.split_once('/').unwrap();
                    (address.parse().unwrap(), len.parse().unwrap())
                };
                let addresses = addresses.iter().map(address).collect();
                self.net.add_interface(Interface { name: (*name).into(), addresses, why });
            }
            ["route", to, "via", via, "dev", dev] => self.route(to, Some(via), dev, why),
            ["route", to, "dev", dev] => self.route(to, None, dev, why),
            ["forward"] => self.net.set_forwarding(true),
            ["localnet"] => self.net.set_route_localnet(true),
            ["listen", protocol, place, program] => {
                let (address, port) = place.rsplit_once(':').unwrap();
                let protocol = match *protocol {
                    "tcp" => Protocol::Tcp,
                    "udp" => Protocol::Udp,
                    _ => Protocol::Sctp,
                };
                let address = (address != "*").then(|| address.parse().unwrap());
                let (port, program) = (port.parse().unwrap(), (*program).to_owned());
                self.net.listen(Listener { protocol, address, port, uid: 0, program, why });
            }
            _ => panic!("setting {line}"),
        }
    }

    fn route(&mut self, to: &str, via: Option<&str>, dev: &str, why: CauseId) {
        let to = match to {
            "default" => "0.0.0.0/0",
            "default6" => "::/0",
            other => other,
        };
        let via = via.map(|v| v.parse().unwrap());
        self.net.add_route(Route { destination: to.parse().unwrap(), via, interface: dev.into(), why });
    }

    /// Loads rules that must all be good.
    pub fn rules(mut self, text: &str) -> Self {
        self.load(text, Family::V4);
        self
    }

    /// Loads IPv6 rules that must all be good.
    pub fn rules6(mut self, text: &str) -> Self {
        self.load(text, Family::V6);
        self
    }

    pub fn load(&mut self, text: &str, family: Family) {
        let why = self.ledger.builtin("lab/rules");
        let refusals = self.net.restore_text(text, family, why);
        assert!(refusals.is_empty(), "{refusals:?}");
    }

    /// A packet comes in; what happened, as text.
    pub fn receive(&mut self, dev: &str, packet: &str) -> String {
        let packet = packet_of(packet);
        self.run(|net, cx| net.receive(packet, dev, cx)).0
    }

    /// A local process of user 1000 sends a packet.
    pub fn send(&mut self, packet: &str) -> String {
        self.send_as(1000, packet)
    }

    pub fn send_as(&mut self, uid: u32, packet: &str) -> String {
        let packet = packet_of(packet);
        self.run(|net, cx| net.send(packet, Sender { uid, gid: uid }, cx)).0
    }

    pub fn run(&mut self, what: impl FnOnce(&mut Netns, &mut Context<'_>) -> Outcome) -> (String, Outcome) {
        let mut recorder = if self.thorough { Recorder::thorough() } else { Recorder::default() };
        let mut cx = Context::new(self.now, &mut self.chance as &mut dyn Chance, &mut recorder as &mut dyn Tracer);
        let outcome = what(&mut self.net, &mut cx);
        let mut text = String::new();
        for step in recorder.take() {
            for considered in &step.considered {
                let because = &considered.because;
                let (number, what) = (considered.number.unwrap_or(0), &considered.what);
                let _ = writeln!(
                    text,
                    "  not {number} {what} | {} {} was {}",
                    because.condition, because.wanted, because.found
                );
            }
            let _ = writeln!(text, "{}", step_text(&step));
            assert!(self.ledger.get(step.why).is_some(), "{step:?} has no cause");
        }
        let _ = writeln!(text, "= {}", outcome_text(&outcome));
        (text, outcome)
    }

    /// The connections, one a line.
    pub fn connections(&self) -> String {
        self.net.conntrack(self.now).fold(String::new(), |text, entry| format!("{text}{entry}\n"))
    }
}

/// `tcp 1.2.3.4:5 > 6.7.8.9:10 SYN,ACK ttl 3`, `udp ...`, `sctp ...`, `icmp 1.2.3.4 > 5.6.7.8 echo-request id 7`.
pub fn packet_of(text: &str) -> Packet {
    let (text, ttl) = match text.rsplit_once(" ttl ") {
        Some((text, ttl)) => (text, ttl.trim().parse().unwrap()),
        None => (text, 64),
    };
    let text = text.trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let socket = |text: &str| -> SocketAddr { text.parse().unwrap() };
    let mut packet = match words.as_slice() {
        ["tcp", from, ">", to, flags] => Packet::tcp(socket(from), socket(to), flags_of(flags)),
        ["udp", from, ">", to] => Packet::udp(socket(from), socket(to)),
        ["sctp", from, ">", to] => {
            let (from, to) = (socket(from), socket(to));
            let transport = Transport::Sctp { sport: from.port(), dport: to.port() };
            Packet { src: from.ip(), dst: to.ip(), ttl, mark: 0, transport }
        }
        ["icmp", from, ">", to, rest @ ..] => {
            let kind = match rest {
                ["echo-request", "id", id] => IcmpKind::Echo { id: id.parse().unwrap(), reply: false },
                ["echo-reply", "id", id] => IcmpKind::Echo { id: id.parse().unwrap(), reply: true },
                [error, ..] if text.ends_with(')') => error_of(error, text),
                ["type", kind, "code", code] => {
                    IcmpKind::Other { kind: kind.parse().unwrap(), code: code.parse().unwrap() }
                }
                _ => panic!("icmp {rest:?}"),
            };
            let transport = Transport::Icmp(kind);
            Packet { src: from.parse().unwrap(), dst: to.parse().unwrap(), ttl, mark: 0, transport }
        }
        _ => panic!("packet {text}"),
    };
    packet.ttl = ttl;
    packet
}

/// `PortUnreachable (tcp 1.2.3.4:5 > 6.7.8.9:10 SYN)`, with the packet it is about.
fn error_of(name: &str, text: &str) -> IcmpKind {
    let about = &text[text.find('(').unwrap() + 1..text.len() - 1];
    let error = match name {
        "PortUnreachable" => IcmpError::PortUnreachable,
        "HostUnreachable" => IcmpError::HostUnreachable,
        "TtlExceeded" => IcmpError::TtlExceeded,
        _ => panic!("error {name}"),
    };
    IcmpKind::Error { error, about: Box::new(packet_of(about)) }
}

fn flags_of(text: &str) -> TcpFlags {
    text.split(',').fold(TcpFlags(0), |flags, name| {
        flags.and(match name {
            "FIN" => TcpFlags::FIN,
            "SYN" => TcpFlags::SYN,
            "RST" => TcpFlags::RST,
            "PSH" => TcpFlags::PSH,
            "ACK" => TcpFlags::ACK,
            "URG" => TcpFlags::URG,
            "none" => TcpFlags(0),
            _ => panic!("flag {name}"),
        })
    })
}

fn step_text(step: &Step) -> String {
    let Action::Net(action) = &step.action else { panic!("not of the network: {step:?}") };
    let place = match &step.stage {
        Stage::Interface { name } => name.clone(),
        Stage::Conntrack => "conntrack".into(),
        Stage::Netfilter { table, chain, rule: Some(number) } => format!("{table} {chain} {number}"),
        Stage::Netfilter { table, chain, rule: None } => format!("{table} {chain}"),
        Stage::Routing => "routing".into(),
        Stage::Socket => "socket".into(),
        other => panic!("not of the network: {other:?}"),
    };
    let what = match action {
        NetAction::Match { rule, effect, draw } => {
            let draw = draw.as_ref().map_or(String::new(), |d| format!(" draw {}/{}", d.outcome, d.of));
            let rule = rule.split_once(" ").and_then(|(_, r)| r.split_once(' ')).map_or("", |(_, r)| r);
            format!("[{rule}] {effect:?}{draw}")
        }
        other => format!("{other:?}"),
    };
    let delta: Vec<String> = step.delta.iter().map(|c| format!("{:?} {} -> {}", c.field, c.from, c.to)).collect();
    let delta = if delta.is_empty() { String::new() } else { format!(" {{{}}}", delta.join(", ")) };
    format!("{place}: {what}{delta}")
}

pub fn outcome_text(outcome: &Outcome) -> String {
    let answered = |answer: &Option<Box<Outcome>>| {
        answer.as_ref().map_or(String::new(), |a| format!(", answers: {}", outcome_text(a)))
    };
    match outcome {
        Outcome::Forward { packet, interface, next_hop } => {
            format!("forward by {interface} to {next_hop}: {packet} ttl {}", packet.ttl)
        }
        Outcome::Local { packet, program, answer } => {
            let program = program.as_deref().unwrap_or("-");
            format!("local {program}: {packet}{}", answered(answer))
        }
        Outcome::Drop(reason) => format!("drop {reason:?}"),
        Outcome::Reject { with, answer } => format!("reject {with:?}{}", answered(answer)),
    }
}

/// Compares texts line by line, indentation aside.
pub fn check(actual: &str, expected: &str) {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    };
    let (actual_lines, expected) = (lines(actual), lines(expected));
    assert!(actual_lines == expected, "got:\n{actual}\nwanted:\n{}\n", expected.join("\n"));
}
