//! A zone as an authoritative server holds it, and the look-up of RFC 1034 section 4.3.2.

use crate::additional::additional_for;
use crate::chase::{Chased, chase};
use crate::{DashedAddresses, Kind, Name, Question, Record, RecordData, Response, Soa};
use malla_trace::{CauseId, Rcode};
use std::collections::BTreeMap;
use std::ops::Bound;

/// Everything below a name, as far as this server answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The name at the top.
    pub origin: Name,
    /// The SOA's data.
    pub soa: Soa,
    /// Time to live of the SOA record.
    pub soa_ttl_s: u32,
    /// Whether the zone's data is there. A zone that is not yet loaded answers SERVFAIL, and names itself by its SOA.
    pub loaded: bool,
    /// Whether a name that does not exist is looked for elsewhere (another zone, the forwarder) instead of denied.
    pub fall_through: bool,
    /// Names that spell an address with dashes.
    pub dashed: Vec<DashedAddresses>,
    /// Why this server answers for the zone.
    pub why: CauseId,
    records: BTreeMap<Name, Vec<Record>>,
}

/// Why a record cannot be in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordRefusal {
    /// The name is not below the zone's origin.
    OutOfZone,
    /// An alias has no other data (RFC 1034 section 3.6.2).
    AliasAndOther,
    /// The SOA is the zone's own field, not a record to add.
    SecondSoa,
}

/// What one look-up finds, before aliases are followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Records of the type asked for.
    Records(Vec<Record>),
    /// The name is an alias.
    Alias(Record, Name),
    /// The name exists without records of that type; the cause names what does exist, if anything is there.
    NoData(CauseId),
    /// The name does not exist.
    NoName,
}

impl Zone {
    /// A zone with nothing but its SOA.
    #[must_use]
    pub const fn new(origin: Name, soa: Soa, soa_ttl_s: u32, why: CauseId) -> Self {
        let records = BTreeMap::new();
        Self { origin, soa, soa_ttl_s, loaded: true, fall_through: false, dashed: Vec::new(), why, records }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// When the record cannot be in this zone; the zone stays as it was.
    pub fn add(&mut self, record: Record) -> Result<(), RecordRefusal> {
        if !record.name.is_within(&self.origin) {
            return Err(RecordRefusal::OutOfZone);
        }
        if record.data.kind() == Kind::Soa {
            return Err(RecordRefusal::SecondSoa);
        }
        let at_name = self.at(&record.name);
        let alias = |r: &Record| r.data.kind() == Kind::Cname;
        if at_name.iter().any(alias) || (alias(&record) && !at_name.is_empty()) {
            return Err(RecordRefusal::AliasAndOther);
        }
        self.records.entry(record.name.clone()).or_default().push(record);
        Ok(())
    }

    /// Makes a name exist without any data, as if something lay below it (RFC 8020 section 2). A name outside the zone
    /// changes nothing.
    pub fn add_empty(&mut self, name: Name) {
        if name.is_within(&self.origin) {
            self.records.entry(name).or_default();
        }
    }

    /// All records but the SOA, in canonical order of their names.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values().flatten()
    }

    /// The SOA as a record.
    #[must_use]
    pub fn soa_record(&self) -> Record {
        Record::new(self.origin.clone(), self.soa_ttl_s, RecordData::Soa(self.soa.clone()), self.why)
    }

    /// Looks one name up, without following aliases (RFC 1034 section 4.3.2, step 3).
    #[must_use]
    pub fn look_up(&self, question: &Question) -> Lookup {
        if question.name == self.origin && question.kind == Kind::Soa {
            return Lookup::Records(vec![self.soa_record()]);
        }
        if self.exists(&question.name) {
            return self.choose(self.at(&question.name), question);
        }
        if let Some(record) = self.dashed.iter().find_map(|dashed| dashed.records(&question.name)) {
            let found = DashedAddresses::is_answer(&record, &question.kind);
            return if found { Lookup::Records(vec![record]) } else { Lookup::NoData(record.why) };
        }
        match self.wildcard(&question.name) {
            Some(records) => self.choose(records, question),
            None => Lookup::NoName,
        }
    }

    /// Answers a question out of this zone alone, following aliases inside it. A name that is not in it is refused.
    #[must_use]
    pub fn answer(&self, question: &Question) -> Response {
        let inside = |asked: &Question| asked.name.is_within(&self.origin).then(|| self.answer_once(asked));
        match chase(question, self.why, inside) {
            Chased::Answered(response) => response,
            Chased::Elsewhere { chain, .. } if chain.is_empty() => Response::bare(Rcode::Refused, self.why),
            Chased::Elsewhere { chain, .. } => self.positive(chain),
        }
    }

    /// Answers a question without following an alias. A zone that is not loaded fails, and says by its SOA which zone
    /// that is.
    pub(crate) fn answer_once(&self, question: &Question) -> Response {
        if !self.loaded {
            return self.negative(Rcode::ServFail, self.why);
        }
        match self.look_up(question) {
            Lookup::Alias(record, _) => self.positive(vec![record]),
            Lookup::Records(records) => self.positive(records),
            Lookup::NoData(why) => self.negative(Rcode::NoError, why),
            Lookup::NoName => self.negative(Rcode::NxDomain, self.why),
        }
    }

    fn positive(&self, answers: Vec<Record>) -> Response {
        let additional = additional_for(self, &answers);
        let why = answers.last().map_or(self.why, |record| record.why);
        Response { rcode: Rcode::NoError, answers, authority: vec![], additional, why }
    }

    /// No data or no name: the SOA says how long that may be remembered (RFC 2308 sections 2.1 and 2.2). The code is
    /// about the last name of a chain of aliases (RFC 6604 section 3).
    fn negative(&self, rcode: Rcode, why: CauseId) -> Response {
        Response { authority: vec![self.soa_record()], ..Response::bare(rcode, why) }
    }

    /// The records of exactly that name.
    pub(crate) fn at(&self, name: &Name) -> &[Record] {
        self.records.get(name).map_or(&[], Vec::as_slice)
    }

    /// A name exists when it has records or lies between the origin and one that has: an empty non-terminal
    /// (RFC 4592 section 2.2.2).
    fn exists(&self, name: &Name) -> bool {
        let next = self.records.range((Bound::Included(name), Bound::Unbounded)).next();
        let above_dashed = self.dashed.iter().any(|dashed| dashed.below.is_within(name));
        *name == self.origin || above_dashed || next.is_some_and(|(found, _)| found.is_within(name))
    }

    /// The source of synthesis: the asterisk below the closest name that exists (RFC 4592 section 3.3.1).
    fn wildcard(&self, name: &Name) -> Option<&[Record]> {
        let mut encloser = name.parent()?;
        while !self.exists(&encloser) {
            encloser = encloser.parent()?;
        }
        let source = encloser.child("*").ok()?;
        self.records.get(&source).map(Vec::as_slice)
    }

    fn choose(&self, at_name: &[Record], question: &Question) -> Lookup {
        let owned = |record: &Record| record.under(&question.name);
        if let Some(alias) = at_name.first().filter(|_| question.kind != Kind::Cname)
            && let RecordData::Cname(target) = &alias.data
        {
            return Lookup::Alias(owned(alias), target.clone());
        }
        let records: Vec<Record> = at_name.iter().filter(|r| r.data.kind() == question.kind).map(owned).collect();
        match at_name.first() {
            _ if !records.is_empty() => Lookup::Records(records),
            Some(other) => Lookup::NoData(other.why),
            None => Lookup::NoData(self.why),
        }
    }
}
