//! The glossary: the words that explanations and lessons lean on, each in a sentence or three.

mod cluster;
mod mesh;
mod network;
mod web;

use malla_trace::Lang;

/// A glossary entry in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Stable name, what a link says after `term:`.
    pub term: &'static str,
    /// The word as a heading.
    pub title: &'static str,
    /// What it means.
    pub text: &'static str,
}

/// The entry of that name.
#[must_use]
pub fn term(term: &str, lang: Lang) -> Option<Term> {
    entries().find(|entry| entry.term == term).map(|entry| entry.say(lang))
}

/// Every entry, in the alphabetical order of that language's headings.
#[must_use]
pub fn glossary(lang: Lang) -> Vec<Term> {
    let mut terms: Vec<Term> = entries().map(|entry| entry.say(lang)).collect();
    terms.sort_by_key(|term| term.title.to_lowercase());
    terms
}

/// An entry in both languages.
struct Entry {
    term: &'static str,
    title_es: &'static str,
    title_en: &'static str,
    text_es: &'static str,
    text_en: &'static str,
}

impl Entry {
    fn say(&self, lang: Lang) -> Term {
        Term {
            term: self.term,
            title: lang.pick(self.title_es, self.title_en),
            text: lang.pick(self.text_es, self.text_en),
        }
    }
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    [network::ENTRIES, cluster::ENTRIES, web::ENTRIES, mesh::ENTRIES].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_speaks_both_languages_once() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in entries() {
            assert!(seen.insert(entry.term), "{} is there twice", entry.term);
            assert!(entry.term.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{} is no slug", entry.term);
            assert_ne!(entry.text_es, entry.text_en, "{}", entry.term);
            for text in [entry.title_es, entry.title_en, entry.text_es, entry.text_en] {
                assert!(!text.is_empty() && text.trim() == text, "{}", entry.term);
            }
            for text in [entry.text_es, entry.text_en] {
                assert!(text.ends_with(['.', '»', '"']), "{}: a whole sentence", entry.term);
                assert!(text.chars().count() < 320, "{}: a sentence or three", entry.term);
            }
        }
    }

    #[test]
    fn a_term_is_found_by_its_name_and_an_unknown_one_is_not() {
        let dnat = term("dnat", Lang::En).map(|term| (term.term, term.title));
        assert_eq!(dnat, Some(("dnat", "DNAT")));
        assert_eq!(term("DNAT", Lang::En), None);
    }

    #[test]
    fn the_glossary_is_in_alphabetical_order_of_its_language() {
        for lang in Lang::ALL {
            let titles: Vec<String> = glossary(lang).iter().map(|term| term.title.to_lowercase()).collect();
            assert!(titles.is_sorted());
            assert_eq!(titles.len(), entries().count());
        }
    }
}
