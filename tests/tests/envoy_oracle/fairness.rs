//! Whether the draws are fair: how often each cluster of a split is seen at Envoy, and at ours, against the weights.

use crate::asked::Asked;
use crate::compare::Exchange;
use crate::report::Tally;
use malla_proxy::{
    Accepted, Action, ClusterChoice, Connection, Context, Decision, Filter, ForwardAction, HttpFilter, Listener,
    PathMatch, Proxy, Request, Route, RouteMatch, RouteTable, State, VirtualHost, WeightedCluster,
};
use malla_trace::{CauseId, Seeded, Silent};

const WHY: CauseId = CauseId(0);

/// The listener for splits.
const NAME: &str = "splits";

/// How often each split is asked.
const TIMES: usize = 500;

/// Splits; a cluster is called by its place.
const SPLITS: [&[u32]; 5] = [&[90, 10], &[1, 2, 3], &[0, 5], &[1], &[50, 0, 25, 25]];

/// So many standard deviations are still chance.
const SIGMAS: f64 = 4.5;

/// Adds a listener whose routes split; clusters are those of the proxy, in their order.
pub(crate) fn add(proxy: &mut Proxy) {
    let names: Vec<String> = proxy.clusters.keys().cloned().collect();
    let route = |(number, weights): (usize, &&[u32])| {
        let weighted = names.iter().zip(*weights).map(|(name, weight)| WeightedCluster::new(name, *weight, WHY));
        let action = ForwardAction::new(ClusterChoice::Weighted(weighted.collect()));
        let matches = RouteMatch::path(PathMatch::exact(&format!("/{number}")));
        Route::new(&number.to_string(), matches, Action::Forward(Box::new(action)), WHY)
    };
    let routes = SPLITS.iter().enumerate().map(route).collect();
    proxy.add_route_table(RouteTable::new(NAME, vec![VirtualHost::new(NAME, &["*"], routes, WHY)], WHY));
    proxy.add_listener(Listener::new(NAME, None, 9999, Filter::Http(HttpFilter::new(NAME, WHY)), WHY));
}

/// The requests, numbered from there.
pub(crate) fn requests(from: usize) -> Vec<Asked> {
    let asked = |at: usize| Asked {
        number: from + at,
        listener: NAME.into(),
        request: Request::get("split", &format!("/{}", at % SPLITS.len())),
    };
    (0..TIMES * SPLITS.len()).map(asked).collect()
}

/// Compares counts with weights, Envoy's and ours.
pub(crate) fn compare(proxy: &Proxy, exchanges: &[Exchange], seed: u64) -> Tally {
    let mut tally = Tally::default();
    for (number, weights) in SPLITS.iter().enumerate() {
        let path = format!("/{number}");
        let asked = exchanges.iter().filter(|one| one.asked.listener == NAME && one.asked.request.path == path);
        let theirs: Vec<String> = asked.map(|one| one.theirs.cluster.clone()).collect();
        let ours = ours(proxy, &path, theirs.len(), seed);
        for (cluster, weight) in proxy.clusters.keys().zip(*weights) {
            let share = f64::from(*weight) / f64::from(weights.iter().sum::<u32>());
            tally.count(unfair("Envoy", &path, cluster, share, &theirs));
            tally.count(unfair("we", &path, cluster, share, &ours));
        }
    }
    tally
}

/// Says so when a cluster was chosen too often or too rarely.
fn unfair(who: &str, path: &str, cluster: &str, share: f64, chosen: &[String]) -> Option<String> {
    let (all, count) = (chosen.len() as f64, chosen.iter().filter(|one| *one == cluster).count() as f64);
    let sigma = (all * share * (1.0 - share)).sqrt();
    let fair = (count - all * share).abs() <= SIGMAS * sigma;
    (!fair).then(|| format!("  {path}: {who} chose {cluster} {count} times of {all}, its share is {share}"))
}

fn ours(proxy: &Proxy, path: &str, times: usize, seed: u64) -> Vec<String> {
    let connection = Connection::plain(([127, 0, 0, 1], 40_000).into(), ([127, 0, 0, 1], 9999).into());
    let Accepted::Http(_, _, http) = proxy.accept(&connection, &mut Silent) else { return vec![] };
    let (mut state, mut chance, mut tracer) = (State::default(), Seeded::new(seed), Silent);
    let mut choose = || {
        let mut cx = Context { state: &mut state, chance: &mut chance, tracer: &mut tracer };
        match proxy.route(http, &connection, &Request::get("split", path), &mut cx) {
            Decision::Forward(forward) => forward.destination.cluster.clone(),
            Decision::Respond(reply) => reply.cluster.unwrap_or_default(),
        }
    };
    (0..times).map(|_| choose()).collect()
}
