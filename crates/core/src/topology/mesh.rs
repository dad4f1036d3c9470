//! Istio's rules in the picture: Gateways and VirtualServices, drawn like an Ingress, each with an edge to what it leads to.

use super::{Artist, Outline, id};
use malla_control_plane::istiod::{ProxyView, Role, has_all, host};
use malla_control_plane::{PodView, Stored};
use malla_manifest::objects::{
    Destination, HttpRoute, HttpRouteDestination, IstioGateway, Service, StringMatch, VirtualService,
};
use malla_trace::{CauseId, EdgeKind, ObjectRef, VertexKind};

impl Artist<'_> {
    pub(super) fn mesh_gateways(&mut self) {
        let cluster = self.cluster;
        for (reference, gateway, stored) in cluster.store.all::<IstioGateway>() {
            let own = id("meshgateway", reference);
            let selected: Vec<String> = cluster.pods().filter(|pod| selects(gateway, pod)).map(pod_id).collect();
            let outline = Outline::new(VertexKind::MeshGateway, own.clone(), &reference.name, stored.cause(""));
            self.vertex(outline.within(selected.first().cloned())).object = Some(reference.clone());
            let servers = gateway.spec.servers.iter().flat_map(|server| {
                let port = server.port.number;
                server.hosts.iter().map(move |host| ("gateway.server", format!("{host}:{port}")))
            });
            self.add_facts(servers);
            for pod in selected {
                self.edge(&own, &pod, EdgeKind::Target, stored.cause("spec.selector"));
            }
        }
    }

    pub(super) fn virtual_services(&mut self) {
        let cluster = self.cluster;
        for (reference, rule, stored) in cluster.store.all::<VirtualService>() {
            let own = id("virtualservice", reference);
            let outline = Outline::new(VertexKind::VirtualService, own.clone(), &reference.name, stored.cause(""));
            self.vertex(outline).object = Some(reference.clone());
            self.add_facts(rule.spec.hosts.iter().map(|host| ("host", host.clone())));
            self.add_facts(rule.spec.http.iter().map(|route| ("route", route_text(route))));
            for (service, why) in self.destinations(reference, rule, stored) {
                self.edge(&own, &service, EdgeKind::Backend, why);
            }
            for (gateway, why) in gateways(reference, rule, stored) {
                self.edge(&gateway, &own, EdgeKind::Backend, why);
            }
        }
    }

    /// The Services a VirtualService leads to, each once, and the line that names it first.
    fn destinations(&self, reference: &ObjectRef, rule: &VirtualService, stored: &Stored) -> Vec<(String, CauseId)> {
        let mut found: Vec<(String, CauseId)> = vec![];
        for (at, path) in destination_paths(rule) {
            let full = host::resolve(&at.host, &reference.namespace, &self.cluster.world.domain);
            let service = self.service_of_host(&full);
            if let Some(service) = service.filter(|service| found.iter().all(|(known, _)| known != service)) {
                found.push((service, stored.cause(&path)));
            }
        }
        found
    }

    /// The vertex of the Service with that full name.
    fn service_of_host(&self, full: &str) -> Option<String> {
        let local = full.strip_suffix(&format!(".svc.{}", self.cluster.world.domain))?;
        let (name, namespace) = local.split_once('.')?;
        self.cluster.store.find::<Service>(namespace, name)?;
        Some(format!("service/{namespace}/{name}"))
    }

    /// The full names of the Services that have a pod behind them.
    pub(super) fn services_of(&self, pod: &PodView<'_>) -> Vec<String> {
        let (namespace, domain) = (pod.namespace(), &self.cluster.world.domain);
        let own = self.cluster.store.all::<Service>().filter(|(reference, service, _)| {
            let selector = &service.spec.selector;
            reference.namespace == namespace && !selector.is_empty() && has_all(pod.labels, selector)
        });
        own.map(|(reference, ..)| host::of_service(&reference.name, namespace, domain)).collect()
    }
}

/// Whether a Gateway's selector means the proxy of that pod: in whatever namespace.
fn selects(gateway: &IstioGateway, pod: &PodView<'_>) -> bool {
    let edge = ProxyView::of(pod).is_some_and(|proxy| proxy.role == Role::Gateway);
    edge && has_all(pod.labels, &gateway.spec.selector)
}

fn pod_id(pod: PodView<'_>) -> String {
    id("pod", pod.reference)
}

/// The Gateways it is bound to, `name` or `namespace/name`.
fn gateways(reference: &ObjectRef, rule: &VirtualService, stored: &Stored) -> Vec<(String, CauseId)> {
    let bound = rule.spec.gateways.iter().enumerate().filter(|(_, name)| *name != "mesh");
    let named = bound.map(|(at, name)| {
        let (namespace, name) = name.split_once('/').unwrap_or((&reference.namespace, name));
        (format!("meshgateway/{namespace}/{name}"), stored.cause(&format!("spec.gateways[{at}]")))
    });
    named.collect()
}

/// Every destination and where it is written.
fn destination_paths(rule: &VirtualService) -> Vec<(&Destination, String)> {
    let mut found = vec![];
    for (r, route) in rule.spec.http.iter().enumerate() {
        for (d, one) in route.route.iter().enumerate() {
            found.push((&one.destination, format!("spec.http[{r}].route[{d}].destination.host")));
        }
    }
    found
}

/// A route in a line: `/productpage → productpage`, `reviews → v1 90 · v2 10`.
fn route_text(route: &HttpRoute) -> String {
    let conditions: Vec<String> = route.match_.iter().filter_map(|m| m.uri.as_ref()).map(uri_text).collect();
    let condition = if conditions.is_empty() { "*".to_owned() } else { conditions.join(", ") };
    let whole = route.route.len() == 1;
    let to: Vec<String> = route.route.iter().map(|one| destination_text(one, whole)).collect();
    format!("{condition} → {}", to.join(" · "))
}

/// `/login` for an exact path, `/static*` for a prefix, `~re` for an expression.
fn uri_text(uri: &StringMatch) -> String {
    match (&uri.exact, &uri.prefix, &uri.regex) {
        (Some(exact), ..) => exact.clone(),
        (None, Some(prefix), _) => format!("{prefix}*"),
        (None, None, Some(regex)) => format!("~{regex}"),
        (None, None, None) => "*".into(),
    }
}

fn destination_text(one: &HttpRouteDestination, whole: bool) -> String {
    let Destination { host, subset, .. } = &one.destination;
    let to = subset.as_ref().map_or_else(|| host.clone(), |subset| format!("{host} {subset}"));
    if whole { to } else { format!("{to} {}", one.weight) }
}
