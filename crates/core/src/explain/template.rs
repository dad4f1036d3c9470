//! Sentences as text: `{name}` takes an argument, `[words](term:name)` links to the glossary.

use malla_trace::{Fragment, LinkTarget, Sentence};
use std::collections::BTreeMap;

/// The arguments of a sentence: each a few fragments, so that an argument may bring its own links.
#[derive(Clone, Debug, Default)]
pub(super) struct Args(BTreeMap<&'static str, Vec<Fragment>>);

impl Args {
    /// Adds an argument.
    pub(super) fn with(mut self, name: &'static str, words: Vec<Fragment>) -> Self {
        self.0.insert(name, words);
        self
    }

    /// Adds an argument that a machine would print.
    pub(super) fn code(self, name: &'static str, value: impl ToString) -> Self {
        self.with(name, vec![code(value)])
    }

    /// Adds an argument of plain words.
    pub(super) fn text(self, name: &'static str, value: impl ToString) -> Self {
        self.with(name, vec![text(value)])
    }
}

/// Plain words.
pub(super) fn text(words: impl ToString) -> Fragment {
    Fragment::Text { text: words.to_string() }
}

/// Something a machine would print.
pub(super) fn code(words: impl ToString) -> Fragment {
    Fragment::Code { text: words.to_string() }
}

/// Words that lead somewhere.
pub(super) fn link(words: impl ToString, target: LinkTarget) -> Fragment {
    Fragment::Link { text: words.to_string(), target }
}

/// Fills a template. An argument that is missing stays visible as `{name}`; the catalogue's test keeps that from
/// happening.
pub(super) fn fill(sentence_code: &str, template: &str, args: &Args) -> Sentence {
    let mut fragments = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '[']) {
        push_text(&mut fragments, &rest[..at]);
        rest = take_markup(&rest[at..], args, &mut fragments);
    }
    push_text(&mut fragments, rest);
    Sentence { code: sentence_code.into(), fragments }
}

/// Reads one markup at the start of `text` and returns what follows it.
fn take_markup<'t>(markup: &'t str, args: &Args, out: &mut Vec<Fragment>) -> &'t str {
    if let Some((name, rest)) = markup.strip_prefix('{').and_then(|m| m.split_once('}')) {
        match args.0.get(name) {
            Some(words) => out.extend(words.iter().cloned()),
            None => push_text(out, &markup[..name.len() + 2]),
        }
        return rest;
    }
    let term = markup.strip_prefix('[').and_then(|m| m.split_once("](term:")).and_then(|(words, tail)| {
        let (term, rest) = tail.split_once(')')?;
        Some((words, term, rest))
    });
    if let Some((words, term, rest)) = term {
        out.push(link(words, LinkTarget::Term { term: term.into() }));
        return rest;
    }
    push_text(out, &markup[..1]);
    &markup[1..]
}

fn push_text(out: &mut Vec<Fragment>, words: &str) {
    if !words.is_empty() {
        out.push(text(words));
    }
}

/// The argument names of a template, sorted, for the catalogue's test.
#[cfg(test)]
pub(super) fn placeholders(template: &str) -> Vec<&str> {
    let mut names: Vec<&str> = template.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The glossary terms a template links to, for the catalogue's test.
#[cfg(test)]
pub(super) fn terms(template: &str) -> Vec<&str> {
    template.split("](term:").skip(1).filter_map(|part| part.split(')').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_arguments_and_terms_become_fragments() {
        let args = Args::default().code("to", "10.0.0.1:80");
        let sentence = fill("X", "[DNAT](term:dnat) a {to}.", &args);
        assert_eq!(sentence.to_string(), "DNAT a 10.0.0.1:80.");
        assert_eq!(
            sentence.fragments,
            [link("DNAT", LinkTarget::Term { term: "dnat".into() }), text(" a "), code("10.0.0.1:80"), text("."),]
        );
    }

    #[test]
    fn what_is_no_markup_stays_as_it_is() {
        assert_eq!(fill("X", "a [b {c} d", &Args::default()).to_string(), "a [b {c} d");
    }
}
