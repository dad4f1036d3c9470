//! Why istiod gives a proxy a route, a virtual host or a gateway's listener: the closed list of its reasons.

use crate::reasons::reasons;

reasons! {
    "istiod",
    /// A reason for a route table, a virtual host, a route or a gateway's listener.
    RouteFact {
        /// A port's route table holds a virtual host for every host the proxy knows on that port.
        Table = "istiod/route-table",
        /// A host of the registry, under all names by which the proxy's namespace calls it.
        ServiceHost = "istiod/service-host",
        /// A host that a VirtualService names.
        RuleHost = "istiod/rule-host",
        /// A host without a VirtualService: everything goes to the Service.
        DefaultRoute = "istiod/default-route",
        /// A rule of a VirtualService, by one of its conditions.
        Route = "istiod/route",
        /// A rule that takes everything: what comes after it is left out.
        CatchAll = "istiod/catch-all",
        /// One of the destinations of a rule, by its weight.
        Weight = "istiod/weight",
        /// How long a request may take, all tries together.
        Timeout = "istiod/timeout",
        /// How long one try may take.
        PerTryTimeout = "istiod/per-try-timeout",
        /// A rule that sends the client elsewhere.
        Redirect = "istiod/redirect",
        /// A rule that answers by itself.
        DirectResponse = "istiod/direct-response",
        /// Trouble made on purpose.
        Fault = "istiod/fault",
        /// A redirect with a status that istiod does not translate: the route does nothing.
        NoAction = "istiod/no-action",
        /// A rule that is not for this proxy, because of the labels of its pod.
        SourceLabels = "istiod/source-labels",
        /// A rule that is not for this proxy, because of its namespace.
        SourceNamespace = "istiod/source-namespace",
        /// A rule that is for another gateway than the one that is asked.
        OtherGateway = "istiod/other-gateway",
        /// A rule with an expression that is none.
        BadPattern = "istiod/bad-pattern",
        /// A rule that is for another port.
        OtherPort = "istiod/other-port",
        /// A host that an older VirtualService has already: sidecars know only that one.
        OlderRule = "istiod/older-rule",
        /// Hosts that nobody knows go where the client wanted (`ALLOW_ANY`).
        AllowAny = "istiod/allow-any",
        /// Hosts that nobody knows are answered with 502 (`REGISTRY_ONLY`).
        BlockAll = "istiod/block-all",
        /// A server of a Gateway that selects the proxy.
        Server = "istiod/gateway-server",
        /// A server on a port that another server has taken for another protocol, or a host twice: left out.
        ServerConflict = "istiod/gateway-server-conflict",
        /// A server's port of the gateway's Service, translated to its target port.
        TargetPort = "istiod/gateway-target-port",
        /// Plain HTTP that is sent on to HTTPS.
        HttpsRedirect = "istiod/https-redirect",
        /// A server without any route: everything is answered with 404.
        Blackhole = "istiod/blackhole",
        /// The certificate that a server shows.
        Certificate = "istiod/certificate",
        /// A rule for connections by the server name of their handshake.
        TlsRoute = "istiod/tls-route",
        /// A rule for connections.
        TcpRoute = "istiod/tcp-route",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_entered_under_its_own_name() {
        crate::reasons::check::<RouteFact>();
    }
}
