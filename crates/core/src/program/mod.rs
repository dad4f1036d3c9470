//! What runs in machines: the behaviour of programs, as far as the network sees it.

mod catalogue;

pub(crate) use catalogue::{Behaviour, Listening, listening};

use malla_dns::Server;
use malla_proxy::Proxy;
use malla_trace::CauseId;
use std::rc::Rc;

/// What a listening program does with what arrives.
#[derive(Clone, Debug)]
pub(crate) enum Program {
    /// A web server or application: answers HTTP, maybe after asking another program.
    Web {
        /// What people call it.
        name: String,
        /// What it needs before it can answer.
        needs: Option<Dependency>,
    },
    /// A database server: answers its own protocol.
    Database {
        /// What people call it.
        name: String,
    },
    /// A proxy, for HTTP or for bare connections.
    Proxy {
        /// What people call it.
        name: String,
        /// Its configuration.
        proxy: Rc<Proxy>,
        /// How long it waits for an upstream to take a connection, in microseconds.
        patience_us: u64,
    },
    /// A name server.
    Names {
        /// What people call it.
        name: String,
        /// Its data.
        server: Rc<Server>,
    },
}

impl Program {
    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Web { name, .. } | Self::Database { name } | Self::Proxy { name, .. } | Self::Names { name, .. } => {
                name
            }
        }
    }
}

/// Another program that one needs.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    /// For what: a code that `explain` knows (`database`).
    pub(crate) role: &'static str,
    /// The host it calls, as configured.
    pub(crate) host: String,
    /// The port it calls.
    pub(crate) port: u16,
    /// The line that says so.
    pub(crate) why: CauseId,
}
