//! The two places where pods are created: a controller's, and a manifest's. A pod that runs already keeps what it was
//! given: only a new one is asked about.

use super::{Additions, Because, Fact, Injector, Order, Surroundings, annotations, inject, is_injected};
use crate::controllers::{Reason, Write};
use crate::memory::{Memory, Seat};
use crate::store::{Store, Stored};
use malla_manifest::{Namespace, Object, Pod};
use malla_trace::{CauseId, FieldPath};
use std::collections::BTreeMap;

static NO_LABELS: BTreeMap<String, String> = BTreeMap::new();

/// What the injector makes of a pod.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It is left as it is.
    Left,
    /// It got a sidecar.
    Injected(Additions),
    /// It may not be created: an annotation has a value that the injector does not take.
    Refused,
}

/// What happens to a pod in that seat.
pub struct Creation<'a> {
    /// istiod.
    pub injector: Option<&'a Injector>,
    /// What ran before.
    pub memory: &'a Memory,
    /// The cluster's domain.
    pub domain: &'a str,
}

impl Injector {
    /// istiod, if it is there.
    #[must_use]
    pub fn find(store: &Store) -> Option<Self> {
        let mut found = store.iter().filter_map(|(_, stored)| Self::of(&stored.object, &|path| stored.cause_at(path)));
        found.next()
    }
}

impl Creation<'_> {
    /// Puts a sidecar into a pod that is to be made, or not.
    pub fn admit(
        &self,
        pod: &mut Pod,
        seat: &Seat,
        around: &Surroundings<'_>,
        cause_of: &dyn Fn(&FieldPath) -> CauseId,
    ) -> Answer {
        let asked = self.injector.and_then(|injector| injector.order(around, pod, cause_of));
        let order = match self.memory.occupant(seat) {
            Some(occupant) if occupant.injected => Some(asked.unwrap_or_else(|| Order::kept(self.injector))),
            Some(_) => None,
            None => asked,
        };
        let Some(order) = order else { return Answer::Left };
        if is_injected(pod) {
            return Answer::Left;
        }
        if annotations::invalid(&pod.meta.annotations).is_some() {
            return Answer::Refused;
        }
        Answer::Injected(inject(pod, &order, self.domain, cause_of))
    }
}

/// The labels of a namespace as they are now.
pub fn around<'a>(
    namespace: &'a str,
    found: Option<&'a Namespace>,
    cause_of: &'a dyn Fn(&FieldPath) -> CauseId,
) -> Surroundings<'a> {
    Surroundings { namespace, labels: found.map_or(&NO_LABELS, |it| &it.meta.labels), cause_of }
}

/// A namespace of the store, and where its fields come from.
pub fn namespace<'s>(store: &'s Store, name: &str) -> Option<(&'s Namespace, &'s Stored)> {
    store.find::<Namespace>("", name)
}

/// The write of a pod, with the causes of what was added to it.
pub fn noted(write: Write, additions: Additions) -> Write {
    let list = FieldPath::parse("spec.initContainers");
    let write = match additions.init_containers_before {
        0 => write,
        by => write.put_before(list, by),
    };
    additions.reasons.into_iter().fold(write, |write, because| {
        let (path, reason) = reason(because);
        write.because(path, reason)
    })
}

/// A field and its reason, as the ledger enters it.
pub fn reason((path, fact, from): Because) -> (FieldPath, Reason) {
    (path, Reason::Fact { by: <Fact as crate::Reason>::BY, name: fact.name(), from })
}

/// The namespace of that name among objects.
pub fn is_namespace<'o>(object: &'o Object, name: &str) -> Option<&'o Namespace> {
    match object {
        Object::Namespace(namespace) if namespace.meta.name == name => Some(namespace),
        _ => None,
    }
}
