//! Sets and maps: with a name in a table, or without one inside a rule.

use super::datatype::{DataType, Datum};
use super::element::{Data, Element, Elements};
use super::span;
use malla_trace::CauseId;
use std::fmt::Write as _;
use std::sync::Arc;

/// What a map leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DataKind {
    Verdict,
    Values(Vec<DataType>),
}

/// What kind of thing a set holds: told when it is declared, never changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SetSpec {
    /// The types of a key's components.
    pub(crate) key: Vec<DataType>,
    /// `typeof`, as it is printed.
    pub(super) typeof_text: Option<String>,
    /// `None` for a set.
    pub(crate) data: Option<DataKind>,
    pub(super) flags: SetFlags,
    /// In microseconds.
    pub(crate) timeout: Option<u64>,
    pub(super) gc_interval: Option<u64>,
    pub(crate) size: Option<u32>,
    pub(super) auto_merge: bool,
    pub(super) comment: Option<String>,
}

/// `flags` of a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SetFlags(pub(super) u8);

impl SetFlags {
    pub(super) const CONSTANT: Self = Self(1);
    pub(super) const DYNAMIC: Self = Self(2);
    pub(super) const INTERVAL: Self = Self(4);
    pub(super) const TIMEOUT: Self = Self(8);

    /// In the order in which they are printed.
    pub(super) const NAMES: [(&'static str, Self); 4] = [
        ("constant", Self::CONSTANT),
        ("dynamic", Self::DYNAMIC),
        ("interval", Self::INTERVAL),
        ("timeout", Self::TIMEOUT),
    ];

    pub(super) const fn has(self, flag: Self) -> bool {
        self.0 & flag.0 != 0
    }

    pub(super) const fn with(self, flag: Self) -> Self {
        Self(self.0 | flag.0)
    }
}

/// A set or map with a name.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    pub(crate) name: Arc<str>,
    /// Its number, which no other set ever has: what packets put into it is kept by that.
    pub(crate) id: u64,
    pub(crate) spec: SetSpec,
    /// What scripts put into it.
    pub(crate) elements: Elements,
    /// How many rules name it.
    pub(super) uses: usize,
    pub(crate) why: CauseId,
}

/// A set that a rule asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SetRef {
    /// `@name`.
    Named(Arc<str>),
    /// `{ ... }`.
    Anonymous(Arc<Anonymous>),
}

/// A set without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Anonymous {
    pub(super) spec: SetSpec,
    pub(crate) elements: Elements,
}

impl SetRef {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Named(name) => format!("@{name}"),
            Self::Anonymous(set) => {
                let all =
                    set.elements.sorted(&set.spec.key).into_iter().map(|element| element_text(element, &set.spec));
                format!("{{ {} }}", all.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A key as it is printed.
pub(super) fn values_text(values: &[Datum], kinds: &[DataType]) -> String {
    values.iter().zip(kinds).map(|(value, kind)| kind.text(value)).collect::<Vec<_>>().join(" . ")
}

/// An element as it is printed.
pub(super) fn element_text(element: &Element, spec: &SetSpec) -> String {
    let key: Vec<String> = element.key.iter().zip(&spec.key).map(|(span, kind)| span.text(*kind)).collect();
    let mut text = key.join(" . ");
    if let Some(comment) = &element.comment {
        let _ = write!(text, " comment \"{comment}\"");
    }
    match (&element.data, &spec.data) {
        (Some(Data::Verdict(verdict)), _) => {
            let _ = write!(text, " : {verdict}");
        }
        (Some(Data::Values(values)), Some(DataKind::Values(kinds))) => {
            let _ = write!(text, " : {}", values_text(values, kinds));
        }
        (Some(Data::Values(_)) | None, _) => {}
    }
    text
}

impl SetSpec {
    /// `ipv4_addr . inet_service : verdict`.
    pub(super) fn type_text(&self) -> String {
        let names = |kinds: &[DataType]| kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" . ");
        match (&self.typeof_text, &self.data) {
            (Some(text), _) => format!("typeof {text}"),
            (None, None) => format!("type {}", names(&self.key)),
            (None, Some(DataKind::Verdict)) => format!("type {} : verdict", names(&self.key)),
            (None, Some(DataKind::Values(kinds))) => format!("type {} : {}", names(&self.key), names(kinds)),
        }
    }

    /// The lines between its name and its elements, in the order of `set_print_declaration`.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.type_text()];
        lines.extend(self.size.map(|size| format!("size {size}")));
        let flags: Vec<&str> = self.flag_names();
        if !flags.is_empty() {
            lines.push(format!("flags {}", flags.join(",")));
        }
        lines.extend(self.timeout.map(|us| format!("timeout {}", span::print(us))));
        lines.extend(self.gc_interval.map(|us| format!("gc-interval {}", span::print(us))));
        if self.auto_merge {
            lines.push("auto-merge".into());
        }
        lines.extend(self.comment.as_ref().map(|comment| format!("comment \"{comment}\"")));
        lines
    }

    /// A time-out that is printed anyway makes its flag silent, unless another flag has to be printed.
    fn flag_names(&self) -> Vec<&'static str> {
        let others = self.flags.0 & !SetFlags::TIMEOUT.0;
        let silent = others == 0 && self.timeout.is_some();
        let mut names: Vec<&str> =
            SetFlags::NAMES.iter().filter(|(_, flag)| self.flags.has(*flag)).map(|(name, _)| *name).collect();
        if silent {
            names.clear();
        }
        names
    }
}

impl Anonymous {
    /// Whether its data are IPv6 addresses.
    pub(super) fn leads_to_v6(&self) -> bool {
        use crate::cidr::Family;
        matches!(&self.spec.data, Some(DataKind::Values(kinds)) if kinds.first() == Some(&DataType::Address(Family::V6)))
    }
}

impl SetSpec {
    /// Whether its elements may go away by themselves.
    pub(super) const fn has_timeouts(&self) -> bool {
        self.timeout.is_some() || self.flags.has(SetFlags::TIMEOUT)
    }
}

impl SetSpec {
    /// Whether a second declaration says the same (`nft_set_is_same`). What packets may do to it is learned from rules.
    pub(super) const fn fits(&self, again: &Self) -> bool {
        let learned = SetFlags::DYNAMIC.0 | SetFlags::TIMEOUT.0;
        let same = self.flags.0 & !learned == again.flags.0 & !learned;
        same && self.has_timeouts() == again.has_timeouts()
    }
}
