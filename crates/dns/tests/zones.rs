//! What a zone answers: RFC 1034 section 4.3.2, RFC 4592.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{bare_zone, name, question, refusal, shown, zone};
use malla_dns::{DashedAddresses, RecordRefusal, Zone};
use malla_trace::CauseId;

const COMPANY: &str = "\
web1 300 A 192.168.0.10
www 300 CNAME web1
far 300 CNAME web.example.org.
loop-a 300 CNAME loop-b
loop-b 300 CNAME loop-a
gone 300 CNAME nobody
many 60 A 192.168.0.21
many 60 A 192.168.0.22
deep.below.here 300 A 192.168.0.30
*.wild 300 A 192.168.0.40
known.wild 300 TXT only text
_http._tcp.web 300 SRV 0 100 80 web1
@ 300 NS ns
ns 300 A 192.168.0.53
ns 300 AAAA fd00::53";

fn company() -> Zone {
    zone("miempresa.com", COMPANY)
}

fn check(zone: &Zone, cases: &[(&str, &str)]) {
    for (asked, expected) in cases {
        assert_eq!(shown(&zone.answer(&question(asked))), *expected, "{asked}");
    }
}

#[test]
fn a_name_with_records_answers_with_them_and_their_cause() {
    let cases = [
        ("WEB1.miempresa.com A", "status: NOERROR\nanswer: web1.miempresa.com. 300 IN A 192.168.0.10\nwhy: 1\n"),
        (
            "many.miempresa.com A",
            "status: NOERROR\nanswer: many.miempresa.com. 60 IN A 192.168.0.21\n\
             answer: many.miempresa.com. 60 IN A 192.168.0.22\nwhy: 8\n",
        ),
        (
            "miempresa.com SOA",
            "status: NOERROR\nanswer: miempresa.com. 30 IN SOA ns.miempresa.com. admin.miempresa.com.\nwhy: 0\n",
        ),
    ];
    check(&company(), &cases);
}

#[test]
fn an_alias_is_followed_inside_the_zone_only() {
    let cases = [
        (
            "www.miempresa.com A",
            "status: NOERROR\nanswer: www.miempresa.com. 300 IN CNAME web1.miempresa.com.\n\
             answer: web1.miempresa.com. 300 IN A 192.168.0.10\nwhy: 1\n",
        ),
        (
            "www.miempresa.com CNAME",
            "status: NOERROR\nanswer: www.miempresa.com. 300 IN CNAME web1.miempresa.com.\nwhy: 2\n",
        ),
        ("far.miempresa.com A", "status: NOERROR\nanswer: far.miempresa.com. 300 IN CNAME web.example.org.\nwhy: 3\n"),
        (
            "gone.miempresa.com A",
            "status: NXDOMAIN\nanswer: gone.miempresa.com. 300 IN CNAME nobody.miempresa.com.\n\
             authority: miempresa.com. 30 IN SOA ns.miempresa.com. admin.miempresa.com.\nwhy: 0\n",
        ),
    ];
    check(&company(), &cases);
    let looped = company().answer(&question("loop-a.miempresa.com A"));
    assert_eq!(looped.answers.len(), 16, "a loop ends");
    assert!(looped.addresses().is_empty());
}

#[test]
fn no_data_and_no_name_are_different_answers() {
    let soa = "authority: miempresa.com. 30 IN SOA ns.miempresa.com. admin.miempresa.com.";
    let empty = format!("status: NOERROR\n{soa}\nwhy: 0\n");
    let other_type = format!("status: NOERROR\n{soa}\nwhy: 1\n");
    let nobody = format!("status: NXDOMAIN\n{soa}\nwhy: 0\n");
    let cases = [
        ("web1.miempresa.com AAAA", other_type.as_str()),
        ("web1.miempresa.com HINFO", &other_type),
        ("below.here.miempresa.com A", &empty),
        ("here.miempresa.com A", &empty),
        ("nobody.miempresa.com A", &nobody),
        ("x.web1.miempresa.com A", &nobody),
        ("x.deep.below.here.miempresa.com A", &nobody),
        ("web1.example.org A", "status: REFUSED\nwhy: 0\n"),
    ];
    check(&company(), &cases);
}

/// RFC 4592 section 2.2.1: the wildcard speaks for names that do not exist, at any depth, and for no name that does.
#[test]
fn a_wildcard_speaks_for_names_that_do_not_exist() {
    let soa = "authority: miempresa.com. 30 IN SOA ns.miempresa.com. admin.miempresa.com.";
    let cases = [
        ("x.wild.miempresa.com A", "status: NOERROR\nanswer: x.wild.miempresa.com. 300 IN A 192.168.0.40\nwhy: 10\n"),
        (
            "x.y.wild.miempresa.com A",
            "status: NOERROR\nanswer: x.y.wild.miempresa.com. 300 IN A 192.168.0.40\nwhy: 10\n",
        ),
        ("x.wild.miempresa.com TXT", &format!("status: NOERROR\n{soa}\nwhy: 10\n")),
        ("known.wild.miempresa.com A", &format!("status: NOERROR\n{soa}\nwhy: 11\n")),
        ("x.known.wild.miempresa.com A", &format!("status: NXDOMAIN\n{soa}\nwhy: 0\n")),
        ("wild.miempresa.com A", &format!("status: NOERROR\n{soa}\nwhy: 0\n")),
    ];
    check(&company(), &cases);
}

#[test]
fn hosts_that_an_answer_names_come_along() {
    let cases = [
        (
            "_http._tcp.web.miempresa.com SRV",
            "status: NOERROR\nanswer: _http._tcp.web.miempresa.com. 300 IN SRV 0 100 80 web1.miempresa.com.\n\
             additional: web1.miempresa.com. 300 IN A 192.168.0.10\nwhy: 12\n",
        ),
        (
            "miempresa.com NS",
            "status: NOERROR\nanswer: miempresa.com. 300 IN NS ns.miempresa.com.\n\
             additional: ns.miempresa.com. 300 IN A 192.168.0.53\nadditional: ns.miempresa.com. 300 IN AAAA fd00::53\nwhy: 13\n",
        ),
    ];
    check(&company(), &cases);
}

#[test]
fn dashed_addresses_answer_for_themselves() {
    let mut zone = bare_zone("home");
    zone.dashed.push(DashedAddresses { below: name("ip.home"), ttl_s: 5, why: CauseId(7) });
    let soa = "authority: home. 30 IN SOA ns.home. admin.home.";
    let cases = [
        ("10-0-0-1.ip.home A", "status: NOERROR\nanswer: 10-0-0-1.ip.home. 5 IN A 10.0.0.1\nwhy: 7\n"),
        ("fd00--1.ip.home AAAA", "status: NOERROR\nanswer: fd00--1.ip.home. 5 IN AAAA fd00::1\nwhy: 7\n"),
        ("10-0-0-1.ip.home AAAA", &format!("status: NOERROR\n{soa}\nwhy: 7\n")),
        ("ip.home A", &format!("status: NOERROR\n{soa}\nwhy: 0\n")),
        ("10-0-0.ip.home A", &format!("status: NXDOMAIN\n{soa}\nwhy: 0\n")),
        ("10-0-0-1.other.home A", &format!("status: NXDOMAIN\n{soa}\nwhy: 0\n")),
    ];
    check(&zone, &cases);
}

#[test]
fn a_record_that_cannot_be_there_is_refused() {
    let mut zone = company();
    let before = zone.clone();
    let cases = [
        ("web.example.org. 300 A 192.0.2.1", Some(RecordRefusal::OutOfZone)),
        ("www 300 A 192.0.2.1", Some(RecordRefusal::AliasAndOther)),
        ("web1 300 CNAME www", Some(RecordRefusal::AliasAndOther)),
        ("www 300 CNAME other", Some(RecordRefusal::AliasAndOther)),
    ];
    for (line, expected) in cases {
        assert_eq!(refusal(&mut zone, line), expected, "{line}");
    }
    assert_eq!(zone, before, "a refused record leaves the zone as it was");
    assert_eq!(zone.add(zone.soa_record()), Err(RecordRefusal::SecondSoa));
    assert_eq!(refusal(&mut zone, "new 300 A 192.0.2.1"), None);
}

#[test]
fn a_zone_that_is_not_loaded_fails() {
    let mut zone = company();
    zone.loaded = false;
    let expected =
        "status: SERVFAIL\nauthority: miempresa.com. 30 IN SOA ns.miempresa.com. admin.miempresa.com.\nwhy: 0\n";
    check(&zone, &[("web1.miempresa.com A", expected)]);
}
