//! `analyzeUnreachableHTTPRules`: rules and conditions that an earlier one has used up. The first that fits wins.

use super::{Rules, Spot};
use crate::problem::webhook as law;
use crate::yaml::NodeRef;

pub(super) fn check(http: &Spot<'_>, rules: &mut Rules) {
    let mut seen: Vec<(Spot<'_>, String)> = Vec::new();
    let mut everything: Option<usize> = None;
    for (at, route) in http.items().into_iter().enumerate() {
        let matches = route.key("match").items();
        if matches.is_empty() {
            if everything.replace(at).is_some() {
                let why = format!("{} not used (only the last rule can have no matches)", name(&route, at));
                rules.law_with(&route, &law::RULE_UNREACHABLE, &why);
            }
            continue;
        }
        let (count, rule, mut used) = (matches.len(), name(&route, at), 0);
        for (number, each) in matches.into_iter().enumerate() {
            if let Some((_, other)) = seen.iter().find(|(earlier, _)| covers(earlier, &each)) {
                let what = format!("{rule} match {} is not used", name(&each, number));
                let why = format!("{what} (duplicate/overlapping match in rule {other})");
                rules.law_with(&each, &law::MATCH_INEFFECTIVE, &why);
                used += 1;
            }
            seen.push((each, rule.clone()));
        }
        if used == count {
            let why = format!("{rule} not used (all matches used by prior rules)");
            rules.law_with(&route, &law::RULE_UNREACHABLE, &why);
        }
    }
}

/// A rule's or a condition's own name, or its number.
fn name(at: &Spot<'_>, number: usize) -> String {
    match at.key("name").word() {
        "" => format!("#{number}"),
        word => format!("{word:?}"),
    }
}

/// Whether every request that meets the later condition meets the earlier one: the same, or a shorter prefix of the
/// path and nothing else that the later one does not ask for as well.
fn covers(earlier: &Spot<'_>, later: &Spot<'_>) -> bool {
    let (Some(a), Some(b)) = (earlier.node(), later.node()) else { return false };
    if same(a, b) {
        return true;
    }
    let prefix = |at: &Spot<'_>| at.keys(&["uri", "prefix"]).text().map(str::to_owned);
    let (Some(short), Some(long)) = (prefix(earlier), prefix(later)) else { return false };
    let rest = |key: &str| !matches!(key, "uri" | "name" | "statPrefix");
    long.starts_with(&short)
        && a.entries()
            .filter(|(key, _)| rest(key))
            .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        && ["port", "ignoreUriCase"].iter().all(|key| a.get(key).is_some() == b.get(key).is_some())
}

fn same(a: NodeRef<'_>, b: NodeRef<'_>) -> bool {
    a.value() == b.value()
}
