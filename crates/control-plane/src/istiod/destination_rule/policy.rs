//! The blocks of a traffic policy as they come out for one port of one host or subset (`GetPortLevelTrafficPolicy`,
//! `MergeSubsetTrafficPolicy`): a block stands or falls as a whole.

use super::PolicyAt;
use malla_manifest::{
    ClientTlsSettings, ConnectionPoolSettings, LoadBalancerSettings, OutlierDetection, PortTrafficPolicy,
};
use malla_trace::{CauseId, FieldPath};

/// A block and the line it stands in.
#[derive(Debug, PartialEq)]
pub struct At<'a, T> {
    /// The block.
    pub it: &'a T,
    /// Its line.
    pub why: CauseId,
}

/// The blocks of a policy.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Blocks<'a> {
    /// How an endpoint is chosen.
    pub load_balancer: Option<At<'a, LoadBalancerSettings>>,
    /// How many connections and requests there may be.
    pub connection_pool: Option<At<'a, ConnectionPoolSettings>>,
    /// When an endpoint is left out for a while.
    pub outlier_detection: Option<At<'a, OutlierDetection>>,
    /// Encryption.
    pub tls: Option<At<'a, ClientTlsSettings>>,
}

impl<T> Clone for At<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for At<'_, T> {}

impl<'a> Blocks<'a> {
    /// The blocks of a host's policy, if it has one, for a port.
    #[must_use]
    pub fn of_host(policy: Option<&PolicyAt<'a>>, port: u16) -> Self {
        policy.map_or_else(Self::default, |policy| Self::default().overridden(policy, port))
    }

    /// The same with a subset's policy over it. The blocks it has replace whole blocks; a port's settings replace all of
    /// them, also by nothing.
    #[must_use]
    pub fn overridden(self, over: &PolicyAt<'a>, port: u16) -> Self {
        let of_port = over.policy.port_level_settings.iter().enumerate();
        let mut meant = of_port.filter(|(_, it)| it.port.as_ref().is_some_and(|selector| selector.number == port));
        if let Some((index, settings)) = meant.next() {
            return Self::of_port(settings, over, &over.path().key("portLevelSettings").index(index));
        }
        let (policy, path) = (over.policy, over.path());
        Self {
            load_balancer: over.at(policy.load_balancer.as_ref(), &path, "loadBalancer").or(self.load_balancer),
            connection_pool: over.at(policy.connection_pool.as_ref(), &path, "connectionPool").or(self.connection_pool),
            outlier_detection: over
                .at(policy.outlier_detection.as_ref(), &path, "outlierDetection")
                .or(self.outlier_detection),
            tls: over.at(policy.tls.as_ref(), &path, "tls").or(self.tls),
        }
    }

    fn of_port(settings: &'a PortTrafficPolicy, over: &PolicyAt<'a>, path: &FieldPath) -> Self {
        Self {
            load_balancer: over.at(settings.load_balancer.as_ref(), path, "loadBalancer"),
            connection_pool: over.at(settings.connection_pool.as_ref(), path, "connectionPool"),
            outlier_detection: over.at(settings.outlier_detection.as_ref(), path, "outlierDetection"),
            tls: over.at(settings.tls.as_ref(), path, "tls"),
        }
    }
}

impl PolicyAt<'_> {
    /// Where it stands.
    #[must_use]
    pub fn path(&self) -> FieldPath {
        let above = match self.subset {
            Some(index) => FieldPath::parse("spec.subsets").index(index),
            None => FieldPath::parse("spec"),
        };
        above.key("trafficPolicy")
    }

    fn at<'b, T>(&self, block: Option<&'b T>, path: &FieldPath, key: &str) -> Option<At<'b, T>> {
        block.map(|it| At { it, why: self.stored.cause_at(&path.key(key)) })
    }
}
