//! The addresses behind Services as programs other than kube-proxy read them out of EndpointSlices: the ready ones,
//! with their ports.

use crate::store::{Store, Stored};
use malla_manifest::{Endpoint, EndpointSlice, Protocol};
use malla_trace::CauseId;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Ties an EndpointSlice to its Service.
const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// One ready address of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The address.
    pub ip: IpAddr,
    /// The host name that its pod gives itself below the Service.
    pub hostname: Option<String>,
    /// The ports of its slice.
    pub ports: Vec<Port>,
    /// Why it is there.
    pub why: CauseId,
}

/// A port of an endpoint, or of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name; empty when it has none.
    pub name: String,
    /// The protocol.
    pub protocol: Protocol,
    /// The number.
    pub number: u16,
    /// Why it is that number.
    pub why: CauseId,
}

/// The ready addresses of every Service, by namespace and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses(BTreeMap<(String, String), Vec<Address>>);

impl Addresses {
    /// Collects them from all slices, in the order of the slices' names.
    pub fn collect(store: &Store) -> Self {
        let mut all = Self::default();
        for (name, slice, stored) in store.all::<EndpointSlice>() {
            if let Some(service) = slice.meta.labels.get(SERVICE_NAME) {
                let list = all.0.entry((name.namespace.clone(), service.clone())).or_default();
                list.extend(addresses_of(slice, stored));
            }
        }
        all
    }

    /// Those of one Service.
    pub fn of(&self, namespace: &str, service: &str) -> &[Address] {
        self.0.get(&(namespace.to_owned(), service.to_owned())).map_or(&[], Vec::as_slice)
    }
}

fn addresses_of(slice: &EndpointSlice, stored: &Stored) -> Vec<Address> {
    let ports: Vec<Port> = (0..slice.ports.len()).filter_map(|index| port_of(slice, stored, index)).collect();
    let ready = (0..).zip(&slice.endpoints).filter(|(_, endpoint)| endpoint.conditions.ready.unwrap_or(true));
    ready.flat_map(|(at, endpoint)| each_address(endpoint, at, stored, &ports)).collect()
}

fn each_address(endpoint: &Endpoint, at: usize, stored: &Stored, ports: &[Port]) -> Vec<Address> {
    let numbered = (0..).zip(&endpoint.addresses);
    let addresses = numbered.filter_map(|(index, text): (usize, _)| {
        let ip: IpAddr = text.parse().ok()?;
        let why = stored.cause(&format!("endpoints[{at}].addresses[{index}]"));
        Some(Address { ip, hostname: endpoint.hostname.clone(), ports: ports.to_vec(), why })
    });
    addresses.collect()
}

fn port_of(slice: &EndpointSlice, stored: &Stored, index: usize) -> Option<Port> {
    let port = slice.ports.get(index)?;
    Some(Port {
        name: port.name.clone().unwrap_or_default(),
        protocol: port.protocol.unwrap_or_default(),
        number: port.port?,
        why: stored.cause(&format!("ports[{index}].port")),
    })
}
