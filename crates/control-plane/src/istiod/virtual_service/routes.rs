//! The routes of a VirtualService for one proxy and port, in the order of the text: the first match wins, and nothing is
//! sorted (`BuildHTTPRoutesForVirtualService`, `translateRoute`).

use super::conditions;
use super::destination::{self, Target};
use super::headers::Edits;
use super::retries::Retries;
use super::rule::{Condition, HttpRule, Rule};
use super::semantics::Semantics;
use super::{action, fault};
use crate::istiod::mesh::has_all;
use crate::istiod::route_facts::RouteFact;
use crate::istiod::why::Why;
use malla_manifest::{HttpMatchRequest, HttpRouteDestination};
use malla_proxy::{Action, ClusterChoice, ForwardAction, HeaderEdits, Respond, Route, RouteMatch, WeightedCluster};
use malla_trace::{CauseId, Considered, Mismatch};
use std::collections::BTreeMap;

/// Who asks for routes, and for which port.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'q> {
    /// What it is: `mesh`, or a gateway as `namespace/name`.
    pub gateway: &'q str,
    /// The port of the listener, or of the Gateway's server.
    pub port: u16,
    /// Whether the listener takes TLS off.
    pub tls: bool,
    /// The proxy's labels.
    pub labels: &'q BTreeMap<String, String>,
    /// The proxy's namespace.
    pub namespace: &'q str,
}

/// What istiod knows of a host, by its full name.
pub type Targets<'t> = dyn Fn(&str) -> Option<Target> + 't;

/// Routes, and what was left out.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// The routes.
    pub routes: Vec<Route>,
    /// The conditions that are not for who asks.
    pub left_out: Vec<Considered>,
}

/// One rule being translated.
struct Job<'j, 'a> {
    rule: &'j Rule<'a>,
    http: &'j HttpRule<'a>,
    asked: &'j Asked<'j>,
    targets: &'j Targets<'j>,
    semantics: Semantics,
}

/// Translates a VirtualService. A route that takes everything ends it: what comes after would never be asked.
pub fn compile(rule: &Rule<'_>, asked: &Asked<'_>, targets: &Targets<'_>, why: &mut Why<'_>) -> Compiled {
    let semantics = Semantics::of(rule.written.meta());
    let mut compiled = Compiled::default();
    for http in &rule.http {
        let job = Job { rule, http, asked, targets, semantics };
        if job.translate(&mut compiled, why) {
            break;
        }
    }
    compiled
}

impl Job<'_, '_> {
    /// Adds the routes of one rule and says whether they take everything.
    fn translate(&self, compiled: &mut Compiled, why: &mut Why<'_>) -> bool {
        if self.http.conditions.is_empty() {
            compiled.routes.push(self.route(None, conditions::everything(), why));
            return true;
        }
        for (number, condition) in self.http.conditions.iter().enumerate() {
            match self.admitted(condition) {
                Ok(matches) => {
                    let all = conditions::is_catch_all(&matches);
                    compiled.routes.push(self.route(Some(condition), matches, why));
                    if all {
                        return true;
                    }
                }
                Err((fact, because)) => {
                    let causes = condition_causes(condition);
                    let what = self.shown_name(condition, number);
                    compiled.left_out.push(Considered { what, number: None, because, why: why.because(fact, &causes) });
                }
            }
        }
        false
    }

    fn shown_name(&self, condition: &Condition<'_>, number: usize) -> String {
        let name = self.name(Some(&condition.request));
        if name.is_empty() { format!("{}.match[{number}]", self.http.origin.path) } else { name }
    }

    /// The condition, if it is for who asks (`sourceMatchHTTP`): first its port, then its gateways, or without any the
    /// labels and the namespace of the proxy.
    fn admitted(&self, condition: &Condition<'_>) -> Result<RouteMatch, (RouteFact, Mismatch)> {
        let (request, asked) = (&*condition.request, self.asked);
        let refuse = |fact, condition: &str, wanted: String, found: String| {
            Err((fact, Mismatch { condition: condition.into(), wanted, found }))
        };
        if let Some(port) = request.port.filter(|port| *port != 0 && *port != asked.port) {
            return refuse(RouteFact::OtherPort, "port", port.to_string(), asked.port.to_string());
        }
        if !request.gateways.is_empty() {
            let namespace = self.http.origin.namespace();
            let mut names = request.gateways.iter().map(|name| super::rule::gateway_name(name, namespace));
            if !names.any(|name| name == asked.gateway) {
                let wanted = request.gateways.join(", ");
                return refuse(RouteFact::OtherGateway, "gateways", wanted, asked.gateway.into());
            }
        } else if !has_all(asked.labels, &request.source_labels) {
            let (wanted, found) = labels_apart(&request.source_labels, asked.labels);
            return refuse(RouteFact::SourceLabels, "sourceLabels", wanted, found);
        } else if let Some(wanted) = source_namespace(request).filter(|wanted| *wanted != asked.namespace) {
            return refuse(RouteFact::SourceNamespace, "sourceNamespace", wanted.into(), asked.namespace.into());
        }
        conditions::of(request, self.semantics).map_err(|refusal| {
            let because = Mismatch { condition: "regex".into(), wanted: refusal.text, found: refusal.problem };
            (RouteFact::BadPattern, because)
        })
    }

    fn route(&self, condition: Option<&Condition<'_>>, matches: RouteMatch, why: &mut Why<'_>) -> Route {
        let causes = self.causes(condition);
        let written = &self.http.route;
        let edits = Edits::of(written.headers.as_ref());
        let own = (HeaderEdits::new(edits.request.clone()), HeaderEdits::new(edits.response.clone()));
        let uri = condition.and_then(|condition| condition.request.uri.clone());
        let (action, own) = match (&written.redirect, &written.direct_response) {
            (Some(redirect), _) => {
                let action = action::redirect(redirect, self.asked, self.semantics);
                // Envoy refuses a route without action; admission refuses the status before.
                (action.unwrap_or_else(|| Action::Respond(Respond { status: 500, body: String::new() })), own)
            }
            (None, Some(response)) => (action::respond(response), own),
            (None, None) => self.forward(edits, uri.as_ref(), why),
        };
        let catch_all = conditions::is_catch_all(&matches);
        let fact = self.fact(&action, catch_all);
        let mut route =
            Route::new(&self.name(condition.map(|it| &*it.request)), matches, action, why.because(fact, &causes));
        (route.request_headers, route.response_headers) = own;
        route.fault = written.fault.as_ref().and_then(|written| {
            let lines = self.http.origin.below(&["fault"]);
            fault::of(written, why.because(RouteFact::Fault, &[lines]))
        });
        route
    }

    fn fact(&self, action: &Action, catch_all: bool) -> RouteFact {
        match action {
            Action::Redirect(_) => RouteFact::Redirect,
            Action::Respond(_) if self.http.route.redirect.is_some() => RouteFact::NoAction,
            Action::Respond(_) => RouteFact::DirectResponse,
            Action::Forward(_) if catch_all => RouteFact::CatchAll,
            Action::Forward(_) => RouteFact::Route,
        }
    }

    /// The condition's lines first, then the rule's, then those of the rule that delegates to it.
    fn causes(&self, condition: Option<&Condition<'_>>) -> Vec<CauseId> {
        let conditions = condition.map(condition_causes).unwrap_or_default();
        let rule = self.http.origin.cause();
        conditions.into_iter().chain([rule]).chain(self.http.root.as_ref().map(super::rule::Origin::cause)).collect()
    }

    /// `rule`, or `rule.condition`.
    fn name(&self, request: Option<&HttpMatchRequest>) -> String {
        let rule = self.http.route.name.clone().unwrap_or_default();
        let condition = request.and_then(|request| request.name.as_deref()).filter(|name| !name.is_empty());
        condition.map_or_else(|| rule.clone(), |condition| format!("{rule}.{condition}"))
    }

    /// Passing on. The edits of an only destination join the rule's; those of several stay with their clusters.
    fn forward(
        &self,
        mut edits: Edits,
        uri: Option<&malla_manifest::StringMatch>,
        why: &mut Why<'_>,
    ) -> (Action, (HeaderEdits, HeaderEdits)) {
        let written = &self.http.route;
        let rewrite = written.rewrite.as_ref();
        let mut authority = edits.authority.take();
        authority = rewrite.and_then(|it| it.authority.clone()).filter(|text| !text.is_empty()).or(authority);
        let cluster = match written.route.as_slice() {
            [only] => {
                let its = Edits::of(only.headers.as_ref());
                edits.request.extend(its.request);
                edits.response.extend(its.response);
                authority = authority.or(its.authority);
                ClusterChoice::One(self.cluster(only))
            }
            several => ClusterChoice::Weighted(self.weighted(several, why)),
        };
        let mut forward = ForwardAction::new(cluster);
        forward.rewrite.authority = authority;
        forward.rewrite.path = rewrite.map(|rewrite| action::path(rewrite, uri, self.semantics)).unwrap_or_default();
        forward.timeout_us = written.timeout.as_ref().map(malla_manifest::Duration::us).filter(|us| *us > 0);
        forward.timeout_why = forward.timeout_us.map(|_| self.limit(RouteFact::Timeout, &["timeout"], why));
        forward.retries = Retries::of(written.retries.as_ref(), false).map(|it| it.policy()).unwrap_or_default();
        let own_limit = forward.retries.per_try_timeout_us;
        forward.retries.per_try_why =
            own_limit.map(|_| self.limit(RouteFact::PerTryTimeout, &["retries", "perTryTimeout"], why));
        let own = (HeaderEdits::new(edits.request), HeaderEdits::new(edits.response));
        (Action::Forward(Box::new(forward)), own)
    }

    /// The cause of a limit in time.
    fn limit(&self, fact: RouteFact, field: &[&str], why: &mut Why<'_>) -> CauseId {
        why.because(fact, &[self.http.origin.below(field)])
    }

    /// Among several, a weight of 0 is no destination.
    fn weighted(&self, several: &[HttpRouteDestination], why: &mut Why<'_>) -> Vec<WeightedCluster> {
        let numbered = several.iter().enumerate().filter(|(_, destination)| destination.weight > 0);
        let clusters = numbered.map(|(number, destination)| {
            let line = self.http.origin.below(&["route", &number.to_string(), "weight"]);
            let cause = why.because(RouteFact::Weight, &[line]);
            let mut cluster = WeightedCluster::new(&self.cluster(destination), destination.weight, cause);
            let edits = Edits::of(destination.headers.as_ref());
            cluster.request_headers = edits.request_with_authority();
            cluster.response_headers = HeaderEdits::new(edits.response);
            cluster
        });
        clusters.collect()
    }

    fn cluster(&self, weighted: &HttpRouteDestination) -> String {
        let host = self.rule.destination_host(&self.http.origin, &weighted.destination);
        destination::cluster(&weighted.destination, &host, (self.targets)(&host).as_ref(), self.asked.port)
    }
}

fn condition_causes(condition: &Condition<'_>) -> Vec<CauseId> {
    condition.origins.iter().map(super::rule::Origin::cause).collect()
}

fn source_namespace(request: &HttpMatchRequest) -> Option<&str> {
    request.source_namespace.as_deref().filter(|name| !name.is_empty())
}

/// The labels that are wanted and not had, as they are wanted and as they are.
fn labels_apart(wanted: &BTreeMap<String, String>, had: &BTreeMap<String, String>) -> (String, String) {
    let apart: Vec<(&String, &String)> = wanted.iter().filter(|(key, value)| had.get(*key) != Some(value)).collect();
    let text = |value: &dyn Fn(&String, &String) -> String| {
        apart.iter().map(|(key, wanted)| format!("{key}={}", value(key, wanted))).collect::<Vec<_>>().join(", ")
    };
    let found = text(&|key, _| had.get(key).cloned().unwrap_or_default());
    (text(&|_, wanted| wanted.clone()), found)
}
