//! `LoadBalancerSettings` (`networking.istio.io`): how one endpoint is chosen among many.

use super::Duration;
use crate::objects::field::{choice, record};
use std::collections::BTreeMap;

record! {
    /// How an endpoint is chosen.
    LoadBalancerSettings {
        /// A plain algorithm.
        simple: Option<SimpleLb> = "simple",
        /// By a hash of the request, instead.
        consistent_hash: Option<ConsistentHashLb> = "consistentHash",
        /// By what endpoints say of their use, instead.
        backend_utilization: Option<BackendUtilization> = "backendUtilization",
        /// Which places come first.
        locality_lb_setting: Option<LocalityLbSetting> = "localityLbSetting",
        /// The same within one zone.
        zone_aware_lb_setting: Option<ZoneAwareLbSetting> = "zoneAwareLbSetting",
        /// How long a new endpoint is spared; the older form.
        warmup_duration_secs: Option<Duration> = "warmupDurationSecs",
        /// How a new endpoint is spared.
        warmup: Option<WarmupConfiguration> = "warmup",
    }
}

choice! {
    /// A plain algorithm.
    SimpleLb {
        /// The default: least requests.
        Unspecified = "UNSPECIFIED",
        /// The older name of least requests.
        LeastConn = "LEAST_CONN",
        /// Any.
        Random = "RANDOM",
        /// The address the client asked for.
        Passthrough = "PASSTHROUGH",
        /// One after the other.
        RoundRobin = "ROUND_ROBIN",
        /// The less busy of two.
        LeastRequest = "LEAST_REQUEST",
    }
}

record! {
    /// A hash of the request, so that equal ones meet the same endpoint.
    ConsistentHashLb {
        /// Of a header.
        http_header_name: Option<String> = "httpHeaderName",
        /// Of a cookie, made if missing.
        http_cookie: Option<HttpCookie> = "httpCookie",
        /// Of the client's address.
        use_source_ip: Option<bool> = "useSourceIp",
        /// Of a parameter of the query.
        http_query_parameter_name: Option<String> = "httpQueryParameterName",
        /// On a ring.
        ring_hash: Option<RingHash> = "ringHash",
        /// In a table.
        maglev: Option<MagLev> = "maglev",
        /// Size of the ring; the older form.
        minimum_ring_size: i64 = "minimumRingSize",
    }
}

record! {
    /// A cookie to hash.
    HttpCookie {
        /// Name.
        name: String = "name",
        /// Path.
        path: Option<String> = "path",
        /// How long it lives; nothing written means it is never made.
        ttl: Option<Duration> = "ttl",
        /// What else is written with it.
        attributes: Vec<HttpCookieAttribute> = "attributes",
    }
}

record! {
    /// An attribute of a cookie.
    HttpCookieAttribute {
        /// Name.
        name: String = "name",
        /// Value.
        value: Option<String> = "value",
    }
}

record! {
    /// A ring.
    RingHash {
        /// How many points it has at least; nothing written means 1024.
        minimum_ring_size: i64 = "minimumRingSize",
    }
}

record! {
    /// A table.
    MagLev {
        /// How many rows it has; nothing written means 65537.
        table_size: i64 = "tableSize",
    }
}

record! {
    /// What endpoints say of their use.
    BackendUtilization {
        /// How much errors weigh.
        error_utilization_penalty_percent: u32 = "errorUtilizationPenaltyPercent",
        /// Names of the figures.
        metric_names_for_computing_utilization: Vec<String> = "metricNamesForComputingUtilization",
        /// How long a weight holds without news.
        weight_expiration_period: Option<Duration> = "weightExpirationPeriod",
        /// How long a new endpoint's figures do not count.
        weight_stabilization_period: Option<Duration> = "weightStabilizationPeriod",
        /// How often weights are reckoned.
        weight_update_period: Option<Duration> = "weightUpdatePeriod",
    }
}

record! {
    /// Which places come first.
    LocalityLbSetting {
        /// Shares by place.
        distribute: Vec<LocalityDistribute> = "distribute",
        /// Which region helps out.
        failover: Vec<LocalityFailover> = "failover",
        /// Labels that tell who is near.
        failover_priority: Vec<String> = "failoverPriority",
        /// Whether it holds; nothing written means the mesh's setting.
        enabled: Option<bool> = "enabled",
    }
}

record! {
    /// Shares by place.
    LocalityDistribute {
        /// Where the client is, `region/zone/subzone`.
        from: String = "from",
        /// Shares; they make 100.
        to: BTreeMap<String, u32> = "to",
    }
}

record! {
    /// Which region helps out.
    LocalityFailover {
        /// Where the client is.
        from: String = "from",
        /// Who helps.
        to: String = "to",
    }
}

record! {
    /// Which places come first within one zone.
    ZoneAwareLbSetting {
        /// Whether it holds.
        enabled: Option<bool> = "enabled",
        /// Which region helps out.
        failover: Vec<LocalityFailover> = "failover",
        /// Labels that tell who is near.
        failover_priority: Vec<String> = "failoverPriority",
        /// How many endpoints there must be.
        min_cluster_size: Option<u32> = "minClusterSize",
    }
}

record! {
    /// How a new endpoint is spared (Envoy's slow start).
    WarmupConfiguration {
        /// How long.
        duration: Option<Duration> = "duration",
        /// Its least share in percent; nothing written means 10.
        minimum_percent: Option<f64> = "minimumPercent",
        /// How its share grows; nothing written means evenly.
        aggression: Option<f64> = "aggression",
    }
}
