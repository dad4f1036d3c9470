//! A request has arrived: what the program that listens there does with it.

use super::Journey;
use super::actor::Actor;
use super::app_step;
use super::connection::CLOSED;
use super::exchange::{Ask, Said, Told};
use super::handshake::CLIENT_HELLO;
use super::proxy::Serving;
use super::web::Duty;
use crate::fabric::Service;
use crate::program::Program;
use malla_trace::{AppAction, LegId, Packet, Verdict};

impl Journey<'_> {
    /// Hands a request to the program that took the connection.
    ///
    /// # Errors
    /// The program closes the connection without an answer.
    pub(super) fn serve(&mut self, leg: LegId, at: &Actor, seen: &Packet, said: &Said<'_>) -> Result<Told, Verdict> {
        let Some(service) = self.service_for(&at.at, seen) else { return Err(CLOSED) };
        let ask = said.ask;
        match &service.program {
            Program::Proxy { proxy, .. } => self.serve_proxy(Serving { leg, at, proxy, seen, said }),
            program if said.is_tls() => self.serve_noise(leg, at, &service, program.name()),
            Program::App { name, app } => self.serve_app(Duty { leg, at, service: &service, name, app, seen }, ask),
            Program::Database { name } => self.serve_database(leg, at, &service, name, ask),
            // It takes connections, but DNS over TCP is not modelled.
            Program::Names { .. } if *ask == Ask::Nothing => Ok(Told::new(0, "")),
            Program::Names { .. } => Err(CLOSED),
        }
    }

    /// A program that reads bytes as they are gets a TLS handshake: to it that is noise, and it closes.
    fn serve_noise(&mut self, leg: LegId, at: &Actor, service: &Service, name: &str) -> Result<Told, Verdict> {
        let receive = AppAction::Receive { what: CLIENT_HELLO.into() };
        self.work(leg, at, None, vec![app_step(name, receive, service.why)]);
        Err(CLOSED)
    }
}
