//! What a rule being read may refer to.

use super::super::datatype::DataType;
use super::super::element::{Element, Elements, Touching};
use super::super::lex::Token;
use super::super::problem::NftProblem;
use super::super::selector::Selector;
use super::super::set::{Anonymous, DataKind, Set, SetRef, SetSpec};
use super::super::table::Named;
use super::cursor::{Cursor, Wrong};
use super::values;
use crate::cidr::Family;
use malla_trace::CauseId;
use std::sync::Arc;

/// The table around a rule.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) family: Family,
    pub(super) sets: &'a Named<Set>,
    /// The cause of what is being read.
    pub(super) why: CauseId,
}

impl Scope<'_> {
    /// `@name` or `{ ... }`, for keys of those types; a map if it leads to something.
    pub(super) fn set(
        &self,
        cursor: &mut Cursor<'_>,
        key: &[Selector],
        data: Option<&DataKind>,
    ) -> Result<SetRef, Wrong> {
        let kinds: Vec<DataType> = key.iter().map(|part| part.kind()).collect();
        if cursor.is("{") {
            let (key, data) = (kinds, data.cloned());
            return self.anonymous(cursor, SetSpec { key, data, ..SetSpec::default() });
        }
        cursor.expect("@")?;
        let name = cursor.name("the name of a set")?;
        let missing = || name.wrong(NftProblem::Missing { what: "set", name: name.text.into() });
        let set = self.sets.get(name.text).ok_or_else(missing)?;
        let wanted = SetSpec { key: kinds, data: data.cloned(), ..SetSpec::default() };
        if set.spec.key == wanted.key && set.spec.data == wanted.data {
            return Ok(SetRef::Named(Arc::clone(&set.name)));
        }
        let (wanted, found) = (set.spec.type_text(), wanted.type_text());
        Err(name.wrong(NftProblem::WrongKey { wanted, found }))
    }

    fn anonymous(&self, cursor: &mut Cursor<'_>, spec: SetSpec) -> Result<SetRef, Wrong> {
        let mut elements = Elements::default();
        for (token, element) in values::elements(cursor, &spec, self.why)? {
            add(&mut elements, element, token)?;
        }
        let elements = if spec.data.is_none() && spec.key.len() == 1 { elements.merged() } else { elements };
        Ok(SetRef::Anonymous(Arc::new(Anonymous { spec, elements })))
    }
}

/// Nameless sets take the same value twice; maps only when it leads to the same.
fn add(elements: &mut Elements, element: Element, token: Token<'_>) -> Result<(), Wrong> {
    let is_simple = element.data.is_none() && element.key.len() == 1;
    let touching = if is_simple { Touching::Merge } else { Touching::Refuse };
    elements.add(element, touching).map_err(|_| token.wrong(NftProblem::Exists(token.text.into())))
}
