//! `ConnectionPoolSettings` (`networking.istio.io`): how many connections and requests one proxy may have under way.

use super::Duration;
use crate::objects::field::{choice, record};

record! {
    /// Limits of one proxy for one cluster.
    ConnectionPoolSettings {
        /// Of connections.
        tcp: Option<TcpSettings> = "tcp",
        /// Of requests.
        http: Option<HttpSettings> = "http",
    }
}

record! {
    /// Limits of connections.
    TcpSettings {
        /// How many at once; 0 means any number.
        max_connections: u32 = "maxConnections",
        /// How long opening one may take; nothing written means 10s.
        connect_timeout: Option<Duration> = "connectTimeout",
        /// Signs of life of idle ones.
        tcp_keepalive: Option<TcpKeepalive> = "tcpKeepalive",
        /// How long one may live.
        max_connection_duration: Option<Duration> = "maxConnectionDuration",
        /// How long one may idle.
        idle_timeout: Option<Duration> = "idleTimeout",
    }
}

record! {
    /// Signs of life of idle connections.
    TcpKeepalive {
        /// How many without an answer before it counts as dead.
        probes: u32 = "probes",
        /// How long it idles before the first.
        time: Option<Duration> = "time",
        /// How long between two.
        interval: Option<Duration> = "interval",
    }
}

record! {
    /// Limits of requests.
    HttpSettings {
        /// How many may wait for a connection; 0 means any number.
        http1_max_pending_requests: u32 = "http1MaxPendingRequests",
        /// How many may be under way; 0 means any number.
        http2_max_requests: u32 = "http2MaxRequests",
        /// How many one connection carries; 0 means any number.
        max_requests_per_connection: u32 = "maxRequestsPerConnection",
        /// How many tries again may be under way; 0 means any number.
        max_retries: u32 = "maxRetries",
        /// How long a connection may idle.
        idle_timeout: Option<Duration> = "idleTimeout",
        /// Whether HTTP/1.1 becomes HTTP/2.
        h2_upgrade_policy: Option<H2UpgradePolicy> = "h2UpgradePolicy",
        /// Whether the client's version of HTTP is kept.
        use_client_protocol: bool = "useClientProtocol",
        /// How many streams a connection of HTTP/2 carries at once.
        max_concurrent_streams: u32 = "maxConcurrentStreams",
        /// Signs of life of connections of HTTP/2.
        http2_keep_alive: Option<Http2KeepAlive> = "http2KeepAlive",
    }
}

choice! {
    /// Whether HTTP/1.1 becomes HTTP/2.
    H2UpgradePolicy {
        /// As the mesh says.
        Default = "DEFAULT",
        /// No.
        DoNotUpgrade = "DO_NOT_UPGRADE",
        /// Yes.
        Upgrade = "UPGRADE",
    }
}

record! {
    /// Signs of life of connections of HTTP/2.
    Http2KeepAlive {
        /// How long between two.
        interval: Option<Duration> = "interval",
        /// How long to wait for an answer.
        timeout: Option<Duration> = "timeout",
    }
}
