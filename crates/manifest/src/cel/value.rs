//! The values of expressions.

use std::cmp::Ordering;
use std::rc::Rc;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Rc<str>),
    /// Nanoseconds.
    Duration(i64),
    List(Rc<Vec<Self>>),
    Map(Rc<Vec<(Rc<str>, Self)>>),
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(items))
    }

    /// The value under a key of a mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(pairs) => pairs.iter().find(|(name, _)| &**name == key).map(|(_, value)| value),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Float(_)
            | Self::Text(_)
            | Self::Duration(_)
            | Self::List(_) => None,
        }
    }

    /// What a macro goes over: the items of a list, the keys of a mapping.
    pub(super) fn elements(&self) -> Option<Vec<Self>> {
        match self {
            Self::List(items) => Some(items.to_vec()),
            Self::Map(pairs) => Some(pairs.iter().map(|(key, _)| Self::Text(Rc::clone(key))).collect()),
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Text(_) | Self::Duration(_) => None,
        }
    }

    /// Letters, items or keys.
    pub(super) fn size(&self) -> Option<i64> {
        let size = match self {
            Self::Text(text) => text.chars().count(),
            Self::List(items) => items.len(),
            Self::Map(pairs) => pairs.len(),
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Duration(_) => return None,
        };
        i64::try_from(size).ok()
    }

    /// Numbers of either kind are equal when they are the same number.
    pub(super) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.equals(b)),
            (Self::Map(a), Self::Map(b)) => {
                a.len() == b.len() && a.iter().all(|(key, value)| other.get(key).is_some_and(|same| value.equals(same)))
            }
            _ => self == other || self.compare(other) == Some(Ordering::Equal),
        }
    }

    /// Which of two comes first, of what has an order.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        #[allow(clippy::cast_precision_loss)]
        match (self, other) {
            (Self::Int(a), Self::Int(b)) | (Self::Duration(a), Self::Duration(b)) => Some(a.cmp(b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(b),
            (Self::Int(a), Self::Float(b)) => (*a as f64).partial_cmp(b),
            (Self::Float(a), Self::Int(b)) => a.partial_cmp(&(*b as f64)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// `duration('1h30m')`, as Go reads it.
pub(super) fn duration(text: &str) -> Option<i64> {
    crate::objects::istio::nanoseconds(text)
}
