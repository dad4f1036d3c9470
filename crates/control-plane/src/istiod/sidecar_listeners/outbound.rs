//! The listeners behind `virtualOutbound`: one a port for all HTTP services of it, one an address and port for others
//! (`buildSidecarOutboundListeners`). None of them has a socket.

use super::entry::Entry;
use super::{ANY, PLAIN_HTTP, streams, words};
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::draft::Draft;
use crate::istiod::egress::Egress;
use crate::istiod::endpoint::EndpointAt;
use crate::istiod::protocol::{ListenerProtocol, PortProtocol};
use crate::istiod::requests::http_filter;
use crate::istiod::service::{MeshPort, MeshService, Resolution};
use malla_proxy::{ChainMatch, Filter, FilterChain};
use malla_trace::CauseId;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Listeners in the making, by address and port.
type Entries = BTreeMap<(IpAddr, u16), Entry>;

/// A service's port and where its listener stands.
#[derive(Clone, Copy)]
pub struct Wanted<'s, 'a> {
    /// The service.
    pub service: &'s MeshService<'a>,
    /// The port that is listened on: the service's, or the Sidecar's.
    pub port: &'s MeshPort,
    /// The address; none is any.
    pub bind: IpAddr,
    /// The network the connection must be going to, where the address cannot tell.
    pub network: Option<(IpAddr, u8)>,
}

/// Adds all of them.
pub fn add(draft: &mut Draft<'_, '_>) {
    let mut entries = Entries::new();
    for egress in draft.scope.egress.clone() {
        match egress.port {
            Some(_) => of_one_port(draft, &egress, &mut entries),
            None => of_every_port(draft, &egress, &mut entries),
        }
    }
    for ((address, port), entry) in entries {
        let listener = entry.listener(draft, address, port);
        draft.proxy.add_listener(listener);
    }
}

/// A Sidecar's listener for one port: the hosts it lists are reached there, whatever port they have.
fn of_one_port(draft: &mut Draft<'_, '_>, egress: &Egress<'_, '_>, entries: &mut Entries) {
    let Some(port) = egress.port.map(|port| listened(draft, egress, (port.number, &port.name, &port.protocol))) else {
        return;
    };
    let bind = egress.bind.and_then(|bind| bind.parse().ok());
    for known in &egress.services {
        add_one(draft, egress, (known.service, &port, bind), entries);
    }
}

fn listened(draft: &Draft<'_, '_>, egress: &Egress<'_, '_>, (number, name, word): (u16, &str, &str)) -> MeshPort {
    let place = egress.place.unwrap_or_default();
    let why =
        draft.scope.sidecar.map_or(draft.view.why, |sidecar| sidecar.cause(&format!("spec.egress[{place}].port")));
    MeshPort { name: name.into(), number, target: None, protocol: PortProtocol::parse(word), why }
}

/// The listener for all other ports: every port of every host that no listener before it has taken.
fn of_every_port(draft: &mut Draft<'_, '_>, egress: &Egress<'_, '_>, entries: &mut Entries) {
    entries.values_mut().for_each(|entry| entry.locked = true);
    let bind = egress.bind.and_then(|bind| bind.parse().ok());
    for known in &egress.services {
        for (service, port) in &known.ports {
            match bind.is_none().then(|| instances(draft, service, port)).flatten() {
                Some(addresses) => {
                    for address in addresses {
                        add_one(draft, egress, (service, port, Some(address)), entries);
                    }
                }
                None => add_one(draft, egress, (service, port, bind), entries),
            }
        }
    }
}

/// The addresses of the pods behind a headless service whose port is no HTTP: a listener for each instead of one for any
/// address. None of them is the proxy's own pod.
fn instances(draft: &Draft<'_, '_>, service: &MeshService<'_>, port: &MeshPort) -> Option<Vec<IpAddr>> {
    let headless = service.resolution == Resolution::Passthrough && service.addresses.is_empty();
    let plain = matches!(port.protocol.listener(), ListenerProtocol::Tcp | ListenerProtocol::Auto);
    if !headless || !plain || (!service.is_kubernetes() && service.endpoints.is_empty()) {
        return None;
    }
    let own = draft.view.addresses.first();
    let addresses = service.endpoints.iter().filter_map(|endpoint| match endpoint.at {
        EndpointAt::Address(ip) => Some(ip),
        EndpointAt::Name(_) => None,
    });
    Some(addresses.filter(|ip| Some(ip) != own).collect())
}

fn add_one(
    draft: &mut Draft<'_, '_>,
    egress: &Egress<'_, '_>,
    (service, port, bind): (&MeshService<'_>, &MeshPort, Option<IpAddr>),
    entries: &mut Entries,
) {
    if service.resolution == Resolution::Alias {
        return;
    }
    let wanted = |(bind, network)| Wanted { service, port, bind, network };
    let protocol = port.protocol.listener();
    let places = match protocol {
        ListenerProtocol::Http => vec![wanted((bind.unwrap_or(ANY), None))],
        ListenerProtocol::Tcp | ListenerProtocol::Auto => {
            let own = bind.map_or_else(|| addresses(service), |bind| vec![(bind, None)]);
            own.into_iter().map(wanted).collect()
        }
        ListenerProtocol::None => Vec::new(),
    };
    for wanted in places {
        let entry = entry(draft, egress, &wanted, protocol);
        match entries.get_mut(&(wanted.bind, port.number)) {
            Some(there) => there.join(entry),
            None => {
                entries.insert((wanted.bind, port.number), entry);
            }
        }
    }
}

/// Where a service is listened for: at its addresses; at any address with a network to match; at any address where it has
/// none.
fn addresses(service: &MeshService<'_>) -> Vec<(IpAddr, Option<(IpAddr, u8)>)> {
    let places = service.addresses.iter().map(|(ip, length)| match (ip.is_ipv4(), length) {
        (true, 32) | (false, 128) => (*ip, None),
        (true | false, _) => (ANY, Some((*ip, *length))),
    });
    let places: Vec<_> = places.collect();
    if places.is_empty() { vec![(ANY, None)] } else { places }
}

fn entry(
    draft: &mut Draft<'_, '_>,
    egress: &Egress<'_, '_>,
    wanted: &Wanted<'_, '_>,
    protocol: ListenerProtocol,
) -> Entry {
    let port = wanted.port;
    match protocol {
        ListenerProtocol::Http => {
            let why = draft.why.because(ConfigFact::HttpListener, &[port.why]);
            // At any address something else may come by: then the first bytes decide, and what is no HTTP falls through.
            let any = wanted.bind == ANY;
            let chain = requests(&port.number.to_string(), any, why);
            Entry::new(if any { PortProtocol::Unsupported } else { port.protocol }, vec![chain], why)
        }
        ListenerProtocol::Tcp => {
            let why = draft.why.because(ConfigFact::TcpListener, &[port.why]);
            Entry::new(port.protocol, streams::chains(draft, egress, wanted), why)
        }
        ListenerProtocol::Auto | ListenerProtocol::None => {
            let why = draft.why.because(ConfigFact::Sniffed, &[port.why]);
            let mut chains = streams::chains(draft, egress, wanted);
            chains.push(requests(&sniffed_table(wanted), true, why));
            Entry::new(PortProtocol::Unsupported, chains, why)
        }
    }
}

/// A sniffed service at an address of its own has a table of its own.
fn sniffed_table(wanted: &Wanted<'_, '_>) -> String {
    let port = wanted.port.number;
    if wanted.bind == ANY { port.to_string() } else { format!("{}:{port}", wanted.service.host) }
}

/// The chain whose requests are routed by that table; only for what shows to be plain HTTP, if that matters.
fn requests(table: &str, sniffed: bool, why: CauseId) -> FilterChain {
    let mut matches = ChainMatch::default();
    if sniffed {
        matches.tls = Some(false);
        matches.application_protocols = words(&PLAIN_HTTP);
    }
    FilterChain::new("", matches, Filter::Http(http_filter(table, why)), why)
}
