//! `validateHTTPRoute`: one rule of a VirtualService.

use super::scalars::duration;
use super::{Rules, Spot, cors, fault, headers, http_match, l4_route, redirect, retry, rewrite};
use crate::problem::Law;
use crate::problem::webhook as law;

/// Which part a rule plays when VirtualServices are chained (`HTTPRouteType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It decides itself.
    Independent,
    /// It leaves the decision to a delegate.
    Root,
    /// It stands in a delegate.
    Delegate,
}

impl Kind {
    pub(super) fn of(route: &Spot<'_>, is_delegate: bool) -> Self {
        match (is_delegate, route.key("delegate").exists()) {
            (true, _) => Self::Delegate,
            (false, true) => Self::Root,
            (false, false) => Self::Independent,
        }
    }
}

pub(super) fn check(route: &Spot<'_>, kind: Kind, rules: &mut Rules) {
    conflict(route, kind, rules);
    for each in route.key("match").items() {
        http_match::check(&each, rules);
    }
    headers::edits(&route.key("headers"), rules);
    cors::check(&route.key("corsPolicy"), rules);
    fault::check(&route.key("fault"), rules);
    mirrors(route, rules);
    redirect::check(&route.key("redirect"), &route.key("match"), rules);
    redirect::response(&route.key("directResponse"), rules);
    retry::check(&route.key("retries"), rules);
    rewrite::check(&route.key("rewrite"), rules);
    headers::authority(&route.key("rewrite"), &route.key("headers"), rules);
    for each in route.key("route").items() {
        headers::edits(&each.key("headers"), rules);
    }
    l4_route::destinations(&route.key("route"), rules);
    duration(&route.key("timeout"), rules);
}

/// `validateHTTPRouteConflict`.
fn conflict(route: &Spot<'_>, kind: Kind, rules: &mut Rules) {
    let has = |key: &'static str| route.key(key).exists();
    match kind {
        Kind::Root => {
            root(route, rules);
            return;
        }
        Kind::Delegate if has("delegate") => rules.law(&route.key("delegate"), &law::DELEGATE_DELEGATE),
        Kind::Delegate | Kind::Independent => {}
    }
    if has("redirect") {
        both(route, "redirect", REDIRECT_OR, rules);
    } else if has("directResponse") {
        both(route, "directResponse", RESPONSE_OR, rules);
    } else if !route.key("route").has_items() {
        rules.lacks(route, &law::HTTP_NOTHING);
    }
    if has("mirror") && route.key("mirrors").has_items() {
        rules.law_with(&route.key("mirrors"), &law::HTTP_BOTH, "mirror and mirrors");
    }
}

fn root(route: &Spot<'_>, rules: &mut Rules) {
    let name = route.key("name").word();
    if route.key("redirect").exists() {
        rules.law_with(&route.key("redirect"), &law::ROOT_REDIRECT, name);
    }
    if route.key("route").has_items() {
        rules.law_with(&route.key("route"), &law::ROOT_ROUTE, name);
    }
}

/// What an answer of the proxy's own excludes, and how Istio says it.
type Excluded = &'static [(&'static str, &'static Law, &'static str)];

const REDIRECT_OR: Excluded = &[
    ("route", &law::HTTP_BOTH, "route and redirect"),
    ("fault", &law::HTTP_BOTH, "fault and redirect"),
    ("rewrite", &law::HTTP_RULE_BOTH, "rewrite and redirect"),
    ("directResponse", &law::HTTP_RULE_BOTH, "direct_response and redirect"),
];

const RESPONSE_OR: Excluded = &[
    ("route", &law::HTTP_BOTH, "route and direct_response"),
    ("fault", &law::HTTP_BOTH, "fault and direct_response"),
    ("rewrite", &law::HTTP_RULE_BOTH, "rewrite and direct_response"),
];

fn both(route: &Spot<'_>, answer: &'static str, excluded: Excluded, rules: &mut Rules) {
    for (key, broken, words) in excluded {
        let other = route.key(key);
        if other.exists() && (*key != "route" || other.has_items()) {
            rules.law_with(&route.key(answer), broken, words);
        }
    }
}

/// Mirrors, in all their forms.
fn mirrors(route: &Spot<'_>, rules: &mut Rules) {
    for key in ["mirrorPercent", "mirror_percent"] {
        let percent = route.key(key);
        if let Some(number) = percent.whole().filter(|number| *number > 100) {
            rules.law_with(&percent, &law::MIRROR_PERCENT, &number.to_string());
        }
        if percent.exists() {
            rules.law(&percent, &law::MIRROR_PERCENT_OLD);
        }
    }
    share(&route.key("mirrorPercentage"), rules);
    if route.key("mirror").exists() {
        l4_route::destination(&route.key("mirror"), rules);
    }
    for mirror in route.key("mirrors").items() {
        let target = mirror.key("destination");
        if target.exists() {
            l4_route::destination(&target, rules);
        } else {
            rules.lacks(&mirror, &law::MIRROR_DESTINATION);
        }
        share(&mirror.key("percentage"), rules);
    }
}

fn share(percentage: &Spot<'_>, rules: &mut Rules) {
    let value = percentage.key("value");
    if let Some(number) = value.number().filter(|number| !(0.0..=100.0).contains(number)) {
        rules.law_with(&value, &law::MIRROR_PERCENTAGE, &number.to_string());
    }
}
