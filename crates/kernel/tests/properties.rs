//! What must hold whatever the rules and the packets: replies find their way back, the same input gives the same
//! output, every walk ends, and no text makes the parser panic.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use malla_kernel::{Context, Family, Outcome, Sender};
use malla_trace::{Chance, DropReason, Packet, Seeded, Silent, TcpFlags, Transport};
use std::net::SocketAddr;
use support::Lab;

/// Numbers out of a seed, for tests only.
struct Dice(Seeded);

impl Dice {
    fn below(&mut self, of: usize) -> usize {
        usize::try_from(self.0.draw("test", of as u64).outcome).unwrap()
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

const NODE: &str = "
    dev eth0 192.168.0.100/24 fd00:1::100/64
    dev veth1
    dev veth2
    route default via 192.168.0.1 dev eth0
    route default6 via fd00:1::1 dev eth0
    route 10.10.0.1/32 dev veth1
    route 10.10.0.2/32 dev veth2
    route fd00:10::1/128 dev veth1
    route fd00:10::2/128 dev veth2
    forward
";

/// A nat table of random translations.
fn nat_rules(dice: &mut Dice, six: bool) -> String {
    let (to, from): (&[&str], &[&str]) = if six {
        (&["[fd00:10::1]:8080", "[fd00:10::2]:80", "[fd00:1::50]:81"], &["fd00:1::100", "fd00:1::60"])
    } else {
        (&["10.10.0.1:8080", "10.10.0.2:80", "192.168.0.50:81"], &["192.168.0.100", "192.168.0.60-192.168.0.62"])
    };
    let mut text = String::from("*nat\n");
    for _ in 0..dice.below(4) {
        let (protocol, port, to) = (dice.pick(&["tcp", "udp"]), dice.pick(&["80", "81", "443"]), dice.pick(to));
        text += &format!("-A PREROUTING -p {protocol} --dport {port} -j DNAT --to-destination {to}\n");
    }
    for _ in 0..dice.below(3) {
        let (protocol, device) = (dice.pick(&["tcp", "udp"]), dice.pick(&["eth0", "veth+"]));
        let random = dice.pick(&["", " --random-fully"]);
        let target = match dice.below(3) {
            0 => format!("SNAT --to-source {}{random}", dice.pick(from)),
            1 => format!("SNAT --to-source {}", dice.pick(from)),
            _ => format!("MASQUERADE{random}"),
        };
        text += &format!("-A POSTROUTING -o {device} -p {protocol} -j {target}\n");
    }
    text + "COMMIT\n"
}

fn answer(packet: &Packet) -> Packet {
    let (from, to) = (packet.dst, packet.src);
    let (dport, sport) = packet.transport.ports().unwrap();
    let (from, to) = (SocketAddr::new(from, sport), SocketAddr::new(to, dport));
    match packet.transport {
        Transport::Tcp { .. } => Packet::tcp(from, to, TcpFlags::SYN.and(TcpFlags::ACK)),
        _ => Packet::udp(from, to),
    }
}

fn ends(packet: &Packet) -> (SocketAddr, SocketAddr) {
    let (sport, dport) = packet.transport.ports().unwrap();
    (SocketAddr::new(packet.src, sport), SocketAddr::new(packet.dst, dport))
}

/// Sends a packet through and its answer back; whether both came through.
fn round_trip(lab: &mut Lab, dice: &mut Dice, six: bool) -> bool {
    let (outside, inside): (&[(&str, &str)], &[&str]) = if six {
        (&[("eth0", "fd00:1::200"), ("veth1", "fd00:10::1")], &["fd00:96::1", "fd00:10::2", "fd00:1::50"])
    } else {
        (&[("eth0", "192.168.0.200"), ("veth1", "10.10.0.1")], &["10.96.0.1", "10.10.0.2", "192.168.0.50"])
    };
    let (device, source) = outside[dice.below(outside.len())];
    // Few ports, so that translations collide.
    let from = SocketAddr::new(source.parse().unwrap(), 1024 + u16::try_from(dice.below(6)).unwrap());
    let to = SocketAddr::new(dice.pick(inside).parse().unwrap(), [80, 81, 443][dice.below(3)]);
    let packet = if dice.below(2) == 0 { Packet::tcp(from, to, TcpFlags::SYN) } else { Packet::udp(from, to) };
    let (_, sent) = lab.run(|net, cx| net.receive(packet.clone(), device, cx));
    let Outcome::Forward { packet: seen, interface, .. } = sent else { return false };
    if seen.dst == packet.src {
        return false;
    }
    let (trace, back) = lab.run(|net, cx| net.receive(answer(&seen), &interface, cx));
    let Outcome::Forward { packet: reply, .. } = back else {
        panic!("no way back for {packet} (seen as {seen}):\n{trace}{}", lab.connections());
    };
    assert_eq!(ends(&reply), ends(&answer(&packet)), "{packet} was seen as {seen}:\n{trace}{}", lab.connections());
    true
}

#[test]
fn replies_come_back_to_where_the_packet_went() {
    let mut dice = Dice(Seeded::new(7));
    let mut trips = 0;
    for round in 0..200 {
        let six = round % 2 == 1;
        let mut lab = Lab::new(NODE);
        lab.load(&nat_rules(&mut dice, six), if six { Family::V6 } else { Family::V4 });
        trips += (0..40).filter(|_| round_trip(&mut lab, &mut dice, six)).count();
    }
    println!("round trips: {trips}");
    assert!(trips > 4_000, "too few packets came through to say anything: {trips}");
}

#[test]
fn the_same_input_gives_the_same_output() {
    let run = || {
        let mut dice = Dice(Seeded::new(11));
        let mut lab = Lab::new(NODE);
        lab.load(&nat_rules(&mut dice, false), Family::V4);
        let mut text = String::new();
        for _ in 0..50 {
            let from = SocketAddr::new("192.168.0.200".parse().unwrap(), 1024);
            let to = SocketAddr::new("10.96.0.1".parse().unwrap(), [80, 81, 443][dice.below(3)]);
            text += &lab.run(|net, cx| net.receive(Packet::tcp(from, to, TcpFlags::SYN), "eth0", cx)).0;
        }
        text + &lab.connections() + &lab.net.save()
    };
    assert_eq!(run(), run());
}

#[test]
fn a_clone_goes_its_own_way() {
    let mut lab = Lab::new(NODE).rules("*nat\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n");
    let before = lab.net.clone();
    lab.receive("veth1", "tcp 10.10.0.1:4000 > 192.168.0.9:80 SYN");
    assert_eq!(before.conntrack(lab.now).count(), 0);
    assert_eq!(lab.net.conntrack(lab.now).count(), 1);
}

/// A long chain is walked by an index unless somebody asks what did not match: both ways must agree, draws and
/// counters included.
#[test]
fn leaving_rules_out_changes_nothing() {
    let mut dice = Dice(Seeded::new(5));
    for _ in 0..40 {
        let mut text = String::from("*nat\n:A - [0:0]\n");
        for i in 0..60 {
            let to = dice.pick(&["-d 10.96.0.1", "-d 10.96.0.2/32", "-d 10.96.0.0/24", "! -d 10.96.0.1", ""]);
            let extra = dice.pick(&[
                "",
                "-m statistic --mode random --probability 0.5",
                "-m statistic --mode nth --every 3 --packet 0",
                "-p tcp --dport 80",
                "-p udp",
            ]);
            let target = dice.pick(&["-j A", "-j MARK --or-mark 0x1", "-j RETURN", "-j ACCEPT", "", ""]);
            let chain = if i % 2 == 0 { "PREROUTING" } else { "A" };
            let target = if chain == "A" && target == "-j A" { "" } else { target };
            text += &format!("-A {chain} {to} {extra} {target}\n");
        }
        let (mut quick, mut slow) = (Lab::new(NODE).rules(&format!("{text}COMMIT\n")), Lab::new(NODE));
        slow.load(&format!("{text}COMMIT\n"), Family::V4);
        slow.thorough = true;
        for port in 1024..1064 {
            let packet = format!("tcp 192.168.0.200:{port} > 10.96.0.{}:80 SYN", 1 + dice.below(3));
            let told: Vec<String> = slow.receive("eth0", &packet).lines().map(str::to_owned).collect();
            let told: Vec<String> = told.into_iter().filter(|l| !l.starts_with("  not ")).collect();
            assert_eq!(quick.receive("eth0", &packet).lines().collect::<Vec<_>>(), told, "{text}");
        }
    }
}

/// Rules whose calls multiply: each chain calls the next one ten times.
#[test]
fn a_walk_that_would_not_end_is_ended() {
    let mut text = String::from("*filter\n");
    (0..15).for_each(|i| text += &format!(":C{i} - [0:0]\n"));
    text += "-A INPUT -j C0\n";
    (0..14).for_each(|i| text += &format!("-A C{i} -j C{}\n", i + 1).repeat(10));
    let mut lab = Lab::new(NODE).rules(&format!("{text}COMMIT\n"));
    let mut chance = Seeded::new(1);
    let mut silent = Silent;
    let mut cx = Context::new(lab.now, &mut chance, &mut silent);
    let packet = support::packet_of("tcp 192.168.0.200:4000 > 192.168.0.100:80 SYN");
    assert_eq!(lab.net.receive(packet, "eth0", &mut cx), Outcome::Drop(DropReason::Limit));
}

/// Words that rules are made of, and some that they are not.
const WORDS: &[&str] = &[
    "-A",
    "-I",
    "-N",
    "-X",
    "-F",
    "-P",
    ":A",
    "*filter",
    "*nat",
    "COMMIT",
    "INPUT",
    "OUTPUT",
    "A",
    "-s",
    "-d",
    "-i",
    "-o",
    "-p",
    "tcp",
    "udp",
    "icmp",
    "-m",
    "-j",
    "-g",
    "!",
    "comment",
    "--comment",
    "\"a b\"",
    "\"",
    "statistic",
    "--mode",
    "nth",
    "random",
    "--every",
    "0",
    "1",
    "3",
    "--packet",
    "--probability",
    "0.5",
    "mark",
    "--mark",
    "0x4000/0x4000",
    "conntrack",
    "--ctstate",
    "NEW,RELATED",
    "multiport",
    "--dports",
    "80,443:",
    "--dport",
    "1:65535",
    "recent",
    "--set",
    "--rcheck",
    "--seconds",
    "--name",
    "x",
    "owner",
    "--uid-owner",
    "4294967295",
    "addrtype",
    "--dst-type",
    "LOCAL",
    "DNAT",
    "--to-destination",
    "10.0.0.1-10.0.0.2:80",
    "[fd00::1]:80",
    ":80",
    "MARK",
    "--set-xmark",
    "REJECT",
    "--reject-with",
    "tcp-reset",
    "MASQUERADE",
    "--random-fully",
    "10.0.0.0/8",
    "1.2.3.4/255.0.0",
    "fd00::/64",
    "RETURN",
    "ACCEPT",
    "-",
    "--",
    "--=",
    "[1:2]",
    "\u{2665}",
    "65536",
    "-1",
    "99999999999999999999",
    "\\",
    "'",
    "=",
    "::",
    "",
];

#[test]
fn no_text_makes_the_parser_panic() {
    let mut dice = Dice(Seeded::new(3));
    let mut refused = 0;
    for round in 0..4_000 {
        let mut text = if round % 2 == 0 { String::from("*filter\n:A - [0:0]\n") } else { String::new() };
        for _ in 0..1 + dice.below(4) {
            if round % 3 == 0 {
                let bytes: Vec<u8> = (0..dice.below(60)).map(|_| u8::try_from(dice.below(256)).unwrap()).collect();
                text += &String::from_utf8_lossy(&bytes);
            } else {
                let line: Vec<&str> = (0..dice.below(14)).map(|_| dice.pick(WORDS)).collect();
                text += &format!("-A INPUT {}", line.join(" "));
            }
            text.push('\n');
        }
        let mut lab = Lab::new("dev eth0 192.168.0.100/24 fd00::100/64");
        let why = lab.ledger.builtin("lab/rules");
        let family = if round % 4 == 0 { Family::V6 } else { Family::V4 };
        refused += lab.net.restore_text(&text, family, why).len();
        // What was accepted prints, and what prints is read back as the same.
        let saved = lab.net.save_family(family);
        assert_eq!(lab.net.restore_text(&saved, family, why), [], "{text}");
        assert_eq!(lab.net.save_family(family), saved, "{text}");
        let packet = support::packet_of("tcp 192.168.0.200:4000 > 192.168.0.100:80 SYN");
        lab.run(|net, cx| net.receive(packet.clone(), "eth0", cx));
        lab.run(|net, cx| net.send(packet, Sender::default(), cx));
    }
    assert!(refused > 1_000, "{refused}");
}
