//! What programs say to each other, and the call that brings it there: resolve, connect, ask.

use super::Journey;
use super::actor::Actor;
use super::connection::SYN_PATIENCE_US;
use malla_proxy::TransportSocket;
use malla_trace::{CauseId, LegId, Message, Probe, Purpose, Reply, SimTime, Verdict};
use std::net::{IpAddr, SocketAddr};

/// Where a program calls, why just there, and how.
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
    /// How long it waits for the answer once it is connected, in microseconds; `None` for ever.
    pub(super) answer_us: Option<u64>,
    /// When it gives up whatever has happened until then; `None` never.
    pub(super) deadline: Option<SimTime>,
    /// The address it calls from; `None` leaves that to the host.
    pub(super) source: Option<IpAddr>,
    /// What it wraps the connection in.
    pub(super) transport: TransportSocket,
}

impl Target {
    /// Called as a program does that sets nothing: Linux's patience for a connection, none of its own for the answer.
    pub(super) fn new(host: &str, port: u16, why: CauseId) -> Self {
        Self {
            host: host.into(),
            port,
            why,
            patience_us: SYN_PATIENCE_US,
            answer_us: None,
            deadline: None,
            source: None,
            transport: TransportSocket::Plain,
        }
    }

    /// The same, waiting so long for the connection and then again for the answer: what HTTP clients call their timeout.
    pub(super) fn with_timeout(self, us: u64) -> Self {
        Self { patience_us: us.min(SYN_PATIENCE_US), answer_us: Some(us), ..self }
    }

    /// When the caller gives up a connection attempt that begins now.
    pub(super) fn connected_until(&self, now: SimTime) -> SimTime {
        let patience = now.plus_us(self.patience_us);
        self.deadline.map_or(patience, |deadline| deadline.min(patience).max(now))
    }

    /// When it gives up waiting for the answer on a connection that stands now.
    pub(super) fn answer_until(&self, now: SimTime) -> Option<SimTime> {
        let own = self.answer_us.map(|us| now.plus_us(us));
        [own, self.deadline].into_iter().flatten().min()
    }
}

/// Why a caller was told nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    /// The end of the conversation.
    pub(super) verdict: Verdict,
    /// How far it came.
    pub(super) after: Progress,
}

/// How far a failed conversation came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// No connection came about.
    Nothing,
    /// It was connected, but the two ends did not agree on TLS.
    Handshake,
    /// The connection broke.
    Connected,
    /// The caller waited for an answer until its time was up.
    Late,
}

impl Failed {
    /// No connection came about.
    pub(super) const fn before(verdict: Verdict) -> Self {
        Self { verdict, after: Progress::Nothing }
    }

    /// TLS failed.
    pub(super) const fn handshake(verdict: Verdict) -> Self {
        Self { verdict, after: Progress::Handshake }
    }

    /// The connection broke.
    pub(super) const fn after(verdict: Verdict) -> Self {
        Self { verdict, after: Progress::Connected }
    }

    /// The caller's time was up.
    pub(super) const fn late() -> Self {
        Self { verdict: Verdict::TimedOut, after: Progress::Late }
    }
}

/// What is said on a connection: the question, and what it is wrapped in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    /// The question.
    pub(super) ask: &'a Ask,
    /// What it is wrapped in.
    pub(super) transport: &'a TransportSocket,
}

impl Said<'_> {
    /// Whether it begins with a TLS handshake.
    pub(super) fn is_tls(&self) -> bool {
        self.transport.client_tls().is_some()
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
        from: &Actor,
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
        from: &Actor,
        target: &Target,
        address: SocketAddr,
        ask: &Ask,
    ) -> Result<Told, Failed> {
        let leg = self.open_leg(parent, ask.purpose(target), from, target.why).map_err(Failed::before)?;
        let result = self.converse(leg, from, target, address, ask);
        let verdict = result.as_ref().map_or_else(|failed| failed.verdict.clone(), Told::verdict);
        self.close_leg(leg, verdict);
        result
    }
}
