//! Everything of the cluster that istiod looks at, in the orders it looks in: built once, asked for every proxy
//! (istio/istio `pilot/pkg/model/push_context.go`, `PushContext`).

use super::authn::PeerPolicies;
use super::destination_rule::DestinationRules;
use super::registry::Registry;
use super::virtual_service::Rule;
use crate::store::{Kind, Store, Stored};
use malla_manifest::{DestinationRule, IstioGateway, Meta, OutboundMode, PeerAuthentication, Sidecar, VirtualService};
use malla_trace::{CauseId, ObjectRef};
use std::collections::BTreeMap;

/// The namespace whose objects hold for all others (`meshConfig.rootNamespace`).
pub const ROOT_NAMESPACE: &str = "istio-system";

/// The mesh.
#[derive(Clone, Debug)]
pub struct Mesh<'a> {
    /// All objects.
    pub store: &'a Store,
    /// The cluster's domain.
    pub domain: &'a str,
    /// The namespace whose objects hold for all others.
    pub root_namespace: &'a str,
    /// Whether hosts that nobody knows may be asked (`meshConfig.outboundTrafficPolicy`).
    pub outbound: OutboundMode,
    /// The hosts.
    pub registry: Registry<'a>,
    /// VirtualServices as they are written, the oldest first.
    pub virtual_services: Vec<Written<'a, VirtualService>>,
    /// The VirtualServices with hosts, delegates put in, the oldest first.
    pub rules: Vec<Rule<'a>>,
    /// DestinationRules, the oldest first.
    pub destination_rules: Vec<Written<'a, DestinationRule>>,
    /// Gateways, the oldest first.
    pub gateways: Vec<Written<'a, IstioGateway>>,
    /// PeerAuthentications, the oldest first.
    pub peer_authentications: Vec<Written<'a, PeerAuthentication>>,
    /// Sidecars, the oldest first.
    pub sidecars: Vec<Written<'a, Sidecar>>,
    /// What clients follow: DestinationRules by host.
    pub clients: DestinationRules<'a>,
    /// What servers take: PeerAuthentications by namespace.
    pub peers: PeerPolicies<'a>,
}

/// An object, its name, and where its fields come from.
#[derive(Debug)]
pub struct Written<'a, K> {
    /// Its name.
    pub reference: &'a ObjectRef,
    /// The object.
    pub object: &'a K,
    /// Where its fields come from.
    pub stored: &'a Stored,
}

impl<'a> Mesh<'a> {
    /// The mesh of a cluster with that domain.
    #[must_use]
    pub fn new(store: &'a Store, domain: &'a str) -> Self {
        Self::with_config_domain(store, domain, domain)
    }

    /// The same, where Istio's own objects resolve short names in another domain than Services do.
    #[must_use]
    pub fn with_config_domain(store: &'a Store, domain: &'a str, config_domain: &'a str) -> Self {
        let virtual_services = oldest_first(store);
        let (destination_rules, peer_authentications) = (oldest_first(store), oldest_first(store));
        Self {
            clients: DestinationRules::new(&destination_rules, ROOT_NAMESPACE, config_domain),
            peers: PeerPolicies::new(&peer_authentications, ROOT_NAMESPACE),
            store,
            domain,
            root_namespace: ROOT_NAMESPACE,
            outbound: OutboundMode::AllowAny,
            registry: Registry::collect(store, domain),
            rules: Rule::collect(&virtual_services, config_domain),
            virtual_services,
            destination_rules,
            gateways: oldest_first(store),
            peer_authentications,
            sidecars: oldest_first(store),
        }
    }
}

/// All objects of a kind in the order of their making, then of name and namespace (`sortConfigByCreationTime`). What was
/// applied together is as old as each other.
pub(super) fn oldest_first<'a, K: Kind + 'a>(store: &'a Store) -> Vec<Written<'a, K>> {
    let all = store.all::<K>().map(|(reference, object, stored)| Written { reference, object, stored });
    let mut all: Vec<Written<'a, K>> = all.collect();
    all.sort_by(|a, b| a.order().cmp(&b.order()));
    all
}

/// Whether the labels have all of those.
#[must_use]
pub fn has_all(labels: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) -> bool {
    wanted.iter().all(|(key, value)| labels.get(key) == Some(value))
}

impl<'a, K> Written<'a, K> {
    /// The object's namespace.
    #[must_use]
    pub fn namespace(&self) -> &'a str {
        &self.reference.namespace
    }

    /// The object's name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.reference.name
    }

    /// `namespace/name`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.reference.namespace, self.reference.name)
    }

    /// The cause of a field given as dotted text, or of its nearest ancestor.
    #[must_use]
    pub fn cause(&self, path: &str) -> CauseId {
        self.stored.cause(path)
    }

    /// Name and labels.
    #[must_use]
    pub const fn meta(&self) -> &'a Meta {
        self.stored.object.meta()
    }

    fn order(&self) -> (&'a str, &'a str, &'a str) {
        let made = self.meta().creation_timestamp.as_deref().unwrap_or_default();
        (made, &self.reference.name, &self.reference.namespace)
    }
}

impl<K> Clone for Written<'_, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Written<'_, K> {}
