//! What the editor is told when it asks, as plain values, and the same as the objects that its bridge reads.

use malla_trace::Place;
use wasm_bindgen::JsValue;
use web_sys::js_sys::{Array, Object, Reflect};

/// Which file has the words about a field, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocLink {
    /// The file, relative to the page.
    pub path: String,
    /// The kind or struct.
    pub owner: String,
    /// The field; empty for the kind or struct itself.
    pub field: String,
}

/// What is known of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What it is about.
    pub place: Place,
    /// Its path.
    pub title: String,
    /// Its type.
    pub shape: String,
    /// What else is known, a sentence each.
    pub facts: Vec<String>,
    /// Where the words about it stand.
    pub doc: Option<DocLink>,
}

/// What could stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    /// What an offer takes the place of.
    pub place: Place,
    /// The best first.
    pub options: Vec<Offer>,
}

/// Something that could stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is called.
    pub label: String,
    /// What it is, as the bridge calls it.
    pub kind: &'static str,
    /// Its type.
    pub detail: String,
    /// What is put in before the cursor.
    pub before: String,
    /// What is put in behind the cursor.
    pub after: String,
    /// Whether the field must be there.
    pub required: bool,
    /// Where the words about it stand.
    pub doc: Option<DocLink>,
    /// What else changes.
    pub also: Vec<(Place, String)>,
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn list(items: impl Iterator<Item = JsValue>) -> JsValue {
    items.collect::<Array>().into()
}

fn place(place: &Place) -> JsValue {
    object(&[
        ("line", place.line.into()),
        ("column", place.column.into()),
        ("end_line", place.end_line.into()),
        ("end_column", place.end_column.into()),
    ])
}

fn doc(doc: Option<&DocLink>) -> JsValue {
    doc.map_or(JsValue::UNDEFINED, |doc| {
        let [path, owner, field] = [&doc.path, &doc.owner, &doc.field].map(|text| text.as_str().into());
        object(&[("path", path), ("owner", owner), ("field", field)])
    })
}

impl Card {
    pub(super) fn to_js(&self) -> JsValue {
        object(&[
            ("place", place(&self.place)),
            ("title", self.title.as_str().into()),
            ("shape", self.shape.as_str().into()),
            ("facts", list(self.facts.iter().map(|fact| fact.as_str().into()))),
            ("doc", doc(self.doc.as_ref())),
        ])
    }
}

impl Offers {
    pub(super) fn to_js(&self) -> JsValue {
        object(&[("place", place(&self.place)), ("options", list(self.options.iter().map(Offer::to_js)))])
    }
}

impl Offer {
    fn to_js(&self) -> JsValue {
        let also = self.also.iter().map(|(at, text)| object(&[("place", place(at)), ("text", text.as_str().into())]));
        object(&[
            ("label", self.label.as_str().into()),
            ("kind", self.kind.into()),
            ("detail", self.detail.as_str().into()),
            ("before", self.before.as_str().into()),
            ("after", self.after.as_str().into()),
            ("required", self.required.into()),
            ("doc", doc(self.doc.as_ref())),
            ("also", list(also)),
        ])
    }
}
