//! One step in words: which sentence, with which arguments.

use super::catalogue::sentence;
use super::cite::because;
use super::moment;
use super::printed;
use super::template::{Args, code, fill, text};
use malla_trace::{
    Action, AppAction, ConnState, DnsAction, Draw, Effect, Field, FilterVerdict, Fragment, Lang, NatKind, NetAction,
    Packet, ProxyAction, Rcode, Security, Sentence, Stage, Step, Trace,
};

/// Why this step: what it did, and the lines that made it so. An index that is not in the trace gives an empty
/// sentence.
#[must_use]
pub fn step(trace: &Trace, hop: usize, step: usize, lang: Lang) -> Sentence {
    let found = trace.hops.get(hop).and_then(|h| Some((h, h.steps.get(step)?, moment::before(h, step))));
    let Some((hop, step, packet)) = found else {
        return Sentence { code: String::new(), fragments: vec![] };
    };
    let view = View { step, packet: packet.as_ref(), leaves: hop.leaves.as_ref(), lang };
    let args = Args::default().with("because", because(trace, step.why, lang));
    match &step.action {
        Action::Net(action) => net(&view, action, args),
        Action::Dns(action) => dns(&view, action, args),
        Action::Proxy(action) => proxy(&view, action, args),
        Action::App(action) => app(&view, action, args),
    }
}

/// What the sentences of one step may look at.
struct View<'a> {
    step: &'a Step,
    packet: Option<&'a Packet>,
    leaves: Option<&'a Packet>,
    lang: Lang,
}

impl View<'_> {
    fn say(&self, code: &str, args: &Args) -> Sentence {
        sentence(code, self.lang, args)
    }

    fn packet_text(&self) -> String {
        self.packet.map(Packet::to_string).unwrap_or_default()
    }

    /// `from` and `to` of an address the step rewrote, with the port where the port changed too.
    fn rewrite(&self, args: Args, address: &Field, port: &Field) -> Args {
        let find = |field: &Field| self.step.delta.iter().find(|change| change.field == *field);
        let (from, to) = match (find(address), find(port)) {
            (Some(a), Some(p)) => (format!("{}:{}", a.from, p.from), format!("{}:{}", a.to, p.to)),
            (Some(one), None) | (None, Some(one)) => (one.from.clone(), one.to.clone()),
            (None, None) => (self.unchanged(address), self.unchanged(address)),
        };
        args.code("from", from).code("to", to)
    }

    fn unchanged(&self, address: &Field) -> String {
        let text = if *address == Field::Source { Packet::source_text } else { Packet::destination_text };
        self.packet.map(text).unwrap_or_default()
    }
}

fn net(view: &View<'_>, action: &NetAction, args: Args) -> Sentence {
    let dst = view.packet.map(Packet::destination_text).unwrap_or_default();
    match action {
        NetAction::Arrive { interface } => {
            view.say("NET-ARRIVE", &args.code("interface", interface).code("packet", view.packet_text()))
        }
        NetAction::Originate => view.say("NET-ORIGINATE", &args.code("packet", view.packet_text())),
        NetAction::Track { state, reply } => view.say(track_code(*state, *reply), &args),
        NetAction::Translate { nat, undo } => translate(view, *nat, *undo, args),
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
        Effect::Redirect { .. } => view.say("NET-RULE-REDIRECT", &view.rewrite(args, dst.0, dst.1)),
        Effect::Snat { .. } => view.say("NET-RULE-SNAT", &view.rewrite(args, src.0, src.1)),
        Effect::Masquerade { .. } => view.say("NET-RULE-MASQUERADE", &view.rewrite(args, src.0, src.1)),
        Effect::Mark { mark } => view.say("NET-RULE-MARK", &args.code("mark", format!("{mark:#x}"))),
        Effect::Other { name } => view.say("NET-RULE-OTHER", &args.code("name", name)),
    }
}

/// How likely the branch was. netfilter's rule prints the probability itself; the draw tells only the outcome, so the
/// rule's text is read for it.
fn draw_words(view: &View<'_>, draw: &Draw) -> Vec<Fragment> {
    let Action::Net(NetAction::Match { rule, .. }) = &view.step.action else { return vec![] };
    let probability = rule.split("--probability ").nth(1).and_then(|tail| tail.split(' ').next());
    let shown = probability
        .and_then(|p| p.parse::<f64>().ok())
        .map_or_else(|| format!("{}/{}", draw.outcome, draw.of), |p| format!("{:.0} %", p * 100.0));
    sentence("DRAW-PROBABILITY", view.lang, &Args::default().code("probability", shown)).fragments
}

fn dns(view: &View<'_>, action: &DnsAction, args: Args) -> Sentence {
    match action {
        DnsAction::Literal { address } => view.say("DNS-LITERAL", &args.code("address", address)),
        DnsAction::Expand { name, candidates, ndots } => {
            let args = args.code("name", name).code("ndots", ndots).code("candidates", candidates.join(", "));
            let plain = candidates.len() < 2;
            view.say(if plain { "DNS-EXPAND-PLAIN" } else { "DNS-EXPAND" }, &args)
        }
        DnsAction::Ask { name, kind, server } => {
            view.say("DNS-ASK", &args.code("name", name).code("kind", kind).code("server", server))
        }
        DnsAction::Answer { name, kind, rcode, records } => {
            let list: Vec<String> = records.iter().map(|r| format!("{} {}", r.kind, r.data)).collect();
            let code = match rcode {
                Rcode::NoError if records.is_empty() => "DNS-NODATA",
                Rcode::NoError => "DNS-ANSWER",
                Rcode::NxDomain => "DNS-NXDOMAIN",
                Rcode::ServFail | Rcode::Refused => "DNS-REFUSED",
            };
            let args = args.code("name", name).code("kind", kind).code("records", list.join(", "));
            view.say(code, &args.code("rcode", printed::rcode(Some(*rcode), view.lang)))
        }
        DnsAction::Resolved { name, addresses } => {
            let list: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            view.say("DNS-RESOLVED", &args.code("name", name).code("addresses", list.join(", ")))
        }
        DnsAction::Unresolved { name, rcode } => {
            view.say("DNS-UNRESOLVED", &args.code("name", name).text("rcode", printed::rcode(*rcode, view.lang)))
        }
    }
}

fn proxy(view: &View<'_>, action: &ProxyAction, args: Args) -> Sentence {
    match action {
        ProxyAction::Accept { listener } => view.say("PROXY-ACCEPT", &args.code("listener", listener)),
        ProxyAction::VirtualHost { domain, .. } => view.say("PROXY-VHOST", &args.code("domain", domain)),
        ProxyAction::Route { condition, cluster, .. } => {
            view.say("PROXY-ROUTE", &args.code("condition", condition).code("cluster", cluster))
        }
        ProxyAction::NoRoute => view.say("PROXY-NO-ROUTE", &args),
        ProxyAction::Weighted { cluster, draw, .. } => {
            let share = vec![code(format!("{}/{}", draw.outcome, draw.of))];
            view.say("PROXY-WEIGHTED", &args.code("cluster", cluster).with("draw", share))
        }
        ProxyAction::Endpoint { endpoint, policy, of, .. } => {
            view.say("PROXY-ENDPOINT", &args.code("endpoint", endpoint).code("policy", policy).text("of", of))
        }
        ProxyAction::NoEndpoint { cluster } => view.say("PROXY-NO-ENDPOINT", &args.code("cluster", cluster)),
        ProxyAction::UpstreamFailed { cluster, flag } => {
            view.say("PROXY-UPSTREAM-FAILED", &args.code("cluster", cluster).code("flag", flag))
        }
        ProxyAction::Connect { upstream } => view.say("PROXY-CONNECT", &args.code("upstream", upstream)),
        ProxyAction::Rewrite => view.say("PROXY-REWRITE", &args),
        ProxyAction::Secure { security: Security::Plain, .. } => view.say("PROXY-PLAIN", &args),
        ProxyAction::Secure { security: Security::Tls { client, server, .. }, .. } => {
            let name = |identity: &Option<String>| identity.clone().unwrap_or_else(|| "?".into());
            view.say("PROXY-TLS", &args.code("client", name(client)).code("server", name(server)))
        }
        ProxyAction::HandshakeFailed { because } => {
            view.say("PROXY-HANDSHAKE-FAILED", &args.code("reason", because))
        }
        ProxyAction::Delay { us } => view.say("PROXY-DELAY", &args.code("seconds", us / 1_000_000)),
        ProxyAction::Respond { status, .. } => view.say("PROXY-RESPOND", &args.code("status", status)),
        ProxyAction::Relay { .. } => view.say("PROXY-RELAY", &args),
    }
}

fn app(view: &View<'_>, action: &AppAction, args: Args) -> Sentence {
    let program = match &view.step.stage {
        Stage::Program { name } => name.clone(),
        _ => String::new(),
    };
    let args = args.text("program", program);
    match action {
        AppAction::Begin { url, .. } => view.say("APP-BEGIN", &args.code("url", url)),
        AppAction::Receive { what } => view.say("APP-RECEIVE", &args.code("what", what)),
        AppAction::Need { role, host, port } => {
            let args = args.with("role", role_words(role, view.lang)).code("target", format!("{host}:{port}"));
            view.say("APP-NEED", &args)
        }
        AppAction::Got { role } => view.say("APP-GOT", &args.with("role", role_words(role, view.lang))),
        AppAction::Lacks { role, host, port } => {
            let args = args.with("role", role_words(role, view.lang)).code("target", format!("{host}:{port}"));
            view.say("APP-LACKS", &args)
        }
        AppAction::Answer { status, what } => {
            let status = if *status == 0 { String::new() } else { status.to_string() };
            view.say("APP-ANSWER", &args.code("status", status).text("what", what))
        }
        AppAction::Finish { status } => {
            let status = if *status == 0 { "OK".into() } else { status.to_string() };
            view.say("APP-FINISH", &args.code("status", status))
        }
        AppAction::GiveUp { after_us } => view.say("APP-GIVE-UP", &args.code("seconds", after_us / 1_000_000)),
    }
}

/// What a program needs, in words.
fn role_words(role: &str, lang: Lang) -> Vec<Fragment> {
    match role {
        "database" => vec![text(lang.pick("base de datos", "database"))],
        other => fill("", other, &Args::default()).fragments,
    }
}
