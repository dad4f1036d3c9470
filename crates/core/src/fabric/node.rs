//! The nodes: routers with a packet filter that kube-proxy writes.

use super::build::Builder;
use super::{Machine, Service};
use crate::program::{Program, health};
use malla_control_plane::NodeView;
use malla_control_plane::kube_proxy::{self, HealthCheck, Host, Settings, nftables};
use malla_dns::ResolvConf;
use malla_kernel::{Protocol, RuleText, TableText};
use malla_manifest::ProxyMode;
use malla_trace::{CauseId, VertexId};
use std::rc::Rc;

/// Adds every node, with the packet filter of its kube-proxy.
pub(super) fn add(builder: &mut Builder<'_>) {
    let cluster = builder.cluster;
    for node in cluster.nodes() {
        let machine = node_machine(builder, &node);
        builder.fabric.add(machine);
    }
}

/// The node's vertex.
pub(super) fn id(name: &str) -> VertexId {
    VertexId(format!("node/{name}"))
}

/// What a node's programs resolve names with: the first name server around the cluster.
pub(super) fn resolver(builder: &Builder<'_>) -> ResolvConf {
    let first = builder.cluster.world.name_servers().next();
    let why = first.map_or(builder.own.resolver, |(_, why)| why);
    ResolvConf::new(first.map(|(server, _)| server.address).into_iter().collect(), why)
}

fn node_machine(builder: &mut Builder<'_>, node: &NodeView<'_>) -> Machine {
    let resolver = resolver(builder);
    let mut machine = builder.machine(&id(node.name), node.address, node.why, resolver);
    machine.netns.set_forwarding(true);
    let world = &builder.cluster.world;
    let settings = match world.proxy_mode {
        ProxyMode::Iptables => Settings::of(world),
        ProxyMode::Nftables => nftables::settings(world, &Host::of(node)),
    };
    service_rules(builder, node, &settings, &mut machine);
    for check in kube_proxy::health_checks(&builder.cluster.store, node, &settings, builder.ledger) {
        listen(&mut machine, &check);
    }
    machine
}

/// What kube-proxy writes. Our own generators write nothing that our own kernel refuses: tests hold them to that.
fn service_rules(builder: &mut Builder<'_>, node: &NodeView<'_>, settings: &Settings, machine: &mut Machine) {
    let cluster = builder.cluster;
    // kube-proxy switches it on for node ports at 127.0.0.1, which only the iptables mode has (`NewProxier`).
    machine.netns.set_route_localnet(settings.serves_localhost());
    match cluster.world.proxy_mode {
        ProxyMode::Iptables => {
            let mut rules = kube_proxy::compile(&cluster.store, node, settings, builder.ledger);
            let (leaving, why) = leaving_the_pod_network(builder);
            let nat = rules.tables.iter_mut().filter(|table| table.name == "nat");
            nat.for_each(|table| table.rules.add(why, |text| text.push_str(&leaving)));
            let _refused = machine.netns.restore_with(&rules, builder.rules);
        }
        ProxyMode::Nftables => {
            let script = nftables::compile(&cluster.store, &cluster.world, node, builder.ledger);
            let _refused = machine.netns.load_nft(&script);
            let rules = [leaving_the_pod_network(builder)].into_iter().collect();
            let table = TableText { name: "nat".into(), rules, ..TableText::default() };
            let _refused = machine.netns.restore_with(&RuleText { tables: vec![table] }, builder.rules);
        }
    }
}

/// kube-proxy's own server for the health check of a Service.
fn listen(machine: &mut Machine, check: &HealthCheck) {
    let program = Program::App { name: "kube-proxy".into(), app: Rc::new(health(check)) };
    let service = Service::new(Protocol::Tcp, check.port, program, check.why);
    if check.addresses.is_empty() {
        machine.listen(service.clone());
    }
    check.addresses.iter().for_each(|ip| machine.listen(Service { address: Some(*ip), ..service.clone() }));
}

/// What the network plugin adds: pods that call somebody outside the pod network go out with their node's address, or
/// nobody would find the way back (flannel's `ipMasq`, Calico's `natOutgoing`).
fn leaving_the_pod_network(builder: &mut Builder<'_>) -> (String, CauseId) {
    let world = &builder.cluster.world;
    let pods = world.pod_network;
    let cidr = world.cause("spec.cluster.podCIDR");
    let why = builder.ledger.derived("cni", &[builder.own.leaving, cidr]);
    let comment = "-m comment --comment \"cni: leaving the pod network\"";
    (format!("-A POSTROUTING -s {pods} ! -d {pods} {comment} -j MASQUERADE --random-fully"), why)
}
