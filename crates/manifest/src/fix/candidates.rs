//! What could mend a finding, likeliest first.

use super::lines::{self, Block};
use super::recipe::{self, Recipe};
use super::{Draft, Origin, moving};
use crate::finding::Finding;
use crate::problem::{Action, Form, Mend, Problem, Reading, Rule, RuleProblem, ShapeProblem, Syntax};
use crate::schema::versions_of;
use crate::yaml::{Chunk, Content, NodeRef, Scalar, Tree, read, resolve};
use malla_trace::{FieldPath, Lang, Segment};
use std::ops::Range;

/// How wide people set their tabs.
const TABS: [usize; 3] = [2, 4, 8];

type Edits = Vec<(Range<usize>, String)>;

/// The drafts for a finding.
pub(super) fn of(finding: &Finding, origin: &Origin) -> Vec<Draft> {
    let chunk = Chunk { range: origin.document.clone(), litter: None };
    let (tree, _) = read(&origin.source, &chunk);
    let span = origin.span.start as usize..origin.span.end as usize;
    let text = &origin.source.text;
    let desk = Desk { text, span, tree: &tree, document: &origin.document, path: &finding.path };
    let mut drafts = match &finding.problem {
        Problem::Reading(reading) => desk.reading(reading),
        Problem::Shape(shape) => desk.shape(shape),
        Problem::Rule(rule) => desk.rule(rule),
        Problem::Webhook(_) => Vec::new(),
        Problem::Cluster(_) | Problem::Mesh(_) => return Vec::new(),
    };
    let words = finding.problem.hints(&finding.path, Lang::En);
    drafts.extend(words.iter().filter_map(|words| recipe::read(words)).flat_map(|recipe| desk.recipe(recipe)));
    drafts
}

/// A finding and the document around it.
struct Desk<'a> {
    text: &'a str,
    /// What it is about.
    span: Range<usize>,
    tree: &'a Tree,
    document: &'a Range<usize>,
    path: &'a FieldPath,
}

impl<'a> Desk<'a> {
    fn reading(&self, reading: &Reading) -> Vec<Draft> {
        match reading {
            Reading::DuplicateKey { .. } => self.removed().into_iter().collect(),
            Reading::UnknownAlias { .. } => vec![self.quoted(self.span.clone())],
            Reading::Separator { .. } => {
                let at = self.span.start;
                vec![draft(Action::Break, vec![(at..at, "\n".into())])]
            }
            Reading::Syntax(Syntax::Tab) => TABS.iter().filter_map(|width| self.blanks(*width)).collect(),
            Reading::Syntax(Syntax::Character(_) | Syntax::SecondColon) => self.quoted_rest().into_iter().collect(),
            Reading::Syntax(
                Syntax::Colon | Syntax::Key | Syntax::OpenQuote | Syntax::OpenBracket | Syntax::Bracket,
            ) => {
                let start = lines::line_start(self.text, self.span.start);
                let above = lines::line_start(self.text, start.saturating_sub(1));
                [start, above].into_iter().flat_map(|line| self.completed(line)).collect()
            }
            Reading::Syntax(_)
            | Reading::TooLong { .. }
            | Reading::ControlCharacter { .. }
            | Reading::TooDeep { .. }
            | Reading::TooManyNodes { .. }
            | Reading::AnchorLoop
            | Reading::KeyNotText
            | Reading::RestIgnored => Vec::new(),
        }
    }

    /// A line with the blank behind its colon, or with the quote or bracket that closes what it opens.
    fn completed(&self, start: usize) -> Vec<Draft> {
        let line = self.text.get(start..lines::line_end(self.text, start)).unwrap_or_default().trim_end();
        let end = start + line.len();
        let mut drafts = Vec::new();
        if let Some(colon) = line.find(':').filter(|colon| line[colon + 1..].starts_with(|c: char| c.is_alphanumeric()))
        {
            let at = start + colon + 1;
            drafts.push(draft(Action::Add { text: ": ".into() }, vec![(at..at, " ".into())]));
        }
        let count = |sign: char| line.matches(sign).count();
        let open = [('"', count('"') % 2 == 1), (']', count('[') > count(']')), ('}', count('{') > count('}'))];
        for (sign, _) in open.into_iter().filter(|(_, open)| *open) {
            drafts.push(draft(Action::Add { text: sign.into() }, vec![(end..end, sign.into())]));
        }
        drafts
    }

    fn shape(&self, shape: &ShapeProblem) -> Vec<Draft> {
        match shape {
            ShapeProblem::ApiVersionMissing { right } => right.iter().filter_map(|v| self.versioned(v)).collect(),
            ShapeProblem::ApiVersionWrong { right, .. } if !right.is_empty() => {
                right.iter().map(|version| self.replaced(version)).collect()
            }
            ShapeProblem::ApiVersionWrong { similar: Some(kind), .. }
            | ShapeProblem::KindUnknown { similar: Some(kind), .. } => self.kind(kind),
            ShapeProblem::UnknownField { similar, elsewhere, under } => {
                let similar = similar.as_deref().and_then(|word| self.renamed(word));
                let under = under.as_deref().and_then(|key| self.moved(&self.sibling(key).key(self.last_key()?)));
                let moved = elsewhere.as_deref().and_then(|path| self.moved(&FieldPath::parse(path)));
                [similar, under, moved].into_iter().flatten().collect()
            }
            ShapeProblem::Unsupported { similar: Some(word), .. } => vec![self.replaced(word)],
            ShapeProblem::Unsupported { similar: None, allowed, .. } if allowed.len() == 1 => {
                allowed.iter().map(|word| self.replaced(word)).collect()
            }
            ShapeProblem::WrongType { mend: Some(mend), .. } => self.mended(*mend),
            ShapeProblem::OnlyOneOf { fields } => {
                fields.iter().rev().filter_map(|field| self.without(&self.path.key(field))).collect()
            }
            ShapeProblem::NotAnObject
            | ShapeProblem::KindMissing
            | ShapeProblem::KindUnknown { .. }
            | ShapeProblem::ApiVersionWrong { .. }
            | ShapeProblem::WrongType { .. }
            | ShapeProblem::Required
            | ShapeProblem::Unsupported { .. }
            | ShapeProblem::PatternMismatch { .. }
            | ShapeProblem::OutOfRange { .. }
            | ShapeProblem::OutOfBounds { .. }
            | ShapeProblem::NotADuration { .. }
            | ShapeProblem::NotAQuantity { .. }
            | ShapeProblem::Duplicate { .. }
            | ShapeProblem::Asked { .. } => Vec::new(),
        }
    }

    /// Names that are nearly right: the rule says which would be.
    fn rule(&self, problem: &RuleProblem) -> Vec<Draft> {
        let names = [Rule::Dns1035Label, Rule::Dns1123Label, Rule::Dns1123Subdomain, Rule::WildcardSubdomain];
        let invalid = matches!(problem.form, Form::Invalid { .. });
        let fits = names.contains(&problem.rule) && invalid && !problem.detail.is_empty();
        match (&problem.form, problem.rule) {
            _ if fits => vec![self.replaced(&problem.detail)],
            (_, Rule::SelectorMismatch) => self.labelled(&problem.detail),
            (_, Rule::PortName) => self.shortened().into_iter().collect(),
            (Form::Forbidden, _) => self.removed().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The template's labels as the selector wants them: `app=web,tier=front`.
    fn labelled(&self, wanted: &str) -> Vec<Draft> {
        let pairs: Option<Vec<(&str, &str)>> = wanted.split(',').map(|each| each.split_once('=')).collect();
        let Some(labels) = self.node(self.path).filter(|labels| labels.pairs().next().is_some()) else {
            return Vec::new();
        };
        let wrong = |(key, value): &(&str, &str)| labels.get(key).and_then(NodeRef::text) != Some(*value);
        let edit = |(key, value): (&str, &str)| -> Option<(Range<usize>, String)> {
            let span = labels.get(key)?.span();
            Some((span.start as usize..span.end as usize, value.into()))
        };
        let mut edits: Edits = pairs.unwrap_or_default().into_iter().filter(wrong).filter_map(edit).collect();
        edits.sort_by_key(|(bytes, _)| bytes.start);
        let Some((_, text)) = edits.first().cloned() else { return Vec::new() };
        vec![draft(Action::Replace { text }, edits)]
    }

    /// A port's name made to fit: lower case, and no longer than fifteen letters.
    fn shortened(&self) -> Option<Draft> {
        let lower = self.raw().trim_matches(['"', '\'']).to_ascii_lowercase().replace(['_', ' ', '.'], "-");
        let name: String = lower.chars().take(15).collect();
        Some(self.replaced(name.trim_matches('-'))).filter(|_| lower.is_ascii() && !lower.is_empty())
    }

    fn recipe(&self, recipe: Recipe<'_>) -> Vec<Draft> {
        match recipe {
            // Nobody means the whole spec.
            Recipe::RemoveIt => self.removed().filter(|_| self.path.0.len() > 1).into_iter().collect(),
            Recipe::Remove(key) if self.last_key() == Some(key) => self.removed().into_iter().collect(),
            Recipe::Remove(key) => {
                let places = [self.path.key(key), self.sibling(key)];
                places.iter().find_map(|path| self.without(path)).into_iter().collect()
            }
            Recipe::Line { key, line } => self.with_line(key, line),
            Recipe::Before(text) => vec![self.replaced(&format!("{text}{}", self.raw().trim_matches(['"', '\''])))],
            Recipe::Write(word) => vec![self.replaced(word)],
            Recipe::Swap(one, other) => self.swapped(one, other).into_iter().collect(),
            Recipe::Trim => vec![self.replaced(self.raw().trim_matches(['"', '\'']).trim())],
        }
    }

    /// Two fields beside the finding's, each with the other's value.
    fn swapped(&self, one: &str, other: &str) -> Option<Draft> {
        let bytes = |key: &str| {
            let span = self.node(&self.sibling(key)).filter(|node| node.scalar().is_some())?.span();
            Some(span.start as usize..span.end as usize)
        };
        let (a, b) = (bytes(one)?, bytes(other)?);
        let (first, second) = if a.start < b.start { (a, b) } else { (b, a) };
        let text = |bytes: &Range<usize>| self.text.get(bytes.clone()).map(str::to_owned);
        let edits = vec![(first.clone(), text(&second)?), (second.clone(), text(&first)?)];
        Some(draft(Action::Replace { text: text(&second)? }, edits))
    }

    /// A field taken away.
    fn without(&self, path: &FieldPath) -> Option<Draft> {
        let (above, last) = path.0.split_at(path.0.len().checked_sub(1)?);
        let Some(Segment::Key(name)) = last.first() else { return None };
        let (key, _) = self.node(&FieldPath(above.to_vec()))?.get_pair(name)?;
        let block = lines::own(self.text, key.span().start as usize, self.document.end)?;
        Some(draft(Action::Remove, vec![(block.lines, String::new())]))
    }

    /// A line in the object the finding is about, or in one of those around it.
    fn with_line(&self, key: &str, line: &str) -> Vec<Draft> {
        let around = (0..=self.path.0.len()).rev().map(|length| FieldPath(self.path.0[..length].to_vec()));
        let below = self.node(self.path).into_iter().flat_map(NodeRef::entries);
        let below = below.map(|(name, _)| self.path.key(name));
        let line_in = |path: FieldPath| {
            let object = self.node(&path).filter(|object| matches!(object.content(), Content::Map(_)))?;
            match object.get(key) {
                Some(value)
                    if value.scalar().is_some()
                        || value.items().chain(value.pairs().map(|(key, _)| key)).next().is_none() =>
                {
                    let span = value.span();
                    let text = line.split_once(": ").map_or(line, |(_, value)| value).to_owned();
                    let bytes = span.start as usize..span.end as usize;
                    Some(draft(Action::Replace { text: text.clone() }, vec![(bytes, text)]))
                }
                Some(_) => None,
                None => {
                    let edit = moving::line(self.text, object, line, self.document.end)?;
                    Some(draft(Action::Add { text: line.into() }, vec![edit]))
                }
            }
        };
        below.chain(around).filter_map(line_in).collect()
    }

    fn mended(&self, mend: Mend) -> Vec<Draft> {
        let one = |draft: Option<Draft>| draft.into_iter().collect();
        match mend {
            Mend::QuoteWord | Mend::QuoteNumber => vec![self.quoted(self.span.clone())],
            Mend::UnquoteNumber => one(self.unquoted()),
            Mend::AddDash => one(self.listed()),
            Mend::RemoveDash => one(self.undashed()),
            Mend::TrueOrFalse => one(self.boolean()),
            Mend::AddUnit => vec![self.replaced(&format!("{}s", self.raw()))],
            Mend::RemoveField => one(self.removed()),
            Mend::Fields | Mend::WholeNumber | Mend::OneText => Vec::new(),
        }
    }

    fn raw(&self) -> &'a str {
        self.text.get(self.span.clone()).unwrap_or_default()
    }

    fn replaced(&self, word: &str) -> Draft {
        let plain = matches!(resolve(word), Scalar::Text(_)) || word.bytes().all(|b| b.is_ascii_alphanumeric());
        let plain = plain && word.starts_with(|c: char| c.is_ascii_alphanumeric()) || self.is_number(word);
        let text = if plain { word.to_owned() } else { format!("\"{word}\"") };
        draft(Action::Replace { text: text.clone() }, vec![(self.span.clone(), text)])
    }

    fn is_number(&self, word: &str) -> bool {
        self.raw().parse::<f64>().is_ok() && word.parse::<f64>().is_ok()
    }

    /// A kind of another name, if the version written has it.
    fn kind(&self, kind: &str) -> Vec<Draft> {
        let written = self.root().and_then(|root| root.get("apiVersion")).and_then(NodeRef::text);
        let fits = written.is_some_and(|version| versions_of(kind).contains(&version));
        let whole = || Draft { uncovers: Some(FieldPath::root()), ..self.replaced(kind) };
        if fits { vec![whole()] } else { Vec::new() }
    }

    fn versioned(&self, version: &str) -> Option<Draft> {
        let root = self.root().filter(|root| root.get_pair("apiVersion").is_none())?;
        let first = root.pairs().map(|(key, _)| key.span().start as usize).min()?;
        let block = lines::own(self.text, first, self.document.end)?;
        let line = format!("{}apiVersion: {version}\n", " ".repeat(block.column));
        let at = block.lines.start;
        let action = Action::Add { text: line.trim().into() };
        Some(draft(action, vec![(at..at, line)]))
    }

    /// The key that was probably meant, unless it is there already.
    fn renamed(&self, word: &str) -> Option<Draft> {
        let path = self.sibling(word);
        let taken = self.node(&path).is_some();
        (!taken && !word.contains('.')).then(|| Draft { uncovers: Some(path), ..self.replaced(word) })
    }

    fn moved(&self, path: &FieldPath) -> Option<Draft> {
        let told = path.to_string();
        if told.contains("[]") || self.node(path).is_some() {
            return None;
        }
        let edits = moving::edits(self.text, self.root()?, self.span.start, path, self.document.end)?;
        Some(Draft { action: Action::Move { path: told }, edits, uncovers: Some(path.clone()) })
    }

    fn removed(&self) -> Option<Draft> {
        let Some(key) = self.line_key() else { return self.without(self.path) };
        let Block { lines, .. } = lines::own(self.text, key, self.document.end)?;
        Some(draft(Action::Remove, vec![(lines, String::new())]))
    }

    /// The first key of the line, where the finding is about it or about its value.
    fn line_key(&self) -> Option<usize> {
        let start = lines::line_start(self.text, self.span.start);
        let line = &self.text[start..];
        let key = start + (line.len() - line.trim_start_matches(' ').len());
        let (name, _) = self.text.get(key..)?.split_once(':')?;
        let plain = name.chars().all(|c| c.is_alphanumeric() || "-_./\"'".contains(c));
        (plain && self.span.start <= key + name.len() + 1).then_some(key)
    }

    fn quoted(&self, span: Range<usize>) -> Draft {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let text =
            if raw.contains(['"', '\\']) { format!("'{}'", raw.replace('\'', "''")) } else { format!("\"{raw}\"") };
        draft(Action::Quote, vec![(span, text)])
    }

    /// All that follows the line's first colon, in quotes.
    fn quoted_rest(&self) -> Option<Draft> {
        let start = lines::line_start(self.text, self.span.start);
        let line = self.text.get(start..lines::line_end(self.text, start))?;
        let value = line.find(": ").map(|colon| colon + 2)?;
        let rest = line[value..].trim();
        let from = start + value + (line[value..].len() - line[value..].trim_start().len());
        (!rest.is_empty()).then(|| self.quoted(from..from + rest.len()))
    }

    fn unquoted(&self) -> Option<Draft> {
        let raw = self.raw();
        let inner = ['"', '\''].iter().find_map(|quote| raw.strip_prefix(*quote)?.strip_suffix(*quote))?;
        Some(draft(Action::Unquote, vec![(self.span.clone(), inner.trim().into())]))
    }

    fn boolean(&self) -> Option<Draft> {
        let word = self.raw().trim_matches(['"', '\'']).to_lowercase();
        let meant = match word.as_str() {
            "true" | "yes" | "on" | "1" => "true",
            "false" | "no" | "off" | "0" => "false",
            _ => return None,
        };
        let unquoted = self.raw().trim_matches(['"', '\'']) == meant;
        let action = if unquoted { Action::Unquote } else { Action::Replace { text: meant.into() } };
        Some(draft(action, vec![(self.span.clone(), meant.into())]))
    }

    /// A word in brackets, or a mapping as the only item of a list.
    fn listed(&self) -> Option<Draft> {
        let node = self.node(self.path)?;
        if node.scalar().is_some() {
            return Some(draft(Action::MakeList, vec![(self.span.clone(), format!("[{}]", self.raw()))]));
        }
        let keys = || node.pairs().map(|(key, _)| key.span().start as usize);
        let first = keys().min()?;
        lines::own(self.text, first, self.document.end)?;
        let end = keys().map(|key| lines::below(self.text, key, self.document.end).lines.end).max()?;
        let mut edits: Edits = vec![(first..first, "- ".into())];
        let mut at = lines::line_end(self.text, first);
        while at < end {
            if !self.text[at..].starts_with(['\n', '\r']) {
                edits.push((at..at, "  ".into()));
            }
            at = lines::line_end(self.text, at);
        }
        Some(self.uncovering(Action::MakeList, edits))
    }

    /// The dash of the only item blanked.
    fn undashed(&self) -> Option<Draft> {
        let node = self.node(self.path)?;
        let mut items = node.items();
        let (item, others) = (items.next()?, items.count());
        let start = lines::line_start(self.text, item.span().start as usize);
        let line = self.text.get(start..item.span().start as usize)?;
        let dash = line.find('-').filter(|dash| line[..*dash].bytes().all(|b| b == b' '))?;
        let fits = others == 0 && matches!(item.content(), Content::Map(_));
        let at = start + dash;
        fits.then(|| self.uncovering(Action::MakeObject, vec![(at..at + 1, " ".into())]))
    }

    /// A draft below which errors may show.
    fn uncovering(&self, action: Action, edits: Edits) -> Draft {
        Draft { action, edits, uncovers: Some(self.path.clone()) }
    }

    /// Blanks for the tabs that begin the document's lines, or that stand elsewhere in the line.
    fn blanks(&self, width: usize) -> Option<Draft> {
        let mut edits: Edits = Vec::new();
        let mut at = self.document.start;
        while at < self.document.end {
            let end = lines::line_end(self.text, at);
            let line = &self.text[at..end];
            let here = (at..end).contains(&self.span.start);
            let indent = if here { line.len() } else { line.len() - line.trim_start().len() };
            let tabs = line[..indent].bytes().enumerate().filter(|(_, b)| *b == b'\t');
            edits.extend(tabs.map(|(i, _)| (at + i..at + i + 1, " ".repeat(width))));
            at = end;
        }
        (!edits.is_empty()).then(|| draft(Action::Blanks, edits))
    }

    /// The object the finding is about: the document, or the item of its `List`.
    fn root(&self) -> Option<NodeRef<'a>> {
        let root = self.tree.root()?;
        let around =
            |node: &NodeRef<'_>| (node.span().start as usize..=node.span().end as usize).contains(&self.span.start);
        let items = root.get("items").filter(|_| root.get("kind").and_then(NodeRef::text) == Some("List"));
        Some(items.into_iter().flat_map(NodeRef::items).filter(around).last().unwrap_or(root))
    }

    fn node(&self, path: &FieldPath) -> Option<NodeRef<'a>> {
        path.0.iter().try_fold(self.root()?, |node, segment| match segment {
            Segment::Key(key) => node.get(key),
            Segment::Index(index) => node.items().nth(*index),
        })
    }

    /// The field beside the finding's.
    fn sibling(&self, key: &str) -> FieldPath {
        let above = self.path.0.len().saturating_sub(1);
        FieldPath(self.path.0[..above].to_vec()).key(key)
    }

    fn last_key(&self) -> Option<&str> {
        match self.path.0.last()? {
            Segment::Key(key) => Some(key),
            Segment::Index(_) => None,
        }
    }
}

fn draft(action: Action, edits: Edits) -> Draft {
    Draft { action, edits, uncovers: None }
}
