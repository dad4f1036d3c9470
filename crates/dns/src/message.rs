//! A DNS question and its answer, RFC 1035 section 4.1.

use crate::{Kind, Name, Record};
use malla_trace::{CauseId, DnsAction, Rcode};
use std::fmt;
use std::net::IpAddr;

/// What is asked. The class is always IN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name.
    pub name: Name,
    /// The record type.
    pub kind: Kind,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Response code.
    pub rcode: Rcode,
    /// The records asked for, aliases first.
    pub answers: Vec<Record>,
    /// The zone's SOA, where there is no answer (RFC 2308 section 2).
    pub authority: Vec<Record>,
    /// Addresses that will be needed next.
    pub additional: Vec<Record>,
    /// Why the answer is this one: the record's cause; the zone's where there is no such name.
    pub why: CauseId,
}

impl Question {
    /// Asks for the IPv4 address of a name.
    #[must_use]
    pub const fn a(name: Name) -> Self {
        Self { name, kind: Kind::A }
    }
}

impl Response {
    /// An answer with nothing but a code.
    #[must_use]
    pub const fn bare(rcode: Rcode, why: CauseId) -> Self {
        Self { rcode, answers: vec![], authority: vec![], additional: vec![], why }
    }

    /// The addresses of the answer, in order.
    #[must_use]
    pub fn addresses(&self) -> Vec<IpAddr> {
        self.answers.iter().filter_map(|record| record.data.as_address()).collect()
    }

    /// The cause of the answer's first address, else of the whole answer.
    #[must_use]
    pub fn address_cause(&self) -> CauseId {
        let first = self.answers.iter().find(|record| record.data.as_address().is_some());
        first.map_or(self.why, |record| record.why)
    }

    /// The answer in the boundary's words.
    #[must_use]
    pub fn view(&self, question: &Question) -> DnsAction {
        DnsAction::Answer {
            name: question.name.to_string(),
            kind: question.kind.to_string(),
            rcode: self.rcode,
            records: self.answers.iter().map(Record::view).collect(),
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} IN {}", self.name, self.kind)
    }
}

impl fmt::Display for Response {
    /// The sections as `dig` prints them, one record a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "status: {}", rcode_text(self.rcode))?;
        let sections = [("answer", &self.answers), ("authority", &self.authority), ("additional", &self.additional)];
        for (title, records) in sections {
            records.iter().try_for_each(|record| writeln!(f, "{title}: {record}"))?;
        }
        Ok(())
    }
}

const fn rcode_text(rcode: Rcode) -> &'static str {
    match rcode {
        Rcode::NoError => "NOERROR",
        Rcode::NxDomain => "NXDOMAIN",
        Rcode::ServFail => "SERVFAIL",
        Rcode::Refused => "REFUSED",
    }
}
