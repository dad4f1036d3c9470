//! A proxy's whole configuration, and what it needs to run.

use crate::{Cluster, Dialect, Listener, RouteTable, State};
use malla_trace::{CauseId, Chance, Tracer};
use std::collections::BTreeMap;

/// A proxy's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proxy {
    /// Listeners.
    pub listeners: Vec<Listener>,
    /// Route tables by name.
    pub route_tables: BTreeMap<String, RouteTable>,
    /// Upstream clusters by name.
    pub clusters: BTreeMap<String, Cluster>,
    /// How it answers by itself.
    pub dialect: Dialect,
    /// Why it runs.
    pub why: CauseId,
}

/// What a running proxy needs besides its configuration.
pub struct Context<'a> {
    /// What it remembers.
    pub state: &'a mut State,
    /// Chance.
    pub chance: &'a mut dyn Chance,
    /// Who listens.
    pub tracer: &'a mut dyn Tracer,
}

impl Proxy {
    /// A proxy without listeners.
    #[must_use]
    pub fn new(dialect: Dialect, why: CauseId) -> Self {
        let (route_tables, clusters) = (BTreeMap::new(), BTreeMap::new());
        Self { listeners: Vec::new(), route_tables, clusters, dialect, why }
    }

    /// Adds a listener.
    pub fn add_listener(&mut self, listener: Listener) {
        self.listeners.push(listener);
    }

    /// Adds a route table, or replaces the one of that name.
    pub fn add_route_table(&mut self, table: RouteTable) {
        self.route_tables.insert(table.name.clone(), table);
    }

    /// Adds an upstream cluster, or replaces the one of that name.
    pub fn add_cluster(&mut self, cluster: Cluster) {
        self.clusters.insert(cluster.name.clone(), cluster);
    }
}
