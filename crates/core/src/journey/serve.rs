//! A request has arrived: what the program that listens there does with it.

use super::Journey;
use super::connection::CLOSED;
use super::exchange::{Ask, Told};
use super::proxy::Serving;
use crate::program::Program;
use malla_trace::{LegId, Packet, Verdict, VertexId};

impl Journey<'_> {
    /// Hands a request to the program that took the connection.
    ///
    /// # Errors
    /// The program closes the connection without an answer.
    pub(super) fn serve(&mut self, leg: LegId, at: &VertexId, seen: &Packet, ask: &Ask) -> Result<Told, Verdict> {
        let port = seen.dport().unwrap_or(0);
        let Some(service) = self.fabric.get(at).and_then(|machine| machine.service("tcp", port)) else {
            return Err(CLOSED);
        };
        match &service.program {
            Program::Web { name, needs } => self.serve_web(leg, at, &service, name, needs.as_ref(), ask),
            Program::Database { name } => self.serve_database(leg, at, &service, name, ask),
            Program::Proxy { proxy, patience_us, .. } => {
                self.serve_proxy(Serving { leg, at, proxy, patience_us: *patience_us, seen }, ask)
            }
            // It takes connections, but DNS over TCP is not modelled.
            Program::Names { .. } if *ask == Ask::Nothing => Ok(Told::new(0, "")),
            Program::Names { .. } => Err(CLOSED),
        }
    }
}
