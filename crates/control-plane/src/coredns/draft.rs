//! The zones in the making: what every record of CoreDNS goes through.

use super::{Corefile, Fact};
use malla_dns::{Name, Record, RecordData, Soa, Zone};
use malla_trace::{CauseId, Ledger};
use std::collections::BTreeSet;

/// Enters the causes of records.
pub type Reasons<'a> = crate::reasons::Reasons<'a, Fact>;

/// Zones in the making.
pub struct Draft<'a> {
    /// What the Corefile says.
    pub corefile: &'a Corefile,
    /// Where causes come from.
    pub reasons: Reasons<'a>,
    zones: Vec<Zone>,
    seen: BTreeSet<String>,
}

impl<'a> Draft<'a> {
    /// The Corefile's zones, empty.
    pub fn new(corefile: &'a Corefile, ledger: &'a mut Ledger) -> Self {
        let reasons = Reasons::new(ledger);
        let why = reasons.fixed(Fact::Zone);
        let own = empty_zone(&corefile.domain, corefile, false, why);
        let reverse = corefile.reverse.iter().filter_map(|zone| empty_zone(zone, corefile, true, why));
        let zones = own.into_iter().chain(reverse).collect();
        Self { corefile, reasons, zones, seen: BTreeSet::new() }
    }

    /// A name below the cluster's domain.
    pub fn name(&self, below: &str) -> Option<Name> {
        Name::parse(&format!("{below}.{}", self.corefile.domain)).ok()
    }

    /// Adds a record, once. An address outside the Corefile's zones has no name here.
    pub fn add(&mut self, name: &Name, data: RecordData, why: CauseId) {
        self.add_for(name, self.corefile.ttl_s, data, why);
    }

    /// The same with a time to live of its own.
    pub fn add_for(&mut self, name: &Name, ttl_s: u32, data: RecordData, why: CauseId) {
        let record = Record::new(name.clone(), ttl_s, data, why);
        if self.seen.insert(record.to_string()) {
            let home = self.zones.iter_mut().find(|zone| name.is_within(&zone.origin));
            // A second alias of the same name is refused: names of Services are unique, so there is none.
            home.map(|zone| zone.add(record));
        }
    }

    /// Changes the zone of the cluster's domain.
    pub fn cluster_zone(&mut self) -> Option<&mut Zone> {
        self.zones.first_mut()
    }

    /// The finished zones.
    pub fn finish(self) -> (Vec<Zone>, CauseId) {
        let why = self.reasons.fixed(Fact::Server);
        (self.zones, why)
    }
}

/// A zone with CoreDNS's SOA (`plugin.SOA` in plugin/backend_lookup.go). Its serial number is the time of the last
/// change in reality; nothing here asks for it.
fn empty_zone(origin: &str, corefile: &Corefile, reverse: bool, why: CauseId) -> Option<Zone> {
    let soa = Soa {
        primary: Name::parse(&format!("ns.dns.{origin}")).ok()?,
        mailbox: Name::parse(&format!("hostmaster.{origin}")).ok()?,
        serial: 1,
        refresh_s: 7200,
        retry_s: 1800,
        expire_s: 86400,
        minimum_s: corefile.ttl_s,
    };
    let mut zone = Zone::new(Name::parse(origin).ok()?, soa, corefile.ttl_s, why);
    zone.loaded = corefile.synced;
    zone.fall_through = reverse && corefile.fall_through_reverse;
    Some(zone)
}
