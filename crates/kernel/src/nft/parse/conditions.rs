//! Conditions: an expression, how it is compared, and with what.

use super::super::datatype::{DataType, Datum, number};
use super::super::problem::NftProblem;
use super::super::selector::Selector;
use super::super::statement::{Condition, Operator, Statement, Wanted};
use super::cursor::{Cursor, Wrong};
use super::scope::Scope;
use super::values::{self, Extent};
use crate::nft::set::DataKind;
use std::sync::Arc;

/// What follows an expression: a comparison, or a verdict map.
pub(super) fn condition(cursor: &mut Cursor<'_>, key: Vec<Selector>, scope: &Scope<'_>) -> Result<Statement, Wrong> {
    if cursor.eat("vmap") {
        let map = scope.set(cursor, &key, Some(&DataKind::Verdict))?;
        return Ok(Statement::VerdictMap { key, map });
    }
    let mask = mask(cursor, &key)?;
    let token = cursor.peek();
    let (operator, was_written) = operator(cursor);
    if mask.is_some() && !was_written {
        return Err(cursor.unexpected("=="));
    }
    let wanted = wanted(cursor, &key, operator, scope)?;
    let condition = Condition { key, mask, operator, wanted };
    let refuse = |word: &str| Err(token.wrong(NftProblem::UnknownWord(word.into())));
    match (&condition.key[..], &condition.wanted, condition.mask) {
        ([Selector::TcpFlags], Wanted::AnyOf(set) | Wanted::Value(Datum::Number(set)), Some(mask)) if *set != mask => {
            let wanted = Wanted::Flags(*set, mask);
            Ok(Statement::Condition(Condition { mask: None, wanted, ..condition }))
        }
        ([part], _, Some(_)) if part.kind().is_flags() => refuse("&"),
        // The kernel would compare all bits of the status, of which the simulation knows but some.
        ([Selector::CtStatus], Wanted::Value(_) | Wanted::Set(_), None) => refuse("ct status"),
        _ => Ok(Statement::Condition(condition)),
    }
}

/// `& 0xff`, `and 0xff`, `& (syn | ack)`.
fn mask(cursor: &mut Cursor<'_>, key: &[Selector]) -> Result<Option<u128>, Wrong> {
    let [part] = key else { return Ok(None) };
    if !(cursor.eat("&") || cursor.eat("and")) {
        return Ok(None);
    }
    let kind = part.kind();
    if !(kind == DataType::Mark || kind.is_flags()) {
        return Err(cursor.unexpected("a mark"));
    }
    let bits = if cursor.eat("(") {
        let bits = flags(cursor, kind)?;
        cursor.expect(")")?;
        bits
    } else {
        one_number(cursor, kind)?
    };
    Ok(Some(bits))
}

fn one_number(cursor: &mut Cursor<'_>, kind: DataType) -> Result<u128, Wrong> {
    let token = cursor.peek();
    match values::value(cursor, kind)? {
        Datum::Number(bits) => Ok(bits),
        Datum::Name(_) => Err(values::bad(token, kind)),
    }
}

/// How it is compared, and whether that was written.
fn operator(cursor: &mut Cursor<'_>) -> (Operator, bool) {
    const WORDS: [(&str, Operator); 12] = [
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("<", Operator::Less),
        ("<=", Operator::LessOrEqual),
        (">", Operator::Greater),
        (">=", Operator::GreaterOrEqual),
        ("eq", Operator::Equal),
        ("ne", Operator::NotEqual),
        ("lt", Operator::Less),
        ("le", Operator::LessOrEqual),
        ("gt", Operator::Greater),
        ("ge", Operator::GreaterOrEqual),
    ];
    let word = WORDS.iter().find(|(word, _)| cursor.eat(word));
    word.map_or((Operator::Equal, false), |(_, operator)| (*operator, true))
}

/// The right side.
fn wanted(cursor: &mut Cursor<'_>, key: &[Selector], operator: Operator, scope: &Scope<'_>) -> Result<Wanted, Wrong> {
    let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
    if cursor.is("{") || cursor.is("@") {
        return match (is_equality, singleton(cursor, key)) {
            (false, _) => Err(cursor.unexpected("value")),
            (true, Some(only)) => Ok(only),
            (true, None) => scope.set(cursor, key, None).map(Wanted::Set),
        };
    }
    let [part] = key else { return Err(cursor.unexpected("'{' or '@'")) };
    let kind = part.kind();
    match kind {
        DataType::Device => device(cursor, *part),
        DataType::CtState | DataType::CtStatus | DataType::TcpFlags => flag_list(cursor, kind, operator),
        _ if is_equality => span(cursor, kind),
        _ => values::value(cursor, kind).map(Wanted::Value),
    }
}

/// A nameless set of one value is that value (`optimize_singleton_set` of nft's `src/evaluate.c`).
fn singleton(cursor: &mut Cursor<'_>, key: &[Selector]) -> Option<Wanted> {
    let [part] = key else { return None };
    let kind = part.kind();
    let mut ahead = *cursor;
    if kind.is_flags() || kind == DataType::Device || !ahead.eat("{") {
        return None;
    }
    let only = span(&mut ahead, kind).ok()?;
    ahead.eat("}").then(|| {
        *cursor = ahead;
        only
    })
}

/// A value, a range, or a prefix.
fn span(cursor: &mut Cursor<'_>, kind: DataType) -> Result<Wanted, Wrong> {
    let low = values::value(cursor, kind)?;
    Ok(match (values::extent(cursor, kind, &low)?, kind) {
        (Extent::To(high), _) => Wanted::Range(low, high),
        (Extent::Prefix(len), DataType::Address(family)) => Wanted::Prefix(values::network(family, &low, len).low, len),
        (Extent::One | Extent::Prefix(_), _) => Wanted::Value(low),
    })
}

/// A device; `eth*` is every device whose name begins so. A number of a device says nothing about its name.
fn device(cursor: &mut Cursor<'_>, part: Selector) -> Result<Wanted, Wrong> {
    let token = cursor.text("a device")?;
    match (token.text.strip_suffix('*'), part) {
        (Some(start), Selector::DeviceName(_)) if !start.is_empty() && start.len() < 15 => {
            Ok(Wanted::Beginning(Arc::from(start)))
        }
        (Some(_), _) => Err(values::bad(token, DataType::Device)),
        (None, Selector::Device(_)) if number(token.text).is_some() => Err(values::bad(token, DataType::Device)),
        (None, _) => {
            DataType::Device.parse(token.text).map(Wanted::Value).ok_or_else(|| values::bad(token, DataType::Device))
        }
    }
}

/// `new,established`, `syn / syn,ack`.
fn flag_list(cursor: &mut Cursor<'_>, kind: DataType, operator: Operator) -> Result<Wanted, Wrong> {
    let set = flags(cursor, kind)?;
    if kind == DataType::TcpFlags && cursor.eat("/") {
        return Ok(Wanted::Flags(set, flags(cursor, kind)?));
    }
    Ok(if operator == Operator::Equal { Wanted::AnyOf(set) } else { Wanted::Value(Datum::Number(set)) })
}

/// Names of bits, with commas or strokes between.
fn flags(cursor: &mut Cursor<'_>, kind: DataType) -> Result<u128, Wrong> {
    let mut bits = one_number(cursor, kind)?;
    while cursor.eat(",") || cursor.eat("|") {
        bits |= one_number(cursor, kind)?;
    }
    Ok(bits)
}
