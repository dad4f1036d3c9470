//! Listeners and their filter chains.

use super::Because;
use malla_proxy::{ChainMatch, Filter, FilterChain, Listener};
use malla_trace::Ledger;
use serde::Serialize;

/// A listener.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListenerView {
    /// Name, `virtualOutbound`.
    pub name: String,
    /// Address, `0.0.0.0`.
    pub address: String,
    /// Port.
    pub port: u16,
    /// Whether it has a socket of its own, or is handed connections by another listener.
    pub bound: bool,
    /// Its filter chains, the default one last.
    pub chains: Vec<FilterChainView>,
    /// Why it is there.
    #[serde(flatten)]
    pub because: Because,
}

/// A filter chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FilterChainView {
    /// Name.
    pub name: String,
    /// Which connections it takes, `port 9080, tls`; empty takes all.
    pub condition: String,
    /// The route table its requests are looked up in, for an HTTP chain.
    pub route_table: Option<String>,
    /// The cluster its bytes go to, for a TCP chain.
    pub cluster: Option<String>,
    /// Whether it takes TLS off, and as whom.
    pub tls: Option<String>,
    /// Why it is there.
    #[serde(flatten)]
    pub because: Because,
}

/// A listener as it is shown.
pub(super) fn view(listener: &Listener, ledger: &Ledger) -> ListenerView {
    let chains = listener.filter_chains.iter().chain(&listener.default_filter_chain);
    ListenerView {
        name: listener.name.clone(),
        address: listener.address.map_or_else(|| "0.0.0.0".to_owned(), |address| address.to_string()),
        port: listener.port,
        bound: listener.bound,
        chains: chains.map(|chain| chain_view(chain, ledger)).collect(),
        because: Because::of(ledger, listener.why),
    }
}

fn chain_view(chain: &FilterChain, ledger: &Ledger) -> FilterChainView {
    let (route_table, cluster) = match &chain.filter {
        Filter::Http(http) => (Some(http.route_table.clone()), None),
        Filter::Tcp(tcp) => (None, Some(tcp.cluster.to_string())),
    };
    FilterChainView {
        name: chain.name.clone(),
        condition: condition(&chain.matches),
        route_table,
        cluster,
        tls: chain.tls.as_ref().map(|tls| tls.own.clone().unwrap_or_default()),
        because: Because::of(ledger, chain.why),
    }
}

fn condition(matches: &ChainMatch) -> String {
    let port = matches.destination_port.map(|port| format!("port {port}"));
    let networks = matches.destination.iter().map(|(address, length)| format!("to {address}/{length}"));
    let names = matches.server_names.iter().map(|name| format!("sni {name}"));
    let tls = matches.tls.map(|tls| if tls { "tls" } else { "plain" }.to_owned());
    let speaks = matches.application_protocols.iter().map(|protocol| format!("speaks {protocol}"));
    let all: Vec<String> = port.into_iter().chain(networks).chain(names).chain(tls).chain(speaks).collect();
    all.join(", ")
}
