//! From a cause to words: who decided it, out of which lines.

use super::builtin;
use super::catalogue::sentence;
use super::template::{Args, code, link, text};
use malla_trace::{Cause, CauseId, FieldPath, Fragment, Lang, LinkTarget, ObjectRef, Place, Sentence, Trace};
use std::collections::BTreeMap;

/// How many lines a sentence cites at most; the whole chain is one click away.
const CITED_LINES: usize = 3;

/// The chain of causes, nearest first, a sentence each.
#[must_use]
pub fn cause(trace: &Trace, id: CauseId, lang: Lang) -> Vec<Sentence> {
    closure(&trace.causes, id).into_iter().filter_map(|c| Some(one(trace, trace.causes.get(&c)?, lang))).collect()
}

/// The `{because}` of a step: one sentence that names who and cites the lines.
pub(super) fn because(trace: &Trace, id: CauseId, lang: Lang) -> Vec<Fragment> {
    trace.causes.get(&id).map_or_else(Vec::new, |cause| one(trace, cause, lang).fragments)
}

/// `id` and everything it rests on, nearest first, each once.
pub(super) fn closure(causes: &BTreeMap<CauseId, Cause>, id: CauseId) -> Vec<CauseId> {
    let mut found = vec![id];
    let mut next = 0;
    while let Some(&at) = found.get(next) {
        let from = causes.get(&at).map_or(&[][..], Cause::from);
        let new: Vec<CauseId> = from.iter().filter(|c| !found.contains(c)).copied().collect();
        found.extend(new);
        next += 1;
    }
    found
}

/// The written line that best answers "which line should I look at?": the nearest `Written`, else the nearest other
/// place.
pub(super) fn line(trace: &Trace, id: CauseId) -> Option<(&ObjectRef, &FieldPath, &Place)> {
    let chain = closure(&trace.causes, id);
    let places = || chain.iter().filter_map(|c| trace.causes.get(c));
    places().find_map(written).or_else(|| places().find_map(placed))
}

fn written(cause: &Cause) -> Option<(&ObjectRef, &FieldPath, &Place)> {
    match cause {
        Cause::Written { object, path, place } => Some((object, path, place)),
        Cause::Defaulted { .. }
        | Cause::Allocated { .. }
        | Cause::Derived { .. }
        | Cause::Builtin { .. }
        | Cause::Chance { .. }
        | Cause::Time { .. } => None,
    }
}

fn placed(cause: &Cause) -> Option<(&ObjectRef, &FieldPath, &Place)> {
    match cause {
        Cause::Written { object, path, place }
        | Cause::Defaulted { object, path, place, .. }
        | Cause::Allocated { object, path, place, .. } => Some((object, path, place)),
        Cause::Derived { .. } | Cause::Builtin { .. } | Cause::Chance { .. } | Cause::Time { .. } => None,
    }
}

fn one(trace: &Trace, cause: &Cause, lang: Lang) -> Sentence {
    match cause {
        Cause::Written { object, path, place } => {
            let args =
                Args::default().with("object", object_words(object)).with("place", place_words(path, place, lang));
            sentence("CAUSE-WRITTEN", lang, &args)
        }
        Cause::Defaulted { object, path, rule, place } => {
            let args = Args::default().code("path", path).with("object", object_words(object));
            let args = args.code("rule", rule).with("place", line_words(place, lang));
            sentence("CAUSE-DEFAULTED", lang, &args)
        }
        Cause::Allocated { object, path, by, place } => {
            let args = Args::default().with("by", component_words(by, lang)).code("path", path);
            let args = args.with("object", object_words(object)).with("place", line_words(place, lang));
            sentence("CAUSE-ALLOCATED", lang, &args)
        }
        Cause::Derived { by, from } => derived(trace, by, from, lang),
        Cause::Builtin { name } => {
            sentence("CAUSE-BUILTIN", lang, &Args::default().with("fact", builtin::words(name, lang)))
        }
        Cause::Chance { stream, .. } => sentence("CAUSE-CHANCE", lang, &Args::default().code("stream", stream)),
        Cause::Time { timer, .. } => sentence("CAUSE-TIME", lang, &Args::default().code("timer", timer)),
    }
}

/// Made by a component: for a builtin reason, out of lines, or both.
fn derived(trace: &Trace, by: &str, from: &[CauseId], lang: Lang) -> Sentence {
    let args = Args::default().with("by", component_words(by, lang));
    let sources = sources(trace, from, lang);
    let fact = from.iter().find_map(|id| match trace.causes.get(id)? {
        Cause::Builtin { name } => Some(builtin::words(name, lang)),
        Cause::Written { .. }
        | Cause::Defaulted { .. }
        | Cause::Allocated { .. }
        | Cause::Derived { .. }
        | Cause::Chance { .. }
        | Cause::Time { .. } => None,
    });
    match (fact, sources.is_empty()) {
        (Some(fact), true) => sentence("CAUSE-DERIVED-FACT", lang, &args.with("fact", fact)),
        (Some(fact), false) => {
            sentence("CAUSE-DERIVED-FACT-FROM", lang, &args.with("fact", fact).with("sources", sources))
        }
        (None, true) => sentence("CAUSE-DERIVED", lang, &args),
        (None, false) => sentence("CAUSE-DERIVED-FROM", lang, &args.with("sources", sources)),
    }
}

/// The first few lines that the causes rest on, each with its object.
fn sources(trace: &Trace, from: &[CauseId], lang: Lang) -> Vec<Fragment> {
    let mut cited: Vec<(&ObjectRef, &FieldPath, &Place)> = Vec::new();
    for (object, path, place) in from.iter().filter_map(|id| line(trace, *id)) {
        if !cited.iter().any(|(_, _, p)| *p == place) {
            cited.push((object, path, place));
        }
    }
    let mut words = Vec::new();
    let mut last = None;
    for (object, path, place) in cited.into_iter().take(CITED_LINES) {
        if !words.is_empty() {
            words.push(text(", "));
        }
        if last != Some(object) {
            words.extend(object_words(object));
            words.push(text(" "));
        }
        words.extend(place_words(path, place, lang));
        last = Some(object);
    }
    words
}

/// `Service nginx`, linked to the object; the namespace is said only when it is not `default`.
pub(super) fn object_words(object: &ObjectRef) -> Vec<Fragment> {
    let name = if matches!(object.namespace.as_str(), "" | "default") {
        format!("{} {}", object.kind, object.name)
    } else {
        object.to_string()
    };
    vec![link(name, LinkTarget::Object(object.clone()))]
}

/// `spec.ports[0].targetPort (nginx.yaml, línea 30)`, linked to the line.
pub(super) fn place_words(path: &FieldPath, place: &Place, lang: Lang) -> Vec<Fragment> {
    let mut words = Vec::new();
    if !path.0.is_empty() {
        words.push(code(path));
        words.push(text(" "));
    }
    words.push(text("("));
    words.extend(line_words(place, lang));
    words.push(text(")"));
    words
}

/// `nginx.yaml, línea 30`, linked to the line.
pub(super) fn line_words(place: &Place, lang: Lang) -> Vec<Fragment> {
    let words = format!("{}, {} {}", place.file, lang.pick("línea", "line"), place.line);
    vec![link(words, LinkTarget::Place(place.clone()))]
}

/// A component's name, linked to the glossary where the glossary knows it.
fn component_words(by: &str, lang: Lang) -> Vec<Fragment> {
    match super::term(by, lang) {
        Some(_) => vec![link(by, LinkTarget::Term { term: by.into() })],
        None => vec![text(by)],
    }
}
