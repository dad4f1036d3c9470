//! `exportTo`: which namespaces see an object (istio/istio `pkg/config/visibility`).

use std::collections::BTreeSet;

/// The namespaces that see an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Export {
    /// All of them.
    Everybody,
    /// These, maybe none.
    Only(BTreeSet<String>),
}

impl Export {
    /// Of a list as it is written in an object of namespace `own`: `.` is that namespace, `*` is everybody, `~` nobody.
    /// Nothing written means the mesh's default, everybody.
    pub fn of<'l>(list: impl IntoIterator<Item = &'l str>, own: &str) -> Self {
        let list: Vec<&str> = list.into_iter().map(str::trim).collect();
        if list.is_empty() || list.contains(&"*") {
            return Self::Everybody;
        }
        let named = list.into_iter().filter(|word| *word != "~");
        Self::Only(named.map(|word| if word == "." { own } else { word }.to_owned()).collect())
    }

    /// Whether that namespace sees it.
    #[must_use]
    pub fn reaches(&self, namespace: &str) -> bool {
        match self {
            Self::Everybody => true,
            Self::Only(namespaces) => namespaces.contains(namespace),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_seen_where_its_list_says() {
        let cases: [(&[&str], [bool; 2]); 6] = [
            (&[], [true, true]),
            (&["*"], [true, true]),
            (&["."], [true, false]),
            (&["there"], [false, true]),
            (&[".", "there"], [true, true]),
            (&["~"], [false, false]),
        ];
        for (list, expected) in cases {
            let export = Export::of(list.iter().copied(), "here");
            assert_eq!([export.reaches("here"), export.reaches("there")], expected, "{list:?}");
        }
    }
}
