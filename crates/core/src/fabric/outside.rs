//! The machines around the cluster: clients, name servers, balancers, other hosts, and the way out.

use super::build::Builder;
use super::{Link, LinkEnd, Service};
use crate::program::{Program, echo};
use malla_dns::{Name, Record, RecordData, ResolvConf, Server, Soa, Zone};
use malla_kernel::{Cidr, Family, Interface, Protocol, Route};
use malla_manifest::objects::{BalancerAlgorithm, RecordType, WorldBalancer, WorldListener, WorldNameServer};
use malla_proxy::{
    Cluster, ClusterChoice, Dialect, Discovery, Endpoint, Filter, Listener as ProxyListener, Policy, Proxy, Start,
    TcpFilter,
};
use malla_trace::{CauseId, VertexId};
use std::net::IpAddr;
use std::rc::Rc;

/// The device of a gateway that leads out.
const OUTER_DEVICE: &str = "wan0";

/// How long a balancer waits for a node: the 5 s of `timeout connect` in HAProxy's own examples.
const BALANCER_PATIENCE_US: u64 = 5_000_000;

/// Seconds a record is good for where the world says nothing.
const DEFAULT_TTL_S: u32 = 300;

/// Adds every machine around the cluster.
pub(super) fn add(builder: &mut Builder<'_>) {
    let world = &builder.cluster.world;
    let networks: Vec<_> = world.networks().map(|(n, why)| (n.name.clone(), n.gateway, why)).collect();
    for (name, gateway, why) in networks {
        if let Some(gateway) = gateway {
            add_gateway(builder, &name, gateway, why);
        }
    }
    for (index, (client, why)) in world.clients().enumerate() {
        let asks = builder.cluster.world.cause(&format!("spec.clients[{index}].nameserver"));
        let resolver = ResolvConf::new(client.nameserver.into_iter().collect(), asks);
        let machine = builder.machine(&VertexId(format!("client/{}", client.name)), client.address, why, resolver);
        builder.fabric.add(machine);
    }
    for (index, (server, why)) in world.name_servers().enumerate() {
        add_name_server(builder, index, server, why);
    }
    for (index, (balancer, why)) in world.balancers().enumerate() {
        add_balancer(builder, index, balancer, why);
    }
    for (host, why) in world.hosts() {
        let id = VertexId(format!("host/{}", host.name));
        let mut machine = builder.machine(&id, host.address, why, ResolvConf::new(vec![], builder.own.resolver));
        for port in &host.ports {
            let name = host.title.clone().unwrap_or_else(|| host.name.clone());
            let program = Program::App { name, app: Rc::new(echo()) };
            machine.listen(Service::new(Protocol::Tcp, *port, program, why));
        }
        builder.fabric.add(machine);
    }
}

/// The router that leads out of a network. Beyond it there is nobody.
fn add_gateway(builder: &mut Builder<'_>, network: &str, address: IpAddr, why: CauseId) {
    let id = VertexId(format!("gateway/{network}"));
    let mut machine = builder.machine(&id, address, why, ResolvConf::new(vec![], builder.own.resolver));
    machine.netns.set_forwarding(true);
    let outside = builder.own.outside;
    machine.netns.add_interface(Interface { name: OUTER_DEVICE.into(), addresses: vec![], why: outside });
    let (destination, interface) = (Cidr::all(Family::of(address)), OUTER_DEVICE.to_owned());
    machine.netns.add_route(Route { destination, via: None, interface, why: outside });
    machine.links.push(Link { interface: OUTER_DEVICE.into(), end: LinkEnd::Outside });
    builder.fabric.add(machine);
}

fn add_name_server(builder: &mut Builder<'_>, index: usize, server: &WorldNameServer, why: CauseId) {
    let id = VertexId(format!("nameserver/{}", server.name));
    let mut machine = builder.machine(&id, server.address, why, ResolvConf::new(vec![], builder.own.resolver));
    let zone = root_zone(builder, index, server, why);
    let name = server.title.clone().unwrap_or_else(|| server.name.clone());
    let data = Server { zones: vec![zone], ..Server::new(why) };
    let program = Program::Names { name, server: Rc::new(data) };
    machine.listen(Service::new(Protocol::Udp, 53, program, why));
    builder.fabric.add(machine);
}

/// Everything that server knows, as one zone: what it does not know does not exist.
fn root_zone(builder: &Builder<'_>, index: usize, server: &WorldNameServer, why: CauseId) -> Zone {
    let soa = Soa {
        primary: Name::root(),
        mailbox: Name::root(),
        serial: 1,
        refresh_s: 7200,
        retry_s: 1800,
        expire_s: 86_400,
        minimum_s: DEFAULT_TTL_S,
    };
    let mut zone = Zone::new(Name::root(), soa, DEFAULT_TTL_S, why);
    for (number, record) in server.records.iter().enumerate() {
        let why = builder.cluster.world.cause(&format!("spec.nameServers[{index}].records[{number}]"));
        let data = match record.record_type.unwrap_or(RecordType::A) {
            RecordType::A | RecordType::Aaaa => record.value.parse().ok().map(|ip: IpAddr| RecordData::from(ip)),
            RecordType::Cname => Name::parse(&record.value).ok().map(RecordData::Cname),
        };
        if let (Ok(name), Some(data)) = (Name::parse(&record.name), data) {
            // A second alias beside other data is left out, as every name server refuses to load it.
            let _refused = zone.add(Record::new(name, record.ttl.unwrap_or(DEFAULT_TTL_S), data, why));
        }
    }
    zone
}

fn add_balancer(builder: &mut Builder<'_>, index: usize, balancer: &WorldBalancer, why: CauseId) {
    let id = VertexId(format!("balancer/{}", balancer.name));
    let mut machine = builder.machine(&id, balancer.address, why, ResolvConf::new(vec![], builder.own.resolver));
    let name = balancer.title.clone().unwrap_or_else(|| balancer.name.clone());
    let mut proxy = Proxy::new(Dialect::haproxy(), why);
    for (number, listener) in balancer.listeners.iter().enumerate() {
        add_listener(builder, &mut proxy, listener, &format!("spec.balancers[{index}].listeners[{number}]"));
    }
    let proxy = Rc::new(proxy);
    for listener in &proxy.listeners {
        let program = Program::Proxy { name: name.clone(), proxy: Rc::clone(&proxy) };
        machine.listen(Service::new(Protocol::Tcp, listener.port, program, listener.why));
    }
    builder.fabric.add(machine);
}

/// A port of the balancer and the cluster of nodes behind it.
fn add_listener(builder: &Builder<'_>, proxy: &mut Proxy, listener: &WorldListener, path: &str) {
    let cause = |field: &str| builder.cluster.world.cause(&format!("{path}{field}"));
    let targets = listener
        .targets
        .iter()
        .enumerate()
        .filter_map(|(i, target)| Some(Endpoint::new(target.parse().ok()?, cause(&format!(".targets[{i}]")))));
    let name = format!(":{}", listener.port);
    let policy = match listener.algorithm.unwrap_or(BalancerAlgorithm::RoundRobin) {
        BalancerAlgorithm::RoundRobin => Policy::RoundRobin(Start::Drawn),
        BalancerAlgorithm::Random => Policy::Random,
    };
    let mut cluster = Cluster::new(&name, Discovery::Static(targets.collect()), cause(".targets"));
    cluster.policy = policy;
    cluster.connect_timeout_us = BALANCER_PATIENCE_US;
    proxy.add_cluster(cluster);
    let why = cause("");
    let filter = Filter::Tcp(TcpFilter::new(ClusterChoice::One(name.clone()), why));
    proxy.add_listener(ProxyListener::new(&name, None, listener.port, filter, cause(".port")));
}
