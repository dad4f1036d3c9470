//! Expressions that look at something: `ip daddr`, `meta l4proto`, `fib daddr type`.

use super::super::lex::Token;
use super::super::problem::NftProblem;
use super::super::selector::{Selector, Side, Way};
use super::cursor::{Cursor, Wrong};
use crate::cidr::Family;
use crate::socket::Protocol;

/// A concatenation, or one alone.
pub(super) fn key(cursor: &mut Cursor<'_>) -> Result<Vec<Selector>, Wrong> {
    let mut key = vec![selector(cursor)?];
    while cursor.eat(".") {
        key.push(selector(cursor)?);
    }
    Ok(key)
}

/// One expression.
fn selector(cursor: &mut Cursor<'_>) -> Result<Selector, Wrong> {
    let token = cursor.text("an expression")?;
    match token.text {
        "ip" => ip(cursor, Family::V4),
        "ip6" => ip(cursor, Family::V6),
        "tcp" if cursor.eat("flags") => Ok(Selector::TcpFlags),
        "tcp" => port(cursor, Some(Protocol::Tcp)),
        "udp" => port(cursor, Some(Protocol::Udp)),
        "sctp" => port(cursor, Some(Protocol::Sctp)),
        "th" => port(cursor, None),
        "icmp" => icmp(cursor, Family::V4),
        "icmpv6" => icmp(cursor, Family::V6),
        "meta" => {
            let word = cursor.text("a word of meta")?;
            meta(word.text).ok_or_else(|| unknown(&[token, word]))
        }
        "ct" => ct(cursor),
        "fib" => fib(cursor),
        "numgen" => numgen(cursor),
        "l4proto" => Err(unknown(&[token])),
        word => meta(word).ok_or_else(|| unknown(&[token])),
    }
}

/// The words are not known; all of them are told.
fn unknown(words: &[Token<'_>]) -> Wrong {
    let text = words.iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
    let wrong = NftProblem::UnknownWord(text);
    words.first().map_or_else(
        || Wrong { line: 0, column: 1, problem: NftProblem::UnknownWord(String::new()) },
        |first| first.wrong(wrong.clone()),
    )
}

/// A word of `meta`, most of which can do without it.
fn meta(word: &str) -> Option<Selector> {
    Some(match word {
        "l4proto" => Selector::L4Proto,
        "mark" => Selector::Mark,
        "iif" => Selector::Device(Way::In),
        "oif" => Selector::Device(Way::Out),
        "iifname" => Selector::DeviceName(Way::In),
        "oifname" => Selector::DeviceName(Way::Out),
        "skuid" => Selector::User,
        "skgid" => Selector::Group,
        _ => return None,
    })
}

fn ip(cursor: &mut Cursor<'_>, family: Family) -> Result<Selector, Wrong> {
    let word = cursor.text("a field of the IP header")?;
    match (word.text, family) {
        ("saddr", _) => Ok(Selector::Address(family, Side::Source)),
        ("daddr", _) => Ok(Selector::Address(family, Side::Destination)),
        ("protocol", Family::V4) | ("nexthdr", Family::V6) => Ok(Selector::IpProtocol(family)),
        ("ttl", Family::V4) | ("hoplimit", Family::V6) => Ok(Selector::Ttl(family)),
        _ => Err(unknown(&[word])),
    }
}

fn port(cursor: &mut Cursor<'_>, protocol: Option<Protocol>) -> Result<Selector, Wrong> {
    let word = cursor.text("a field of the transport header")?;
    match word.text {
        "sport" => Ok(Selector::Port(protocol, Side::Source)),
        "dport" => Ok(Selector::Port(protocol, Side::Destination)),
        _ => Err(unknown(&[word])),
    }
}

fn icmp(cursor: &mut Cursor<'_>, family: Family) -> Result<Selector, Wrong> {
    let word = cursor.text("a field of the ICMP header")?;
    match word.text {
        "type" => Ok(Selector::IcmpType(family)),
        "code" => Ok(Selector::IcmpCode(family)),
        _ => Err(unknown(&[word])),
    }
}

fn ct(cursor: &mut Cursor<'_>) -> Result<Selector, Wrong> {
    let word = cursor.text("a word of ct")?;
    match word.text {
        "state" => Ok(Selector::CtState),
        "status" => Ok(Selector::CtStatus),
        "mark" => Ok(Selector::CtMark),
        "direction" => Ok(Selector::CtDirection),
        _ => Err(unknown(&[word])),
    }
}

/// `fib saddr|daddr [. iif|oif] type`.
fn fib(cursor: &mut Cursor<'_>) -> Result<Selector, Wrong> {
    let word = cursor.text("saddr or daddr")?;
    let side = match word.text {
        "saddr" => Side::Source,
        "daddr" => Side::Destination,
        _ => return Err(unknown(&[word])),
    };
    let mut way = None;
    while cursor.eat(".") {
        let word = cursor.text("iif or oif")?;
        way = match word.text {
            "iif" => Some(Way::In),
            "oif" => Some(Way::Out),
            _ => return Err(unknown(&[word])),
        };
    }
    let word = cursor.peek();
    if cursor.eat("type") { Ok(Selector::AddressType(side, way)) } else { Err(unknown(&[word])) }
}

/// `numgen random|inc mod N [offset N]`.
fn numgen(cursor: &mut Cursor<'_>) -> Result<Selector, Wrong> {
    let how = cursor.text("random or inc")?;
    cursor.expect("mod")?;
    let token = cursor.peek();
    let modulus = cursor.number()?;
    let offset = if cursor.eat("offset") { cursor.number()? } else { 0 };
    if modulus == 0 {
        return Err(token.wrong(NftProblem::BadValue { kind: "modulus".into(), value: token.text.into() }));
    }
    match how.text {
        "random" => Ok(Selector::Random { modulus, offset }),
        "inc" => Ok(Selector::Increment { modulus, offset }),
        _ => Err(unknown(&[how])),
    }
}
