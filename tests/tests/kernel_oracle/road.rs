//! The road: requests on the notes' cluster. Every hop that crosses a node is walked again by a real kernel, which has
//! the node's rules, devices and routes; the packet goes in as it came to the simulated node, in the same order, so
//! that connection tracking has seen the same.

use crate::forced::{RuleId, decide};
use crate::host::{Backend, Host};
use crate::report::Tally;
use crate::walk::{self, Walk};
use crate::wire::{self, Segment};
use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile};
use malla_tests::{edited, get, notes_cluster};
use malla_trace::{
    Action, Effect, Hop, LegId, NetAction, Packet, Phase, Stage, Step, TcpFlags, Trace, Transport, VertexId, VertexKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Road {
    /// Hops walked by both.
    pub(crate) hops: Tally,
    /// Nodes whose rules the kernel prints as we do.
    pub(crate) texts: Tally,
}

/// The request of the notes.
const NOTES: (&str, &str) = ("client/MenchuPC", "http://web1.miempresa.com/");

/// Requests that end in other ways.
const OTHERS: [(&str, &str); 5] = [
    ("client/MenchuPC", "http://192.168.0.101:30880/"),
    ("client/MenchuPC", "http://192.168.0.101:30881/"),
    ("node/nodoa", "http://10.10.1.102:8080/"),
    ("node/nodob", "tcp://10.10.1.101:3307"),
    ("node/nodoc", "http://10.10.1.101:3306/"),
];

/// Clusters, the requests sent there, and how many seeds each.
fn clusters() -> Vec<(&'static str, Vec<SourceFile>, Vec<(&'static str, &'static str)>, u64)> {
    let notes = notes_cluster();
    let database = |to: &str| edited(notes.clone(), "wordpress.yaml", "mariadb-service:3307", to);
    vec![
        ("the notes' cluster", notes.clone(), [&[NOTES], &OTHERS[..]].concat(), 6),
        ("no database", edited(notes.clone(), "mariadb.yaml", "replicas: 1", "replicas: 0"), vec![NOTES], 2),
        ("wrong database port", database("mariadb-service:3306"), vec![NOTES], 1),
        ("an address nobody has", database("10.10.0.77:3306"), vec![NOTES], 1),
    ]
}

/// Walks every road.
pub(crate) fn run(backend: Backend) -> Result<Road, String> {
    let mut road = Road::default();
    for (name, files, requests, seeds) in clusters() {
        let mut simulated = SimHost::new(Scenario { seed: 0 });
        simulated.apply(Change::Files(files));
        let mut nodes = Nodes::new(&simulated.snapshot(), backend)?;
        nodes.compare_texts(name, &mut road.texts)?;
        for seed in seeds_of(seeds) {
            simulated.apply(Change::Seed(seed));
            let snapshot = simulated.snapshot();
            for (from, url) in &requests {
                let trace = get(&snapshot, from, url);
                let title = format!("{name}, MALLA_ORACLE_SEED={seed}, {from} to {url}");
                nodes.follow(&trace, &title, &mut road.hops)?;
            }
        }
    }
    Ok(road)
}

/// The seed that was asked for, else the first few.
fn seeds_of(count: u64) -> Vec<u64> {
    let asked = std::env::var("MALLA_ORACLE_SEED").ok().and_then(|text| text.parse().ok());
    asked.map_or_else(|| (0..count).collect(), |seed| vec![seed])
}

/// The nodes of a cluster, as real namespaces.
struct Nodes(BTreeMap<VertexId, Node>);

struct Node {
    host: Host,
    rules: String,
}

impl Nodes {
    fn new(snapshot: &Snapshot, backend: Backend) -> Result<Self, String> {
        let topology = snapshot.topology();
        let mut nodes = BTreeMap::new();
        for vertex in topology.vertices.iter().filter(|vertex| vertex.kind == VertexKind::Node) {
            let missing = || format!("{} has no network", vertex.id);
            let network = snapshot.network(&vertex.id).ok_or_else(missing)?;
            let rules = snapshot.iptables_save(&vertex.title).ok_or_else(missing)?;
            // kube-proxy switches route_localnet on (`NewProxier`).
            nodes.insert(vertex.id.clone(), Node { host: Host::new(&network, true, backend)?, rules });
        }
        Ok(Self(nodes))
    }

    fn compare_texts(&mut self, name: &str, tally: &mut Tally) -> Result<(), String> {
        for (id, node) in &mut self.0 {
            let kernel = plain(&node.host.save(&node.rules, false)?);
            let ours = plain(&node.rules);
            let title = format!("  {name}, {id}: the kernel prints other rules\n");
            tally.count((ours != kernel).then(|| title + &lines_apart(&ours, &kernel)));
        }
        Ok(())
    }

    /// Follows a request from hop to hop.
    fn follow(&mut self, trace: &Trace, title: &str, tally: &mut Tally) -> Result<(), String> {
        self.0.values_mut().try_for_each(|node| node.host.forget())?;
        let mut talks: BTreeMap<LegId, Talk> = BTreeMap::new();
        let mut rest = trace.hops.iter().enumerate().peekable();
        while let Some((index, hop)) = rest.next() {
            let talk = talks.entry(hop.leg).or_default();
            talk.hear(hop.phase);
            let Some(node) = self.0.get_mut(&hop.at).filter(|_| hop.phase != Phase::Work) else { continue };
            let refusal = rest.next_if(|(_, next)| is_refusal(hop, next)).map(|(_, next)| next);
            if talk.is_over(hop) {
                continue;
            }
            let steps: Vec<&Step> = hop.steps.iter().chain(refusal.iter().flat_map(|next| &next.steps)).collect();
            let turn = Turn { hop, last: refusal.unwrap_or(hop), steps: steps.into_iter().cloned().collect() };
            let difference = node.walk(&turn, talk)?;
            let entered = hop.enters.as_ref().map(ToString::to_string).unwrap_or_default();
            let told = |text| format!("  {title}\n  hop {index} at {} {:?}: {entered}\n{text}", hop.at, hop.phase);
            tally.count(difference.map(told));
        }
        Ok(())
    }
}

/// Whether the second hop is the answer that the first one's machine makes by itself, refusing.
fn is_refusal(hop: &Hop, next: &Hop) -> bool {
    hop.leaves.is_none()
        && next.at == hop.at
        && next.leg == hop.leg
        && next.enters.is_none()
        && next.phase == Phase::Answer
}

/// A node's turn with a packet: its hop, and the hop of the refusal that it makes, if it does.
struct Turn<'a> {
    hop: &'a Hop,
    last: &'a Hop,
    steps: Vec<Step>,
}

impl Node {
    /// Walks the packet through the kernel; what differs.
    fn walk(&mut self, turn: &Turn<'_>, talk: &mut Talk) -> Result<Option<String>, String> {
        self.host.load(&decide(&self.rules, &turn.taken()), false)?;
        let kernel = match (&turn.hop.enters, turn.arrival()) {
            (Some(packet), Some(device)) => {
                let bytes = wire::bytes(&talk.ports.real(packet), talk.segment(turn.hop.phase, packet));
                self.host.receive(&bytes, device)?
            }
            (Some(_), None) | (None, _) => match &turn.sent() {
                Some(packet) => {
                    let bytes = wire::bytes(packet, talk.segment(turn.hop.phase, packet));
                    self.host.send(&bytes, packet.dst, (0, 0))?
                }
                None => return Ok(None),
            },
        };
        talk.learn(turn, &kernel);
        let ours = turn.told(self.host.backend());
        Ok(walk::difference(&ours, &talk.ports.simulated(&kernel)))
    }
}

impl Turn<'_> {
    /// The random rules that this turn's packet matched.
    fn taken(&self) -> BTreeSet<RuleId> {
        let rule = |step: &Step| match (&step.stage, &step.action) {
            (
                Stage::Netfilter { table, chain, rule: Some(rule) },
                Action::Net(NetAction::Match { draw: Some(_), .. }),
            ) => Some((table.to_string(), chain.to_string(), *rule)),
            _ => None,
        };
        self.steps.iter().filter_map(rule).collect()
    }

    /// The device it came in by.
    fn arrival(&self) -> Option<&str> {
        self.steps.first().and_then(|step| match &step.action {
            Action::Net(NetAction::Arrive { interface }) => Some(interface.as_str()),
            _ => None,
        })
    }

    /// The packet that a process of the node sent: the one that left, with every change taken back.
    fn sent(&self) -> Option<Packet> {
        self.hop.leaves.as_ref().map(|left| walk::before(&self.steps, left))
    }

    fn told(&self, backend: Backend) -> Walk {
        let sent = self.sent();
        let first = self.hop.enters.as_ref().or(sent.as_ref());
        let departs = |step: &Step| match &step.action {
            Action::Net(NetAction::Depart { interface, .. }) => Some(interface.clone()),
            _ => None,
        };
        let device = self.steps.iter().rev().find_map(departs);
        let out = device.zip(self.last.leaves.clone()).into_iter().collect();
        Walk { events: walk::told(&self.steps, (first, self.last.leaves.as_ref()), backend), out }
    }

    /// Whether a rule gave the packet a source port that chance chose.
    fn draws_a_port(&self) -> bool {
        self.steps.iter().any(|step| match &step.action {
            Action::Net(NetAction::Match { rule, effect: Effect::Masquerade { .. }, .. }) => rule.contains("--random"),
            _ => false,
        })
    }
}

/// A conversation as the kernel must see it: what was said so far, and the ports that chance chose otherwise.
#[derive(Default)]
struct Talk {
    accepted: bool,
    requested: bool,
    /// A node began it: its own sockets would have to answer from here on.
    by_node: bool,
    ports: Ports,
}

impl Talk {
    /// First sequence numbers of client and server, and how much each says.
    const CLIENT: u32 = 1000;
    const SERVER: u32 = 5000;
    const LENGTH: u32 = 4;

    fn hear(&mut self, phase: Phase) {
        self.accepted |= phase == Phase::Accept;
        self.requested |= phase == Phase::Request;
    }

    /// Of a conversation that a node itself began only the first packet is walked.
    fn is_over(&mut self, hop: &Hop) -> bool {
        self.by_node |= hop.enters.is_none();
        self.by_node && hop.phase != Phase::Open
    }

    fn segment(&self, phase: Phase, packet: &Packet) -> Segment {
        let (client, server) = (Self::CLIENT + 1, Self::SERVER + 1);
        let length = Self::LENGTH as usize;
        let is_reset = matches!(packet.transport, Transport::Tcp { flags, .. } if flags.has(TcpFlags::RST));
        let heard = client + if self.requested { Self::LENGTH } else { 0 };
        match phase {
            Phase::Work | Phase::Open => Segment { sequence: Self::CLIENT, ..Segment::default() },
            Phase::Accept => Segment { sequence: Self::SERVER, acknowledged: client, length: 0 },
            Phase::Request => Segment { sequence: client, acknowledged: server, length },
            Phase::Answer if matches!(packet.transport, Transport::Icmp(_)) => {
                Segment { sequence: Self::CLIENT, ..Segment::default() }
            }
            Phase::Answer if !self.accepted => Segment { sequence: 0, acknowledged: heard, length: 0 },
            Phase::Answer => {
                Segment { sequence: server, acknowledged: heard, length: if is_reset { 0 } else { length } }
            }
        }
    }

    /// Where a rule let chance choose the source port, both sides must have changed it; which port is which is kept.
    fn learn(&mut self, turn: &Turn<'_>, kernel: &Walk) {
        const FIRST_FREE: u16 = 1024;
        let (Some(ours), Some((_, real))) = (&turn.last.leaves, kernel.out.first()) else { return };
        let entered = turn.hop.enters.as_ref().map(|packet| self.ports.real(packet)).and_then(|packet| packet.sport());
        if let (true, Some(ours), Some(real)) = (turn.draws_a_port(), ours.sport(), real.sport())
            && real >= FIRST_FREE
            && Some(real) != entered
        {
            self.ports.0.insert(ours, real);
        }
    }
}

/// Simulated ports and the kernel's in their place.
#[derive(Default)]
struct Ports(BTreeMap<u16, u16>);

impl Ports {
    fn real(&self, packet: &Packet) -> Packet {
        walk::renumbered(packet, &|port| self.0.get(&port).copied().unwrap_or(port))
    }

    /// The kernel's walk in our numbers.
    fn simulated(&self, walk: &Walk) -> Walk {
        walk.renumbered(&|port| self.0.iter().find(|(_, real)| **real == port).map_or(port, |(ours, _)| *ours))
    }
}

/// The text without counters, comments and empty lines, tables by name.
fn plain(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut table = String::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('*') {
            name.clone_into(&mut table);
        }
        let line = if line.starts_with(':') { line.split(" [").next().unwrap_or(line) } else { line };
        tables.entry(table.clone()).or_default().push(line.to_owned());
    }
    tables
}

fn lines_apart(ours: &BTreeMap<String, Vec<String>>, kernel: &BTreeMap<String, Vec<String>>) -> String {
    let side = |tables: &BTreeMap<String, Vec<String>>| tables.values().flatten().cloned().collect::<Vec<_>>();
    let (ours, kernel) = (side(ours), side(kernel));
    let at = ours.iter().zip(&kernel).position(|(a, b)| a != b).unwrap_or(ours.len().min(kernel.len()));
    let cell = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
    format!("    simulated: {}\n    kernel:    {}\n", cell(&ours), cell(&kernel))
}
