//! `malla delete`.

use super::read::{self, Document, Wanted};
use super::{Work, in_errors, kind_printed};
use crate::args::Delete;
use crate::get::questions;
use crate::kinds::Resource;
use crate::{BadInput, Outcome};
use malla_trace::ObjectRef;

/// Namespaces that stay (`plugin/pkg/admission/namespace/lifecycle`).
const IMMORTAL: [&str; 3] = ["default", "kube-system", "kube-public"];

/// Deletes every object that is meant.
pub(crate) fn run(wanted: &Delete) -> Result<Outcome, BadInput> {
    let mut work = Work::begin(&wanted.cluster)?;
    for document in read::documents(&wanted.files, &wanted.cluster)? {
        match document {
            Document::Object(object) => written(&mut work, wanted, &object),
            Document::Broken(words) => work.refuse(&words),
        }
    }
    for question in questions(&wanted.what)? {
        for name in &question.names {
            named(&mut work, wanted, question.resource, name);
        }
    }
    work.end()
}

fn written(work: &mut Work, wanted: &Delete, object: &Wanted) {
    if delete(work, &kind_printed(object), &object.object) || wanted.ignore_not_found {
        return;
    }
    let (file, what) = (&object.file, in_errors(object));
    work.refuse(&format!("Error from server (NotFound): error when deleting {file:?}: {what} not found"));
}

fn named(work: &mut Work, wanted: &Delete, resource: &'static Resource, name: &str) {
    let namespace = if resource.namespaced { wanted.cluster.namespace.clone() } else { String::new() };
    let object = ObjectRef { kind: resource.kind.into(), namespace, name: name.into() };
    if resource.kind == "Namespace" && IMMORTAL.contains(&name) {
        return work.refuse(&format!(
            "Error from server (Forbidden): namespaces {name:?} is forbidden: this namespace may not be deleted"
        ));
    }
    if !delete(work, &resource.printed(), &object) && !wanted.ignore_not_found {
        work.refuse(&format!("Error from server (NotFound): {} {name:?} not found", resource.in_errors()));
    }
}

fn delete(work: &mut Work, printed: &str, object: &ObjectRef) -> bool {
    let was_there = work.is_there(object) && work.live.delete(object);
    if was_there {
        say(printed, object);
    }
    was_there
}

/// `service "web" deleted from default namespace`.
pub(super) fn say(printed: &str, object: &ObjectRef) {
    let from = match object.namespace.as_str() {
        "" => String::new(),
        namespace => format!(" from {namespace} namespace"),
    };
    crate::say::line(format!("{printed} {:?} deleted{from}", object.name));
}
