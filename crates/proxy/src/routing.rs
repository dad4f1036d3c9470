//! A request's way to its route: virtual host by authority, then the first route that matches.

use crate::choice::{Chosen, choose};
use crate::fault::FaultOutcome;
use crate::normal_path::normal_path;
use crate::report::{considered, report, report_with};
use crate::route_table::without_port;
use crate::scene::Scene;
use crate::{
    Action, Connection, Context, Decision, HttpFilter, Proxy, Redirect, Request, Response, Route, RouteTable, Trouble,
    VirtualHost,
};
use malla_trace::{Considered, ProxyAction, Stage, Tracer};
use std::borrow::Cow;
use std::net::SocketAddr;

/// A request and the route it takes.
#[derive(Clone, Copy)]
pub(crate) struct Routed<'p> {
    pub(crate) http: &'p HttpFilter,
    pub(crate) table: &'p RouteTable,
    pub(crate) host: &'p VirtualHost,
    pub(crate) route: &'p Route,
    pub(crate) request: &'p Request,
    pub(crate) connection: &'p Connection,
    pub(crate) chosen: Chosen<'p>,
    /// Whether a fault holds it back.
    pub(crate) delayed: bool,
}

impl Proxy {
    /// Decides what happens to a request that came by an accepted connection.
    pub fn route(
        &self,
        http: &HttpFilter,
        connection: &Connection,
        request: &Request,
        cx: &mut Context<'_>,
    ) -> Decision {
        let request = &self.entering(http, connection, request);
        let connection = &*self.client(http, connection, request);
        let arrived = Scene::arrived(http, request, connection);
        let Some(table) = self.route_tables.get(&http.route_table) else {
            report(cx.tracer, Stage::RouteTable, http.why, || ProxyAction::NoRoute);
            return self.refuse(arrived, (Trouble::NoRoute, http.why), cx);
        };
        let Some(host) = find_host(table, request, cx.tracer) else {
            return self.refuse(arrived, (Trouble::NoRoute, table.why), cx);
        };
        if host.wants_tls(request) {
            return self.send_to_https(arrived, host, cx);
        }
        let Some(route) = find_route(host, request, cx.tracer) else {
            return self.refuse(arrived, (Trouble::NoRoute, host.why), cx);
        };
        let chosen = choose(route, cx);
        self.act(Routed { http, table, host, route, request, connection, chosen, delayed: false }, cx)
    }

    /// The fault filter has its turn before the router, whatever the route does (Envoy `fault_filter.cc`, `decodeHeaders`).
    fn act(&self, routed: Routed<'_>, cx: &mut Context<'_>) -> Decision {
        let Some(fault) = &routed.route.fault else { return self.take_action(&routed, cx) };
        let FaultOutcome { delay_us, abort } = fault.strike(cx.chance);
        if let Some(us) = delay_us {
            report(cx.tracer, Stage::RouteTable, fault.why, || ProxyAction::Delay { us });
        }
        let routed = Routed { delayed: delay_us.is_some(), ..routed };
        let decision = match abort {
            Some(status) => self.abort(Scene::at_fault(&routed), status, fault.why, cx),
            None => self.take_action(&routed, cx),
        };
        match delay_us {
            Some(us) => decision.delayed(us),
            None => decision,
        }
    }

    fn take_action(&self, routed: &Routed<'_>, cx: &mut Context<'_>) -> Decision {
        let response = match &routed.route.action {
            Action::Forward(action) => return self.forward(routed, action, cx),
            Action::Redirect(redirect) => return self.redirect(routed, redirect, cx),
            Action::Respond(respond) => respond.response(routed.request),
        };
        self.respond(Scene::routed(routed), response, routed.route.why, cx)
    }

    fn redirect(&self, routed: &Routed<'_>, redirect: &Redirect, cx: &mut Context<'_>) -> Decision {
        let condition = &routed.route.matches.path;
        let location = redirect.location(condition, routed.request);
        let response = Response::new(redirect.status, "").with("location", &location);
        let mut scene = Scene::routed(routed);
        // A prefix is replaced in the request itself (Envoy `config_impl.cc`, `rewritePathHeader`).
        let rewritten = redirect.rewritten(condition, routed.request);
        if self.dialect.own_headers
            && let Some(request) = &rewritten
        {
            scene.request = request;
        }
        self.respond(scene, response, routed.route.why, cx)
    }

    /// The connection with the client that counts: where the peer is no proxy's edge, the last that `x-forwarded-for` names
    /// (Envoy `conn_manager_utility.cc`, `mutateRequestHeaders`; `xff.cc`).
    fn client<'c>(&self, http: &HttpFilter, connection: &'c Connection, request: &Request) -> Cow<'c, Connection> {
        let list =
            request.headers.get("x-forwarded-for").filter(|_| self.dialect.own_headers && !http.use_remote_address);
        let last = list.as_deref().and_then(|list| list.rsplit(',').next()).and_then(|ip| ip.trim().parse().ok());
        match last {
            Some(ip) => Cow::Owned(Connection { from: SocketAddr::new(ip, 0), ..connection.clone() }),
            None => Cow::Borrowed(connection),
        }
    }

    /// The request as the routes see it (Envoy `conn_manager_utility.cc`, `mutateRequestHeaders`).
    fn entering(&self, http: &HttpFilter, connection: &Connection, request: &Request) -> Request {
        let mut request = request.clone();
        if http.strip_any_host_port {
            request.authority = without_port(&request.authority).to_owned();
        }
        if http.normalize_path {
            request.path = normal_path(&request.path);
        }
        if http.use_remote_address {
            let peer = connection.from.ip().to_string();
            let list = request.headers.get("x-forwarded-for").map_or(peer.clone(), |list| format!("{list},{peer}"));
            request.headers.set("x-forwarded-for", &list);
            if self.dialect.own_headers {
                request.headers.set("x-envoy-external-address", &peer);
            }
        }
        let told = request.headers.get("x-forwarded-proto").filter(|_| !http.use_remote_address);
        match told {
            // What a proxy in front says of the scheme counts (Envoy `Utility::getScheme`).
            Some(told) if self.dialect.own_headers && matches!(told.as_str(), "http" | "https") => {
                request.scheme = told
            }
            None if self.dialect.own_headers || http.use_remote_address => {
                request.headers.set("x-forwarded-proto", &request.scheme.clone());
            }
            Some(_) | None => {}
        }
        request
    }
}

fn find_host<'t>(table: &'t RouteTable, request: &Request, tracer: &mut dyn Tracer) -> Option<&'t VirtualHost> {
    let found = table.virtual_host(&request.authority);
    let others = || other_hosts(table, request, found.map(|(host, _)| host));
    match found {
        Some((host, domain)) => {
            let action = || ProxyAction::VirtualHost { name: host.name.clone(), domain: domain.to_string() };
            report_with(tracer, Stage::RouteTable, host.why, action, others);
        }
        None => report_with(tracer, Stage::RouteTable, table.why, || ProxyAction::NoRoute, others),
    }
    found.map(|(host, _)| host)
}

/// The virtual hosts whose domains do not match. Those that match less well are not listed: nothing kept them from it.
fn other_hosts(table: &RouteTable, request: &Request, taken: Option<&VirtualHost>) -> Vec<Considered> {
    let host = table.host(&request.authority);
    let numbered = table.virtual_hosts.iter().enumerate();
    let others = numbered.filter(|(_, other)| !taken.is_some_and(|taken| std::ptr::eq(*other, taken)));
    let refusals = others.filter_map(|(at, other)| Some((at, other, other.matches(&host).err()?)));
    refusals.map(|(at, other, because)| considered(other.name.clone(), at, because, other.why)).collect()
}

/// The first match wins, in the order of the list: nothing is sorted. What the table leaves out is told with what did not
/// match.
fn find_route<'t>(host: &'t VirtualHost, request: &Request, tracer: &mut dyn Tracer) -> Option<&'t Route> {
    let found = host.routes.iter().position(|route| route.matches.fits(request));
    let before = || {
        let skipped = skipped(&host.routes[..found.unwrap_or(host.routes.len())], request);
        host.left_out.iter().cloned().chain(skipped).collect()
    };
    let Some(at) = found else {
        report_with(tracer, Stage::RouteTable, host.why, || ProxyAction::NoRoute, before);
        return None;
    };
    let route = &host.routes[at];
    let action = || ProxyAction::Route {
        name: shown_name(route, at),
        condition: route.matches.to_string(),
        cluster: match &route.action {
            Action::Forward(forward) => forward.cluster.to_string(),
            Action::Redirect(_) | Action::Respond(_) => String::new(),
        },
    };
    report_with(tracer, Stage::RouteTable, route.why, action, before);
    Some(route)
}

fn skipped(routes: &[Route], request: &Request) -> Vec<Considered> {
    let refusals = routes.iter().enumerate().filter_map(|(at, r)| Some((at, r, r.matches.matches(request).err()?)));
    refusals.map(|(at, route, because)| considered(shown_name(route, at), at, because, route.why)).collect()
}

/// A route without a name goes by its number, from 1.
fn shown_name(route: &Route, at: usize) -> String {
    if route.name.is_empty() { (at + 1).to_string() } else { route.name.clone() }
}
