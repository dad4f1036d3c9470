//! Values, spans of values, and the elements of sets.

use super::super::datatype::{DataType, Datum};
use super::super::element::{Data, Element, Span};
use super::super::lex::Token;
use super::super::problem::NftProblem;
use super::super::set::{DataKind, SetSpec};
use super::super::verdict::Verdict;
use super::cursor::{Cursor, Wrong};
use crate::cidr::Family;
use malla_trace::CauseId;
use std::sync::Arc;

/// A value of a type.
pub(super) fn value(cursor: &mut Cursor<'_>, kind: DataType) -> Result<Datum, Wrong> {
    let token = cursor.text(kind.name())?;
    kind.parse(token.text).ok_or_else(|| bad(token, kind))
}

/// The word is no value of that type.
pub(super) fn bad(token: Token<'_>, kind: DataType) -> Wrong {
    token.wrong(NftProblem::BadValue { kind: kind.name().into(), value: token.text.into() })
}

/// What follows a value: nothing, the end of a range, or the length of a prefix.
pub(super) enum Extent {
    One,
    To(Datum),
    Prefix(u8),
}

/// `- 90` or `/ 24`.
pub(super) fn extent(cursor: &mut Cursor<'_>, kind: DataType, low: &Datum) -> Result<Extent, Wrong> {
    if cursor.eat("-") {
        let token = cursor.peek();
        let high = value(cursor, kind)?;
        return if *low <= high { Ok(Extent::To(high)) } else { Err(bad(token, kind)) };
    }
    let family = match kind {
        DataType::Address(family) => family,
        _ => return Ok(Extent::One),
    };
    if !cursor.eat("/") {
        return Ok(Extent::One);
    }
    let token = cursor.peek();
    let len = cursor.number()?;
    let len = u8::try_from(len).ok().filter(|len| *len <= family.bits()).ok_or_else(|| bad(token, kind))?;
    Ok(if len == family.bits() { Extent::One } else { Extent::Prefix(len) })
}

/// First and last address of a prefix.
pub(super) fn network(family: Family, address: &Datum, len: u8) -> Span {
    let mask = family.mask(len);
    match address {
        Datum::Number(bits) => {
            Span { low: Datum::Number(bits & mask), high: Datum::Number((bits & mask) | (family.full_mask() & !mask)) }
        }
        Datum::Name(_) => Span::point(address.clone()),
    }
}

/// One component of an element's key.
fn span(cursor: &mut Cursor<'_>, kind: DataType) -> Result<Span, Wrong> {
    let low = value(cursor, kind)?;
    Ok(match (extent(cursor, kind, &low)?, kind) {
        (Extent::To(high), _) => Span { low, high },
        (Extent::Prefix(len), DataType::Address(family)) => network(family, &low, len),
        (Extent::One | Extent::Prefix(_), _) => Span::point(low),
    })
}

/// `{ KEY [comment "..."] [: DATA], ... }`, each with its first word.
pub(super) fn elements<'a>(
    cursor: &mut Cursor<'a>,
    spec: &SetSpec,
    why: CauseId,
) -> Result<Vec<(Token<'a>, Element)>, Wrong> {
    cursor.expect("{")?;
    let mut all = vec![];
    loop {
        cursor.skip_newlines();
        if cursor.eat("}") {
            return Ok(all);
        }
        let token = cursor.peek();
        all.push((token, element(cursor, spec, why)?));
        cursor.skip_newlines();
        if !cursor.eat(",") && !cursor.is("}") {
            return Err(cursor.unexpected("comma or '}'"));
        }
    }
}

fn element(cursor: &mut Cursor<'_>, spec: &SetSpec, why: CauseId) -> Result<Element, Wrong> {
    let key = key(cursor, spec)?;
    let mut comment = None;
    while !(cursor.is(":") || cursor.is(",") || cursor.at_end()) {
        if cursor.eat("comment") {
            comment = Some(Arc::from(cursor.text("a comment")?.text));
        } else {
            let token = cursor.next();
            return Err(token.wrong(NftProblem::UnknownWord(token.text.into())));
        }
    }
    let data = match &spec.data {
        Some(kind) if cursor.eat(":") => Some(data(cursor, kind)?),
        Some(_) | None => None,
    };
    Ok(Element { key, data, comment, why })
}

fn key(cursor: &mut Cursor<'_>, spec: &SetSpec) -> Result<Vec<Span>, Wrong> {
    let mut key = vec![];
    for (index, kind) in spec.key.iter().enumerate() {
        if index > 0 {
            cursor.expect(".")?;
        }
        key.push(span(cursor, *kind)?);
    }
    Ok(key)
}

fn data(cursor: &mut Cursor<'_>, kind: &DataKind) -> Result<Data, Wrong> {
    match kind {
        DataKind::Verdict => verdict(cursor).map(Data::Verdict),
        DataKind::Values(kinds) => {
            let mut values = vec![];
            for (index, kind) in kinds.iter().enumerate() {
                if index > 0 {
                    cursor.expect(".")?;
                }
                values.push(value(cursor, *kind)?);
            }
            Ok(Data::Values(values))
        }
    }
}

/// `accept`, `jump CHAIN`.
pub(super) fn verdict(cursor: &mut Cursor<'_>) -> Result<Verdict, Wrong> {
    let chain = |cursor: &mut Cursor<'_>| Ok(Arc::from(cursor.name("the name of a chain")?.text));
    let token = cursor.text("verdict")?;
    Ok(match token.text {
        "accept" => Verdict::Accept,
        "drop" => Verdict::Drop,
        "continue" => Verdict::Continue,
        "return" => Verdict::Return,
        "jump" => Verdict::Jump(chain(cursor)?),
        "goto" => Verdict::Goto(chain(cursor)?),
        _ => return Err(token.wrong(NftProblem::UnknownWord(token.text.into()))),
    })
}
