//! The notation of the `.schema` files, read once.
//!
//! ```text
//! kind Service v1            a kind and its API version; apiVersion, kind and metadata are understood
//! struct ServicePort         fields that other fields are made of
//!   port! port               a field: its name, ! if it must be there, its type
//!   ports [T] by a b=x       a list whose items differ in a and b, where b counts as x when it is not written
//! ```
//!
//! Types: `string`, `bool`, `int32`, `int64`, `count` (an int32 from 0), `port` (1 to 65535), `weight` (1 to 100),
//! `quantity`, `int-or-string`, `any`, `(A B)` one of these words, `[T]` a list, `{T}` a mapping with free keys, or
//! the name of a struct.

/// The number of a struct in its [`Schema`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StructId(pub(crate) usize);

/// What a field may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Any,
    Bool,
    Choice(Vec<&'static str>),
    Int { min: i64, max: i64 },
    IntOrString,
    List(Box<Self>),
    Map(Box<Self>),
    Quantity,
    String,
    Struct(StructId),
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Type,
    /// The keys in which the items of a list differ, each with what counts when it is not written.
    pub(crate) keys: Vec<(&'static str, Option<&'static str>)>,
}

/// Fields by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Struct {
    pub(crate) name: &'static str,
    pub(crate) fields: Vec<Field>,
}

/// A kind: its outermost fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) api_version: &'static str,
    pub(crate) root: StructId,
}

/// All kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Schema {
    pub(crate) kinds: Vec<Kind>,
    structs: Vec<Struct>,
}

/// What every kind has.
const COMMON: &str = "apiVersion! string\nkind! string\nmetadata! ObjectMeta";

impl Schema {
    /// Reads the notation.
    pub(crate) fn parse(texts: &[&'static str]) -> Self {
        let lines = || texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim_start().starts_with('#'));
        let names: Vec<&str> = lines().filter_map(heading).map(|(name, _)| name).collect();
        let mut schema = Self::default();
        for line in lines() {
            if let Some((name, version)) = heading(line) {
                schema.open(name, version, &names);
            } else if let (Some(last), Some(field)) = (schema.structs.last_mut(), field(line, &names)) {
                last.fields.push(field);
            }
        }
        schema
    }

    fn open(&mut self, name: &'static str, version: Option<&'static str>, names: &[&str]) {
        let mut fields = Vec::new();
        if let Some(api_version) = version {
            self.kinds.push(Kind { name, api_version, root: StructId(self.structs.len()) });
            fields.extend(COMMON.lines().filter_map(|line| field(line, names)));
        }
        self.structs.push(Struct { name, fields });
    }

    /// The struct of that number.
    pub(crate) fn get(&self, id: StructId) -> &Struct {
        &self.structs[id.0]
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
}

/// `kind NAME VERSION` or `struct NAME`.
fn heading(line: &'static str) -> Option<(&'static str, Option<&'static str>)> {
    let mut words = line.split(' ');
    match (words.next()?, words.next()?) {
        ("kind", name) => Some((name, words.next())),
        ("struct", name) => Some((name, None)),
        _ => None,
    }
}

fn field(line: &'static str, names: &[&str]) -> Option<Field> {
    let (word, rest) = line.trim().split_once(' ')?;
    let (shape, keys) = rest.split_once(" by ").unwrap_or((rest, ""));
    let keys = keys.split(' ').filter(|key| !key.is_empty());
    Some(Field {
        name: word.strip_suffix('!').unwrap_or(word),
        required: word.ends_with('!'),
        shape: shape_of(shape, names),
        keys: keys.map(|key| key.split_once('=').map_or((key, None), |(key, value)| (key, Some(value)))).collect(),
    })
}

fn shape_of(text: &'static str, names: &[&str]) -> Type {
    if let Some(item) = inside(text, '[', ']') {
        return Type::List(Box::new(shape_of(item, names)));
    }
    if let Some(value) = inside(text, '{', '}') {
        return Type::Map(Box::new(shape_of(value, names)));
    }
    if let Some(words) = inside(text, '(', ')') {
        return Type::Choice(words.split(' ').collect());
    }
    match text {
        "string" => Type::String,
        "bool" => Type::Bool,
        "int32" => Type::Int { min: i64::from(i32::MIN), max: i64::from(i32::MAX) },
        "int64" => Type::Int { min: i64::MIN, max: i64::MAX },
        "count" => Type::Int { min: 0, max: i64::from(i32::MAX) },
        "port" => Type::Int { min: 1, max: 65_535 },
        "weight" => Type::Int { min: 1, max: 100 },
        "quantity" => Type::Quantity,
        "int-or-string" => Type::IntOrString,
        name => names.iter().position(|n| *n == name).map_or(Type::Any, |at| Type::Struct(StructId(at))),
    }
}

fn inside(text: &'static str, open: char, close: char) -> Option<&'static str> {
    text.strip_prefix(open)?.strip_suffix(close)
}
