//! What is known of a request when the proxy has to answer it by itself.

use crate::flag;
use crate::passing::response_edits;
use crate::routing::Routed;
use crate::{Action, Connection, Forward, HeaderEdits, HttpFilter, Request, ServerHeader};
use std::borrow::Cow;
use std::net::SocketAddr;

/// A request, and how far it came.
pub(crate) struct Scene<'p> {
    pub(crate) request: &'p Request,
    pub(crate) connection: &'p Connection,
    pub(crate) server: Option<&'p ServerHeader>,
    /// The route's name, once there is a route.
    pub(crate) route: Option<&'p str>,
    /// The cluster, once it is chosen.
    pub(crate) cluster: Option<&'p str>,
    /// The endpoint that was tried last.
    pub(crate) endpoint: Option<SocketAddr>,
    /// How often the upstream was tried.
    pub(crate) tries: u32,
    /// What the route and those above it do to every answer.
    pub(crate) edits: Cow<'p, [HeaderEdits]>,
    /// The flags so far.
    pub(crate) flags: Vec<&'static str>,
}

impl<'p> Scene<'p> {
    /// No route yet.
    pub(crate) const fn arrived(http: &'p HttpFilter, request: &'p Request, connection: &'p Connection) -> Self {
        Self {
            request,
            connection,
            server: http.server.as_ref(),
            route: None,
            cluster: None,
            endpoint: None,
            tries: 0,
            edits: Cow::Borrowed(&[]),
            flags: Vec::new(),
        }
    }

    /// Routed.
    pub(crate) fn routed(routed: &Routed<'p>) -> Self {
        Self {
            route: Some(&routed.route.name),
            cluster: routed.chosen.cluster,
            edits: Cow::Owned(response_edits(routed)),
            flags: routed.delayed.then_some(flag::DELAYED).into_iter().collect(),
            ..Self::arrived(routed.http, routed.request, routed.connection)
        }
    }

    /// Routed, but kept from the router: only routes that pass requests on edit such an answer (Envoy `filter_manager.cc`,
    /// `prepareLocalReplyViaFilterChain`: there is no route entry otherwise).
    pub(crate) fn at_fault(routed: &Routed<'p>) -> Self {
        let scene = Self::routed(routed);
        match routed.route.action {
            Action::Forward(_) => scene,
            Action::Redirect(_) | Action::Respond(_) => Self { edits: Cow::Borrowed(&[]), ..scene },
        }
    }

    /// Under way.
    pub(crate) fn under_way(forward: &'p Forward, used_up: bool) -> Self {
        let delayed = forward.delayed.then_some(flag::DELAYED);
        Self {
            request: &forward.request,
            connection: &forward.connection,
            server: forward.server.as_ref(),
            route: Some(&forward.route),
            cluster: Some(&forward.destination.cluster),
            endpoint: forward.destination.address(),
            tries: forward.destination.attempt,
            edits: Cow::Borrowed(&forward.response_edits),
            flags: delayed.into_iter().chain(used_up.then_some(flag::RETRIES_USED_UP)).collect(),
        }
    }
}
