//! A VirtualService ready for use: full names, delegates put in, and every rule and condition with the lines it came from
//! (`resolveVirtualServiceShortnames`, `mergeVirtualServicesIfNeeded`).

use super::{MESH, delegate};
use crate::istiod::export::Export;
use crate::istiod::host;
use crate::istiod::mesh::Written;
use malla_manifest::{Destination, HttpMatchRequest, HttpRoute, VirtualService};
use malla_trace::{CauseId, FieldPath};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A VirtualService with hosts.
#[derive(Clone, Debug)]
pub struct Rule<'a> {
    /// The object.
    pub written: Written<'a, VirtualService>,
    /// The domain of its short names.
    pub domain: &'a str,
    /// Its hosts by full name.
    pub hosts: Vec<String>,
    /// What it is bound to: `mesh`, and gateways as `namespace/name`.
    pub gateways: Vec<String>,
    /// Its rules for requests.
    pub http: Vec<HttpRule<'a>>,
    /// Who sees it.
    pub export: Export,
}

/// A rule for requests.
#[derive(Clone, Debug)]
pub struct HttpRule<'a> {
    /// What is done, and as a delegate's rule with what the root adds.
    pub route: Cow<'a, HttpRoute>,
    /// Where what is done stands.
    pub origin: Origin<'a>,
    /// The rule that delegates to it.
    pub root: Option<Origin<'a>>,
    /// On which conditions: one of them is enough, none takes everything.
    pub conditions: Vec<Condition<'a>>,
}

/// A condition of a rule.
#[derive(Clone, Debug)]
pub struct Condition<'a> {
    /// The condition.
    pub request: Cow<'a, HttpMatchRequest>,
    /// Where it stands; twice where a delegate's was joined to its root's.
    pub origins: Vec<Origin<'a>>,
}

/// A place in a VirtualService.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// The object.
    pub written: Written<'a, VirtualService>,
    /// The field.
    pub path: FieldPath,
}

impl Origin<'_> {
    /// The cause of the place itself.
    #[must_use]
    pub fn cause(&self) -> CauseId {
        self.written.stored.cause_at(&self.path)
    }

    /// The cause of a field below.
    #[must_use]
    pub fn below(&self, keys: &[&str]) -> CauseId {
        let path = keys.iter().fold(self.path.clone(), |path, key| match key.parse() {
            Ok(index) => path.index(index),
            Err(_) => path.key(key),
        });
        self.written.stored.cause_at(&path)
    }

    /// The object's namespace: what short names belong to.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.written.namespace()
    }
}

impl<'a> Rule<'a> {
    /// Those with hosts, the oldest first; those without are delegates.
    #[must_use]
    pub fn collect(all: &[Written<'a, VirtualService>], domain: &'a str) -> Vec<Self> {
        type List<'l, 'a> = Vec<&'l Written<'a, VirtualService>>;
        let (roots, delegates): (List<'_, 'a>, List<'_, 'a>) =
            all.iter().partition(|one| !one.object.spec.hosts.is_empty());
        roots.into_iter().map(|written| Self::new(*written, &delegates, domain)).collect()
    }

    /// One of them, with the VirtualServices it may delegate to.
    #[must_use]
    pub fn new(
        written: Written<'a, VirtualService>,
        delegates: &[&Written<'a, VirtualService>],
        domain: &'a str,
    ) -> Self {
        let (spec, namespace) = (&written.object.spec, written.namespace());
        let numbered = spec.http.iter().enumerate();
        let gateways = spec.gateways.iter().map(|name| gateway_name(name, namespace));
        Self {
            written,
            domain,
            hosts: spec.hosts.iter().map(|name| host::resolve(name, namespace, domain)).collect(),
            gateways: if spec.gateways.is_empty() { vec![MESH.into()] } else { gateways.collect() },
            http: numbered.flat_map(|(at, route)| delegate::expand(written, (at, route), delegates)).collect(),
            export: Export::of(spec.export_to.iter().map(String::as_str), namespace),
        }
    }

    /// The full name of a destination's host in a rule of this VirtualService.
    #[must_use]
    pub fn destination_host(&self, origin: &Origin<'_>, destination: &Destination) -> String {
        host::resolve(&destination.host, origin.namespace(), self.domain)
    }

    /// The hosts it leads proxies of a namespace to, each with the ports it names; 0 for any port
    /// (`virtualServiceDestinationsFilteredBySourceNamespace`).
    #[must_use]
    pub fn destinations(&self, namespace: &str) -> BTreeMap<String, BTreeSet<u16>> {
        let mut all: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
        let mut add = |host: String, destination: &Destination| {
            all.entry(host).or_default().insert(destination.port.as_ref().map_or(0, |port| port.number));
        };
        for rule in self.http.iter().filter(|rule| rule.is_for_namespace(namespace)) {
            let several = rule.route.mirrors.iter().map(|mirror| &mirror.destination);
            let routes = rule.route.route.iter().map(|weighted| &weighted.destination);
            for destination in routes.chain(&rule.route.mirror).chain(several) {
                add(self.destination_host(&rule.origin, destination), destination);
            }
        }
        let spec = &self.written.object.spec;
        let streams = spec.tcp.iter().flat_map(|tcp| &tcp.route).chain(spec.tls.iter().flat_map(|tls| &tls.route));
        for weighted in streams {
            let name = host::resolve(&weighted.destination.host, self.written.namespace(), self.domain);
            add(name, &weighted.destination);
        }
        all
    }
}

impl HttpRule<'_> {
    /// Whether some condition leaves proxies of that namespace in.
    fn is_for_namespace(&self, namespace: &str) -> bool {
        let fits = |condition: &Condition<'_>| {
            condition.request.source_namespace.as_ref().is_none_or(|wanted| wanted.is_empty() || wanted == namespace)
        };
        self.conditions.is_empty() || self.conditions.iter().any(fits)
    }
}

/// The full name of a gateway that an object of that namespace names (`resolveGatewayName`): `namespace/name`, `./name`,
/// `name`, or the old `name.namespace.svc...`.
#[must_use]
pub fn gateway_name(name: &str, namespace: &str) -> String {
    if name == MESH {
        return name.into();
    }
    match (name.split_once('/'), name.split('.').collect::<Vec<_>>().as_slice()) {
        (Some((".", bare)), _) => format!("{namespace}/{bare}"),
        (Some(_), _) => name.into(),
        (None, [bare, of, ..]) => format!("{of}/{bare}"),
        (None, _) => format!("{namespace}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::gateway_name;

    #[test]
    fn a_gateway_is_named_in_five_ways() {
        let cases = [
            ("mesh", "mesh"),
            ("edge", "here/edge"),
            ("./edge", "here/edge"),
            ("there/edge", "there/edge"),
            ("edge.there.svc.cluster.local", "there/edge"),
        ];
        for (name, expected) in cases {
            assert_eq!(gateway_name(name, "here"), expected);
        }
    }
}
