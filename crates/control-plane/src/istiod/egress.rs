//! One egress listener of a Sidecar, or the only one of a proxy without: the hosts and VirtualServices it lets through
//! (istio/istio `pilot/pkg/model/sidecar.go`, `IstioEgressListenerWrapper`).

use super::export::Export;
use super::host;
use super::mesh::{Mesh, Written};
use super::protocol::PortProtocol;
use super::scope::Known;
use super::service::MeshService;
use super::virtual_service::{MESH, Rule};
use malla_manifest::{IstioEgressListener, IstioPort, Sidecar};
use std::collections::BTreeMap;

/// An egress listener.
#[derive(Clone, Debug)]
pub struct Egress<'m, 'a> {
    /// The port it is for; `None` for all others.
    pub port: Option<&'m IstioPort>,
    /// The address it binds, if one is written.
    pub bind: Option<&'m str>,
    /// Its place in the Sidecar.
    pub place: Option<usize>,
    /// Its hosts.
    pub services: Vec<Known<'m, 'a>>,
    /// Its VirtualServices, those that count first coming first.
    pub rules: Vec<&'m Rule<'a>>,
}

/// The hosts of a namespace that a listener lets through, and those it keeps back.
#[derive(Clone, Debug, Default)]
struct Hosts<'s> {
    wanted: Vec<&'s str>,
    unwanted: Vec<&'s str>,
}

impl<'m, 'a> Egress<'m, 'a> {
    /// The listeners of a Sidecar; one that lets everything through where there is none.
    pub(super) fn all(mesh: &'m Mesh<'a>, sidecar: Option<&'m Written<'a, Sidecar>>, namespace: &str) -> Vec<Self> {
        match sidecar.map(|sidecar| &sidecar.object.spec.egress) {
            Some(list) if !list.is_empty() => {
                let listeners = list.iter().enumerate();
                listeners.map(|(place, listener)| Self::of(mesh, (place, listener), namespace)).collect()
            }
            Some(_) | None => vec![Self::everything(mesh, namespace)],
        }
    }

    fn everything(mesh: &'m Mesh<'a>, namespace: &str) -> Self {
        let hosts = BTreeMap::from([("*", Hosts { wanted: vec!["*"], unwanted: vec![] })]);
        Self { port: None, bind: None, place: None, services: vec![], rules: vec![] }.filled(mesh, &hosts, namespace)
    }

    fn of(mesh: &'m Mesh<'a>, (place, listener): (usize, &'m IstioEgressListener), namespace: &str) -> Self {
        let (port, bind) = (listener.port.as_ref(), listener.bind.as_deref());
        let hosts = hosts_by_namespace(&listener.hosts, namespace);
        Self { port, bind, place: Some(place), services: vec![], rules: vec![] }.filled(mesh, &hosts, namespace)
    }

    fn filled(mut self, mesh: &'m Mesh<'a>, hosts: &BTreeMap<&str, Hosts<'_>>, namespace: &str) -> Self {
        self.rules = rules_of(mesh, hosts, namespace);
        self.services = self.services_of(mesh, hosts, namespace);
        self
    }

    /// The port whose number hosts must have: not that of a proxy for absolute addresses (`needsPortMatch`).
    pub(super) fn matched_port(&self) -> Option<u16> {
        let port = self.port.filter(|port| port.number != 0);
        port.filter(|port| PortProtocol::parse(&port.protocol) != PortProtocol::HttpProxy).map(|port| port.number)
    }

    /// Of several hosts of a name those of one namespace are let through: the proxy's own, else a Service's, else the oldest's
    /// (`selectServices`).
    fn services_of(&self, mesh: &'m Mesh<'a>, hosts: &BTreeMap<&str, Hosts<'_>>, own: &str) -> Vec<Known<'m, 'a>> {
        let visible = nearest_first(mesh.registry.services(), own, |service| (&service.export, service.namespace()));
        let fits = |number: u16| self.matched_port().is_none_or(|port| port == number);
        let let_through = visible.into_iter().filter(|service| passes(hosts, service.namespace(), &service.host));
        let known: Vec<Known<'m, 'a>> = let_through.filter_map(|service| self.trimmed(service, fits)).collect();
        let mut chosen: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
        for service in known.iter().map(|known| known.service) {
            let new = (service.namespace(), service.is_kubernetes());
            let entry = chosen.entry(&service.host).or_insert(new);
            let better = service.namespace() == own || (!entry.1 && new.1 && entry.0 != own);
            if better {
                *entry = new;
            }
        }
        let wins = |known: &Known<'_, '_>| {
            chosen
                .get(known.service.host.as_str())
                .is_some_and(|(namespace, _)| *namespace == known.service.namespace())
        };
        known.into_iter().filter(wins).collect()
    }

    fn trimmed(&self, service: &'m MeshService<'a>, fits: impl Fn(u16) -> bool) -> Option<Known<'m, 'a>> {
        let whole = Known::whole(service);
        if self.matched_port().is_none() { Some(whole) } else { whole.only(fits) }
    }
}

/// `namespace/host` sorted by namespace; `.` is the proxy's own; with `~` in front, what is kept back.
fn hosts_by_namespace<'s>(written: &'s [String], own: &'s str) -> BTreeMap<&'s str, Hosts<'s>> {
    let mut all: BTreeMap<&str, Hosts<'_>> = BTreeMap::new();
    for (namespace, name) in written.iter().filter_map(|host| host.split_once('/')) {
        let (namespace, unwanted) = namespace.strip_prefix('~').map_or((namespace, false), |rest| (rest, true));
        let namespace = match namespace {
            "." => own,
            "" => "*",
            other => other,
        };
        let hosts = all.entry(namespace).or_default();
        if unwanted { hosts.unwanted.push(name) } else { hosts.wanted.push(name) }
    }
    all
}

fn kept_back(hosts: &BTreeMap<&str, Hosts<'_>>, namespace: &str, name: &str) -> bool {
    let lists = [namespace, "*"].into_iter().filter_map(|namespace| hosts.get(namespace));
    lists.flat_map(|hosts| &hosts.unwanted).any(|host| host::subset_of(name, host))
}

/// Whether a host of that namespace is let through.
fn passes(hosts: &BTreeMap<&str, Hosts<'_>>, namespace: &str, name: &str) -> bool {
    let lists = [namespace, "*"].into_iter().filter_map(|namespace| hosts.get(namespace));
    let wanted = lists.flat_map(|hosts| &hosts.wanted).any(|host| host::subset_of(name, host));
    wanted && !kept_back(hosts, namespace, name)
}

/// The VirtualServices for sidecars of which some host is let through (`SelectVirtualServices`).
fn rules_of<'m, 'a>(mesh: &'m Mesh<'a>, hosts: &BTreeMap<&str, Hosts<'_>>, own: &str) -> Vec<&'m Rule<'a>> {
    let bound = visible_rules(mesh, own, MESH).into_iter();
    let lists = |namespace: &str| [namespace, "*"].map(|namespace| hosts.get(namespace));
    let imported = |rule: &&Rule<'a>| {
        rule.hosts.iter().any(|name| {
            let namespace = rule.written.namespace();
            let wanted = lists(namespace).into_iter().flatten().flat_map(|hosts| &hosts.wanted);
            wanted.into_iter().any(|host| host::matches(name, host)) && !kept_back(hosts, namespace, name)
        })
    };
    bound.filter(imported).collect()
}

/// The VirtualServices of a gateway, or of the sidecars, that a namespace sees: those only it sees first, then those exported
/// to it by name, then everybody's (`VirtualServicesForGateway`).
#[must_use]
pub fn visible_rules<'m, 'a>(mesh: &'m Mesh<'a>, namespace: &str, gateway: &str) -> Vec<&'m Rule<'a>> {
    let visible = nearest_first(&mesh.rules, namespace, |rule| (&rule.export, rule.written.namespace()));
    visible.into_iter().filter(|rule| rule.gateways.iter().any(|own| own == gateway)).collect()
}

/// What a namespace sees, private things first, then those exported by name, then everybody's; in order otherwise.
fn nearest_first<'l, T>(list: &'l [T], namespace: &str, of: impl Fn(&'l T) -> (&'l Export, &'l str)) -> Vec<&'l T> {
    let mut visible: Vec<&T> = list.iter().filter(|it| of(it).0.reaches(namespace)).collect();
    visible.sort_by_key(|it| match of(it) {
        (Export::Everybody, _) => 2,
        (Export::Only(_), own) if own == namespace => 0,
        (Export::Only(_), _) => 1,
    });
    visible
}
