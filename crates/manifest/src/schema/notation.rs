//! The notation of the `.schema` files, read once.
//!
//! ```text
//! kind Service v1            a kind and its API version; apiVersion, kind and metadata are understood
//! kind Telemetry t/v1 kept   a kind that is checked and kept, and does nothing
//! struct ServicePort         fields that other fields are made of
//!   one of a b c             at most one of these fields may be there
//!   port! port               a field: its name, ! if it must be there, its type
//!   ports [T] by a b=x       a list whose items differ in a and b, where b counts as x when it is not written
//!   port! port = 80          and what stands for it when it is not written
//!   port! port asks A B      and the rules it must obey
//!   asks C D                 the rules that the struct must obey
//! pattern Host a.example ^.*$ the form of a text, with an example of it
//! rule A self > 0 | en | es | mend en | mend es   a rule (CEL), its words and its mend in both languages
//! ```
//!
//! Types: `string`, `bool`, `int32`, `int64`, `uint32`, `number`, `count` (an int32 from 0), `positive` (from 1), `port` (1
//! to 65535), `weight` (1 to 100), `quantity`, `duration`, `int-or-string`, `any`, `(A B)` one of these words or numbers,
//! `[T]` a list, `{T}` a mapping with free keys, or the name of a struct or of a pattern. `T 1..9` bounds a number, a
//! text's length or the count of items.

use std::collections::BTreeMap;

/// The number of a struct in its [`Schema`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StructId(pub(crate) usize);

/// What a field may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Any,
    Bool,
    Bounded(Box<Self>, Bounds),
    Choice(Vec<&'static str>),
    Duration,
    Int { min: i64, max: i64 },
    IntOrString,
    List(Box<Self>),
    Map(Box<Self>),
    Number,
    Numbers(Vec<i64>),
    Pattern(Pattern),
    Quantity,
    String,
    Struct(StructId),
}

/// The form of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// A text of that form.
    pub(crate) example: &'static str,
    /// The form.
    pub(crate) regex: &'static str,
}

/// Between what a number, a length or a count must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Type,
    /// The keys in which the items of a list differ, each with what counts when it is not written.
    pub(crate) keys: Vec<(&'static str, Option<&'static str>)>,
    /// What stands for it when it is not written; `{}` and `[{}]` are filled with what stands for theirs.
    pub(crate) default: Option<&'static str>,
    /// The rules of the whole field.
    pub(crate) asks: Vec<Asked>,
}

/// A rule of a CustomResourceDefinition (`x-kubernetes-validations`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// In the Common Expression Language.
    pub rule: &'static str,
    /// The definition's sentence.
    pub en: &'static str,
    pub(crate) es: &'static str,
    pub(crate) mend_en: &'static str,
    pub(crate) mend_es: &'static str,
}

/// Fields by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Struct {
    pub(crate) name: &'static str,
    /// The name of its file, without the ending.
    pub(crate) group: &'static str,
    pub(crate) fields: Vec<Field>,
    /// Fields of which only one may be there.
    pub(crate) one_of: Vec<Vec<&'static str>>,
    /// The rules of the whole struct.
    pub(crate) asks: Vec<Asked>,
}

/// A kind: its outermost fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) api_version: &'static str,
    pub(crate) root: StructId,
    /// Whether objects of it are kept and do nothing.
    pub(crate) is_kept: bool,
    /// Whether its definition has rules.
    pub(crate) is_asked: bool,
}

/// All kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Schema {
    pub(crate) kinds: Vec<Kind>,
    structs: Vec<Struct>,
    /// Whether the kinds come from CustomResourceDefinitions, whose validation is stricter and speaks otherwise.
    pub(crate) is_custom: bool,
}

/// What every kind has.
const COMMON: &str = "apiVersion! string\nkind! string\nmetadata! ObjectMeta";

/// The first line of a kind or of a struct.
struct Heading {
    name: &'static str,
    /// The API version of a kind.
    version: Option<&'static str>,
    is_kept: bool,
}

/// What has a name, while the notation is read.
struct Names {
    /// Structs and patterns.
    types: BTreeMap<&'static str, Type>,
    asked: BTreeMap<&'static str, Asked>,
}

impl Names {
    /// The rules of those names.
    fn asks(&self, names: &str) -> Vec<Asked> {
        names.split(' ').filter_map(|name| self.asked.get(name).copied()).collect()
    }
}

impl Schema {
    /// Reads the notation.
    pub(crate) fn parse(files: &[(&'static str, &'static str)], is_custom: bool) -> Self {
        let lines = || files.iter().flat_map(|(group, text)| text.lines().map(|line| (*group, line)));
        let lines = || lines().filter(|(_, line)| !line.trim_start().starts_with('#'));
        let heads = lines().filter_map(|(_, line)| heading(line)).enumerate();
        let structs = heads.map(|(at, head)| (head.name, Type::Struct(StructId(at))));
        let names = Names {
            types: lines().filter_map(|(_, line)| pattern(line)).chain(structs).collect(),
            asked: lines().filter_map(|(_, line)| asked(line)).collect(),
        };
        let mut schema = Self { is_custom, ..Self::default() };
        for (group, line) in lines().filter(|(_, line)| pattern(line).is_none() && asked(line).is_none()) {
            if let Some(head) = heading(line) {
                schema.open(&head, group, &names);
            } else if let Some(last) = schema.structs.last_mut() {
                last.line(line, &names);
            }
        }
        for at in 0..schema.kinds.len() {
            schema.kinds[at].is_asked = schema.has_rules(schema.kinds[at].root);
        }
        schema
    }

    /// Whether a rule stands in a struct or below it.
    fn has_rules(&self, root: StructId) -> bool {
        let (mut seen, mut open) = (vec![false; self.len()], vec![root]);
        while let Some(id) = open.pop() {
            if std::mem::replace(&mut seen[id.0], true) {
                continue;
            }
            let own = self.get(id);
            if !own.asks.is_empty() || own.fields.iter().any(|field| !field.asks.is_empty()) {
                return true;
            }
            open.extend(own.fields.iter().filter_map(|field| below(&field.shape)));
        }
        false
    }

    fn open(&mut self, head: &Heading, group: &'static str, names: &Names) {
        let mut opened = Struct { name: head.name, group, ..Struct::default() };
        if let Some(api_version) = head.version {
            let (root, is_kept) = (StructId(self.structs.len()), head.is_kept);
            self.kinds.push(Kind { name: head.name, api_version, root, is_kept, is_asked: false });
            COMMON.lines().for_each(|line| opened.line(line, names));
        }
        self.structs.push(opened);
    }

    /// The struct of that number.
    pub(crate) fn get(&self, id: StructId) -> &Struct {
        &self.structs[id.0]
    }

    /// All structs, in the order of the files.
    pub(crate) fn structs(&self) -> &[Struct] {
        &self.structs
    }

    /// How many structs there are.
    pub(crate) fn len(&self) -> usize {
        self.structs.len()
    }
}

impl Struct {
    /// The field of that name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn line(&mut self, line: &'static str, names: &Names) {
        let line = line.trim();
        if let Some(fields) = line.strip_prefix("one of ") {
            self.one_of.push(fields.split(' ').collect());
        } else if let Some(rules) = line.strip_prefix("asks ") {
            self.asks.extend(names.asks(rules));
        } else {
            self.fields.extend(field(line, names));
        }
    }
}

/// The struct a type leads to.
fn below(shape: &Type) -> Option<StructId> {
    match shape {
        Type::Struct(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) => below(inner),
        Type::Bounded(inner, _) => below(inner),
        Type::Any
        | Type::Bool
        | Type::Choice(_)
        | Type::Duration
        | Type::Int { .. }
        | Type::IntOrString
        | Type::Number
        | Type::Numbers(_)
        | Type::Pattern(_)
        | Type::Quantity
        | Type::String => None,
    }
}

/// `kind NAME VERSION`, `kind NAME VERSION kept` or `struct NAME`.
fn heading(line: &'static str) -> Option<Heading> {
    let mut words = line.split(' ');
    match (words.next()?, words.next()?) {
        ("kind", name) => Some(Heading { name, version: words.next(), is_kept: words.next() == Some("kept") }),
        ("struct", name) => Some(Heading { name, version: None, is_kept: false }),
        _ => None,
    }
}

/// `pattern NAME EXAMPLE REGEX`.
fn pattern(line: &'static str) -> Option<(&'static str, Type)> {
    let mut words = line.strip_prefix("pattern ")?.splitn(3, ' ');
    let (name, example, regex) = (words.next()?, words.next()?, words.next()?);
    Some((name, Type::Pattern(Pattern { example, regex })))
}

/// `rule NAME RULE | EN | ES | MEND EN | MEND ES`.
fn asked(line: &'static str) -> Option<(&'static str, Asked)> {
    let (name, rest) = line.strip_prefix("rule ")?.split_once(' ')?;
    let mut parts = rest.split(" | ");
    let mut part = || parts.next().unwrap_or_default();
    Some((name, Asked { rule: part(), en: part(), es: part(), mend_en: part(), mend_es: part() }))
}

fn field(line: &'static str, names: &Names) -> Option<Field> {
    let (word, rest) = line.split_once(' ')?;
    let (rest, asks) = rest.split_once(" asks ").unwrap_or((rest, ""));
    let (rest, default) = rest.split_once(" = ").map_or((rest, None), |(rest, default)| (rest, Some(default)));
    let (shape, keys) = rest.split_once(" by ").unwrap_or((rest, ""));
    let keys = keys.split(' ').filter(|key| !key.is_empty());
    Some(Field {
        name: word.strip_suffix('!').unwrap_or(word),
        required: word.ends_with('!'),
        shape: shape_of(shape, &names.types),
        keys: keys.map(|key| key.split_once('=').map_or((key, None), |(key, value)| (key, Some(value)))).collect(),
        default: default.map(|default| default.trim_matches('"')),
        asks: names.asks(asks),
    })
}

fn shape_of(text: &'static str, names: &BTreeMap<&'static str, Type>) -> Type {
    if let Some((text, bounds)) = text.rsplit_once(' ').and_then(|(text, tail)| Some((text, bounds(tail)?))) {
        return Type::Bounded(Box::new(shape_of(text, names)), bounds);
    }
    if let Some(item) = inside(text, '[', ']') {
        return Type::List(Box::new(shape_of(item, names)));
    }
    if let Some(value) = inside(text, '{', '}') {
        return Type::Map(Box::new(shape_of(value, names)));
    }
    if let Some(words) = inside(text, '(', ')') {
        let numbers: Result<Vec<i64>, _> = words.split(' ').map(str::parse).collect();
        return numbers.map_or_else(|_| Type::Choice(words.split(' ').collect()), Type::Numbers);
    }
    plain(text, names)
}

/// A type of one word.
fn plain(text: &str, names: &BTreeMap<&'static str, Type>) -> Type {
    match text {
        "string" => Type::String,
        "bool" => Type::Bool,
        "int32" => Type::Int { min: i64::from(i32::MIN), max: i64::from(i32::MAX) },
        "int64" => Type::Int { min: i64::MIN, max: i64::MAX },
        "uint32" => {
            let bounds = Bounds { min: Some(0), max: Some(i64::from(u32::MAX)) };
            Type::Bounded(Box::new(Type::Int { min: i64::MIN, max: i64::MAX }), bounds)
        }
        "number" => Type::Number,
        "duration" => Type::Duration,
        "count" => Type::Int { min: 0, max: i64::from(i32::MAX) },
        "positive" => Type::Int { min: 1, max: i64::from(i32::MAX) },
        "port" => Type::Int { min: 1, max: 65_535 },
        "weight" => Type::Int { min: 1, max: 100 },
        "quantity" => Type::Quantity,
        "int-or-string" => Type::IntOrString,
        name => names.get(name).cloned().unwrap_or(Type::Any),
    }
}

/// `1..9`, `1..` or `..9`.
fn bounds(text: &str) -> Option<Bounds> {
    let (min, max) = text.split_once("..").filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b'.'))?;
    Some(Bounds { min: min.parse().ok(), max: max.parse().ok() })
}

fn inside(text: &'static str, open: char, close: char) -> Option<&'static str> {
    text.strip_prefix(open)?.strip_suffix(close)
}
