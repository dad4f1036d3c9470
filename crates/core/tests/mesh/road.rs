//! A trace as a road: one line a turn, the chains and stages in order.

use malla_core::Snapshot;
use malla_trace::{
    Action, AppAction, Effect, Hop, Leg, NetAction, Phase, ProxyAction, Security, Stage, Step, Trace, Verdict,
    VertexId, VertexKind,
};

/// The turns of everything but questions for names; pods by their names instead of their addresses.
pub fn road(snapshot: &Snapshot, trace: &Trace) -> String {
    named(snapshot, &lines(trace))
}

/// The conversations only, and the end.
pub fn legs(snapshot: &Snapshot, trace: &Trace) -> String {
    let told = lines(trace);
    let mut kept: Vec<&str> = told.lines().filter(|line| line.starts_with("leg ")).collect();
    kept.extend(told.lines().last());
    named(snapshot, &kept.join("\n"))
}

/// The step that a bad end is blamed on, as it stands in the road.
pub fn culprit(trace: &Trace) -> String {
    let Some(culprit) = &trace.culprit else { return "nobody".into() };
    let hop = &trace.hops[culprit.hop];
    let said = hop.steps.get(culprit.step).and_then(step_text).unwrap_or_default();
    format!("{}: {said}", place(&hop.at, hop.part.as_deref()))
}

/// The line that the blamed step rests on.
pub fn blamed_line(snapshot: &Snapshot, trace: &Trace) -> String {
    let step = trace.culprit.as_ref().and_then(|c| trace.hops.get(c.hop)?.steps.get(c.step));
    let place = step.and_then(|step| snapshot.place(step.why));
    place.map_or_else(|| "no line".into(), |place| format!("{}:{}", place.file, place.line))
}

fn named(snapshot: &Snapshot, text: &str) -> String {
    let topology = snapshot.topology();
    let pods = topology.vertices.iter().filter(|vertex| vertex.kind == VertexKind::Pod);
    let mut names: Vec<(&str, String)> =
        pods.filter_map(|pod| Some((pod.addresses.first()?.as_str(), place(&pod.id, None)))).collect();
    names.sort_by_key(|(address, _)| std::cmp::Reverse(address.len()));
    names.iter().fold(text.to_owned(), |text, (address, name)| text.replace(address, name))
}

fn lines(trace: &Trace) -> String {
    let legs = trace.legs.iter().filter(|leg| !is_question(leg)).map(leg_line);
    let told = trace.hops.iter().filter(|hop| !trace.legs.get(hop.leg.0 as usize).is_some_and(is_question));
    let hops = told.filter(|hop| matches!(hop.phase, Phase::Work | Phase::Open | Phase::Answer)).map(hop_line);
    legs.chain(hops).chain([end(trace)]).collect::<Vec<_>>().join("\n")
}

fn end(trace: &Trace) -> String {
    match &trace.verdict {
        Verdict::Answered { status, flag } => format!("{status} {}", flag.as_deref().unwrap_or("-")),
        other => format!("{other:?}"),
    }
}

fn is_question(leg: &Leg) -> bool {
    matches!(leg.purpose, malla_trace::Purpose::Resolve { .. })
}

fn leg_line(leg: &Leg) -> String {
    let to = leg.to.as_ref().map_or_else(|| "nobody".to_owned(), |to| place(to, leg.to_part.as_deref()));
    let security = match &leg.security {
        None => "-".into(),
        Some(Security::Plain) => "plain".into(),
        Some(Security::Tls { mutual, client, server, .. }) => {
            let name =
                |id: &Option<String>| id.as_deref().map_or("?", |id| id.rsplit('/').next().unwrap_or(id)).to_owned();
            format!("{} {} {}", if *mutual { "mTLS" } else { "TLS" }, name(client), name(server))
        }
    };
    format!("leg {} {} -> {to}: {security}", leg.id.0, place(&leg.from, leg.from_part.as_deref()))
}

/// `reviews(istio-proxy)`: the workload's first word and the part.
fn place(at: &VertexId, part: Option<&str>) -> String {
    let name = at.0.rsplit('/').next().unwrap_or(&at.0);
    let words: Vec<&str> = name.split('-').collect();
    let short = if words.len() > 3 { words[..words.len() - 2].join("-") } else { name.to_owned() };
    part.map_or_else(|| short.clone(), |part| format!("{short}({part})"))
}

fn hop_line(hop: &Hop) -> String {
    let steps: Vec<String> = hop.steps.iter().filter_map(step_text).collect();
    format!("{} {:?} {}: {}", hop.leg.0, hop.phase, place(&hop.at, hop.part.as_deref()), steps.join(" "))
}

fn step_text(step: &Step) -> Option<String> {
    match &step.action {
        Action::Net(action) => net_text(&step.stage, action),
        Action::Proxy(action) => proxy_text(action),
        Action::App(AppAction::Answer { status, .. }) => Some(format!("answer {status}")),
        Action::App(action) => format!("{action:?}").split(' ').next().map(str::to_lowercase),
        Action::Dns(_) => None,
    }
}

fn net_text(stage: &Stage, action: &NetAction) -> Option<String> {
    let chain = match stage {
        Stage::Netfilter { chain, rule: Some(rule), .. } if chain.starts_with("ISTIO") => format!("{chain}/{rule}"),
        Stage::Netfilter { chain, rule: Some(_), .. } => chain.clone(),
        _ => String::new(),
    };
    match action {
        NetAction::Match { effect, .. } => Some(match effect {
            Effect::Jump { .. } => chain,
            Effect::Return => format!("{chain}=RETURN"),
            Effect::Redirect { port } => format!("{chain}=REDIRECT:{}", port.unwrap_or(0)),
            Effect::Dnat { to } => format!("{chain}=DNAT:{to}"),
            _ => chain,
        }),
        NetAction::Translate { nat, undo } => Some(format!("{}{nat:?}", if *undo { "un" } else { "" })),
        NetAction::Deliver { socket } if socket.port() < 32_768 => Some(format!("deliver {socket}")),
        NetAction::Deliver { .. } => Some("deliver".into()),
        NetAction::NoSocket { .. } => Some("no socket".into()),
        NetAction::Arrive { interface } if interface == "lo" => Some("lo".into()),
        _ => None,
    }
}

fn proxy_text(action: &ProxyAction) -> Option<String> {
    Some(match action {
        ProxyAction::Accept { listener } => listener.clone(),
        ProxyAction::VirtualHost { name, .. } => format!("vhost {name}"),
        ProxyAction::Route { condition, .. } => format!("route {condition}"),
        ProxyAction::Weighted { cluster, .. } => format!("weighted {cluster}"),
        ProxyAction::Endpoint { cluster, endpoint, .. } => format!("endpoint {cluster}={endpoint}"),
        ProxyAction::Secure { side, security } => {
            format!("{side:?}={}", if security.is_mutual() { "mTLS" } else { "plain" })
        }
        ProxyAction::Relay { status } => format!("relay {status}"),
        ProxyAction::Respond { status, flag } => format!("respond {status} {}", flag.as_deref().unwrap_or("-")),
        ProxyAction::UpstreamFailed { flag, .. } => format!("failed {flag}"),
        ProxyAction::NoRoute => "no route".into(),
        other => format!("{other:?}").split(' ').next()?.to_lowercase(),
    })
}
