//! Who is to blame: the step that decided a bad end, and what lies near the address that was called.

use super::Journey;
use crate::fabric::Service;
use crate::program::Program;
use crate::workloads::Workload;
use malla_trace::{
    Action, AppAction, CauseId, Culprit, Effect, FilterVerdict, LegId, NearMiss, NetAction, ObjectRef, ProxyAction,
    Side, Step, VertexId,
};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

/// The mesh's proxy in a pod.
const PROXY_CONTAINER: &str = "istio-proxy";

/// Where a proxy beside an app takes all that comes in.
const INBOUND_PORT: u16 = 15_006;

/// The ports that a proxy of the mesh has for itself: health, metrics, administration.
const OWN_PORTS: std::ops::Range<u16> = 15_000..15_100;

/// What a journey may look up about the cluster to explain a failure, and its own builtin causes.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    /// The workload of every pod.
    pub(crate) workloads: BTreeMap<VertexId, Workload>,
    /// Services by address, with their ports.
    pub(crate) services: BTreeMap<IpAddr, ServicePorts>,
    /// Addresses that pods have now.
    pub(crate) pods: Vec<IpAddr>,
    /// First and last address of the pod network, and why it is that one.
    pub(crate) pod_network: Option<(IpAddr, IpAddr, CauseId)>,
    /// Why the learner sends.
    pub(crate) probe: CauseId,
    /// Why nobody answers for an address.
    pub(crate) nobody: CauseId,
}

/// A Service and the ports it has.
#[derive(Clone, Debug)]
pub(crate) struct ServicePorts {
    /// The Service.
    pub(crate) service: ObjectRef,
    /// Its ports.
    pub(crate) ports: Vec<u16>,
    /// Why it has those.
    pub(crate) why: CauseId,
}

/// Why the near miss is so.
pub(super) const fn why(near: &NearMiss) -> CauseId {
    match near {
        NearMiss::ServicePort { why, .. }
        | NearMiss::EdgePort { why, .. }
        | NearMiss::Translated { why, .. }
        | NearMiss::NoSuchPod { why, .. } => *why,
    }
}

impl Journey<'_> {
    /// The last hop's loss is the culprit, unless something failed before.
    pub(super) fn note_loss(&mut self, leg: LegId) {
        self.note(leg, |action| {
            matches!(
                action,
                Action::Net(
                    NetAction::NoNeighbour { .. }
                        | NetAction::NoRoute
                        | NetAction::Expired
                        | NetAction::Match { effect: Effect::Drop, .. }
                        | NetAction::Policy { verdict: FilterVerdict::Drop }
                )
            )
        });
    }

    /// The last hop's refusal is the culprit, unless something failed before.
    pub(super) fn note_refusal(&mut self, leg: LegId) {
        self.note(leg, |action| {
            matches!(
                action,
                Action::Net(
                    NetAction::NoSocket { .. }
                        | NetAction::Icmp { .. }
                        | NetAction::NoRoute
                        | NetAction::Expired
                        | NetAction::Match { effect: Effect::Reject { .. }, .. }
                )
            )
        });
    }

    /// The last step of all is the culprit, unless something failed before.
    pub(super) fn note_last(&mut self, leg: LegId) {
        self.note(leg, |_| true);
    }

    /// A proxy's own refusal is the culprit, unless something failed before.
    pub(super) fn note_response(&mut self, leg: LegId) {
        self.note(leg, |action| {
            matches!(
                action,
                Action::Proxy(ProxyAction::NoRoute | ProxyAction::NoEndpoint { .. } | ProxyAction::Respond { .. })
                    | Action::App(AppAction::Lacks { .. })
            )
        });
    }

    /// A proxy that closed a connection at once is the culprit: no filter chain for it, or none that agrees with it on TLS.
    pub(super) fn note_closed(&mut self, leg: LegId) {
        self.note(leg, |action| {
            matches!(action, Action::Proxy(ProxyAction::NoRoute | ProxyAction::HandshakeFailed { .. }))
        });
    }

    /// What a proxy wrapped its connection in is the culprit, when the other end could make nothing of it.
    pub(super) fn note_wrapping(&mut self, leg: LegId) {
        let wraps =
            |step: &Step| matches!(&step.action, Action::Proxy(ProxyAction::Secure { side: Side::Upstream, .. }));
        let mut own = self.hops.iter().enumerate().rev().filter(|(_, hop)| hop.leg == leg);
        let found = own.find_map(|(at, hop)| Some((at, hop.steps.iter().rposition(wraps)?)));
        if let (Some((hop, step)), None) = (found, &self.culprit) {
            self.culprit = Some(Culprit { leg, hop, step, near: None });
        }
    }

    /// A TCP proxy without anybody to hand on to is the culprit, unless something failed before.
    pub(super) fn note_dead_end(&mut self, leg: LegId) {
        self.note(leg, |action| {
            matches!(action, Action::Proxy(ProxyAction::NoEndpoint { .. } | ProxyAction::UpstreamFailed { .. }))
        });
    }

    /// What failed on behalf of a conversation does not matter any more: another try went well.
    pub(super) fn forgive(&mut self, leg: LegId) {
        let parent = |of: &LegId| self.legs.get(of.0 as usize).and_then(|leg| leg.parent);
        let failed = self.culprit.as_ref().map(|culprit| culprit.leg);
        if std::iter::successors(failed, parent).any(|above| above == leg) {
            self.culprit = None;
        }
    }

    fn note(&mut self, leg: LegId, decides: impl Fn(&Action) -> bool) {
        let Some(hop) = self.hops.len().checked_sub(1).filter(|_| self.culprit.is_none()) else { return };
        let steps = &self.hops[hop].steps;
        let step = steps.iter().position(|step| decides(&step.action)).unwrap_or(steps.len().saturating_sub(1));
        self.culprit = Some(Culprit { leg, hop, step, near: None });
    }

    /// Says what lies near the address at which the first failure happened.
    pub(super) fn look_around(&mut self, called: SocketAddr) {
        let near = self.near(called);
        if let Some(culprit) = self.culprit.as_mut().filter(|c| c.near.is_none()) {
            culprit.near = near;
        }
    }

    /// The mesh's proxy at the edge that a packet came to, at a port that no Gateway opens. A proxy beside an app takes
    /// every port.
    fn edge_port(&self) -> Option<NearMiss> {
        let culprit = self.culprit.as_ref()?;
        let hop = self.hops.get(culprit.hop)?;
        if !matches!(hop.steps.get(culprit.step)?.action, Action::Net(NetAction::NoSocket { .. })) {
            return None;
        }
        let machine = self.fabric.get(&hop.at)?;
        let own = |service: &&Rc<Service>| service.process.part.as_deref() == Some(PROXY_CONTAINER);
        let why = machine.programs.iter().find(own)?.why;
        let listeners = machine.programs.iter().filter(own).filter(|s| matches!(s.program, Program::Proxy { .. }));
        let mut offers: Vec<u16> = listeners.map(|service| service.port).collect();
        let beside_an_app = offers.contains(&INBOUND_PORT);
        offers.retain(|port| !OWN_PORTS.contains(port));
        offers.sort_unstable();
        (!beside_an_app).then_some(NearMiss::EdgePort { called: hop.enters.as_ref()?.dport()?, offers, why })
    }

    /// The last rule that gave the failed conversation's packet another destination.
    fn translated(&self) -> Option<NearMiss> {
        let leg = self.culprit.as_ref()?.leg;
        let steps = self.hops.iter().filter(|hop| hop.leg == leg).flat_map(|hop| &hop.steps);
        let mut rewrites = steps.filter_map(|step| match &step.action {
            Action::Net(NetAction::Match { effect: Effect::Dnat { to }, .. }) => {
                Some(NearMiss::Translated { to: to.clone(), why: step.why })
            }
            Action::Net(_) | Action::Dns(_) | Action::Proxy(_) | Action::App(_) => None,
        });
        rewrites.next_back()
    }

    fn near(&self, called: SocketAddr) -> Option<NearMiss> {
        if let Some(found) = self.edge_port().or_else(|| self.translated()) {
            return Some(found);
        }
        if let Some(known) = self.around.services.get(&called.ip()) {
            let ServicePorts { service, ports, why } = known.clone();
            let missing = !ports.contains(&called.port());
            return missing.then_some(NearMiss::ServicePort { service, called: called.port(), offers: ports, why });
        }
        let (first, last, why) = self.around.pod_network?;
        let inside = first <= called.ip() && called.ip() <= last && !self.around.pods.contains(&called.ip());
        inside.then_some(NearMiss::NoSuchPod { address: called.ip(), why })
    }
}
