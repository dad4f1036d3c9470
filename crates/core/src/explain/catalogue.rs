//! Every sentence about a step, a conversation or an end, in Spanish and English. Arguments are filled by the module
//! that picks the code; links to the glossary are written in the text.

mod app;
mod cause;
mod clean_up;
mod dns;
mod net;
mod proxy;
mod trace;

use super::template::{Args, fill};
use malla_trace::{Lang, Sentence};

/// One sentence in both languages.
struct Entry {
    code: &'static str,
    es: &'static str,
    en: &'static str,
}

/// The sentence of that code in that language. A code without an entry prints itself: the test that walks every code
/// keeps that from reaching a reader.
pub(super) fn sentence(code: &str, lang: Lang, args: &Args) -> Sentence {
    let template = find(code).map_or(code, |entry| lang.pick(entry.es, entry.en));
    fill(code, template, args)
}

fn find(code: &str) -> Option<&'static Entry> {
    TABLES.iter().flat_map(|table| table.iter()).find(|entry| entry.code == code)
}

static TABLES: [&[Entry]; 7] =
    [net::ENTRIES, dns::ENTRIES, proxy::ENTRIES, app::ENTRIES, trace::ENTRIES, cause::ENTRIES, clean_up::ENTRIES];

#[cfg(test)]
mod tests {
    use super::super::template::{placeholders, terms};
    use super::*;

    #[test]
    fn both_languages_take_the_same_arguments_and_every_code_is_there_once() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in TABLES.iter().flat_map(|t| t.iter()) {
            assert!(seen.insert(entry.code), "{} twice", entry.code);
            assert_eq!(placeholders(entry.es), placeholders(entry.en), "{}", entry.code);
        }
    }

    #[test]
    fn every_linked_term_is_in_the_glossary_in_both_languages() {
        for entry in TABLES.iter().flat_map(|t| t.iter()) {
            for lang in Lang::ALL {
                for term in terms(lang.pick(entry.es, entry.en)) {
                    assert!(super::super::term(term, lang).is_some(), "{}: {term}", entry.code);
                }
            }
        }
    }
}
