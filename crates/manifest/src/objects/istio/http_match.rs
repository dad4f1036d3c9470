//! `HTTPMatchRequest` (`networking.istio.io`): which requests a route takes.

use super::StringMatch;
use crate::objects::field::record;
use std::collections::BTreeMap;

record! {
    /// Conditions a request must meet; all of them.
    HttpMatchRequest {
        /// Name, for logs.
        name: Option<String> = "name",
        /// Path, without its query.
        uri: Option<StringMatch> = "uri",
        /// `http` or `https`.
        scheme: Option<StringMatch> = "scheme",
        /// Method.
        method: Option<StringMatch> = "method",
        /// Host header.
        authority: Option<StringMatch> = "authority",
        /// Headers by name, in small letters.
        headers: BTreeMap<String, StringMatch> = "headers",
        /// Port of the listener.
        port: Option<u16> = "port",
        /// Labels of the asking pod; only for sidecars.
        source_labels: BTreeMap<String, String> = "sourceLabels",
        /// Gateways it holds for, instead of the VirtualService's.
        gateways: Vec<String> = "gateways",
        /// Parameters of the query, by name.
        query_params: BTreeMap<String, StringMatch> = "queryParams",
        /// Whether the case of the path does not count.
        ignore_uri_case: bool = "ignoreUriCase",
        /// Headers that must not be so.
        without_headers: BTreeMap<String, StringMatch> = "withoutHeaders",
        /// Namespace of the asking pod; only for sidecars.
        source_namespace: Option<String> = "sourceNamespace",
        /// Name under which it is counted.
        stat_prefix: Option<String> = "statPrefix",
    }
}
