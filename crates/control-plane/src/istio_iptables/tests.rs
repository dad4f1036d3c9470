//! The default rules in full, options that change them, and the kernel that takes them.

use super::*;
use malla_kernel::{Laws, Netns};
use malla_trace::{Cause, CauseId};

/// The table of a sidecar that nobody configured (conformance `istio/istio-iptables/derived/28-default-sidecar`).
const DEFAULT: &str = "\
* nat
-N ISTIO_INBOUND
-N ISTIO_REDIRECT
-N ISTIO_IN_REDIRECT
-N ISTIO_OUTPUT
-A ISTIO_INBOUND -p tcp --dport 15008 -j RETURN
-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001
-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006
-A PREROUTING -p tcp -j ISTIO_INBOUND
-A ISTIO_INBOUND -p tcp --dport 15090 -j RETURN
-A ISTIO_INBOUND -p tcp --dport 15021 -j RETURN
-A ISTIO_INBOUND -p tcp --dport 15020 -j RETURN
-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT
-A OUTPUT -j ISTIO_OUTPUT
-A ISTIO_OUTPUT -o lo -s 127.0.0.6/32 -j RETURN
-A ISTIO_OUTPUT -o lo ! -d 127.0.0.1/32 -p tcp ! --dport 15008 -m owner --uid-owner 1337 -j ISTIO_IN_REDIRECT
-A ISTIO_OUTPUT -o lo -m owner ! --uid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -o lo ! -d 127.0.0.1/32 -p tcp ! --dport 15008 -m owner --gid-owner 1337 -j ISTIO_IN_REDIRECT
-A ISTIO_OUTPUT -o lo -m owner ! --gid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN
-A ISTIO_OUTPUT -j ISTIO_REDIRECT
COMMIT
";

/// The same as iptables-save prints it.
const SAVED: &str = "\
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:ISTIO_INBOUND - [0:0]
:ISTIO_IN_REDIRECT - [0:0]
:ISTIO_OUTPUT - [0:0]
:ISTIO_REDIRECT - [0:0]
-A PREROUTING -p tcp -j ISTIO_INBOUND
-A OUTPUT -j ISTIO_OUTPUT
-A ISTIO_INBOUND -p tcp -m tcp --dport 15008 -j RETURN
-A ISTIO_INBOUND -p tcp -m tcp --dport 15090 -j RETURN
-A ISTIO_INBOUND -p tcp -m tcp --dport 15021 -j RETURN
-A ISTIO_INBOUND -p tcp -m tcp --dport 15020 -j RETURN
-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT
-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006
-A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN
-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m tcp ! --dport 15008 -m owner --uid-owner 1337 -j ISTIO_IN_REDIRECT
-A ISTIO_OUTPUT -o lo -m owner ! --uid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN
-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m tcp ! --dport 15008 -m owner --gid-owner 1337 -j ISTIO_IN_REDIRECT
-A ISTIO_OUTPUT -o lo -m owner ! --gid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN
-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN
-A ISTIO_OUTPUT -j ISTIO_REDIRECT
-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001
COMMIT
";

fn printed(options: &Options) -> String {
    compile(options, &mut Ledger::default()).map_or_else(|refusal| refusal.to_string(), |text| print(&text))
}

/// The lines that `options` add to the default, and those they take away.
fn changed(options: &Options) -> String {
    let text = printed(options);
    let surplus = text.lines().filter(|line| !DEFAULT.lines().any(|l| l == *line)).map(|line| format!("+ {line}\n"));
    let missing = DEFAULT.lines().filter(|line| !text.lines().any(|l| l == *line)).map(|line| format!("- {line}\n"));
    missing.chain(surplus).collect()
}

#[test]
fn a_sidecar_that_nobody_configured_has_these_rules() {
    assert_eq!(printed(&Options::injected()), DEFAULT);
}

#[test]
fn the_kernel_takes_them_and_prints_them_back() {
    let mut ledger = Ledger::default();
    let text = compile(&Options::injected(), &mut ledger).unwrap();
    let mut netns = Netns::new("app", Laws::enter(&mut ledger));
    assert_eq!(netns.restore(&text), vec![]);
    assert_eq!(netns.save_family(Family::V4), SAVED);
}

#[test]
fn excluded_ports_and_ranges_are_let_go() {
    let set = |text: &str| Setting { text: text.into(), why: None };
    let options = Options {
        excluded_outbound_ports: set("3306,"),
        excluded_outbound_ranges: set("10.0.0.0/8,fd00::/8,nonsense"),
        ..Options::injected()
    };
    let want = "\
+ -A ISTIO_OUTPUT -p tcp --dport 3306 -j RETURN
+ -A ISTIO_OUTPUT -p udp --dport 3306 -j RETURN
+ -A ISTIO_OUTPUT -d 10.0.0.0/8 -j RETURN
";
    assert_eq!(changed(&options), want);
}

#[test]
fn listed_ports_and_ranges_only() {
    let set = |text: &str| Setting { text: text.into(), why: None };
    let options = Options { inbound_ports: set("9080"), outbound_ranges: set("10.96.0.0/12"), ..Options::injected() };
    let want = "\
- -A ISTIO_INBOUND -p tcp --dport 15090 -j RETURN
- -A ISTIO_INBOUND -p tcp --dport 15021 -j RETURN
- -A ISTIO_INBOUND -p tcp --dport 15020 -j RETURN
- -A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT
- -A ISTIO_OUTPUT -j ISTIO_REDIRECT
+ -A ISTIO_INBOUND -p tcp --dport 9080 -j ISTIO_IN_REDIRECT
+ -A ISTIO_OUTPUT -d 10.96.0.0/12 -j ISTIO_REDIRECT
";
    assert_eq!(changed(&options), want);
}

#[test]
fn some_groups_only() {
    let options = Options { outbound_owner_groups: Setting::own("java,202"), ..Options::injected() };
    let want = "+ -A ISTIO_OUTPUT -m owner ! --gid-owner java -m owner ! --gid-owner 202 -j RETURN\n";
    assert_eq!(changed(&options), want);
}

#[test]
fn all_of_dns_goes_to_the_agent() {
    let options = Options { redirect_dns: true, capture_all_dns: true, ..Options::injected() };
    let text = printed(&options);
    for line in [
        "-A ISTIO_OUTPUT_DNS -p tcp --dport 53 -j REDIRECT --to-ports 15053",
        "-A ISTIO_OUTPUT_DNS -p udp --dport 53 -j REDIRECT --to-port 15053",
        "-A ISTIO_INBOUND -p udp --sport 53 -j CT --zone 1",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    let nowhere = Options { redirect_dns: true, ..Options::injected() };
    assert_eq!(printed(&nowhere), DEFAULT, "without a resolver to catch there is no capture");
}

#[test]
fn nobody_excludes_everything() {
    let options = Options { excluded_outbound_ranges: Setting::own("*"), ..Options::injected() };
    assert_eq!(compile(&options, &mut Ledger::default()), Err(Refusal::ExcludesEverything));
}

#[test]
fn a_rule_rests_on_its_reason_and_on_the_line_that_asked_for_it() {
    let mut ledger = Ledger::default();
    let line = ledger.builtin("test/annotation");
    let written = Setting { text: "3306".into(), why: Some(line) };
    let options = Options { excluded_outbound_ports: written, ..Options::injected() };
    let text = compile(&options, &mut ledger).unwrap();
    let why = |wanted: &str| {
        let rule = text.tables.iter().flat_map(|table| table.rules.iter()).find(|rule| rule.text.contains(wanted));
        ledger.get(rule.map_or(CauseId(u32::MAX), |rule| rule.why)).cloned()
    };
    let Some(Cause::Derived { by, from }) = why("3306") else { panic!("{:?}", why("3306")) };
    assert_eq!((&*by, from.last()), ("istio-init", Some(&line)));
    assert_eq!(why("-s 127.0.0.6/32"), Some(Cause::Builtin { name: Fact::HandedToTheApp.name().into() }));
}
