//! What a program's resolver asks, in glibc's order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{name, question, steps, zone};
use malla_dns::{Heard, HostEntry, Hosts, Next, ResolvConf, Resolver, Response, Zone};
use malla_trace::{CauseId, Rcode, Recorder};

const WHY: CauseId = CauseId(90);

fn conf(servers: usize, search: &[&str], ndots: u8) -> ResolvConf {
    let nameservers = (1..=servers).map(|n| format!("10.0.0.{n}").parse().unwrap()).collect();
    let search = search.iter().map(|text| name(text)).collect();
    ResolvConf { search, ndots, ..ResolvConf::new(nameservers, CauseId(80)) }
}

fn cluster(servers: usize) -> ResolvConf {
    conf(servers, &["team.svc.home", "svc.home", "home"], 5)
}

/// Resolves a name, each question answered by `hear`; the steps as text.
fn resolve(conf: &ResolvConf, asked: &str, hear: impl Fn(&str, &str) -> Heard) -> String {
    let mut recorder = Recorder::default();
    let (mut resolver, mut next) = Resolver::start(asked, WHY, conf, &Hosts::default(), &mut recorder);
    let mut rounds = 0;
    while let Next::Ask { question, server, .. } = &next {
        rounds += 1;
        assert!(rounds < 100, "it never ends");
        next = resolver.hear(hear(&question.name.to_string(), &server.ip().to_string()), &mut recorder);
    }
    steps(&mut recorder).replace("Resolver ", "")
}

/// A server with that zone, to which every other name is nobody's.
fn from(zone: &Zone) -> impl Fn(&str, &str) -> Heard + '_ {
    |asked, _| match zone.answer(&question(&format!("{asked} A"))) {
        Response { rcode: Rcode::Refused, .. } => coded(Rcode::NxDomain),
        response => Heard::Response(response),
    }
}

fn coded(rcode: Rcode) -> Heard {
    Heard::Response(Response::bare(rcode, CauseId(70)))
}

#[test]
fn the_search_list_comes_first_when_dots_are_few() {
    let zone = zone("home", "web.svc 5 A 10.1.0.1\nweb 5 TXT no address");
    assert_eq!(
        resolve(&cluster(1), "web", from(&zone)),
        "expand web ndots:5 -> web.team.svc.home. web.svc.home. web.home. web. why 80\n\
         ask 10.0.0.1:53 web.team.svc.home. A why 80\n\
         ask 10.0.0.1:53 web.svc.home. A why 80\n\
         resolved web [10.1.0.1] why 1\n"
    );
}

#[test]
fn candidates_follow_dots_and_the_final_dot() {
    let cases = [
        (1, "web", "web.a. web.b. web."),
        (1, "web.b", "web.b. web.b.a. web.b.b."),
        (2, "web.b", "web.b.a. web.b.b. web.b."),
        (5, "web.b.", "web.b."),
        (0, "web", "web. web.a. web.b."),
        (1, "bad..name", ""),
    ];
    for (ndots, asked, expected) in cases {
        let names: Vec<String> =
            conf(1, &["a", "b"], ndots).candidates(asked).iter().map(ToString::to_string).collect();
        assert_eq!(names.join(" "), expected, "ndots:{ndots} {asked}");
    }
    let long = conf(1, &["a".repeat(63).as_str()], 1).candidates(&vec!["b".repeat(60); 4].join("."));
    assert_eq!(long.len(), 1, "a candidate that is too long is left out");
}

#[test]
fn addresses_need_no_question_and_hosts_come_before_servers() {
    assert_eq!(resolve(&cluster(1), "10.10.0.103", |_, _| Heard::Nothing), "literal 10.10.0.103 why 90\n");
    assert_eq!(resolve(&cluster(1), "fd00::1", |_, _| Heard::Nothing), "literal fd00::1 why 90\n");
    let entry = |address: &str, names: &[&str], why| HostEntry {
        address: address.parse().unwrap(),
        names: names.iter().map(|n| (*n).to_owned()).collect(),
        why: CauseId(why),
    };
    let entries = vec![entry("127.0.0.1", &["localhost"], 60), entry("10.9.9.9", &["db.example.org", "DB"], 61)];
    let mut recorder = Recorder::default();
    let (_, next) = Resolver::start("db", WHY, &cluster(1), &Hosts { entries }, &mut recorder);
    assert!(matches!(next, Next::Done(_)));
    assert_eq!(steps(&mut recorder), "Resolver resolved db [10.9.9.9] why 61\n");
}

#[test]
fn a_name_nobody_has_ends_with_the_last_denial() {
    let zone = zone("home", "other 5 A 10.1.0.1");
    let text = resolve(&conf(1, &["home"], 1), "web", from(&zone));
    assert_eq!(
        text,
        "expand web ndots:1 -> web.home. web. why 80\nask 10.0.0.1:53 web.home. A why 80\n\
         ask 10.0.0.1:53 web. A why 80\nunresolved web Some(NxDomain) why 70\n"
    );
}

#[test]
fn no_data_goes_on_and_is_remembered() {
    let zone = zone("home", "web.svc 5 TXT text\nweb 5 A 10.1.0.9");
    let text = resolve(&conf(1, &["svc.home", "home"], 1), "web", from(&zone));
    assert!(text.ends_with("resolved web [10.1.0.9] why 2\n"), "{text}");
    let nobody = common::zone("home", "web.svc 5 TXT text");
    let text = resolve(&conf(1, &["svc.home", "home"], 1), "web", from(&nobody));
    assert!(text.ends_with("unresolved web Some(NoError) why 1\n"), "{text}");
}

#[test]
fn an_alias_without_address_is_an_end() {
    let zone = zone("home", "web.svc 5 CNAME far.example.org.\nweb 5 A 10.1.0.9");
    let text = resolve(&conf(1, &["svc.home", "home"], 1), "web", from(&zone));
    assert!(text.ends_with("ask 10.0.0.1:53 web.svc.home. A why 80\nunresolved web Some(NoError) why 1\n"), "{text}");
}

#[test]
fn a_silent_server_is_followed_by_the_next_and_asked_again() {
    let zone = zone("home", "web 5 A 10.1.0.1");
    let hear =
        |asked: &str, server: &str| if server == "10.0.0.1" { Heard::Nothing } else { from(&zone)(asked, server) };
    assert_eq!(
        resolve(&conf(2, &[], 1), "web.home", hear),
        "expand web.home ndots:1 -> web.home. why 80\nask 10.0.0.1:53 web.home. A why 80\n\
         ask 10.0.0.2:53 web.home. A why 80\nresolved web.home [10.1.0.1] why 1\n"
    );
    let text = resolve(&conf(2, &[], 1), "web.home", |_, _| Heard::Nothing);
    let asked: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("ask ")).map(|line| &line[..8]).collect();
    assert_eq!(asked, ["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2"], "two servers, two attempts");
    assert!(text.ends_with("unresolved web.home None why 80\n"), "{text}");
}

/// `__res_context_search`: SERVFAIL tries the next suffix, silence and REFUSED leave the search list, and where nothing
/// listens at all the search is given up.
#[test]
fn failures_differ_in_what_is_tried_next() {
    let cases: [(&str, fn() -> Heard, &[&str], &str); 4] = [
        ("servfail", || coded(Rcode::ServFail), &["w.a.", "w.a.", "w.b.", "w.b.", "w.", "w."], "Some(ServFail) why 70"),
        ("refused", || coded(Rcode::Refused), &["w.a.", "w.a.", "w.", "w."], "Some(Refused) why 70"),
        ("silence", || Heard::Nothing, &["w.a.", "w.a.", "w.", "w."], "None why 80"),
        ("nobody listens", || Heard::Unreachable, &["w.a.", "w.a."], "None why 80"),
    ];
    for (what, hear, expected, end) in cases {
        let text = resolve(&conf(1, &["a", "b"], 1), "w", |_, _| hear());
        let asked: Vec<&str> =
            text.lines().filter(|l| l.starts_with("ask ")).filter_map(|l| l.split(' ').nth(2)).collect();
        assert_eq!(asked, expected, "{what}");
        assert!(text.ends_with(&format!("unresolved w {end}\n")), "{what}: {text}");
    }
}

#[test]
fn the_name_as_it_is_decides_the_error_when_it_was_tried_first() {
    let hear = |asked: &str, _: &str| coded(if asked == "w.x." { Rcode::NxDomain } else { Rcode::ServFail });
    let text = resolve(&conf(1, &["a"], 1), "w.x", hear);
    assert!(text.ends_with("unresolved w.x Some(NxDomain) why 70\n"), "{text}");
}

/// glibc `get_timeout`: 5 s for the first server, then 10/n, 20/n.
#[test]
fn patience_is_shared_by_the_servers() {
    let mut recorder = Recorder::default();
    let (mut resolver, mut next) = Resolver::start("w.", WHY, &conf(4, &[], 1), &Hosts::default(), &mut recorder);
    let mut waited = vec![];
    while let Next::Ask { timeout_s, .. } = next {
        waited.push(timeout_s);
        next = resolver.hear(Heard::Nothing, &mut recorder);
    }
    assert_eq!(waited, [5, 3, 6, 5, 3, 6], "three servers at most, two attempts");
}

#[test]
fn the_file_prints_as_it_is_written() {
    let text = "nameserver 10.0.0.1\nsearch team.svc.home svc.home home\noptions ndots:5\n";
    assert_eq!(cluster(1).to_string(), text);
    assert_eq!(conf(1, &[], 1).to_string(), "nameserver 10.0.0.1\n");
    assert_eq!(ResolvConf::new(vec![], WHY).servers(), ["127.0.0.1:53".parse().unwrap()]);
}

#[test]
fn a_name_that_is_none_is_never_asked() {
    assert_eq!(resolve(&cluster(1), "bad..name", |_, _| Heard::Nothing), "unresolved bad..name None why 90\n");
}
