//! The picture: everything on the stage, by identity and containment. Where it is drawn is the view's business.

mod mesh;
mod pods;

use crate::fabric::Fabric;
use malla_control_plane::{Cluster, Stored};
use malla_manifest::objects::{EndpointSlice, Ingress, Service};
use malla_trace::{
    CauseId, Edge, EdgeKind, Fact, Ledger, ObjectRef, Topology, Vertex, VertexId, VertexKind, VertexState,
};
use std::collections::BTreeSet;

/// Draws a converged cluster and the world around it.
pub(crate) fn draw(cluster: &Cluster, fabric: &Fabric, ledger: &Ledger) -> Topology {
    let mut artist = Artist { cluster, fabric, ledger, picture: Topology::default() };
    artist.networks();
    artist.outside();
    artist.nodes();
    artist.pods();
    artist.services();
    artist.ingresses();
    artist.mesh_gateways();
    artist.virtual_services();
    artist.picture
}

struct Artist<'a> {
    cluster: &'a Cluster,
    fabric: &'a Fabric,
    ledger: &'a Ledger,
    picture: Topology,
}

/// What every vertex needs.
struct Outline {
    id: String,
    kind: VertexKind,
    title: String,
    parent: Option<String>,
    addresses: Vec<String>,
    why: CauseId,
}

impl Outline {
    fn new(kind: VertexKind, id: String, title: &str, why: CauseId) -> Self {
        Self { id, kind, title: title.into(), parent: None, addresses: vec![], why }
    }

    fn at(mut self, addresses: Vec<String>) -> Self {
        self.addresses = addresses;
        self
    }

    fn within(mut self, parent: Option<String>) -> Self {
        self.parent = parent;
        self
    }
}

impl Artist<'_> {
    fn vertex(&mut self, outline: Outline) -> &mut Vertex {
        let place = crate::rules::place(self.ledger, outline.why);
        self.picture.vertices.push(Vertex {
            id: VertexId(outline.id),
            kind: outline.kind,
            title: outline.title,
            parent: outline.parent.map(VertexId),
            addresses: outline.addresses,
            state: VertexState::Ready,
            parts: vec![],
            facts: vec![],
            object: None,
            place,
            why: outline.why,
        });
        let last = self.picture.vertices.len() - 1;
        &mut self.picture.vertices[last]
    }

    fn edge(&mut self, from: &str, to: &str, kind: EdgeKind, why: CauseId) {
        self.picture.edges.push(Edge { from: VertexId(from.into()), to: VertexId(to.into()), kind, why });
    }

    fn networks(&mut self) {
        let cluster = self.cluster;
        for (network, why) in cluster.world.networks() {
            let title = network.title.as_deref().unwrap_or(&network.name);
            let id = format!("network/{}", network.name);
            self.vertex(Outline::new(VertexKind::Network, id, title, why).at(vec![network.cidr.clone()]));
        }
        let world = &cluster.world;
        for (name, block, field) in
            [("pods", world.pod_network, "podCIDR"), ("services", world.service_network, "serviceCIDR")]
        {
            let why = world.cause(&format!("spec.cluster.{field}"));
            let outline = Outline::new(VertexKind::Network, format!("network/{name}"), name, why);
            self.vertex(outline.at(vec![block.to_string()]));
        }
    }

    /// The network of the company that an address lies in, as a parent.
    fn parent_of(&self, id: &str) -> Option<String> {
        let machine = self.fabric.get(&VertexId(id.into()))?;
        machine.links.iter().find_map(|link| match &link.end {
            crate::fabric::LinkEnd::Lan { network } => Some(network.0.clone()),
            crate::fabric::LinkEnd::Cable { .. } | crate::fabric::LinkEnd::Outside => None,
        })
    }

    fn host(&mut self, kind: VertexKind, id: String, title: &str, addresses: Vec<String>, why: CauseId) {
        let parent = self.parent_of(&id);
        if let Some(network) = &parent {
            self.edge(&id, &network.clone(), EdgeKind::Attached, why);
        }
        self.vertex(Outline::new(kind, id, title, why).at(addresses).within(parent));
    }

    fn outside(&mut self) {
        let world = &self.cluster.world;
        for (network, why) in world.networks() {
            if let Some(gateway) = network.gateway {
                let id = format!("gateway/{}", network.name);
                self.host(VertexKind::Gateway, id, "Router", vec![gateway.to_string()], why);
            }
        }
        for (client, why) in world.clients() {
            let (id, title) = (format!("client/{}", client.name), client.title.as_deref().unwrap_or(&client.name));
            self.host(VertexKind::Client, id, title, vec![client.address.to_string()], why);
        }
        for (server, why) in world.name_servers() {
            let (id, title) = (format!("nameserver/{}", server.name), server.title.as_deref().unwrap_or(&server.name));
            self.host(VertexKind::ExternalDns, id.clone(), title, vec![server.address.to_string()], why);
            self.add_facts(server.records.iter().map(|r| ("dns.record", format!("{} → {}", r.name, r.value))));
        }
        for (balancer, why) in world.balancers() {
            let title = balancer.title.as_deref().unwrap_or(&balancer.name);
            let addresses = balancer.listeners.iter().map(|l| format!("{}:{}", balancer.address, l.port)).collect();
            self.host(VertexKind::Balancer, format!("balancer/{}", balancer.name), title, addresses, why);
        }
        for (host, why) in world.hosts() {
            let title = host.title.as_deref().unwrap_or(&host.name);
            let addresses = host.ports.iter().map(|port| format!("{}:{port}", host.address)).collect();
            self.host(VertexKind::Host, format!("host/{}", host.name), title, addresses, why);
        }
    }

    /// Facts about the vertex drawn last.
    fn add_facts(&mut self, facts: impl Iterator<Item = (&'static str, String)>) {
        if let Some(vertex) = self.picture.vertices.last_mut() {
            vertex.facts.extend(facts.map(|(code, value)| Fact { code: code.into(), value }));
        }
    }

    fn nodes(&mut self) {
        let world = &self.cluster.world;
        let open = self.open_ports();
        for (node, why) in world.nodes() {
            let id = format!("node/{}", node.name);
            let title = node.title.as_deref().unwrap_or(&node.name);
            self.host(VertexKind::Node, id.clone(), title, vec![node.address.to_string()], why);
            let rules = self.fabric.get(&VertexId(id)).map_or(0, |m| crate::rules::count(&m.netns));
            let role = if node.control_plane == Some(true) { "control-plane" } else { "worker" };
            let facts = [("netfilter.rules", rules.to_string()), ("role", role.into())];
            self.add_facts(facts.into_iter().chain(open.iter().map(|port| ("open-port", port.to_string()))));
            if let Some(vertex) = self.picture.vertices.last_mut() {
                vertex.object = Some(reference("Node", "", &node.name));
            }
        }
        for (balancer, why) in world.balancers() {
            let from = format!("balancer/{}", balancer.name);
            let targets: Vec<&String> = balancer.listeners.iter().flat_map(|l| &l.targets).collect();
            for (node, _) in world.nodes() {
                let address = node.address.to_string();
                if targets.iter().any(|t| t.rsplit_once(':').is_some_and(|(host, _)| host == address)) {
                    self.edge(&from, &format!("node/{}", node.name), EdgeKind::Target, why);
                }
            }
        }
    }

    /// The node ports of all Services.
    fn open_ports(&self) -> BTreeSet<u16> {
        let services = self.cluster.store.all::<Service>();
        services.flat_map(|(_, service, _)| service.spec.ports.iter().filter_map(|p| p.node_port)).collect()
    }

    fn services(&mut self) {
        let cluster = self.cluster;
        for (reference, service, stored) in cluster.store.all::<Service>() {
            let ip = service.spec.cluster_ip.clone().filter(|ip| ip != "None" && !ip.is_empty());
            let address = |port: u16| ip.as_ref().map(|ip| format!("{ip}:{port}"));
            let addresses = service.spec.ports.iter().filter_map(|p| address(p.port)).collect();
            let parent = Some("network/services".to_owned());
            let outline =
                Outline::new(VertexKind::Service, id("service", reference), &reference.name, stored.cause(""));
            let vertex = self.vertex(outline.at(addresses).within(parent));
            vertex.object = Some(reference.clone());
            let kind = service.spec.service_type.map_or_else(|| "ClusterIP".into(), |t| t.to_string());
            let node_ports = service.spec.ports.iter().filter_map(|p| p.node_port);
            let facts = std::iter::once(("type", kind)).chain(node_ports.map(|p| ("node-port", p.to_string())));
            self.add_facts(facts);
        }
        self.endpoints();
    }

    /// From every Service to the pods behind it that are ready.
    fn endpoints(&mut self) {
        let cluster = self.cluster;
        for (reference, slice, stored) in cluster.store.all::<EndpointSlice>() {
            let Some(service) = slice.meta.labels.get("kubernetes.io/service-name") else { continue };
            let from = format!("service/{}/{service}", reference.namespace);
            for (index, endpoint) in slice.endpoints.iter().enumerate() {
                let ready = endpoint.conditions.ready.unwrap_or(true);
                if let Some(target) = endpoint.target_ref.as_ref().filter(|_| ready) {
                    let to = format!("pod/{}/{}", target.namespace, target.name);
                    self.edge(&from, &to, EdgeKind::Endpoint, stored.cause(&format!("endpoints[{index}]")));
                }
            }
        }
    }

    fn ingresses(&mut self) {
        let cluster = self.cluster;
        for (reference, ingress, stored) in cluster.store.all::<Ingress>() {
            let own = id("ingress", reference);
            let vertex = self.vertex(Outline::new(VertexKind::Ingress, own.clone(), &reference.name, stored.cause("")));
            vertex.object = Some(reference.clone());
            self.add_facts(ingress_facts(ingress));
            for (service, why) in backends(ingress, stored) {
                self.edge(&own, &format!("service/{}/{service}", reference.namespace), EdgeKind::Backend, why);
            }
        }
    }
}

/// The rules of an Ingress, a line each: `web1.miempresa.com/ → wp-service:8080`.
fn ingress_facts(ingress: &Ingress) -> impl Iterator<Item = (&'static str, String)> {
    ingress.spec.rules.iter().flat_map(|rule| {
        let host = rule.host.clone().unwrap_or_else(|| "*".into());
        let paths = rule.http.iter().flat_map(|http| &http.paths);
        paths.map(move |path| {
            let backend = path.backend.service.as_ref();
            let port = backend.and_then(|b| b.port.number.map(|n| n.to_string()).or_else(|| b.port.name.clone()));
            let to = format!("{}:{}", backend.map_or("", |b| &b.name), port.unwrap_or_default());
            ("ingress.rule", format!("{host}{} → {to}", path.path.as_deref().unwrap_or("/")))
        })
    })
}

/// The Services an Ingress names, and where.
fn backends(ingress: &Ingress, stored: &Stored) -> Vec<(String, CauseId)> {
    let mut found = vec![];
    for (r, rule) in ingress.spec.rules.iter().enumerate() {
        for (p, path) in rule.http.iter().flat_map(|http| &http.paths).enumerate() {
            if let Some(service) = &path.backend.service {
                let field = format!("spec.rules[{r}].http.paths[{p}].backend.service");
                found.push((service.name.clone(), stored.cause(&field)));
            }
        }
    }
    let default = ingress.spec.default_backend.as_ref().and_then(|backend| backend.service.as_ref());
    found.extend(default.map(|service| (service.name.clone(), stored.cause("spec.defaultBackend.service"))));
    found
}

fn id(kind: &str, reference: &ObjectRef) -> String {
    format!("{kind}/{}/{}", reference.namespace, reference.name)
}

fn reference(kind: &str, namespace: &str, name: &str) -> ObjectRef {
    ObjectRef { kind: kind.into(), namespace: namespace.into(), name: name.into() }
}
