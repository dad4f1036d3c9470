//! `validateLoadBalancer` and `validateLocalityLbSetting`.

use super::scalars::{duration, free_duration};
use super::{Rules, Spot};
use crate::problem::webhook as law;

pub(super) fn check(at: &Spot<'_>, rules: &mut Rules) {
    if !at.exists() {
        return;
    }
    consistent_hash(&at.key("consistentHash"), rules);
    let (locality_at, zone) = (at.key("localityLbSetting"), at.key("zoneAwareLbSetting"));
    if locality_at.exists() && zone.exists() {
        rules.law(&zone, &law::LOCALITY_ZONE);
    }
    locality(&locality_at, rules);
    duration(&at.key("warmupDurationSecs"), rules);
    let warmup = at.key("warmup");
    duration(&warmup.key("duration"), rules);
    if warmup.key("aggression").number().is_some_and(|number| number == 0.0) {
        rules.law(&warmup.key("aggression"), &law::WARMUP_AGGRESSION);
    }
}

fn consistent_hash(hash: &Spot<'_>, rules: &mut Rules) {
    if !hash.exists() {
        return;
    }
    cookie(&hash.key("httpCookie"), rules);
    let (ring, maglev) = (hash.key("ringHash"), hash.key("maglev"));
    let old = hash.key("minimumRingSize");
    if old.whole().is_some_and(|size| size != 0) && (ring.exists() || maglev.exists()) {
        rules.law(&old, &law::RING_TWICE);
    }
    if !maglev.exists() {
        return;
    }
    let size = maglev.key("tableSize");
    match size.whole() {
        None | Some(0) => rules.lacks(&maglev, &law::MAGLEV_MISSING),
        Some(number) if number >= 5_000_011 => rules.law(&size, &law::MAGLEV_LARGE),
        Some(number) if !is_prime(number) => rules.law(&size, &law::MAGLEV_PRIME),
        Some(_) => {}
    }
}

fn is_prime(number: i64) -> bool {
    number > 1 && (2..).take_while(|n| n * n <= number).all(|n| number % n != 0)
}

fn cookie(cookie: &Spot<'_>, rules: &mut Rules) {
    if cookie.exists() && cookie.key("name").word().is_empty() {
        rules.lacks(cookie, &law::COOKIE_NAME);
    }
    free_duration(&cookie.key("ttl"), 0, rules);
    let attributes = cookie.key("attributes").items();
    for (at, attribute) in attributes.iter().enumerate() {
        let name = attribute.key("name");
        if name.word().is_empty() {
            rules.lacks(attribute, &law::COOKIE_ATTRIBUTE);
        } else if attributes[..at].iter().any(|other| other.key("name").word() == name.word()) {
            rules.law_with(&name, &law::COOKIE_ATTRIBUTE_TWICE, name.word());
        }
    }
}

fn locality(at: &Spot<'_>, rules: &mut Rules) {
    let (distribute, failover) = (at.key("distribute"), at.key("failover"));
    if distribute.has_items() && failover.has_items() {
        rules.law(&failover, &law::LOCALITY_BOTH);
    }
    for share in distribute.items() {
        let weights = share.key("to").entries();
        for (_, weight) in &weights {
            if let Some(number) = weight.whole().filter(|number| !(1..=100).contains(number)) {
                rules.law_with(weight, &law::LOCALITY_WEIGHT, &number.to_string());
            }
        }
        let total: i64 = weights.iter().filter_map(|(_, weight)| weight.whole()).sum();
        if total != 100 {
            rules.lacks_with(&share.key("to"), &law::LOCALITY_SUM, &total.to_string());
        }
    }
    for pair in failover.items() {
        if pair.key("from").word() == pair.key("to").word() {
            rules.law_with(&pair, &law::LOCALITY_SAME, pair.key("from").word());
        }
    }
}
