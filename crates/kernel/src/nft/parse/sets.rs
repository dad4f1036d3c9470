//! Declarations of sets and maps.

use super::super::datatype::DataType;
use super::super::lex::Token;
use super::super::problem::NftProblem;
use super::super::selector::key_text;
use super::super::set::{DataKind, SetFlags, SetSpec};
use super::cursor::{Cursor, Wrong};
use super::selectors;
use super::statements::timeout;

/// What stands between the braces of a declaration, and where its elements begin.
pub(super) fn spec<'a>(
    cursor: &mut Cursor<'a>,
    (name, is_map): (Token<'_>, bool),
) -> Result<(SetSpec, Option<Cursor<'a>>), Wrong> {
    let mut spec = SetSpec::default();
    let mut elements = None;
    loop {
        cursor.skip_ends();
        if cursor.is("}") || cursor.is_over() {
            break;
        }
        if cursor.is("elements") {
            elements = Some(*cursor);
            cursor.skip_from(*cursor);
            continue;
        }
        item(cursor, &mut spec)?;
        if !cursor.at_end() {
            return Err(cursor.unexpected("newline or semicolon"));
        }
    }
    if spec.key.is_empty() || spec.data.is_some() != is_map {
        return Err(name.wrong(NftProblem::NoType(name.text.into())));
    }
    Ok((spec, elements))
}

fn item(cursor: &mut Cursor<'_>, spec: &mut SetSpec) -> Result<(), Wrong> {
    let token = cursor.peek();
    match token.text {
        "type" => {
            cursor.next();
            spec.key = types(cursor)?;
            if cursor.eat(":") {
                spec.data =
                    Some(if cursor.eat("verdict") { DataKind::Verdict } else { DataKind::Values(types(cursor)?) });
            }
        }
        "typeof" => {
            cursor.next();
            let key = selectors::key(cursor)?;
            spec.key = key.iter().map(|part| part.kind()).collect();
            spec.typeof_text = Some(key_text(&key));
            if cursor.eat(":") {
                cursor.expect("verdict")?;
                spec.data = Some(DataKind::Verdict);
                spec.typeof_text = Some(format!("{} : verdict", key_text(&key)));
            }
        }
        "flags" => {
            cursor.next();
            spec.flags = flags(cursor)?;
        }
        "timeout" => spec.timeout = Some(timeout(cursor)?),
        "gc-interval" => spec.gc_interval = Some(timeout(cursor)?),
        "size" => {
            cursor.next();
            spec.size = Some(cursor.number()?);
        }
        "auto-merge" => {
            cursor.next();
            spec.auto_merge = true;
        }
        "comment" => {
            cursor.next();
            spec.comment = Some(cursor.text("a comment")?.text.to_owned());
        }
        other => return Err(token.wrong(NftProblem::UnknownWord(other.into()))),
    }
    Ok(())
}

/// `ipv4_addr . inet_proto . inet_service`.
fn types(cursor: &mut Cursor<'_>) -> Result<Vec<DataType>, Wrong> {
    let mut kinds = vec![];
    loop {
        let token = cursor.text("a data type")?;
        let kind = DataType::named(token.text);
        kinds.push(kind.ok_or_else(|| token.wrong(NftProblem::UnknownType(token.text.into())))?);
        if !cursor.eat(".") {
            return Ok(kinds);
        }
    }
}

fn flags(cursor: &mut Cursor<'_>) -> Result<SetFlags, Wrong> {
    let mut flags = SetFlags::default();
    loop {
        let token = cursor.text("a flag")?;
        let found = SetFlags::NAMES.iter().find(|(name, _)| *name == token.text);
        let (_, flag) = found.ok_or_else(|| token.wrong(NftProblem::UnknownWord(token.text.into())))?;
        flags = flags.with(*flag);
        if !cursor.eat(",") {
            return Ok(flags);
        }
    }
}
