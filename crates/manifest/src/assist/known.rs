//! The objects that exist, as far as other objects name them and their parts.

use super::definition::Place;
use crate::manifest::{Manifest, SourceMap};
use crate::yaml::{NodeRef, Scalar, Span};
use malla_trace::{FieldPath, ObjectRef};
use std::ops::Range;

/// The objects that exist: those of all files, and the cluster's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    pub(super) objects: Vec<Object>,
}

/// An object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Object {
    pub(super) reference: ObjectRef,
    /// As written; a reference may have the group behind it.
    pub(super) kind: String,
    pub(super) api_version: String,
    file: String,
    pub(super) source: SourceMap,
    /// Its name's bytes.
    span: Span,
    pub(super) parts: Vec<Part>,
}

/// Something in an object that others name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) what: What,
    /// The word that others write: a port's number, a label's key.
    pub(super) text: String,
    /// What goes with it: a port's name, a label's value.
    pub(super) more: String,
    path: String,
    span: Span,
}

/// What a [`Part`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A port of a Service, by number.
    Port,
    /// A port of a container, by number.
    ContainerPort,
    /// A subset of a `DestinationRule`.
    Subset,
    /// The host a `DestinationRule` or a `ServiceEntry` is about.
    Host,
    /// A key of a `ConfigMap` or of a Secret.
    DataKey,
    /// A label of the object itself.
    Label,
    /// A label of the pods that the object makes, or of the pod itself.
    PodLabel,
    /// A listener of a Gateway.
    Listener,
    /// A label that a Service selects by.
    Selector,
}

/// Where objects have parts: kind, part, where, the word in it, what goes with it.
const PARTS: &[(&str, What, &str, &str, &str)] = &[
    ("Service", What::Port, "spec.ports", "port", "name"),
    ("ServiceEntry", What::Port, "spec.ports", "number", "name"),
    ("ServiceEntry", What::Host, "spec.hosts", "", ""),
    ("DestinationRule", What::Subset, "spec.subsets", "name", ""),
    ("Gateway", What::Listener, "spec.listeners", "name", "port"),
];

/// Where the pods of a kind are described.
const TEMPLATES: &[(&str, &str)] = &[
    ("Pod", ""),
    ("Deployment", "spec.template"),
    ("ReplicaSet", "spec.template"),
    ("StatefulSet", "spec.template"),
    ("DaemonSet", "spec.template"),
    ("Job", "spec.template"),
    ("CronJob", "spec.jobTemplate.spec.template"),
];

impl Known {
    /// The objects of some manifests.
    #[must_use]
    pub fn of<'a>(manifests: impl Iterator<Item = &'a Manifest>) -> Self {
        Self { objects: manifests.map(Object::of).collect() }
    }

    /// The objects of a kind, those of a namespace and those that have none.
    pub(super) fn all<'a>(&'a self, kind: &'a str, namespace: &'a str) -> impl Iterator<Item = &'a Object> {
        let here = move |object: &&Object| [namespace, ""].contains(&&*object.reference.namespace);
        self.of_kind(kind).filter(here)
    }

    /// The objects of a kind.
    pub(super) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Object> {
        self.objects.iter().filter(move |object| object.kind == kind)
    }
}

impl Object {
    fn of(manifest: &Manifest) -> Self {
        let root = manifest.source.root();
        let (kind, mut parts) = (manifest.object.kind(), Vec::new());
        for (_, what, path, word, more) in PARTS.iter().filter(|(of, ..)| *of == kind) {
            list(root, *what, path, word, more, &mut parts);
        }
        one(root, "spec.host", &mut parts);
        labels(root, What::Label, "metadata.labels", &mut parts);
        if kind == "Service" {
            labels(root, What::Selector, "spec.selector", &mut parts);
        }
        if let Some((_, path)) = TEMPLATES.iter().find(|(of, _)| *of == kind) {
            template(root, path, &mut parts);
        }
        if matches!(kind, "ConfigMap" | "Secret") {
            ["data", "stringData", "binaryData"].iter().for_each(|path| labels(root, What::DataKey, path, &mut parts));
        }
        let file = manifest.source.resolve(&FieldPath::root()).place.file;
        let span = at(root, "metadata.name").unwrap_or(root).span();
        let (reference, api_version) = (manifest.reference.clone(), manifest.api_version.clone());
        let source = manifest.source.clone();
        Self { reference, kind: kind.to_owned(), api_version, file, source, span, parts }
    }

    /// Its parts of a sort.
    pub(super) fn parts(&self, what: What) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.what == what)
    }

    /// Where it is written.
    pub(super) fn place(&self) -> Place {
        self.place_of(self.span, String::new())
    }

    /// Where a part of it is written.
    pub(super) fn place_of_part(&self, part: &Part) -> Place {
        self.place_of(part.span, part.path.clone())
    }

    fn place_of(&self, span: Span, what: String) -> Place {
        Place { file: self.file.clone(), span: bytes(span), object: self.reference.clone(), what }
    }
}

fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The node at a path of keys.
fn at<'a>(root: NodeRef<'a>, path: &str) -> Option<NodeRef<'a>> {
    path.split('.').filter(|key| !key.is_empty()).try_fold(root, NodeRef::get)
}

fn word(node: NodeRef<'_>) -> Option<String> {
    match node.scalar()? {
        Scalar::Text(text) => Some(text.as_ref().into()),
        Scalar::Int(n) => Some(n.to_string()),
        Scalar::Null | Scalar::Bool(_) | Scalar::Float(_) => None,
    }
}

/// The items of a list as parts: a word of theirs, or themselves.
fn list(root: NodeRef<'_>, what: What, path: &str, key: &str, more: &str, out: &mut Vec<Part>) {
    for (index, item) in at(root, path).into_iter().flat_map(NodeRef::items).enumerate() {
        let named = if key.is_empty() { Some(item) } else { item.get(key) };
        if let Some((node, text)) = named.and_then(|node| Some((node, word(node)?))) {
            let more = item.get(more).and_then(word).unwrap_or_default();
            out.push(Part { what, text, more, path: format!("{path}[{index}]"), span: node.span() });
        }
    }
}

/// The one host of a `DestinationRule`.
fn one(root: NodeRef<'_>, path: &str, out: &mut Vec<Part>) {
    if let Some((node, text)) = at(root, path).and_then(|node| Some((node, word(node)?))) {
        out.push(Part { what: What::Host, text, more: String::new(), path: path.into(), span: node.span() });
    }
}

/// The entries of a free mapping as parts.
fn labels(root: NodeRef<'_>, what: What, path: &str, out: &mut Vec<Part>) {
    for (key, value) in at(root, path).into_iter().flat_map(NodeRef::pairs) {
        let span = Span { start: key.span().start, end: value.span().end.max(key.span().end) };
        let (text, more) = (key.text().unwrap_or_default().to_owned(), word(value).unwrap_or_default());
        out.push(Part { what, text, more, path: path.into(), span });
    }
}

/// What there is to say of the pods described somewhere.
fn template(root: NodeRef<'_>, path: &str, out: &mut Vec<Part>) {
    let join = |below: &str| if path.is_empty() { below.to_owned() } else { format!("{path}.{below}") };
    labels(root, What::PodLabel, &join("metadata.labels"), out);
    let containers = join("spec.containers");
    for (index, container) in at(root, &containers).into_iter().flat_map(NodeRef::items).enumerate() {
        let first = out.len();
        list(container, What::ContainerPort, "ports", "containerPort", "name", out);
        out[first..].iter_mut().for_each(|part| part.path = format!("{containers}[{index}].{}", part.path));
    }
}
