//! What a real kernel did with random packets under random rules (Linux 6.18, legacy tables), replayed: the same rules
//! match in the same order with the same marks, and the same packets leave. The kernel oracle wrote it
//! (`MALLA_ORACLE_RECORD`), so that machines without netfilter compare with a kernel too.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use malla_kernel::{Context, Family, Outcome, Sender};
use malla_trace::{Action, Field, NetAction, Packet, Recorder, SimTime, Stage, Step};
use support::{Lab, packet_of};

const RECORDED: &str = include_str!("recorded/netfilter.txt");

/// A millisecond a packet, as when it was recorded.
const PACE_US: u64 = 1000;

/// The node, its rules, and how many packets it has seen.
struct Replay {
    family: Family,
    setting: String,
    lab: Lab,
    packets: u64,
}

impl Replay {
    /// Plays a part; what came out, where something is recorded.
    fn play(&mut self, head: &str, body: &str) -> Option<String> {
        match head.split_once(' ').unwrap_or((head, "")) {
            ("node", version) => {
                self.family = if version == "6" { Family::V6 } else { Family::V4 };
                body.clone_into(&mut self.setting);
                None
            }
            ("rules", _) => {
                (self.lab, self.packets) = (Lab::new(&self.setting), 0);
                self.lab.load(body, self.family);
                None
            }
            ("receive", rest) => {
                let (device, packet) = rest.split_once(' ').unwrap();
                Some(self.walk(packet, |net, packet, cx| net.receive(packet, device, cx)))
            }
            ("send", rest) => {
                let (user, packet) = rest.split_once(' ').unwrap();
                let user = user.parse().unwrap();
                let sender = Sender { uid: user, gid: user };
                Some(self.walk(packet, |net, packet, cx| net.send_raw(packet, sender, cx)))
            }
            _ => panic!("no such part: {head}"),
        }
    }

    fn walk(
        &mut self,
        packet: &str,
        go: impl FnOnce(&mut malla_kernel::Netns, Packet, &mut Context<'_>) -> Outcome,
    ) -> String {
        let mut recorder = Recorder::default();
        let now = SimTime(1_000_000 + PACE_US * self.packets);
        self.packets += 1;
        let mut cx = Context::new(now, &mut self.lab.chance, &mut recorder);
        let outcome = go(&mut self.lab.net, packet_of(packet), &mut cx);
        let mut text = rules(&recorder.take()) + "\n";
        departures(&outcome, &mut text);
        text
    }
}

/// The rules that matched and the policies that spoke, each with the mark before it.
fn rules(steps: &[Step]) -> String {
    let (mut mark, mut all) = (0, vec![]);
    for step in steps {
        let is_new = match &step.action {
            Action::Net(NetAction::Originate) => true,
            Action::Net(NetAction::Arrive { interface }) => interface != "lo",
            _ => false,
        };
        mark = if is_new { 0 } else { mark };
        if let Stage::Netfilter { table, chain, rule } = &step.stage {
            let number = rule.map_or("policy".into(), |number| number.to_string());
            let mark = if mark == 0 { String::new() } else { format!("@{mark:#x}") };
            all.push(format!("{table}:{chain}:{number}{mark}"));
        }
        for change in step.delta.iter().filter(|change| change.field == Field::Mark) {
            mark = u32::from_str_radix(change.to.trim_start_matches("0x"), 16).unwrap();
        }
    }
    all.join(" ")
}

/// Whatever left the host.
fn departures(outcome: &Outcome, text: &mut String) {
    match outcome {
        Outcome::Forward { packet, interface, .. } => *text += &format!("{interface} {packet} ttl {}\n", packet.ttl),
        Outcome::Local { answer, .. } | Outcome::Reject { answer, .. } => {
            answer.iter().for_each(|answer| departures(answer, text));
        }
        Outcome::Drop(_) => {}
    }
}

/// How many packets went as recorded, of how many, and the first that did not.
fn compare(text: &str) -> (usize, usize, Option<String>) {
    let (family, setting) = (Family::V4, String::new());
    let mut replay = Replay { family, setting, lab: Lab::new(""), packets: 0 };
    let (mut agree, mut all, mut first) = (0, 0, None);
    for part in text.strip_prefix("= ").unwrap().split("\n= ") {
        let (head, body) = part.split_once('\n').unwrap_or((part, ""));
        let Some(found) = replay.play(head, body) else { continue };
        all += 1;
        if found.trim_end() == body.trim_end() {
            agree += 1;
        } else {
            first.get_or_insert_with(|| format!("{head}\ngot:\n{found}\nthe kernel:\n{body}"));
        }
    }
    (agree, all, first)
}

#[test]
fn everything_goes_as_the_kernel_did_it() {
    let (agree, all, first) = compare(RECORDED);
    println!("kernel recorded, packets that agree: {agree}/{all}");
    assert_eq!(first, None);
    assert!(all >= 800, "only {all} packets");
}

#[test]
fn other_rules_are_noticed() {
    for (word, other) in
        [("-j DROP", "-j ACCEPT"), ("-j MASQUERADE", "-j ACCEPT"), ("--ctstate NEW", "--ctstate INVALID")]
    {
        let slipped = RECORDED.replace(word, other);
        let (agree, all, first) = compare(&slipped);
        assert!(first.is_some() && agree < all, "{word} for {other} makes no difference");
    }
}
