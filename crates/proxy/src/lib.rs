//! What an Envoy-shaped proxy does with a connection and a request.
//!
//! One engine for a service proxy, an nginx-like reverse proxy and an HAProxy-like TCP balancer: what differs is
//! configuration ([`Dialect`], the filters, the route tables), not code. The [`Proxy`] is immutable; what a running one
//! remembers is [`State`].
//!
//! The way of a connection: [`Proxy::accept`] finds the listener and filter chain. A TCP chain goes on with
//! [`Proxy::connect`], an HTTP chain with [`Proxy::route`] for every request. Both say where to go or how it ends; what
//! comes of it is told to [`Proxy::resolved`], [`Proxy::failed`] and [`Proxy::answered`] (and their `tcp_` twins).
//!
//! Not modelled: bytes and streams, HTTP/2 framing, TLS itself, connection pools and circuit breakers, outlier detection,
//! priorities and localities, hash policies, request mirroring, request ids.

mod accept;
mod access_log;
mod balance;
mod choice;
mod cluster;
mod condition;
mod connection;
mod decision;
mod destination;
mod dialect;
mod domain;
mod edf;
mod edit;
mod fault;
mod filter_chain;
mod flag;
mod forward;
mod header_match;
mod http;
mod listener;
mod normal_path;
mod passing;
mod path_match;
mod pattern;
mod proxy;
mod query_match;
mod redirect;
mod replying;
mod report;
mod retry;
mod rewrite;
mod route;
mod route_table;
mod routing;
mod scene;
mod server_tls;
mod state;
mod tcp;
mod template;
mod transport;

pub use accept::Accepted;
pub use access_log::{Facts, Outcome};
pub use cluster::{Cluster, Discovery, Endpoint, Health, Policy, Start};
pub use connection::Connection;
pub use decision::{After, Decision, Failure, LocalReply};
pub use destination::{Destination, Upstream};
pub use dialect::{Dialect, Page, Trouble};
pub use domain::{Domain, DomainRank};
pub use edit::{HeaderEdit, HeaderEdits};
pub use fault::{Fault, Percent};
pub use forward::Forward;
pub use header_match::HeaderMatch;
pub use http::{Headers, Request, Response};
pub use listener::{ChainMatch, Filter, FilterChain, HttpFilter, Listener, ServerHeader, TcpFilter};
pub use path_match::PathMatch;
pub use pattern::{Pattern, PatternRefusal, StringMatch};
pub use proxy::{Context, Proxy};
pub use query_match::QueryMatch;
pub use redirect::{Redirect, RedirectPath};
pub use retry::{RetryOn, RetryPolicy};
pub use rewrite::{PathRewrite, Rewrite};
pub use route::{Action, ClusterChoice, ForwardAction, Respond, Route, RouteMatch, WeightedCluster};
pub use route_table::{RequireTls, RouteTable, VirtualHost};
pub use server_tls::{HandshakeRefusal, ServerTls};
pub use state::State;
pub use tcp::TcpDecision;
pub use template::{Template, TemplateRefusal};
pub use transport::{ClientTls, TransportSocket};
