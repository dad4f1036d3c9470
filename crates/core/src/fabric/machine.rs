//! One machine on the network: a network namespace, the programs in it and its resolver.

use crate::program::Program;
use malla_dns::{Hosts, ResolvConf};
use malla_kernel::Netns;
use malla_trace::{CauseId, VertexId};
use std::rc::Rc;

/// A machine, a pod included: whatever has a network namespace of its own.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    /// Its stable name.
    pub(crate) id: VertexId,
    /// What Linux does there.
    pub(crate) netns: Netns,
    /// How its devices are wired.
    pub(crate) links: Vec<Link>,
    /// What runs there and listens.
    pub(crate) programs: Vec<Rc<Service>>,
    /// How its programs resolve names.
    pub(crate) resolver: ResolvConf,
    /// Its hosts table.
    pub(crate) hosts: Hosts,
}

/// A program that listens.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// Transport, as iptables prints it: `tcp` or `udp`.
    pub(crate) protocol: &'static str,
    /// Port.
    pub(crate) port: u16,
    /// What answers there.
    pub(crate) program: Program,
    /// Why it runs.
    pub(crate) why: CauseId,
}

/// Where a device leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// The device, `eth0`.
    pub(crate) interface: String,
    /// The other end.
    pub(crate) end: LinkEnd,
}

/// The other end of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkEnd {
    /// A network with many machines; the next hop's address says which.
    Lan {
        /// The network.
        network: VertexId,
    },
    /// One machine at the other end of a virtual cable.
    Cable {
        /// The machine.
        peer: VertexId,
        /// Its device.
        interface: String,
    },
    /// The world outside, where nobody we know answers.
    Outside,
}

impl Machine {
    /// The program that listens there.
    pub(crate) fn service(&self, protocol: &str, port: u16) -> Option<Rc<Service>> {
        self.programs.iter().find(|s| s.protocol == protocol && s.port == port).cloned()
    }
}
