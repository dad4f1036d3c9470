//! One machine on the network: a network namespace, the programs in it and its resolver.

use crate::program::Program;
use malla_dns::{Hosts, ResolvConf};
use malla_kernel::{Listener, Netns, Protocol, Sender};
use malla_proxy::Proxy;
use malla_trace::{CauseId, VertexId};
use std::net::IpAddr;
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
    /// Who sends when somebody types a command there: the shell of a host, the first container of a pod.
    pub(crate) shell: Process,
    /// How its programs resolve names.
    pub(crate) resolver: ResolvConf,
    /// Its hosts table.
    pub(crate) hosts: Hosts,
}

/// A process of a machine: in which part of it, and as whom it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Process {
    /// The part (a pod's container), where the machine has several.
    pub(crate) part: Option<Rc<str>>,
    /// User and group, as the `owner` match sees them.
    pub(crate) sender: Sender,
}

/// A program that listens.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// Transport.
    pub(crate) protocol: Protocol,
    /// The address it is bound to; `None` for any.
    pub(crate) address: Option<IpAddr>,
    /// Port.
    pub(crate) port: u16,
    /// Whose socket it is.
    pub(crate) process: Process,
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

impl Service {
    /// A program that listens on a port of any address, as root.
    pub(crate) fn new(protocol: Protocol, port: u16, program: Program, why: CauseId) -> Self {
        Self { protocol, address: None, port, process: Process::default(), program, why }
    }
}

impl Machine {
    /// Puts a program behind a port.
    pub(crate) fn listen(&mut self, service: Service) {
        let Service { protocol, address, port, why, .. } = service;
        let (uid, program) = (service.process.sender.uid, service.program.name().to_owned());
        self.netns.listen(Listener { protocol, address, port, uid, program, why });
        self.programs.push(Rc::new(service));
    }

    /// The proxy that runs there, and what people call it.
    pub(crate) fn proxy(&self) -> Option<(&str, &Rc<Proxy>)> {
        self.programs.iter().find_map(|service| match &service.program {
            Program::Proxy { name, proxy } => Some((name.as_str(), proxy)),
            Program::App { .. } | Program::Database { .. } | Program::Names { .. } => None,
        })
    }

    /// The program that takes what arrives there: one bound to the exact address before one bound to any, as the
    /// kernel prefers it.
    pub(crate) fn service(&self, protocol: Protocol, address: IpAddr, port: u16) -> Option<&Rc<Service>> {
        let fits = |service: &&Rc<Service>| service.protocol == protocol && service.port == port;
        let exact = self.programs.iter().filter(fits).find(|service| service.address == Some(address));
        exact.or_else(|| self.programs.iter().filter(fits).find(|service| service.address.is_none()))
    }
}
