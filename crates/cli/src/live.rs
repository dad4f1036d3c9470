//! A cluster that goes on from one command to the next: its objects, what it remembers and its clock, in a file.

use crate::value::{items, number, put, sorted, text};
use crate::{BadInput, kinds};
use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile};
use malla_manifest::{Object, Value, parse, to_yaml};
use malla_trace::{Diagnostic, FieldPath, Lang, ObjectRef, Severity};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How the file says what it is.
const VERSION: i64 = 1;

/// What the API server says of an object, and the field to look at.
pub(crate) struct Refused {
    pub(crate) found: Diagnostic,
    pub(crate) at: FieldPath,
}

/// A cluster that goes on.
pub(crate) struct Live {
    file: PathBuf,
    seed: u64,
    /// Seconds since the cluster was set up.
    now: u64,
    objects: Vec<(ObjectRef, Value)>,
    /// When each object came, those that controllers made too.
    born: BTreeMap<ObjectRef, u64>,
    host: SimHost,
}

impl Live {
    /// The cluster of that file; one that has just been set up where there is none.
    pub(crate) fn open(file: &Path, seed: u64) -> Result<Self, BadInput> {
        let fresh = Value::Null;
        let saved = if file.exists() { read(file)? } else { fresh };
        let seed = number(&saved, "seed").and_then(|seed| u64::try_from(seed).ok()).unwrap_or(seed);
        let now = number(&saved, "now").and_then(|now| u64::try_from(now).ok()).unwrap_or(0);
        let objects = items(&saved, "objects").iter().filter_map(|value| Some((reference(value)?, value.clone())));
        let born = items(&saved, "born").iter().filter_map(birth).collect();
        let memory = saved.get("memory").cloned().unwrap_or_default();
        let host = SimHost::resume(Scenario { seed }, &memory);
        let mut live = Self { file: file.into(), seed, now, objects: objects.collect(), born, host };
        live.come_to_rest();
        Ok(live)
    }

    /// Writes the cluster into its file.
    pub(crate) fn save(&self) -> Result<(), BadInput> {
        let objects = self.objects.iter().map(|(_, value)| value.clone()).collect();
        let born = self.born.iter().map(|(object, when)| {
            let words = [&object.kind, &object.namespace, &object.name].map(|word| Value::String(word.clone()));
            Value::List(words.into_iter().chain([Value::Int(whole(*when))]).collect())
        });
        let saved = [
            ("malla", Value::Int(VERSION)),
            ("seed", Value::Int(whole(self.seed))),
            ("now", Value::Int(whole(self.now))),
            ("objects", Value::List(objects)),
            ("born", Value::List(born.collect())),
            ("memory", self.host.memory()),
        ];
        let saved = Value::Map(saved.into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
        let text = serde_json::to_string_pretty(&saved).map_err(BadInput::new)?;
        fs::write(&self.file, text + "\n").map_err(|error| BadInput::new(format!("{}: {error}", self.file.display())))
    }

    /// So many seconds pass.
    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now = self.now.saturating_add(seconds);
    }

    /// The cluster as it is.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.host.snapshot()
    }

    /// How long an object is there, in seconds.
    pub(crate) fn ages(&self) -> BTreeMap<ObjectRef, u64> {
        self.born.iter().map(|(object, when)| (object.clone(), self.now.saturating_sub(*when))).collect()
    }

    /// An object as somebody last wrote it.
    pub(crate) fn get(&self, object: &ObjectRef) -> Option<&Value> {
        self.objects.iter().find(|(own, _)| own == object).map(|(_, value)| value)
    }

    /// Creates or changes an object; where the API server does not take it, everything stays as it was.
    pub(crate) fn put(&mut self, object: &ObjectRef, value: Value) -> Result<(), Vec<Refused>> {
        let before = self.objects.clone();
        match self.objects.iter_mut().find(|(own, _)| own == object) {
            Some((_, own)) => *own = value,
            None => self.objects.push((object.clone(), value)),
        }
        let errors = self.look(object);
        if errors.is_empty() {
            self.come_to_rest();
            return Ok(());
        }
        self.objects = before;
        self.come_to_rest();
        Err(errors)
    }

    /// The object as it would be, whole; nothing is kept of it.
    pub(crate) fn would_be(&mut self, object: &ObjectRef, value: Value) -> Result<Option<Value>, Vec<Refused>> {
        let before = (self.objects.clone(), self.host.clone());
        let outcome = self.put(object, value).map(|()| self.snapshot().full(object));
        (self.objects, self.host) = before;
        outcome
    }

    /// Deletes an object; a namespace with everything in it. False when it is not there.
    pub(crate) fn delete(&mut self, object: &ObjectRef) -> bool {
        let written = self.objects.len();
        let inside = |other: &ObjectRef| object.kind == "Namespace" && other.namespace == object.name;
        self.objects.retain(|(own, _)| own != object && !inside(own));
        if self.objects.len() < written {
            self.come_to_rest();
            return true;
        }
        let there = self.snapshot().objects().any(|(own, _)| own == object);
        if there {
            let object = object.clone();
            self.host.apply(if object.kind == "Pod" { Change::DeletePod(object) } else { Change::Recreate(object) });
            self.host.forget_history();
            self.note();
        }
        there
    }

    /// Deletes an object and creates what is given in its place.
    pub(crate) fn recreate(&mut self, object: &ObjectRef, value: Value) -> Result<(), Vec<Refused>> {
        self.delete(object);
        self.born.remove(object);
        self.put(object, value)
    }

    /// The errors about an object in the text as it is now.
    fn look(&mut self, object: &ObjectRef) -> Vec<Refused> {
        self.host.apply(Change::Files(self.files()));
        let own = file_name(object);
        let about = |found: &Diagnostic| found.severity == Severity::Error && found.place.file == own;
        let found = self.snapshot().diagnostics(Lang::En).into_iter().filter(about);
        found.map(|found| Refused { at: self.field(object, &found), found }).collect()
    }

    /// The field that a finding stands at in the object's own text.
    fn field(&self, object: &ObjectRef, found: &Diagnostic) -> FieldPath {
        let named = FieldPath::parse(&found.path);
        let Some(value) = self.get(object) else { return named };
        let parsed = parse(&[SourceFile { name: found.place.file.clone(), text: to_yaml(value) }]);
        let Some(manifest) = parsed.manifests.first() else { return named };
        let mut all = vec![named.clone()];
        fields(value, &FieldPath::root(), &mut all);
        let stands = |path: &&FieldPath| {
            let resolved = manifest.source.resolve(path);
            resolved.exact && resolved.place == found.place
        };
        all.iter().find(stands).cloned().unwrap_or(named)
    }

    fn come_to_rest(&mut self) {
        self.host.apply(Change::Files(self.files()));
        self.host.apply(Change::Settle);
        self.host.forget_history();
        self.note();
    }

    /// Notes who came and who went.
    fn note(&mut self) {
        let snapshot = self.host.snapshot();
        let born = snapshot.objects().map(|(object, _)| {
            let when = self.born.get(object).copied().unwrap_or(self.now);
            (object.clone(), when)
        });
        self.born = born.collect();
    }

    fn files(&self) -> Vec<SourceFile> {
        let file = |(object, value): &(ObjectRef, Value)| SourceFile { name: file_name(object), text: to_yaml(value) };
        self.objects.iter().map(file).collect()
    }
}

/// Every field of a value.
fn fields(value: &Value, here: &FieldPath, all: &mut Vec<FieldPath>) {
    match value {
        Value::Map(entries) => entries.iter().for_each(|(key, value)| {
            all.push(here.key(key));
            fields(value, &here.key(key), all);
        }),
        Value::List(items) => items.iter().enumerate().for_each(|(index, item)| {
            all.push(here.index(index));
            fields(item, &here.index(index), all);
        }),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
    }
}

/// An object's own file.
fn file_name(object: &ObjectRef) -> String {
    format!("{}/{}/{}", object.kind, object.namespace, object.name)
}

fn read(file: &Path) -> Result<Value, BadInput> {
    let wrong = |why: String| BadInput::new(format!("{}: {why}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let saved = from_json(serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?);
    match number(&saved, "malla") {
        Some(VERSION) => Ok(saved),
        Some(_) | None => Err(wrong("this is no cluster that malla saved".into())),
    }
}

fn from_json(value: serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match value {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(truth),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap_or_default()), Value::Int)
        }
        Json::String(text) => Value::String(text),
        Json::Array(items) => Value::List(items.into_iter().map(from_json).collect()),
        Json::Object(entries) => Value::Map(entries.into_iter().map(|(key, value)| (key, from_json(value))).collect()),
    }
}

/// The name of an object as it is written.
pub(crate) fn reference(value: &Value) -> Option<ObjectRef> {
    let named = text(value, "metadata.name").is_some();
    Object::from_value(value).filter(|_| named).map(|object| object.reference())
}

/// The object with its namespace written, where its kind lives in one, and its keys in order.
pub(crate) fn in_namespace(mut value: Value, namespace: &str) -> Value {
    let (version, kind) = (text(&value, "apiVersion").unwrap_or_default(), text(&value, "kind").unwrap_or_default());
    let lives = kinds::of(version, kind).is_some_and(|resource| resource.namespaced);
    if lives && text(&value, "metadata.namespace").is_none() {
        put(&mut value, &["metadata", "namespace"], Value::from(namespace));
    }
    sorted(value)
}

fn birth(value: &Value) -> Option<(ObjectRef, u64)> {
    let Value::List(parts) = value else { return None };
    let [Value::String(kind), Value::String(namespace), Value::String(name), Value::Int(when)] = parts.as_slice()
    else {
        return None;
    };
    let object = ObjectRef { kind: kind.clone(), namespace: namespace.clone(), name: name.clone() };
    Some((object, u64::try_from(*when).ok()?))
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
