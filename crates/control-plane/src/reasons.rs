//! Why a component makes something: a closed list of named reasons a component, each a builtin that `explain` knows.
//!
//! What is the same in every cluster has its reason as its whole cause. What belongs to an object is derived from its
//! reason first, and from the fields it was made of after, the line to look at coming first.

use malla_trace::{Cause, CauseId, CauseList, Ledger};

/// A closed list of reasons.
pub trait Reason: Copy + 'static {
    /// The component, as causes name it.
    const BY: &'static str;
    /// All reasons, in the order of their [`Reason::number`].
    const ALL: &'static [Self];

    /// The builtin's name, `component/fact`.
    fn name(self) -> &'static str;

    /// Its place in the list.
    fn number(self) -> usize;
}

/// Makes an enumeration of reasons out of cases and names.
macro_rules! reasons {
    ($by:literal, $(#[$meta:meta])* $list:ident { $($(#[$doc:meta])* $case:ident = $name:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $list {
            $($(#[$doc])* $case,)*
        }

        impl $list {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$case,)*];

            /// The builtin's name, `component/fact`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$case => $name,)*
                }
            }
        }

        impl $crate::reasons::Reason for $list {
            const BY: &'static str = $by;
            const ALL: &'static [Self] = Self::ALL;

            fn name(self) -> &'static str {
                Self::name(self)
            }

            fn number(self) -> usize {
                self as usize
            }
        }
    };
}

pub(crate) use reasons;

/// Enters causes that rest on a list of reasons.
#[derive(Debug)]
pub struct Reasons<'a, R> {
    builtins: Vec<(R, CauseId)>,
    ledger: &'a mut Ledger,
}

impl<'a, R: Reason> Reasons<'a, R> {
    /// Enters the builtins and is ready to derive from them.
    pub fn new(ledger: &'a mut Ledger) -> Self {
        let builtins = R::ALL.iter().map(|reason| (*reason, ledger.builtin(reason.name()))).collect();
        Self { builtins, ledger }
    }

    /// The cause of what is the same everywhere.
    pub fn fixed(&self, reason: R) -> CauseId {
        self.builtins.get(reason.number()).map_or(CauseId(u32::MAX), |(_, id)| *id)
    }

    /// The cause of something made out of `from`, the field to look at first coming first.
    pub fn because(&mut self, reason: R, from: &[CauseId]) -> CauseId {
        // A handful at most: looking through it is cheaper than a set.
        let mut all = CauseList::default();
        all.push(self.fixed(reason));
        for cause in from {
            if !all.contains(cause) {
                all.push(*cause);
            }
        }
        self.ledger.add(Cause::Derived { by: R::BY.into(), from: all })
    }

    /// One cause for many.
    pub fn together(&mut self, from: &[CauseId]) -> CauseId {
        self.ledger.derived(R::BY, from)
    }
}

/// Checks a list: every reason entered under its own name, no name twice, all of the component or of a named other.
#[cfg(test)]
pub(crate) fn check<R: Reason + PartialEq + std::fmt::Debug>() {
    let mut ledger = Ledger::default();
    let reasons = Reasons::<R>::new(&mut ledger);
    let ids: Vec<CauseId> = R::ALL.iter().map(|reason| reasons.fixed(*reason)).collect();
    let names: std::collections::BTreeSet<&str> = R::ALL.iter().map(|reason| reason.name()).collect();
    assert_eq!(names.len(), R::ALL.len(), "no name twice");
    for (reason, id) in R::ALL.iter().zip(ids) {
        let builtin = malla_trace::Cause::Builtin { name: reason.name().into() };
        assert_eq!(ledger.get(id), Some(&builtin), "{reason:?}");
        assert!(reason.name().contains('/'), "{reason:?} has a component and a fact");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    reasons! {
        "baker",
        /// Why there is bread.
        Bread {
            /// It is made of flour.
            Flour = "baker/flour",
            /// It was baked.
            Oven = "baker/oven",
        }
    }

    #[test]
    fn a_derived_cause_names_its_reason_first_and_every_field_once() {
        check::<Bread>();
        let mut ledger = Ledger::default();
        let field = ledger.builtin("somebody/wrote");
        let mut reasons = Reasons::new(&mut ledger);
        let (oven, bread) = (reasons.fixed(Bread::Oven), reasons.because(Bread::Oven, &[field, field]));
        assert_eq!(ledger.get(bread), Some(&Cause::Derived { by: "baker".into(), from: vec![oven, field].into() }));
    }
}
