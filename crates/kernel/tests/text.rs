//! Rules as text: what iptables 1.8.9 prints for what it reads, and what it refuses.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use malla_kernel::{ChainLine, Family, Laws, Netns, RuleCache, RuleText, TableText};
use malla_trace::{CauseId, FilterVerdict, Ledger};
use support::{Lab, check};

/// A rule as written and as printed, recorded from iptables 1.8.9 (nf_tables).
const PRINTED: &[(&str, &str, &str)] = &[
    (
        "raw",
        "-A PREROUTING -p udp --dport 53 -j CT --notrack",
        "-A PREROUTING -p udp -m udp --dport 53 -j CT --notrack",
    ),
    ("raw", "-A PREROUTING -p udp --dport 54 -j NOTRACK", "-A PREROUTING -p udp -m udp --dport 54 -j NOTRACK"),
    ("raw", "-A PREROUTING -j TRACE", "-A PREROUTING -j TRACE"),
    ("raw", "-A OUTPUT -j CT --zone 0x7", "-A OUTPUT -j CT --zone 7"),
    (
        "mangle",
        "-A PREROUTING -p tcp -j TPROXY --tproxy-mark 1337/0xffffffff --on-port 15006",
        "-A PREROUTING -p tcp -j TPROXY --on-port 15006 --on-ip 0.0.0.0 --tproxy-mark 0x539/0xffffffff",
    ),
    (
        "mangle",
        "-A PREROUTING -p udp -j TPROXY --on-port 53 --on-ip 127.0.0.1",
        "-A PREROUTING -p udp -j TPROXY --on-port 53 --on-ip 127.0.0.1 --tproxy-mark 0x0/0x0",
    ),
    (
        "mangle",
        "-A PREROUTING -m physdev --physdev-in eth0 --physdev-is-in -j ACCEPT",
        "-A PREROUTING -m physdev --physdev-is-in --physdev-in eth0 -j ACCEPT",
    ),
    (
        "mangle",
        "-A FORWARD -m physdev ! --physdev-is-bridged -j ACCEPT",
        "-A FORWARD -m physdev ! --physdev-is-bridged -j ACCEPT",
    ),
    (
        "nat",
        "-A B -p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.5:80-90 --random --persistent",
        "-A B -p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.5:80-90 --random --persistent",
    ),
    ("nat", "-A B -p tcp -j DNAT --to 10.0.0.1", "-A B -p tcp -j DNAT --to-destination 10.0.0.1"),
    (
        "nat",
        "-A PREROUTING -p tcp --dport 80:90 -j REDIRECT --to-port 8080-8090 --random",
        "-A PREROUTING -p tcp -m tcp --dport 80:90 -j REDIRECT --to-ports 8080-8090 --random",
    ),
    ("nat", "-A PREROUTING -j REDIRECT", "-A PREROUTING -j REDIRECT"),
    ("nat", "-A PREROUTING -g A", "-A PREROUTING -g A"),
    (
        "nat",
        "-A POSTROUTING -s 10.0.0.0/255.255.0.0 ! -o eth0 -j MASQUERADE --random-fully",
        "-A POSTROUTING -s 10.0.0.0/16 ! -o eth0 -j MASQUERADE --random-fully",
    ),
    (
        "nat",
        "-A POSTROUTING -p tcp -j MASQUERADE --to-ports 1024-2048 --random",
        "-A POSTROUTING -p tcp -j MASQUERADE --to-ports 1024-2048 --random",
    ),
    (
        "nat",
        "-A POSTROUTING -j SNAT --to-source 1.2.3.4 --random-fully --persistent",
        "-A POSTROUTING -j SNAT --to-source 1.2.3.4 --random-fully --persistent",
    ),
    ("filter", "-A INPUT -p tcp --syn -j ACCEPT", "-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT"),
    (
        "filter",
        "-A INPUT -p tcp -m tcp ! --tcp-flags SYN,ACK SYN --sport 1:1024 ! --dport 5: -j ACCEPT",
        "-A INPUT -p tcp -m tcp --sport 1:1024 ! --dport 5:65535 ! --tcp-flags SYN,ACK SYN -j ACCEPT",
    ),
    (
        "filter",
        "-A INPUT -p udp -m multiport ! --sports 1,2:5,9 -j DROP",
        "-A INPUT -p udp -m multiport ! --sports 1,2:5,9 -j DROP",
    ),
    ("filter", "-A INPUT -m comment --comment abc-d_E -j A", "-A INPUT -m comment --comment abc-d_E -j A"),
    (
        "filter",
        r#"-A INPUT -m comment --comment "it's \"q\" \\ x" -j A"#,
        r#"-A INPUT -m comment --comment "it\'s \"q\" \\ x" -j A"#,
    ),
    (
        "filter",
        "-A INPUT -m statistic --mode nth --every 3 --packet 1 -j A",
        "-A INPUT -m statistic --mode nth --every 3 --packet 1 -j A",
    ),
    (
        "filter",
        "-A INPUT -m statistic --mode random ! --probability 0.3 -j A",
        "-A INPUT -m statistic --mode random ! --probability 0.29999999981 -j A",
    ),
    ("filter", "-A INPUT -m mark --mark 0x10 -j A", "-A INPUT -m mark --mark 0x10 -j A"),
    ("filter", "-A INPUT -m mark ! --mark 16/0xff -j A", "-A INPUT -m mark ! --mark 0x10/0xff -j A"),
    ("filter", "-A INPUT -m connmark --mark 5 -j A", "-A INPUT -m connmark --mark 0x5 -j A"),
    (
        "filter",
        "-A INPUT -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT,SNAT,NEW,INVALID,UNTRACKED -j A",
        "-A INPUT -m conntrack ! --ctstate INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED,SNAT,DNAT -j A",
    ),
    ("filter", "-A INPUT -m state --state ESTABLISHED,NEW -j A", "-A INPUT -m state --state NEW,ESTABLISHED -j A"),
    (
        "filter",
        "-A INPUT -m addrtype --dst-type BROADCAST,LOCAL ! --src-type LOCAL -j A",
        "-A INPUT -m addrtype ! --src-type LOCAL --dst-type LOCAL,BROADCAST -j A",
    ),
    (
        "filter",
        "-A INPUT -m addrtype --dst-type LOCAL --limit-iface-in -j A",
        "-A INPUT -m addrtype --dst-type LOCAL --limit-iface-in -j A",
    ),
    (
        "filter",
        "-A INPUT -m recent --name foo --rcheck --seconds 10 --hitcount 3 --reap -j A",
        "-A INPUT -m recent --rcheck --seconds 10 --reap --hitcount 3 --name foo --mask 255.255.255.255 --rsource -j A",
    ),
    (
        "filter",
        "-A INPUT -m recent ! --update --seconds 10 --rdest -j A",
        "-A INPUT -m recent ! --update --seconds 10 --name DEFAULT --mask 255.255.255.255 --rdest -j A",
    ),
    (
        "filter",
        "-A INPUT -m recent --name x --set --mask 255.255.255.0 -j A",
        "-A INPUT -m recent --set --name x --mask 255.255.255.0 --rsource -j A",
    ),
    ("filter", "-A OUTPUT -m owner ! --gid-owner 10-20 -j A", "-A OUTPUT -m owner ! --gid-owner 10-20 -j A"),
    (
        "filter",
        "-A OUTPUT -m owner --uid-owner root --gid-owner 5 --socket-exists -j A",
        "-A OUTPUT -m owner --socket-exists --uid-owner 0 --gid-owner 5 -j A",
    ),
    ("filter", "-A INPUT -p icmp --icmp-type echo-request -j A", "-A INPUT -p icmp -m icmp --icmp-type 8 -j A"),
    ("filter", "-A INPUT -p icmp -m icmp ! --icmp-type 3/3 -j A", "-A INPUT -p icmp -m icmp ! --icmp-type 3/3 -j A"),
    ("filter", "-A INPUT -p icmp -m icmp --icmp-type any -j A", "-A INPUT -p icmp -m icmp --icmp-type any -j A"),
    ("filter", "-A INPUT -p sctp --dport 80 -j A", "-A INPUT -p sctp -m sctp --dport 80 -j A"),
    ("filter", "-A INPUT -p tcp -m tcp -j A", "-A INPUT -p tcp -m tcp -j A"),
    ("filter", "-A INPUT -p all -i eth+ -j A", "-A INPUT -i eth+ -j A"),
    ("filter", "-A INPUT -p 47 ! -i lo -j A", "-A INPUT ! -i lo -p gre -j A"),
    ("filter", "-A INPUT -p 200 -j A", "-A INPUT -p 200 -j A"),
    ("filter", "-A INPUT ! -p tcp -j A", "-A INPUT ! -p tcp -j A"),
    ("filter", "-A INPUT -p tcp --dport=80 -j A", "-A INPUT -p tcp -m tcp --dport 80 -j A"),
    ("filter", "-A INPUT -p tcp --dport http -j A", "-A INPUT -p tcp -m tcp --dport 80 -j A"),
    (
        "filter",
        "-A INPUT -s 1.2.3.4,1.2.3.5 -j A",
        "-A INPUT -s 1.2.3.4/32 -j A
         -A INPUT -s 1.2.3.5/32 -j A",
    ),
    ("filter", "-A INPUT -j REJECT", "-A INPUT -j REJECT --reject-with icmp-port-unreachable"),
    ("filter", "-A INPUT -p tcp -j REJECT --reject-with tcp-rst", "-A INPUT -p tcp -j REJECT --reject-with tcp-reset"),
    ("filter", "-A INPUT -j REJECT --reject-with host-prohib", "-A INPUT -j REJECT --reject-with icmp-host-prohibited"),
    ("filter", "-A INPUT -j MARK --set-mark 5", "-A INPUT -j MARK --set-xmark 0x5/0xffffffff"),
    ("filter", "-A INPUT -j MARK --set-mark 5/0xf", "-A INPUT -j MARK --set-xmark 0x5/0xf"),
    ("filter", "-A INPUT -j MARK --and-mark 0xf", "-A INPUT -j MARK --set-xmark 0x0/0xfffffff0"),
    ("filter", "-A INPUT -j MARK --or-mark 0x4000", "-A INPUT -j MARK --set-xmark 0x4000/0x4000"),
    ("filter", "-A INPUT -j MARK --xor-mark 0x4000", "-A INPUT -j MARK --set-xmark 0x4000/0x0"),
    (
        "filter",
        "-A INPUT -j CONNMARK --save-mark",
        "-A INPUT -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff",
    ),
    (
        "filter",
        "-A INPUT -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff",
        "-A INPUT -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff",
    ),
    ("filter", "-A INPUT -j CONNMARK --set-mark 7", "-A INPUT -j CONNMARK --set-xmark 0x7/0xffffffff"),
    (
        "filter",
        r#"-A INPUT -j LOG --log-level info --log-prefix "abc ""#,
        r#"-A INPUT -j LOG --log-prefix "abc " --log-level 6"#,
    ),
    ("filter", "-A INPUT -j LOG", "-A INPUT -j LOG"),
    (
        "filter",
        "-A INPUT -j NFLOG --nflog-group 5 --nflog-prefix hi",
        "-A INPUT -j NFLOG --nflog-prefix hi --nflog-group 5",
    ),
    ("filter", "-A INPUT", "-A INPUT"),
    ("filter", "-A INPUT -s 1.2.3.4/0 -d 0.0.0.0/0 -j A", "-A INPUT -j A"),
    ("filter", "-A INPUT -s 1.2.3.4/255.0.255.0 -j A", "-A INPUT -s 1.0.3.0/255.0.255.0 -j A"),
];

/// The rules of one table after loading one line beside the chains A and B.
fn loaded(table: &str, line: &str, family: Family) -> Result<String, String> {
    let mut lab = Lab::new("");
    let why = lab.ledger.builtin("lab/rules");
    let text = format!("*{table}\n:A - [0:0]\n:B - [0:0]\n{line}\nCOMMIT\n");
    let refusals = lab.net.restore_text(&text, family, why);
    match refusals.first() {
        Some(refusal) => Err(format!("{}:{}: {}", refusal.line_no, refusal.column, refusal.problem)),
        None => Ok(lab.net.save_family(family).lines().filter(|l| l.starts_with("-A")).collect::<Vec<_>>().join("\n")),
    }
}

#[test]
fn rules_print_as_iptables_prints_them() {
    for (table, line, printed) in PRINTED {
        check(&loaded(table, line, Family::V4).unwrap_or_else(|e| panic!("{line}: {e}")), printed);
        let again = loaded(table, &printed.replace("         ", ""), Family::V4);
        check(&again.unwrap_or_else(|e| panic!("{printed}: {e}")), printed);
    }
}

#[test]
fn ipv6_rules_print_as_ip6tables_prints_them() {
    let cases = [
        (
            "nat",
            "-A B -p tcp -j DNAT --to-destination [fd00::1]:80",
            "-A B -p tcp -j DNAT --to-destination [fd00::1]:80",
        ),
        ("nat", "-A B -j DNAT --to-destination fd00::1", "-A B -j DNAT --to-destination fd00::1"),
        (
            "nat",
            "-A B -p tcp -j DNAT --to-destination [fd00::1-fd00::5]:80-90",
            "-A B -p tcp -j DNAT --to-destination [fd00::1-fd00::5]:80-90",
        ),
        (
            "filter",
            "-A INPUT -s fd00::1 -d fd00::/64 -j REJECT",
            "-A INPUT -s fd00::1/128 -d fd00::/64 -j REJECT --reject-with icmp6-port-unreachable",
        ),
        (
            "filter",
            "-A INPUT -j REJECT --reject-with adm-prohibited",
            "-A INPUT -j REJECT --reject-with icmp6-adm-prohibited",
        ),
        (
            "filter",
            "-A INPUT -p icmpv6 --icmpv6-type echo-request -j ACCEPT",
            "-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT",
        ),
        (
            "filter",
            "-A INPUT -m recent --set",
            "-A INPUT -m recent --set --name DEFAULT --mask ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff --rsource",
        ),
    ];
    for (table, line, printed) in cases {
        check(&loaded(table, line, Family::V6).unwrap_or_else(|e| panic!("{line}: {e}")), printed);
    }
}

#[test]
fn a_bad_line_is_refused_by_name_and_column() {
    let cases = [
        ("filter", "-A INPUT -m nosuch -j ACCEPT", "4:10: unknown match `nosuch'"),
        ("filter", "-A INPUT -j TCPMSS --clamp-mss-to-pmtu", "4:10: unknown target `TCPMSS'"),
        ("filter", "-A INPUT -j NOSUCH", "4:13: no chain `NOSUCH'"),
        ("filter", "-A NOSUCH -j ACCEPT", "4:4: no chain `NOSUCH'"),
        ("filter", "-A INPUT --dport 80 -j ACCEPT", "4:10: unknown option `--dport'"),
        ("filter", "-A INPUT -p tcp --dport 99999 -j A", "4:25: bad value `99999' for `--dport'"),
        ("filter", "-A INPUT -p tcp --dport ! 80 -j A", "4:25: bad value `!' for `--dport'"),
        ("filter", "-A INPUT -s foo -j A", "4:13: bad value `foo' for `-s'"),
        ("filter", "-A INPUT -s ! 1.2.3.4 -j A", "4:13: bad value `!' for `-s'"),
        ("filter", "-A INPUT -s fd00::1 -j A", "4:13: bad value `fd00::1' for `-s'"),
        ("filter", "-A INPUT -m comment --comment", "4:21: option `--comment' needs a value"),
        ("filter", "-A INPUT -m comment", "4:13: `comment' needs `--comment'"),
        ("filter", "-A INPUT -j ACCEPT -j DROP", "4:20: option `-j' may stand only once"),
        ("filter", "-A INPUT -m mark --mark 1 --mark 2", "4:27: option `--mark' may stand only once"),
        ("filter", "-A INPUT -j ACCEPT extra", "4:20: stray word `extra'"),
        ("filter", "-A INPUT ! -j ACCEPT", "4:12: `!' has no place before `-j'"),
        ("filter", "-A INPUT -j INPUT", "4:13: jump to built-in chain `INPUT'"),
        (
            "filter",
            "-A INPUT -j A234567890123456789012345678X",
            "4:10: name `A234567890123456789012345678X' is longer than 28 characters",
        ),
        ("filter", "-A INPUT -m comment --comment \"half", "4:31: open quotation mark"),
        ("filter", "-A INPUT -p udp -j REJECT --reject-with tcp-reset", "4:41: `REJECT' needs `-p tcp'"),
        ("filter", "-A INPUT -m tcp -j ACCEPT", "4:20: `tcp' needs `-p tcp'"),
        ("filter", "-A INPUT -m multiport --dports 80 -j A", "4:38: `multiport' needs `-p tcp'"),
        ("filter", "-A INPUT -j DNAT --to-destination 1.2.3.4", "4:13: `DNAT' has no place in this table"),
        ("filter", "-A INPUT -o eth0 -j A", "4:10: `-o' has no place in this chain"),
        ("nat", "-A PREROUTING -j MASQUERADE", "4:18: `MASQUERADE' has no place in this chain"),
        ("nat", "-A POSTROUTING -j A\n-A A -j DNAT --to-destination 1.2.3.4", "5:9: `DNAT' has no place in this chain"),
        ("filter", "-A A -j B\n-A B -j A", "5:9: loop through chain `A'"),
        ("filter", "-A A -j A", "4:9: loop through chain `A'"),
        ("filter", ":INPUT QUEUE [0:0]", "4:8: bad policy `QUEUE'"),
        ("filter", ":A ACCEPT [0:0]", "4:4: bad policy `ACCEPT'"),
        ("filter", "-Z INPUT", "4:1: unknown command `-Z'"),
        ("filter", "nonsense", "4:1: unknown line"),
        ("filter", "-A INPUT -m statistic --mode nth --every 3 -j A", "4:47: `statistic' needs `--packet'"),
        (
            "filter",
            "-A INPUT -m statistic --mode random --probability 1.5",
            "4:51: bad value `1.5' for `--probability'",
        ),
        ("filter", "-A INPUT -j MARK", "4:13: `MARK' needs `--set-xmark'"),
        ("nosuch", "", "1:2: unknown table `nosuch'"),
    ];
    for (table, line, problem) in cases {
        assert_eq!(loaded(table, line, Family::V4).unwrap_err(), problem, "{line}");
    }
}

#[test]
fn the_rest_of_a_text_loads() {
    let mut lab = Lab::new("");
    let why = lab.ledger.builtin("lab/rules");
    let table = TableText {
        name: "filter".into(),
        chains: vec![
            ChainLine { name: "FORWARD".into(), policy: Some(FilterVerdict::Drop) },
            ChainLine { name: "A".into(), policy: None },
        ],
        rules: ["-A INPUT -m bpf --bytecode x -j A", "-A INPUT -j A", "-A INPUT -j B", "-A A -s 10.0.0.0/8"]
            .into_iter()
            .map(|line| (line, why))
            .collect(),
        ..TableText::default()
    };
    let refusals = lab.net.restore(&RuleText { tables: vec![table] });
    let told: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "filter:4:10: unknown match `bpf': -A INPUT -m bpf --bytecode x -j A",
            "filter:6:13: no chain `B': -A INPUT -j B",
        ]
    );
    check(
        &lab.net.save(),
        "*filter
         :INPUT ACCEPT [0:0]
         :FORWARD DROP [0:0]
         :OUTPUT ACCEPT [0:0]
         :A - [0:0]
         -A INPUT -j A
         -A A -s 10.0.0.0/8
         COMMIT",
    );
}

#[test]
fn restore_replaces_a_table_and_noflush_adds_to_it() {
    let mut lab = Lab::new("").rules("*filter\n:A - [0:0]\n:B - [0:0]\n-A INPUT -j A\n-A A -j DROP\nCOMMIT\n");
    let why = lab.ledger.builtin("lab/more");
    let rules = [("-A A -s 10.0.0.0/8 -j ACCEPT", why)].into_iter().collect();
    let chains = vec![ChainLine { name: "A".into(), policy: None }];
    let deleted = vec!["B".into()];
    let text =
        RuleText { tables: vec![TableText { name: "filter".into(), chains, rules, deleted, ..TableText::default() }] };
    assert_eq!(lab.net.restore_noflush(&text), []);
    check(
        &lab.net.save(),
        "*filter
         :INPUT ACCEPT [0:0]
         :FORWARD ACCEPT [0:0]
         :OUTPUT ACCEPT [0:0]
         :A - [0:0]
         -A INPUT -j A
         -A A -s 10.0.0.0/8 -j ACCEPT
         COMMIT",
    );
    let mut without = text.clone();
    without.tables[0].deleted.clear();
    assert_eq!(lab.net.restore(&without), []);
    assert!(!lab.net.save().contains("INPUT -j A"));
    let view = lab.net.rules();
    assert_eq!(view[0].chains[3].rules[0].why, why);
}

#[test]
fn chains_may_be_sixteen_deep_with_the_built_in_one() {
    let chains = |n: usize| {
        let names: String = (0..n).map(|i| format!(":C{i:02} - [0:0]\n")).collect();
        let jumps: String = (1..n).map(|i| format!("-A C{:02} -j C{i:02}\n", i - 1)).collect();
        format!("*filter\n{names}-A INPUT -j C00\n{jumps}COMMIT\n")
    };
    let mut lab = Lab::new("");
    let why = lab.ledger.builtin("lab/rules");
    assert_eq!(lab.net.restore_text(&chains(15), Family::V4, why), []);
    let refusals = lab.net.restore_text(&chains(16), Family::V4, why);
    let told: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["filter:33:11: too many chain levels at `C15': -A C14 -j C15"]);
}

/// Loads the texts one after the other and shows everything: what was refused, the rules, and their causes.
fn shown(texts: &[(&RuleText, bool)], mut cache: Option<&mut RuleCache>) -> String {
    let mut net = Netns::new("lab", Laws::enter(&mut Ledger::default()));
    let mut shown = String::new();
    for (text, flush) in texts {
        let refused = match (cache.as_deref_mut(), flush) {
            (Some(cache), true) => net.restore_with(text, cache),
            (Some(cache), false) => net.restore_noflush_with(text, cache),
            (None, true) => net.restore(text),
            (None, false) => net.restore_noflush(text),
        };
        shown += &format!("{refused:?}\n{:?}\n", net.rules());
    }
    shown
}

#[test]
fn what_was_read_before_loads_the_same_with_new_causes() {
    let table = |name: &str, lines: &[&str], first: u32| TableText {
        name: name.into(),
        chains: ["A", "B"].map(|name| ChainLine { name: name.into(), policy: None }).into(),
        rules: lines.iter().zip(first..).map(|(line, why)| (*line, CauseId(why))).collect(),
        ..TableText::default()
    };
    let good = ["-A INPUT -j A", "-A A -s 10.0.0.1,10.0.0.2 -j B", "-A B -m statistic --mode nth --every 2 -j DROP"];
    let bad = ["-A A -j B", "-A B -j A", "-A A -j C", "-A A -j DROP"];
    let text = |lines: &[&str], first| {
        let nat = table("nat", &["-A A -p tcp -j DNAT --to-destination 10.0.0.9"], first + 50);
        RuleText { tables: vec![table("filter", lines, first), nat] }
    };
    let texts = [text(&good, 0), text(&bad, 10), text(&good, 20), text(&good, 20), text(&bad, 30)];
    let mut cache = RuleCache::default();
    for flush in [true, false] {
        for first in &texts {
            for second in &texts {
                let both = [(first, flush), (second, true), (first, false), (second, flush)];
                assert_eq!(shown(&both, Some(&mut cache)), shown(&both, None));
            }
        }
    }
}
