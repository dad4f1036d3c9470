//! An ingress controller: from Ingress objects to a reverse proxy's configuration, as ingress-nginx makes one
//! (kubernetes/ingress-nginx, internal/ingress/controller; the rules are those of the Ingress API).

mod backend;
mod controller;
mod draft;
mod facts;
mod hosts;
mod served;
#[cfg(test)]
mod tests;
mod tls;

pub use controller::{ControllerView, Upstream};
pub use facts::Fact;

use crate::ready_addresses::Addresses;
use crate::store::Store;
use backend::Backend;
use draft::{Draft, Reasons};
use hosts::{Host, Hosts, PathRule, Target};
use malla_manifest::{HttpPath, IngressBackend};
use malla_proxy::{Dialect, Filter, HttpFilter, Listener, Proxy, RouteTable, Trouble};
use malla_trace::{CauseId, FieldPath, Ledger};
use served::Served;

/// The one route table.
const TABLE: &str = "ingress";

/// Compiles the Ingresses that a controller takes to its proxy's configuration.
#[must_use]
pub fn compile(store: &Store, view: &ControllerView, ledger: &mut Ledger) -> Proxy {
    let served = served::served(store, view);
    let proxy = Proxy::new(dialect(&served), view.why);
    let mut draft = Draft { store, view, addresses: Addresses::collect(store), reasons: Reasons::new(ledger), proxy };
    let (hosts, everybodys) = rules(&mut draft, &served);
    let table = table(&mut draft, &served, hosts, everybodys.as_ref());
    draft.proxy.add_route_table(table);
    listen(&mut draft, &served);
    draft.proxy
}

/// What the controller answers by itself: ingress-nginx 503 where no endpoint is left, a plain nginx 502; 404 where no
/// rule matches.
fn dialect(served: &[Served<'_>]) -> Dialect {
    let plain = served.iter().any(|one| one.upstream == Upstream::ServiceName);
    let nginx = Dialect::nginx();
    if plain { nginx } else { nginx.answering(Trouble::NoHealthyUpstream, 503).answering(Trouble::NoCluster, 503) }
}

/// All rules by host, and the default backend of everybody: the first there is.
fn rules(draft: &mut Draft<'_>, served: &[Served<'_>]) -> (Hosts, Option<Target>) {
    let (mut hosts, mut everybodys) = (Hosts::new(), None);
    for one in served {
        let default = default_backend(draft, one);
        everybodys = everybodys.or_else(|| default.clone());
        for index in 0..one.ingress.spec.rules.len() {
            rule(draft, one, index, default.as_ref(), &mut hosts);
        }
    }
    (hosts, everybodys)
}

fn default_backend(draft: &mut Draft<'_>, one: &Served<'_>) -> Option<Target> {
    let backend = one.ingress.spec.default_backend.as_ref()?;
    let path = FieldPath::parse("spec.defaultBackend");
    let upstream = add_backend(draft, one, backend, &path)?;
    let why = draft.reasons.because(Fact::DefaultBackend, &[one.stored.cause_at(&path)]);
    Some(Target { upstream, why })
}

fn rule(draft: &mut Draft<'_>, one: &Served<'_>, index: usize, default: Option<&Target>, hosts: &mut Hosts) {
    let Some(written) = one.ingress.spec.rules.get(index) else { return };
    let at = FieldPath::parse("spec.rules").index(index);
    let name = written.host.clone().unwrap_or_default().to_ascii_lowercase();
    let why = match name.as_str() {
        "" => draft.reasons.because(Fact::AnyHost, &[one.stored.cause_at(&at)]),
        _ => draft.reasons.because(Fact::Host, &[one.stored.cause_at(&at.key("host"))]),
    };
    let paths = written.http.as_ref().map_or(&[][..], |http| &http.paths);
    let rules: Vec<PathRule> = (0..)
        .zip(paths)
        .filter_map(|(i, path)| path_rule(draft, one, path, &at.key("http").key("paths").index(i)))
        .collect();
    let host = hosts.entry(name).or_insert_with(|| Host::new(why));
    host.paths.extend(rules);
    host.default = host.default.take().or_else(|| default.cloned());
}

fn path_rule(draft: &mut Draft<'_>, one: &Served<'_>, written: &HttpPath, at: &FieldPath) -> Option<PathRule> {
    let upstream = add_backend(draft, one, &written.backend, &at.key("backend"))?;
    let from = [at.key("path"), at.key("pathType"), at.key("backend")].map(|path| one.stored.cause_at(&path));
    let why = draft.reasons.because(Fact::Path, &from);
    let path = written.path.clone().filter(|path| !path.is_empty()).unwrap_or_else(|| "/".into());
    let name = format!("{}/{} {path}", one.reference.namespace, one.reference.name);
    Some(PathRule { name, path, path_type: written.path_type, target: Target { upstream, why } })
}

fn add_backend(draft: &mut Draft<'_>, one: &Served<'_>, backend: &IngressBackend, path: &FieldPath) -> Option<String> {
    let Served { reference, stored, upstream, upstream_why, .. } = *one;
    backend::add(draft, &Backend { namespace: &reference.namespace, backend, path, stored, upstream, upstream_why })
}

/// The route table. A rule without host, and the default backend of everybody, take what no other host takes; without
/// either there is nobody for it.
fn table(draft: &mut Draft<'_>, served: &[Served<'_>], mut hosts: Hosts, everybodys: Option<&Target>) -> RouteTable {
    let rules: Vec<CauseId> = served.iter().map(|one| one.stored.cause("spec.rules")).collect();
    let why = draft.reasons.because(Fact::Table, &rules);
    if let Some(target) = everybodys {
        hosts.entry(String::new()).or_insert_with(|| Host::new(target.why));
    }
    let virtual_hosts = hosts.into_iter().map(|(name, host)| host.compile(&name, everybodys)).collect();
    let mut table = RouteTable::new(TABLE, virtual_hosts, why);
    // nginx leaves the port out when it compares `Host` with `server_name`.
    table.ignore_port_in_host_matching = true;
    table
}

fn listen(draft: &mut Draft<'_>, served: &[Served<'_>]) {
    let why = draft.reasons.because(Fact::Listener, &[draft.view.why]);
    let mut http = HttpFilter::new(TABLE, why);
    http.use_remote_address = true;
    let filter = Filter::Http(http);
    draft.proxy.add_listener(Listener::new("http", None, draft.view.http_port, filter.clone(), why));
    tls::listen(draft, served, &filter, why);
}
