//! nftables as text: scripts in, listings and refusals out, and packets told rule by rule.

#![allow(clippy::unwrap_used)]

use malla_kernel::{Context, Interface, Laws, Netns, NftScript, Outcome, Route};
use malla_trace::{Action, Chance, Ledger, NetAction, Packet, Recorder, Seeded, SimTime, Stage, Step, TcpFlags};
use std::fmt::Write as _;

/// What `nft` 1.0.6 listed after it had read [`SCRIPT`].
const LISTED: &str = "table ip web {
	comment \"a balancer\"
	set virtual {
		type ipv4_addr
		elements = { 10.96.0.10, 10.96.0.11 }
	}

	map services {
		type ipv4_addr . inet_proto . inet_service : verdict
		comment \"who answers\"
		elements = { 10.96.0.11 . udp . 53 comment \"names\" : drop,
			     10.96.0.10 . tcp . 80 : goto service }
	}

	set seen {
		type ipv4_addr
		size 65535
		flags dynamic,timeout
		timeout 3h
	}

	chain first {
		ip saddr 10.10.0.10 jump masq
		update @seen { ip saddr }
		meta l4proto tcp dnat to 10.10.0.10:8080
	}

	chain second {
		meta l4proto tcp dnat to 10.10.0.11:8080
	}

	chain masq {
		meta mark set meta mark | 0x00004000
	}

	chain service {
		ip saddr @seen goto first
		numgen random mod 2 vmap { 0 : goto first, 1 : goto second }
	}

	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr . meta l4proto . th dport vmap @services
	}

	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		meta mark & 0x00004000 == 0x00000000 return
		meta mark set meta mark ^ 0x00004000
		masquerade fully-random
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		ct state new ip daddr @virtual reject with icmp admin-prohibited comment \"no such port\"
	}
}
";

const SCRIPT: &str = "add table ip web { comment \"a balancer\" ; }
add set ip web virtual { type ipv4_addr ; }
add map ip web services { type ipv4_addr . inet_proto . inet_service : verdict ; comment \"who answers\" ; }
add set ip web seen { type ipv4_addr ; flags dynamic,timeout ; timeout 10800s ; }
add chain ip web first
add chain ip web second
add chain ip web masq
add chain ip web service
add chain ip web prerouting { type nat hook prerouting priority -100 ; }
add chain ip web postrouting { type nat hook postrouting priority srcnat ; }
add chain ip web forward { type filter hook forward priority 0 ; }
add rule ip web first ip saddr 10.10.0.10 jump masq
add rule ip web first update @seen { ip saddr }
add rule ip web first meta l4proto tcp dnat to 10.10.0.10:8080
add rule ip web second meta l4proto tcp dnat to 10.10.0.11:8080
add rule ip web masq mark set mark or 0x4000
add rule ip web service ip saddr @seen goto first
add rule ip web service numgen random mod 2 vmap { 0 : goto first , 1 : goto second }
add rule ip web prerouting ip daddr . meta l4proto . th dport vmap @services
add rule ip web postrouting mark and 0x4000 == 0 return
add rule ip web postrouting mark set mark xor 0x4000
add rule ip web postrouting masquerade fully-random
add rule ip web forward ct state new ip daddr @virtual reject with icmp type admin-prohibited comment \"no such port\"
add element ip web virtual { 10.96.0.11 }
add element ip web virtual { 10.96.0.10 }
add element ip web services { 10.96.0.10 . tcp . 80 : goto service }
add element ip web services { 10.96.0.11 . 17 . 53 comment \"names\" : drop }
";

fn netns() -> (Netns, Laws) {
    let laws = Laws::enter(&mut Ledger::default());
    let mut net = Netns::new("node", laws);
    net.set_forwarding(true);
    let why = laws.arrive;
    for (name, address, len) in [("eth0", "192.168.0.100", 16), ("v0", "10.10.0.1", 24)] {
        let addresses = vec![(address.parse().unwrap(), len)];
        net.add_interface(Interface { name: name.into(), addresses, why });
    }
    let via = Some("192.168.0.1".parse().unwrap());
    net.add_route(Route { destination: "0.0.0.0/0".parse().unwrap(), via, interface: "eth0".into(), why });
    (net, laws)
}

fn load(net: &mut Netns, script: &str) -> Vec<String> {
    let why = Ledger::default().builtin("test");
    net.load_nft(&NftScript::of(script, why)).iter().map(ToString::to_string).collect()
}

/// Sends a packet in by a device, and tells it.
fn told(net: &mut Netns, chance: &mut dyn Chance, from: &str, to: &str) -> String {
    let mut recorder = Recorder::thorough();
    let mut cx = Context::new(SimTime(1_000_000), chance, &mut recorder);
    let packet = Packet::tcp(from.parse().unwrap(), to.parse().unwrap(), TcpFlags::SYN);
    let outcome = net.receive(packet, "v0", &mut cx);
    let mut text: String = recorder.take().iter().filter_map(line).collect();
    match outcome {
        Outcome::Forward { packet, interface, .. } => writeln!(text, "out {interface} {packet}").unwrap(),
        other => writeln!(text, "{}", format!("{other:?}").split([' ', '(']).next().unwrap()).unwrap(),
    }
    text
}

fn line(step: &Step) -> Option<String> {
    let Stage::Netfilter { table, chain, rule } = &step.stage else { return None };
    let mut text = String::new();
    for no in &step.considered {
        let because = &no.because;
        writeln!(text, "  not {}: {} {} has {}", no.what, because.condition, because.wanted, because.found).unwrap();
    }
    let place = rule.map_or("policy".into(), |number| number.to_string());
    let what = match &step.action {
        Action::Net(NetAction::Lookup { set, key, found }) => {
            format!("{key} in {set}: {}", found.as_deref().unwrap_or("-"))
        }
        Action::Net(NetAction::Match { effect, draw, .. }) => {
            let draw = draw.as_ref().map_or(String::new(), |draw| format!(" draw {}/{}", draw.outcome, draw.of));
            format!("{effect:?}{draw}")
        }
        Action::Net(other) => format!("{other:?}"),
        other => format!("{other:?}"),
    };
    writeln!(text, "{table} {chain} {place} {what}").unwrap();
    Some(text)
}

#[test]
fn a_script_is_listed_as_nft_lists_it() {
    let (mut net, _) = netns();
    assert_eq!(load(&mut net, SCRIPT), Vec::<String>::new());
    assert_eq!(net.nft_list(SimTime(0)), LISTED);
    // What is listed loads again, and is listed the same.
    let (mut again, _) = netns();
    assert_eq!(load(&mut again, LISTED), Vec::<String>::new());
    assert_eq!(again.nft_list(SimTime(0)), LISTED);
}

#[test]
fn a_packet_is_told_rule_by_rule() {
    let (mut net, _) = netns();
    load(&mut net, SCRIPT);
    let mut chance = Seeded::new(0).forcing("netfilter/numgen", 0, 0);
    let first = "ip web prerouting 1 10.10.0.10 . tcp . 80 in @services: -\n";
    assert!(!told(&mut net, &mut chance, "10.10.0.10:5001", "10.10.0.10:80").contains(first));
    let wanted = "\
ip web prerouting 1 10.96.0.10 . tcp . 80 in @services: 10.96.0.10 . tcp . 80 : goto service
ip web prerouting 1 Goto { chain: \"service\" }
  not ip saddr @seen goto first: ip saddr @seen has 10.10.0.12
ip web service 2 Goto { chain: \"first\" } draw 0/2
  not ip saddr 10.10.0.10 jump masq: ip saddr 10.10.0.10 has 10.10.0.12
ip web first 2 Other { name: \"update @seen\" }
ip web first 3 Dnat { to: \"10.10.0.10:8080\" }
  not ct state new ip daddr @virtual reject with icmp admin-prohibited comment \"no such port\": ip daddr @virtual has 10.10.0.10
ip web forward policy Policy { verdict: Accept }
ip web postrouting 1 Return
ip web postrouting policy Policy { verdict: Accept }
out v0 tcp 10.10.0.12:5000 > 10.10.0.10:8080 SYN
";
    assert_eq!(told(&mut net, &mut chance, "10.10.0.12:5000", "10.96.0.10:80"), wanted);
    // The second connection of the same client goes where the first one went, whatever chance says.
    let again = told(&mut net, &mut chance, "10.10.0.12:5002", "10.96.0.10:80");
    assert!(again.contains("ip web service 1 10.10.0.12 in @seen: 10.10.0.12\n"), "{again}");
    assert!(again.ends_with("out v0 tcp 10.10.0.12:5002 > 10.10.0.10:8080 SYN\n"), "{again}");
    assert!(told(&mut net, &mut chance, "10.10.0.12:5003", "10.96.0.10:81").ends_with("Reject\n"));
    assert!(net.nft_list(SimTime(1_000_000)).contains("elements = { 10.10.0.12 expires 3h }"), "learned");
    assert!(!net.nft_list(SimTime(10_801_000_001)).contains("10.10.0.12 expires"), "forgotten");
}

#[test]
fn one_thing_wrong_refuses_the_whole_script_and_all_of_it_is_told() {
    let (mut net, _) = netns();
    let script = "add table ip t
add chain ip t c
add rule ip t c jump nowhere
add rule ip t c ip daddr 300.1.1.1
add rule ip t c ip daddr @nothing accept
add rule ip t c tcp dport 80 udp dport 53
add rule ip t c dnat to 10.0.0.1:80
add rule ip t c accept drop
add rule ip t c limit rate 5/second
add set ip t s { type colour ; }
add table inet u
frobnicate
delete chain ip t gone
add rule ip t c meta mark and 0xff
add rule ip t c counter comment \"open
";
    let wanted = ["15:33: open quotation mark: add rule ip t c counter comment \"open"];
    assert_eq!(load(&mut net, script), wanted);
    let script = script.replace("\"open", "open");
    let wanted = "\
3:17: no chain `nowhere': add rule ip t c jump nowhere
4:26: `300.1.1.1' is no ipv4_addr: add rule ip t c ip daddr 300.1.1.1
5:27: no set `nothing': add rule ip t c ip daddr @nothing accept
6:30: conflicting protocols specified: tcp vs. udp dport: add rule ip t c tcp dport 80 udp dport 53
7:17: transport protocol mapping is only valid after transport protocol match: add rule ip t c dnat to 10.0.0.1:80
8:24: statement after terminal statement has no effect: add rule ip t c accept drop
9:17: `limit' is not modelled: add rule ip t c limit rate 5/second
10:23: unknown datatype colour: add set ip t s { type colour ; }
11:11: family `inet' is not modelled: add table inet u
12:1: unknown command `frobnicate': frobnicate
13:19: no chain `gone': delete chain ip t gone
14:35: syntax error, unexpected end of line, expecting ==: add rule ip t c meta mark and 0xff
";
    assert_eq!(load(&mut net, &script).join("\n") + "\n", wanted);
    assert_eq!(net.nft_list(SimTime(0)), "", "nothing of it is loaded");
}

#[test]
fn the_whole_is_checked_too() {
    let base = "add table ip t\nadd chain ip t b { type filter hook input priority 0 ; }\nadd chain ip t c\nadd chain ip t d\n";
    let cases = [
        ("add rule ip t c jump d\nadd rule ip t d goto c\n", "loop through chain `c'"),
        ("add rule ip t c masquerade\nadd rule ip t b jump c\n", "`masquerade' has no place in this chain"),
        ("add rule ip t c jump b\n", "chain `b' is a base chain"),
        ("add rule ip t b jump c\ndelete chain ip t c\n", "`c' is in use"),
        ("add rule ip t c drop\n", ""),
    ];
    for (rules, wanted) in cases {
        let (mut net, _) = netns();
        let refused = load(&mut net, &format!("{base}{rules}"));
        assert_eq!(refused.is_empty(), wanted.is_empty(), "{rules}{refused:?}");
        assert!(refused.iter().all(|line| line.contains(wanted)), "{rules}{refused:?}");
    }
}

#[test]
fn no_text_makes_the_reader_panic() {
    let words: Vec<&str> = SCRIPT.split_inclusive([' ', '\n']).collect();
    let mut chance = Seeded::new(3);
    let mut below = |limit: usize| usize::try_from(chance.draw("text", limit as u64).outcome).unwrap();
    for _ in 0..3000 {
        let mixed: String = (0..1 + below(30)).map(|_| words[below(words.len())]).collect();
        let noise: String =
            (0..below(20)).map(|_| char::from_u32(u32::try_from(below(0x250)).unwrap()).unwrap_or('{')).collect();
        let (mut net, _) = netns();
        load(&mut net, "add table ip web\nadd chain ip web first\n");
        load(&mut net, &format!("{mixed}{noise}"));
        load(&mut net, &format!("add rule ip web first {mixed}{noise}"));
    }
}

#[test]
fn a_long_script_loads() {
    let mut script = SCRIPT.to_owned();
    for n in 0..4000 {
        let address = format!("10.97.{}.{}", n / 256, n % 256);
        let _ = write!(
            script,
            "add chain ip web s{n}\nadd rule ip web s{n} ip daddr {address} tcp dport 80 jump masq\n\
             add rule ip web s{n} numgen random mod 2 vmap {{ 0 : goto first , 1 : goto second }}\n\
             add element ip web services {{ {address} . tcp . 80 : goto s{n} }}\n"
        );
    }
    let (mut net, _) = netns();
    assert_eq!(load(&mut net, &script), Vec::<String>::new());
    let tables = net.nft_tables();
    assert_eq!((tables[0].chains.len(), tables[0].sets[1].elements.len()), (4007, 4002));
    let last = told(&mut net, &mut Seeded::new(1), "10.10.0.12:5000", "10.97.15.159:80");
    assert!(last.contains("10.97.15.159 . tcp . 80 : goto s3999"), "{last}");
}
