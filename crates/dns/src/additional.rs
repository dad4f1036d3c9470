//! The additional section: addresses of the hosts that an answer names (RFC 1035 section 3.3.11, RFC 2782).

use crate::zone::Lookup;
use crate::{Kind, Name, Question, Record, RecordData, Zone};

/// The addresses that the zone knows of the hosts named by SRV and NS records, each once.
pub(crate) fn additional_for(zone: &Zone, answers: &[Record]) -> Vec<Record> {
    let mut found: Vec<Record> = vec![];
    for host in answers.iter().filter_map(named_host) {
        for record in addresses(zone, host) {
            if !found.contains(&record) && !answers.contains(&record) {
                found.push(record);
            }
        }
    }
    found
}

const fn named_host(record: &Record) -> Option<&Name> {
    match &record.data {
        RecordData::Srv { target, .. } => Some(target),
        RecordData::Ns(name) => Some(name),
        RecordData::A(_)
        | RecordData::Aaaa(_)
        | RecordData::Cname(_)
        | RecordData::Ptr(_)
        | RecordData::Txt(_)
        | RecordData::Soa(_) => None,
    }
}

fn addresses(zone: &Zone, host: &Name) -> Vec<Record> {
    let ask = |kind| zone.look_up(&Question { name: host.clone(), kind });
    [ask(Kind::A), ask(Kind::Aaaa)].into_iter().flat_map(records_of).collect()
}

fn records_of(lookup: Lookup) -> Vec<Record> {
    match lookup {
        Lookup::Records(records) => records,
        Lookup::Alias(..) | Lookup::NoData(_) | Lookup::NoName => vec![],
    }
}
