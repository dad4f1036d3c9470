//! kube-proxy in nftables mode: from Services and EndpointSlices to one node's table `kube-proxy`, in the commands the
//! real one hands to `nft -f -` (pkg/proxy/nftables/proxier.go, v1.33, where the mode became stable; KEP-3866).
//!
//! Where the iptables mode has a rule a Service, this one has an element of a map: a packet is looked up once, however
//! many Services there are. Read it in this order: `plan` (what is decided), `base` (what every node has), `elements`
//! (what the maps know), `chains` (what a service port has of its own).

mod base;
mod chains;
mod elements;
mod facts;
mod names;
mod plan;
mod sheet;
#[cfg(test)]
mod tests;

pub use facts::Fact;
pub use names::ChainNames;
pub use sheet::TABLE;

use super::{Caused, Host, Settings, View, endpoints, service_ports};
use crate::network::Network;
use crate::{NodeView, Store, World};
use malla_kernel::NftScript;
use malla_trace::Ledger;
use plan::Plan;
use sheet::{Sheet, Words};

/// What a sync reads in this mode.
#[derive(Clone, Copy, Debug)]
pub struct NftView<'a> {
    /// What it reads in every mode.
    pub common: View<'a>,
    /// The blocks that virtual addresses come from (`ServiceCIDR` objects): what goes to one that nobody has is dropped.
    pub service_cidrs: &'a [Caused<Network>],
}

/// Enters the causes of lines.
type Reasons<'a> = crate::reasons::Reasons<'a, Fact>;

/// Everything a node has after the first sync, as `nft -f -` would read it.
#[must_use]
pub fn compile(store: &Store, world: &World, node: &NodeView<'_>, ledger: &mut Ledger) -> NftScript {
    let node = Host::of(node);
    let settings = settings(world, &node);
    let ports = service_ports(store, settings.family);
    let endpoints = endpoints(store, &node.name, settings.family);
    let common = View { ports: &ports, endpoints: &endpoints, node: &node, settings: &settings };
    let service_cidrs = [Caused::new(world.service_network, world.cause("spec.cluster.serviceCIDR"))];
    sync(NftView { common, service_cidrs: &service_cidrs }, ledger)
}

/// How it is set up in that world. Node ports answer at the node's main address only: `--nodeport-addresses` is
/// `primary` by default in this mode, and 127.0.0.1 never is one (`platformApplyDefaults` in cmd/kube-proxy).
#[must_use]
pub fn settings(world: &World, node: &Host) -> Settings {
    let length = if node.ip.is_ipv4() { 32 } else { 128 };
    let node_port_addresses = Network::around(node.ip, length).into_iter().collect();
    Settings { localhost_node_ports: false, node_port_addresses, ..Settings::of(world) }
}

/// The commands of a full sync (`syncProxyRules`).
#[must_use]
pub fn sync(view: NftView<'_>, ledger: &mut Ledger) -> NftScript {
    let View { ports, endpoints, node, settings } = view.common;
    let mut reasons = Reasons::new(ledger);
    let mut sheet = Sheet::new(Words::of(settings.family));
    base::write(&mut sheet, view, &reasons);
    for port in ports {
        let plan = Plan::of(port, endpoints, node, settings, &mut reasons);
        chains::ensure(&mut sheet, &plan, &mut reasons);
        elements::write(&mut sheet, &plan, &mut reasons);
        chains::write(&mut sheet, &plan, view.common, &mut reasons);
    }
    sheet.into_script()
}
