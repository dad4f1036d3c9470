//! Statements: what a rule does.

use super::super::datatype::DataType;
use super::super::lex::{Kind, Token};
use super::super::problem::NftProblem;
use super::super::selector::Selector;
use super::super::set::DataKind;
use super::super::span;
use super::super::statement::{Nat, NatTarget, NatWay, SetMark, Statement, Update, UpdateOperation};
use super::conditions;
use super::cursor::{Cursor, Wrong};
use super::scope::Scope;
use super::selectors;
use super::values;
use crate::cidr::Family;
use crate::conntrack::PortChoice;
use malla_trace::{IcmpError, RejectWith};
use std::net::IpAddr;
use std::sync::Arc;

/// One statement.
pub(super) fn statement(cursor: &mut Cursor<'_>, scope: &Scope<'_>) -> Result<Statement, Wrong> {
    let token = cursor.peek();
    let starts_with = |words: [&str; 3]| (0..3).all(|at| cursor.ahead(at).is(words[at]));
    if starts_with(["meta", "mark", "set"]) || starts_with(["ct", "mark", "set"]) {
        return set_mark(cursor, 3, token.is("ct"));
    }
    if token.is("mark") && cursor.ahead(1).is("set") {
        return set_mark(cursor, 2, false);
    }
    if starts_with(["meta", "nftrace", "set"]) {
        cursor.skip(3);
        return Ok(Statement::Trace(cursor.number()? != 0));
    }
    if token.kind != Kind::Word {
        return Err(cursor.unexpected("a statement"));
    }
    match token.text {
        "accept" | "drop" | "continue" | "return" | "jump" | "goto" => values::verdict(cursor).map(Statement::Verdict),
        "counter" => counter(cursor),
        "log" => log(cursor),
        "reject" => reject(cursor, scope),
        "dnat" => nat(cursor, NatWay::Dnat, scope),
        "snat" => nat(cursor, NatWay::Snat, scope),
        "masquerade" => nat(cursor, NatWay::Masquerade, scope),
        "redirect" => nat(cursor, NatWay::Redirect, scope),
        "notrack" => {
            cursor.next();
            Ok(Statement::Notrack)
        }
        "add" => update(cursor, UpdateOperation::Add, scope),
        "update" => update(cursor, UpdateOperation::Update, scope),
        "delete" => update(cursor, UpdateOperation::Delete, scope),
        _ => {
            let key = selectors::key(cursor)?;
            conditions::condition(cursor, key, scope)
        }
    }
}

/// `counter [packets N bytes N]`.
fn counter(cursor: &mut Cursor<'_>) -> Result<Statement, Wrong> {
    cursor.next();
    let (mut packets, mut bytes) = (0, 0);
    if cursor.eat("packets") {
        packets = u64::from(cursor.number()?);
        cursor.expect("bytes")?;
        bytes = u64::from(cursor.number()?);
    }
    Ok(Statement::Counter { packets, bytes })
}

/// `log [prefix "..."] [group N | level L] ...`, printed in this order (`log_stmt_print`).
fn log(cursor: &mut Cursor<'_>) -> Result<Statement, Wrong> {
    const NUMBERS: [&str; 3] = ["group", "snaplen", "queue-threshold"];
    const LEVELS: [&str; 9] = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "audit"];
    cursor.next();
    let mut options = [const { String::new() }; 5];
    loop {
        if cursor.eat("prefix") {
            options[0] = format!("prefix \"{}\"", cursor.text("a prefix")?.text);
        } else if let Some(at) = NUMBERS.iter().position(|word| cursor.eat(word)) {
            options[1 + at] = format!("{} {}", NUMBERS[at], cursor.number()?);
        } else if cursor.eat("level") {
            let level = cursor.text("a level")?;
            if !LEVELS.contains(&level.text) {
                return Err(level.wrong(NftProblem::UnknownWord(level.text.into())));
            }
            options[4] = if level.text == "warn" { String::new() } else { format!("level {}", level.text) };
        } else {
            let options: Vec<String> = options.into_iter().filter(|option| !option.is_empty()).collect();
            return Ok(Statement::Log(options.join(" ")));
        }
    }
}

/// The answers of `reject`, by family, as they are written and printed; the first is what is meant when none is named.
const ANSWERS: [(Family, &str, IcmpError); 11] = [
    (Family::V4, "port-unreachable", IcmpError::PortUnreachable),
    (Family::V4, "net-unreachable", IcmpError::NetUnreachable),
    (Family::V4, "host-unreachable", IcmpError::HostUnreachable),
    (Family::V4, "prot-unreachable", IcmpError::ProtoUnreachable),
    (Family::V4, "net-prohibited", IcmpError::NetProhibited),
    (Family::V4, "host-prohibited", IcmpError::HostProhibited),
    (Family::V4, "admin-prohibited", IcmpError::AdminProhibited),
    (Family::V6, "port-unreachable", IcmpError::PortUnreachable),
    (Family::V6, "no-route", IcmpError::NetUnreachable),
    (Family::V6, "admin-prohibited", IcmpError::AdminProhibited),
    (Family::V6, "addr-unreachable", IcmpError::HostUnreachable),
];

/// `reject [with icmp [type] NAME | with icmpv6 [type] NAME | with tcp reset]`.
fn reject(cursor: &mut Cursor<'_>, scope: &Scope<'_>) -> Result<Statement, Wrong> {
    cursor.next();
    if !cursor.eat("with") {
        return Ok(Statement::Reject(RejectWith::Icmp(IcmpError::PortUnreachable), ""));
    }
    let protocol = cursor.text("icmp, icmpv6 or tcp")?;
    let family = match protocol.text {
        "tcp" => {
            cursor.expect("reset")?;
            return Ok(Statement::Reject(RejectWith::TcpReset, "tcp reset"));
        }
        "icmp" => Family::V4,
        "icmpv6" => Family::V6,
        other => return Err(protocol.wrong(NftProblem::UnknownWord(format!("reject with {other}")))),
    };
    if family != scope.family {
        let (one, other) = (ip_name(scope.family).into(), protocol.text.into());
        return Err(protocol.wrong(NftProblem::Conflict { one, other }));
    }
    cursor.eat("type");
    let name = cursor.text("the name of an ICMP error")?;
    let known = ANSWERS.iter().find(|(of, answer, _)| *of == family && *answer == name.text);
    let (_, answer, error) = known.ok_or_else(|| values::bad(name, DataType::IcmpCode(family)))?;
    Ok(Statement::Reject(RejectWith::Icmp(*error), printed_answer(family, answer, *error)))
}

fn printed_answer(family: Family, name: &str, error: IcmpError) -> &'static str {
    const PRINTED: [(Family, &str, &str); 9] = [
        (Family::V4, "net-unreachable", "icmp net-unreachable"),
        (Family::V4, "host-unreachable", "icmp host-unreachable"),
        (Family::V4, "prot-unreachable", "icmp prot-unreachable"),
        (Family::V4, "net-prohibited", "icmp net-prohibited"),
        (Family::V4, "host-prohibited", "icmp host-prohibited"),
        (Family::V4, "admin-prohibited", "icmp admin-prohibited"),
        (Family::V6, "no-route", "icmpv6 no-route"),
        (Family::V6, "admin-prohibited", "icmpv6 admin-prohibited"),
        (Family::V6, "addr-unreachable", "icmpv6 addr-unreachable"),
    ];
    let found = PRINTED.iter().find(|(of, answer, _)| *of == family && *answer == name);
    found.filter(|_| error != IcmpError::PortUnreachable).map_or("", |(_, _, printed)| printed)
}

/// The family's name.
pub(super) const fn ip_name(family: Family) -> &'static str {
    match family {
        Family::V4 => "ip",
        Family::V6 => "ip6",
    }
}

/// `dnat [ip] to ADDRESS:PORT`, `masquerade [to :PORT] [random,...]`.
fn nat(cursor: &mut Cursor<'_>, way: NatWay, scope: &Scope<'_>) -> Result<Statement, Wrong> {
    cursor.next();
    let version = cursor.peek();
    let names_version = matches!(way, NatWay::Dnat | NatWay::Snat) && (cursor.eat("ip") || cursor.eat("ip6"));
    if names_version && version.text != ip_name(scope.family) {
        let (one, other) = (ip_name(scope.family).into(), version.text.into());
        return Err(version.wrong(NftProblem::Conflict { one, other }));
    }
    let needs_target = matches!(way, NatWay::Dnat | NatWay::Snat);
    let to = if cursor.eat("to") {
        target(cursor, (way, names_version), scope)?
    } else if needs_target {
        return Err(cursor.unexpected("to"));
    } else {
        NatTarget::To { addresses: None, ports: None }
    };
    let (choice, persistent) = nat_flags(cursor)?;
    Ok(Statement::Nat(Nat { way, to, choice, persistent }))
}

fn target(cursor: &mut Cursor<'_>, (way, with_port): (NatWay, bool), scope: &Scope<'_>) -> Result<NatTarget, Wrong> {
    let token = cursor.peek();
    let takes_address = matches!(way, NatWay::Dnat | NatWay::Snat);
    let is_name = token.kind == Kind::Word && token.text.starts_with(|c: char| c.is_ascii_alphabetic());
    if takes_address && is_name && !token.text.contains(':') {
        return mapped(cursor, with_port, scope);
    }
    let addresses = if takes_address && !cursor.is(":") { Some(addresses(cursor, scope.family)?) } else { None };
    // `redirect to 8080` needs no colon.
    let has_ports = cursor.eat(":") || (!takes_address && addresses.is_none());
    let ports = if has_ports { Some(ports(cursor)?) } else { None };
    Ok(NatTarget::To { addresses, ports })
}

/// `dnat to numgen random mod 2 map { 0 : 10.0.0.1, ... }`.
fn mapped(cursor: &mut Cursor<'_>, with_port: bool, scope: &Scope<'_>) -> Result<NatTarget, Wrong> {
    let key = selectors::key(cursor)?;
    cursor.expect("map")?;
    let mut kinds = vec![DataType::Address(scope.family)];
    kinds.extend(with_port.then_some(DataType::Service));
    let map = scope.set(cursor, &key, Some(&DataKind::Values(kinds)))?;
    Ok(NatTarget::Map { key, map, with_port })
}

fn addresses(cursor: &mut Cursor<'_>, family: Family) -> Result<(IpAddr, IpAddr), Wrong> {
    let low = address(cursor, family)?;
    if !cursor.eat("-") {
        return Ok((low, low));
    }
    let token = cursor.peek();
    let high = address(cursor, family)?;
    if low <= high { Ok((low, high)) } else { Err(values::bad(token, DataType::Address(family))) }
}

/// An address; an IPv6 one may stand in brackets.
fn address(cursor: &mut Cursor<'_>, family: Family) -> Result<IpAddr, Wrong> {
    let in_brackets = cursor.eat("[");
    let token = cursor.text("an address")?;
    let address: Option<IpAddr> = token.text.parse().ok();
    let address = address.filter(|address| Family::of(*address) == family);
    if in_brackets {
        cursor.expect("]")?;
    }
    address.ok_or_else(|| values::bad(token, DataType::Address(family)))
}

fn ports(cursor: &mut Cursor<'_>) -> Result<(u16, u16), Wrong> {
    let low = port(cursor)?;
    if !cursor.eat("-") {
        return Ok((low, low));
    }
    let token = cursor.peek();
    let high = port(cursor)?;
    if low <= high { Ok((low, high)) } else { Err(values::bad(token, DataType::Service)) }
}

fn port(cursor: &mut Cursor<'_>) -> Result<u16, Wrong> {
    let token = cursor.peek();
    u16::try_from(cursor.number()?).map_err(|_| values::bad(token, DataType::Service))
}

/// `random,persistent`.
fn nat_flags(cursor: &mut Cursor<'_>) -> Result<(PortChoice, bool), Wrong> {
    let (mut choice, mut persistent) = (PortChoice::Keep, false);
    loop {
        let token = cursor.peek();
        match token.text {
            "random" => choice = PortChoice::Random,
            "fully-random" => choice = PortChoice::RandomFully,
            "persistent" => persistent = true,
            _ => return Ok((choice, persistent)),
        }
        cursor.next();
        if !cursor.eat(",") {
            return Ok((choice, persistent));
        }
    }
}

/// `mark set mark or 0x4000`.
fn set_mark(cursor: &mut Cursor<'_>, words: usize, connection: bool) -> Result<Statement, Wrong> {
    cursor.skip(words);
    let base = base(cursor)?;
    let (mut mask, mut xor) = match base {
        Some(_) => (u32::MAX, 0),
        None => (0, cursor.number()?),
    };
    // `nft_bitwise`: every step is one pair of and and xor; so are several.
    loop {
        let (and, flip) = if cursor.eat("&") || cursor.eat("and") {
            (cursor.number()?, 0)
        } else if cursor.eat("|") || cursor.eat("or") {
            let bits = cursor.number()?;
            (!bits, bits)
        } else if cursor.eat("^") || cursor.eat("xor") {
            (u32::MAX, cursor.number()?)
        } else {
            return Ok(Statement::SetMark(SetMark { connection, base, mask, xor }));
        };
        (mask, xor) = (mask & and, (xor & and) ^ flip);
    }
}

/// What a mark is made from; `None` where a number comes.
fn base(cursor: &mut Cursor<'_>) -> Result<Option<Selector>, Wrong> {
    let token = cursor.peek();
    let is_number = super::super::datatype::number(token.text).is_some();
    if is_number || token.kind != Kind::Word {
        return Ok(None);
    }
    match &selectors::key(cursor)?[..] {
        [part @ (Selector::Mark | Selector::CtMark | Selector::Random { .. } | Selector::Increment { .. })] => {
            Ok(Some(*part))
        }
        _ => Err(unknown(token)),
    }
}

fn unknown(token: Token<'_>) -> Wrong {
    token.wrong(NftProblem::UnknownWord(token.text.into()))
}

/// `update @SET { KEY [timeout SPAN] }`.
fn update(cursor: &mut Cursor<'_>, operation: UpdateOperation, scope: &Scope<'_>) -> Result<Statement, Wrong> {
    cursor.next();
    cursor.expect("@")?;
    let name = cursor.name("the name of a set")?;
    let set = scope.sets.get(name.text);
    let set = set.ok_or_else(|| name.wrong(NftProblem::Missing { what: "set", name: name.text.into() }))?;
    cursor.expect("{")?;
    let token = cursor.peek();
    let key = selectors::key(cursor)?;
    let found: Vec<DataType> = key.iter().map(|part| part.kind()).collect();
    if set.spec.key != found || set.spec.data.is_some() {
        let found = found.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" . ");
        return Err(token.wrong(NftProblem::WrongKey { wanted: set.spec.type_text(), found }));
    }
    let timeout = if cursor.is("timeout") { Some(timeout(cursor)?) } else { None };
    cursor.expect("}")?;
    if timeout.is_some() && !set.spec.has_timeouts() {
        return Err(name.wrong(NftProblem::WrongHook("timeout".into())));
    }
    Ok(Statement::Update(Update { operation, set: Arc::clone(&set.name), key, timeout }))
}

/// `timeout SPAN`, the word included.
pub(super) fn timeout(cursor: &mut Cursor<'_>) -> Result<u64, Wrong> {
    cursor.next();
    let token = cursor.text("a span of time")?;
    span::parse(token.text)
        .ok_or_else(|| token.wrong(NftProblem::BadValue { kind: "time".into(), value: token.text.into() }))
}
