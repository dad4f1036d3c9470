//! Names that istiod gives to clusters, in words: `outbound|9080|v1|reviews.default.svc.cluster.local` is subset v1 of
//! reviews, port 9080.

use super::catalogue::sentence;
use super::template::{Args, code};
use malla_trace::{Fragment, Lang};

/// What a cluster's name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Upstream<'a> {
    /// A service of the mesh, or a subset of it.
    Outbound {
        /// The service's port.
        port: &'a str,
        /// Empty for the whole service.
        subset: &'a str,
        /// Its full host name.
        host: &'a str,
    },
    /// The program in the proxy's own pod.
    Inbound {
        /// Its port.
        port: &'a str,
    },
    /// Wherever the connection was going.
    Passthrough,
    /// Nowhere.
    BlackHole,
    /// A name of another proxy.
    Other(&'a str),
}

impl<'a> Upstream<'a> {
    /// Reads a name (istio `pilot/pkg/model/push_context.go`, `BuildSubsetKey`).
    pub(super) fn parse(name: &'a str) -> Self {
        let parts: Vec<&str> = name.split('|').collect();
        match (parts.as_slice(), name) {
            (["outbound", port, subset, host], _) => Self::Outbound { port, subset, host },
            (["inbound", port, ..], _) => Self::Inbound { port },
            (_, "PassthroughCluster" | "InboundPassthroughCluster") => Self::Passthrough,
            (_, "BlackHoleCluster") => Self::BlackHole,
            _ => Self::Other(name),
        }
    }

    /// Whether istiod gave it.
    pub(super) fn is_mesh(&self) -> bool {
        !matches!(self, Self::Other(_))
    }

    /// It in words.
    pub(super) fn words(&self, lang: Lang) -> Vec<Fragment> {
        let none = Args::default();
        match self {
            Self::Outbound { port, subset: "", host } => {
                sentence("UPSTREAM-SERVICE", lang, &none.code("host", short(host)).code("port", port)).fragments
            }
            Self::Outbound { port, subset, host } => {
                let args = none.code("host", short(host)).code("port", port).code("subset", subset);
                sentence("UPSTREAM-SUBSET", lang, &args).fragments
            }
            Self::Inbound { port } => sentence("UPSTREAM-APP", lang, &none.code("port", port)).fragments,
            Self::Passthrough => sentence("UPSTREAM-PASSTHROUGH", lang, &none).fragments,
            Self::BlackHole => sentence("UPSTREAM-BLACK-HOLE", lang, &none).fragments,
            Self::Other(name) => vec![code(name)],
        }
    }

    /// It in a word or two, for titles: `reviews v1`.
    pub(super) fn title(&self, lang: Lang) -> String {
        match self {
            Self::Outbound { subset: "", host, .. } => short(host),
            Self::Outbound { subset, host, .. } => format!("{} {subset}", short(host)),
            Self::Inbound { .. } => lang.pick("su app", "its app").to_owned(),
            Self::Passthrough => lang.pick("adonde iba", "where it was going").to_owned(),
            Self::BlackHole => lang.pick("ninguna parte", "nowhere").to_owned(),
            Self::Other(name) => (*name).to_owned(),
        }
    }
}

/// `reviews` of `reviews.default.svc.cluster.local`, `reviews.prod` of another namespace's; other hosts as they are.
fn short(host: &str) -> String {
    match host.split_once(".svc.").and_then(|(name, _)| name.split_once('.')) {
        Some((service, "default")) => service.to_owned(),
        Some((service, namespace)) => format!("{service}.{namespace}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, lang: Lang) -> String {
        Upstream::parse(name).words(lang).iter().map(Fragment::text).collect()
    }

    #[test]
    fn a_cluster_is_told_by_its_name() {
        let cases = [
            ("outbound|9080|v1|reviews.default.svc.cluster.local", "el subset v1 de reviews, puerto 9080"),
            ("outbound|9080||reviews.prod.svc.cluster.local", "reviews.prod, puerto 9080"),
            ("outbound|80||www.example.com", "www.example.com, puerto 80"),
            ("inbound|9080||", "la app de este pod, puerto 9080"),
            ("PassthroughCluster", "donde iba"),
            ("BlackHoleCluster", "ninguna parte"),
            ("default/wp-service:80", "default/wp-service:80"),
        ];
        for (name, words) in cases {
            assert_eq!(said(name, Lang::Es), words);
        }
        let english = said("outbound|9080|v1|reviews.default.svc.cluster.local", Lang::En);
        assert_eq!(english, "subset v1 of reviews, port 9080");
    }
}
