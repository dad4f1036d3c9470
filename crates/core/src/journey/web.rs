//! Applications and databases: whoever answers for himself.

use super::connection::CLOSED;
use super::exchange::{Ask, Target, Told};
use super::{Journey, app_step};
use crate::fabric::Service;
use crate::program::Dependency;
use malla_trace::{AppAction, LegId, Verdict, VertexId};

/// What WordPress answers when it has no database: status 500 (`wp-includes/functions.php`, `dead_db`).
const NO_DATABASE: (u16, &str) = (500, "Error establishing a database connection");

/// PHP's `default_socket_timeout`, which mysqlnd connects with.
const DATABASE_PATIENCE_US: u64 = 60_000_000;

impl Journey<'_> {
    /// A web server or application.
    pub(super) fn serve_web(
        &mut self,
        leg: LegId,
        at: &VertexId,
        service: &Service,
        name: &str,
        needs: Option<&Dependency>,
        ask: &Ask,
    ) -> Result<Told, Verdict> {
        let receive = app_step(name, AppAction::Receive { what: ask.words() }, service.why);
        let (Ask::Http { .. }, Some(dependency)) = (ask, needs) else {
            let told = greet(at, name, ask)?;
            self.work(leg, at, ask.message(), vec![receive, answer_step(name, service, &told)]);
            return Ok(told);
        };
        let Dependency { role, host, port, why } = dependency;
        let need = AppAction::Need { role: (*role).into(), host: host.clone(), port: *port };
        self.work(leg, at, ask.message(), vec![receive, app_step(name, need, *why)]);
        let target = Target { host: host.clone(), port: *port, why: *why, patience_us: DATABASE_PATIENCE_US };
        let query = Ask::Query { text: "SELECT option_value FROM wp_options WHERE option_name = 'siteurl'".into() };
        let heard = self.call(Some(leg), at, &target, &query);
        Ok(self.with_or_without(leg, at, service, name, dependency, heard.is_ok()))
    }

    /// The answer of an application that has its database, or lacks it.
    fn with_or_without(
        &mut self,
        leg: LegId,
        at: &VertexId,
        service: &Service,
        name: &str,
        dependency: &Dependency,
        has: bool,
    ) -> Told {
        let role = dependency.role.to_owned();
        let (first, told) = if has {
            (AppAction::Got { role }, page(at, name))
        } else {
            let (host, port) = (dependency.host.clone(), dependency.port);
            (AppAction::Lacks { role, host, port }, Told::new(NO_DATABASE.0, NO_DATABASE.1))
        };
        let steps = vec![app_step(name, first, dependency.why), answer_step(name, service, &told)];
        self.work(leg, at, Some(told.message()), steps);
        told
    }

    /// A database server. It closes on whoever does not speak its protocol.
    pub(super) fn serve_database(
        &mut self,
        leg: LegId,
        at: &VertexId,
        service: &Service,
        name: &str,
        ask: &Ask,
    ) -> Result<Told, Verdict> {
        let told = match ask {
            Ask::Query { .. } => Told::new(0, "1 row"),
            Ask::Nothing => Told::new(0, ""),
            Ask::Http { .. } => return Err(CLOSED),
        };
        let receive = app_step(name, AppAction::Receive { what: ask.words() }, service.why);
        self.work(leg, at, ask.message(), vec![receive, answer_step(name, service, &told)]);
        Ok(told)
    }
}

fn answer_step(name: &str, service: &Service, told: &Told) -> malla_trace::Step {
    app_step(name, AppAction::Answer { status: told.status, what: told.body.clone() }, service.why)
}

/// The page of an application that needs nobody.
fn greet(at: &VertexId, name: &str, ask: &Ask) -> Result<Told, Verdict> {
    match ask {
        Ask::Http { .. } => Ok(page(at, name)),
        Ask::Nothing => Ok(Told::new(0, "")),
        // An HTTP server that is greeted in another protocol answers 400, which that caller cannot read.
        Ask::Query { .. } => Err(CLOSED),
    }
}

fn page(at: &VertexId, name: &str) -> Told {
    let who = at.0.rsplit('/').next().unwrap_or(&at.0);
    let headers = vec![("content-type".into(), "text/html".into()), ("server".into(), name.into())];
    Told { headers, ..Told::new(200, who) }
}
