//! What is measured: Services with three endpoints each, the rules of a node for them, and packets to them.

use malla_control_plane::kube_proxy::{
    Caused, Endpoint, Endpoints, Host, PortKey, Scope, ServicePort, Settings, View, sync, sync_again, whole_node,
};
use malla_kernel::{Context, Family, Interface, Laws, Netns, Outcome, Route, RuleCache, RuleText};
use malla_manifest::Protocol;
use malla_trace::{CauseId, Ledger, Packet, Recorder, Seeded, Silent, SimTime, TcpFlags, Tracer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const WHY: CauseId = CauseId(0);
const ENDPOINTS: u32 = 3;
/// Flows before the connections are forgotten: as many as a few seconds of a busy node, so that the table is not empty.
const FLOWS: u32 = 4000;

/// Services, their endpoints, and a node.
pub struct Cluster {
    ports: Vec<ServicePort>,
    endpoints: Endpoints,
    node: Host,
    settings: Settings,
}

impl Cluster {
    /// So many Services.
    #[must_use]
    pub fn of(services: u32) -> Self {
        let address = IpAddr::from([192, 168, 0, 100]);
        let node = Host { name: "a".into(), ip: address, addresses: vec![address], labels: BTreeMap::new() };
        let settings = Settings::default();
        let (ports, endpoints) = (vec![], Endpoints::default());
        let mut cluster = Self { ports, endpoints, node, settings };
        (0..services).for_each(|number| cluster.add(number));
        cluster
    }

    fn add(&mut self, number: u32) {
        let key = key(number);
        for endpoint in number * ENDPOINTS..(number + 1) * ENDPOINTS {
            let pod = IpAddr::V4(Ipv4Addr::from_bits(0x0A80_0000 + endpoint));
            self.endpoints.add(&key, Endpoint::new(pod, 8080, false, WHY, WHY));
        }
        let ip = Caused::new(IpAddr::V4(service(number)), WHY);
        self.ports.push(ServicePort::new(key, ip, Caused::new(80, WHY), WHY));
    }

    fn view(&self) -> View<'_> {
        View { ports: &self.ports, endpoints: &self.endpoints, node: &self.node, settings: &self.settings }
    }

    /// The input of iptables-restore for everything.
    #[must_use]
    pub fn full_sync(&self) -> RuleText {
        sync(self.view(), Scope::default(), &mut Ledger::default()).into_text(Family::V4)
    }

    /// The same as a kube-proxy that runs does it: names and buffers are kept from sync to sync. How long the text is.
    pub fn resync(&self, text: &mut RuleText, printed: &mut String) -> usize {
        let before = std::mem::take(text);
        *text = sync_again(before, self.view(), Scope::default(), &mut Ledger::default()).into_text(Family::V4);
        printed.clear();
        let _ = write!(printed, "{text}");
        printed.len()
    }

    /// The same when only one Service changed.
    #[must_use]
    pub fn partial_sync(&self, number: u32) -> RuleText {
        let changed = BTreeSet::from([("default".to_owned(), name(number))]);
        let scope = Scope { changed: Some(&changed), existing: None };
        sync(self.view(), scope, &mut Ledger::default()).into_text(Family::V4)
    }

    /// A node with all its rules, a device inside and one outside.
    #[must_use]
    pub fn node(&self, cache: &mut RuleCache) -> Netns {
        let mut node = Netns::new("a", Laws::enter(&mut Ledger::default()));
        node.set_forwarding(true);
        let device = |name: &str, octets: [u8; 4], length| Interface {
            name: name.into(),
            addresses: vec![(IpAddr::from(octets), length)],
            why: WHY,
        };
        node.add_interface(device("eth0", [192, 168, 0, 100], 16));
        node.add_interface(device("v0", [10, 200, 0, 1], 24));
        if let Ok(destination) = "0.0.0.0/0".parse() {
            let via = Some(IpAddr::from([192, 168, 0, 1]));
            node.add_route(Route { destination, via, interface: "eth0".into(), why: WHY });
        }
        let sheets = whole_node(self.view(), &mut Ledger::default());
        let tables = sheets.into_iter().map(|(name, sheet)| sheet.into_table(name, Family::V4)).collect();
        assert!(node.restore_with(&RuleText { tables }, cache).is_empty(), "every rule is known");
        node
    }
}

fn name(number: u32) -> String {
    format!("svc-{number:05}")
}

fn key(number: u32) -> PortKey {
    PortKey { namespace: "default".into(), service: name(number), port: "http".into(), protocol: Protocol::Tcp }
}

/// The cluster address of a Service.
fn service(number: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(0x0A60_0100 + number)
}

/// First packets of connections, from a neighbour inside to one Service.
pub struct Caller {
    node: Netns,
    to: SocketAddr,
    chance: Seeded,
    sent: u32,
}

impl Caller {
    /// Calls the Service of that number.
    #[must_use]
    pub fn new(node: Netns, number: u32) -> Self {
        Self { node, to: SocketAddr::new(IpAddr::V4(service(number)), 80), chance: Seeded::new(1), sent: 0 }
    }

    /// Opens one more connection; how many steps were told.
    pub fn call(&mut self, recorded: bool) -> usize {
        self.sent += 1;
        if self.sent.is_multiple_of(FLOWS) {
            self.node.calm_down();
        }
        let port = 1024 + u16::try_from(self.sent % 60_000).unwrap_or(0);
        let packet = Packet::tcp(SocketAddr::new(IpAddr::from([10, 200, 0, 2]), port), self.to, TcpFlags::SYN);
        let mut recorder = Recorder::default();
        let tracer: &mut dyn Tracer = if recorded { &mut recorder } else { &mut Silent };
        let mut context = Context::new(SimTime(u64::from(self.sent)), &mut self.chance, tracer);
        let outcome = self.node.receive(packet, "v0", &mut context);
        assert!(matches!(outcome, Outcome::Forward { .. }), "it reaches an endpoint");
        recorder.take().len()
    }
}
