//! The cluster as a value: apply, advance, send, snapshot.
//!
//! Two objects: [`SimHost`] takes changes, [`Snapshot`] answers questions about one moment. Everything is a function
//! of manifests, scenario and seed: the same three give the same bytes natively and in WebAssembly. [`explain`] turns
//! what happened into sentences.

mod built;
mod change;
mod clean_up;
mod connections;
pub mod explain;
mod fabric;
mod full;
mod host;
mod journey;
mod kept;
mod network;
mod nft_line;
mod program;
pub mod proxy_config;
mod rule_line;
mod rules;
mod run;
mod scenario;
mod service_picture;
mod snapshot;
mod state;
mod topology;
mod workloads;

pub use change::Change;
pub use clean_up::{CleanUpView, JudgedConnection, MachineCleanUp};
pub use connections::{ConnectionView, ConnectionsView, MachineConnections, TranslationView};
pub use host::SimHost;
pub use malla_manifest::{Fix, SourceFile, assist};
pub use network::{DeviceView, NetworkView};
pub use rule_line::Who;
pub use rules::{ChainView, RuleView, TableView};
pub use run::Run;
pub use scenario::Scenario;
pub use service_picture::{Arrow, Backend, ChainPart, Door, DoorKind, Pool, Refusal, RuleRef, ServicePicture, Way};
pub use snapshot::Snapshot;
