//! What a control loop wants written: an object, and the cause of every field it set.

use crate::causes::Causes;
use crate::memory::Seat;
use crate::store::{Store, Stored};
use malla_manifest::Object;
use malla_trace::{Cause, CauseId, FieldPath, Ledger, ObjectRef};
use std::sync::Arc;

/// An object to create or replace.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The object.
    pub object: Object,
    /// The object whose fields below that path stand behind those of a new one: its template.
    pub template: Option<(ObjectRef, FieldPath)>,
    /// The place of a new pod in its owner's plan.
    pub seat: Option<Seat>,
    /// The cause of each field that was set. A new object needs one for its root.
    pub reasons: Vec<(FieldPath, Reason)>,
}

/// Why a field was set.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// A cause that is in the ledger already.
    Known(CauseId),
    /// A new one.
    New(Cause),
}

impl Reason {
    /// Made out of other facts by a component.
    #[must_use]
    pub fn derived(by: &str, from: Vec<CauseId>) -> Self {
        Self::New(Cause::Derived { by: by.into(), from })
    }

    fn enter(self, ledger: &mut Ledger) -> CauseId {
        match self {
            Self::Known(id) => id,
            Self::New(cause) => ledger.add(cause),
        }
    }
}

impl Write {
    /// Creates or replaces an object, with the cause of its being there.
    #[must_use]
    pub fn new(object: impl Into<Object>, root: Reason) -> Self {
        Self { object: object.into(), template: None, seat: None, reasons: vec![(FieldPath::root(), root)] }
    }

    /// Replaces an object that is there already and keeps the causes it has.
    #[must_use]
    pub fn update(object: impl Into<Object>) -> Self {
        Self { object: object.into(), template: None, seat: None, reasons: Vec::new() }
    }

    /// The same, with another object's fields standing behind its own.
    #[must_use]
    pub fn made_from(mut self, template: &ObjectRef, path: &str) -> Self {
        self.template = Some((template.clone(), FieldPath::parse(path)));
        self
    }

    /// The same, in a seat.
    #[must_use]
    pub fn seated(mut self, seat: Seat) -> Self {
        self.seat = Some(seat);
        self
    }

    /// The same, with the cause of a field.
    #[must_use]
    pub fn because(mut self, path: FieldPath, reason: Reason) -> Self {
        self.reasons.push((path, reason));
        self
    }
}

/// Writes.
pub fn apply(writes: Vec<Write>, store: &mut Store, ledger: &mut Ledger) {
    for Write { object, template, seat, reasons } in writes {
        let reference = object.reference();
        let entered = reasons.into_iter().map(|(path, reason)| (path, reason.enter(ledger)));
        let entered: Vec<(FieldPath, CauseId)> = entered.collect();
        if let Some(stored) = store.get_mut(&reference) {
            stored.object = object;
            let causes = Arc::make_mut(&mut stored.causes);
            entered.iter().for_each(|(path, cause)| causes.set(path, *cause));
        } else {
            let mut causes = fresh(store, &entered, template.as_ref(), ledger);
            entered.iter().for_each(|(path, cause)| causes.set(path, *cause));
            store.put(reference, Stored { seat, ..Stored::new(object, causes) });
        }
    }
}

/// The causes of a new object. One that no control loop gave a cause is the API server's own.
fn fresh(
    store: &Store,
    entered: &[(FieldPath, CauseId)],
    template: Option<&(ObjectRef, FieldPath)>,
    ledger: &mut Ledger,
) -> Causes {
    let root = entered.iter().find(|(path, _)| path.0.is_empty()).map(|(_, cause)| *cause);
    let root = root.unwrap_or_else(|| ledger.builtin("api-server/object"));
    match template.and_then(|(from, path)| Some((store.get(from)?, path))) {
        Some((from, path)) => Causes::inheriting(root, Arc::clone(&from.causes), path),
        None => Causes::new(root),
    }
}
