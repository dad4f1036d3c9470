//! What a control loop wants written: an object, and the cause of every field it set.

use crate::causes::Causes;
use crate::memory::Seat;
use crate::store::{Store, Stored};
use malla_manifest::{Condition, Object, Pod, PodStatus};
use malla_trace::{Cause, CauseId, FieldPath, Ledger, ObjectRef};
use std::sync::Arc;

/// A change to the store, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The change.
    pub change: Change,
    /// The cause of each field that is set. A new object needs one for its root.
    pub reasons: Vec<(FieldPath, Reason)>,
    /// A list of a new object, and how many items were put before those of its template.
    pub put_before: Option<(FieldPath, usize)>,
}

/// A change to the store.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Creates or replaces an object.
    Object {
        /// The object.
        object: Box<Object>,
        /// The object whose fields below that path stand behind those of a new one: its template.
        template: Option<(ObjectRef, FieldPath)>,
        /// The place of a new pod in its owner's plan.
        seat: Option<Seat>,
    },
    /// Gives a pod its node (`pods/binding`).
    Binding {
        /// The pod.
        pod: ObjectRef,
        /// The node.
        node: String,
    },
    /// Says how a pod is (`pods/status`).
    Status {
        /// The pod.
        pod: ObjectRef,
        /// How it is.
        status: PodStatus,
    },
}

/// Why a field was set.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// A cause that is in the ledger already.
    Known(CauseId),
    /// A new one.
    New(Cause),
    /// A new one that rests on a builtin, and on lines after it.
    Fact {
        /// The component.
        by: &'static str,
        /// The builtin, `component/fact`.
        name: &'static str,
        /// The lines.
        from: Vec<CauseId>,
    },
}

impl Reason {
    /// Made out of other facts by a component.
    #[must_use]
    pub fn derived(by: &'static str, from: Vec<CauseId>) -> Self {
        Self::New(Cause::Derived { by: by.into(), from: from.into() })
    }

    pub(crate) fn enter(self, ledger: &mut Ledger) -> CauseId {
        match self {
            Self::Known(id) => id,
            Self::New(cause) => ledger.add(cause),
            Self::Fact { by, name, from } => {
                let builtin = ledger.builtin(name);
                ledger.derived(by, &[vec![builtin], from].concat())
            }
        }
    }
}

impl Write {
    /// Creates or replaces an object, with the cause of its being there.
    #[must_use]
    pub fn new(object: impl Into<Object>, root: Reason) -> Self {
        Self::update(object).because(FieldPath::root(), root)
    }

    /// Replaces an object that is there already and keeps the causes it has.
    #[must_use]
    pub fn update(object: impl Into<Object>) -> Self {
        let object = Box::new(object.into());
        Self::of(Change::Object { object, template: None, seat: None })
    }

    /// Creates an object made from another one's template.
    #[must_use]
    pub fn made_from(object: impl Into<Object>, root: Reason, template: &ObjectRef, path: &str) -> Self {
        let (object, template) = (Box::new(object.into()), Some((template.clone(), FieldPath::parse(path))));
        Self::of(Change::Object { object, template, seat: None }).because(FieldPath::root(), root)
    }

    /// Gives a pod its node.
    #[must_use]
    pub fn binding(pod: &ObjectRef, node: &str) -> Self {
        Self::of(Change::Binding { pod: pod.clone(), node: node.into() })
    }

    /// Says how a pod is.
    #[must_use]
    pub fn status(pod: &ObjectRef, status: PodStatus) -> Self {
        Self::of(Change::Status { pod: pod.clone(), status })
    }

    const fn of(change: Change) -> Self {
        Self { change, reasons: Vec::new(), put_before: None }
    }

    /// The same, with that many items of a list put before those of the template.
    #[must_use]
    pub fn put_before(mut self, list: FieldPath, by: usize) -> Self {
        self.put_before = Some((list, by));
        self
    }

    /// The same, with the new pod in a seat.
    #[must_use]
    pub fn seated(mut self, own: Seat) -> Self {
        if let Change::Object { seat, .. } = &mut self.change {
            *seat = Some(own);
        }
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
    for Write { change, reasons, put_before } in writes {
        let entered = reasons.into_iter().map(|(path, reason)| (path, reason.enter(ledger)));
        let entered: Vec<(FieldPath, CauseId)> = entered.collect();
        let reference = match change {
            Change::Object { object, template, seat } => {
                let reference = object.reference();
                match store.get_mut(&reference) {
                    Some(stored) => stored.object = *object,
                    None => {
                        let mut causes = fresh(store, &entered, template.as_ref(), ledger);
                        put_before.iter().for_each(|(list, by)| causes.put_before(list, *by));
                        store.put(reference.clone(), Stored { seat, ..Stored::new(*object, causes) });
                    }
                }
                reference
            }
            Change::Binding { pod, node } => {
                change_pod(store, &pod, |it| bind(it, node));
                pod
            }
            Change::Status { pod, status } => {
                change_pod(store, &pod, |it| it.status = status);
                pod
            }
        };
        if let Some(stored) = store.get_mut(&reference) {
            let causes = Arc::make_mut(&mut stored.causes);
            entered.iter().for_each(|(path, cause)| causes.set(path, *cause));
        }
    }
}

fn change_pod(store: &mut Store, reference: &ObjectRef, change: impl FnOnce(&mut Pod)) {
    if let Some(Stored { object: Object::Pod(pod), .. }) = store.get_mut(reference) {
        change(pod);
    }
}

/// `setPodHostAndAnnotations` in `pkg/registry/core/pod/storage`.
fn bind(pod: &mut Pod, node: String) {
    pod.spec.node_name = Some(node);
    let scheduled = Condition { condition_type: "PodScheduled".into(), status: "True".into(), ..Condition::default() };
    pod.status.conditions = vec![scheduled];
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
