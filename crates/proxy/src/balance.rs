//! Which endpoint of a cluster: health first, then the policy.

use crate::condition::mismatch;
use crate::destination::Candidate;
use crate::edf::Edf;
use crate::report::{considered, report, report_with};
use crate::state::Balance;
use crate::{
    Cluster, Connection, Context, Destination, Discovery, Endpoint, Health, Policy, Proxy, Start, TransportSocket,
    Trouble, Upstream,
};
use malla_trace::{CauseId, Chance, Considered, Draw, ProxyAction, Side, Stage, Tracer};
use std::net::{IpAddr, SocketAddr};

/// Where endpoints are drawn from.
const STREAM: &str = "proxy/endpoint";

/// No endpoint, why not, and what made it so.
pub(crate) type Unreachable = (Trouble, CauseId);

impl Proxy {
    /// The cluster of that name. `why` is what leads there.
    pub(crate) fn cluster(&self, name: &str, why: CauseId, cx: &mut Context<'_>) -> Result<&Cluster, Unreachable> {
        let cluster = self.clusters.get(name);
        if cluster.is_none() {
            self.report_failure(name, Trouble::NoCluster, why, cx);
        }
        cluster.ok_or((Trouble::NoCluster, why))
    }

    /// The way to a cluster's endpoint, for a connection.
    pub(crate) fn reach(
        &self,
        cluster: &Cluster,
        connection: &Connection,
        cx: &mut Context<'_>,
    ) -> Result<Destination, Unreachable> {
        match &cluster.discovery {
            Discovery::Static(endpoints) => {
                let skipped = || endpoints.iter().enumerate().filter_map(unhealthy).collect();
                choose(cluster, Tries::first(eligible(cluster, endpoints)), skipped, cx)
            }
            Discovery::OriginalDestination => {
                let own = Candidate { address: connection.original_to, weight: 1, why: cluster.why };
                choose(cluster, Tries::first(vec![own]), Vec::new, cx)
            }
            Discovery::StrictDns { host, port } | Discovery::LogicalDns { host, port } => {
                let to = Upstream::Name { host: host.clone(), port: *port };
                Ok(Destination::of(cluster, to, cluster.why))
            }
        }
    }

    /// Goes on with a destination whose name was resolved.
    pub(crate) fn arrive(
        &self,
        destination: Destination,
        addresses: &[IpAddr],
        cx: &mut Context<'_>,
    ) -> Result<Destination, Unreachable> {
        let (Some(cluster), Upstream::Name { port, .. }) = (self.clusters.get(&destination.cluster), &destination.to)
        else {
            return Ok(destination);
        };
        let taken = if matches!(cluster.discovery, Discovery::LogicalDns { .. }) { 1 } else { addresses.len() };
        let all = addresses.iter().take(taken).map(|ip| SocketAddr::new(*ip, *port));
        let candidates = all.map(|address| Candidate { address, weight: 1, why: cluster.why }).collect();
        choose(cluster, Tries::first(candidates), Vec::new, cx)
    }

    /// The next try: another endpoint where `other_host_attempts` draws find one.
    pub(crate) fn next_try(
        &self,
        destination: Destination,
        other_host_attempts: u32,
        cx: &mut Context<'_>,
    ) -> Result<Destination, Unreachable> {
        let Destination { cluster, why, candidates, tried, .. } = destination;
        let cluster = self.cluster(&cluster, why, cx)?;
        choose(cluster, Tries { candidates, tried, other_host_attempts }, Vec::new, cx)
    }

    pub(crate) fn report_failure(&self, cluster: &str, trouble: Trouble, why: CauseId, cx: &mut Context<'_>) {
        let flag = self.dialect.flag(trouble).unwrap_or_default();
        report(cx.tracer, Stage::Upstream, why, || ProxyAction::UpstreamFailed { cluster: cluster.into(), flag });
    }
}

/// What is chosen from, and what was tried before.
struct Tries {
    candidates: Vec<Candidate>,
    tried: Vec<SocketAddr>,
    other_host_attempts: u32,
}

impl Tries {
    const fn first(candidates: Vec<Candidate>) -> Self {
        Self { candidates, tried: Vec::new(), other_host_attempts: 0 }
    }
}

/// The endpoints that may be chosen: the healthy ones, or all that are not draining when too few are healthy (panic).
fn eligible(cluster: &Cluster, endpoints: &[Endpoint]) -> Vec<Candidate> {
    let healthy = endpoints.iter().filter(|endpoint| endpoint.health == Health::Healthy).count();
    let panic = healthy * 100 < usize::from(cluster.panic_percent) * endpoints.len();
    let may = |endpoint: &&Endpoint| match endpoint.health {
        Health::Healthy => true,
        Health::Unhealthy => panic,
        Health::Draining => false,
    };
    let candidate = |e: &Endpoint| Candidate { address: e.address, weight: e.weight.max(1), why: e.why };
    endpoints.iter().filter(may).map(candidate).collect()
}

fn unhealthy((at, endpoint): (usize, &Endpoint)) -> Option<Considered> {
    let found = match endpoint.health {
        Health::Healthy => return None,
        Health::Unhealthy => "unhealthy",
        Health::Draining => "draining",
    };
    Some(considered(endpoint.address.to_string(), at, mismatch("health", "healthy", found), endpoint.why))
}

/// Chooses an endpoint for the next try. `skipped` are those that could not be chosen.
fn choose(
    cluster: &Cluster,
    mut tries: Tries,
    skipped: impl FnOnce() -> Vec<Considered>,
    cx: &mut Context<'_>,
) -> Result<Destination, Unreachable> {
    let Some((chosen, draw)) = pick_other(cluster, &tries, cx) else {
        let action = || ProxyAction::NoEndpoint { cluster: cluster.name.clone() };
        report_with(cx.tracer, Stage::Upstream, cluster.why, action, skipped);
        return Err((Trouble::NoHealthyUpstream, cluster.why));
    };
    let Candidate { address, why, .. } = chosen;
    let action = || ProxyAction::Endpoint {
        cluster: cluster.name.clone(),
        endpoint: address.to_string(),
        policy: policy_text(cluster),
        of: count(tries.candidates.len()),
        draw,
    };
    report_with(cx.tracer, Stage::Upstream, why, action, skipped);
    cx.state.begin(&cluster.name, address);
    tries.tried.push(address);
    let Tries { candidates, tried, .. } = tries;
    let attempt = count(tried.len());
    let destination = Destination::of(cluster, Upstream::Address(address), why);
    report_security(cluster, &destination, cx.tracer);
    Ok(Destination { attempt, candidates, tried, ..destination })
}

/// Says how the connection will be secured, where the configuration speaks of it.
fn report_security(cluster: &Cluster, to: &Destination, tracer: &mut dyn Tracer) {
    if to.transport == TransportSocket::Plain && cluster.transport == TransportSocket::Plain {
        return;
    }
    let why = to.transport.client_tls().map_or(to.why, |tls| tls.why);
    let action = || ProxyAction::Secure { side: Side::Upstream, security: to.transport.intended() };
    report(tracer, Stage::Upstream, why, action);
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn policy_text(cluster: &Cluster) -> String {
    match cluster.discovery {
        Discovery::OriginalDestination => "ORIGINAL_DST".into(),
        Discovery::Static(_) | Discovery::StrictDns { .. } | Discovery::LogicalDns { .. } => cluster.policy.to_string(),
    }
}

/// Draws again while the endpoint was tried before, so often at most (Envoy `previous_hosts`,
/// `host_selection_retry_max_attempts`).
fn pick_other(cluster: &Cluster, tries: &Tries, cx: &mut Context<'_>) -> Option<Picked> {
    let mut chosen = pick(cluster, &tries.candidates, cx)?;
    for _ in 0..tries.other_host_attempts {
        if !tries.tried.contains(&chosen.0.address) {
            break;
        }
        chosen = pick(cluster, &tries.candidates, cx)?;
    }
    Some(chosen)
}

/// An endpoint, and the draw that decided for it.
type Picked = (Candidate, Option<Draw>);

fn pick(cluster: &Cluster, candidates: &[Candidate], cx: &mut Context<'_>) -> Option<Picked> {
    let balance = cx.state.of(&cluster.name);
    let even = candidates.windows(2).all(|pair| pair[0].weight == pair[1].weight);
    let undrawn = |candidate: Option<Candidate>| Some((candidate?, None));
    match (cluster.policy, candidates.len()) {
        (_, 0) => None,
        (Policy::RoundRobin(start), count) if even => next_in_turn(balance, start, count, cx.chance)
            .and_then(|(at, draw)| Some((candidates.get(at).copied()?, draw))),
        (Policy::RoundRobin(_), _) => undrawn(scheduled(balance, candidates, |_, weight| f64::from(weight))),
        (_, 1) => undrawn(candidates.first().copied()),
        (Policy::LeastRequest, _) if even => {
            let (first, second) = (drawn(candidates, cx.chance)?, drawn(candidates, cx.chance)?);
            let less = balance.active(second.0.address) < balance.active(first.0.address);
            Some(if less { second } else { first })
        }
        (Policy::LeastRequest, _) => {
            let weigh = |active, weight| f64::from(weight) / (f64::from(active) + 1.0);
            undrawn(scheduled(balance, candidates, weigh))
        }
        // Weights do not count (Envoy `random_lb.cc`, `peekOrChoose`).
        (Policy::Random, _) => drawn(candidates, cx.chance),
    }
}

/// Whose turn it is. Where the first turn is drawn, the draw belongs to it.
fn next_in_turn(
    balance: &mut Balance,
    start: Start,
    count: usize,
    chance: &mut dyn Chance,
) -> Option<(usize, Option<Draw>)> {
    let count = count as u64;
    let draw = match (balance.next, start) {
        (None, Start::Drawn) if count > 1 => Some(chance.draw(STREAM, count)),
        (Some(_), Start::Drawn | Start::First) | (None, Start::Drawn | Start::First) => None,
    };
    let turn = balance.next.or(draw.as_ref().map(|draw| draw.outcome)).unwrap_or(0);
    balance.next = Some(turn.wrapping_add(1));
    Some((usize::try_from(turn.checked_rem(count)?).ok()?, draw))
}

fn drawn(candidates: &[Candidate], chance: &mut dyn Chance) -> Option<Picked> {
    let draw = chance.draw(STREAM, candidates.len() as u64);
    let at = usize::try_from(draw.outcome).ok()?;
    Some((candidates.get(at).copied()?, Some(draw)))
}

/// By earliest deadline; the schedule is made anew when endpoints or weights change (Envoy `load_balancer_impl.cc`,
/// `EdfLoadBalancerBase::refresh`).
fn scheduled(balance: &mut Balance, candidates: &[Candidate], weigh: impl Fn(u32, u32) -> f64) -> Option<Candidate> {
    let weights: Vec<u32> = candidates.iter().map(|candidate| candidate.weight).collect();
    let addresses: Vec<SocketAddr> = candidates.iter().map(|candidate| candidate.address).collect();
    let kept = balance.schedule.take().filter(|(of, edf)| *of == weights && edf.is_of(&addresses));
    let fresh = || Edf::new(candidates.iter().map(|c| (c.address, weigh(balance.active(c.address), c.weight))));
    let mut edf = kept.map_or_else(fresh, |(_, edf)| edf);
    let weight_of = |address| candidates.iter().find(|c| c.address == address).map_or(1, |c| c.weight);
    let picked = edf.pick(|address| weigh(balance.active(address), weight_of(address)));
    balance.schedule = Some((weights, edf));
    candidates.iter().find(|candidate| Some(candidate.address) == picked).copied()
}
