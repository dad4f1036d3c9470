//! Zones and answers as text. A record's cause is its line number in the zone's text; the zone's own cause is 0.
#![allow(dead_code)]

use malla_dns::{Kind, Name, Question, Record, RecordData, RecordRefusal, Response, Soa, Zone};
use malla_trace::{Action, CauseId, DnsAction, Recorder, Step};

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `web.example.com A`.
pub fn question(text: &str) -> Question {
    let (host, kind) = text.split_once(' ').expect("name and type");
    Question { name: name(host), kind: Kind::parse(kind) }
}

/// A zone from lines like `web 300 A 192.0.2.1`; `@` is the origin, a name with a final dot is absolute.
pub fn zone(origin: &str, text: &str) -> Zone {
    let mut zone = bare_zone(origin);
    for (number, line) in (1..).zip(text.lines()) {
        let record = record(line, &zone.origin, CauseId(number));
        zone.add(record).unwrap_or_else(|refusal| panic!("{line}: {refusal:?}"));
    }
    zone
}

/// The refusal of a line.
pub fn refusal(zone: &mut Zone, line: &str) -> Option<RecordRefusal> {
    let record = record(line, &zone.origin, CauseId(99));
    zone.add(record).err()
}

pub fn bare_zone(origin: &str) -> Zone {
    let origin = name(origin);
    let below = |label: &str| origin.child(label).expect("a name");
    let (primary, mailbox) = (below("ns"), below("admin"));
    let soa = Soa { primary, mailbox, serial: 1, refresh_s: 7200, retry_s: 1800, expire_s: 86400, minimum_s: 30 };
    Zone::new(origin, soa, 30, CauseId(0))
}

fn record(line: &str, origin: &Name, why: CauseId) -> Record {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [owner, ttl, kind, data @ ..] = words.as_slice() else { panic!("{line}") };
    let ttl_s = ttl.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
    Record::new(absolute(owner, origin), ttl_s, data_of(kind, data, origin), why)
}

fn absolute(text: &str, origin: &Name) -> Name {
    match text {
        "@" => origin.clone(),
        text if text.ends_with('.') => name(text),
        text => name(&format!("{text}.{origin}")),
    }
}

fn data_of(kind: &str, data: &[&str], origin: &Name) -> RecordData {
    let number = |at: usize| data[at].parse().expect("a number");
    match kind {
        "A" => RecordData::A(data[0].parse().expect("an address")),
        "AAAA" => RecordData::Aaaa(data[0].parse().expect("an address")),
        "CNAME" => RecordData::Cname(absolute(data[0], origin)),
        "PTR" => RecordData::Ptr(absolute(data[0], origin)),
        "NS" => RecordData::Ns(absolute(data[0], origin)),
        "TXT" => RecordData::Txt(data.join(" ")),
        "SRV" => RecordData::Srv {
            priority: number(0),
            weight: number(1),
            port: number(2),
            target: absolute(data[3], origin),
        },
        other => panic!("type {other}"),
    }
}

/// The answer with its cause. The SOA's numbers are left out.
pub fn shown(response: &Response) -> String {
    let text = format!("{response}why: {}\n", response.why.0);
    text.replace(" 1 7200 1800 86400 30", "")
}

/// The steps, one a line, with their causes.
pub fn steps(recorder: &mut Recorder) -> String {
    recorder.take().iter().map(|step| format!("{}\n", step_text(step))).collect()
}

fn step_text(step: &Step) -> String {
    let Action::Dns(action) = &step.action else { panic!("{step:?}") };
    let stage = format!("{:?}", step.stage);
    let considered: Vec<String> = step
        .considered
        .iter()
        .map(|c| format!(" not {} (wanted {}, found {})", c.what, c.because.wanted, c.because.found))
        .collect();
    format!("{stage} {} why {}{}", action_text(action), step.why.0, considered.concat())
}

fn action_text(action: &DnsAction) -> String {
    match action {
        DnsAction::Literal { address } => format!("literal {address}"),
        DnsAction::Expand { name, candidates, ndots } => {
            format!("expand {name} ndots:{ndots} -> {}", candidates.join(" "))
        }
        DnsAction::Ask { name, kind, server } => format!("ask {server} {name} {kind}"),
        DnsAction::Answer { name, kind, rcode, records } => {
            let data: Vec<String> = records.iter().map(|r| format!("{} {}", r.kind, r.data)).collect();
            format!("answer {name} {kind} {rcode:?} [{}]", data.join(", "))
        }
        DnsAction::Resolved { name, addresses } => format!("resolved {name} {addresses:?}"),
        DnsAction::Unresolved { name, rcode } => format!("unresolved {name} {rcode:?}"),
    }
}
