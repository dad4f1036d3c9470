//! `malla explain`: kinds and fields in words, laid out as `kubectl explain` does.

use crate::args::Explain;
use crate::wrap::wrapped;
use crate::{BadInput, Outcome, kinds, say};
use malla_manifest::assist::{DocKey, Docs, ExplainProblem, Explained, ExplainedField, explain};
use malla_trace::Lang;

/// The words about a group's kinds, in both languages.
macro_rules! docs {
    ($($group:literal)*) => {
        [$((
            $group,
            include_str!(concat!("../../manifest/docs/es/", $group, ".docs")),
            include_str!(concat!("../../manifest/docs/en/", $group, ".docs")),
        ),)*]
    };
}

/// Group, Spanish, English.
const DOCS: [(&str, &str, &str); 17] = docs!(
    "apps" "autoscaling" "batch" "core" "discovery" "gateway" "istio_extensions" "istio_networking" "istio_security"
    "istio_telemetry" "malla" "meta" "networking" "policy" "rbac" "route" "storage"
);

/// Prints what a kind or a field is.
pub(crate) fn run(wanted: &Explain) -> Result<Outcome, BadInput> {
    let mut path = wanted.what.trim_matches('.').split('.');
    let kind = path.next().unwrap_or_default();
    let path: Vec<&str> = path.map(|name| name.split('[').next().unwrap_or(name)).collect();
    let resource = kinds::parse(kind).ok().and_then(|found| found.first().copied());
    let kind = resource.map_or(kind, |resource| resource.kind);
    let found = explain(kind, wanted.api_version.as_deref(), &path, wanted.recursive);
    let found = found.map_err(|problem| BadInput::new(refusal(kind, &problem)))?;
    say::text(page(&found, wanted.recursive, &Words::new(wanted.lang.into())));
    Ok(Outcome::Good)
}

/// Why nothing can be explained.
fn refusal(kind: &str, problem: &ExplainProblem) -> String {
    let meant = |word: &Option<&str>| word.map_or_else(String::new, |word| format!("; did you mean {word:?}?"));
    match problem {
        ExplainProblem::Kind { similar } => format!("couldn't find resource for {kind:?}{}", meant(similar)),
        ExplainProblem::Version { known } => format!("{kind:?} is in {}", known.join(", ")),
        ExplainProblem::Field { above, name, similar } => {
            let above = if above.is_empty() { kind.to_owned() } else { format!("{kind}.{above}") };
            format!("field {name:?} does not exist in {above}{}", meant(similar))
        }
    }
}

/// The words of a language.
struct Words {
    lang: Lang,
}

impl Words {
    const fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The words about something; empty if there are none.
    fn about(&self, key: Option<&DocKey>) -> String {
        let Some(key) = key else { return String::new() };
        let Some((_, es, en)) = DOCS.iter().find(|(group, ..)| *group == key.group) else { return String::new() };
        let text = match self.lang {
            Lang::Es => es,
            Lang::En => en,
        };
        Docs::parse(text).get(&key.owner, &key.field).unwrap_or_default().to_owned()
    }
}

fn page(found: &Explained, recursive: bool, words: &Words) -> String {
    let mut out = String::new();
    if !found.group.is_empty() {
        out += &format!("GROUP:      {}\n", found.group);
    }
    out += &format!("KIND:       {}\nVERSION:    {}\n\n", found.kind, found.version);
    if let Some(field) = &found.field {
        out += &format!("FIELD: {}\n", heading(field));
        out += &listed("ENUM", &field.words);
        out += &default_of(field, "");
        out.push('\n');
    }
    out += "DESCRIPTION:\n";
    let field = found.field.as_ref().map(|field| words.about(field.doc.as_ref()));
    for text in field.into_iter().chain([words.about(found.about.as_ref())]).filter(|text| !text.is_empty()) {
        out += &wrapped("    ", &text);
    }
    out.push('\n');
    if !found.fields.is_empty() {
        out += "FIELDS:\n";
        found.fields.iter().for_each(|each| field_lines(each, 1, recursive, words, &mut out));
    }
    out
}

/// `port <integer> -required-`, with a tab as kubectl has it.
fn heading(field: &ExplainedField) -> String {
    let required = if field.required { " -required-" } else { "" };
    format!("{} <{}>{required}", field.name, field.shape)
}

fn listed(title: &str, words: &[String]) -> String {
    if words.is_empty() { String::new() } else { format!("{title}:\n    {}\n", words.join("\n    ")) }
}

fn default_of(field: &ExplainedField, indent: &str) -> String {
    field.default.map_or_else(String::new, |default| format!("{indent}default: {default}\n"))
}

/// A field and, when all levels are asked for, those below it.
fn field_lines(field: &ExplainedField, level: usize, recursive: bool, words: &Words, out: &mut String) {
    let indent = "  ".repeat(level);
    *out += &format!("{indent}{}\n", heading(field).replacen(' ', "\t", 1));
    if !field.words.is_empty() {
        *out += &format!("{indent}enum: {}\n", field.words.join(", "));
    }
    if recursive {
        field.fields.iter().for_each(|each| field_lines(each, level + 1, recursive, words, out));
        return;
    }
    *out += &default_of(field, &indent);
    let text = words.about(field.doc.as_ref());
    if !text.is_empty() {
        *out += &wrapped("    ", &text);
    }
    out.push('\n');
}
