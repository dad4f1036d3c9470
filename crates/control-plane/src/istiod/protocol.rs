//! What a port speaks, as istiod decides it: from a Service port (pkg/config/kube/conversion.go `ConvertProtocol`) or
//! from the word in an Istio object (pkg/config/protocol/instance.go `Parse`).

use malla_manifest::Protocol;
use std::fmt;

/// What a port speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PortProtocol {
    /// gRPC.
    Grpc,
    /// gRPC in browsers' clothes.
    GrpcWeb,
    /// HTTP/1.1.
    Http,
    /// HTTP that asks a proxy by absolute address.
    HttpProxy,
    /// HTTP/2.
    Http2,
    /// HTTP in TLS: opaque but for the server name.
    Https,
    /// Bytes.
    Tcp,
    /// Bytes in TLS.
    Tls,
    /// Datagrams: the mesh leaves them alone.
    Udp,
    /// MongoDB.
    Mongo,
    /// Redis.
    Redis,
    /// MySQL: the server speaks first.
    MySql,
    /// Nobody said: the proxy looks at the first bytes.
    #[default]
    Unsupported,
}

/// What decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// The transport is UDP.
    Transport,
    /// The field `appProtocol`.
    AppProtocol,
    /// The port's name.
    Name,
    /// The port's number, which everybody knows.
    Number,
    /// Nothing: it stays open.
    Nothing,
}

/// What kind of listener a protocol asks for (pilot/pkg/networking/networking.go `ModelProtocolToListenerProtocol`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListenerProtocol {
    /// Requests are routed one by one.
    Http,
    /// Bytes go somewhere.
    Tcp,
    /// The first bytes decide which.
    Auto,
    /// None: the mesh does not carry it.
    None,
}

/// Ports that are TCP whatever their name: their servers speak first, or are not HTTP.
const WELL_KNOWN: [u16; 4] = [25, 53, 3306, 27017];

/// The prefix that contains a dash and therefore comes first.
const GRPC_WEB: &str = "grpc-web";

impl PortProtocol {
    /// All of them with the word istiod prints.
    const WORDS: [(Self, &'static str); 13] = [
        (Self::Grpc, "GRPC"),
        (Self::GrpcWeb, "GRPCWeb"),
        (Self::Http, "HTTP"),
        (Self::HttpProxy, "HTTP_PROXY"),
        (Self::Http2, "HTTP2"),
        (Self::Https, "HTTPS"),
        (Self::Tcp, "TCP"),
        (Self::Tls, "TLS"),
        (Self::Udp, "UDP"),
        (Self::Mongo, "Mongo"),
        (Self::Redis, "Redis"),
        (Self::MySql, "MySQL"),
        (Self::Unsupported, "Unsupported"),
    ];

    /// The protocol of that word, in any case; a word nobody knows leaves it open.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        if word.eq_ignore_ascii_case(GRPC_WEB) {
            return Self::GrpcWeb;
        }
        let known = Self::WORDS.iter().find(|(it, text)| *it != Self::GrpcWeb && text.eq_ignore_ascii_case(word));
        known.map_or(Self::Unsupported, |(protocol, _)| *protocol)
    }

    /// The protocol of a Service port, and what decided it.
    #[must_use]
    pub fn of_service_port(port: u16, name: &str, transport: Protocol, app: Option<&str>) -> (Self, DecidedBy) {
        if transport == Protocol::Udp {
            return (Self::Udp, DecidedBy::Transport);
        }
        if let Some(standard) = app.and_then(standard) {
            return (standard, DecidedBy::AppProtocol);
        }
        let found = of_prefix(app.unwrap_or(name));
        match (found, app) {
            (Self::Unsupported, _) if WELL_KNOWN.contains(&port) => (Self::Tcp, DecidedBy::Number),
            (Self::Unsupported, _) => (Self::Unsupported, DecidedBy::Nothing),
            (found, Some(_)) => (found, DecidedBy::AppProtocol),
            (found, None) => (found, DecidedBy::Name),
        }
    }

    /// The listener it asks for.
    #[must_use]
    pub const fn listener(self) -> ListenerProtocol {
        match self {
            Self::Http | Self::Http2 | Self::HttpProxy | Self::Grpc | Self::GrpcWeb => ListenerProtocol::Http,
            Self::Tcp | Self::Https | Self::Tls | Self::Mongo | Self::Redis | Self::MySql => ListenerProtocol::Tcp,
            Self::Unsupported => ListenerProtocol::Auto,
            Self::Udp => ListenerProtocol::None,
        }
    }

    /// Whether requests can be told apart.
    #[must_use]
    pub fn is_http(self) -> bool {
        self.listener() == ListenerProtocol::Http
    }

    /// Whether it begins with a TLS handshake whose server name can be read.
    #[must_use]
    pub const fn is_tls(self) -> bool {
        matches!(self, Self::Https | Self::Tls)
    }

    /// What it is once a gateway or sidecar has taken the TLS off.
    #[must_use]
    pub const fn after_tls_termination(self) -> Self {
        match self {
            Self::Https => Self::Http,
            Self::Tls => Self::Tcp,
            other => other,
        }
    }
}

/// The names that Kubernetes itself defines for `appProtocol`.
fn standard(app: &str) -> Option<PortProtocol> {
    match app {
        "kubernetes.io/h2c" => Some(PortProtocol::Http2),
        "kubernetes.io/ws" => Some(PortProtocol::Http),
        "kubernetes.io/wss" => Some(PortProtocol::Https),
        _ => None,
    }
}

/// The protocol before the first dash.
fn of_prefix(name: &str) -> PortProtocol {
    if name.get(..GRPC_WEB.len()).is_some_and(|start| start.eq_ignore_ascii_case(GRPC_WEB)) {
        return PortProtocol::GrpcWeb;
    }
    PortProtocol::parse(name.split('-').next().unwrap_or_default())
}

impl fmt::Display for PortProtocol {
    /// istiod's spelling.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Self::WORDS.iter().find(|(it, _)| it == self).map(|(_, word)| *word);
        f.write_str(word.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(port: u16, name: &str, app: Option<&str>) -> String {
        let (protocol, by) = PortProtocol::of_service_port(port, name, Protocol::Tcp, app);
        format!("{protocol} {by:?} {:?}", protocol.listener())
    }

    #[test]
    fn the_application_protocol_beats_the_name_and_the_name_the_number() {
        assert_eq!(told(9080, "http", None), "HTTP Name Http");
        assert_eq!(told(80, "HTTP-web", Some("https")), "HTTPS AppProtocol Tcp");
        assert_eq!(told(3306, "random", None), "TCP Number Tcp");
        assert_eq!(told(3306, "random", Some("kubernetes.io/h2c")), "HTTP2 AppProtocol Http");
        let (udp, by) = PortProtocol::of_service_port(53, "http", Protocol::Udp, None);
        assert_eq!((udp, by, udp.listener()), (PortProtocol::Udp, DecidedBy::Transport, ListenerProtocol::None));
    }

    #[test]
    fn a_name_without_meaning_leaves_it_to_the_first_bytes() {
        assert_eq!(told(9080, "web", None), "Unsupported Nothing Auto");
        assert_eq!(told(9080, "httpweb", None), "Unsupported Nothing Auto", "the prefix ends at a dash");
        assert_eq!(told(9080, "grpcweb-x", None), "Unsupported Nothing Auto");
        assert_eq!(told(9080, "gRPC-Web-x", None), "GRPCWeb Name Http");
        assert_eq!(told(9080, "ñandú", None), "Unsupported Nothing Auto");
    }
}
