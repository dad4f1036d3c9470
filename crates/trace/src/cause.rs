//! Why something is so: a ledger of causes, small enough to carry one on every rule, route, record and endpoint.

use crate::{CauseList, Place};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A cause's number in its [`Ledger`]: four bytes, so that every rule can afford one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CauseId(pub u32);

/// An object of the API server: kind, namespace (empty when the kind has none) and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    /// Kind as written, `Service`.
    pub kind: String,
    /// Namespace; empty for kinds without one.
    pub namespace: String,
    /// Name.
    pub name: String,
}

impl fmt::Display for ObjectRef {
    /// `Service default/web`, or `Node nodoa` for a kind without namespace.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            write!(f, "{} {}", self.kind, self.name)
        } else {
            write!(f, "{} {}/{}", self.kind, self.namespace, self.name)
        }
    }
}

/// One segment of a [`FieldPath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Segment {
    /// An item of a list.
    Index(usize),
    /// A key of a mapping. Keys may contain dots: that is why a path is segments and not text.
    Key(String),
}

/// The way from an object's root to a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldPath(pub Vec<Segment>);

impl FieldPath {
    /// The object itself.
    #[must_use]
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// Parses dotted text, `spec.ports[0].targetPort`; a key with dots is written `metadata.labels[a.b/c]`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('[') {
                let (word, tail) = inner.split_once(']').unwrap_or((inner, ""));
                segments.push(word.parse().map_or_else(|_| Segment::Key(word.into()), Segment::Index));
                rest = tail.strip_prefix('.').unwrap_or(tail);
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                segments.push(Segment::Key(rest[..end].into()));
                rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
            }
        }
        Self(segments)
    }

    /// This path and one key more.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Segment::Key(key.into()))
    }

    /// This path and one list index more.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    fn with(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }
}

impl fmt::Display for FieldPath {
    /// The API server's spelling: `spec.ports[0].targetPort`, `metadata.labels[app.kubernetes.io/name]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(n) => write!(f, "[{n}]")?,
                Segment::Key(k) if k.contains(['.', '/', '[']) => write!(f, "[{k}]")?,
                Segment::Key(k) if i == 0 => f.write_str(k)?,
                Segment::Key(k) => write!(f, ".{k}")?,
            }
        }
        Ok(())
    }
}

/// Why a thing is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// A line somebody wrote.
    Written {
        /// The object it belongs to.
        object: ObjectRef,
        /// The field.
        path: FieldPath,
        /// Where it stands.
        place: Place,
    },
    /// A value nobody wrote: the API server filled it in.
    Defaulted {
        /// The object it belongs to.
        object: ObjectRef,
        /// The field that was filled.
        path: FieldPath,
        /// Which default, as a code that `explain` knows (`service.spec.type`).
        rule: String,
        /// The nearest written ancestor.
        place: Place,
    },
    /// A value chosen out of a pool: an address, a port, a node.
    Allocated {
        /// The object that got it.
        object: ObjectRef,
        /// The field that was filled.
        path: FieldPath,
        /// Who chose (`cluster-ip-allocator`, `scheduler`, `ipam`).
        by: String,
        /// The nearest written place.
        place: Place,
    },
    /// Made out of other facts by a component.
    Derived {
        /// Who made it (`kube-proxy`, `endpointslice-controller`).
        by: Cow<'static, str>,
        /// Out of what.
        from: CauseList,
    },
    /// So by the nature of the thing: named, and explained under that name.
    Builtin {
        /// The name, `component/fact` (`kube-proxy/postrouting`, `linux/policy-accept`).
        name: Cow<'static, str>,
    },
    /// Decided by chance.
    Chance {
        /// The random stream.
        stream: String,
        /// What made the draw necessary.
        from: CauseList,
    },
    /// Decided by the clock.
    Time {
        /// Which timer.
        timer: String,
        /// What set it.
        from: CauseList,
    },
}

impl Cause {
    /// The place this cause itself points at, if it points at one.
    #[must_use]
    pub const fn place(&self) -> Option<&Place> {
        match self {
            Self::Written { place, .. } | Self::Defaulted { place, .. } | Self::Allocated { place, .. } => Some(place),
            Self::Derived { .. } | Self::Builtin { .. } | Self::Chance { .. } | Self::Time { .. } => None,
        }
    }

    /// The causes this one rests on.
    #[must_use]
    pub fn from(&self) -> &[CauseId] {
        match self {
            Self::Derived { from, .. } | Self::Chance { from, .. } | Self::Time { from, .. } => from,
            Self::Written { .. } | Self::Defaulted { .. } | Self::Allocated { .. } | Self::Builtin { .. } => &[],
        }
    }
}

/// All causes of one state of the cluster. Append-only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    causes: Vec<Cause>,
}

impl Ledger {
    /// Enters a cause and returns its number.
    pub fn add(&mut self, cause: Cause) -> CauseId {
        self.causes.push(cause);
        CauseId(u32::try_from(self.causes.len() - 1).unwrap_or(u32::MAX))
    }

    /// Enters something that a component made out of other facts.
    pub fn derived(&mut self, by: &'static str, from: &[CauseId]) -> CauseId {
        self.add(Cause::Derived { by: Cow::Borrowed(by), from: from.into() })
    }

    /// Enters something that is so by the nature of the thing.
    pub fn builtin(&mut self, name: &'static str) -> CauseId {
        self.add(Cause::Builtin { name: Cow::Borrowed(name) })
    }

    /// The cause of that number; `None` for a number of another ledger.
    #[must_use]
    pub fn get(&self, id: CauseId) -> Option<&Cause> {
        self.causes.get(id.0 as usize)
    }

    /// How many causes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.causes.len()
    }

    /// Whether nothing has been entered yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.causes.is_empty()
    }

    /// `id` and everything it rests on, nearest first, each once.
    #[must_use]
    pub fn closure(&self, id: CauseId) -> Vec<CauseId> {
        let mut found = vec![id];
        let mut next = 0;
        while let Some(&at) = found.get(next) {
            let from = self.get(at).map_or(&[][..], Cause::from);
            found.extend(from.iter().filter(|c| !found.contains(c)).copied().collect::<Vec<_>>());
            next += 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prints_as_it_was_read() {
        for text in ["spec.ports[0].targetPort", "metadata.labels[app.kubernetes.io/name]", "spec", ""] {
            assert_eq!(FieldPath::parse(text).to_string(), text);
        }
    }

    #[test]
    fn a_closure_lists_every_cause_once_and_survives_a_foreign_number() {
        let mut ledger = Ledger::default();
        let a = ledger.builtin("linux/a");
        let b = ledger.derived("x", &[a]);
        let c = ledger.derived("y", &[b, a]);
        assert_eq!(ledger.closure(c), [c, b, a]);
        assert_eq!(ledger.closure(CauseId(99)), [CauseId(99)]);
        assert_eq!(ledger.get(CauseId(99)), None);
    }
}
