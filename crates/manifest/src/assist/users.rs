//! The way back: who names an object, and which Services select some labels.

use super::candidates::{fqdn, full_name};
use super::definition::Place;
use super::known::{Known, Object, What};
use super::reference::{Names, names};
use super::spot::bare;
use crate::schema::{Field, Schema, StructId, Type, find};
use crate::yaml::NodeRef;
use malla_trace::{FieldPath, ObjectRef};

/// The fields of all objects that name this one.
pub(super) fn users(known: &Known, kind: &str, reference: &ObjectRef) -> Vec<Place> {
    let mut found = Vec::new();
    for object in &known.objects {
        let Some((schema, known)) = find(&object.kind, Some(&object.api_version)) else { continue };
        let mut search = Search { object, schema, kind, reference, way: Vec::new(), found: Vec::new() };
        search.fields(object.source.root(), known.root, &FieldPath::root());
        found.extend(search.found);
    }
    found
}

/// The Services of a namespace that select pods with these labels.
pub(super) fn selecting(known: &Known, namespace: &str, labels: &[(String, String)]) -> Vec<Place> {
    let selects = |service: &&Object| {
        let mut pairs = service.parts(What::Selector).peekable();
        pairs.peek().is_some() && pairs.all(|part| labels.contains(&part.pair()))
    };
    known.all("Service", namespace).filter(selects).map(Object::place).collect()
}

/// A walk through one object in search of words that name another.
struct Search<'a> {
    object: &'a Object,
    schema: &'static Schema,
    kind: &'a str,
    reference: &'a ObjectRef,
    /// The keys on the way.
    way: Vec<&'static str>,
    found: Vec<Place>,
}

impl Search<'_> {
    fn fields(&mut self, node: NodeRef<'_>, id: StructId, path: &FieldPath) {
        let shape = self.schema.get(id);
        for (key, value) in node.entries() {
            if let Some(field) = shape.field(key) {
                self.way.push(field.name);
                self.value(value, &field.shape, (node, shape.name, field), &path.key(key));
                self.way.pop();
            }
        }
    }

    /// A value: of a field of a struct, or below it in lists and mappings.
    fn value(&mut self, node: NodeRef<'_>, shape: &Type, of: (NodeRef<'_>, &str, &Field), path: &FieldPath) {
        match bare(shape) {
            Type::Struct(id) => self.fields(node, *id, path),
            Type::List(item) => {
                let items = node.items().enumerate();
                items.for_each(|(index, value)| self.value(value, item, of, &path.index(index)));
            }
            Type::Map(item) => {
                node.entries().for_each(|(key, value)| self.value(value, item, of, &path.key(key)));
            }
            _ => self.word(node, of, path),
        }
    }

    fn word(&mut self, node: NodeRef<'_>, (beside, owner, field): (NodeRef<'_>, &str, &Field), path: &FieldPath) {
        let way = &self.way;
        let named = names(owner, field.name, |key| way.contains(&key));
        let Some((names, word)) = named.zip(node.text()) else { return };
        if self.is_meant(names, word, beside) {
            let span = node.span().start as usize..node.span().end as usize;
            let place = self.object.place();
            self.found.push(Place { span, what: path.to_string(), ..place });
        }
    }

    /// Whether a word of the object names the one that is asked for.
    fn is_meant(&self, names: Names, word: &str, beside: NodeRef<'_>) -> bool {
        let own = &*self.object.reference.namespace;
        let text = |key: &str| beside.get(key).and_then(NodeRef::text);
        let namespace = &*self.reference.namespace;
        let is_here = namespace.is_empty() || text("namespace").unwrap_or(own) == namespace;
        let is_named = word == self.reference.name && is_here;
        match names {
            Names::Object(kinds) => kinds.contains(&self.kind) && is_named,
            Names::Beside(kind) => text("kind").unwrap_or(kind) == self.kind && is_named,
            Names::Host => self.kind == "Service" && full_name(word, own) == fqdn(self.reference),
            Names::Gateway => {
                let full = format!("{namespace}/{}", self.reference.name);
                self.kind == "Gateway" && (is_named || word == full)
            }
            Names::NamespacedHost
            | Names::Subset
            | Names::Port { .. }
            | Names::TargetPort
            | Names::OwnPort
            | Names::OwnVolume
            | Names::PodLabel { .. }
            | Names::LabelOf(_)
            | Names::DataKey(_)
            | Names::Listener
            | Names::Principal => false,
        }
    }
}
