//! An object on its way into the store: what was written, what was filled in, and the cause of both.

use crate::causes::Causes;
use crate::memory::Seat;
use crate::store::Stored;
use malla_manifest::{Content, Manifest, NodeRef, Object};
use malla_trace::{Cause, CauseId, FieldPath, Ledger, ObjectRef, Place, Segment};

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

    /// The object that is there already, because the API server does not take what is written now. Its fields rest on
    /// the lines as they are now.
    pub fn kept(accepted: &Manifest, manifest: &'m Manifest, ledger: &mut Ledger) -> Self {
        Self { object: accepted.object.clone(), ..Self::new(manifest, ledger) }
    }

    /// The object as written.
    pub const fn manifest(&self) -> &'m Manifest {
        self.manifest
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

    /// The seat of a pod that somebody wrote: its own.
    pub fn seat(&self) -> Seat {
        Seat { owner: self.reference.clone(), template: String::new(), ordinal: 0 }
    }

    /// The object as it enters the store.
    pub fn finish(self) -> (ObjectRef, Stored) {
        let seat = matches!(self.object, Object::Pod(_)).then(|| self.seat());
        (self.reference, Stored { seat, ..Stored::new(self.object, self.causes) })
    }
}

/// Causes of every field that somebody wrote.
pub fn written(manifest: &Manifest, ledger: &mut Ledger) -> Causes {
    let mut writer = Writer { manifest, path: FieldPath::root(), ledger };
    let mut causes = Causes::new(writer.enter());
    for (key, node) in manifest.source.root().entries().filter(|(key, _)| *key != "apiVersion" && *key != "kind") {
        writer.descend(Segment::Key(key.into()), node, &mut causes);
    }
    causes
}

/// Goes through a manifest field by field.
struct Writer<'a> {
    manifest: &'a Manifest,
    path: FieldPath,
    ledger: &'a mut Ledger,
}

impl Writer<'_> {
    fn descend(&mut self, segment: Segment, node: NodeRef<'_>, causes: &mut Causes) {
        self.path.0.push(segment);
        let cause = self.enter();
        causes.set(&self.path, cause);
        match node.content() {
            Content::Scalar(_) => {}
            Content::Map(_) => {
                node.entries().for_each(|(key, node)| self.descend(Segment::Key(key.into()), node, causes));
            }
            Content::List(_) => {
                let items = node.items().enumerate();
                items.for_each(|(index, node)| self.descend(Segment::Index(index), node, causes));
            }
        }
        self.path.0.pop();
    }

    fn enter(&mut self) -> CauseId {
        let (object, path) = (self.manifest.reference.clone(), self.path.clone());
        let place = self.manifest.source.resolve(&path).place;
        self.ledger.add(Cause::Written { object, path, place })
    }
}
