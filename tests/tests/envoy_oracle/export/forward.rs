//! How a request is passed on.

use super::{headers, seconds};
use malla_proxy::{
    ClusterChoice, ForwardAction, PathMatch, PathRewrite, Pattern, RetryOn, RetryPolicy, WeightedCluster,
};
use serde_json::{Value, json};

/// A route action.
pub(crate) fn forward(condition: &PathMatch, action: &ForwardAction) -> Result<Value, String> {
    let mut out = match &action.cluster {
        ClusterChoice::One(cluster) => json!({ "cluster": cluster }),
        ClusterChoice::Weighted(clusters) => {
            json!({ "weighted_clusters": { "clusters": clusters.iter().map(weighted).collect::<Vec<_>>() } })
        }
    };
    out["timeout"] = seconds(action.timeout_us.unwrap_or(0));
    rewrite(&mut out, condition, &action.rewrite.path)?;
    if let Some(authority) = &action.rewrite.authority {
        out["host_rewrite_literal"] = json!(authority);
    }
    if !action.retries.on.is_empty() {
        out["retry_policy"] = retries(&action.retries);
    }
    Ok(out)
}

fn weighted(weighted: &WeightedCluster) -> Value {
    let mut out = json!({ "name": weighted.cluster, "weight": weighted.weight });
    headers::add(&mut out, "request_headers", &weighted.request_headers);
    headers::add(&mut out, "response_headers", &weighted.response_headers);
    out
}

fn rewrite(out: &mut Value, condition: &PathMatch, rewrite: &PathRewrite) -> Result<(), String> {
    match rewrite {
        PathRewrite::Keep => {}
        PathRewrite::Prefix(new) if new.is_empty() => return Err(format!("{condition}: an empty prefix")),
        PathRewrite::Prefix(new) => out["prefix_rewrite"] = json!(new),
        PathRewrite::Whole(new) => {
            let substitution = new.replace('\\', "\\\\");
            out["regex_rewrite"] = json!({ "pattern": { "regex": "^.*$" }, "substitution": substitution });
        }
        PathRewrite::Regex { pattern, substitution } => {
            out["regex_rewrite"] = json!({ "pattern": regex(pattern), "substitution": substitution });
        }
    }
    Ok(())
}

fn regex(pattern: &Pattern) -> Value {
    json!({ "regex": pattern.text() })
}

fn retries(policy: &RetryPolicy) -> Value {
    let words: Vec<&str> = policy.on.iter().map(|reason| word(*reason)).collect();
    let mut out = json!({
        "retry_on": words.join(","),
        "num_retries": policy.retries,
        "retriable_status_codes": policy.status_codes,
        "retry_back_off": { "base_interval": "0.001s", "max_interval": "0.002s" },
    });
    if let Some(us) = policy.per_try_timeout_us {
        out["per_try_timeout"] = seconds(us);
    }
    if policy.other_host_attempts > 0 {
        let kind = "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate";
        let predicate =
            json!({ "name": "envoy.retry_host_predicates.previous_hosts", "typed_config": { "@type": kind } });
        out["retry_host_predicate"] = json!([predicate]);
        out["host_selection_retry_max_attempts"] = json!(policy.other_host_attempts);
    }
    out
}

const fn word(reason: RetryOn) -> &'static str {
    match reason {
        RetryOn::ServerError => "5xx",
        RetryOn::GatewayError => "gateway-error",
        RetryOn::Reset => "reset",
        RetryOn::ConnectFailure => "connect-failure",
        RetryOn::Retriable4xx => "retriable-4xx",
        RetryOn::RetriableStatusCodes => "retriable-status-codes",
    }
}
