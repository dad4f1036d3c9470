//! One random script and the packets it sees, on both sides.

use super::generate::script;
use super::replay::Replay;
use crate::forced::RuleId;
use crate::host::{Backend, Host};
use crate::random::dice::Dice;
use crate::random::lab::Lab;
use crate::random::packets::{Injection, Origin, Past, Traffic};
use crate::random::rules::PORTS;
use crate::random::set::put_in;
use crate::random::simulated::{departures, last};
use crate::walk::{self, Walk};
use malla_kernel::{Context, Netns, NftScript, Sender};
use malla_trace::{Action, NetAction, Packet, Recorder, SimTime, Stage, Step};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// A script, known by its numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Set {
    pub(super) lab: Lab,
    /// `MALLA_ORACLE_SEED`.
    pub(super) seed: u64,
    /// Which of that seed.
    pub(super) number: usize,
}

/// What came of a script.
#[derive(Clone, Debug, Default)]
pub(super) struct Played {
    pub(super) agree: usize,
    /// The first packet that went another way.
    pub(super) failure: Option<String>,
    /// Whether both print the rules alike; how not.
    pub(super) list: Option<String>,
    /// What both remember of connections and members; how not, where they walked alike.
    pub(super) memory: Option<Option<String>>,
    /// The texts of all rules, and of those that were hit.
    pub(super) rules: Vec<String>,
    pub(super) hit: BTreeSet<String>,
}

/// Our side.
#[derive(Clone)]
struct Ours {
    netns: Netns,
    now: SimTime,
}

/// The rules by table, chain and number.
type Rules = BTreeMap<RuleId, String>;

impl Set {
    fn dice(&self) -> Dice {
        Dice::new(self.seed.wrapping_mul(1_000_033) + 2 * self.number as u64 + u64::from(self.lab.six))
    }

    /// Sends packets through both, until one goes another way.
    pub(super) fn play(&self, host: &mut Host, packets: usize) -> Result<Played, String> {
        let mut dice = self.dice();
        let script = script(&mut dice, &self.lab);
        let ours = Ours::new(&self.lab, &script)?;
        let theirs = host.load_nft(&script).map_err(|e| format!("{}: {e}\n{script}", self.name()))?;
        let rules = ours.rules();
        host.trace_nft(self.lab.six, &rules)?;
        let mut played = Played { rules: rules.values().cloned().collect(), ..Played::default() };
        let list = plain(&ours.netns.nft_list(ours.now));
        played.list = (list != plain(&theirs)).then(|| apart(&self.name(), &list, &plain(&theirs)) + &script);
        let mut sides = vec![ours];
        let mut traffic = Traffic::new(self.lab);
        for count in 0..packets {
            let injection = traffic.next(&mut dice)?;
            let kernel = put_in(host, &injection)?;
            let hit = kernel.hit();
            played.hit.extend(hit.iter().filter_map(|id| rules.get(id).cloned()));
            let next = follow(&sides, &injection, &kernel, count);
            if let Err((told, text)) = next {
                let excused = walk::chose_ports(&told, &kernel, &injection.packet);
                let shown = || {
                    format!(
                        "  {} packet {count}: {injection}\n{}{text}{}",
                        self.name(),
                        traffic.history(&injection),
                        met(&theirs, &[&told, &kernel])
                    )
                };
                played.agree += usize::from(excused);
                played.failure = (!excused).then(shown);
                // From here on the two remember different connections.
                return Ok(played);
            }
            sides = next.unwrap_or_default();
            played.agree += 1;
            traffic.remember(Past { injection, walk: kernel });
        }
        let theirs = host.memory(self.lab.six)?;
        let all: Vec<Vec<String>> = sides.iter().map(Ours::memory).collect();
        let differs = all.first().filter(|_| !all.contains(&theirs));
        played.memory = Some(differs.map(|mine| apart(&self.name(), mine, &theirs) + &script));
        Ok(played)
    }

    fn name(&self) -> String {
        let version = if self.lab.six { 6 } else { 4 };
        format!("MALLA_ORACLE_SEED={} MALLA_ORACLE_SET={} IPv{version}", self.seed, self.number)
    }
}

/// All that our side may be after the packet: what chance chose in a chain that no rule of matched is told by nothing, and
/// comes to light later, or never.
fn follow(sides: &[Ours], injection: &Injection, kernel: &Walk, count: usize) -> Result<Vec<Ours>, (Walk, String)> {
    const SIDES: usize = 40;
    let (mut fitting, mut first) = (vec![], None);
    for side in sides {
        match side.follow(injection, kernel, count) {
            Ok(more) => fitting.extend(more),
            Err(difference) => first = first.or(Some(difference)),
        }
    }
    if fitting.is_empty() {
        return Err(first.unwrap_or_default());
    }
    // Of many, some from everywhere.
    let step = fitting.len().div_ceil(SIDES);
    Ok(fitting.into_iter().step_by(step).collect())
}

impl Ours {
    fn new(lab: &Lab, script: &str) -> Result<Self, String> {
        let (mut netns, why) = lab.netns(false)?;
        let refused: Vec<String> =
            netns.load_nft(&NftScript::of(script, why)).iter().map(ToString::to_string).collect();
        if refused.is_empty() { Ok(Self { netns, now: SimTime(1_000_000) }) } else { Err(refused.join("\n")) }
    }

    fn rules(&self) -> Rules {
        let mut all = Rules::new();
        for table in self.netns.nft_tables() {
            for chain in table.chains {
                let numbered = (1..).zip(chain.rules);
                all.extend(numbered.map(|(number, rule)| ((bare(&table.name), chain.name.clone(), number), rule.text)));
            }
        }
        all
    }

    /// Every way to walk the packet as the kernel did, by whatever choices of chance; else the walk that comes first.
    fn follow(&self, injection: &Injection, kernel: &Walk, count: usize) -> Result<Vec<Self>, (Walk, String)> {
        const CHOICES: usize = 3000;
        /// Ports to try for a connection that never leaves: which one was drawn is not seen.
        const PORTS_INSIDE: [u16; 4] = [10_500, 20_000, 30_000, 50_000];
        const ENOUGH: usize = 8;
        let (mut first, mut fitting) = (None, vec![]);
        let mut open = vec![(vec![], None)];
        let mut tried = 0;
        while let Some((numbers, port)) = open.pop().filter(|_| tried < CHOICES && fitting.len() < ENOUGH) {
            tried += 1;
            let mut side = self.clone();
            let mut chance = Replay::new(numbers, port);
            let told = side.walk(injection, count, &mut chance);
            open.extend(chance.others().into_iter().map(|numbers| (numbers, port)));
            match walk::difference(&told, kernel) {
                None => fitting.push(side),
                Some(text) if walk::chose_ports(&told, kernel, &injection.packet) => return Err((told, text)),
                Some(text) => {
                    let seen = drawn_port(&told, kernel);
                    let inside = PORTS_INSIDE.into_iter().filter(|_| chance.drew_port && seen.is_none());
                    let ports: Vec<u16> = seen.into_iter().chain(inside).filter(|_| port.is_none()).collect();
                    open.extend(ports.into_iter().map(|port| (chance.numbers.clone(), Some(port))));
                    first.get_or_insert((told, text));
                }
            }
        }
        if fitting.is_empty() { Err(first.unwrap_or_default()) } else { Ok(fitting) }
    }

    fn walk(&mut self, injection: &Injection, count: usize, chance: &mut Replay) -> Walk {
        /// A millisecond a packet: nothing expires that the kernel keeps.
        const PACE_US: u64 = 1000;
        self.now = SimTime(1_000_000 + PACE_US * count as u64);
        let mut recorder = Recorder::default();
        let mut context = Context::new(self.now, chance, &mut recorder);
        let packet = injection.packet.clone();
        let outcome = match &injection.origin {
            Origin::Device(device) => self.netns.receive(packet, device, &mut context),
            Origin::Process(user) => self.netns.send_raw(packet, Sender { uid: *user, gid: *user }, &mut context),
        };
        let mut out = vec![];
        departures(&outcome, &mut out);
        let steps: Vec<Step> =
            recorder.take().into_iter().filter(|step| !is_lookup(step)).map(with_bare_table).collect();
        Walk { events: walk::told(&steps, (Some(&injection.packet), last(&outcome)), Backend::Nft), out }
    }

    /// Connections and members of sets, without what counts down.
    fn memory(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.netns.conntrack(self.now).map(|entry| format!("{entry}")).map(|line| tuples(&line)).collect();
        all.sort();
        let list = self.netns.nft_list(self.now);
        all.extend(super::node::members(&list));
        all
    }
}

/// The tuples of a line of connection tracking. A port or identifier that is neither the first packet's nor one that rules name was
/// drawn: which one is not compared.
pub(super) fn tuples(line: &str) -> String {
    const NUMBERS: [&str; 3] = ["sport=", "dport=", "id="];
    const WANTED: [&str; 5] = ["src=", "dst=", "type=", "code=", "[UNREPLIED]"];
    let (mut own, mut kept): (Vec<&str>, Vec<String>) = (vec![], vec![]);
    let mut directions = 0;
    for word in line.split_whitespace() {
        directions += usize::from(word.starts_with("src="));
        let port = NUMBERS.iter().find_map(|name| word.strip_prefix(name));
        match port {
            Some(port) if directions < 2 => {
                own.push(port);
                kept.push(word.to_owned());
            }
            Some(port) if own.contains(&port) || PORTS.iter().any(|known| known.to_string() == port) => {
                kept.push(word.to_owned());
            }
            Some(_) => kept.push(word.split('=').next().unwrap_or_default().to_owned() + "=*"),
            None if WANTED.iter().any(|wanted| word.starts_with(wanted)) => kept.push(short(word)),
            None => {}
        }
    }
    kept.join(" ")
}

/// An address the short way.
fn short(word: &str) -> String {
    let address = word.split_once('=').and_then(|(side, address)| Some((side, address.parse::<IpAddr>().ok()?)));
    address.map_or_else(|| word.to_owned(), |(side, address)| format!("{side}={address}"))
}

fn is_lookup(step: &Step) -> bool {
    matches!(step.action, Action::Net(NetAction::Lookup { .. }))
}

/// `ip t` is `t` in the kernel's account.
fn with_bare_table(mut step: Step) -> Step {
    if let Stage::Netfilter { table, .. } = &mut step.stage {
        *table = bare(table).into();
    }
    step
}

fn bare(table: &str) -> String {
    table.split_once(' ').map_or(table, |(_, name)| name).to_owned()
}

/// The port (or ICMP identifier) that the kernel's packet has and ours has not.
fn drawn_port(ours: &Walk, kernel: &Walk) -> Option<u16> {
    let number = |packet: &Packet| match &packet.transport {
        malla_trace::Transport::Icmp(malla_trace::IcmpKind::Echo { id, .. }) => Some(*id),
        _ => packet.sport(),
    };
    let (mine, theirs) = (ours.out.first()?, kernel.out.first()?);
    let (mine, theirs) = (number(&mine.1)?, number(&theirs.1)?);
    (mine != theirs).then_some(theirs)
}

/// The chains of a list that the walks went along.
fn met(list: &str, walks: &[&Walk]) -> String {
    let seen = |chain: &str| walks.iter().flat_map(|walk| &walk.events).any(|event| event.chain == chain);
    let blocks = list.split("\n\n").filter(|block| {
        let name = block.trim_start().strip_prefix("chain ").and_then(|rest| rest.split(' ').next());
        name.is_some_and(seen)
    });
    blocks.map(|block| format!("{block}\n")).collect()
}

/// The lines of a list.
fn plain(list: &str) -> Vec<String> {
    list.lines().map(str::to_owned).collect()
}

fn apart(name: &str, ours: &[String], kernel: &[String]) -> String {
    let at = ours.iter().zip(kernel).position(|(a, b)| a != b).unwrap_or(ours.len().min(kernel.len()));
    let cell = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
    format!("  {name}\n    simulated: {}\n    kernel:    {}\n", cell(ours), cell(kernel))
}
