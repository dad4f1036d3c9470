//! What a resolver asks and what a zone answers.
//!
//! Read it in this order: [`Name`], [`Record`], [`Zone`] (what an authoritative server knows), [`Server`] (which zone it
//! looks in, and whom it asks otherwise), [`ResolvConf`] and [`Hosts`] (what a machine is configured with), [`Resolver`]
//! (what a program's resolver asks, question by question).
//!
//! Not modelled: message bytes, truncation and TCP, EDNS, caches, DNSSEC, zone transfers, delegations to other servers.

mod additional;
mod chase;
mod forward;
mod hosts;
mod message;
mod name;
mod record;
mod resolv_conf;
mod resolver;
mod server;
mod synthesis;
mod zone;

pub use forward::{Forward, Forwarder};
pub use hosts::{HostEntry, Hosts};
pub use message::{Question, Response};
pub use name::{Name, NameError};
pub use record::{Kind, Record, RecordData, Soa};
pub use resolv_conf::ResolvConf;
pub use resolver::{Heard, Next, Resolution, Resolver};
pub use server::{AnswerOrder, Reply, Server};
pub use synthesis::DashedAddresses;
pub use zone::{Lookup, RecordRefusal, Zone};
