//! `validateHTTPRewrite`.

use super::scalars::expression;
use super::{Rules, Spot};
use crate::problem::webhook as law;

pub(super) fn check(rewrite: &Spot<'_>, rules: &mut Rules) {
    if !rewrite.exists() {
        return;
    }
    let regex = rewrite.key("uriRegexRewrite");
    let (uri, authority) = (!rewrite.key("uri").word().is_empty(), !rewrite.key("authority").word().is_empty());
    if uri && regex.exists() {
        rules.law(&regex, &law::REWRITE_BOTH);
    }
    if !uri && !authority && !regex.exists() {
        rules.lacks(rewrite, &law::REWRITE_EMPTY);
    }
    if regex.exists() {
        by_expression(&regex, rules);
    }
}

/// `validateURIRegexRewrite`.
fn by_expression(regex: &Spot<'_>, rules: &mut Rules) {
    let pattern = regex.key("match");
    if pattern.word().is_empty() || regex.key("rewrite").word().is_empty() {
        rules.lacks(regex, &law::REWRITE_REGEX);
    } else {
        expression(&pattern, pattern.word(), "HTTPRewrite.UriRegexRewrite.Match", rules);
    }
}
