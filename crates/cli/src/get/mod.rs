//! `malla get`: objects as kubectl lists them. There is no age: the cluster has just been made.

mod columns;
mod document;
mod kinds;
mod table;

use crate::args::{Get, Printed};
use crate::{BadInput, Outcome, input, report, say};
use kinds::Resource;
use malla_manifest::Object;
use malla_trace::ObjectRef;
use table::Table;

/// An object and its name.
type Named<'a> = (&'a ObjectRef, &'a Object);

/// Objects of one kind that were asked for.
struct Found<'a> {
    resource: &'static Resource,
    objects: Vec<Named<'a>>,
}

/// Lists what is asked for. Bad when a named object is not there.
pub(crate) fn run(wanted: &Get) -> Result<Outcome, BadInput> {
    let questions = questions(&wanted.what)?;
    let snapshot = input::snapshot(&wanted.common)?;
    report::check(&snapshot, wanted.common.lang.into())?;
    let all: Vec<Named<'_>> = snapshot.objects().collect();
    let found: Vec<Found<'_>> = questions.iter().map(|question| question.answer(wanted, &all)).collect();
    let missing: Vec<String> = questions.iter().zip(&found).filter_map(|(q, found)| q.missing(wanted, found)).collect();
    say::text(print(wanted, &questions, &found)?);
    missing.iter().for_each(|text| eprintln!("{text}"));
    let bad = questions.iter().zip(&found).any(|(question, found)| question.names_missing(found));
    Ok(if bad { Outcome::Bad } else { Outcome::Good })
}

/// A kind, and the names asked for; none means all.
struct Question<'a> {
    resource: &'static Resource,
    names: Vec<&'a str>,
}

/// `pods,svc`, `pod NAME NAME` or `pod/NAME svc/NAME`, as kubectl reads them.
fn questions(words: &[String]) -> Result<Vec<Question<'_>>, BadInput> {
    let mut questions = vec![];
    let (mut plain, mut pairs) = (vec![], vec![]);
    words.iter().for_each(|word| match word.split_once('/') {
        Some(pair) => pairs.push(pair),
        None => plain.push(word.as_str()),
    });
    for (kind, name) in &pairs {
        questions.extend(kinds::parse(kind)?.into_iter().map(|resource| Question { resource, names: vec![name] }));
    }
    match plain.split_first() {
        Some(_) if !pairs.is_empty() => Err(BadInput::new("write either KIND NAME or KIND/NAME, not both")),
        Some((kinds, names)) => {
            let resources = kinds::parse(kinds)?;
            Ok(resources.into_iter().map(|resource| Question { resource, names: names.to_vec() }).collect())
        }
        None => Ok(questions),
    }
}

impl Question<'_> {
    fn answer<'a>(&self, wanted: &Get, all: &[Named<'a>]) -> Found<'a> {
        let here = |r: &ObjectRef| wanted.all_namespaces || r.namespace.is_empty() || r.namespace == wanted.namespace;
        let named = |r: &ObjectRef| self.names.is_empty() || self.names.contains(&r.name.as_str());
        let meant = |r: &ObjectRef| r.kind == self.resource.kind && here(r) && named(r);
        let objects = all.iter().filter(|(reference, _)| meant(reference)).copied().collect();
        Found { resource: self.resource, objects }
    }

    fn absent<'b>(&'b self, found: &'b Found<'_>) -> impl Iterator<Item = &'b &'b str> {
        self.names.iter().filter(|name| found.objects.iter().all(|(reference, _)| reference.name != **name))
    }

    fn names_missing(&self, found: &Found<'_>) -> bool {
        self.absent(found).next().is_some()
    }

    /// kubectl's words for nothing.
    fn missing(&self, wanted: &Get, found: &Found<'_>) -> Option<String> {
        let plural = self.resource.plural;
        let absent: Vec<String> = self
            .absent(found)
            .map(|name| format!("Error from server (NotFound): {plural} {name:?} not found"))
            .collect();
        match (absent.is_empty(), found.objects.is_empty()) {
            (false, _) => Some(absent.join("\n")),
            (true, true) if wanted.all_namespaces || !self.resource.namespaced => Some("No resources found".into()),
            (true, true) => Some(format!("No resources found in {} namespace.", wanted.namespace)),
            (true, false) => None,
        }
    }
}

fn print(wanted: &Get, questions: &[Question<'_>], found: &[Found<'_>]) -> Result<String, BadInput> {
    match wanted.output {
        Printed::Table | Printed::Wide => Ok(tables(wanted, found)),
        Printed::Name => Ok(found.iter().map(names).collect()),
        Printed::Yaml => Ok(document(questions, found).map(|value| document::yaml(&value)).unwrap_or_default()),
        Printed::Json => document(questions, found).map_or_else(|| Ok(String::new()), |value| document::json(&value)),
    }
}

/// One object where one was asked for by name, else a List; nothing where one was asked for and is not there.
fn document(questions: &[Question<'_>], found: &[Found<'_>]) -> Option<malla_manifest::Value> {
    let objects: Vec<&Object> = found.iter().flat_map(|found| &found.objects).map(|(_, object)| *object).collect();
    let one = matches!(questions, [question] if question.names.len() == 1);
    if one { objects.first().map(|object| object.to_value()) } else { Some(document::list(&objects)) }
}

fn names(found: &Found<'_>) -> String {
    let printed = found.resource.printed;
    found.objects.iter().map(|(reference, _)| format!("{printed}/{}\n", reference.name)).collect()
}

fn tables(wanted: &Get, found: &[Found<'_>]) -> String {
    let several = found.len() > 1;
    let full = found.iter().filter(|found| !found.objects.is_empty());
    full.map(|found| table(wanted, found, several)).collect::<Vec<_>>().join("\n")
}

fn table(wanted: &Get, found: &Found<'_>, prefixed: bool) -> String {
    let resource = found.resource;
    let wide = wanted.output == Printed::Wide;
    let prefix = if prefixed { format!("{}/", resource.printed) } else { String::new() };
    let mut table = Table::new(columns::heading(resource.kind, wide));
    for (reference, object) in &found.objects {
        let mut row = columns::row(object, wide);
        row.insert(0, format!("{prefix}{}", reference.name));
        if wanted.all_namespaces && resource.namespaced {
            row.insert(0, reference.namespace.clone());
        }
        table.push(row);
    }
    table.print(wanted.all_namespaces && resource.namespaced)
}
