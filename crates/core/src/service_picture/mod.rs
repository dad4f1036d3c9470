//! What a node's packet filter makes of a Service: a virtual address is no machine, it is these rules. Read back from
//! the rules that are loaded in that node's kernel, so that the picture shows what packets will meet, whatever wrote
//! the rules and in whatever mode.

mod backing;
mod reader;
mod share;

use crate::TableView;
use crate::rule_line::Who;
use backing::Backing;
use malla_control_plane::Store;
use malla_trace::{Cause, CauseId, FieldPath, Ledger, ObjectRef, Place};
use serde::Serialize;

/// What a packet filter makes of one Service port.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServicePicture {
    /// Namespace, name and port, as the rules call it: `default/web:http`.
    pub name: String,
    /// The Service.
    pub service: ObjectRef,
    /// `tcp`, `udp`, `sctp`.
    pub protocol: String,
    /// The addresses at which packets are caught.
    pub doors: Vec<Door>,
    /// The chains that choose an endpoint.
    pub pools: Vec<Pool>,
    /// Endpoints that no rule leads to.
    pub left_out: Vec<Backend>,
    /// Its rules, in the order in which a packet meets them.
    pub chains: Vec<ChainPart>,
}

/// An address and port at which packets for a Service are caught.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Door {
    /// What kind of address.
    pub kind: DoorKind,
    /// Address and port; `*` for any address of the node.
    pub address: String,
    /// Where it is caught, or refused.
    pub rule: RuleRef,
    /// The ways on from here. A packet takes the first that is for its sender; when none is, it is dropped.
    pub ways: Vec<Way>,
    /// Whose packets get the node's own address as their source: `None` is everybody's.
    pub masqueraded: Vec<Option<Who>>,
    /// What becomes of packets that are not let in.
    pub refusal: Option<Refusal>,
}

/// What kind of address a door has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum DoorKind {
    /// The virtual address.
    ClusterIp,
    /// One of `externalIPs`.
    ExternalIp,
    /// A balancer's address.
    LoadBalancerIp,
    /// A port of every node.
    NodePort,
}

/// A way from a door to a choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Way {
    /// For whom it is; everybody when empty.
    pub who: Vec<Who>,
    /// The chains between, in order.
    pub through: Vec<String>,
    /// Which pool it leads to.
    pub pool: usize,
}

/// A refusal instead of an endpoint.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// `REJECT` or `DROP`.
    pub target: String,
    /// Why, in the words of the rule.
    pub words: String,
    /// The rule.
    pub rule: RuleRef,
}

/// A chain that chooses an endpoint.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pool {
    /// Its name.
    pub chain: String,
    /// Whether it holds this node's endpoints only.
    pub local: bool,
    /// For how many seconds a client keeps its endpoint; 0 where the rules alone do not say for how long.
    pub affinity: Option<u32>,
    /// What it chooses from.
    pub arrows: Vec<Arrow>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arrow {
    /// Its share of new connections, of 1: what is written, times what the rules before it leave over.
    pub share: f64,
    /// The same as a fraction where it is one, `1/3`.
    pub fraction: Option<(u32, u32)>,
    /// The probability that the rule itself writes; none where it takes what is left.
    pub written: Option<f64>,
    /// The rule that chooses.
    pub rule: RuleRef,
    /// The endpoint's chain.
    pub chain: String,
    /// The endpoint.
    pub backend: Backend,
    /// The rule that rewrites.
    pub rewrite: RuleRef,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Backend {
    /// Address and port, or the address alone where no rule leads there.
    pub address: String,
    /// The pod, or what else it is.
    pub object: Option<ObjectRef>,
    /// The node it runs on, by its object's name.
    pub node: Option<String>,
    /// Whether it takes new traffic.
    pub ready: bool,
    /// Whether it is on its way out.
    pub terminating: bool,
}

/// A rule, and why it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleRef {
    /// The table.
    pub table: String,
    /// The chain.
    pub chain: String,
    /// Its number in the chain, from 1.
    pub number: u32,
    /// Why it is there.
    pub why: CauseId,
    /// The line it rests on.
    pub place: Option<Place>,
}

/// The rules of one Service port in one chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChainPart {
    /// The table.
    pub table: String,
    /// The chain.
    pub chain: String,
    /// Numbers of its rules.
    pub rules: Vec<u32>,
}

/// Reads the pictures of all Service ports out of a packet filter, in the order of their names.
pub(crate) fn all(tables: &[TableView], store: &Store, ledger: &Ledger) -> Vec<ServicePicture> {
    let backing = Backing::of(store);
    let readers = reader::Reader::all(tables);
    readers.iter().flat_map(|reader| reader.pictures(&backing, &|why| kind(ledger, why))).collect()
}

/// What kind of address a rule is about: the field that it rests on says it.
fn kind(ledger: &Ledger, why: CauseId) -> Option<DoorKind> {
    let chain = ledger.closure(why);
    chain.iter().filter_map(|id| field(ledger.get(*id)?)).find_map(|path| kind_of(&path.to_string()))
}

fn kind_of(path: &str) -> Option<DoorKind> {
    let kinds = [
        ("spec.clusterIP", DoorKind::ClusterIp),
        ("spec.externalIPs", DoorKind::ExternalIp),
        ("spec.loadBalancerIP", DoorKind::LoadBalancerIp),
        ("status.loadBalancer", DoorKind::LoadBalancerIp),
    ];
    let node_port = || path.ends_with(".nodePort").then_some(DoorKind::NodePort);
    kinds.into_iter().find(|(start, _)| path.starts_with(start)).map(|(_, kind)| kind).or_else(node_port)
}

/// The field that a cause is about.
const fn field(cause: &Cause) -> Option<&FieldPath> {
    match cause {
        Cause::Written { path, .. } | Cause::Defaulted { path, .. } | Cause::Allocated { path, .. } => Some(path),
        Cause::Derived { .. } | Cause::Builtin { .. } | Cause::Chance { .. } | Cause::Time { .. } => None,
    }
}
