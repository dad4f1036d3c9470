//! UDP conversations that connection tracking would go on sending to an endpoint that is gone: after every sync kube-proxy
//! deletes them (`CleanStaleEntries` in pkg/proxy/conntrack/cleanup.go, v1.33). UDP knows no end of a conversation, so
//! nothing else would: whoever keeps asking keeps the entry alive. TCP ends by itself and is never touched.

use super::{Endpoints, ServicePort};
use malla_kernel::{Entry, Protocol as Transport};
use malla_manifest::Protocol;
use malla_trace::CauseId;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

/// Which endpoints serve which UDP address and node port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Serving {
    addresses: BTreeMap<SocketAddr, Behind>,
    node_ports: BTreeMap<u16, Behind>,
}

/// Who stands behind one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Behind {
    service: String,
    endpoints: BTreeSet<IpAddr>,
    why: CauseId,
}

/// What becomes of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays: kube-proxy looks at UDP only.
    NotUdp,
    /// It stays: no Service has that address or node port.
    NotAService,
    /// It stays: nobody stands behind the Service, so there is nowhere else to go.
    NobodyElse {
        /// The service port, `ns/name:port`.
        service: String,
    },
    /// It stays: the endpoint still serves.
    StillServes {
        /// The service port.
        service: String,
    },
    /// It goes: the endpoint serves no more, or none was ever chosen.
    Stale {
        /// The service port.
        service: String,
        /// Where the entry still sends.
        endpoint: IpAddr,
        /// The selector of the Service, the line to look at.
        why: CauseId,
    },
}

impl Serving {
    /// Out of the state after a sync. Policies, zones and conditions other than `serving` play no part: what is under
    /// way is not to be disturbed, as TCP is not.
    #[must_use]
    pub fn of(ports: &[ServicePort], endpoints: &Endpoints) -> Self {
        let mut serving = Self::default();
        for port in ports.iter().filter(|port| port.key.protocol == Protocol::Udp) {
            let all = endpoints.of(&port.key);
            let ips = all.iter().filter(|endpoint| endpoint.serving).map(|endpoint| endpoint.socket.ip()).collect();
            serving.add(port, &Behind { service: port.text.clone(), endpoints: ips, why: port.selector });
        }
        serving
    }

    fn add(&mut self, port: &ServicePort, behind: &Behind) {
        let outer = port.load_balancer_ips.iter().chain(&port.external_ips);
        for ip in std::iter::once(&port.cluster_ip).chain(outer) {
            self.addresses.insert(SocketAddr::new(ip.value, port.port.value), behind.clone());
        }
        if let Some(node_port) = port.node_port {
            self.node_ports.insert(node_port.value, behind.clone());
        }
    }

    /// What becomes of one entry.
    #[must_use]
    pub fn judge(&self, entry: &Entry) -> Fate {
        if entry.original.protocol != Transport::Udp {
            return Fate::NotUdp;
        }
        let to = SocketAddr::new(entry.original.dst, entry.original.dport);
        // Both are asked, the address first; a node port at any address of any machine, as upstream asks it.
        let found = [self.addresses.get(&to), self.node_ports.get(&to.port())];
        let fates = found.into_iter().flatten().map(|behind| behind.judge(entry.reply.src));
        let mut kept = Fate::NotAService;
        for fate in fates {
            match fate {
                Fate::Stale { .. } => return fate,
                Fate::NotUdp | Fate::NotAService | Fate::NobodyElse { .. } | Fate::StillServes { .. } => kept = fate,
            }
        }
        kept
    }
}

impl Behind {
    fn judge(&self, endpoint: IpAddr) -> Fate {
        let service = self.service.clone();
        if self.endpoints.is_empty() {
            Fate::NobodyElse { service }
        } else if self.endpoints.contains(&endpoint) {
            Fate::StillServes { service }
        } else {
            Fate::Stale { service, endpoint, why: self.why }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube_proxy::{Caused, Endpoint, PortKey};
    use malla_kernel::{Context, Interface, Laws, Netns, Sender};
    use malla_trace::{Ledger, Packet, Seeded, Silent, SimTime, TcpFlags, Transport as Words};

    const WHY: CauseId = CauseId(0);
    const NODE: &str = "192.168.0.1:40000";

    fn port(name: &str, protocol: Protocol, ip: &str) -> ServicePort {
        let key = PortKey { namespace: "ns".into(), service: name.into(), port: String::new(), protocol };
        let (ip, number) = (Caused::new(ip.parse().unwrap(), WHY), Caused::new(53, WHY));
        ServicePort { node_port: Some(Caused::new(30_053, WHY)), ..ServicePort::new(key, ip, number, WHY) }
    }

    fn endpoints(port: &ServicePort, list: &[(&str, bool)]) -> Endpoints {
        let mut endpoints = Endpoints::default();
        for (ip, serving) in list {
            let endpoint = Endpoint::new(ip.parse().unwrap(), 5353, false, WHY, WHY);
            endpoints.add(&port.key, Endpoint { serving: *serving, ready: *serving, ..endpoint });
        }
        endpoints
    }

    /// The entry of a packet to that address which a rule sends to 10.0.0.1.
    fn entry(to: &str, udp: bool) -> Entry {
        let mut netns = Netns::new("node", Laws::enter(&mut Ledger::default()));
        let addresses = vec![("192.168.0.1".parse().unwrap(), 8)];
        netns.add_interface(Interface { name: "eth0".into(), addresses, why: WHY });
        let all = malla_kernel::Cidr::all(malla_kernel::Family::V4);
        netns.add_route(malla_kernel::Route { destination: all, via: None, interface: "eth0".into(), why: WHY });
        let rules = "*nat\n-A OUTPUT -p udp -j DNAT --to-destination 10.0.0.1:5353\nCOMMIT\n";
        assert!(netns.restore_text(rules, malla_kernel::Family::V4, WHY).is_empty());
        let (from, to) = (NODE.parse().unwrap(), to.parse().unwrap());
        let packet: Packet = Packet::tcp(from, to, TcpFlags::SYN);
        let transport =
            if udp { Words::Udp { sport: from.port(), dport: to.port() } } else { packet.transport.clone() };
        let (mut chance, mut tracer) = (Seeded::new(1), Silent);
        let mut cx = Context::new(SimTime(1), &mut chance, &mut tracer);
        let _ = netns.send(Packet { transport, ..packet }, Sender::default(), &mut cx);
        netns.conntrack(SimTime(1)).next().expect("tracked").clone()
    }

    #[test]
    fn only_what_still_goes_to_a_lost_endpoint_is_stale() {
        let own = port("dns", Protocol::Udp, "10.96.0.10");
        let service = || "ns/dns".to_owned();
        let stale = || Fate::Stale { service: service(), endpoint: "10.0.0.1".parse().unwrap(), why: WHY };
        let cases: [(&[(&str, bool)], &str, bool, Fate); 8] = [
            (&[("10.0.0.2", true)], "10.96.0.10:53", true, stale()),
            (&[("10.0.0.2", true)], "192.168.0.7:30053", true, stale()),
            (&[("10.0.0.1", false), ("10.0.0.2", true)], "10.96.0.10:53", true, stale()),
            (&[("10.0.0.1", true)], "10.96.0.10:53", true, Fate::StillServes { service: service() }),
            (&[], "10.96.0.10:53", true, Fate::NobodyElse { service: service() }),
            (&[("10.0.0.2", true)], "10.96.0.10:54", true, Fate::NotAService),
            (&[("10.0.0.2", true)], "8.8.8.8:53", true, Fate::NotAService),
            (&[("10.0.0.2", true)], "10.96.0.10:53", false, Fate::NotUdp),
        ];
        for (list, to, udp, fate) in cases {
            let serving = Serving::of(std::slice::from_ref(&own), &endpoints(&own, list));
            assert_eq!(serving.judge(&entry(to, udp)), fate, "{to} {list:?}");
        }
    }

    #[test]
    fn a_tcp_service_at_the_same_address_says_nothing_about_udp() {
        let own = port("dns", Protocol::Tcp, "10.96.0.10");
        let serving = Serving::of(std::slice::from_ref(&own), &endpoints(&own, &[("10.0.0.2", true)]));
        assert_eq!(serving.judge(&entry("10.96.0.10:53", true)), Fate::NotAService);
    }

    #[test]
    fn an_entry_that_was_never_translated_is_stale_once_somebody_serves() {
        let own = port("dns", Protocol::Udp, "10.96.0.10");
        let mut untranslated = entry("10.96.0.10:53", true);
        untranslated.reply.src = untranslated.original.dst;
        let serving = Serving::of(std::slice::from_ref(&own), &endpoints(&own, &[("10.0.0.2", true)]));
        assert!(matches!(serving.judge(&untranslated), Fate::Stale { .. }), "it would never reach an endpoint");
    }
}
