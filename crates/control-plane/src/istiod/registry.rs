//! The hosts of the mesh, in the order in which one of several of the same name wins (istio/istio
//! `pilot/pkg/model/push_context.go`, `initServiceRegistry`, `SortServicesByCreationTime`).

use super::endpoint;
use super::service::MeshService;
use crate::store::Store;
use malla_manifest::{Service, ServiceEntry};
use std::collections::BTreeMap;

/// The hosts of the mesh.
#[derive(Clone, Debug, Default)]
pub struct Registry<'a> {
    services: Vec<MeshService<'a>>,
    by_host: BTreeMap<String, Vec<usize>>,
}

impl<'a> Registry<'a> {
    /// Collects them out of Services and ServiceEntries.
    #[must_use]
    pub fn collect(store: &'a Store, domain: &str) -> Self {
        let pods = endpoint::pods_by_address(store);
        let mut endpoints = endpoint::of_slices(store, &pods);
        let of_services = store.all::<Service>().map(|found| {
            let behind = endpoints.remove(&(found.0.namespace.as_str(), found.0.name.as_str())).unwrap_or_default();
            MeshService::of_service(found, behind, domain)
        });
        let mut services: Vec<MeshService<'a>> = of_services.collect();
        services.extend(store.all::<ServiceEntry>().flat_map(|found| MeshService::of_entry(found, &pods)));
        services.sort_by(|a, b| order(a).cmp(&order(b)));
        let mut by_host: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, service) in services.iter().enumerate() {
            by_host.entry(service.host.clone()).or_default().push(at);
        }
        let mut registry = Self { services, by_host };
        registry.name_aliases();
        registry
    }

    /// Tells every host which others are only other names of it (`resolveServiceAliases`).
    fn name_aliases(&mut self) {
        let aliases: Vec<(String, String)> =
            self.services.iter().filter_map(|service| Some((self.concrete(service)?, service.host.clone()))).collect();
        for (concrete, alias) in aliases {
            let places = self.by_host.get(&concrete).map_or(&[][..], Vec::as_slice);
            for at in places {
                self.services[*at].aliases.push(alias.clone());
            }
        }
    }

    /// The host behind a chain of aliases.
    fn concrete(&self, alias: &MeshService<'a>) -> Option<String> {
        let mut host = alias.alias_of.clone()?;
        for _ in 0..self.services.len() {
            match self.first(&host).and_then(|service| service.alias_of.clone()) {
                Some(next) => host = next,
                None => return Some(host),
            }
        }
        None
    }

    /// All hosts, the oldest first.
    #[must_use]
    pub fn services(&self) -> &[MeshService<'a>] {
        &self.services
    }

    /// The hosts that a namespace sees, the oldest first.
    pub fn visible<'r>(&'r self, namespace: &str) -> impl Iterator<Item = &'r MeshService<'a>> {
        self.services.iter().filter(move |service| service.export.reaches(namespace))
    }

    /// All of that name, the oldest first.
    pub fn of_host<'r>(&'r self, host: &str) -> impl Iterator<Item = &'r MeshService<'a>> {
        let places = self.by_host.get(host).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.services.get(*at))
    }

    /// The one of that name that counts everywhere: a Service before a ServiceEntry, then the oldest.
    #[must_use]
    pub fn first(&self, host: &str) -> Option<&MeshService<'a>> {
        self.of_host(host).find(|service| service.is_kubernetes()).or_else(|| self.of_host(host).next())
    }
}

fn order<'s>(service: &'s MeshService<'_>) -> (&'s str, &'s str, &'s str, &'s str) {
    (service.made(), &service.reference.name, &service.reference.namespace, &service.host)
}
