//! CoreDNS with its plugin `kubernetes`: from Services, EndpointSlices, Namespaces and Pods to the zones it answers
//! for (coredns/coredns, plugin/kubernetes; kubernetes/dns, docs/specification.md version 1.1.0).

mod corefile;
mod draft;
mod facts;
mod services;
#[cfg(test)]
mod tests;

pub use corefile::{Corefile, PodNames};
pub use facts::Fact;

use crate::ready_addresses::Addresses;
use crate::store::Store;
use draft::Draft;
use malla_dns::{AnswerOrder, DashedAddresses, Name, RecordData, Server};
use malla_manifest::{Namespace, Pod, Service};
use malla_trace::{CauseId, Ledger};
use services::{Named, dashed, label};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// How long the naming scheme's version may be remembered, and which it is.
const VERSION: (u32, &str) = (28_800, "1.1.0");

/// Compiles the cluster's objects to a name server.
#[must_use]
pub fn compile(store: &Store, corefile: &Corefile, ledger: &mut Ledger) -> Server {
    let mut draft = Draft::new(corefile, ledger);
    let addresses = Addresses::collect(store);
    let served: Vec<Named<'_>> = store
        .all::<Service>()
        .filter(|(reference, ..)| corefile.serves(&reference.namespace))
        .map(|(reference, service, stored)| Named::new(reference, service, stored, &addresses))
        .collect();
    namespaces(&mut draft, store);
    served.iter().for_each(|named| services::write(&mut draft, named));
    pods(&mut draft, store);
    reverse(&mut draft, &served);
    apex(&mut draft, &served);
    let order = if corefile.shuffles { AnswerOrder::Shuffled } else { AnswerOrder::AsWritten };
    let (zones, why) = draft.finish();
    Server { zones, forward: corefile.forward, order, ..Server::new(why) }
}

/// `svc`, `pod` and every namespace below them exist, also where nothing is in them.
fn namespaces(draft: &mut Draft<'_>, store: &Store) {
    let corefile = draft.corefile;
    let mut names = vec!["svc".to_owned(), "pod".to_owned()];
    for (reference, _, stored) in store.all::<Namespace>().filter(|(r, ..)| corefile.serves(&r.name)) {
        names.push(format!("{}.svc", reference.name));
        if corefile.pods != PodNames::Disabled {
            names.push(format!("{}.pod", reference.name));
        }
        if corefile.pods == PodNames::Insecure {
            any_address(draft, &reference.name, stored.cause("metadata.name"));
        }
    }
    let names: Vec<Name> = names.iter().filter_map(|below| draft.name(below)).collect();
    if let Some(zone) = draft.cluster_zone() {
        names.into_iter().for_each(|name| zone.add_empty(name));
    }
}

fn any_address(draft: &mut Draft<'_>, namespace: &str, written: CauseId) {
    let (below, ttl_s) = (draft.name(&format!("{namespace}.pod")), draft.corefile.ttl_s);
    let why = draft.reasons.because(Fact::PodNames, &[written]);
    if let (Some(zone), Some(below)) = (draft.cluster_zone(), below) {
        zone.dashed.push(DashedAddresses { below, ttl_s, why });
    }
}

fn pods(draft: &mut Draft<'_>, store: &Store) {
    if draft.corefile.pods != PodNames::Verified {
        return;
    }
    for (reference, pod, stored) in store.all::<Pod>() {
        let Some(ip) = pod.status.pod_ip.filter(|_| draft.corefile.serves(&reference.namespace)) else { continue };
        let why = draft.reasons.because(Fact::PodAddress, &[stored.cause("status.podIP")]);
        if let Some(name) = draft.name(&format!("{}.{}.pod", dashed(ip), reference.namespace)) {
            draft.add(&name, RecordData::from(ip), why);
        }
    }
}

/// From address to name: a virtual address leads to its Service, any other to an endpoint's name in every Service
/// that has it (`serviceRecordForIP` in plugin/kubernetes/reverse.go).
fn reverse(draft: &mut Draft<'_>, served: &[Named<'_>]) {
    let mut found: BTreeMap<IpAddr, Vec<(String, CauseId)>> = BTreeMap::new();
    for named in served {
        for address in named.addresses {
            let below = format!("{}.{}", label(address), named.below());
            found.entry(address.ip).or_default().push((below, address.why));
        }
    }
    for (named, (ip, why)) in served.iter().flat_map(|named| named.cluster_ips().into_iter().map(move |ip| (named, ip)))
    {
        found.insert(ip, vec![(named.below(), why)]);
    }
    for (ip, names) in found {
        for (below, why) in names {
            let why = draft.reasons.because(Fact::Reverse, &[why]);
            if let Some(name) = draft.name(&below) {
                draft.add(&Name::reverse(ip), RecordData::Ptr(name), why);
            }
        }
    }
}

/// The zone's own records: its name server, which is the Service that CoreDNS's own address is behind, or else a name
/// made up (`nsAddrs` in plugin/kubernetes/ns.go), and the version of the naming scheme.
fn apex(draft: &mut Draft<'_>, served: &[Named<'_>]) {
    let (own, why) = (draft.corefile.address, draft.reasons.fixed(Fact::NameServer));
    let origin = Name::parse(&draft.corefile.domain).ok();
    let behind = served.iter().filter(|named| named.addresses.iter().any(|address| address.ip == own));
    let services: BTreeSet<String> = behind.map(Named::below).collect();
    let made_up = services.is_empty().then(|| "ns.dns".to_owned());
    for below in services.into_iter().chain(made_up.clone()) {
        if let (Some(origin), Some(name)) = (&origin, draft.name(&below)) {
            draft.add(origin, RecordData::Ns(name), why);
        }
    }
    if let Some(name) = made_up.and_then(|below| draft.name(&below)) {
        draft.add(&name, RecordData::from(own), why);
    }
    let version = draft.reasons.fixed(Fact::Version);
    if let Some(name) = draft.name("dns-version") {
        draft.add_for(&name, VERSION.0, RecordData::Txt(VERSION.1.into()), version);
    }
}
