//! The elements of a set or map: keys, what they lead to, and which one a key finds (`net/netfilter/nft_set_*.c`).

use super::datatype::{DataType, Datum};
use super::verdict::Verdict;
use crate::cidr::Family;
use malla_trace::CauseId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The first and the last value of one component of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) low: Datum,
    pub(crate) high: Datum,
}

impl Span {
    /// Only that value.
    pub(super) fn point(value: Datum) -> Self {
        Self { low: value.clone(), high: value }
    }

    pub(super) fn is_point(&self) -> bool {
        self.low == self.high
    }

    fn holds(&self, value: &Datum) -> bool {
        self.low <= *value && *value <= self.high
    }

    fn meets(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// A network's prefix length, where it is a network.
    fn prefix_len(&self, kind: DataType) -> Option<u8> {
        let family = match kind {
            DataType::Address(family) => family,
            DataType::Mark => Family::V4,
            _ => return None,
        };
        let (Datum::Number(low), Datum::Number(high)) = (&self.low, &self.high) else { return None };
        (0..=family.bits())
            .find(|len| family.mask(*len) & low == *low && low | (family.full_mask() & !family.mask(*len)) == *high)
    }

    /// As a set lists it.
    pub(super) fn text(&self, kind: DataType) -> String {
        if self.is_point() {
            return kind.text(&self.low);
        }
        match self.prefix_len(kind) {
            Some(len) => format!("{}/{len}", kind.text(&self.low)),
            None => format!("{}-{}", kind.text(&self.low), kind.text(&self.high)),
        }
    }
}

/// What an element of a map leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    Verdict(Verdict),
    Values(Vec<Datum>),
}

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) key: Vec<Span>,
    /// `None` in a set.
    pub(crate) data: Option<Data>,
    pub(crate) comment: Option<Arc<str>>,
    pub(crate) why: CauseId,
}

impl Element {
    fn lows(&self) -> Vec<Datum> {
        self.key.iter().map(|span| span.low.clone()).collect()
    }

    fn holds(&self, key: &[Datum]) -> bool {
        self.key.len() == key.len() && self.key.iter().zip(key).all(|(span, value)| span.holds(value))
    }

    fn meets(&self, other: &Self) -> bool {
        self.key.iter().zip(&other.key).all(|(a, b)| a.meets(b))
    }

    /// The chain that it leads to.
    pub(super) const fn chain(&self) -> Option<&Arc<str>> {
        match &self.data {
            Some(Data::Verdict(verdict)) => verdict.chain(),
            Some(Data::Values(_)) | None => None,
        }
    }
}

/// How elements that touch each other are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touching {
    /// Neighbours stay apart, overlaps are refused.
    Refuse,
    /// They become one (`auto-merge`, and every nameless set).
    Merge,
}

/// Elements, by the first value of each component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Elements {
    by_low: BTreeMap<Vec<Datum>, Element>,
    /// Some key is more than one value.
    pub(super) has_spans: bool,
}

impl Elements {
    /// The element that a key finds.
    pub(crate) fn find(&self, key: &[Datum]) -> Option<&Element> {
        if !self.has_spans {
            return self.by_low.get(key);
        }
        if let [_] = key {
            let (_, nearest) = self
                .by_low
                .range::<[Datum], _>((std::ops::Bound::Unbounded, std::ops::Bound::Included(key)))
                .next_back()?;
            return Some(nearest).filter(|element| element.holds(key));
        }
        self.by_low.values().find(|element| element.holds(key))
    }

    /// Adds one; the element that stands in its way if it cannot be added. The same one again changes nothing.
    pub(super) fn add(&mut self, mut new: Element, touching: Touching) -> Result<(), Element> {
        match touching {
            Touching::Refuse => {
                if let Some(old) = self.in_the_way(&new) {
                    let same = old.key == new.key && old.data == new.data;
                    return if same { Ok(()) } else { Err(old.clone()) };
                }
            }
            Touching::Merge if self.has_spans => self.absorb(&mut new),
            Touching::Merge => {}
        }
        self.has_spans |= !new.key.iter().all(Span::is_point);
        self.by_low.insert(new.lows(), new);
        Ok(())
    }

    /// An element that has values in common with a new one.
    fn in_the_way(&self, new: &Element) -> Option<&Element> {
        if !self.has_spans && new.key.iter().all(Span::is_point) {
            return self.by_low.get(&new.lows());
        }
        match &new.key[..] {
            [span] => {
                let (_, nearest) = self.by_low.range(..=vec![span.high.clone()]).next_back()?;
                Some(nearest).filter(|old| old.meets(new))
            }
            _ => self.by_low.values().find(|old| old.meets(new)),
        }
    }

    /// Takes in the neighbours of a one-component span.
    fn absorb(&mut self, new: &mut Element) {
        let [span] = &mut new.key[..] else { return };
        loop {
            let touches = |old: &&Element| old.key.iter().any(|old| touch(old, span));
            let Some(old) = self.by_low.values().find(touches).map(Element::lows) else { return };
            let Some(Element { key, .. }) = self.by_low.remove(&old) else { return };
            for old in key {
                span.low = old.low.min(span.low.clone());
                span.high = old.high.max(span.high.clone());
            }
        }
    }

    /// Makes one span of those that touch: what nft does with a nameless set before the kernel sees it.
    pub(super) fn merged(self) -> Self {
        if !self.has_spans {
            return self;
        }
        let mut all: Vec<Element> = vec![];
        for element in self.by_low.into_values() {
            match (all.last_mut().map(|last| &mut last.key[..]), &element.key[..]) {
                (Some([last]), [next]) if touch(last, next) => last.high = next.high.clone().max(last.high.clone()),
                (Some(_) | None, _) => all.push(element),
            }
        }
        let by_low = all.into_iter().map(|element| (element.lows(), element)).collect();
        Self { by_low, has_spans: true }
    }

    /// Removes one; `false` when there is none.
    pub(super) fn remove(&mut self, key: &[Span]) -> Option<Element> {
        let lows: Vec<Datum> = key.iter().map(|span| span.low.clone()).collect();
        self.by_low.get(&lows).filter(|element| element.key == key)?;
        self.by_low.remove(&lows)
    }

    pub(super) fn len(&self) -> usize {
        self.by_low.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Element> {
        self.by_low.values()
    }

    /// In the order in which nft lists them (`expr_msort_cmp`): by value, a concatenation by its bytes from the last one
    /// on, as a little-endian machine takes them for a number.
    pub(super) fn sorted(&self, kinds: &[DataType]) -> Vec<&Element> {
        let mut all: Vec<&Element> = self.iter().collect();
        match kinds {
            [DataType::Device] => all.sort_by_cached_key(|element| weight(element, kinds)),
            [_] | [] => {}
            [_, _, ..] => all.sort_by_cached_key(|element| weight(element, kinds)),
        }
        all
    }
}

fn weight(element: &Element, kinds: &[DataType]) -> Vec<u8> {
    let parts = element.key.iter().zip(kinds).flat_map(|(span, kind)| kind.bytes(&span.low));
    let mut bytes: Vec<u8> = parts.collect();
    bytes.reverse();
    bytes
}

/// Whether two spans overlap or are neighbours.
fn touch(one: &Span, other: &Span) -> bool {
    let after = |value: &Datum| match value {
        Datum::Number(number) => Datum::Number(number.saturating_add(1)),
        Datum::Name(name) => Datum::Name(Arc::clone(name)),
    };
    one.low <= after(&other.high) && other.low <= after(&one.high)
}
