//! All servers of the Gateways for one proxy as one: which share a port, which a route table, and which are left out
//! because another one came first (istio/istio `pilot/pkg/model/gateway.go`, `mergeGateways`).

use super::targets::{self, Selected};
use crate::istiod::mesh::{Mesh, Written};
use crate::istiod::protocol::PortProtocol;
use crate::istiod::proxy_view::ProxyView;
use malla_manifest::{GatewayServer, IstioGateway, ServerTlsMode, ServerTlsSettings};
use malla_trace::CauseId;
use std::collections::{BTreeMap, BTreeSet};

/// The servers of one proxy by port.
#[derive(Clone, Debug, Default)]
pub struct Merged<'d, 'a> {
    /// Listeners in order of port and address.
    pub ports: BTreeMap<(u16, String), Vec<Server<'d, 'a>>>,
    /// The servers left out.
    pub left_out: Vec<Server<'d, 'a>>,
}

/// A server of a Gateway.
#[derive(Clone, Debug)]
pub struct Server<'d, 'a> {
    /// The Gateway.
    pub gateway: &'d Written<'a, IstioGateway>,
    /// Its place there.
    pub place: usize,
    /// The server.
    pub server: &'d GatewayServer,
    /// Its hosts, with a namespace in front where only that one's VirtualServices count.
    pub hosts: Vec<String>,
    /// The pod's port.
    pub port: u16,
    /// The lines of the Service that translates the port.
    pub port_why: Option<CauseId>,
    /// What it speaks.
    pub protocol: PortProtocol,
    /// The name of its route table; none without requests to read.
    pub table: Option<String>,
}

/// The servers of the Gateways for that proxy.
pub fn merged<'d, 'a>(mesh: &'d Mesh<'a>, view: &ProxyView) -> Merged<'d, 'a> {
    let mut making = Making::default();
    for selected in targets::selected(mesh, view) {
        for (place, server) in selected.gateway.object.spec.servers.iter().enumerate() {
            for (port, why) in selected.ports(server.port.number, view) {
                making.add(Server::new(&selected, (place, server), (port, why)));
            }
        }
    }
    making.merged
}

impl<'d, 'a> Server<'d, 'a> {
    fn new(
        selected: &Selected<'d, 'a>,
        (place, server): (usize, &'d GatewayServer),
        (port, port_why): (u16, Option<CauseId>),
    ) -> Self {
        let gateway = selected.gateway;
        let protocol = PortProtocol::parse(&server.port.protocol);
        let hosts = hosts(&server.hosts, gateway.namespace());
        let mut it = Self { gateway, place, server, hosts, port, port_why, protocol, table: None };
        it.table = it.table_name();
        it
    }

    /// The TLS it says something about.
    #[must_use]
    pub const fn tls(&self) -> Option<&'d ServerTlsSettings> {
        self.server.tls.as_ref()
    }

    /// Whether it leaves TLS as it is.
    #[must_use]
    pub fn passes_through(&self) -> bool {
        let mode = self.tls().map(|tls| tls.mode.unwrap_or(ServerTlsMode::Passthrough));
        matches!(mode, Some(ServerTlsMode::Passthrough | ServerTlsMode::AutoPassthrough))
    }

    /// Whether requests can be read: plain, or once TLS is taken off (`IsHTTPServer`).
    #[must_use]
    pub fn reads_requests(&self) -> bool {
        let ends_tls = self.tls().is_some() && !self.passes_through();
        self.protocol.is_http() || (self.protocol == PortProtocol::Https && ends_tls)
    }

    /// Whether it is told from its neighbours by the server name of a handshake (`IsTLSServer`).
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.tls().is_some() && !self.protocol.is_http()
    }

    /// Whether plain requests are sent on to https.
    #[must_use]
    pub fn redirects(&self) -> bool {
        self.tls().is_some_and(|tls| tls.https_redirect)
    }

    /// The address it binds; empty for any.
    #[must_use]
    pub fn bind(&self) -> &'d str {
        self.server.bind.as_deref().unwrap_or_default()
    }

    /// Its hosts without namespaces: the names of handshakes (`GetSNIHostsForServer`).
    #[must_use]
    pub fn bare_hosts(&self) -> Vec<String> {
        self.hosts.iter().map(|host| host.rsplit('/').next().unwrap_or(host).to_owned()).collect()
    }

    /// The cause of a field of it.
    #[must_use]
    pub fn cause(&self, field: &str) -> CauseId {
        let dot = if field.is_empty() { "" } else { "." };
        self.gateway.cause(&format!("spec.servers[{}]{dot}{field}", self.place))
    }

    /// `http.8080`, or `https.443.name.gateway.namespace` (`gatewayRDSRouteName`).
    fn table_name(&self) -> Option<String> {
        if !self.reads_requests() {
            return None;
        }
        let bind = if self.bind().is_empty() { String::new() } else { format!(".{}", self.bind()) };
        let (gateway, port) = (self.gateway, &self.server.port);
        Some(match self.protocol.is_http() {
            true => format!("http.{}{bind}", self.port),
            false => format!("https.{}.{}.{}.{}{bind}", port.number, port.name, gateway.name(), gateway.namespace()),
        })
    }
}

/// `./host` is of the Gateway's namespace, `*/host` of any (`sanitizeServerHostNamespace`).
fn hosts(written: &[String], own: &str) -> Vec<String> {
    if written.iter().any(|host| host == "*/*") {
        return vec!["*".into()];
    }
    let clean = |host: &String| match host.split_once('/') {
        Some((".", bare)) => format!("{own}/{bare}"),
        Some(("*", bare)) => bare.to_owned(),
        Some(_) | None => host.clone(),
    };
    written.iter().map(clean).collect()
}

#[derive(Default)]
struct Making<'d, 'a> {
    merged: Merged<'d, 'a>,
    /// Names of handshakes by port, with the address they are bound to.
    names: BTreeMap<u16, BTreeMap<String, String>>,
    /// The first plain server of a port: its protocol and address.
    plain: BTreeMap<u16, (PortProtocol, String)>,
    taken: BTreeSet<u16>,
    tables: BTreeSet<String>,
}

impl<'d, 'a> Making<'d, 'a> {
    /// Adds a server, or leaves it out.
    fn add(&mut self, server: Server<'d, 'a>) {
        let fits = self.names_are_new(&server) && self.shares_port(&server);
        if !fits {
            self.merged.left_out.push(server);
            return;
        }
        if !server.is_tls() {
            self.plain.entry(server.port).or_insert_with(|| (server.protocol, server.bind().to_owned()));
        }
        self.taken.insert(server.port);
        self.tables.extend(server.table.clone());
        self.merged.ports.entry((server.port, server.bind().to_owned())).or_default().push(server);
    }

    /// Envoy takes no two chains for one server name; hosts of different namespaces are not compared (`CheckDuplicates`).
    fn names_are_new(&mut self, server: &Server<'d, 'a>) -> bool {
        if server.tls().is_none() {
            return true;
        }
        let known = self.names.entry(server.port).or_default();
        let names = &server.hosts;
        if names.iter().any(|name| known.get(name).is_some_and(|bind| bind == server.bind())) {
            return false;
        }
        known.extend(names.iter().map(|name| (name.clone(), server.bind().to_owned())));
        true
    }

    /// Servers share a port when both are plain HTTP, or when both are told apart by their handshakes; or when they are bound
    /// to different addresses.
    fn shares_port(&self, server: &Server<'d, 'a>) -> bool {
        if !self.taken.contains(&server.port) {
            return true;
        }
        match self.plain.get(&server.port) {
            Some((_, bind)) if *bind != server.bind() => true,
            Some((protocol, _)) => {
                let alike = (protocol.is_http() || *protocol == server.protocol) && server.protocol.is_http();
                alike && server.table.is_some()
            }
            None => server.tls().is_some() && server.table.as_ref().is_none_or(|table| !self.tables.contains(table)),
        }
    }
}
