//! What a network namespace did: packets, rules, translations.

use super::View;
use crate::explain::catalogue::sentence;
use crate::explain::part::is_envoy;
use crate::explain::printed;
use crate::explain::template::{Args, code, text};
use malla_trace::{
    Action, ConnState, Draw, Effect, Field, FilterVerdict, Fragment, NatKind, NetAction, Packet, Sentence, Stage,
};

/// The random stream of nftables' `numgen random`.
const NUMGEN: &str = "netfilter/numgen";

/// The sentence of a step of a network namespace.
pub(super) fn say(view: &View<'_>, action: &NetAction, args: Args) -> Sentence {
    let dst = view.packet.map(Packet::destination_text).unwrap_or_default();
    match action {
        NetAction::Arrive { interface } => {
            view.say("NET-ARRIVE", &args.code("interface", interface).code("packet", view.packet_text()))
        }
        NetAction::Originate => originate(view, args),
        NetAction::Track { state, reply } => view.say(track_code(*state, *reply), &args),
        NetAction::Translate { nat, undo } => translate(view, *nat, *undo, args),
        NetAction::Lookup { set, key, found } => {
            let args = args.code("set", set).code("key", key);
            match found {
                // Only a map's member leads to something.
                Some(member) if member.contains(" : ") => view.say("NET-LOOKUP-FOUND", &args.code("member", member)),
                Some(_) => view.say("NET-LOOKUP-MEMBER", &args),
                None => view.say("NET-LOOKUP-NONE", &args),
            }
        }
        NetAction::Match { effect, draw, .. } => rule(view, effect, draw.as_ref(), args),
        NetAction::Policy { verdict } => policy(view, *verdict, args),
        NetAction::Route { local: true, .. } => view.say("NET-ROUTE-LOCAL", &args.code("dst", dst)),
        NetAction::Route { prefix, via, interface, .. } => {
            let args = args.code("dst", dst).code("prefix", prefix).code("interface", interface);
            match via {
                Some(via) => view.say("NET-ROUTE-VIA", &args.code("via", via)),
                None => view.say("NET-ROUTE-LINK", &args),
            }
        }
        NetAction::NoRoute => view.say("NET-NO-ROUTE", &args.code("dst", dst)),
        NetAction::Depart { interface, next_hop } => {
            let packet = view.leaves.or(view.packet).map(Packet::to_string).unwrap_or_default();
            view.say("NET-DEPART", &args.code("interface", interface).code("next", next_hop).code("packet", packet))
        }
        NetAction::Deliver { socket } => view.say("NET-DELIVER", &args.code("socket", socket)),
        NetAction::NoSocket { with } => {
            view.say("NET-NO-SOCKET", &args.code("dst", dst).code("with", printed::reject(*with)))
        }
        NetAction::Icmp { error } => view.say("NET-ICMP", &args.code("with", printed::icmp(*error))),
        NetAction::Expired => view.say("NET-EXPIRED", &args),
        NetAction::NoNeighbour { address } => view.say("NET-NO-NEIGHBOUR", &args.code("address", address)),
    }
}

/// Who sends: in a pod of several containers, which of them.
fn originate(view: &View<'_>, args: Args) -> Sentence {
    let packet = view.packet.map_or_else(Vec::new, |packet| vec![text(": "), code(packet)]);
    let args = args.with("packet", packet);
    match view.part {
        None => view.say("NET-ORIGINATE", &args),
        Some(part) if is_envoy(part) => view.say("NET-ORIGINATE-SIDECAR", &args),
        Some(part) => view.say("NET-ORIGINATE-PART", &args.code("part", part)),
    }
}

const fn track_code(state: ConnState, reply: bool) -> &'static str {
    match state {
        ConnState::New => "NET-TRACK-NEW",
        ConnState::Established if reply => "NET-TRACK-REPLY",
        ConnState::Established => "NET-TRACK-ESTABLISHED",
        ConnState::Related => "NET-TRACK-RELATED",
        ConnState::Invalid => "NET-TRACK-INVALID",
        ConnState::Untracked => "NET-TRACK-UNTRACKED",
    }
}

/// A DNAT taken back on a reply rewrites its *source*, and the other way round.
fn translate(view: &View<'_>, nat: NatKind, undo: bool, args: Args) -> Sentence {
    let (code, source) = match (nat, undo) {
        (NatKind::Dnat, false) => ("NET-DNAT-KEPT", false),
        (NatKind::Dnat, true) => ("NET-DNAT-UNDONE", true),
        (NatKind::Snat, false) => ("NET-SNAT-KEPT", true),
        (NatKind::Snat, true) => ("NET-SNAT-UNDONE", false),
    };
    let args = if source {
        view.rewrite(args, &Field::Source, &Field::SourcePort)
    } else {
        view.rewrite(args, &Field::Destination, &Field::DestinationPort)
    };
    view.say(code, &args)
}

fn policy(view: &View<'_>, verdict: FilterVerdict, args: Args) -> Sentence {
    let (table, chain) = stage_names(&view.step.stage);
    let code = match verdict {
        FilterVerdict::Accept => "NET-POLICY-ACCEPT",
        FilterVerdict::Drop => "NET-POLICY-DROP",
    };
    view.say(code, &args.code("table", table).code("chain", chain))
}

fn stage_names(stage: &Stage) -> (&str, &str) {
    match stage {
        Stage::Netfilter { table, chain, .. } => (table, chain),
        Stage::Interface { .. }
        | Stage::Conntrack
        | Stage::Routing
        | Stage::Socket
        | Stage::Resolver
        | Stage::Zone
        | Stage::Listener
        | Stage::RouteTable
        | Stage::Upstream
        | Stage::Program { .. } => ("", ""),
    }
}

fn rule(view: &View<'_>, effect: &Effect, draw: Option<&Draw>, args: Args) -> Sentence {
    let number = match &view.step.stage {
        Stage::Netfilter { rule: Some(number), .. } => number.to_string(),
        _ => String::new(),
    };
    let args = args.code("number", number).code("chain", stage_names(&view.step.stage).1);
    let args = args.with("draw", draw.map_or_else(Vec::new, |d| draw_words(view, d)));
    let dst = (&Field::Destination, &Field::DestinationPort);
    let src = (&Field::Source, &Field::SourcePort);
    match effect {
        Effect::None => view.say("NET-RULE-NONE", &args),
        Effect::Jump { chain } => view.say("NET-RULE-JUMP", &args.code("target", chain)),
        Effect::Goto { chain } => view.say("NET-RULE-GOTO", &args.code("target", chain)),
        Effect::Return => view.say("NET-RULE-RETURN", &args),
        Effect::Accept => view.say("NET-RULE-ACCEPT", &args),
        Effect::Drop => view.say("NET-RULE-DROP", &args),
        Effect::Reject { with } => view.say("NET-RULE-REJECT", &args.code("with", printed::reject(*with))),
        Effect::Dnat { .. } => view.say("NET-RULE-DNAT", &view.rewrite(args, dst.0, dst.1)),
        Effect::Redirect { .. } => view.say(redirect_code(&view.step.stage), &view.rewrite(args, dst.0, dst.1)),
        Effect::Snat { .. } => view.say("NET-RULE-SNAT", &view.rewrite(args, src.0, src.1)),
        Effect::Masquerade { .. } => view.say("NET-RULE-MASQUERADE", &view.rewrite(args, src.0, src.1)),
        Effect::Mark { mark } => view.say("NET-RULE-MARK", &args.code("mark", format!("{mark:#x}"))),
        Effect::Other { name } => view.say("NET-RULE-OTHER", &args.code("name", name)),
    }
}

/// A redirect turns a connection round to this machine; in the chains of istio-init, to the proxy of this very pod.
fn redirect_code(stage: &Stage) -> &'static str {
    match stage_names(stage).1 {
        "ISTIO_REDIRECT" => "NET-CAPTURE-OUT",
        "ISTIO_IN_REDIRECT" => "NET-CAPTURE-IN",
        _ => "NET-RULE-REDIRECT",
    }
}

/// How likely the branch was. netfilter's rule prints the probability itself; the draw tells only the outcome, so the
/// rule's text is read for it.
fn draw_words(view: &View<'_>, draw: &Draw) -> Vec<Fragment> {
    if draw.stream == NUMGEN {
        let args = Args::default().code("outcome", draw.outcome).code("of", draw.of);
        return sentence("DRAW-NUMBER", view.lang, &args).fragments;
    }
    let Action::Net(NetAction::Match { rule, .. }) = &view.step.action else { return vec![] };
    let probability = rule.split("--probability ").nth(1).and_then(|tail| tail.split(' ').next());
    let shown = probability
        .and_then(|p| p.parse::<f64>().ok())
        .map_or_else(|| format!("{}/{}", draw.outcome, draw.of), |p| format!("{:.0} %", p * 100.0));
    sentence("DRAW-PROBABILITY", view.lang, &Args::default().code("probability", shown)).fragments
}
