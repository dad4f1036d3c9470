//! Rules sorted into hosts, and the paths of every host into the order in which they are tried.

use malla_manifest::PathType;
use malla_proxy::{Domain, PathMatch, Route, VirtualHost};
use malla_trace::CauseId;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Everything that was said about one host, from whatever Ingress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Why it is a host: the first rule that names it.
    pub why: CauseId,
    /// Its paths.
    pub paths: Vec<PathRule>,
    /// Where the rest goes: the first default backend among the Ingresses that name it.
    pub default: Option<Target>,
}

/// A path and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRule {
    /// The route's name.
    pub name: String,
    /// The path.
    pub path: String,
    /// How it is compared.
    pub path_type: PathType,
    /// Where it leads.
    pub target: Target,
}

/// An upstream, and why a request goes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The upstream's name.
    pub upstream: String,
    /// Why.
    pub why: CauseId,
}

/// Hosts by name; the empty name is any host.
pub type Hosts = BTreeMap<String, Host>;

/// How strong a path is: the longest wins, and at equal length Exact beats Prefix. A slash at the end of a prefix does
/// not make it longer. ImplementationSpecific comes last, and is what nginx calls a location: a beginning, wherever it
/// ends.
fn strength(rule: &PathRule) -> (usize, Reverse<u8>) {
    match rule.path_type {
        PathType::Exact => (rule.path.len(), Reverse(0)),
        PathType::Prefix => (rule.path.trim_end_matches('/').len(), Reverse(1)),
        PathType::ImplementationSpecific => (rule.path.len(), Reverse(2)),
    }
}

/// The condition of a path.
fn condition(rule: &PathRule) -> PathMatch {
    match rule.path_type {
        PathType::Exact => PathMatch::exact(&rule.path),
        PathType::Prefix => PathMatch::path_separated_prefix(&rule.path),
        PathType::ImplementationSpecific => PathMatch::prefix(&rule.path),
    }
}

impl Host {
    /// A host that nothing has been said about yet.
    pub const fn new(why: CauseId) -> Self {
        Self { why, paths: Vec::new(), default: None }
    }

    /// The virtual host: its paths by strength, then the default backend, its own or everybody's.
    pub fn compile(mut self, name: &str, everybodys: Option<&Target>) -> VirtualHost {
        self.paths.sort_by_key(|rule| Reverse(strength(rule)));
        let route = |rule: &PathRule| Route::to(&rule.name, condition(rule), &rule.target.upstream, rule.target.why);
        let mut routes: Vec<Route> = self.paths.iter().map(route).collect();
        if let Some(target) = self.default.as_ref().or(everybodys) {
            routes.push(Route::to("defaultBackend", PathMatch::prefix("/"), &target.upstream, target.why));
        }
        // nginx calls the server for every other host `_`.
        let shown = if name.is_empty() { "_" } else { name };
        let mut host = VirtualHost::new(shown, &[], routes, self.why);
        host.domains = vec![if name.is_empty() { Domain::Any } else { Domain::parse_one_label(name) }];
        host
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(path: &str, path_type: PathType) -> PathRule {
        let target = Target { upstream: "u".into(), why: CauseId(0) };
        PathRule { name: format!("{path_type} {path}"), path: path.into(), path_type, target }
    }

    #[test]
    fn the_longest_path_is_tried_first_and_exact_before_prefix() {
        let paths = vec![
            rule("/", PathType::Prefix),
            rule("/foo/", PathType::Prefix),
            rule("/fo", PathType::ImplementationSpecific),
            rule("/foo", PathType::Exact),
            rule("/foo/bar", PathType::Prefix),
        ];
        let host = Host { paths, ..Host::new(CauseId(0)) }.compile("a", None);
        let names: Vec<&str> = host.routes.iter().map(|route| route.name.as_str()).collect();
        assert_eq!(names, ["Prefix /foo/bar", "Exact /foo", "Prefix /foo/", "ImplementationSpecific /fo", "Prefix /"]);
    }
}
