//! Rules: statements to the end of the line, checked against each other, then put as the kernel gives them back.

use super::super::datatype::Datum;
use super::super::lex::Token;
use super::super::problem::NftProblem;
use super::super::selector::Selector;
use super::super::set::SetRef;
use super::super::statement::{Condition, Nat, NatTarget, Operator, Statement, Wanted};
use super::cursor::{Cursor, Wrong};
use super::scope::Scope;
use super::statements::{ip_name, statement};
use crate::cidr::Family;
use crate::socket::Protocol;
use malla_trace::RejectWith;

/// A rule as it was read.
pub(super) struct Parsed {
    pub(super) statements: Vec<Statement>,
    /// As it is printed.
    pub(super) text: String,
}

/// Reads a rule to its end.
pub(super) fn rule(cursor: &mut Cursor<'_>, scope: &Scope<'_>) -> Result<Parsed, Wrong> {
    let mut statements: Vec<Statement> = vec![];
    let mut comment = None;
    let mut headers = Headers::default();
    while !cursor.at_end() {
        let token = cursor.peek();
        if comment.is_some() {
            return Err(cursor.unexpected("end of line"));
        }
        if cursor.eat("comment") {
            comment = Some(cursor.text("a comment")?.text.to_owned());
            continue;
        }
        if statements.last().is_some_and(Statement::is_terminal) {
            return Err(token.wrong(NftProblem::AfterTerminal(token.text.into())));
        }
        let next = statement(cursor, scope)?;
        if matches!(next, Statement::Reject(RejectWith::TcpReset, _)) && headers.transport.is_none() {
            // `stmt_reject_gen_dependency`: before everything else.
            statements.insert(0, is_tcp());
        }
        headers.check(&next, scope.family, token)?;
        statements.push(next);
    }
    if statements.is_empty() {
        return Err(cursor.unexpected("a statement"));
    }
    let text = text(as_given_back(statements.clone()), comment);
    Ok(Parsed { statements, text })
}

fn text(statements: Vec<Statement>, comment: Option<String>) -> String {
    let comment = comment.map(|comment| format!("comment \"{comment}\""));
    let texts: Vec<String> = statements.iter().map(Statement::text).chain(comment).collect();
    texts.join(" ")
}

/// `meta l4proto tcp`.
fn is_tcp() -> Statement {
    let wanted = Wanted::Value(Datum::Number(6));
    Statement::Condition(Condition { key: vec![Selector::L4Proto], mask: None, operator: Operator::Equal, wanted })
}

/// Which protocol the conditions so far leave (`struct proto_ctx`).
#[derive(Default)]
struct Headers {
    transport: Option<u8>,
}

impl Headers {
    /// Refuses what can never match, and takes note of what must be so from here on.
    fn check(&mut self, statement: &Statement, family: Family, token: Token<'_>) -> Result<(), Wrong> {
        let conflict = |one: &str, other: String| Err(token.wrong(NftProblem::Conflict { one: one.into(), other }));
        for part in looks_at(statement) {
            if part.network().is_some_and(|version| version != family) {
                return conflict(ip_name(family), part.text());
            }
            match (part.transport(), self.transport) {
                (Some(wanted), Some(known)) if wanted != known => return conflict(&protocol_name(known), part.text()),
                (Some(wanted), _) => self.transport = Some(wanted),
                (None, _) => {}
            }
        }
        if let Some(protocol) = asks_for_protocol(statement) {
            self.transport = Some(protocol);
        }
        if needs_transport(statement) && !matches!(self.transport, Some(6 | 17 | 132)) {
            return Err(token.wrong(NftProblem::NeedsProtocol(token.text.into())));
        }
        match statement {
            Statement::Reject(RejectWith::TcpReset, _) if self.transport.is_some_and(|known| known != 6) => {
                conflict("tcp reset", protocol_name(self.transport.unwrap_or(0)))
            }
            _ => Ok(()),
        }
    }
}

fn protocol_name(number: u8) -> String {
    super::super::datatype::DataType::Protocol.text(&Datum::Number(u128::from(number)))
}

/// Everything a statement looks at.
fn looks_at(statement: &Statement) -> &[Selector] {
    match statement {
        Statement::Condition(Condition { key, .. }) | Statement::VerdictMap { key, .. } => key,
        Statement::Nat(Nat { to: NatTarget::Map { key, .. }, .. }) => key,
        Statement::Update(update) => &update.key,
        Statement::Nat(_)
        | Statement::Verdict(_)
        | Statement::Counter { .. }
        | Statement::Log(_)
        | Statement::Reject(..)
        | Statement::SetMark(_)
        | Statement::Notrack
        | Statement::Trace(_) => &[],
    }
}

/// `meta l4proto tcp`: the protocol. Of several, nft takes the last.
fn asks_for_protocol(statement: &Statement) -> Option<u8> {
    let Statement::Condition(Condition { key, operator: Operator::Equal, wanted, .. }) = statement else { return None };
    let [Selector::L4Proto | Selector::IpProtocol(_)] = &key[..] else { return None };
    let last = match wanted {
        Wanted::Value(Datum::Number(protocol)) => *protocol,
        Wanted::Set(SetRef::Anonymous(set)) => match set.elements.iter().last()?.key.first()?.low {
            Datum::Number(protocol) => protocol,
            Datum::Name(_) => return None,
        },
        _ => return None,
    };
    u8::try_from(last).ok()
}

/// Whether it rewrites ports.
fn needs_transport(statement: &Statement) -> bool {
    match statement {
        Statement::Nat(Nat { to: NatTarget::To { ports, .. }, .. }) => ports.is_some(),
        Statement::Nat(Nat { to: NatTarget::Map { with_port, .. }, .. }) => *with_port,
        _ => false,
    }
}

/// The statements as `nft list` gives them back: it leaves out a condition on the protocol that a later expression says
/// anyway (`payload_dependency_kill`), and names the header that `th` means. Whatever is no expression ends the search for
/// conditions to leave out.
fn as_given_back(statements: Vec<Statement>) -> Vec<Statement> {
    let mut given: Vec<Option<Statement>> = vec![];
    let mut pending: Option<(usize, u8)> = None;
    let mut known: Option<u8> = None;
    for mut statement in statements {
        if let Some(protocol) = known {
            name_header(&mut statement, protocol);
        }
        if let Some((at, protocol)) = pending
            && says(&statement, protocol)
        {
            given[at] = None;
            pending = None;
        }
        match &statement {
            Statement::Condition(condition) => {
                if let Some(protocol) = only_protocol(condition) {
                    (pending, known) = (Some((given.len(), protocol)), Some(protocol));
                }
            }
            Statement::VerdictMap { .. } => {}
            _ => pending = None,
        }
        known = looks_at(&statement).iter().find_map(|part| part.transport()).or(known);
        given.push(Some(statement));
    }
    given.into_iter().flatten().collect()
}

/// The one protocol that a condition asks for.
fn only_protocol(condition: &Condition) -> Option<u8> {
    match (&condition.key[..], condition.operator, &condition.wanted) {
        ([Selector::L4Proto | Selector::IpProtocol(_)], Operator::Equal, Wanted::Value(Datum::Number(protocol))) => {
            u8::try_from(*protocol).ok()
        }
        _ => None,
    }
}

/// Whether a statement says by itself that the protocol is that one.
fn says(statement: &Statement, protocol: u8) -> bool {
    match statement {
        Statement::Reject(RejectWith::TcpReset, _) => protocol == 6,
        _ => looks_at(statement).iter().any(|part| part.transport() == Some(protocol)),
    }
}

/// `th` is told which header it looks into.
fn name_header(statement: &mut Statement, protocol: u8) {
    let named = match protocol {
        6 => Protocol::Tcp,
        17 => Protocol::Udp,
        132 => Protocol::Sctp,
        _ => return,
    };
    let key = match statement {
        Statement::Condition(Condition { key, .. }) | Statement::VerdictMap { key, .. } => key,
        Statement::Nat(Nat { to: NatTarget::Map { key, .. }, .. }) => key,
        Statement::Update(update) => &mut update.key,
        _ => return,
    };
    for part in key {
        if let Selector::Port(None, side) = *part {
            *part = Selector::Port(Some(named), side);
        }
    }
}
