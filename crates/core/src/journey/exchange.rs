//! What programs say to each other, and the call that brings it there: resolve, connect, ask.

use super::Journey;
use malla_trace::{CauseId, LegId, Message, Probe, Purpose, Reply, Verdict, VertexId};
use std::net::SocketAddr;

/// Where a program calls, and why just there.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// Host name or address, as configured.
    pub(super) host: String,
    /// Port.
    pub(super) port: u16,
    /// The line that says so.
    pub(super) why: CauseId,
    /// How long the caller waits for a connection, in microseconds.
    pub(super) patience_us: u64,
}

/// Why a caller was told nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    /// The end of the conversation.
    pub(super) verdict: Verdict,
    /// Whether the connection stood before it ended.
    pub(super) connected: bool,
}

impl Failed {
    /// No connection came about.
    pub(super) const fn before(verdict: Verdict) -> Self {
        Self { verdict, connected: false }
    }

    /// The connection broke.
    pub(super) const fn after(verdict: Verdict) -> Self {
        Self { verdict, connected: true }
    }
}

/// What a program asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// An HTTP request.
    Http {
        /// Method.
        method: String,
        /// `Host` header.
        authority: String,
        /// Path and query.
        path: String,
        /// Other headers.
        headers: Vec<(String, String)>,
    },
    /// A database query.
    Query {
        /// The query, printed.
        text: String,
    },
    /// Nothing but the connection.
    Nothing,
}

/// What a program was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// HTTP status; 0 where the protocol has none.
    pub(super) status: u16,
    /// Response flag of a proxy that answered by itself.
    pub(super) flag: Option<String>,
    /// Headers.
    pub(super) headers: Vec<(String, String)>,
    /// Body, shortened.
    pub(super) body: String,
}

impl Ask {
    /// What the learner sends.
    pub(super) fn from_probe(probe: &Probe) -> Self {
        if probe.url.scheme == "tcp" {
            return Self::Nothing;
        }
        let lower = |(name, value): &(String, String)| (name.to_ascii_lowercase(), value.clone());
        let (hosts, headers) = probe.headers.iter().map(lower).partition::<Vec<_>, _>(|(name, _)| name == "host");
        let authority = hosts.into_iter().next_back().map_or_else(|| probe.url.authority(), |(_, value)| value);
        Self::Http { method: probe.method.clone(), authority, path: probe.url.path.clone(), headers }
    }

    /// What a conversation for it is for.
    fn purpose(&self, target: &Target) -> Purpose {
        let to = format!("{}:{}", target.host, target.port);
        match self {
            Self::Http { .. } => Purpose::Http { to },
            Self::Query { .. } | Self::Nothing => Purpose::Tcp { to },
        }
    }

    /// It, as it travels.
    pub(super) fn message(&self) -> Option<Message> {
        match self {
            Self::Http { method, authority, path, headers } => {
                let host = ("host".to_owned(), authority.clone());
                let headers = std::iter::once(host).chain(headers.iter().cloned()).collect();
                Some(Message::HttpRequest { method: method.clone(), path: path.clone(), headers })
            }
            Self::Query { text } => Some(Message::Text { text: text.clone() }),
            Self::Nothing => None,
        }
    }

    /// It, in a few words (`GET /`).
    pub(super) fn words(&self) -> String {
        match self {
            Self::Http { method, path, .. } => format!("{method} {path}"),
            Self::Query { text } => text.clone(),
            Self::Nothing => String::new(),
        }
    }
}

impl Told {
    /// A plain answer.
    pub(super) fn new(status: u16, body: &str) -> Self {
        Self { status, flag: None, headers: vec![], body: body.into() }
    }

    /// The end of a request that was told this.
    pub(super) fn verdict(&self) -> Verdict {
        match self.status {
            0 => Verdict::Delivered,
            status => Verdict::Answered { status, flag: self.flag.clone() },
        }
    }

    /// It, as it travels.
    pub(super) fn message(&self) -> Message {
        if self.status == 0 {
            return Message::Text { text: self.body.clone() };
        }
        Message::HttpResponse { status: self.status, headers: self.headers.clone(), body: self.body.clone() }
    }

    /// It, for the client.
    pub(super) fn into_reply(self) -> Reply {
        Reply { status: self.status, headers: self.headers, body: self.body }
    }
}

impl Journey<'_> {
    /// Resolves, connects and asks. `parent` is the conversation that the caller is serving, if any.
    pub(super) fn call(
        &mut self,
        parent: Option<LegId>,
        from: &VertexId,
        target: &Target,
        ask: &Ask,
    ) -> Result<Told, Failed> {
        let addresses = self.resolve(parent, from, target).map_err(Failed::before)?;
        let address = addresses.first().copied().ok_or(Failed::before(Verdict::Unresolved { rcode: None }))?;
        self.call_address(parent, from, target, (address, target.port).into(), ask)
    }

    /// Connects and asks; the address is known.
    pub(super) fn call_address(
        &mut self,
        parent: Option<LegId>,
        from: &VertexId,
        target: &Target,
        address: SocketAddr,
        ask: &Ask,
    ) -> Result<Told, Failed> {
        let leg = self.open_leg(parent, ask.purpose(target), from, target.why).map_err(Failed::before)?;
        let result = self.converse(leg, from, (address, target.patience_us), ask);
        let verdict = result.as_ref().map_or_else(|failed| failed.verdict.clone(), Told::verdict);
        self.close_leg(leg, verdict);
        result
    }
}
