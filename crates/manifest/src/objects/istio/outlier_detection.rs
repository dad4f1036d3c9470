//! `OutlierDetection` (`networking.istio.io`): when an endpoint that fails is left out for a while.

use super::Duration;
use crate::objects::field::record;

record! {
    /// When and for how long an endpoint is left out.
    OutlierDetection {
        /// Read by nobody any more.
        consecutive_errors: u32 = "consecutiveErrors",
        /// Whether failures of the network are counted apart.
        split_external_local_origin_errors: bool = "splitExternalLocalOriginErrors",
        /// How many failures of the network in a row.
        consecutive_local_origin_failures: Option<u32> = "consecutiveLocalOriginFailures",
        /// How many 502, 503 and 504 in a row.
        consecutive_gateway_errors: Option<u32> = "consecutiveGatewayErrors",
        /// How many 5xx in a row; nothing written means 5, 0 means never.
        consecutive_5xx_errors: Option<u32> = "consecutive5xxErrors",
        /// How often the excluded are looked over; nothing written means 10s.
        interval: Option<Duration> = "interval",
        /// How long the first exclusion lasts; nothing written means 30s.
        base_ejection_time: Option<Duration> = "baseEjectionTime",
        /// Share that may be excluded at once; 0 means 10.
        max_ejection_percent: u32 = "maxEjectionPercent",
        /// Share of healthy endpoints below which all are used.
        min_health_percent: u32 = "minHealthPercent",
        /// Statuses that count as failures, instead of 5xx.
        outlier_detection_http_error_codes: Vec<u32> = "outlierDetectionHttpErrorCodes",
    }
}
