//! An object on its way into the store: what was written, what was filled in, and the cause of both.

use crate::memory::Seat;
use crate::store::{Causes, Stored};
use malla_manifest::{Content, Manifest, NodeRef, Object};
use malla_trace::{Cause, CauseId, FieldPath, Ledger, ObjectRef, Place};

/// An object on its way into the store.
#[derive(Clone, Debug)]
pub struct Draft<'m> {
    /// Its name.
    pub reference: ObjectRef,
    /// The object as it is by now.
    pub object: Object,
    /// Where its fields come from.
    pub causes: Causes,
    manifest: &'m Manifest,
}

impl<'m> Draft<'m> {
    /// The object as written, every written field caused by its line.
    pub fn new(manifest: &'m Manifest, ledger: &mut Ledger) -> Self {
        let (reference, object) = (manifest.reference.clone(), manifest.object.clone());
        Self { reference, object, causes: written(manifest, ledger), manifest }
    }

    /// Where a field was written, or its nearest ancestor.
    pub fn place(&self, path: &FieldPath) -> Place {
        self.manifest.source.resolve(path).place
    }

    /// Notes that the API server filled a field in by the default of that name.
    pub fn defaulted(&mut self, path: FieldPath, rule: &str, ledger: &mut Ledger) {
        let place = self.place(&path);
        let object = self.reference.clone();
        let cause = ledger.add(Cause::Defaulted { object, path: path.clone(), rule: rule.into(), place });
        self.causes.set(&path, cause);
    }

    /// Notes that a field was filled out of a pool.
    pub fn allocated(&mut self, path: FieldPath, by: &str, ledger: &mut Ledger) {
        let place = self.place(&path);
        let object = self.reference.clone();
        let cause = ledger.add(Cause::Allocated { object, path: path.clone(), by: by.into(), place });
        self.causes.set(&path, cause);
    }

    /// The object as it enters the store.
    pub fn finish(self) -> (ObjectRef, Stored) {
        let own = || Seat { owner: self.reference.clone(), template: String::new(), ordinal: 0 };
        let seat = matches!(self.object, Object::Pod(_)).then(own);
        (self.reference, Stored { seat, ..Stored::new(self.object, self.causes) })
    }
}

/// Causes of every field that somebody wrote.
pub fn written(manifest: &Manifest, ledger: &mut Ledger) -> Causes {
    let root = enter(manifest, FieldPath::root(), ledger);
    let mut causes = Causes::new(root);
    let fields = manifest.source.root().entries().filter(|(key, _)| *key != "apiVersion" && *key != "kind");
    fields.for_each(|(key, node)| enter_below(manifest, &FieldPath::root().key(key), node, &mut causes, ledger));
    causes
}

fn enter_below(manifest: &Manifest, path: &FieldPath, node: NodeRef<'_>, causes: &mut Causes, ledger: &mut Ledger) {
    let cause = enter(manifest, path.clone(), ledger);
    causes.set(path, cause);
    match node.content() {
        Content::Scalar(_) => {}
        Content::Map(_) => {
            node.entries().for_each(|(key, node)| enter_below(manifest, &path.key(key), node, causes, ledger));
        }
        Content::List(_) => {
            let items = node.items().enumerate();
            items.for_each(|(index, node)| enter_below(manifest, &path.index(index), node, causes, ledger));
        }
    }
}

fn enter(manifest: &Manifest, path: FieldPath, ledger: &mut Ledger) -> CauseId {
    let place = manifest.source.resolve(&path).place;
    ledger.add(Cause::Written { object: manifest.reference.clone(), path, place })
}
