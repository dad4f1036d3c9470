//! The tables that `istioctl proxy-config` prints.

use malla_control_plane::istiod::proxy_config as istioctl;
use malla_proxy::Proxy;
use malla_trace::Ledger;

/// Which part of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyTable {
    /// Where it listens.
    Listeners,
    /// Which way requests go.
    Routes,
    /// What is behind them.
    Clusters,
    /// Where that is.
    Endpoints,
}

/// The table as istioctl prints it.
pub(crate) fn text(proxy: &Proxy, ledger: &Ledger, table: ProxyTable) -> String {
    match table {
        ProxyTable::Listeners => istioctl::print(&istioctl::listeners(proxy)),
        ProxyTable::Routes => istioctl::print(&istioctl::routes(proxy, ledger)),
        ProxyTable::Clusters => istioctl::print(&istioctl::clusters(proxy, ledger)),
        ProxyTable::Endpoints => istioctl::print(&istioctl::endpoints(proxy)),
    }
}
