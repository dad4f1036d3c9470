//! How a field is read from a checked tree and written back: one trait and the two macros that make a kind out of a
//! list of its fields, so that the API's spelling of a field stands in one place only.
//!
//! Reading cannot fail: the schema walk has already proved the shape. What is not as promised reads as absent.

use crate::ip;
use crate::value::Value;
use crate::yaml::{NodeRef, Scalar};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// A field of an object.
pub(crate) trait Field: Sized {
    /// What stands there when nobody wrote the field.
    fn absent() -> Self;
    /// Whether it is as if nobody had written it.
    fn is_absent(&self) -> bool;
    /// Reads it.
    fn read(node: NodeRef<'_>) -> Self;
    /// Writes it.
    fn write(&self) -> Value;
}

impl<T: Field> Field for Option<T> {
    fn absent() -> Self {
        None
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn read(node: NodeRef<'_>) -> Self {
        (!node.is_null()).then(|| T::read(node))
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }
}

impl<T: Field> Field for Vec<T> {
    fn absent() -> Self {
        Self::new()
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn read(node: NodeRef<'_>) -> Self {
        node.items().map(T::read).collect()
    }

    fn write(&self) -> Value {
        Value::List(self.iter().map(T::write).collect())
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    fn absent() -> Self {
        Self::new()
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn read(node: NodeRef<'_>) -> Self {
        node.entries().map(|(key, value)| (key.to_owned(), T::read(value))).collect()
    }

    fn write(&self) -> Value {
        Value::Map(self.iter().map(|(key, value)| (key.clone(), value.write())).collect())
    }
}

impl<T: Field> Field for Box<T> {
    fn absent() -> Self {
        Self::new(T::absent())
    }

    fn is_absent(&self) -> bool {
        T::is_absent(self)
    }

    fn read(node: NodeRef<'_>) -> Self {
        Self::new(T::read(node))
    }

    fn write(&self) -> Value {
        T::write(self)
    }
}

impl Field for String {
    fn absent() -> Self {
        Self::new()
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn read(node: NodeRef<'_>) -> Self {
        node.text().unwrap_or_default().into()
    }

    fn write(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Field for bool {
    fn absent() -> Self {
        false
    }

    fn is_absent(&self) -> bool {
        !*self
    }

    fn read(node: NodeRef<'_>) -> Self {
        matches!(node.scalar(), Some(Scalar::Bool(true)))
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }
}

/// Whole numbers of the widths the API's fields have after their ranges were checked.
macro_rules! number {
    ($($type:ty),*) => {$(
        impl Field for $type {
            fn absent() -> Self {
                0
            }

            fn is_absent(&self) -> bool {
                *self == 0
            }

            fn read(node: NodeRef<'_>) -> Self {
                node.whole().and_then(|n| Self::try_from(n).ok()).unwrap_or_default()
            }

            fn write(&self) -> Value {
                Value::Int(i64::from(*self))
            }
        }
    )*};
}

number!(u16, u32, i64);

impl Field for IpAddr {
    fn absent() -> Self {
        Self::from([0, 0, 0, 0])
    }

    fn is_absent(&self) -> bool {
        *self == Self::absent()
    }

    fn read(node: NodeRef<'_>) -> Self {
        node.text().and_then(ip::parse).unwrap_or_else(Self::absent)
    }

    fn write(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A struct of the API: its fields, each with the API's spelling.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty = $key:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $crate::objects::field::Field::absent(),)* }
            }
        }

        impl $crate::objects::field::Field for $name {
            fn absent() -> Self {
                Self::default()
            }

            fn is_absent(&self) -> bool {
                true $(&& $crate::objects::field::Field::is_absent(&self.$field))*
            }

            fn read(node: $crate::yaml::NodeRef<'_>) -> Self {
                use $crate::objects::field::Field;
                Self { $($field: node.get($key).map_or_else(Field::absent, Field::read),)* }
            }

            fn write(&self) -> $crate::value::Value {
                let mut entries = Vec::new();
                $(if !self.$field.is_absent() {
                    entries.push(($key.to_owned(), self.$field.write()));
                })*
                $crate::value::Value::Map(entries)
            }
        }
    };
}

/// A field with a closed list of words, the first of which reads for a word that is not in it (the walk refuses it).
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$case_meta:meta])* $case:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$case_meta])* $case,)*
        }

        impl $name {
            /// Every case, in the API's order.
            pub const ALL: &[Self] = &[$(Self::$case,)*];

            /// The API's word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$case => $word,)*
                }
            }

            /// The case of the API's word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|case| case.as_str() == word)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::ALL[0]
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::objects::field::Field for $name {
            fn absent() -> Self {
                Self::default()
            }

            fn is_absent(&self) -> bool {
                false
            }

            fn read(node: $crate::yaml::NodeRef<'_>) -> Self {
                node.text().and_then(Self::from_word).unwrap_or_default()
            }

            fn write(&self) -> $crate::value::Value {
                $crate::value::Value::from(self.as_str())
            }
        }
    };
}

pub(crate) use {choice, record};
