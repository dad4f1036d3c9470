//! Istio's own objects as plain data: `networking.istio.io` and `security.istio.io`, as far as they are modelled.

mod client_tls;
mod connection_pool;
mod destination;
mod destination_rule;
mod duration;
mod gateway;
mod http_action;
mod http_match;
mod http_route;
mod l4_route;
mod load_balancer;
mod outlier_detection;
mod peer_authentication;
mod port;
mod server_tls;
mod service_entry;
mod sidecar;
mod string_match;
mod virtual_service;

pub use client_tls::{ClientTlsMode, ClientTlsSettings};
pub use connection_pool::{
    ConnectionPoolSettings, H2UpgradePolicy, Http2KeepAlive, HttpSettings, TcpKeepalive, TcpSettings,
};
pub use destination::{Destination, Percent, PortSelector};
pub use destination_rule::{
    DestinationRule, DestinationRuleSpec, IstioTrafficPolicy, PortTrafficPolicy, ProxyProtocol, ProxyProtocolVersion,
    RetryBudget, Subset, TunnelSettings,
};
pub use duration::Duration;
pub(crate) use duration::nanoseconds;
pub use gateway::{GatewayServer, GatewaySpec, IstioGateway};
pub use http_action::{
    CorsPolicy, DerivePort, FaultAbort, FaultDelay, HeaderEdits, HeaderOperations, HttpBody, HttpDirectResponse,
    HttpFaultInjection, HttpRedirect, HttpRewrite, RegexRewrite, UnmatchedPreflights,
};
pub use http_match::HttpMatchRequest;
pub use http_route::{Delegate, HttpMirror, HttpRetry, HttpRoute, HttpRouteDestination};
pub use l4_route::{L4MatchAttributes, RouteDestination, TcpRoute, TlsMatchAttributes, TlsRoute};
pub use load_balancer::{
    BackendUtilization, ConsistentHashLb, HttpCookie, HttpCookieAttribute, LoadBalancerSettings, LocalityDistribute,
    LocalityFailover, LocalityLbSetting, MagLev, RingHash, SimpleLb, WarmupConfiguration, ZoneAwareLbSetting,
};
pub use outlier_detection::OutlierDetection;
pub use peer_authentication::{MtlsMode, MutualTls, PeerAuthentication, PeerAuthenticationSpec};
pub use port::IstioPort;
pub use server_tls::{ServerTlsMode, ServerTlsSettings, TlsCertificate, TlsProtocol};
pub use service_entry::{
    ServiceEntry, ServiceEntryAddress, ServiceEntryLocation, ServiceEntryResolution, ServiceEntrySpec,
    ServiceEntryStatus, WorkloadEndpoint,
};
pub use sidecar::{
    CaptureMode, IstioEgressListener, IstioIngressListener, MeshSelector, OutboundMode, OutboundTrafficPolicy, Sidecar,
    SidecarSpec,
};
pub use string_match::StringMatch;
pub use virtual_service::{VirtualService, VirtualServiceSpec};
