//! A line of `nft list` read back: rules of kube-proxy's table, and elements of its maps, as far as the picture of a
//! Service needs them. One rule of `numgen` chooses as many ways as it has elements.

use crate::rule_line::{RuleLine, Who};
use std::collections::BTreeMap;

/// How long the sets remember who is in them, in seconds, by name.
pub(crate) type Timeouts = BTreeMap<String, u32>;

/// Reads a rule: a line a way that it may send a packet.
pub(crate) fn rule(text: &str, timeouts: &Timeouts) -> Vec<RuleLine> {
    let (conditions, map) = text.split_once(" vmap { ").unwrap_or((text, ""));
    let line = conditions_of(conditions, timeouts);
    if map.is_empty() {
        return vec![line];
    }
    let targets: Vec<&str> = map.trim_end_matches(" }").split(", ").filter_map(verdict_of).collect();
    let count = targets.len();
    let way = |(i, target): (usize, &str)| {
        let left = count - i;
        RuleLine { target: target.into(), one_of: Some(left), ..line.clone() }
    };
    targets.into_iter().enumerate().map(way).collect()
}

/// Reads an element of a verdict map: `10.96.0.1 . tcp . 80 : goto service-…`.
pub(crate) fn element(text: &str) -> Option<RuleLine> {
    let (key, verdict) = text.rsplit_once(" : ")?;
    let (key, comment) = key.split_once(" comment ").unwrap_or((key, ""));
    let mut parts = key.rsplit(" . ");
    let (port, protocol) = (parts.next()?.trim(), parts.next()?.trim());
    let target = verdict.strip_prefix("goto ").unwrap_or(verdict);
    let named = target.split('-').nth(2).map(|_| service_of(target)).unwrap_or_default();
    let destination = parts.next().map(|ip| format!("{}/{}", ip.trim(), if ip.contains(':') { 128 } else { 32 }));
    Some(RuleLine {
        destination,
        protocol: Some(protocol.into()),
        port: port.parse().ok(),
        comment: if comment.is_empty() { named } else { comment.trim_matches('"').into() },
        target: match target {
            "reject-chain" => "REJECT".into(),
            "drop" => "DROP".into(),
            chain => chain.into(),
        },
        ..RuleLine::default()
    })
}

/// `ns/web:http` out of `service-ULMVA6XW-ns/web/tcp/http`.
fn service_of(chain: &str) -> String {
    let path = chain.splitn(3, '-').nth(2).unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [namespace, service, _, ""] => format!("{namespace}/{service}"),
        [namespace, service, _, port] => format!("{namespace}/{service}:{port}"),
        _ => String::new(),
    }
}

/// The chain of `0 : goto endpoint-…`.
fn verdict_of(element: &str) -> Option<&str> {
    element.split_once(" : ")?.1.strip_prefix("goto ")
}

fn conditions_of(text: &str, timeouts: &Timeouts) -> RuleLine {
    let mut line = RuleLine::default();
    let words: Vec<&str> = text.split(' ').collect();
    for (i, word) in words.iter().enumerate() {
        let next = |n: usize| words.get(i + n).copied().unwrap_or_default();
        match (*word, next(1)) {
            ("saddr", "!=") if next(2) != "{" => line.who = Some(Who::Outside(next(2).into())),
            ("saddr", "type") if next(2) == "local" => line.who = Some(Who::ThisNode),
            ("saddr", set) if set.starts_with('@') => {
                line.remembers = Some(timeouts.get(&set[1..]).copied().unwrap_or(0))
            }
            ("saddr", range) if range.starts_with(|c: char| c.is_ascii_hexdigit()) => {
                line.who = Some(Who::From(range.into()));
            }
            ("goto" | "jump", chain) => line.target = chain.into(),
            ("dnat", "to") => line.to = Some(next(2).into()),
            _ => {}
        }
    }
    line
}

/// Seconds out of the head of a set: `… timeout 3h`, `… timeout 1h30m`.
pub(crate) fn timeout(head: &str) -> Option<u32> {
    let span = head.split("timeout ").last().filter(|_| head.contains("timeout "))?;
    let span: &str = span.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let mut seconds = 0;
    let mut number = 0;
    for letter in span.chars() {
        match letter {
            'd' => seconds += std::mem::take(&mut number) * 86_400,
            'h' => seconds += std::mem::take(&mut number) * 3_600,
            'm' => seconds += std::mem::take(&mut number) * 60,
            's' => seconds += std::mem::take(&mut number),
            digit => number = number * 10 + digit.to_digit(10)?,
        }
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_catches_or_refuses() {
        let line = element("10.96.7.7 . tcp . 80 : goto service-ULMVA6XW-ns/web/tcp/http").unwrap();
        assert_eq!(line.destination.as_deref(), Some("10.96.7.7/32"));
        assert_eq!((line.service_port(), line.port, line.refuses()), (Some("ns/web:http"), Some(80), false));
        let line = element("tcp . 30080 comment \"ns/web:http\" : drop").unwrap();
        assert_eq!((line.destination.as_deref(), line.target.as_str()), (None, "DROP"));
        assert_eq!(line.service_port(), Some("ns/web:http"));
        assert_eq!(element("10.96.7.7"), None, "a set has no verdicts");
    }

    #[test]
    fn a_number_that_is_drawn_sends_each_way_once() {
        let lines = rule("numgen random mod 2 vmap { 0 : goto endpoint-a, 1 : goto endpoint-b }", &Timeouts::new());
        let told: Vec<(&str, Option<usize>)> = lines.iter().map(|line| (line.target.as_str(), line.one_of)).collect();
        assert_eq!(told, [("endpoint-a", Some(2)), ("endpoint-b", Some(1))]);
    }

    #[test]
    fn a_rule_says_for_whom_it_is_and_how_long_it_remembers() {
        let timeouts = Timeouts::from([("affinity-a".to_owned(), 10)]);
        let read = |text: &str| rule(text, &timeouts).remove(0);
        assert_eq!(read("ip saddr @affinity-a goto endpoint-a").remembers, Some(10));
        assert_eq!(read("ip saddr 10.10.0.0/16 goto service-a").who, Some(Who::From("10.10.0.0/16".into())));
        assert_eq!(read("fib saddr type local jump mark-for-masquerade").who, Some(Who::ThisNode));
        let line = read("ip daddr 10.96.7.7 tcp dport 80 ip saddr != 10.10.0.0/16 jump mark-for-masquerade");
        assert_eq!(line.who, Some(Who::Outside("10.10.0.0/16".into())));
        assert_eq!(read("meta l4proto tcp dnat to 10.10.0.5:8080").to.as_deref(), Some("10.10.0.5:8080"));
    }

    #[test]
    fn a_span_of_time_is_read_in_any_unit() {
        let head = "type ipv4_addr flags dynamic,timeout timeout";
        assert_eq!(timeout(&format!("{head} 10s")), Some(10));
        assert_eq!(timeout(&format!("{head} 3h")), Some(10_800));
        assert_eq!(timeout(&format!("{head} 1h30m;")), Some(5_400));
        assert_eq!(timeout("type ipv4_addr"), None);
    }
}
