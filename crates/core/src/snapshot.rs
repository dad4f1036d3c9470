//! The cluster at one moment: immutable, cheap to clone, answers questions.

use crate::change::Change;
use crate::clean_up::{CleanUpView, Judge, MachineCleanUp};
use crate::connections::{self, ConnectionsView, MachineConnections};
use crate::fabric::Machine;
use crate::full;
use crate::journey::{Aftermath, Detail, Journey};
use crate::network::{self, NetworkView};
use crate::proxy_config::{self, ProxyConfigView, ProxyTable};
use crate::rules::{self, TableView};
use crate::run::Run;
use crate::service_picture::{self, ServicePicture};
use crate::state::State;
use malla_manifest::assist::Known;
use malla_manifest::{Finding, Fix, Manifest, Object, ProxyMode, Value};
use malla_trace::{
    Cause, CauseId, Diagnostic, FieldPath, Lang, ObjectRef, Place, Probe, SimTime, Summary, Topology, Trace, VertexId,
};
use std::rc::Rc;

/// The cluster at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot(Rc<State>);

impl PartialEq for Snapshot {
    /// Two snapshots are equal when they are of the same moment.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Snapshot {
    pub(crate) const fn of(state: Rc<State>) -> Self {
        Self(state)
    }

    /// What is wrong with the newest text, all files, in the order of file and line.
    #[must_use]
    pub fn diagnostics(&self, lang: Lang) -> Vec<Diagnostic> {
        self.0.diagnostics(lang)
    }

    /// Mends of something that is wrong, likeliest first. Looking for them reads the text a few times more: ask when
    /// somebody wants to know.
    #[must_use]
    pub fn fixes(&self, diagnostic: &Diagnostic) -> Vec<Fix> {
        let is_it = |finding: &&Finding| {
            finding.place == diagnostic.place
                && finding.problem.code() == diagnostic.code
                && finding.path.to_string() == diagnostic.path
        };
        self.0.findings().iter().find(is_it).map_or_else(Vec::new, Finding::fixes)
    }

    /// The objects that an editor can name: those of the newest text without errors.
    #[must_use]
    pub fn known(&self) -> Known {
        Known::of(self.0.built().manifests.iter())
    }

    /// Whether the newest text has errors, so that this is the last good cluster.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.0.is_stale()
    }

    /// Everything on the stage.
    #[must_use]
    pub fn topology(&self) -> Topology {
        self.0.topology()
    }

    /// The same moment with these decisions of chance: the first draws of a stream, in order.
    #[must_use]
    pub fn with_luck(&self, stream: &str, outcomes: &[u64]) -> Self {
        let force = |state: State, (index, outcome): (u64, &u64)| {
            state.after(Change::Force { stream: stream.into(), index, outcome: *outcome })
        };
        Self(Rc::new((0..).zip(outcomes).fold((*self.0).clone(), force)))
    }

    /// Sends a request and tells everything about it.
    #[must_use]
    pub fn send(&self, probe: &Probe) -> Trace {
        let state = &self.0;
        let journey = Journey::new(state.fabric().clone(), state.ledger(), state.surroundings(), state.chance());
        journey.send(probe, state.seed())
    }

    /// Sends a request and tells who had a turn and what programs and proxies did: the same trace without the steps that
    /// packets take inside a machine. Enough to judge by, and a good deal faster.
    #[must_use]
    pub fn send_briefly(&self, probe: &Probe) -> Trace {
        let state = &self.0;
        let journey = Journey::new(state.fabric().clone(), state.ledger(), state.surroundings(), state.chance());
        journey.in_detail(Detail::Turns).send(probe, state.seed())
    }

    /// Sends a request so many times, one after the other, and counts what came of it: the same code as [`Snapshot::send`],
    /// writing down nothing of packets.
    #[must_use]
    pub fn send_many(&self, probe: &Probe, count: u64) -> Summary {
        self.run(probe).send(count).summary()
    }

    /// One of many requests, by its number from 1, told as [`Snapshot::send`] tells the first.
    #[must_use]
    pub fn send_numbered(&self, probe: &Probe, number: u64) -> Trace {
        self.run(probe).send(number.saturating_sub(1)).tell_next()
    }

    /// The same a few at a time.
    #[must_use]
    pub fn run(&self, probe: &Probe) -> Run {
        Run::new(Rc::clone(&self.0), probe)
    }

    /// Sends a request, and so many more at once behind it, and tells what every machine's connection tracking remembers
    /// at the end.
    #[must_use]
    pub fn connections_after(&self, probe: &Probe, more: u64) -> ConnectionsView {
        let state = &self.0;
        let journey = Journey::new(state.fabric().clone(), state.ledger(), state.surroundings(), state.chance());
        let Aftermath { verdict, now, fabric } = journey.aftermath(probe, more);
        let of = |machine: &Machine| MachineConnections {
            machine: machine.id.clone(),
            connections: connections::of(&machine.netns, state.ledger(), now),
        };
        let machines = fabric.machines().map(of).filter(|machine| !machine.connections.is_empty()).collect();
        ConnectionsView { verdict, time: now, machines }
    }

    /// The same for the nodes only, and what their kube-proxies make of it once the cluster is as in `after`: UDP
    /// conversations whose endpoint serves no more are deleted.
    #[must_use]
    pub fn clean_up_after(&self, probe: &Probe, more: u64, after: &Self) -> CleanUpView {
        let state = &self.0;
        let journey = Journey::new(state.fabric().clone(), state.ledger(), state.surroundings(), state.chance());
        let Aftermath { verdict, now, fabric } = journey.aftermath(probe, more);
        let judge = Judge::new(&after.0.built().cluster, after.0.ledger(), now);
        let nodes = fabric.machines().filter(|machine| machine.id.0.starts_with("node/"));
        let of = |machine: &Machine| MachineCleanUp {
            machine: machine.id.clone(),
            connections: judge.judge(&machine.netns, state.ledger()),
        };
        let machines = nodes.map(of).filter(|machine| !machine.connections.is_empty()).collect();
        CleanUpView { verdict, time: now, machines }
    }

    /// The machine of a node, by name, title or address.
    #[must_use]
    pub fn node(&self, node: &str) -> Option<VertexId> {
        Some(self.0.node_machine(node)?.id.clone())
    }

    /// The packet filter of a node, by name, title or address.
    #[must_use]
    pub fn rules(&self, node: &str) -> Option<Vec<TableView>> {
        let machine = self.0.node_machine(node)?;
        Some(rules::tables(&machine.netns, self.0.ledger()))
    }

    /// What `iptables-save` prints on a node, by name, title or address.
    #[must_use]
    pub fn iptables_save(&self, node: &str) -> Option<String> {
        Some(self.0.node_machine(node)?.netns.save())
    }

    /// What `nft list ruleset` prints on a node, by name, title or address. Empty where kube-proxy writes iptables.
    #[must_use]
    pub fn nft_list(&self, node: &str) -> Option<String> {
        Some(self.0.node_machine(node)?.netns.nft_list(SimTime(0)))
    }

    /// How the nodes' kube-proxies work.
    #[must_use]
    pub fn proxy_mode(&self) -> ProxyMode {
        self.0.built().cluster.world.proxy_mode
    }

    /// What the proxy on a machine is configured to do: Envoy in a pod, an ingress controller, a balancer. `None` where
    /// none runs.
    #[must_use]
    pub fn proxy_config(&self, machine: &VertexId) -> Option<ProxyConfigView> {
        let (program, proxy) = self.0.fabric().get(machine)?.proxy()?;
        Some(proxy_config::view(program, proxy, self.0.ledger()))
    }

    /// The same as `istioctl proxy-config` prints it.
    #[must_use]
    pub fn proxy_table(&self, machine: &VertexId, table: ProxyTable) -> Option<String> {
        let (_, proxy) = self.0.fabric().get(machine)?.proxy()?;
        Some(proxy_config::text(proxy, self.0.ledger(), table))
    }

    /// The packet filter of any machine, by its vertex.
    #[must_use]
    pub fn machine_rules(&self, machine: &VertexId) -> Option<Vec<TableView>> {
        Some(rules::tables(&self.0.fabric().get(machine)?.netns, self.0.ledger()))
    }

    /// What the packet filter of a machine makes of every Service port, by its vertex.
    #[must_use]
    pub fn service_pictures(&self, machine: &VertexId) -> Vec<ServicePicture> {
        let Some(tables) = self.machine_rules(machine) else { return vec![] };
        service_picture::all(&tables, &self.0.built().cluster.store, self.0.ledger())
    }

    /// Devices and routes of a machine, by its vertex.
    #[must_use]
    pub fn network(&self, machine: &VertexId) -> Option<NetworkView> {
        Some(network::view(&self.0.fabric().get(machine)?.netns))
    }

    /// Every object of the cluster, by kind, namespace and name.
    pub fn objects(&self) -> impl Iterator<Item = (&ObjectRef, &Object)> {
        self.0.built().cluster.store.iter().map(|(reference, stored)| (reference, &stored.object))
    }

    /// The object that is written at a line of a file, in the newest text without errors.
    #[must_use]
    pub fn object_at(&self, file: &str, line: u32) -> Option<ObjectRef> {
        let begins = |manifest: &&Manifest| manifest.source.resolve(&FieldPath::root()).place;
        let manifests = self.0.built().manifests.iter();
        let before = manifests.filter(|m| begins(m).file == file && begins(m).line <= line);
        Some(before.max_by_key(|m| begins(m).line)?.reference.clone())
    }

    /// An object whole: what was written of it, or of what it was made from, with everything the cluster filled in.
    #[must_use]
    pub fn full(&self, object: &ObjectRef) -> Option<Value> {
        full::object(&self.0.built().cluster, object)
    }

    /// Objects of which an older version runs on, because the API server does not take what is written now. The
    /// diagnostics say why; [`Change::Recreate`] is the way out.
    pub fn kept(&self) -> impl Iterator<Item = &ObjectRef> {
        self.0.built().cluster.kept.iter()
    }

    /// A cause by its number.
    #[must_use]
    pub fn cause(&self, id: CauseId) -> Option<&Cause> {
        self.0.ledger().get(id)
    }

    /// The line that a cause rests on: its own place, else the nearest one behind it.
    #[must_use]
    pub fn place(&self, id: CauseId) -> Option<Place> {
        rules::place(self.0.ledger(), id)
    }

    /// The seed of every decision of chance.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.0.seed()
    }
}
