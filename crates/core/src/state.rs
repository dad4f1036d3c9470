//! One state of the simulation: the newest text, the last good cluster, and what chance is told to do.

use crate::Change;
use crate::built::Built;
use crate::fabric::{Fabric, Machine};
use crate::journey::Surroundings;
use crate::kept::Kept;
use malla_control_plane::{Memory, Store};
use malla_manifest::{Finding, Manifest, SourceFile};
use malla_trace::{Diagnostic, Lang, Ledger, ObjectRef, Seeded, Topology};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// One state of the simulation.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// Names pods; stays what the scenario said.
    names_seed: u64,
    /// Decides everything else.
    seed: u64,
    forced: BTreeMap<(String, u64), u64>,
    /// What the cluster remembered when somebody last let it settle: every reading of the text starts from there, so
    /// that the keys of a half-typed word leave no pods behind.
    settled: Rc<Memory>,
    /// What is wrong with the newest text.
    findings: Rc<[Finding]>,
    stale: bool,
    built: Rc<Built>,
    /// What was worked out for this text or an earlier one.
    kept: Rc<RefCell<Kept>>,
}

impl State {
    /// A cluster without manifests.
    pub(crate) fn new(seed: u64) -> Self {
        let mut kept = Kept::default();
        let built = Rc::new(Built::new(vec![], &Memory::default(), seed, &mut kept));
        let kept = Rc::new(RefCell::new(kept));
        let (forced, settled, findings) = (BTreeMap::new(), Rc::new(Memory::default()), Rc::from([]));
        Self { names_seed: seed, seed, forced, settled, findings, stale: false, built, kept }
    }

    /// A cluster that goes on with what another one remembered.
    pub(crate) fn resumed(seed: u64, memory: Memory) -> Self {
        Self { settled: Rc::new(memory), ..Self::new(seed) }
    }

    /// The state after a change.
    pub(crate) fn after(&self, change: Change) -> Self {
        match change {
            Change::Files(files) => self.after_files(&files),
            Change::DeletePod(pod) => self.after_delete(&pod),
            Change::Recreate(object) => self.after_recreate(&object),
            Change::Force { stream, index, outcome } => {
                let mut next = self.clone();
                next.forced.insert((stream, index), outcome);
                next
            }
            Change::Settle => Self { settled: Rc::new(self.built.cluster.memory.clone()), ..self.clone() },
            Change::Release => Self { forced: BTreeMap::new(), ..self.clone() },
            Change::Seed(seed) => Self { seed, forced: BTreeMap::new(), ..self.clone() },
        }
    }

    /// What is wrong with these files as far as reading them tells, beside what was wrong with the cluster before.
    pub(crate) fn read(&self, files: &[SourceFile], lang: Lang) -> Vec<Diagnostic> {
        let read = self.kept.borrow_mut().parse(files).findings;
        in_order(read.iter().chain(&self.built.cluster.findings), lang)
    }

    /// A text with errors leaves the cluster as it was: the last good one stays on stage.
    fn after_files(&self, files: &[SourceFile]) -> Self {
        let parsed = self.kept.borrow_mut().parse(files);
        if parsed.findings.iter().any(|finding| finding.is_error()) {
            return Self { findings: parsed.findings.into(), stale: true, ..self.clone() };
        }
        self.rebuilt(parsed.manifests, &self.settled, parsed.findings)
    }

    fn after_delete(&self, pod: &ObjectRef) -> Self {
        let mut memory = self.built.cluster.memory.clone();
        if !memory.delete_pod(pod) {
            return self.clone();
        }
        let next = self.rebuilt(self.built.manifests.clone(), &memory, vec![]).after(Change::Settle);
        if self.stale { Self { findings: Rc::clone(&self.findings), stale: true, ..next } } else { next }
    }

    /// The object goes with what it owns (`pkg/controller/garbagecollector`, background deletion); a namespace with
    /// everything in it. What is written comes back.
    fn after_recreate(&self, object: &ObjectRef) -> Self {
        let cluster = &self.built.cluster;
        let gone = descendants(&cluster.store, object);
        let mut memory = cluster.memory.clone();
        memory.delete(|other| gone.contains(other));
        let next = self.rebuilt(self.built.manifests.clone(), &memory, vec![]).after(Change::Settle);
        if self.stale { Self { findings: Rc::clone(&self.findings), stale: true, ..next } } else { next }
    }

    fn rebuilt(&self, manifests: Vec<Manifest>, memory: &Memory, mut findings: Vec<Finding>) -> Self {
        let built = Rc::new(Built::new(manifests, memory, self.names_seed, &mut self.kept.borrow_mut()));
        findings.extend(built.cluster.findings.iter().cloned());
        Self { findings: findings.into(), stale: false, built, ..self.clone() }
    }

    pub(crate) fn diagnostics(&self, lang: Lang) -> Vec<Diagnostic> {
        in_order(self.findings.iter(), lang)
    }

    /// What is wrong with the newest text, in no order.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub(crate) const fn is_stale(&self) -> bool {
        self.stale
    }

    pub(crate) const fn seed(&self) -> u64 {
        self.seed
    }

    pub(crate) fn chance(&self) -> Seeded {
        let seeded = Seeded::new(self.seed);
        self.forced.iter().fold(seeded, |chance, ((stream, index), outcome)| chance.forcing(stream, *index, *outcome))
    }

    pub(crate) fn built(&self) -> &Built {
        &self.built
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.built.ledger
    }

    pub(crate) fn fabric(&self) -> &Fabric {
        &self.built.fabric
    }

    pub(crate) fn surroundings(&self) -> &Surroundings {
        &self.built.surroundings
    }

    pub(crate) fn topology(&self) -> Topology {
        self.built.topology.clone()
    }

    /// The machine of a node, by its name, title or address, whatever its case.
    pub(crate) fn node_machine(&self, node: &str) -> Option<&Machine> {
        let matches = |vertex: &&malla_trace::Vertex| {
            let name = vertex.id.0.rsplit('/').next().unwrap_or_default();
            let called = [name, vertex.title.as_str()].iter().any(|n| n.eq_ignore_ascii_case(node));
            vertex.kind == malla_trace::VertexKind::Node && (called || vertex.addresses.iter().any(|a| a == node))
        };
        let vertex = self.built.topology.vertices.iter().find(matches)?;
        self.built.fabric.get(&vertex.id)
    }
}

/// An object, everything that names it as its owner, and so on; of a namespace everything in it.
fn descendants(store: &Store, object: &ObjectRef) -> BTreeSet<ObjectRef> {
    let inside = |other: &ObjectRef| object.kind == "Namespace" && other.namespace == object.name;
    let mut gone: BTreeSet<ObjectRef> = store.iter().map(|(other, _)| other.clone()).filter(inside).collect();
    gone.insert(object.clone());
    loop {
        let owned = |(other, stored): (&ObjectRef, &malla_control_plane::Stored)| {
            let owners = &stored.object.meta().owner_references;
            let of = |owner: &malla_manifest::OwnerReference| {
                let (kind, name) = (owner.kind.clone(), owner.name.clone());
                gone.contains(&ObjectRef { kind, namespace: other.namespace.clone(), name })
            };
            (!gone.contains(other) && owners.iter().any(of)).then(|| other.clone())
        };
        let more: Vec<ObjectRef> = store.iter().filter_map(owned).collect();
        if more.is_empty() {
            return gone;
        }
        gone.extend(more);
    }
}

/// Findings in a reader's language, in the order of file and line.
fn in_order<'a>(findings: impl Iterator<Item = &'a Finding>, lang: Lang) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = findings.map(|finding| finding.diagnostic(lang)).collect();
    all.sort_by(|a, b| (&a.place, a.severity, &a.code).cmp(&(&b.place, b.severity, &b.code)));
    all
}
