//! Who stands behind the addresses: the EndpointSlices of every Service, ready or not.

use super::Backend;
use malla_control_plane::Store;
use malla_manifest::{Endpoint, EndpointSlice};
use malla_trace::ObjectRef;
use std::collections::BTreeMap;

/// Ties an EndpointSlice to its Service.
const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// The endpoints of every Service, by namespace and name.
#[derive(Debug, Default)]
pub(super) struct Backing(BTreeMap<(String, String), Vec<Backend>>);

impl Backing {
    /// Collects them from all slices, in the order of the slices' names.
    pub(super) fn of(store: &Store) -> Self {
        let mut all = Self::default();
        for (name, slice, _) in store.all::<EndpointSlice>() {
            if let Some(service) = slice.meta.labels.get(SERVICE_NAME) {
                let list = all.0.entry((name.namespace.clone(), service.clone())).or_default();
                list.extend(slice.endpoints.iter().filter_map(backend));
            }
        }
        all
    }

    /// The endpoints of a Service.
    pub(super) fn all(&self, service: &ObjectRef) -> &[Backend] {
        self.0.get(&(service.namespace.clone(), service.name.clone())).map_or(&[], Vec::as_slice)
    }

    /// The endpoint that a rule rewrites to: what is not known of it counts as well.
    pub(super) fn at(&self, service: &ObjectRef, address: &str) -> Backend {
        let ip = host(address);
        let known = self.all(service).iter().find(|backend| backend.address == ip);
        let unknown = || Backend { address: String::new(), object: None, node: None, ready: true, terminating: false };
        Backend { address: address.into(), ..known.cloned().unwrap_or_else(unknown) }
    }
}

/// The address without the port: `10.0.0.1:80`, `[fd00::1]:80`.
pub(super) fn host(address: &str) -> &str {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    host.trim_start_matches('[').trim_end_matches(']')
}

/// An endpoint as consumers read it: nothing written counts as ready (discovery/v1 `EndpointConditions`).
fn backend(endpoint: &Endpoint) -> Option<Backend> {
    let object = endpoint.target_ref.as_ref().map(|target| ObjectRef {
        kind: target.kind.clone(),
        namespace: target.namespace.clone(),
        name: target.name.clone(),
    });
    Some(Backend {
        address: endpoint.addresses.first()?.clone(),
        object,
        node: endpoint.node_name.clone(),
        ready: endpoint.conditions.ready.unwrap_or(true),
        terminating: endpoint.conditions.terminating.unwrap_or(false),
    })
}
