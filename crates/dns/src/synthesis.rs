//! Records made up on demand: names that spell an address with dashes, as some authoritative servers answer them.

use crate::{Kind, Name, Record, RecordData};
use malla_trace::CauseId;
use std::net::IpAddr;

/// Below `below`, a label like `10-0-0-1` or `fd00--1` is a name of that address, whether or not anybody has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DashedAddresses {
    /// The name directly above the dashed label.
    pub below: Name,
    /// Time to live of the records.
    pub ttl_s: u32,
    /// Why they are there.
    pub why: CauseId,
}

impl DashedAddresses {
    /// The records of that name; `None` when the name spells no address here.
    #[must_use]
    pub fn records(&self, name: &Name) -> Option<Record> {
        if name.parent().as_ref() != Some(&self.below) {
            return None;
        }
        let address = name.first_label().and_then(dashed_address)?;
        Some(Record::address(name.clone(), self.ttl_s, address, self.why))
    }

    /// Whether a name of that kind would be answered with data.
    pub(crate) fn is_answer(record: &Record, kind: &Kind) -> bool {
        matches!(record.data, RecordData::A(_) | RecordData::Aaaa(_)) && record.data.kind() == *kind
    }
}

fn dashed_address(label: &str) -> Option<IpAddr> {
    let four = label.replace('-', ".").parse().ok().map(IpAddr::V4);
    four.or_else(|| label.replace('-', ":").parse().ok().map(IpAddr::V6))
}
