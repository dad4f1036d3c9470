//! The words about kinds and fields (`docs/LANG/GROUP.docs`): nothing about what does not exist, everything about
//! networking, and both languages.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::assist::{DocKey, Docs, doc_keys};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The groups whose every field has words.
const NETWORKING: &[&str] = &[
    "discovery",
    "gateway",
    "istio_extensions",
    "istio_networking",
    "istio_security",
    "istio_telemetry",
    "malla",
    "meta",
    "networking",
];

/// Structs of other groups that are about networking too.
const ALSO: &[&str] = &[
    "ClientIPConfig",
    "ContainerPort",
    "EndpointAddress",
    "EndpointSubset",
    "EndpointSubsetPort",
    "Endpoints",
    "Namespace",
    "PodDNSConfig",
    "PodDNSConfigOption",
    "Service",
    "ServicePort",
    "ServiceSpec",
    "SessionAffinityConfig",
];

/// What the files of a language say.
fn read(lang: &str) -> BTreeMap<(String, String, String), String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(lang);
    let mut found = BTreeMap::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.sort();
    for path in files {
        let group = path.file_stem().unwrap().to_string_lossy().into_owned();
        let docs = Docs::parse(&std::fs::read_to_string(&path).unwrap());
        for (owner, field, words) in docs.iter() {
            found.insert((group.clone(), owner.to_owned(), field.to_owned()), words.to_owned());
        }
    }
    found
}

fn name(key: &DocKey) -> (String, String, String) {
    (key.group.into(), key.owner.clone(), key.field.clone())
}

#[test]
fn every_field_of_networking_has_words_in_both_languages_and_no_other_thing_has() {
    let (es, en) = (read("es"), read("en"));
    let keys = doc_keys();
    let known: BTreeSet<_> = keys.iter().map(name).collect();
    let mut wrong = Vec::new();
    for (lang, docs) in [("es", &es), ("en", &en)] {
        let strangers = docs.keys().filter(|key| !known.contains(*key));
        wrong.extend(
            strangers.map(|(group, owner, field)| format!("{lang}/{group}.docs: {owner}.{field} does not exist")),
        );
        let long = docs.iter().filter(|(_, words)| words.chars().count() > 300);
        wrong
            .extend(long.map(|((group, owner, field), _)| format!("{lang}/{group}.docs: {owner}.{field} is too long")));
    }
    let alone = es.keys().filter(|key| !en.contains_key(*key)).map(|key| (key, "en"));
    let alone = alone.chain(en.keys().filter(|key| !es.contains_key(*key)).map(|key| (key, "es")));
    wrong.extend(
        alone.map(|((group, owner, field), lang)| format!("{group}.docs: {owner}.{field} is missing in {lang}")),
    );
    let networking =
        |key: &&DocKey| !key.field.is_empty() && (NETWORKING.contains(&key.group) || ALSO.contains(&&*key.owner));
    let wanted: Vec<&DocKey> = keys.iter().filter(networking).collect();
    let missing: Vec<&&DocKey> = wanted.iter().filter(|key| !es.contains_key(&name(key))).collect();
    println!("documented fields of networking kinds: {}/{}", wanted.len() - missing.len(), wanted.len());
    println!("documented fields and structs of all kinds: {}/{}", es.len(), known.len());
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    missing.iter().for_each(|key| *groups.entry(key.group).or_default() += 1);
    assert!(missing.is_empty(), "{groups:?}: {missing:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
