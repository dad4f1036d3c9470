//! Just enough YAML for the case files: maps, lists and scalars as text.

use granit_parser::{Event, Parser};

/// A value; what is not there is `Null`.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Scalar(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

static NULL: Value = Value::Null;

impl Value {
    /// A field.
    pub fn get(&self, key: &str) -> &Value {
        match self {
            Self::Map(fields) => fields.iter().find(|(k, _)| k == key).map_or(&NULL, |(_, value)| value),
            Self::Null | Self::Scalar(_) | Self::List(_) => &NULL,
        }
    }

    /// Whether it is there.
    pub fn is_some(&self) -> bool {
        *self != Self::Null
    }

    /// The text of a scalar; empty for anything else.
    pub fn text(&self) -> &str {
        if let Self::Scalar(text) = self { text } else { "" }
    }

    /// The text of a scalar that is there.
    pub fn some_text(&self) -> Option<String> {
        self.is_some().then(|| self.text().to_owned())
    }

    /// Whether it is `true`.
    pub fn is_true(&self) -> bool {
        self.text() == "true"
    }

    /// The items of a list.
    pub fn items(&self) -> &[Value] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The keys of a map.
    pub fn keys(&self) -> Vec<&str> {
        if let Self::Map(fields) = self { fields.iter().map(|(key, _)| key.as_str()).collect() } else { vec![] }
    }
}

/// The first document of a text.
pub fn parse(text: &str) -> Value {
    let mut events = Parser::new_from_str(text).map(|event| event.expect("the case files are YAML").0);
    loop {
        match events.next() {
            Some(Event::DocumentStart(..)) => return node(&mut events).unwrap_or(Value::Null),
            Some(_) => {}
            None => return Value::Null,
        }
    }
}

/// The next value; `None` at the end of a collection.
fn node<'t>(events: &mut impl Iterator<Item = Event<'t>>) -> Option<Value> {
    match events.next()? {
        Event::Scalar(text, ..) => Some(Value::Scalar(text.into_owned())),
        Event::SequenceStart(..) => Some(Value::List(std::iter::from_fn(|| node(events)).collect())),
        Event::MappingStart(..) => Some(Value::Map(std::iter::from_fn(|| field(events)).collect())),
        Event::SequenceEnd | Event::MappingEnd => None,
        // Comments and the like.
        _ => node(events),
    }
}

fn field<'t>(events: &mut impl Iterator<Item = Event<'t>>) -> Option<(String, Value)> {
    let key = node(events)?.text().to_owned();
    Some((key, node(events)?))
}
