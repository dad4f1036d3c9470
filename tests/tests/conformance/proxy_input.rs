//! A kube-proxy case's `input.yaml`: the node, the flags, and the objects now and before.

use crate::data::{self, Fields};
use crate::flows;

use malla_control_plane::Store;
use malla_control_plane::kube_proxy::{
    self, Caused, Endpoints, Host, Restore, Scope, ServicePort, Settings, View, parse_cidr, parse_ip,
};
use malla_kernel::{Family, Netns, RuleText};
use malla_manifest::Value;
use malla_trace::{CauseId, Ledger};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::Path;

/// The flags a case may set.
const FLAGS: &[&str] = &[
    "mode",
    "ipFamily",
    "detectLocalByCIDR",
    "masqueradeAll",
    "masqueradeBit",
    "localhostNodePorts",
    "nodePortAddresses",
    "largeClusterEndpointsThreshold",
    "conntrackTCPBeLiberal",
    "nfacctCounters",
    "randomFully",
];

/// A case's input.
pub struct Input {
    /// The node.
    pub node: Host,
    /// The flags.
    pub settings: Settings,
    /// The state to write rules for.
    pub now: State,
    /// The state whose rules stand already.
    pub before: Option<State>,
    /// The services that changed; none in a full sync.
    pub changed: Option<BTreeSet<(String, String)>>,
}

/// Service ports and endpoints.
pub struct State {
    /// The service ports.
    pub ports: Vec<ServicePort>,
    /// The endpoints.
    pub endpoints: Endpoints,
}

impl Input {
    /// Reads one; `None` for a case without objects.
    pub fn read(path: &Path) -> Result<Option<Self>, String> {
        let value = data::value(path)?;
        if value.get("objects").is_none() {
            return Ok(None);
        }
        let mut ledger = Ledger::default();
        let settings = settings(value.at("proxy"))?;
        let node = node(value.at("node"))?;
        let mut state = |key: &str| -> Result<State, String> {
            let store = data::objects(value.items_at(key), &mut ledger)?;
            Ok(State::of(&store, &node, &settings))
        };
        let now = state("objects")?;
        let before = value.get("previousObjects").map(|_| state("previousObjects")).transpose()?;
        Ok(Some(Self { node, settings, now, before, changed: changed(&value)? }))
    }

    /// What is handed to iptables-restore.
    pub fn restore(&self) -> Restore {
        let existing = self.before.as_ref().map_or_else(BTreeSet::new, |before| {
            self.sync(before, Scope::default()).nat_chains_after(&BTreeSet::new())
        });
        self.sync(&self.now, Scope { changed: self.changed.as_ref(), existing: Some(&existing) })
    }

    /// Loads the rules into a node: those of the state before, and this sync on top.
    pub fn load(&self, netns: &mut Netns) -> Result<(), String> {
        let family = self.settings.family;
        let first = self.before.as_ref().unwrap_or(&self.now);
        let tables = kube_proxy::whole_node(self.view(first), &mut Ledger::default());
        let tables = tables.into_iter().map(|(name, sheet)| sheet.into_table(name, family)).collect();
        flows::load(netns, &RuleText { tables }, false)?;
        if self.before.is_some() {
            flows::load(netns, &self.restore().into_text(family), true)?;
        }
        Ok(())
    }

    /// The text of a full sync of that state.
    pub fn sync(&self, state: &State, scope: Scope<'_>) -> Restore {
        kube_proxy::sync(self.view(state), scope, &mut Ledger::default())
    }

    /// What a sync of that state reads.
    pub fn view<'a>(&'a self, state: &'a State) -> View<'a> {
        View { ports: &state.ports, endpoints: &state.endpoints, node: &self.node, settings: &self.settings }
    }
}

impl State {
    fn of(store: &Store, node: &Host, settings: &Settings) -> Self {
        Self {
            ports: kube_proxy::service_ports(store, settings.family),
            endpoints: kube_proxy::endpoints(store, &node.name, settings.family),
        }
    }
}

fn settings(value: &Value) -> Result<Settings, String> {
    if let Some(flag) = value.keys().into_iter().find(|key| !FLAGS.contains(key)) {
        return Err(format!("a flag nobody knows: {flag}"));
    }
    let blocks = value.texts_at("nodePortAddresses");
    let mark = value.number_at("masqueradeBit").and_then(|bit| 1_u32.checked_shl(u32::try_from(bit).ok()?));
    let cidr = value.text_at("detectLocalByCIDR").and_then(parse_cidr);
    Ok(Settings {
        family: if value.text_at("ipFamily") == Some("IPv6") { Family::V6 } else { Family::V4 },
        cluster_cidr: cidr.map(|block| Caused::new(block, CauseId(0))),
        masquerade_all: value.is("masqueradeAll"),
        // The unit tests' proxier has the mark as a text of its own, without the zeros of the real one.
        masquerade_mark: format!("{:#x}", mark.unwrap_or(0)),
        localhost_node_ports: value.is("localhostNodePorts"),
        node_port_addresses: blocks.iter().filter_map(|block| parse_cidr(block)).collect(),
        large_cluster_endpoints: usize::try_from(value.number_at("largeClusterEndpointsThreshold").unwrap_or(1000))
            .unwrap_or(usize::MAX),
        conntrack_tcp_be_liberal: value.is("conntrackTCPBeLiberal"),
        nfacct_counters: value.texts_at("nfacctCounters"),
        random_fully: value.is("randomFully"),
        topology_hints: true,
    })
}

fn node(value: &Value) -> Result<Host, String> {
    let interfaces = value.at("interfaces");
    let texts = interfaces.keys().into_iter().flat_map(|name| interfaces.texts_at(name));
    let addresses = texts.filter_map(|text| parse_ip(text.split('/').next()?)).collect::<Vec<IpAddr>>();
    let ip = value.text_at("nodeIP").and_then(parse_ip).ok_or("the node has no address")?;
    let name = value.text_at("name").unwrap_or_default().into();
    Ok(Host { name, ip, addresses, labels: BTreeMap::new() })
}

fn changed(value: &Value) -> Result<Option<BTreeSet<(String, String)>>, String> {
    match value.text_at("sync.kind") {
        Some("full") => Ok(None),
        Some("partial") => {
            let names = value.at("sync").texts_at("changedServices");
            let split = |name: &String| name.split_once('/').map(|(ns, name)| (ns.to_owned(), name.to_owned()));
            Ok(Some(names.iter().filter_map(split).collect()))
        }
        other => Err(format!("a sync nobody knows: {other:?}")),
    }
}
