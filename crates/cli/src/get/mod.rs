//! `malla get`: objects as kubectl lists them. There is no age: the cluster has just been made.

mod columns;
mod kinds;
mod table;

use crate::args::{Columns, Get};
use crate::{BadInput, Outcome, input, report};
use kinds::Resource;
use malla_manifest::Object;
use malla_trace::ObjectRef;
use table::Table;

/// Lists what is asked for. Bad when a named object is not there.
pub(crate) fn run(wanted: &Get) -> Result<Outcome, BadInput> {
    let snapshot = input::snapshot(&wanted.common)?;
    report::check(&snapshot, wanted.common.lang.into())?;
    let objects: Vec<(&ObjectRef, &Object)> = snapshot.objects().collect();
    let resources = kinds::parse(&wanted.what[0])?;
    let several = resources.len() > 1;
    let mut missing = false;
    let mut blocks = vec![];
    for resource in resources {
        let found = select(wanted, resource, &objects);
        missing |= found.is_empty() && wanted.what.len() > 1;
        match print(wanted, resource, &found, several) {
            Some(text) => blocks.push(text),
            None => eprintln!("{}", nothing(wanted, resource)),
        }
    }
    print!("{}", blocks.join("\n"));
    Ok(if missing { Outcome::Bad } else { Outcome::Good })
}

fn select<'a>(
    wanted: &Get,
    resource: &Resource,
    objects: &[(&'a ObjectRef, &'a Object)],
) -> Vec<(&'a ObjectRef, &'a Object)> {
    let name = wanted.what.get(1);
    let here = |r: &ObjectRef| wanted.all_namespaces || r.namespace.is_empty() || r.namespace == wanted.namespace;
    let meant = |r: &ObjectRef| r.kind == resource.kind && here(r) && name.is_none_or(|n| r.name == *n);
    objects.iter().filter(|(reference, _)| meant(reference)).copied().collect()
}

fn print(wanted: &Get, resource: &Resource, found: &[(&ObjectRef, &Object)], prefixed: bool) -> Option<String> {
    if found.is_empty() {
        return None;
    }
    let prefix =
        if prefixed || wanted.output == Columns::Name { format!("{}/", resource.printed) } else { String::new() };
    if wanted.output == Columns::Name {
        return Some(found.iter().map(|(reference, _)| format!("{prefix}{}\n", reference.name)).collect());
    }
    let wide = wanted.output == Columns::Wide;
    let mut table = Table::new(columns::heading(resource.kind, wide));
    for (reference, object) in found {
        let mut row = columns::row(object, wide);
        row.insert(0, format!("{prefix}{}", reference.name));
        if wanted.all_namespaces && resource.namespaced {
            row.insert(0, reference.namespace.clone());
        }
        table.push(row);
    }
    Some(table.print(wanted.all_namespaces && resource.namespaced))
}

/// kubectl's words for nothing.
fn nothing(wanted: &Get, resource: &Resource) -> String {
    match wanted.what.get(1) {
        Some(name) => format!("Error from server (NotFound): {} {name:?} not found", resource.plural),
        None if wanted.all_namespaces || !resource.namespaced => "No resources found".into(),
        None => format!("No resources found in {} namespace.", wanted.namespace),
    }
}
