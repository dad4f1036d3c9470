//! What the stage shows at one beat, in names and words only: who acts, what the packet's card says, which packet
//! filter is at work, which Services are meant, and where the packet has been.

use crate::state::playback::{Beat, Ride, Script, Seat};
use crate::state::replay::packet_before;
use crate::state::tone::Tone;
use malla_trace::{
    Action, AppAction, Cause, CauseId, ClusterShare, DnsAction, Effect, Hop, LegId, Message, NetAction, ObjectRef,
    Packet, ProxyAction, Purpose, Rcode, Security, Stage, Step, Topology, Trace, Transport, VertexId, VertexKind,
};
use std::collections::BTreeSet;

/// A beat, as the stage needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Who acts.
    pub at: VertexId,
    /// Where the packet rests.
    pub seat: Seat,
    /// The places that it then goes through, the first one included.
    pub route: Vec<Seat>,
    /// What it means.
    pub tone: Tone,
    /// The packet's card.
    pub card: Card,
    /// The packet filter at work, where the actor is a node.
    pub filter: Option<FilterWork>,
    /// The Services that the packet is addressed to, or that a rule was written for.
    pub meant: BTreeSet<VertexId>,
    /// Where packets have been.
    pub trail: Vec<Track>,
}

/// What the packet's card says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// What travels, in the field's words.
    pub title: String,
    /// A split by weight that decides: each branch and its weight, and where chance fell in their sum.
    pub split: Option<Split>,
    /// Source and destination; `None` while a program works and no packet exists.
    pub ends: Option<(End, End)>,
    /// How the connection between two machines is secured, where it can be.
    pub link: Option<Link>,
}

/// A split by weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Every branch by its shortest name, its weight, and whether it was chosen.
    pub branches: Vec<(String, u32, bool)>,
    /// What came out, below [`Split::of`].
    pub fell: u64,
    /// Of how many.
    pub of: u64,
}

/// How a connection is secured, in few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whether nobody on the way can read it.
    pub closed: bool,
    /// `mTLS`, `TLS` or nothing.
    pub protocol: &'static str,
    /// Who opened it and who took it, by the last word of their identities.
    pub ends: Option<(String, String)>,
}

/// One end of a packet's address pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// The address now.
    pub now: String,
    /// The address before this beat changed it.
    pub was: Option<String>,
}

/// What a node's packet filter does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterWork {
    /// The chains walked, in order, each once.
    pub chains: Vec<String>,
    /// What the deciding rule does, `DNAT`; empty when no rule of note matched.
    pub verb: String,
}

/// A stretch that a packet has travelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// From.
    pub from: Seat,
    /// To.
    pub to: Seat,
    /// Its colour: there or back.
    pub tone: Tone,
    /// How it relates to the present conversation.
    pub age: Age,
}

/// How a travelled stretch relates to the present conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// Over.
    Past,
    /// A conversation that waits for this one.
    Waiting,
    /// This conversation.
    Now,
}

impl Scene {
    /// The scene of a beat; `None` where there is no story.
    #[must_use]
    pub fn of(topology: &Topology, trace: &Trace, script: &Script, beat: usize) -> Option<Self> {
        let moment = script.beat(beat)?;
        let hop = trace.hops.get(moment.hop)?;
        let card = card(trace, hop, moment);
        Some(Self {
            at: hop.at.clone(),
            seat: Seat::of(hop),
            route: script.route(trace, beat.min(script.last())),
            tone: moment.tone,
            filter: filter_work(hop, moment),
            meant: meant(topology, trace, hop, moment, &card),
            trail: trail(trace, script, beat),
            card,
        })
    }
}

fn card(trace: &Trace, hop: &Hop, beat: &Beat) -> Card {
    let before = packet_before(hop, beat.first);
    let after = packet_before(hop, beat.step.map_or(hop.steps.len(), |step| step + 1));
    let (Some(before), Some(after)) = (before, after) else {
        return Card { title: working_title(hop, beat), split: split(hop, beat), ..Card::default() };
    };
    let pair = |was: String, now: String| End { was: (was != now).then_some(was), now };
    let from = pair(before.source_text(), after.source_text());
    let to = pair(before.destination_text(), after.destination_text());
    Card { title: packet_title(trace, hop, &after), ends: Some((from, to)), split: None, link: link(trace, hop) }
}

/// The split that a beat decides by weight.
fn split(hop: &Hop, beat: &Beat) -> Option<Split> {
    let step = beat.step.and_then(|step| hop.steps.get(step))?;
    let Action::Proxy(ProxyAction::Weighted { cluster, draw, shares }) = &step.action else { return None };
    let branch =
        |share: &ClusterShare| (cluster_words(&share.cluster).to_owned(), share.weight, share.cluster == *cluster);
    Some(Split { branches: shares.iter().map(branch).collect(), fell: draw.outcome, of: draw.of })
}

/// An upstream cluster by its subset, or by the host it leads to, or by its name.
fn cluster_words(cluster: &str) -> &str {
    let parts: Vec<&str> = cluster.split('|').collect();
    match parts[..] {
        [_, _, "", host] => host.split('.').next().unwrap_or(host),
        [_, _, subset, _] => subset,
        _ => cluster,
    }
}

/// How the connection that a packet belongs to is secured; nothing for one that stays in its machine.
fn link(trace: &Trace, hop: &Hop) -> Option<Link> {
    let leg = trace.legs.iter().find(|leg| leg.id == hop.leg).filter(|leg| leg.to.as_ref() != Some(&leg.from))?;
    // Where nobody secures anything, nothing is said about it.
    trace.legs.iter().find(|leg| leg.from_part.is_some() || leg.to_part.is_some())?;
    Some(match leg.security.as_ref()? {
        Security::Plain => Link { closed: false, protocol: "", ends: None },
        Security::Tls { mutual, client, server, .. } => {
            let ends = client.as_ref().zip(server.as_ref());
            let ends = ends.map(|(client, server)| (account(client).to_owned(), account(server).to_owned()));
            Link { closed: true, protocol: if *mutual { "mTLS" } else { "TLS" }, ends }
        }
    })
}

/// The last word of an identity: `bookinfo-reviews` of `spiffe://cluster.local/ns/default/sa/bookinfo-reviews`.
#[must_use]
pub fn account(identity: &str) -> &str {
    identity.rsplit('/').next().unwrap_or(identity)
}

/// What a packet is, in the field's words: `TCP SYN`, `DNS A? web1.miempresa.com`, `GET /`.
fn packet_title(trace: &Trace, hop: &Hop, packet: &Packet) -> String {
    if let Some(message) = &hop.message {
        return message_title(message);
    }
    let protocol = packet.transport.name().to_uppercase();
    let call = trace.legs.iter().find(|leg| leg.id == hop.leg).map(|leg| match &leg.purpose {
        Purpose::Resolve { name } => name.clone(),
        Purpose::Http { to } | Purpose::Tcp { to } => to.clone(),
    });
    match (&packet.transport, call) {
        (Transport::Tcp { flags, .. }, Some(call)) if !hop.phase.is_back() => format!("{protocol} {flags} · {call}"),
        (Transport::Tcp { flags, .. }, _) => format!("{protocol} {flags}"),
        (_, Some(call)) => format!("{protocol} · {call}"),
        (_, None) => protocol,
    }
}

fn message_title(message: &Message) -> String {
    match message {
        Message::Dns(dns) => dns_title(dns),
        Message::HttpRequest { method, path, .. } => format!("{method} {path}"),
        Message::HttpResponse { status, .. } => format!("HTTP {status}"),
        Message::Text { text } => text.clone(),
    }
}

fn dns_title(dns: &DnsAction) -> String {
    match dns {
        DnsAction::Ask { name, kind, .. } => format!("DNS {kind}? {name}"),
        DnsAction::Answer { rcode: Rcode::NoError, records, .. } => {
            format!("DNS = {}", records.last().map_or("—", |record| record.data.as_str()))
        }
        DnsAction::Answer { rcode, .. } => format!("DNS {}", rcode_text(*rcode)),
        DnsAction::Literal { address } => format!("DNS = {address}"),
        DnsAction::Expand { name, .. } => format!("DNS {name}…"),
        DnsAction::Resolved { addresses, .. } => {
            format!("DNS = {}", addresses.first().map_or_else(|| "—".into(), ToString::to_string))
        }
        DnsAction::Unresolved { rcode, .. } => format!("DNS {}", rcode.map_or("—", rcode_text)),
    }
}

/// A response code as `dig` prints it.
#[must_use]
pub const fn rcode_text(rcode: Rcode) -> &'static str {
    match rcode {
        Rcode::NoError => "NOERROR",
        Rcode::NxDomain => "NXDOMAIN",
        Rcode::ServFail => "SERVFAIL",
        Rcode::Refused => "REFUSED",
    }
}

/// What a program is at, while no packet exists.
fn working_title(hop: &Hop, beat: &Beat) -> String {
    let step = beat.step.and_then(|step| hop.steps.get(step));
    match (step.map(|step| &step.action), &hop.message) {
        (Some(Action::App(app)), _) => app_title(app),
        (Some(Action::Dns(dns)), _) => dns_title(dns),
        (Some(Action::Proxy(proxy)), _) => proxy_title(proxy),
        (Some(Action::Net(_)) | None, Some(message)) => message_title(message),
        (Some(Action::Net(_)) | None, None) => String::new(),
    }
}

fn app_title(app: &AppAction) -> String {
    match app {
        AppAction::Begin { method, url } => format!("{method} {url}"),
        AppAction::Receive { what } => what.clone(),
        AppAction::Need { host, port, .. } => format!("→ {host}:{port}"),
        AppAction::Got { role } => format!("✓ {role}"),
        AppAction::Lacks { host, port, .. } => format!("✗ {host}:{port}"),
        AppAction::GotError { role, status } => format!("✗ {role} {status}"),
        AppAction::Retry { role, attempt, of } => format!("↻ {role} {attempt}/{of}"),
        AppAction::Pause { us } => format!("… {} s", us / 1_000_000),
        AppAction::Answer { status: 0, what } => what.clone(),
        AppAction::Finish { status: 0 } => "✓".into(),
        AppAction::Answer { status, .. } | AppAction::Finish { status } => format!("HTTP {status}"),
        AppAction::GiveUp { after_us } => format!("✗ {} s", after_us / 1_000_000),
    }
}

fn proxy_title(proxy: &ProxyAction) -> String {
    match proxy {
        ProxyAction::Accept { listener } => listener.clone(),
        ProxyAction::VirtualHost { domain, .. } => format!("Host: {domain}"),
        ProxyAction::Route { condition, cluster, .. } => format!("{condition} → {cluster}"),
        ProxyAction::Weighted { cluster, draw, .. } => {
            let of = draw.of;
            format!("{} / {of} → {}", draw.outcome, cluster_words(cluster))
        }
        ProxyAction::Endpoint { endpoint, .. } => format!("→ {endpoint}"),
        ProxyAction::Connect { upstream } => format!("→ {upstream}"),
        ProxyAction::NoRoute => "✗ 404".into(),
        ProxyAction::NoEndpoint { cluster } | ProxyAction::UpstreamFailed { cluster, .. } => format!("✗ {cluster}"),
        ProxyAction::Rewrite => "✎".into(),
        ProxyAction::Secure { security: Security::Plain, .. } => "TCP".into(),
        ProxyAction::Secure { security: Security::Tls { .. }, .. } => "TLS".into(),
        ProxyAction::HandshakeFailed { .. } => "✗ TLS".into(),
        ProxyAction::Delay { us } => format!("… {} s", *us as f64 / 1e6),
        ProxyAction::Respond { status, .. } | ProxyAction::Relay { status: status @ 1.. } => format!("HTTP {status}"),
        ProxyAction::Relay { .. } => "TCP".into(),
    }
}

/// The chains a beat walks through, and what its deciding rule does.
fn filter_work(hop: &Hop, beat: &Beat) -> Option<FilterWork> {
    let last = beat.step?;
    let steps = hop.steps.get(beat.first.min(last)..=last)?;
    let mut chains: Vec<String> = Vec::new();
    for step in steps {
        if let Stage::Netfilter { chain, .. } = &step.stage
            && chains.last() != Some(chain)
        {
            chains.push(chain.clone());
        }
    }
    let verb = steps.last().map(verb).unwrap_or_default();
    (!chains.is_empty() || !verb.is_empty()).then_some(FilterWork { chains, verb })
}

/// The word iptables has for what a step does, where it has one.
#[must_use]
pub fn verb(step: &Step) -> String {
    let Action::Net(net) = &step.action else { return String::new() };
    match net {
        NetAction::Match { effect, .. } => effect_verb(effect),
        NetAction::Translate { nat, undo } => {
            let name = match nat {
                malla_trace::NatKind::Snat => "SNAT",
                malla_trace::NatKind::Dnat => "DNAT",
            };
            if *undo { format!("{name} ↩") } else { name.into() }
        }
        NetAction::Policy { verdict: malla_trace::FilterVerdict::Drop } => "DROP".into(),
        NetAction::Policy { .. }
        | NetAction::Arrive { .. }
        | NetAction::Originate
        | NetAction::Track { .. }
        | NetAction::Lookup { .. }
        | NetAction::Route { .. }
        | NetAction::NoRoute
        | NetAction::Depart { .. }
        | NetAction::Deliver { .. }
        | NetAction::NoSocket { .. }
        | NetAction::Icmp { .. }
        | NetAction::Expired
        | NetAction::NoNeighbour { .. } => String::new(),
    }
}

fn effect_verb(effect: &Effect) -> String {
    match effect {
        Effect::None | Effect::Return => String::new(),
        Effect::Jump { chain } | Effect::Goto { chain } => chain.clone(),
        Effect::Accept => "ACCEPT".into(),
        Effect::Drop => "DROP".into(),
        Effect::Reject { .. } => "REJECT".into(),
        Effect::Dnat { .. } => "DNAT".into(),
        Effect::Snat { .. } => "SNAT".into(),
        Effect::Masquerade { .. } => "MASQUERADE".into(),
        Effect::Redirect { .. } => "REDIRECT".into(),
        Effect::Mark { .. } => "MARK".into(),
        Effect::Other { name } => name.clone(),
    }
}

/// The Services that the packet is addressed to, before or after this beat, or that the deciding rule was written for.
fn meant(topology: &Topology, trace: &Trace, hop: &Hop, beat: &Beat, card: &Card) -> BTreeSet<VertexId> {
    let ends = card.ends.iter().flat_map(|(from, to)| [from, to]);
    let addresses: Vec<&str> = ends.flat_map(|end| end.was.iter().chain([&end.now])).map(String::as_str).collect();
    let rules =
        beat.step.and_then(|step| hop.steps.get(step)).filter(|step| beat.tone == Tone::Rewrite || routes(step));
    let owners = rules.map(|step| objects(trace, step.why)).unwrap_or_default();
    let is_meant = |vertex: &&malla_trace::Vertex| {
        is_virtual(vertex.kind)
            && (vertex.addresses.iter().any(|a| addresses.contains(&a.as_str()))
                || vertex.object.as_ref().is_some_and(|object| owners.contains(object)))
    };
    topology.vertices.iter().filter(is_meant).map(|vertex| vertex.id.clone()).collect()
}

/// Whether a step follows a route that somebody wrote.
const fn routes(step: &Step) -> bool {
    matches!(&step.action, Action::Proxy(ProxyAction::Route { .. } | ProxyAction::Weighted { .. }))
}

/// Whether a figure is only a name or a rule.
const fn is_virtual(kind: VertexKind) -> bool {
    match kind {
        VertexKind::Service | VertexKind::MeshGateway | VertexKind::VirtualService => true,
        VertexKind::Network
        | VertexKind::Client
        | VertexKind::ExternalDns
        | VertexKind::Balancer
        | VertexKind::Gateway
        | VertexKind::Host
        | VertexKind::Node
        | VertexKind::Pod
        | VertexKind::Ingress => false,
    }
}

/// The objects that a cause rests on.
fn objects(trace: &Trace, why: CauseId) -> BTreeSet<ObjectRef> {
    let mut seen = BTreeSet::new();
    let mut next = vec![why];
    let mut found = BTreeSet::new();
    while let Some(id) = next.pop() {
        let Some(cause) = trace.causes.get(&id).filter(|_| seen.insert(id)) else { continue };
        match cause {
            Cause::Written { object, .. } | Cause::Defaulted { object, .. } | Cause::Allocated { object, .. } => {
                found.insert(object.clone());
            }
            Cause::Derived { .. } | Cause::Builtin { .. } | Cause::Chance { .. } | Cause::Time { .. } => {}
        }
        next.extend(cause.from());
    }
    found
}

/// The stretches travelled before a beat, each once, the freshest last.
fn trail(trace: &Trace, script: &Script, beat: usize) -> Vec<Track> {
    let Some(present) = script.beat(beat).and_then(|b| trace.hops.get(b.hop)).map(|hop| hop.leg) else { return vec![] };
    let waiting = ancestors(trace, present);
    let mut tracks: Vec<Track> = Vec::new();
    for (i, passed) in script.beats.iter().enumerate().take(beat).filter(|(_, b)| b.ride != Ride::Rests) {
        let Some(hop) = trace.hops.get(passed.hop) else { continue };
        let age = match hop.leg {
            leg if leg == present => Age::Now,
            leg if waiting.contains(&leg) => Age::Waiting,
            _ => Age::Past,
        };
        for pair in script.route(trace, i).windows(2) {
            let [from, to] = pair else { continue };
            let track = Track { from: from.clone(), to: to.clone(), tone: Tone::of_phase(hop.phase), age };
            tracks.retain(|t| (&t.from, &t.to, t.tone) != (&track.from, &track.to, track.tone));
            tracks.push(track);
        }
    }
    tracks.sort_by_key(|track| track.age);
    tracks
}

fn ancestors(trace: &Trace, leg: LegId) -> BTreeSet<LegId> {
    let parent = |leg: LegId| trace.legs.iter().find(|l| l.id == leg).and_then(|l| l.parent);
    std::iter::successors(parent(leg), |up| parent(*up)).take(trace.legs.len()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{id, topology, trace};

    fn scene(beat: usize) -> Scene {
        let trace = trace();
        Scene::of(&topology(), &trace, &Script::of(&trace, None), beat).unwrap()
    }

    #[test]
    fn a_rewrite_shows_the_old_address_and_the_new() {
        let scene = scene(4);
        let (from, to) = scene.card.ends.unwrap();
        assert_eq!((from.now.as_str(), from.was), ("192.168.0.10:41822", None));
        assert_eq!((to.now.as_str(), to.was.as_deref()), ("10.10.0.105:80", Some("192.168.0.100:30880")));
        let work = scene.filter.unwrap();
        assert_eq!(
            (work.verb.as_str(), work.chains),
            ("DNAT", vec!["PREROUTING".into(), "KUBE-NODEPORTS".into(), "KUBE-SEP-XQ2".into()])
        );
    }

    #[test]
    fn a_program_at_work_says_what_it_is_at() {
        assert_eq!(scene(0).card, Card { title: "GET http://web1.miempresa.com/".into(), ..Card::default() });
        assert_eq!(scene(8).card.title, "HTTP 200");
        assert_eq!(scene(1).card.title, "TCP SYN · web1.miempresa.com:80");
    }

    #[test]
    fn the_trail_tells_the_present_conversation_from_those_that_wait() {
        let text: Vec<String> =
            scene(5).trail.iter().map(|t| format!("{} {} {:?}", t.from.at, t.tone.name(), t.age)).collect();
        assert_eq!(text, ["client/MenchuPC req Waiting", "balancer/b req Now", "node/nodo0 req Now"]);
        let back = scene(7).trail;
        assert!(back.iter().any(|t| t.from.at == id("pod/default/nginx") && t.tone == Tone::Reply));
    }

    #[test]
    fn a_service_is_meant_while_the_packet_carries_its_address() {
        let mut trace = trace();
        trace.hops[4].enters = trace.hops[4].enters.clone().map(|mut packet| {
            packet.dst = "10.10.1.105".parse().unwrap();
            packet.transport = Transport::Tcp { sport: 1, dport: 8081, flags: malla_trace::TcpFlags::SYN };
            packet
        });
        let script = Script::of(&trace, None);
        let meant = Scene::of(&topology(), &trace, &script, 4).unwrap().meant;
        assert_eq!(meant, BTreeSet::from([id("service/default/nginx")]));
        assert!(Scene::of(&topology(), &trace, &script, 1).unwrap().meant.is_empty());
        assert_eq!(Scene::of(&topology(), &trace, &Script::default(), 0), None);
    }
}
