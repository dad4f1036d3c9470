//! Which zone a server looks in, and whom it asks otherwise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{question, shown, steps, zone};
use malla_dns::{AnswerOrder, Forwarder, Reply, Response, Server, Zone};
use malla_trace::{CauseId, Rcode, Recorder, Seeded, Silent};

const UPSTREAM: &str = "192.168.0.53:53";

fn server(zones: Vec<Zone>) -> Server {
    Server { zones, ..Server::new(CauseId(50)) }
}

fn forwarding(zones: Vec<Zone>) -> Server {
    let forward = Some(Forwarder { address: UPSTREAM.parse().unwrap(), why: CauseId(51) });
    Server { forward, ..server(zones) }
}

fn ask(server: &Server, text: &str) -> (String, String) {
    let mut recorder = Recorder::thorough();
    let reply = match server.answer(&question(text), &mut Seeded::new(1), &mut recorder) {
        Reply::Answer(response) => shown(&response),
        Reply::Forward(forward) => {
            format!("forward {} to {} chain {}\n", forward.question, forward.to.address, forward.chain.len())
        }
    };
    (reply, steps(&mut recorder))
}

fn zones() -> Vec<Zone> {
    vec![
        zone("home", "a 5 A 10.0.0.1\nout 5 CNAME far.example.org.\nover 5 CNAME b.deep.home."),
        zone("deep.home", "b 5 A 10.0.0.2"),
    ]
}

#[test]
fn the_longest_matching_zone_answers() {
    let (reply, steps) = ask(&server(zones()), "b.deep.home A");
    assert_eq!(reply, "status: NOERROR\nanswer: b.deep.home. 5 IN A 10.0.0.2\nwhy: 1\n");
    assert_eq!(steps, "Zone answer b.deep.home. A NoError [A 10.0.0.2] why 1\n");
    let (reply, steps) = ask(&server(zones()), "a.home A");
    assert_eq!(reply, "status: NOERROR\nanswer: a.home. 5 IN A 10.0.0.1\nwhy: 1\n");
    assert_eq!(
        steps,
        "Zone answer a.home. A NoError [A 10.0.0.1] why 1 not deep.home. (wanted deep.home., found a.home.)\n"
    );
}

#[test]
fn an_alias_leads_from_zone_to_zone() {
    let (reply, _) = ask(&server(zones()), "over.home A");
    assert_eq!(
        reply,
        "status: NOERROR\nanswer: over.home. 5 IN CNAME b.deep.home.\nanswer: b.deep.home. 5 IN A 10.0.0.2\nwhy: 1\n"
    );
    let (reply, _) = ask(&server(zones()), "out.home A");
    assert_eq!(reply, "status: NOERROR\nanswer: out.home. 5 IN CNAME far.example.org.\nwhy: 2\n");
}

#[test]
fn a_foreign_name_is_forwarded_or_refused() {
    let (reply, steps) = ask(&server(zones()), "far.example.org A");
    assert_eq!(reply, "status: REFUSED\nwhy: 50\n");
    assert!(steps.starts_with("Zone answer far.example.org. A Refused [] why 50 not home."), "{steps}");
    let (reply, steps) = ask(&forwarding(zones()), "far.example.org A");
    assert_eq!(reply, "forward far.example.org. IN A to 192.168.0.53:53 chain 0\n");
    assert!(steps.starts_with("Zone ask 192.168.0.53:53 far.example.org. A why 51"), "{steps}");
    let (reply, _) = ask(&forwarding(zones()), "out.home A");
    assert_eq!(reply, "forward far.example.org. IN A to 192.168.0.53:53 chain 1\n");
}

#[test]
fn the_other_servers_answer_closes_the_chain() {
    let finish = |heard: Option<Response>| {
        let reply = forwarding(zones()).answer(&question("out.home A"), &mut Seeded::new(1), &mut Silent);
        let Reply::Forward(forward) = reply else { panic!("{reply:?}") };
        let mut recorder = Recorder::default();
        let text = shown(&forward.finish(heard, &mut recorder));
        (text, steps(&mut recorder))
    };
    let far = zone("example.org", "far 60 A 192.0.2.9").answer(&question("far.example.org A"));
    let chain = "answer: out.home. 5 IN CNAME far.example.org.\n";
    assert_eq!(
        finish(Some(far)),
        (
            format!("status: NOERROR\n{chain}answer: far.example.org. 60 IN A 192.0.2.9\nwhy: 1\n"),
            "Zone answer out.home. A NoError [CNAME far.example.org., A 192.0.2.9] why 1\n".into()
        )
    );
    assert_eq!(finish(None).0, format!("status: SERVFAIL\n{chain}why: 51\n"), "silence is a failure");
}

#[test]
fn a_name_that_falls_through_is_asked_elsewhere() {
    let through = |fall_through| {
        let mut reverse = zone("in-addr.arpa", "1.0.0.10 5 PTR a.home.");
        reverse.fall_through = fall_through;
        ask(&forwarding(vec![reverse]), "9.0.0.10.in-addr.arpa PTR").0
    };
    assert_eq!(through(true), "forward 9.0.0.10.in-addr.arpa. IN PTR to 192.168.0.53:53 chain 0\n");
    assert!(through(false).starts_with("status: NXDOMAIN\n"));
}

#[test]
fn addresses_are_shuffled_fairly_and_aliases_stay_in_front() {
    let zone = zone("home", "w 5 CNAME m\nm 5 A 10.0.0.1\nm 5 A 10.0.0.2\nm 5 A 10.0.0.3");
    let shuffling = Server { order: AnswerOrder::Shuffled, ..server(vec![zone]) };
    let mut chance = Seeded::new(3);
    let mut first = [0; 3];
    for _ in 0..3000 {
        let Reply::Answer(response) = shuffling.answer(&question("w.home A"), &mut chance, &mut Silent) else {
            panic!("forwarded")
        };
        assert_eq!(response.answers[0].data.to_string(), "m.home.");
        let mut addresses = response.addresses();
        let last = addresses[0].to_string().pop().and_then(|digit| digit.to_digit(10)).unwrap() as usize;
        first[last - 1] += 1;
        assert_eq!(response.why, CauseId(last as u32 + 1), "the cause is the first address's");
        addresses.sort_unstable();
        assert_eq!(addresses.len(), 3);
    }
    assert!(first.iter().all(|count| (900..1100).contains(count)), "{first:?}");
    let written = server(shuffling.zones.clone()).answer(&question("w.home A"), &mut chance, &mut Silent);
    let Reply::Answer(written) = written else { panic!("forwarded") };
    assert_eq!(format!("{:?}", written.addresses()), "[10.0.0.1, 10.0.0.2, 10.0.0.3]");
    assert_eq!(written.rcode, Rcode::NoError);
}

#[test]
fn aliases_in_a_ring_of_zones_end() {
    let ring = vec![zone("a", "x 5 CNAME x.b."), zone("b", "x 5 CNAME x.a.")];
    assert!(ask(&server(ring), "x.a A").0.starts_with("status: SERVFAIL\n"));
}
