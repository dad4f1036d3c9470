//! `VirtualService` (`networking.istio.io/v1`): what happens to requests for some hosts.

use super::{HttpRoute, TcpRoute, TlsRoute};
use crate::objects::Meta;
use crate::objects::field::record;

record! {
    /// A VirtualService.
    VirtualService {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: VirtualServiceSpec = "spec",
    }
}

record! {
    /// Hosts, and routes in the order they are tried.
    VirtualServiceSpec {
        /// Hosts; none makes it a delegate.
        hosts: Vec<String> = "hosts",
        /// Gateways it is bound to, `mesh` for the sidecars; none means `mesh`.
        gateways: Vec<String> = "gateways",
        /// Routes of HTTP requests.
        http: Vec<HttpRoute> = "http",
        /// Routes of TLS connections, by server name.
        tls: Vec<TlsRoute> = "tls",
        /// Routes of other connections.
        tcp: Vec<TcpRoute> = "tcp",
        /// Namespaces that see it: `.`, `*`, names; none means the mesh's default.
        export_to: Vec<String> = "exportTo",
    }
}
