//! What holds for every cluster.

use crate::picture::{NOTES, SEED, cluster, fresh, pods};
use malla_control_plane::{Cluster, Memory, converge};
use malla_manifest::{Manifest, Object, SourceFile, parse};
use malla_trace::{CauseId, FieldPath, ObjectRef};
use std::collections::BTreeMap;

/// A larger cluster: every kind of Service, every kind of refusal and warning.
const ZOO: &str = include_str!("zoo.yaml");

fn manifests(text: &str) -> Vec<Manifest> {
    parse(&[SourceFile { name: "test.yaml".into(), text: text.into() }]).manifests
}

fn objects(cluster: &Cluster) -> BTreeMap<ObjectRef, Object> {
    cluster.store.iter().map(|(reference, stored)| (reference.clone(), stored.object.clone())).collect()
}

#[test]
fn converging_again_with_the_memory_changes_nothing_at_all() {
    for text in [NOTES, ZOO] {
        let first = converge(&manifests(text), &Memory::default(), SEED);
        let second = converge(&manifests(text), &first.memory, SEED);
        assert_eq!(second, first);
    }
}

#[test]
fn the_same_text_makes_the_same_cluster() {
    assert_eq!(fresh(ZOO), fresh(ZOO));
}

#[test]
fn the_order_of_documents_is_irrelevant() {
    for text in [NOTES, ZOO] {
        let there = manifests(text);
        let back: Vec<Manifest> = there.iter().rev().cloned().collect();
        let [there, back] = [there, back].map(|manifests| converge(&manifests, &Memory::default(), SEED));
        assert_eq!(objects(&back), objects(&there));
        assert_eq!(back.memory, there.memory);
        assert_eq!(back.findings, there.findings);
    }
}

#[test]
fn an_unrelated_edit_keeps_every_pod() {
    let before = fresh(NOTES);
    let edits = [
        NOTES.replace("port: 8080\n", "port: 8082\n"),
        NOTES.replace("disk: ssd}}", "disk: ssd, rack: b}}"),
        format!("{NOTES}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: extra}}\ndata: {{a: b}}\n"),
        NOTES.replace("web1.miempresa.com", "web2.miempresa.com"),
    ];
    for edit in edits {
        assert_ne!(edit, NOTES);
        assert_eq!(pods(&cluster(&edit, &before.memory)), pods(&before));
    }
    let smaller = NOTES.replace("name: nginx\nspec:\n  selector", "name: nginx\nspec:\n  replicas: 0\n  selector");
    let rest: Vec<String> = pods(&before).lines().filter(|pod| !pod.contains("nginx")).map(str::to_owned).collect();
    assert_eq!(pods(&cluster(&smaller, &before.memory)).lines().collect::<Vec<_>>(), rest);
}

#[test]
fn every_cause_of_every_field_leads_to_a_line_or_a_named_fact() {
    for text in [NOTES, ZOO] {
        let cluster = fresh(text);
        for (reference, stored) in cluster.store.iter() {
            let mut paths = vec![FieldPath::root()];
            collect(&stored.object.to_value(), &FieldPath::root(), &mut paths);
            for path in paths {
                resolves(&cluster, stored.cause_at(&path), &format!("{reference} {path}"));
            }
        }
        for state in cluster.containers.values().flatten() {
            state.environment.iter().for_each(|(name, value)| resolves(&cluster, value.why, name));
        }
    }
}

fn collect(value: &malla_manifest::Value, at: &FieldPath, paths: &mut Vec<FieldPath>) {
    let below: Vec<(FieldPath, &malla_manifest::Value)> = match value {
        malla_manifest::Value::Map(fields) => fields.iter().map(|(key, value)| (at.key(key), value)).collect(),
        malla_manifest::Value::List(items) => items.iter().enumerate().map(|(i, value)| (at.index(i), value)).collect(),
        _ => Vec::new(),
    };
    for (path, value) in below {
        collect(value, &path, paths);
        paths.push(path);
    }
}

fn resolves(cluster: &Cluster, cause: CauseId, what: &str) {
    for id in cluster.ledger.closure(cause) {
        let known = cluster.ledger.get(id).unwrap_or_else(|| panic!("{what}: no cause {id:?}"));
        let placed = known.place().is_none_or(|place| place.line > 0 && !place.file.is_empty());
        assert!(placed, "{what}: {known:?} points nowhere");
        let named = matches!(known, malla_trace::Cause::Builtin { name } if !name.is_empty());
        assert!(known.place().is_some() || named || !known.from().is_empty(), "{what}: {known:?} rests on nothing");
    }
}

#[test]
fn any_text_converges() {
    let bytes: Vec<char> = ZOO.chars().collect();
    for cut in (0..bytes.len()).step_by(97) {
        let text: String = bytes[..cut].iter().collect();
        let cluster = converge(&manifests(&text), &Memory::default(), SEED);
        assert_eq!(converge(&manifests(&text), &cluster.memory, SEED).store, cluster.store, "cut at {cut}");
    }
}
