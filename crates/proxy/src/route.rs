//! A route: its conditions, and what is done with a request that fulfils them all.

use crate::{
    Fault, HeaderEdits, HeaderMatch, PathMatch, QueryMatch, Redirect, Request, Response, RetryPolicy, Rewrite,
};
use malla_trace::{CauseId, Mismatch};
use std::fmt;

/// A route.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// Name; empty for one that is only a number.
    pub name: String,
    /// Its conditions.
    pub matches: RouteMatch,
    /// What it does.
    pub action: Action,
    /// Header edits for its requests.
    pub request_headers: HeaderEdits,
    /// Header edits for its responses.
    pub response_headers: HeaderEdits,
    /// Trouble made on purpose.
    pub fault: Option<Fault>,
    /// Why it is there.
    pub why: CauseId,
}

/// The conditions of a route: all of them must be fulfilled. A method is the header `:method`, an authority `:authority`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteMatch {
    /// On the path.
    pub path: PathMatch,
    /// On headers.
    pub headers: Vec<HeaderMatch>,
    /// On query parameters.
    pub query: Vec<QueryMatch>,
}

/// What a route does with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Passes it on.
    Forward(Box<ForwardAction>),
    /// Sends the client elsewhere.
    Redirect(Redirect),
    /// Answers by itself.
    Respond(Respond),
}

/// How a request is passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForwardAction {
    /// To which cluster.
    pub cluster: ClusterChoice,
    /// What is changed on the way.
    pub rewrite: Rewrite,
    /// How long the whole may take, in microseconds; `None` for no limit.
    pub timeout_us: Option<u64>,
    /// Why there is that limit, where somebody set it apart from the route.
    pub timeout_why: Option<CauseId>,
    /// When it is tried again.
    pub retries: RetryPolicy,
}

/// One cluster, or several by weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClusterChoice {
    /// This one.
    One(String),
    /// One of these, by weight.
    Weighted(Vec<WeightedCluster>),
}

/// A cluster with a weight.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WeightedCluster {
    /// The cluster's name.
    pub cluster: String,
    /// Its weight; the share is this out of the sum.
    pub weight: u32,
    /// Header edits for its requests, before the route's.
    pub request_headers: HeaderEdits,
    /// Header edits for its responses, before the route's.
    pub response_headers: HeaderEdits,
    /// Why that weight.
    pub why: CauseId,
}

/// A fixed answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Respond {
    /// Status.
    pub status: u16,
    /// Body; without one there are no content headers.
    pub body: String,
}

impl Respond {
    /// The answer. What was made, and what is elsewhere, says where it is (Envoy `router.cc`, `add_location`).
    pub(crate) fn response(&self, request: &Request) -> Response {
        let response = Response::new(self.status, &self.body);
        let says_where = self.status == 201 || (300..400).contains(&self.status);
        let location = || Redirect::new().location(&PathMatch::prefix("/"), request);
        if says_where { response.with("location", &location()) } else { response }
    }
}

impl Route {
    /// A route without header edits and faults.
    #[must_use]
    pub fn new(name: &str, matches: RouteMatch, action: Action, why: CauseId) -> Self {
        let (request_headers, response_headers) = (HeaderEdits::default(), HeaderEdits::default());
        Self { name: name.into(), matches, action, request_headers, response_headers, fault: None, why }
    }

    /// A route by path to one cluster.
    #[must_use]
    pub fn to(name: &str, path: PathMatch, cluster: &str, why: CauseId) -> Self {
        Self::new(name, RouteMatch::path(path), Action::forward(ClusterChoice::One(cluster.into())), why)
    }
}

impl RouteMatch {
    /// Only a condition on the path.
    #[must_use]
    pub const fn path(path: PathMatch) -> Self {
        Self { path, headers: Vec::new(), query: Vec::new() }
    }

    /// The same, and a condition on a header more.
    #[must_use]
    pub fn with_header(mut self, header: HeaderMatch) -> Self {
        self.headers.push(header);
        self
    }

    /// The same, and a condition on a query parameter more.
    #[must_use]
    pub fn with_query(mut self, query: QueryMatch) -> Self {
        self.query.push(query);
        self
    }

    /// Whether the request fulfils every condition: path, then headers, then query, as Envoy looks at them.
    ///
    /// # Errors
    /// The first condition that said no.
    pub fn matches(&self, request: &Request) -> Result<(), Mismatch> {
        self.path.matches(request.bare_path())?;
        self.headers.iter().try_for_each(|header| header.matches(request))?;
        self.query.iter().try_for_each(|query| query.matches(request))
    }
}

impl RouteMatch {
    /// Whether the request fulfils every condition, without words.
    pub(crate) fn fits(&self, request: &Request) -> bool {
        self.path.fits(request.bare_path())
            && self.headers.iter().all(|header| header.fits(request))
            && self.query.iter().all(|query| query.fits(request))
    }
}

impl Action {
    /// Passes the request on unchanged, without limit and without trying again.
    #[must_use]
    pub fn forward(cluster: ClusterChoice) -> Self {
        Self::Forward(Box::new(ForwardAction::new(cluster)))
    }
}

impl ForwardAction {
    /// Passes the request on unchanged, without limit and without trying again.
    #[must_use]
    pub fn new(cluster: ClusterChoice) -> Self {
        Self {
            cluster,
            rewrite: Rewrite::default(),
            timeout_us: None,
            timeout_why: None,
            retries: RetryPolicy::default(),
        }
    }
}

impl WeightedCluster {
    /// A cluster with a weight.
    #[must_use]
    pub fn new(cluster: &str, weight: u32, why: CauseId) -> Self {
        let (request_headers, response_headers) = (HeaderEdits::default(), HeaderEdits::default());
        Self { cluster: cluster.into(), weight, request_headers, response_headers, why }
    }
}

impl ClusterChoice {
    /// The names of the clusters it may lead to.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::One(cluster) => vec![cluster],
            Self::Weighted(clusters) => clusters.iter().map(|weighted| weighted.cluster.as_str()).collect(),
        }
    }
}

impl fmt::Display for RouteMatch {
    /// `prefix /foo, header :method exact GET`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path)?;
        self.headers.iter().try_for_each(|header| write!(f, ", {header}"))?;
        self.query.iter().try_for_each(|query| write!(f, ", {query}"))
    }
}

impl fmt::Display for ClusterChoice {
    /// `v1`, or `v1 90, v2 10`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(cluster) => f.write_str(cluster),
            Self::Weighted(clusters) => {
                let shares: Vec<String> = clusters.iter().map(|w| format!("{} {}", w.cluster, w.weight)).collect();
                f.write_str(&shares.join(", "))
            }
        }
    }
}
