//! The language service at every key of every sample (`conformance` next to the repository, read in place; another folder
//! in `MALLA_CONFORMANCE`) and of every lesson: what it says by indentation alone is what the parser's tree says.

#![allow(clippy::unwrap_used, clippy::panic)]

mod samples;

use malla_manifest::assist::{Hover, Known, complete, hover, trees};
use malla_manifest::{Content, NodeRef, Span};
use malla_trace::{FieldPath, Segment};
use std::collections::BTreeMap;

/// A key of the parser's tree.
struct Key {
    span: Span,
    /// The path of what it stands in.
    above: FieldPath,
    name: String,
}

/// The keys below a node, those left out that stand somewhere else and came by an alias or a merge.
fn keys(node: NodeRef<'_>, path: &FieldPath, text: &str, out: &mut Vec<Key>) {
    let is_alias = text[node.span().start as usize..].starts_with('*');
    let inside = |key: NodeRef<'_>| node.span().start <= key.span().start && key.span().end <= node.span().end;
    if is_alias {
        return;
    }
    for (key, value) in node.pairs().filter(|(key, _)| inside(*key)) {
        let name = key.text().unwrap().to_owned();
        out.push(Key { span: key.span(), above: path.clone(), name: name.clone() });
        keys(value, &path.key(&name), text, out);
    }
    for (index, item) in node.items().enumerate() {
        keys(item, &path.index(index), text, out);
    }
}

/// The keys of a document; those of the objects of a `List` count from their object.
fn keys_of(root: NodeRef<'_>, text: &str) -> Vec<Key> {
    let mut found = Vec::new();
    let is_list = root.get("kind").and_then(NodeRef::text) == Some("List");
    keys(root, &FieldPath::root(), text, &mut found);
    let items = [Segment::Key("items".into())];
    for key in found.iter_mut().filter(|key| is_list && key.above.0.starts_with(&items) && key.above.0.len() > 1) {
        key.above = FieldPath(key.above.0.split_off(2));
    }
    found
}

/// The documents of a file, each by itself: a key's file can be long.
fn documents(text: &str) -> Vec<&str> {
    let cuts = text.match_indices("\n---").map(|(at, _)| at + 1);
    let starts: Vec<usize> = std::iter::once(0).chain(cuts).chain([text.len()]).collect();
    starts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

/// What was compared.
#[derive(Default)]
struct Tally {
    keys: usize,
    wrong: BTreeMap<&'static str, Vec<String>>,
    offered: usize,
    left_out: usize,
    kind_below: usize,
    documents: usize,
}

impl Tally {
    fn wrong(&mut self, what: &'static str, detail: String) {
        self.wrong.entry(what).or_default().push(detail);
    }

    /// The text up to the end of a key. Where the kind, or the `List` around, stands further below, only the rest of
    /// the line is cut off: without it, nobody knows the fields.
    fn cut(&mut self, text: &str, end: usize) -> String {
        let tells = |text: &str| text.lines().any(|line| line.starts_with("kind:"));
        if tells(&text[..end]) || !tells(text) {
            return text[..end].to_owned();
        }
        self.kind_below += 1;
        let rest = text[end..].find('\n').map_or("", |at| &text[end + at..]);
        format!("{}{rest}", &text[..end])
    }

    fn key(&mut self, name: &str, text: &str, key: &Key) {
        self.keys += 1;
        let (start, end) = (key.span.start as usize, key.span.end as usize);
        let path = key.above.key(&key.name).to_string();
        let mut schema_knows = false;
        let ends = if self.keys.is_multiple_of(10) { vec![start, end] } else { vec![] };
        for at in ends.into_iter().chain([start.midpoint(end)]) {
            let found = hover(text, at);
            schema_knows = found.as_ref().is_some_and(|found| is_field(found, &key.name));
            let found = found.map(|hover| hover.path);
            if found.as_ref() != Some(&path) {
                self.wrong("hover", format!("{name}:{at} {path}: {found:?}"));
            }
        }
        let cut = self.cut(text, end);
        let found = complete(&cut, end, &Known::default());
        if found.path != key.above.to_string() {
            self.wrong("path of completion", format!("{name}:{end} {}: {}", key.above, found.path));
        }
        if schema_knows {
            self.offered += 1;
            if !found.items.iter().any(|item| item.label == key.name) {
                let labels: Vec<&str> = found.items.iter().map(|item| &*item.label).collect();
                self.wrong("not offered", format!("{name}:{end} {path}: {labels:?}"));
            }
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.keys += other.keys;
        self.offered += other.offered;
        self.left_out += other.left_out;
        self.kind_below += other.kind_below;
        self.documents += other.documents;
        other.wrong.into_iter().for_each(|(what, all)| self.wrong.entry(what).or_default().extend(all));
        self
    }

    fn print(&self) {
        println!("keys of samples: {}, of which the schema knows {}", self.keys, self.offered);
        println!("keys of long documents not asked: {}", self.left_out);
        println!("keys above their object's kind, cut from their line alone: {}", self.kind_below);
        for (what, all) in &self.wrong {
            println!("{what}: {} differ", all.len());
            all.iter().take(15).for_each(|one| println!("  {one}"));
        }
    }
}

/// Whether it is a field of a struct, and no key of a free mapping.
fn is_field(found: &Hover, name: &str) -> bool {
    found.field == name && !found.owner.is_empty() && found.path.rsplit('.').next() == Some(name)
}

/// Asks every key of some texts.
fn ask(texts: &[(String, String)]) -> Tally {
    let mut tally = Tally::default();
    for (name, text) in texts {
        for text in documents(text) {
            for tree in trees(text) {
                let Some(root) = tree.root().filter(|root| matches!(root.content(), Content::Map(_))) else { continue };
                // Each key costs two readings of its document. Where those are slow, not every key of a long one is asked.
                let step = if cfg!(debug_assertions) { 1 + text.len() / (4 << 10) } else { 1 };
                let keys = keys_of(root, text);
                tally.documents += 1;
                tally.left_out += keys.len() - keys.len().div_ceil(step);
                keys.iter().step_by(step).for_each(|key| tally.key(name, text, key));
            }
        }
    }
    tally
}

#[test]
fn hover_and_completion_agree_with_the_parser_at_every_key() {
    let texts = samples::texts();
    let share = texts.len().div_ceil(4);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let threads: Vec<_> = texts.chunks(share).map(|texts| scope.spawn(|| ask(texts))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let tally = tallies.into_iter().fold(Tally::default(), Tally::and);
    println!("samples: {} files, {} documents", texts.len(), tally.documents);
    tally.print();
    assert!(tally.keys > 1000 && tally.wrong.is_empty());
}
