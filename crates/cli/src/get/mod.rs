//! `malla get`: objects as kubectl lists them.

mod columns;
mod document;
pub(crate) mod endpoints;
mod item;
mod table;

pub(crate) use columns::{roles, selector as selector_text};
pub(crate) use document::readable;
pub(crate) use item::{Item, Stage};

use crate::args::{Get, Printed};
use crate::input::Scene;
use crate::kinds::{self, Resource};
use crate::selector::Selector;
use crate::{BadInput, Outcome, input, report, say};
use malla_manifest::Value;
use table::Table;

/// Objects of one kind that were asked for.
struct Found<'a> {
    resource: &'static Resource,
    items: Vec<Item<'a>>,
}

/// Where to look.
pub(crate) struct Where<'a> {
    pub(crate) namespace: &'a str,
    pub(crate) all_namespaces: bool,
    pub(crate) selector: Selector,
}

/// Lists what is asked for. Bad when a named object is not there.
pub(crate) fn run(wanted: &Get) -> Result<Outcome, BadInput> {
    let questions = questions(&wanted.what)?;
    let place = Where {
        namespace: &wanted.namespace,
        all_namespaces: wanted.all_namespaces,
        selector: selector(&wanted.selector)?,
    };
    let scene = input::scene(&wanted.common)?;
    if wanted.common.state.is_none() {
        report::check(&scene.snapshot, wanted.common.lang.into())?;
    }
    let stage = Stage::new(&scene);
    let found: Vec<Found<'_>> = questions.iter().map(|question| found(question, &place, &scene, &stage)).collect();
    endpoints::warn(&questions);
    say::text(print(wanted, &questions, &found, &stage)?);
    let absent: Vec<String> =
        questions.iter().zip(&found).flat_map(|(question, found)| absent(question, found)).collect();
    absent.iter().for_each(|text| eprintln!("{text}"));
    if absent.is_empty() && found.iter().all(|found| found.items.is_empty()) {
        eprintln!("{}", nothing(&questions, &place));
    }
    Ok(if absent.is_empty() { Outcome::Good } else { Outcome::Bad })
}

/// Reads `-l`; nothing asks nothing.
pub(crate) fn selector(text: &str) -> Result<Selector, BadInput> {
    if text.is_empty() { Ok(Selector::default()) } else { Selector::parse(text) }
}

/// A kind, and the names asked for; none means all.
pub(crate) struct Question<'a> {
    pub(crate) resource: &'static Resource,
    pub(crate) names: Vec<&'a str>,
}

/// `pods,svc`, `pod NAME NAME` or `pod/NAME svc/NAME`, as kubectl reads them.
pub(crate) fn questions(words: &[String]) -> Result<Vec<Question<'_>>, BadInput> {
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
    /// The objects that are meant.
    pub(crate) fn answer<'a>(&self, place: &Where<'_>, scene: &'a Scene, stage: &'a Stage<'a>) -> Vec<Item<'a>> {
        let meant = |item: &Item<'_>| {
            let namespace = item.namespace();
            let here = place.all_namespaces || namespace.is_empty() || namespace == place.namespace;
            let named = self.names.is_empty() || self.names.contains(&item.reference.name.as_str());
            here && named && place.selector.matches(&item.object.meta().labels)
        };
        let all = stage.all.iter().filter(|(_, object)| self.resource.is_kind_of(object));
        all.map(|(reference, object)| Item::new(reference, object, scene)).filter(meant).collect()
    }

    /// The names that nobody has.
    pub(crate) fn absent<'b>(&'b self, items: &'b [Item<'_>]) -> impl Iterator<Item = &'b &'b str> {
        self.names.iter().filter(|name| items.iter().all(|item| item.reference.name != **name))
    }
}

fn found<'a>(question: &Question<'_>, place: &Where<'_>, scene: &'a Scene, stage: &'a Stage<'a>) -> Found<'a> {
    Found { resource: question.resource, items: question.answer(place, scene, stage) }
}

/// What is said of names that nobody has.
fn absent(question: &Question<'_>, found: &Found<'_>) -> Vec<String> {
    let kind = question.resource.in_errors();
    let said = |name: &&str| format!("Error from server (NotFound): {kind} {name:?} not found");
    question.absent(&found.items).map(said).collect()
}

/// kubectl's words for nothing.
fn nothing(questions: &[Question<'_>], place: &Where<'_>) -> String {
    let namespaced = questions.iter().any(|question| question.resource.namespaced);
    match (namespaced, place.all_namespaces) {
        (true, false) => format!("No resources found in {} namespace.", place.namespace),
        (true, true) | (false, _) => "No resources found".into(),
    }
}

fn print(wanted: &Get, questions: &[Question<'_>], found: &[Found<'_>], stage: &Stage<'_>) -> Result<String, BadInput> {
    match wanted.output {
        Printed::Table | Printed::Wide => Ok(tables(wanted, found, stage)),
        Printed::Name => Ok(found.iter().map(names).collect()),
        Printed::Yaml => Ok(document(questions, found).map(|value| document::yaml(&value)).unwrap_or_default()),
        Printed::Json => document(questions, found).map_or_else(|| Ok(String::new()), |value| document::json(&value)),
    }
}

/// One object where one was asked for by name, else a List; nothing where one was asked for and is not there.
fn document(questions: &[Question<'_>], found: &[Found<'_>]) -> Option<Value> {
    let objects: Vec<Value> = found.iter().flat_map(|found| &found.items).map(|item| readable(&item.value)).collect();
    let one = matches!(questions, [question] if question.names.len() == 1);
    if one { objects.into_iter().next() } else { Some(document::list(objects)) }
}

fn names(found: &Found<'_>) -> String {
    let printed = found.resource.printed();
    found.items.iter().map(|item| format!("{printed}/{}\n", item.reference.name)).collect()
}

fn tables(wanted: &Get, found: &[Found<'_>], stage: &Stage<'_>) -> String {
    let several = found.len() > 1;
    let full = found.iter().filter(|found| !found.items.is_empty());
    full.map(|found| table(wanted, found, stage, several)).collect::<Vec<_>>().join("\n")
}

fn table(wanted: &Get, found: &Found<'_>, stage: &Stage<'_>, prefixed: bool) -> String {
    let (resource, wide) = (found.resource, wanted.output == Printed::Wide);
    let prefix = if prefixed { format!("{}/", resource.printed()) } else { String::new() };
    let columns: Vec<_> = columns::of(resource).into_iter().filter(|column| wide || !column.wide).collect();
    let with_namespace = wanted.all_namespaces && resource.namespaced;
    let mut heading = vec![];
    heading.extend(with_namespace.then_some("NAMESPACE"));
    heading.push("NAME");
    heading.extend(columns.iter().map(|column| column.head));
    heading.extend(wanted.show_labels.then_some("LABELS"));
    let mut table = Table::new(if wanted.no_headers { vec![] } else { heading });
    for item in &found.items {
        let mut row = vec![];
        row.extend(with_namespace.then(|| item.namespace().to_owned()));
        row.push(format!("{prefix}{}", columns::name(item)));
        row.extend(columns.iter().map(|column| (column.cell)(item, stage)));
        row.extend(wanted.show_labels.then(|| columns::labels(&item.object.meta().labels)));
        table.push(row);
    }
    table.print()
}
