//! What runs in machines: the behaviour of programs, as far as the network sees it.

mod app;
mod bookinfo;
mod catalogue;
mod health;
mod samples;
mod setup;

pub(crate) use app::{Answer, App, Call, Facts, Mood, Page, Question, fill};
pub(crate) use catalogue::{Behaviour, Listening, listening};
pub(crate) use health::health;
pub(crate) use samples::echo;
pub(crate) use setup::Setup;

use malla_dns::Server;
use malla_proxy::Proxy;
use std::rc::Rc;

/// What a listening program does with what arrives.
#[derive(Clone, Debug)]
pub(crate) enum Program {
    /// A web server or application: answers HTTP, maybe after asking others.
    App {
        /// What people call it.
        name: String,
        /// Its pages.
        app: Rc<App>,
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
            Self::App { name, .. } | Self::Database { name } | Self::Proxy { name, .. } | Self::Names { name, .. } => {
                name
            }
        }
    }
}
