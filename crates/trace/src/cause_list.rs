//! A few causes in order: most things rest on less than seven others, and those lie side by side with what rests on them.

use crate::CauseId;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Deref;

/// How many need no memory of their own.
const FEW: usize = 7;

/// Causes in order. Reads like a slice and prints like a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CauseList(List);

#[derive(Clone, Debug, PartialEq, Eq)]
enum List {
    /// So many of these; the others are zero.
    Few(u8, [CauseId; FEW]),
    Many(Vec<CauseId>),
}

impl CauseList {
    /// One more behind the others.
    pub fn push(&mut self, cause: CauseId) {
        match &mut self.0 {
            List::Few(count, few) if usize::from(*count) < FEW => {
                few[usize::from(*count)] = cause;
                *count += 1;
            }
            List::Few(..) => self.0 = List::Many([self, [cause].as_slice()].concat()),
            List::Many(many) => many.push(cause),
        }
    }
}

impl Default for CauseList {
    fn default() -> Self {
        Self(List::Few(0, [CauseId(0); FEW]))
    }
}

impl Deref for CauseList {
    type Target = [CauseId];

    fn deref(&self) -> &[CauseId] {
        match &self.0 {
            List::Few(count, few) => &few[..usize::from(*count)],
            List::Many(many) => many,
        }
    }
}

impl FromIterator<CauseId> for CauseList {
    fn from_iter<I: IntoIterator<Item = CauseId>>(causes: I) -> Self {
        let mut list = Self::default();
        causes.into_iter().for_each(|cause| list.push(cause));
        list
    }
}

impl From<&[CauseId]> for CauseList {
    fn from(causes: &[CauseId]) -> Self {
        causes.iter().copied().collect()
    }
}

impl From<Vec<CauseId>> for CauseList {
    fn from(causes: Vec<CauseId>) -> Self {
        if causes.len() > FEW { Self(List::Many(causes)) } else { causes.as_slice().into() }
    }
}

impl Serialize for CauseList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.deref().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CauseList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_the_same_list() {
        for count in 0..20 {
            let causes: Vec<CauseId> = (0..count).map(CauseId).collect();
            let list: CauseList = causes.iter().copied().collect();
            assert_eq!((&list[..], &list), (&causes[..], &CauseList::from(causes.clone())));
            assert_eq!(list, CauseList::from(causes.as_slice()));
        }
        assert_ne!(CauseList::from(vec![CauseId(0)]), CauseList::default(), "a zero counts");
    }
}
