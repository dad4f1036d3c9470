//! What the language service of the core says, put as the editor shows it: with words of the reader's language, and with
//! lines and columns.

use super::place::{byte_at, place_of};
use crate::platform::{Card, DocLink, Offer, Offers};
use crate::words::{T, t};
use malla_core::Snapshot;
use malla_core::assist::{self, Completion, CompletionKind, DocKey, Hover};
use malla_trace::{Lang, Place};

/// What is known of the field at a line and column.
#[must_use]
pub fn hover(lang: Lang, text: &str, line: u32, column: u32) -> Option<Card> {
    let hover = assist::hover(text, byte_at(text, line, column))?;
    let place = place_of("", text, &hover.span);
    let facts = facts(lang, &hover);
    let doc = hover.doc.as_ref().map(|key| doc_link(lang, key));
    Some(Card { place, title: hover.path, shape: hover.shape, facts, doc })
}

/// What can be said of a field in a sentence each.
fn facts(lang: Lang, hover: &Hover) -> Vec<String> {
    let required = hover.required.then(|| t(lang, T::FieldRequired).to_owned());
    let default = hover.default.map(|default| format!("{} `{default}`", t(lang, T::FieldDefault)));
    let words: Vec<String> = hover.words.iter().map(|word| format!("`{word}`")).collect();
    let words = (!words.is_empty()).then(|| format!("{} {}", t(lang, T::FieldWords), words.join(", ")));
    [required, default, bounds(lang, hover.bounds), words].into_iter().flatten().collect()
}

fn bounds(lang: Lang, bounds: (Option<i64>, Option<i64>)) -> Option<String> {
    match bounds {
        (Some(least), Some(most)) => Some(format!("{least} – {most}")),
        (Some(least), None) => Some(format!("{} {least}", t(lang, T::AtLeast))),
        (None, Some(most)) => Some(format!("{} {most}", t(lang, T::AtMost))),
        (None, None) => None,
    }
}

/// The words of a group of kinds in a language are a file of their own, fetched when somebody first needs it.
fn doc_link(lang: Lang, key: &DocKey) -> DocLink {
    let path = format!("docs/{}/{}.docs", lang.tag(), key.group);
    DocLink { path, owner: key.owner.clone(), field: key.field.clone() }
}

/// The words about a field of an owner, in the text of such a file.
#[must_use]
pub fn words(file: &str, owner: &str, field: &str) -> Option<String> {
    assist::Docs::parse(file).get(owner, field).map(ToOwned::to_owned)
}

/// What could stand at a line and column.
#[must_use]
pub fn complete(lang: Lang, snapshot: &Snapshot, text: &str, line: u32, column: u32) -> Option<Offers> {
    let found = assist::complete(text, byte_at(text, line, column), &snapshot.known());
    let options: Vec<Offer> = found.items.into_iter().map(|item| offer(lang, text, item)).collect();
    (!options.is_empty()).then(|| Offers { place: place_of("", text, &found.replace), options })
}

fn offer(lang: Lang, text: &str, item: Completion) -> Offer {
    let (before, after) = item.insert.split_at_checked(item.cursor).unwrap_or((&item.insert, ""));
    Offer {
        before: before.into(),
        after: after.into(),
        kind: kind(item.kind),
        doc: item.doc.as_ref().map(|key| doc_link(lang, key)),
        also: item.also.iter().map(|edit| (place_of("", text, &edit.bytes), edit.text.clone())).collect(),
        label: item.label,
        detail: item.detail,
        required: item.required,
    }
}

/// As the editor's bridge calls it.
const fn kind(kind: CompletionKind) -> &'static str {
    match kind {
        CompletionKind::Field => "field",
        CompletionKind::Value => "value",
        CompletionKind::Name => "name",
        CompletionKind::Kind => "kind",
        CompletionKind::ApiVersion => "api_version",
        CompletionKind::Snippet => "snippet",
    }
}

/// A place that a name leads to, and what to call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub place: Place,
}

/// Where what is named at a line and column is written, as far as it is written in one of the files.
#[must_use]
pub fn definition(
    snapshot: &Snapshot,
    files: &[malla_core::SourceFile],
    (file, text): (&str, &str),
    (line, column): (u32, u32),
) -> Vec<Target> {
    let found = assist::definition(text, file, byte_at(text, line, column), &snapshot.known());
    let target = |place: assist::Place| {
        let text = &files.iter().find(|file| file.name == place.file)?.text;
        let what = if place.what.is_empty() { String::new() } else { format!(" · {}", place.what) };
        Some(Target { title: format!("{}{what}", place.object), place: place_of(&place.file, text, &place.span) })
    };
    found.into_iter().filter_map(target).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_core::{Scenario, SimHost};

    const TEXT: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: año\nspec:\n  type: NodePort\n  ";

    #[test]
    fn a_card_names_the_field_and_the_file_of_its_words() {
        let card = hover(Lang::Es, TEXT, 6, 4).unwrap_or_else(|| panic!("no card"));
        assert_eq!((card.title.as_str(), card.place.line, card.place.column), ("spec.type", 6, 3));
        assert_eq!(card.doc.map(|doc| doc.path).as_deref(), Some("docs/es/core.docs"));
        assert!(card.facts.iter().any(|fact| fact.contains("`LoadBalancer`")), "{:?}", card.facts);
        assert_eq!(hover(Lang::Es, TEXT, 7, 3), None);
    }

    #[test]
    fn offers_stand_where_the_word_stands() {
        let snapshot = SimHost::new(Scenario::default()).snapshot();
        let text = format!("{TEXT}sel");
        let offers = complete(Lang::En, &snapshot, &text, 7, 6).unwrap_or_else(|| panic!("no offers"));
        assert_eq!((offers.place.line, offers.place.column, offers.place.end_column), (7, 3, 6));
        let selector = offers.options.iter().find(|offer| offer.label == "selector");
        assert_eq!(selector.map(|offer| (offer.kind, offer.doc.is_some())), Some(("field", true)));
    }

    #[test]
    fn words_are_found_in_a_file_of_words() {
        let file = "# Words.\nServiceSpec\n  . What a Service is.\n  type How it is reached.\n";
        assert_eq!(words(file, "ServiceSpec", "type").as_deref(), Some("How it is reached."));
        assert_eq!(words(file, "ServiceSpec", "port"), None);
    }
}
