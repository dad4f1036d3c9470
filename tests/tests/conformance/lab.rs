//! The laboratory of `realkernel/topology.yaml` as values: two nodes, four pods, a client on the nodes' network, wired
//! as there; packets are carried from namespace to namespace until somebody takes them.

use malla_kernel::{Cidr, Context, Entry, Interface, Laws, Listener, Netns, Outcome, Protocol, Route, Sender};
use malla_trace::{CauseId, IcmpKind, Ledger, Packet, Seeded, Silent, SimTime, TcpFlags, Transport};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

/// Name, address and node of every pod.
const PODS: [(&str, [u8; 4], &str); 4] = [
    ("a1", [10, 244, 1, 2], "node1"),
    ("a2", [10, 244, 1, 3], "node1"),
    ("b1", [10, 244, 2, 2], "node2"),
    ("b2", [10, 244, 2, 3], "node2"),
];

/// Name, address and pod network of every node, and the other node's address.
const NODES: [(&str, [u8; 4], [u8; 4], [u8; 4], [u8; 4]); 2] = [
    ("node1", [192, 168, 0, 2], [10, 244, 1, 0], [10, 244, 2, 0], [192, 168, 0, 3]),
    ("node2", [192, 168, 0, 3], [10, 244, 2, 0], [10, 244, 1, 0], [192, 168, 0, 2]),
];

const WHY: CauseId = CauseId(0);
/// The port on which every pod answers.
const SERVER_PORT: u16 = 8080;
/// How many machines a packet may cross.
const HOPS: usize = 16;

/// The laboratory.
pub struct Lab {
    machines: BTreeMap<String, Netns>,
    now: SimTime,
    chance: Seeded,
}

/// Where a packet ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// At a socket of that machine.
    At(String, Packet),
    /// Its sender was refused at once.
    Refused,
    /// Nowhere.
    Lost,
}

/// What came of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// A pod answered: which, and whom it saw.
    Answered {
        /// The pod.
        server: String,
        /// The source it saw.
        saw: IpAddr,
    },
    /// The caller was told no.
    Refused,
    /// The caller waits in vain.
    TimedOut,
}

fn ip(octets: [u8; 4]) -> IpAddr {
    IpAddr::from(octets)
}

fn block(octets: [u8; 4], prefix_len: u8) -> Cidr {
    Cidr::new(ip(octets), prefix_len)
}

impl Lab {
    /// All machines, wired, without rules.
    pub fn new(seed: u64) -> Self {
        let laws = Laws::enter(&mut Ledger::default());
        let mut machines = BTreeMap::new();
        for (name, address, _, other_pods, other) in NODES {
            machines.insert(name.to_owned(), node(name, address, other_pods, other, laws));
        }
        for (name, address, _) in PODS {
            machines.insert(name.to_owned(), pod(name, address, laws));
        }
        machines.insert("client".into(), client(laws));
        Self { machines, now: SimTime(1), chance: Seeded::new(seed) }
    }

    /// A machine.
    pub fn machine(&mut self, name: &str) -> Result<&mut Netns, String> {
        self.machines.get_mut(name).ok_or_else(|| format!("no machine {name}"))
    }

    /// The connections a machine tracks.
    pub fn connections(&self, name: &str) -> Vec<Entry> {
        self.machines.get(name).map(|netns| netns.conntrack(self.now).cloned().collect()).unwrap_or_default()
    }

    /// A datagram from a port of a machine, and the answer to it.
    pub fn datagram(&mut self, from: &str, sport: u16, to: SocketAddr) -> Exchange {
        let sent = self.send(from, &udp(SocketAddr::new(unspecified(), sport), to));
        match sent {
            End::At(server, seen) if server != from || is_pod(from) => self.answer_datagram(from, server, &seen),
            End::At(..) | End::Lost => Exchange::TimedOut,
            End::Refused => Exchange::Refused,
        }
    }

    fn answer_datagram(&mut self, from: &str, server: String, seen: &Packet) -> Exchange {
        let back = self.send(&server, &udp(destination(seen), source(seen)));
        match back {
            End::At(machine, _) if machine == from => Exchange::Answered { server, saw: seen.src },
            End::At(..) | End::Refused | End::Lost => Exchange::TimedOut,
        }
    }

    /// A whole TCP connection: opened, one request and answer, closed by the server first.
    pub fn connection(&mut self, from: &str, sport: u16, to: SocketAddr) -> Exchange {
        let (exchange, talk) = self.open(from, sport, to);
        let Some(mut talk) = talk else { return exchange };
        let fine = self.request(&mut talk) && self.close(&mut talk);
        if fine { exchange } else { Exchange::TimedOut }
    }

    /// Opens a connection and leaves it open.
    pub fn open(&mut self, from: &str, sport: u16, to: SocketAddr) -> (Exchange, Option<Talk>) {
        match self.send(from, &Packet::tcp(SocketAddr::new(unspecified(), sport), to, TcpFlags::SYN)) {
            End::Refused => (Exchange::Refused, None),
            End::Lost => (Exchange::TimedOut, None),
            End::At(server, seen) => {
                let own = SocketAddr::new(self.source(from, to.ip()), sport);
                let talk = Talk {
                    client: from.into(),
                    own,
                    to,
                    server: server.clone(),
                    seen: source(&seen),
                    at: destination(&seen),
                };
                let stands = self.server_sends(&talk, TcpFlags::SYN.and(TcpFlags::ACK))
                    && self.client_sends(&talk, TcpFlags::ACK);
                match stands {
                    true => (Exchange::Answered { server, saw: seen.src }, Some(talk)),
                    false => (Exchange::TimedOut, None),
                }
            }
        }
    }

    /// A request and its answer on a connection that stands.
    pub fn request(&mut self, talk: &mut Talk) -> bool {
        let data = TcpFlags::PSH.and(TcpFlags::ACK);
        self.client_sends(talk, data) && self.server_sends(talk, data)
    }

    fn close(&mut self, talk: &mut Talk) -> bool {
        let fin = TcpFlags::FIN.and(TcpFlags::ACK);
        self.server_sends(talk, fin) && self.client_sends(talk, fin) && self.server_sends(talk, TcpFlags::ACK)
    }

    fn client_sends(&mut self, talk: &Talk, flags: TcpFlags) -> bool {
        let end = self.send(&talk.client, &Packet::tcp(talk.own, talk.to, flags));
        matches!(end, End::At(machine, _) if machine == talk.server)
    }

    fn server_sends(&mut self, talk: &Talk, flags: TcpFlags) -> bool {
        let end = self.send(&talk.server, &Packet::tcp(talk.at, talk.seen, flags));
        matches!(end, End::At(machine, _) if machine == talk.client)
    }

    /// The address a machine calls from.
    pub fn source(&self, from: &str, to: IpAddr) -> IpAddr {
        self.machines.get(from).and_then(|netns| netns.source_for(to)).unwrap_or_else(unspecified)
    }

    /// Sends a packet and carries it to its end.
    fn send(&mut self, from: &str, packet: &Packet) -> End {
        self.now = self.now.plus_us(1000);
        let (now, mut silent) = (self.now, Silent);
        let Some(netns) = self.machines.get_mut(from) else { return End::Lost };
        let mut cx = Context::new(now, &mut self.chance, &mut silent);
        let mut outcome = netns.send(packet.clone(), Sender::default(), &mut cx);
        let mut at = from.to_owned();
        for _ in 0..HOPS {
            match outcome {
                Outcome::Local { packet, .. } if is_refusal(&packet) => return End::Refused,
                Outcome::Local { packet, .. } => return End::At(at, packet),
                Outcome::Drop(_) => return End::Lost,
                Outcome::Reject { answer: None, .. } => return End::Refused,
                Outcome::Reject { answer: Some(answer), .. } => outcome = *answer,
                Outcome::Forward { packet, interface, next_hop } => {
                    let Some((next, device)) = neighbour(&at, &interface, next_hop) else { return End::Lost };
                    let Some(netns) = self.machines.get_mut(&next) else { return End::Lost };
                    let mut cx = Context::new(now, &mut self.chance, &mut silent);
                    outcome = netns.receive(packet, &device, &mut cx);
                    at = next;
                }
            }
        }
        End::Lost
    }
}

/// An open connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    client: String,
    own: SocketAddr,
    to: SocketAddr,
    server: String,
    seen: SocketAddr,
    at: SocketAddr,
}

fn is_pod(name: &str) -> bool {
    PODS.iter().any(|(pod, ..)| *pod == name)
}

const fn unspecified() -> IpAddr {
    IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED)
}

fn source(packet: &Packet) -> SocketAddr {
    SocketAddr::new(packet.src, packet.sport().unwrap_or(0))
}

fn destination(packet: &Packet) -> SocketAddr {
    SocketAddr::new(packet.dst, packet.dport().unwrap_or(0))
}

fn udp(from: SocketAddr, to: SocketAddr) -> Packet {
    Packet::udp(from, to)
}

/// What a socket is told: a reset, or an ICMP error.
fn is_refusal(packet: &Packet) -> bool {
    match &packet.transport {
        Transport::Tcp { flags, .. } => flags.has(TcpFlags::RST),
        Transport::Icmp(IcmpKind::Error { .. }) => true,
        Transport::Udp { .. } | Transport::Sctp { .. } | Transport::Icmp(_) => false,
    }
}

/// Who is at the other end of a cable, or has that address on the nodes' network, and the device it comes in by.
fn neighbour(at: &str, interface: &str, next_hop: IpAddr) -> Option<(String, String)> {
    if let Some((_, _, node)) = PODS.iter().find(|(pod, ..)| *pod == at) {
        return Some(((*node).into(), format!("veth-{at}")));
    }
    if let Some(pod) = interface.strip_prefix("veth-") {
        return Some((pod.into(), "eth0".into()));
    }
    let nodes = NODES.iter().map(|(name, address, ..)| (*name, ip(*address)));
    let mut all = nodes.chain([("client", ip([203, 0, 113, 2]))]);
    all.find(|(_, address)| *address == next_hop).map(|(name, _)| (name.to_owned(), "eth0".to_owned()))
}

fn node(name: &str, address: [u8; 4], other_pods: [u8; 4], other: [u8; 4], laws: Laws) -> Netns {
    let mut netns = Netns::new(name, laws);
    netns.add_interface(Interface { name: "eth0".into(), addresses: vec![(ip(address), 24)], why: WHY });
    let eth0 = |destination: Cidr, via: Option<[u8; 4]>| Route {
        destination,
        via: via.map(ip),
        interface: "eth0".into(),
        why: WHY,
    };
    for (pod, address, home) in PODS {
        if home == name {
            let interface = format!("veth-{pod}");
            netns.add_interface(Interface { name: interface.clone(), addresses: vec![], why: WHY });
            netns.add_route(Route { destination: Cidr::host(ip(address)), via: None, interface, why: WHY });
        }
    }
    netns.add_route(eth0(block(other_pods, 24), Some(other)));
    netns.add_route(eth0(block([203, 0, 113, 0], 24), None));
    // Nobody is there.
    netns.add_route(eth0(block([0, 0, 0, 0], 0), Some([192, 168, 0, 254])));
    netns.set_forwarding(true);
    netns.set_route_localnet(true);
    netns
}

fn pod(name: &str, address: [u8; 4], laws: Laws) -> Netns {
    let mut netns = Netns::new(name, laws);
    netns.add_interface(Interface { name: "eth0".into(), addresses: vec![(ip(address), 32)], why: WHY });
    let via = ip([169, 254, 1, 1]);
    netns.add_route(Route { destination: block([169, 254, 1, 1], 32), via: None, interface: "eth0".into(), why: WHY });
    netns.add_route(Route { destination: block([0, 0, 0, 0], 0), via: Some(via), interface: "eth0".into(), why: WHY });
    for protocol in [Protocol::Tcp, Protocol::Udp] {
        let program = name.to_owned();
        netns.listen(Listener { protocol, address: None, port: SERVER_PORT, uid: 0, program, why: WHY });
    }
    netns
}

/// The client reaches the virtual addresses by node1.
fn client(laws: Laws) -> Netns {
    let mut netns = Netns::new("client", laws);
    netns.add_interface(Interface { name: "eth0".into(), addresses: vec![(ip([203, 0, 113, 2]), 24)], why: WHY });
    let mut route = |destination: Cidr, via: Option<[u8; 4]>| {
        netns.add_route(Route { destination, via: via.map(ip), interface: "eth0".into(), why: WHY });
    };
    route(block([192, 168, 0, 0], 24), None);
    for (destination, prefix_len) in [([172, 30, 0, 0], 16), ([1, 2, 3, 0], 24), ([192, 168, 99, 0], 24)] {
        route(block(destination, prefix_len), Some([192, 168, 0, 2]));
    }
    netns
}
