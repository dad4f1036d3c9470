//! Who acts: a process of a machine, that sends packets, takes them and reports what it does.

use super::Journey;
use crate::fabric::{Process, Service};
use malla_kernel::Protocol;
use malla_trace::{Packet, VertexId};
use std::rc::Rc;

/// A process of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Actor {
    /// The machine.
    pub(super) at: VertexId,
    /// The process.
    pub(super) process: Process,
}

impl Actor {
    /// The part of the machine it lives in, as hops and legs name it.
    pub(super) fn part(&self) -> Option<String> {
        self.process.part.as_deref().map(str::to_owned)
    }
}

impl Journey<'_> {
    /// Whoever types a command on a machine.
    pub(super) fn shell_of(&self, machine: &VertexId) -> Actor {
        let process = self.fabric.get(machine).map(|machine| machine.shell.clone()).unwrap_or_default();
        Actor { at: machine.clone(), process }
    }

    /// The program on a machine that takes a packet which opens a conversation.
    pub(super) fn service_for(&self, machine: &VertexId, seen: &Packet) -> Option<Rc<Service>> {
        let protocol = Protocol::of(&seen.transport);
        self.fabric.get(machine)?.service(protocol, seen.dst, seen.dport()?).cloned()
    }

    /// The process of that program; nobody in particular where the kernel itself takes it.
    pub(super) fn taker(&self, machine: &VertexId, seen: &Packet) -> Actor {
        let process = self.service_for(machine, seen).map(|service| service.process.clone()).unwrap_or_default();
        Actor { at: machine.clone(), process }
    }
}
