//! What the kernel answered, as text that machines without netfilter replay (`crates/kernel/tests/recorded.rs`):
//! `MALLA_ORACLE_RECORD=PATH` writes it, from legacy tables.

use super::lab::Lab;
use super::packets::{Origin, Past};
use crate::host::Backend;
use crate::walk::{Event, Walk};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Packets of a set that are written down: enough for conversations.
const PACKETS: usize = 20;

/// A text in the making, where one is wanted.
#[derive(Clone, Debug)]
pub(super) struct Record {
    path: Option<PathBuf>,
    text: String,
}

impl Record {
    /// Nothing yet.
    pub(super) fn new(backend: Backend) -> Self {
        let path = std::env::var_os("MALLA_ORACLE_RECORD").filter(|_| backend == Backend::Legacy);
        Self { path: path.map(PathBuf::from), text: String::new() }
    }

    /// The node that what follows happens on.
    pub(super) fn node(&mut self, lab: &Lab) {
        let network = lab.network();
        self.text += if lab.six { "= node 6\n" } else { "= node 4\n" };
        for device in network.devices {
            let _ = writeln!(self.text, "dev {} {}", device.name, device.addresses.join(" "));
        }
        network.routes.iter().for_each(|route| {
            let _ = writeln!(self.text, "route {route}");
        });
        self.text += "forward\n";
    }

    /// One set of rules, and what became of packets.
    pub(super) fn set(&mut self, rules: &str, past: &[Past]) {
        if self.path.is_none() {
            return;
        }
        let _ = write!(self.text, "= rules\n{rules}");
        for Past { injection, walk } in past.iter().take(PACKETS) {
            let packet = &injection.packet;
            let _ = match &injection.origin {
                Origin::Device(device) => writeln!(self.text, "= receive {device} {packet} ttl {}", packet.ttl),
                Origin::Process(user) => writeln!(self.text, "= send {user} {packet} ttl {}", packet.ttl),
            };
            self.text += &told(walk);
        }
    }

    /// Writes it down.
    pub(super) fn write(self) -> Result<(), String> {
        let Some(path) = self.path else { return Ok(()) };
        std::fs::write(&path, self.text).map_err(|error| format!("{}: {error}", path.display()))
    }
}

/// The rules on one line, and a line for each packet that left.
fn told(walk: &Walk) -> String {
    let rules: Vec<String> = walk.events.iter().map(rule).collect();
    let out = walk.out.iter().map(|(device, packet)| format!("{device} {packet} ttl {}\n", packet.ttl));
    format!("{}\n{}", rules.join(" "), out.collect::<String>())
}

fn rule(event: &Event) -> String {
    let number = event.rule.map_or("policy".into(), |number| number.to_string());
    let mark = if event.mark == 0 { String::new() } else { format!("@{:#x}", event.mark) };
    format!("{}:{}:{number}{mark}", event.table, event.chain)
}
