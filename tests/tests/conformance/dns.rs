//! CoreDNS's own handler tests: queries against one set of objects, answers compared as sets.
//!
//! Not compared: the SOA's serial number (nor upstream), the truncation bit (no message bytes here), the case of names
//! (RFC 4343: names that differ in case are the same).

use crate::data::{self, AsText, Fields};
use crate::report::{Case, Group};
use malla_control_plane::Store;
use malla_control_plane::coredns::{self, Corefile, PodNames};
use malla_dns::{Forwarder, Kind, Name, Question, Record, RecordData, Reply, Response, Server};
use malla_manifest::Value;
use malla_trace::{CauseId, Ledger, Rcode, Seeded, Silent};
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// The keys of a file's `config`.
const CONFIG: &[&str] = &["zones", "ttl", "pods", "namespaces", "apiSynced", "ignoreEmptyService"];

/// The keys of a case.
const CASE: &[&str] = &["query", "type", "rcode", "answer", "authority", "additional", "truncated", "upstream", "note"];

/// The objects that the reverse file describes in words (its `note`).
const REVERSE_OBJECTS: &str = include_str!("dns_reverse_objects.yaml");

/// Runs every query of every file; a query is a case.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let objects = data::text(&directory.join("objects.yaml"))?;
    let mut cases = Vec::new();
    for path in files(directory)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name != "objects.yaml" {
            let objects = if name.contains("reverse") { REVERSE_OBJECTS } else { &objects };
            cases.extend(
                file(&path, &name, objects).unwrap_or_else(|problem| vec![Case { name, problems: vec![problem] }]),
            );
        }
    }
    Ok(Group { name: "kubernetes/dns", cases, checks: vec![], floor })
}

/// The files of a directory, by name; anything but YAML is a stranger.
pub fn files(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    match paths.iter().find(|path| path.extension().is_none_or(|extension| extension != "yaml")) {
        Some(stranger) => Err(format!("a file nobody knows: {}", stranger.display())),
        None => Ok(paths),
    }
}

fn file(path: &Path, name: &str, objects: &str) -> Result<Vec<Case>, String> {
    let value = data::value(path)?;
    let server = server(value.at("config"), objects)?;
    let cases = value.items_at("cases").iter().enumerate().map(|(number, case)| {
        let (query, kind) = (case.text_at("query").unwrap_or(""), case.text_at("type").unwrap_or(""));
        let problems = check(&server, case).err().into_iter().collect();
        Case { name: format!("{name} #{}: {query} {kind}", number + 1), problems }
    });
    Ok(cases.collect())
}

fn server(config: &Value, objects: &str) -> Result<Server, String> {
    if let Some(key) = config.keys().into_iter().find(|key| !CONFIG.contains(key)) {
        return Err(format!("a setting nobody knows: {key}"));
    }
    let mut ledger = Ledger::default();
    let store: Store = data::objects(data::value_of("objects", objects)?.items_at("objects"), &mut ledger)?;
    let bare = |zone: &String| zone.trim_end_matches('.').to_owned();
    let (reverse, own): (Vec<String>, Vec<String>) =
        config.texts_at("zones").iter().map(bare).partition(|zone| zone.ends_with(".arpa"));
    let corefile = Corefile {
        domain: own.first().cloned().unwrap_or_default(),
        reverse,
        fall_through_reverse: false,
        ttl_s: config.number_at("ttl").and_then(|ttl| u32::try_from(ttl).ok()).unwrap_or(5),
        pods: match config.text_at("pods") {
            Some("insecure") => PodNames::Insecure,
            Some("verified") => PodNames::Verified,
            Some("disabled") | None => PodNames::Disabled,
            Some(mode) => return Err(format!("a mode nobody knows: {mode}")),
        },
        namespaces: config.texts_at("namespaces"),
        ignore_empty_service: config.is("ignoreEmptyService"),
        synced: config.get("apiSynced").is_none() || config.is("apiSynced"),
        forward: Some(Forwarder { address: SocketAddr::from(([192, 0, 2, 53], 53)), why: CauseId(0) }),
        ..Corefile::default()
    };
    Ok(coredns::compile(&store, &corefile, &mut ledger))
}

fn check(server: &Server, case: &Value) -> Result<(), String> {
    if let Some(key) = case.keys().into_iter().find(|key| !CASE.contains(key)) {
        return Err(format!("a key nobody knows: {key}"));
    }
    let name = Name::parse(case.text_at("query").unwrap_or("")).map_err(|error| error.to_string())?;
    let question = Question { name, kind: Kind::parse(case.text_at("type").unwrap_or("")) };
    let response = match server.answer(&question, &mut Seeded::new(1), &mut Silent) {
        Reply::Answer(response) => response,
        Reply::Forward(forward) => {
            let upstream = upstream(case, &forward.question);
            forward.finish(Some(upstream), &mut Silent)
        }
    };
    let rcode = rcode(response.rcode);
    if case.text_at("rcode") != Some(rcode) {
        return Err(format!("rcode {rcode}, not {:?}", case.text_at("rcode")));
    }
    same("answer", case, &response.answers)?;
    same("authority", case, &response.authority)?;
    same("additional", case, &response.additional)
}

/// What the mock upstream of the test says, to the question that was really passed on.
fn upstream(case: &Value, question: &Question) -> Response {
    let texts = case.at("upstream").texts_at("answer");
    let records = texts.iter().filter_map(|text| address_record(text)).filter(|record| record.name == question.name);
    let mut response = Response::bare(Rcode::NoError, CauseId(0));
    response.answers = records.collect();
    response
}

fn address_record(text: &str) -> Option<Record> {
    let mut words = text.split(' ');
    let name = Name::parse(words.next()?).ok()?;
    let ttl_s = words.next()?.parse().ok()?;
    let address: IpAddr = words.next_back()?.parse().ok()?;
    Some(Record::new(name, ttl_s, RecordData::from(address), CauseId(0)))
}

fn same(what: &str, case: &Value, found: &[Record]) -> Result<(), String> {
    let mut wanted: Vec<String> =
        case.items_at(what).iter().filter_map(AsText::as_text).map(|t| canonical(&t)).collect();
    let mut found: Vec<String> = found.iter().map(|record| canonical(&record.to_string())).collect();
    wanted.sort();
    found.sort();
    if wanted == found { Ok(()) } else { Err(format!("{what}: {found:?}\nnot {wanted:?}")) }
}

/// Lower case, final dots off, quotes off, the SOA's serial number out.
fn canonical(record: &str) -> String {
    let lower = record.to_ascii_lowercase().replace('"', "");
    let mut words: Vec<&str> = lower.split(' ').map(|word| word.trim_end_matches('.')).collect();
    if words.get(3) == Some(&"soa")
        && let Some(serial) = words.get_mut(6)
    {
        *serial = "<serial>";
    }
    words.join(" ")
}

const fn rcode(code: Rcode) -> &'static str {
    match code {
        Rcode::NoError => "NOERROR",
        Rcode::NxDomain => "NXDOMAIN",
        Rcode::ServFail => "SERVFAIL",
        Rcode::Refused => "REFUSED",
    }
}
