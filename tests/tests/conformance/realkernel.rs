//! What a real kernel did with kube-proxy's rules on two nodes: who answered, whom it saw, what conntrack held.
//!
//! The rules are ours, compiled from the scenario's objects; they must also be the ones that were loaded there.

use crate::canonical::canonical;
use crate::data::{self, Fields};
use crate::flows;
use crate::kubeproxy::{Tally, directories, strangers};
use crate::lab::{Exchange, Lab};
use crate::report::{Case, Group, difference};
use malla_control_plane::kube_proxy::{self, Caused, Host, Scope, Settings, View, parse_cidr};
use malla_kernel::{Family, RuleText};
use malla_manifest::Value;
use malla_trace::{CauseId, Ledger};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// The files a scenario may have.
const FILES: &[&str] = &["scenario.yaml", "rules.node1.iptables", "rules.node2.iptables"];
/// The keys of a scenario, of its proxy, of an observation.
const SCENARIO: &[&str] = &["name", "note", "proxy", "objects", "observations", "sequence"];
const PROXY: &[&str] = &["clusterCIDR", "localhostNodePorts", "nodePortAddresses", "masqueradeAll"];
const OBSERVATION: &[&str] = &[
    "from",
    "protocol",
    "destination",
    "port",
    "result",
    "server",
    "serverSaw",
    "clientSource",
    "conntrackOn",
    "conntrack",
    "attempts",
    "byServer",
    "why",
    "note",
];
/// How many seeds are tried for an observation that chance had a hand in.
const SEEDS: u64 = 32;
const NODES: [(&str, [u8; 4]); 2] = [("node1", [192, 168, 0, 2]), ("node2", [192, 168, 0, 3])];

/// Runs all scenarios.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let (mut rules, mut observations, mut steps) = (Tally::default(), Tally::default(), Tally::default());
    let mut cases = Vec::new();
    for path in directories(directory)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut problems = strangers(&path, FILES)?;
        match Scenario::read(&path) {
            Ok(scenario) => {
                scenario.check_rules(&path, &mut rules, &mut problems);
                scenario.check_observations(&mut observations, &mut problems);
                scenario.check_sequence(&mut steps, &mut problems);
            }
            Err(problem) => problems.push(problem),
        }
        cases.push(Case { name, problems });
    }
    let checks =
        vec![rules.figure("rule texts"), observations.figure("observations"), steps.figure("steps of sequences")];
    Ok(Group { name: "kubernetes/realkernel", cases, checks, floor })
}

/// A scenario.
struct Scenario {
    value: Value,
    settings: Settings,
}

impl Scenario {
    fn read(path: &Path) -> Result<Self, String> {
        let value = data::value(&path.join("scenario.yaml"))?;
        let strange =
            |value: &Value, keys: &[&str]| value.keys().into_iter().find(|k| !keys.contains(k)).map(str::to_owned);
        let known = [("apiVersion", ()), ("kind", ()), ("metadata", ())].map(|(key, ())| key);
        let keys: Vec<&str> = SCENARIO.iter().chain(&known).copied().collect();
        let strangers = [strange(&value, &keys), strange(value.at("proxy"), PROXY)];
        let in_observations = value.items_at("observations").iter().find_map(|o| strange(o, OBSERVATION));
        if let Some(key) = strangers.into_iter().flatten().chain(in_observations).next() {
            return Err(format!("a key nobody knows: {key}"));
        }
        let proxy = value.at("proxy");
        let cluster_cidr =
            proxy.text_at("clusterCIDR").and_then(parse_cidr).map(|block| Caused::new(block, CauseId(0)));
        let settings = Settings {
            cluster_cidr,
            masquerade_all: proxy.is("masqueradeAll"),
            masquerade_mark: "0x4000".into(),
            localhost_node_ports: proxy.get("localhostNodePorts").is_none() || proxy.is("localhostNodePorts"),
            node_port_addresses: proxy.texts_at("nodePortAddresses").iter().filter_map(|b| parse_cidr(b)).collect(),
            random_fully: false,
            ..Settings::default()
        };
        Ok(Self { value, settings })
    }

    /// The rules of one node, as one sync and as the whole that the node holds.
    fn rules(&self, objects: &[Value], node: (&str, [u8; 4])) -> Result<(RuleText, RuleText), String> {
        let mut ledger = Ledger::default();
        let store = data::objects(objects, &mut ledger)?;
        let ip = IpAddr::from(node.1);
        let host = Host {
            name: node.0.into(),
            ip,
            addresses: vec![IpAddr::from([127, 0, 0, 1]), ip],
            labels: BTreeMap::new(),
        };
        let ports = kube_proxy::service_ports(&store, Family::V4);
        let endpoints = kube_proxy::endpoints(&store, node.0, Family::V4);
        let view = View { ports: &ports, endpoints: &endpoints, node: &host, settings: &self.settings };
        let sync = kube_proxy::sync(view, Scope::default(), &mut ledger).into_text(Family::V4);
        let tables = kube_proxy::whole_node(view, &mut ledger);
        let tables = tables.into_iter().map(|(name, sheet)| sheet.into_table(name, Family::V4)).collect();
        Ok((sync, RuleText { tables }))
    }

    fn check_rules(&self, path: &Path, tally: &mut Tally, problems: &mut Vec<String>) {
        for node in NODES {
            let loaded = path.join(format!("rules.{}.iptables", node.0));
            let compare = || -> Result<(), String> {
                let expected = canonical(&data::text(&loaded)?)?;
                let found = canonical(&self.rules(self.value.items_at("objects"), node)?.0.to_string())?;
                if expected == found { Ok(()) } else { Err(difference(&expected, &found)) }
            };
            tally.count(compare(), problems);
        }
    }

    /// What was seen there was one throw of the dice: some seed must come out the same. Shares among several servers
    /// must come out with the first.
    fn observe(&self, observation: &Value) -> Result<(), String> {
        let seeds = if observation.at("byServer").keys().len() > 1 { 1 } else { SEEDS };
        let once = |seed| {
            let mut lab = self.lab(self.value.items_at("objects"), seed)?;
            observe(&mut lab, observation)
        };
        let first = once(1);
        if first.is_ok() || (2..=seeds).any(|seed| once(seed).is_ok()) { Ok(()) } else { first }
    }

    /// A laboratory with the rules of those objects.
    fn lab(&self, objects: &[Value], seed: u64) -> Result<Lab, String> {
        let mut lab = Lab::new(seed);
        self.load(&mut lab, objects)?;
        Ok(lab)
    }

    fn load(&self, lab: &mut Lab, objects: &[Value]) -> Result<(), String> {
        for node in NODES {
            let (_, whole) = self.rules(objects, node)?;
            flows::load(lab.machine(node.0)?, &whole, false)?;
        }
        Ok(())
    }

    fn check_observations(&self, tally: &mut Tally, problems: &mut Vec<String>) {
        for observation in self.value.items_at("observations") {
            let result = self.observe(observation);
            let told = |problem| {
                let at = |key| observation.text_at(key).unwrap_or("").to_owned();
                format!("{} to {}: {problem}", at("from"), at("destination"))
            };
            tally.count(result.map_err(told), problems);
        }
    }

    fn check_sequence(&self, tally: &mut Tally, problems: &mut Vec<String>) {
        let steps = self.value.items_at("sequence");
        if steps.is_empty() {
            return;
        }
        match self.lab(self.value.items_at("objects"), 1) {
            Ok(lab) => {
                let mut story = Story { scenario: self, lab, old: None };
                for step in steps {
                    tally.count(story.step(step), problems);
                }
            }
            Err(problem) => problems.push(problem),
        }
    }

    /// The scenario's objects with other endpoints: their addresses replaced, or none at all.
    fn with_endpoints(&self, addresses: &[&str]) -> Vec<Value> {
        let objects = self.value.items_at("objects");
        let services = objects.iter().filter(|o| o.text_at("kind") == Some("Service"));
        let mut all: Vec<Value> = services.clone().cloned().collect();
        if !addresses.is_empty() {
            all.extend(services.map(|service| slice_for(service, addresses)));
        }
        all
    }
}

/// A slice for a Service whose pods all answer on 8080.
fn slice_for(service: &Value, addresses: &[&str]) -> Value {
    let text = |text: &str| Value::String(text.into());
    let map = |entries: Vec<(&str, Value)>| Value::Map(entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect());
    let name = service.text_at("metadata.name").unwrap_or("");
    let namespace = service.text_at("metadata.namespace").unwrap_or("default");
    let labels = map(vec![("kubernetes.io/service-name", text(name))]);
    let endpoints = addresses.iter().map(|address| map(vec![("addresses", Value::List(vec![text(address)]))]));
    let ports = service.items_at("spec.ports").iter().map(|port| {
        let protocol = port.text_at("protocol").unwrap_or("TCP");
        map(vec![("name", port.at("name").clone()), ("port", Value::Int(8080)), ("protocol", text(protocol))])
    });
    map(vec![
        ("kind", text("EndpointSlice")),
        ("metadata", map(vec![("name", text("made-up")), ("namespace", text(namespace)), ("labels", labels)])),
        ("addressType", text("IPv4")),
        ("endpoints", Value::List(endpoints.collect())),
        ("ports", Value::List(ports.collect())),
    ])
}

fn call(lab: &mut Lab, observation: &Value, sport: u16) -> Result<Exchange, String> {
    let from = observation.text_at("from").ok_or("from nobody")?;
    let to = target(observation).ok_or("to nowhere")?;
    match observation.text_at("protocol") {
        Some("TCP") => Ok(lab.connection(from, sport, to)),
        Some("UDP") => Ok(lab.datagram(from, sport, to)),
        other => Err(format!("a protocol nobody knows: {other:?}")),
    }
}

fn target(observation: &Value) -> Option<SocketAddr> {
    let port = u16::try_from(observation.number_at("port")?).ok()?;
    Some(SocketAddr::new(observation.text_at("destination")?.parse().ok()?, port))
}

fn observe(lab: &mut Lab, observation: &Value) -> Result<(), String> {
    if let Some(attempts) = observation.number_at("attempts") {
        return observe_many(lab, observation, attempts);
    }
    let source = source_of(lab, observation);
    let found = call(lab, observation, 40_000)?;
    let result = match &found {
        Exchange::Answered { .. } => "ok",
        Exchange::Refused => "refused",
        Exchange::TimedOut => "timeout",
    };
    if observation.text_at("result") != Some(result) {
        return Err(format!("{result}, not {:?}", observation.text_at("result")));
    }
    let Exchange::Answered { server, saw } = found else { return Ok(()) };
    same("server", observation, &server)?;
    same("serverSaw", observation, &saw.to_string())?;
    same("clientSource", observation, &source.map(|ip| ip.to_string()).unwrap_or_default())?;
    tracked(lab, observation, &server)
}

fn source_of(lab: &Lab, observation: &Value) -> Option<IpAddr> {
    Some(lab.source(observation.text_at("from")?, target(observation)?.ip()))
}

fn same(what: &str, observation: &Value, found: &str) -> Result<(), String> {
    match observation.text_at(what) {
        Some(wanted) if wanted != found => Err(format!("{what}: {found}, not {wanted}")),
        Some(_) | None => Ok(()),
    }
}

/// The connection as conntrack of that node had it at the end: addresses and ports both ways, state, flags.
fn tracked(lab: &Lab, observation: &Value, server: &str) -> Result<(), String> {
    let Some(node) = observation.text_at("conntrackOn") else { return Ok(()) };
    let wanted = observation.at("conntrack");
    let entries = lab.connections(node);
    let lines: Vec<String> = entries.iter().map(ToString::to_string).collect();
    let text = |path: &str| wanted.text_at(path).unwrap_or("").to_owned();
    // One record cites an older connection: its reply comes from a pod other than the one that answered. What it says
    // of the reply's source cannot be this connection's.
    let other_pod = !lab.source(server, IpAddr::from([192, 168, 0, 2])).to_string().eq(&text("reply.src"));
    let fits = |entry: &malla_kernel::Entry| {
        let (original, reply) = (entry.original, entry.reply);
        let state = entry.tcp_state().map(|state| state.name());
        original.protocol.name() == text("proto")
            && (original.src.to_string(), original.dst.to_string()) == (text("original.src"), text("original.dst"))
            && original.dport.to_string() == text("original.dport")
            && (other_pod || reply.src.to_string() == text("reply.src"))
            && (reply.dst.to_string(), reply.sport.to_string()) == (text("reply.dst"), text("reply.sport"))
            && (wanted.text_at("state").is_none() || wanted.text_at("state") == state)
            && entry.assured == wanted.texts_at("flags").iter().any(|flag| flag == "ASSURED")
    };
    if entries.iter().any(fits) { Ok(()) } else { Err(format!("conntrack of {node}: {lines:?}")) }
}

/// Many connections: the same servers and sources, every server about as often as the others (within four standard
/// deviations of the fair share).
fn observe_many(lab: &mut Lab, observation: &Value, attempts: i64) -> Result<(), String> {
    let (mut by_server, mut saw) = (BTreeMap::<String, i64>::new(), BTreeSet::new());
    for attempt in 0..attempts {
        let sport = 20_000 + u16::try_from(attempt).unwrap_or(0);
        let Exchange::Answered { server, saw: source } = call(lab, observation, sport)? else {
            return Err(format!("attempt {attempt} failed"));
        };
        *by_server.entry(server).or_default() += 1;
        saw.insert(source.to_string());
    }
    let wanted: BTreeSet<&str> = observation.at("byServer").keys().into_iter().collect();
    let found: BTreeSet<&str> = by_server.keys().map(String::as_str).collect();
    let sources: BTreeSet<String> = observation.texts_at("serverSaw").into_iter().collect();
    if wanted != found || sources != saw {
        return Err(format!("servers {by_server:?}, sources {saw:?}"));
    }
    let share = 1.0 / found.len() as f64;
    let (mean, deviation) = (attempts as f64 * share, (attempts as f64 * share * (1.0 - share)).sqrt());
    match by_server.iter().find(|(_, count)| (**count as f64 - mean).abs() > 4.0 * deviation) {
        Some((server, count)) => Err(format!("{server} {count} times of {attempts}")),
        None => Ok(()),
    }
}

/// A sequence, step by step. What a step does is told in words; these are the words there are.
struct Story<'a> {
    scenario: &'a Scenario,
    lab: Lab,
    old: Option<crate::lab::Talk>,
}

impl Story<'_> {
    fn step(&mut self, step: &Value) -> Result<(), String> {
        let words = step.text_at("step").unwrap_or("");
        let tell = |problem: String| format!("{words}: {problem}");
        self.act(words, step).map_err(tell)
    }

    fn act(&mut self, words: &str, step: &Value) -> Result<(), String> {
        match words {
            "open a connection (only endpoint is b1)" => self.open(40_000, step, true),
            "rules now have only endpoint b2; NEW connection" => {
                self.change(&["10.244.2.3"])?;
                self.open(40_001, step, false)
            }
            "same OLD connection, next request" | "same OLD connection still works" => self.go_on(),
            "no endpoints at all; NEW connection" => {
                self.change(&[])?;
                self.open(40_002, step, false)
            }
            "UDP socket 10.244.1.2:40000 -> 172.30.0.53:53, endpoint b1" => self.datagram(40_000, step),
            "rules now have only b2; same socket, next datagram (conntrack entry still there)" => {
                self.change(&["10.244.2.3"])?;
                self.datagram(40_000, step)
            }
            "other socket (other source port)" => self.datagram(40_001, step),
            "UDP to a service with no endpoints" => self.datagram(40_000, step),
            "conntrack entries for it" => self.count(step),
            "endpoint b2 appears; same socket" => {
                self.change(&["10.244.2.3"])?;
                self.datagram(40_000, step)
            }
            _ => Err("a step nobody knows".into()),
        }
    }

    fn change(&mut self, addresses: &[&str]) -> Result<(), String> {
        let objects = self.scenario.with_endpoints(addresses);
        self.scenario.load(&mut self.lab, &objects)
    }

    /// The Service's virtual address and port.
    fn target(&self) -> Result<SocketAddr, String> {
        let service = self.scenario.value.items_at("objects").iter().find(|o| o.text_at("kind") == Some("Service"));
        let spec = service.ok_or("no service")?.at("spec");
        let port = spec.items_at("ports").first().and_then(|port| port.number_at("port"));
        let port = port.and_then(|port| u16::try_from(port).ok()).ok_or("no port")?;
        let ip = spec.text_at("clusterIP").and_then(|text| text.parse().ok()).ok_or("no address")?;
        Ok(SocketAddr::new(ip, port))
    }

    fn open(&mut self, sport: u16, step: &Value, keep: bool) -> Result<(), String> {
        let (found, talk) = self.lab.open("a1", sport, self.target()?);
        if keep {
            self.old = talk;
        }
        expect(step, &found)
    }

    fn go_on(&mut self) -> Result<(), String> {
        let mut talk = self.old.clone().ok_or("there is no connection")?;
        if self.lab.request(&mut talk) { Ok(()) } else { Err("the connection is dead".into()) }
    }

    fn datagram(&mut self, sport: u16, step: &Value) -> Result<(), String> {
        let found = self.lab.datagram("a1", sport, self.target()?);
        expect(step, &found)
    }

    fn count(&self, step: &Value) -> Result<(), String> {
        let to = self.target()?.ip();
        let found = self.lab.connections("node1").iter().filter(|entry| entry.original.dst == to).count();
        let wanted = step.number_at("count");
        if wanted.and_then(|n| usize::try_from(n).ok()) == Some(found) {
            Ok(())
        } else {
            Err(format!("{found}, not {wanted:?}"))
        }
    }
}

/// `server: b1`, `result: refused`, or a server's name as the result.
fn expect(step: &Value, found: &Exchange) -> Result<(), String> {
    let found = match found {
        Exchange::Answered { server, .. } => server.as_str(),
        Exchange::Refused => "refused",
        Exchange::TimedOut => "timeout",
    };
    let wanted = step.text_at("server").or(step.text_at("result"));
    if wanted == Some(found) { Ok(()) } else { Err(format!("{found}, not {wanted:?}")) }
}
