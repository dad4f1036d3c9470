//! One colour a meaning: what a step is to the learner, and the colour that says so everywhere on the page.

use malla_trace::{
    Action, AppAction, DnsAction, Effect, Field, FilterVerdict, Hop, NetAction, Phase, ProxyAction, Rcode, Step,
};

/// The five meanings that have a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// On its way there: blue.
    Request,
    /// On its way back: green.
    Reply,
    /// An address is rewritten: amber.
    Rewrite,
    /// Somebody says no: red.
    Refusal,
    /// Only a name or a rule: violet.
    Virtual,
}

impl Tone {
    /// The colour's name, in the style sheet and in the editor's highlights.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "req",
            Self::Reply => "rep",
            Self::Rewrite => "nat",
            Self::Refusal => "no",
            Self::Virtual => "virt",
        }
    }

    /// The meaning of a step within its hop.
    #[must_use]
    pub fn of_step(hop: &Hop, step: &Step) -> Self {
        if refuses(&step.action) {
            Self::Refusal
        } else if rewrites(step) {
            Self::Rewrite
        } else {
            Self::of_phase(hop.phase)
        }
    }

    /// The meaning of a packet that only passes.
    #[must_use]
    pub const fn of_phase(phase: Phase) -> Self {
        if phase.is_back() { Self::Reply } else { Self::Request }
    }
}

/// Whether a step changes an address or a port.
#[must_use]
pub fn rewrites(step: &Step) -> bool {
    step.delta.iter().any(|change| is_address(&change.field))
}

/// Whether a field belongs to an address pair.
#[must_use]
pub const fn is_address(field: &Field) -> bool {
    matches!(field, Field::Source | Field::SourcePort | Field::Destination | Field::DestinationPort)
}

/// Whether somebody says no in this action.
#[must_use]
pub fn refuses(action: &Action) -> bool {
    match action {
        Action::Net(net) => net_refuses(net),
        Action::Dns(dns) => match dns {
            DnsAction::Unresolved { .. } => true,
            DnsAction::Answer { rcode, .. } => *rcode != Rcode::NoError,
            DnsAction::Literal { .. }
            | DnsAction::Expand { .. }
            | DnsAction::Ask { .. }
            | DnsAction::Resolved { .. } => false,
        },
        Action::Proxy(proxy) => proxy_refuses(proxy),
        Action::App(app) => app_refuses(app),
    }
}

const fn net_refuses(action: &NetAction) -> bool {
    match action {
        NetAction::Match { effect, .. } => matches!(effect, Effect::Drop | Effect::Reject { .. }),
        NetAction::Policy { verdict } => matches!(verdict, FilterVerdict::Drop),
        NetAction::NoRoute
        | NetAction::NoSocket { .. }
        | NetAction::Icmp { .. }
        | NetAction::Expired
        | NetAction::NoNeighbour { .. } => true,
        NetAction::Arrive { .. }
        | NetAction::Originate
        | NetAction::Track { .. }
        | NetAction::Translate { .. }
        | NetAction::Lookup { .. }
        | NetAction::Route { .. }
        | NetAction::Depart { .. }
        | NetAction::Deliver { .. } => false,
    }
}

const fn proxy_refuses(action: &ProxyAction) -> bool {
    match action {
        ProxyAction::NoRoute
        | ProxyAction::NoEndpoint { .. }
        | ProxyAction::UpstreamFailed { .. }
        | ProxyAction::HandshakeFailed { .. } => true,
        ProxyAction::Respond { status, .. } | ProxyAction::Relay { status } => *status >= 400,
        ProxyAction::Accept { .. }
        | ProxyAction::VirtualHost { .. }
        | ProxyAction::Route { .. }
        | ProxyAction::Weighted { .. }
        | ProxyAction::Endpoint { .. }
        | ProxyAction::Connect { .. }
        | ProxyAction::Secure { .. }
        | ProxyAction::Delay { .. }
        | ProxyAction::Rewrite => false,
    }
}

const fn app_refuses(action: &AppAction) -> bool {
    match action {
        AppAction::Lacks { .. } | AppAction::GotError { .. } | AppAction::GiveUp { .. } => true,
        AppAction::Answer { status, .. } | AppAction::Finish { status } => *status >= 400,
        AppAction::Begin { .. }
        | AppAction::Receive { .. }
        | AppAction::Need { .. }
        | AppAction::Got { .. }
        | AppAction::Retry { .. }
        | AppAction::Pause { .. } => false,
    }
}
