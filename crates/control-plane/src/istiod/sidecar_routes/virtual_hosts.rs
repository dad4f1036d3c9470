//! The virtual hosts of one port, each name and each domain once: who comes first keeps it
//! (`BuildSidecarOutboundVirtualHosts`, `dedupeDomains`).

use super::domains::{self, Asking, Named};
use super::groups::{self, Group, OnPort};
use crate::istiod::draft::Draft;
use crate::istiod::route_facts::RouteFact;
use crate::istiod::scope::Known;
use crate::istiod::service::{MeshPort, MeshService, Resolution};
use crate::istiod::virtual_service::{MESH, Rule, cluster_name, usual_retries};
use malla_proxy::{Action, ClusterChoice, Domain, ForwardAction, PathMatch, Route, RouteMatch, VirtualHost};
use malla_trace::{CauseId, Considered, Mismatch};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// The virtual hosts in the making.
struct Making<'x, 'd, 'a> {
    draft: &'x mut Draft<'d, 'a>,
    hosts: &'x OnPort<'d, 'a>,
    port: u16,
    list: Vec<VirtualHost>,
    /// Places in the list, by name.
    names: BTreeMap<String, usize>,
    domains: BTreeSet<String>,
}

/// The virtual hosts of a port, by name.
pub fn of_port<'d, 'a>(
    draft: &mut Draft<'d, 'a>,
    services: &[Known<'d, 'a>],
    rules: &[&'d Rule<'a>],
    port: u16,
) -> Vec<VirtualHost> {
    let hosts = groups::on_port(services, port);
    let rules = if port == 80 { rules.to_vec() } else { groups::selected(rules, &hosts) };
    let groups = groups::of_rules(draft, &rules, &hosts, port);
    let names = BTreeMap::new();
    let mut making = Making { draft, hosts: &hosts, port, list: vec![], names, domains: BTreeSet::new() };
    groups.iter().filter(|group| !group.compiled.routes.is_empty()).for_each(|group| making.add_group(group));
    making.add_rest(&groups);
    let mut list = making.list;
    list.sort_by(|a, b| a.name.cmp(&b.name));
    list
}

impl<'d, 'a> Making<'_, 'd, 'a> {
    fn add_group(&mut self, group: &Group<'d, 'a>) {
        for (at, name) in &group.strangers {
            let why = self.rule_cause(group.rule, *at, None);
            self.add(group, name, vec![domains::bracketed(name)], &[], why);
        }
        for (at, name) in &group.services {
            let Some((service, port)) = self.hosts.get(name).copied() else { continue };
            let why = self.rule_cause(group.rule, *at, Some(port.why));
            let domains = self.domains_of(service);
            self.add(group, name, domains.all, &domains.short, why);
        }
    }

    /// Adds a host of a VirtualService; where an older one has it already, that one remembers this.
    fn add(&mut self, group: &Group<'d, 'a>, name: &str, domains: Vec<String>, short: &[String], why: CauseId) {
        let full = format!("{name}:{}", self.port);
        if let Some(place) = self.names.get(&full).copied() {
            let older = group.rule.written.full_name();
            let because = Mismatch { condition: "host".into(), wanted: "the oldest".into(), found: name.into() };
            let what = format!("VirtualService {older}");
            let why = self.draft.why.because(RouteFact::OlderRule, &[group.rule.written.cause("spec.hosts")]);
            self.list[place].left_out.push(Considered { what, number: None, because, why });
            return;
        }
        let mut host = VirtualHost::new(&full, &[], group.compiled.routes.clone(), why);
        host.left_out.clone_from(&group.compiled.left_out);
        host.left_out.extend(self.for_gateways(name));
        self.push(host, domains, short);
    }

    fn push(&mut self, mut host: VirtualHost, domains: Vec<String>, short: &[String]) {
        let domains: Vec<String> = domains.into_iter().filter(|domain| self.is_free(domain, short)).collect();
        if domains.is_empty() {
            return;
        }
        self.domains.extend(domains.iter().map(|domain| domain.to_ascii_lowercase()));
        self.names.insert(host.name.clone(), self.list.len());
        host.domains = domains.iter().map(|domain| Domain::parse(domain)).collect();
        host.include_request_attempt_count = true;
        self.list.push(host);
    }

    /// A domain is free when no virtual host has it, and when it is not the short form of one name and the full form of
    /// another.
    fn is_free(&self, domain: &str, short: &[String]) -> bool {
        let another = short.iter().any(|form| form == domain) && self.hosts.contains_key(domain);
        !another && !self.domains.contains(&domain.to_ascii_lowercase())
    }

    /// The VirtualServices that name a host and are bound to gateways only.
    fn for_gateways(&mut self, host: &str) -> Vec<Considered> {
        let (mesh, namespace) = (self.draft.mesh, &self.draft.view.namespace);
        let naming = mesh.rules.iter().filter(|rule| rule.hosts.iter().any(|own| own == host));
        let others = naming.filter(|rule| rule.export.reaches(namespace) && !rule.gateways.iter().any(|it| it == MESH));
        let told = others.map(|rule| {
            let wanted = rule.gateways.join(", ");
            let because = Mismatch { condition: "gateways".into(), wanted, found: MESH.into() };
            let what = format!("VirtualService {}", rule.written.full_name());
            let why = self.draft.why.because(RouteFact::OtherGateway, &[rule.written.cause("spec.gateways")]);
            Considered { what, number: None, because, why }
        });
        told.collect()
    }

    fn rule_cause(&mut self, rule: &Rule<'a>, at: usize, port: Option<CauseId>) -> CauseId {
        let line = rule.written.cause(&format!("spec.hosts[{at}]"));
        let causes: Vec<CauseId> = [line].into_iter().chain(port).collect();
        self.draft.why.because(RouteFact::RuleHost, &causes)
    }

    /// The hosts that no VirtualService takes: everything goes to the Service.
    fn add_rest(&mut self, groups: &[Group<'d, 'a>]) {
        let routed = groups.iter().filter(|group| !group.compiled.routes.is_empty());
        let taken: BTreeSet<&str> = routed.flat_map(|group| &group.services).map(|(_, name)| *name).collect();
        let hosts = self.hosts;
        for (name, (service, port)) in hosts {
            if taken.contains(name) || !groups::stands_alone(service, port) {
                continue;
            }
            // A VirtualService none of whose rules is for this proxy is remembered.
            let for_others = groups.iter().filter(|group| group.services.iter().any(|(_, own)| own == name));
            let left_out: Vec<Considered> = for_others.flat_map(|group| group.compiled.left_out.clone()).collect();
            self.add_plain(name, service, port, left_out);
        }
    }

    fn add_plain(&mut self, name: &str, service: &MeshService<'a>, port: &MeshPort, left_out: Vec<Considered>) {
        let full = format!("{name}:{}", self.port);
        if self.names.contains_key(&full) {
            return;
        }
        let causes = [port.why, service.stored.cause("metadata.name")];
        let route =
            plain_route(&cluster_name(self.port, "", name), self.draft.why.because(RouteFact::DefaultRoute, &causes));
        let why = self.draft.why.because(RouteFact::ServiceHost, &causes);
        let domains = self.domains_of(service);
        let mut host = VirtualHost::new(&full, &[], vec![route], why);
        host.left_out = left_out;
        host.left_out.extend(self.for_gateways(name));
        self.push(host, domains.all, &domains.short);
    }

    fn domains_of(&self, service: &MeshService<'a>) -> domains::Domains {
        let view = self.draft.view;
        let addresses: Vec<IpAddr> = service.single_addresses().collect();
        let headless = service.is_kubernetes() && service.resolution == Resolution::Passthrough;
        let named = Named { host: &service.host, aliases: &service.aliases, headless, addresses: &addresses };
        let domain = format!("{}.svc.{}", view.namespace, self.draft.mesh.domain);
        domains::of(&named, &Asking { domain: &domain, addresses: &view.addresses })
    }
}

/// Everything to one cluster, tried again as usual and without a limit (`BuildDefaultHTTPOutboundRoute`).
fn plain_route(cluster: &str, why: CauseId) -> Route {
    let mut forward = ForwardAction::new(ClusterChoice::One(cluster.into()));
    forward.retries = usual_retries();
    Route::new("default", RouteMatch::path(PathMatch::prefix("/")), Action::Forward(Box::new(forward)), why)
}
