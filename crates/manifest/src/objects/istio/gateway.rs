//! `Gateway` (`networking.istio.io/v1`): ports that proxies at the edge open, and for which hosts.

use super::{IstioPort, ServerTlsSettings};
use crate::objects::Meta;
use crate::objects::field::record;
use std::collections::BTreeMap;

record! {
    /// A Gateway of Istio (the Gateway API has a kind of that name too).
    IstioGateway {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: GatewaySpec = "spec",
    }
}

record! {
    /// Which proxies open which ports.
    GatewaySpec {
        /// Ports.
        servers: Vec<GatewayServer> = "servers",
        /// Labels of the pods that are meant.
        selector: BTreeMap<String, String> = "selector",
    }
}

record! {
    /// A port of a Gateway and the hosts it is open for.
    GatewayServer {
        /// Port.
        port: IstioPort = "port",
        /// Address to listen on; nothing written means all.
        bind: Option<String> = "bind",
        /// Hosts, `namespace/host` or `host`.
        hosts: Vec<String> = "hosts",
        /// Encryption.
        tls: Option<ServerTlsSettings> = "tls",
        /// Where traffic goes that comes in here; not built upstream.
        default_endpoint: Option<String> = "defaultEndpoint",
        /// Name.
        name: Option<String> = "name",
    }
}
