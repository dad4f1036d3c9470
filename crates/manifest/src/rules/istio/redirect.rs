//! `validateHTTPRedirect` and `validateHTTPDirectResponse`.

use super::{Rules, Spot, fault, scalars};
use crate::problem::webhook as law;

pub(super) fn check(redirect: &Spot<'_>, matches: &Spot<'_>, rules: &mut Rules) {
    if !redirect.exists() {
        return;
    }
    let has = |key: &'static str| !redirect.key(key).word().is_empty();
    if has("uri") && has("prefixRewrite") {
        rules.law(&redirect.key("prefixRewrite"), &law::REDIRECT_BOTH);
    }
    let by_prefix = |each: &Spot<'_>| !each.key("uri").exists() || each.key("uri").key("prefix").exists();
    if has("prefixRewrite") && !matches.items().iter().all(by_prefix) {
        rules.law(&redirect.key("prefixRewrite"), &law::REDIRECT_PREFIX);
    }
    let somewhere = ["uri", "authority", "scheme", "prefixRewrite"].into_iter().any(has)
        || ["port", "derivePort"].into_iter().any(|key| redirect.key(key).exists());
    if !somewhere {
        rules.lacks(redirect, &law::REDIRECT_EMPTY);
    }
    let code = redirect.key("redirectCode");
    if let Some(number) = code.whole().filter(|number| *number != 0 && !(300..=399).contains(number)) {
        rules.law_with(&code, &law::REDIRECT_CODE, &number.to_string());
    }
    if has("scheme") && !matches!(redirect.key("scheme").word(), "http" | "https") {
        rules.law(&redirect.key("scheme"), &law::REDIRECT_SCHEME);
    }
    scalars::port(&redirect.key("port"), rules);
}

const LARGE: usize = 100 * 1024;
const HUGE: usize = 1024 * 1024;

pub(super) fn response(response: &Spot<'_>, rules: &mut Rules) {
    if !response.exists() {
        return;
    }
    fault::status(&response.key("status"), rules);
    for key in ["string", "bytes"] {
        let body = response.key("body").key(key);
        match body.word().len() {
            size if size > HUGE => rules.law(&body, &law::RESPONSE_HUGE),
            size if size > LARGE => rules.law(&body, &law::RESPONSE_LARGE),
            _ => {}
        }
    }
}
