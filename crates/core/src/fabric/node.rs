//! The nodes: routers with a packet filter that kube-proxy writes.

use super::Machine;
use super::build::Builder;
use malla_control_plane::NodeView;
use malla_control_plane::kube_proxy::{self, Settings};
use malla_dns::ResolvConf;
use malla_kernel::{RuleText, TableText};
use malla_trace::VertexId;

/// Adds every node, with the packet filter of its kube-proxy.
pub(super) fn add(builder: &mut Builder<'_>) {
    let cluster = builder.cluster;
    let settings = Settings::of(&cluster.world);
    for node in cluster.nodes() {
        let machine = node_machine(builder, &node, &settings);
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

fn node_machine(builder: &mut Builder<'_>, node: &NodeView<'_>, settings: &Settings) -> Machine {
    let resolver = resolver(builder);
    let mut machine = builder.machine(&id(node.name), node.address, node.why, resolver);
    machine.netns.set_forwarding(true);
    // kube-proxy switches it on for node ports at 127.0.0.1 (`NewProxier`).
    machine.netns.set_route_localnet(settings.serves_localhost());
    let rules = kube_proxy::compile(&builder.cluster.store, node, settings, builder.ledger);
    // Our own generator writes nothing that our own kernel refuses: a test below holds it to that.
    let _refused = machine.netns.restore_with(&rules, builder.rules);
    let _refused = machine.netns.restore_noflush_with(&leaving_the_pod_network(builder), builder.rules);
    machine
}

/// What the network plugin adds: pods that call somebody outside the pod network go out with their node's address, or
/// nobody would find the way back (flannel's `ipMasq`, Calico's `natOutgoing`).
fn leaving_the_pod_network(builder: &mut Builder<'_>) -> RuleText {
    let world = &builder.cluster.world;
    let pods = world.pod_network;
    let cidr = world.cause("spec.cluster.podCIDR");
    let why = builder.ledger.derived("cni", &[builder.own.leaving, cidr]);
    let comment = "-m comment --comment \"cni: leaving the pod network\"";
    let text = format!("-A POSTROUTING -s {pods} ! -d {pods} {comment} -j MASQUERADE --random-fully");
    let table = TableText { name: "nat".into(), rules: [(text, why)].into_iter().collect(), ..TableText::default() };
    RuleText { tables: vec![table] }
}
