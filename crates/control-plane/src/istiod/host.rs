//! Host names of the mesh (istio/istio `pkg/config/host`): short names, wildcards, and which of two is narrower.

use std::cmp::Ordering;

/// The full name of a host that an object of that namespace names (`ResolveShortnameToFQDN`): a name with a dot, a colon
/// or a star is taken as it is; an object read without a domain gets the namespace only.
#[must_use]
pub fn resolve(host: &str, namespace: &str, domain: &str) -> String {
    if host.is_empty() || host.contains(['.', ':', '*']) {
        return host.to_owned();
    }
    let tail = if domain.is_empty() { String::new() } else { format!("svc.{domain}") };
    let parts = [host, namespace, &tail];
    let named: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    named.join(".")
}

/// The full name of a Service of the cluster.
#[must_use]
pub fn of_service(name: &str, namespace: &str, domain: &str) -> String {
    format!("{name}.{namespace}.svc.{domain}")
}

/// Whether it begins with a star.
#[must_use]
pub fn is_wildcard(host: &str) -> bool {
    host.starts_with('*')
}

/// Whether some host is covered by both (`Name.Matches`).
#[must_use]
pub fn matches(a: &str, b: &str) -> bool {
    subset_of(a, b) || subset_of(b, a)
}

/// Whether `b` covers every host that `a` does (`Name.SubsetOf`). `*.foo.com` does not cover `foo.com`.
#[must_use]
pub fn subset_of(a: &str, b: &str) -> bool {
    match (a.strip_prefix('*'), b.strip_prefix('*')) {
        (Some(a), Some(b)) => a.len() >= b.len() && a.ends_with(b),
        (Some(_), None) => false,
        (None, Some(end)) => a.ends_with(end),
        (None, None) => a == b,
    }
}

/// The order of specificity (`MoreSpecific`, `Names.Less`): names before wildcards, longer before shorter, then by letter.
#[must_use]
pub fn by_specificity(a: &str, b: &str) -> Ordering {
    let wild = is_wildcard(a).cmp(&is_wildcard(b));
    wild.then_with(|| b.len().cmp(&a.len())).then_with(|| a.cmp(b))
}

/// Of two lists the hosts that both cover, the narrower of each pair (`Names.Intersection`).
#[must_use]
pub fn intersection(a: &[&str], b: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |host: &str| {
        if !found.iter().any(|known| known == host) {
            found.push(host.to_owned());
        }
    };
    for own in a {
        for other in b {
            if subset_of(own, other) {
                add(own);
            } else if subset_of(other, own) {
                add(other);
            }
        }
    }
    found
}

/// Of hosts that may be written `namespace/host`, those meant for a namespace, bare (`NamesForNamespace`).
#[must_use]
pub fn for_namespace<'h>(hosts: &'h [String], namespace: &str) -> Vec<&'h str> {
    let meant = hosts.iter().filter_map(|host| match host.split_once('/') {
        Some((of, bare)) => (of == namespace || of == "*").then_some(bare),
        None => Some(host.as_str()),
    });
    meant.collect()
}

/// The most specific of the hosts that cover a name (`MostSpecificHostMatch`).
#[must_use]
pub fn most_specific<'h>(name: &str, hosts: impl IntoIterator<Item = &'h str>) -> Option<&'h str> {
    hosts.into_iter().filter(|host| subset_of(name, host)).min_by(|a, b| by_specificity(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_belongs_to_the_namespace_of_the_object_that_says_it() {
        let cases = [
            ("reviews", "books", "cluster.local", "reviews.books.svc.cluster.local"),
            ("reviews.books", "other", "cluster.local", "reviews.books"),
            ("reviews", "books", "", "reviews.books"),
            ("*", "books", "cluster.local", "*"),
            ("2a00::614", "books", "cluster.local", "2a00::614"),
        ];
        for (host, namespace, domain, expected) in cases {
            assert_eq!(resolve(host, namespace, domain), expected);
        }
    }

    #[test]
    fn a_star_stands_for_whole_labels_and_never_for_nothing() {
        assert!(subset_of("a.foo.com", "*.foo.com") && subset_of("*.a.foo.com", "*.foo.com"));
        assert!(!subset_of("foo.com", "*.foo.com") && !subset_of("*.foo.com", "a.foo.com"));
        assert!(matches("*.com", "foo.com") && !matches("*.foo.bar.baz", "baz"));
        assert_eq!(most_specific("a.foo.com", ["*", "*.com", "*.foo.com", "foo.com"]), Some("*.foo.com"));
        assert_eq!(most_specific("*.foo.com", ["foo.com"]), None);
    }
}
