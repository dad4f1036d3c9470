//! What a proxy decided about the request on stage: which listener, virtual host, route, cluster and endpoint; and what
//! it passed over.

use malla_trace::{Action, Considered, Hop, ProxyAction, Stage};

/// The decisions of one turn of a proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    /// The listener that took the connection.
    pub listener: Option<String>,
    /// The virtual host chosen.
    pub virtual_host: Option<String>,
    /// The route that matched: its name.
    pub route: Option<String>,
    /// The routes looked at before it.
    pub skipped: Vec<Considered>,
    /// The cluster chosen.
    pub cluster: Option<String>,
    /// The endpoint chosen.
    pub endpoint: Option<String>,
    /// What the step on stage decided.
    pub now: Option<Part>,
}

/// A part of a proxy's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A listener.
    Listener,
    /// A virtual host or route.
    Route,
    /// A cluster or endpoint.
    Cluster,
}

impl Present {
    /// What was decided in a hop, and by which step of it; nothing where no proxy was at work.
    #[must_use]
    pub fn of(hop: &Hop, step: Option<usize>) -> Option<Self> {
        let mut present = Self::default();
        let mut found = false;
        for step in &hop.steps {
            if let Action::Proxy(action) = &step.action {
                found = true;
                present.note(action, &step.considered);
            }
        }
        present.now = step.and_then(|step| hop.steps.get(step)).and_then(|step| Part::of(&step.stage));
        found.then_some(present)
    }

    fn note(&mut self, action: &ProxyAction, considered: &[Considered]) {
        match action {
            ProxyAction::Accept { listener } => self.listener = Some(listener.clone()),
            ProxyAction::VirtualHost { name, .. } => self.virtual_host = Some(name.clone()),
            ProxyAction::Route { name, cluster, .. } => {
                (self.route, self.cluster) = (Some(name.clone()), Some(cluster.clone()));
                self.skipped = considered.to_vec();
            }
            ProxyAction::NoRoute => self.skipped = considered.to_vec(),
            ProxyAction::Weighted { cluster, .. }
            | ProxyAction::NoEndpoint { cluster }
            | ProxyAction::UpstreamFailed { cluster, .. } => self.cluster = Some(cluster.clone()),
            ProxyAction::Endpoint { cluster, endpoint, .. } => {
                (self.cluster, self.endpoint) = (Some(cluster.clone()), Some(endpoint.clone()));
            }
            ProxyAction::Secure { .. }
            | ProxyAction::HandshakeFailed { .. }
            | ProxyAction::Delay { .. }
            | ProxyAction::Connect { .. }
            | ProxyAction::Rewrite
            | ProxyAction::Respond { .. }
            | ProxyAction::Relay { .. } => {}
        }
    }

    /// Why a route was passed over, if it was.
    #[must_use]
    pub fn passed_over(&self, virtual_host: &str, number: usize) -> Option<&Considered> {
        let here = self.virtual_host.as_deref() == Some(virtual_host);
        self.skipped.iter().find(|considered| here && considered.number == u32::try_from(number).ok())
    }
}

impl Part {
    /// The part of the configuration that a stage reads.
    #[must_use]
    pub const fn of(stage: &Stage) -> Option<Self> {
        match stage {
            Stage::Listener => Some(Self::Listener),
            Stage::RouteTable => Some(Self::Route),
            Stage::Upstream => Some(Self::Cluster),
            Stage::Interface { .. }
            | Stage::Conntrack
            | Stage::Netfilter { .. }
            | Stage::Routing
            | Stage::Socket
            | Stage::Resolver
            | Stage::Zone
            | Stage::Program { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture_mesh::trace;

    #[test]
    fn a_turn_of_a_proxy_tells_what_it_chose_and_what_it_passed_over() {
        let trace = trace();
        let splits = |hop: &&Hop| {
            hop.steps.iter().any(|step| matches!(step.action, Action::Proxy(ProxyAction::Weighted { .. })))
        };
        let hop = trace.hops.iter().find(splits).unwrap();
        let present = Present::of(hop, Some(2)).unwrap();
        let cluster = "outbound|9080|v2|reviews.bookinfo.svc.cluster.local";
        assert_eq!((present.route.as_deref(), present.cluster.as_deref()), (Some("default"), Some(cluster)));
        assert_eq!((present.listener.as_deref(), present.now), (Some("0.0.0.0_9080"), Some(Part::Route)));
        assert_eq!(present.passed_over("reviews:9080", 1).map(|c| c.what.as_str()), Some("jason"));
        assert_eq!(present.passed_over("details:9080", 1), None, "another virtual host's first route");
        assert_eq!(present.passed_over("reviews:9080", 2), None);
        assert_eq!(Present::of(&trace.hops[0], Some(0)), None, "a client is no proxy");
    }
}
