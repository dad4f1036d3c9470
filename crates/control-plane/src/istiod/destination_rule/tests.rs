//! Which DestinationRule a client follows, and what comes of several.

use super::{Asked, At, Blocks, DestinationRules, MergedRule};
use crate::istiod::mesh::oldest_first;
use crate::{Cluster, Memory, converge};
use malla_manifest::{SourceFile, parse};
use malla_trace::CauseId;
use std::collections::BTreeMap;

fn cluster(text: &str) -> Cluster {
    let namespaces = ["istio-system", "shop", "other"]
        .map(|name| format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}\n"));
    let files = [("namespaces.yaml", namespaces.join("---\n")), ("rules.yaml", text.to_owned())];
    let parsed = parse(&files.map(|(name, text)| SourceFile { name: name.into(), text }));
    assert_eq!(parsed.findings, [], "the manifests are sound");
    converge(&parsed.manifests, &Memory::default(), 1)
}

fn rule(name: &str, namespace: &str, spec: &str) -> String {
    format!(
        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n---\n"
    )
}

/// The names of the rules a client follows, `-` for none.
fn followed(rules: &DestinationRules<'_>, client: &str, labels: &[(&str, &str)], host: &str) -> String {
    let labels = labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let owner = if host.contains(".shop.") { "shop" } else { "" };
    let found = rules.followed(&Asked { client, labels: &labels, host, owner });
    found.map_or_else(|| "-".into(), |rule| rule.from.iter().map(|one| one.name()).collect::<Vec<_>>().join("+"))
}

#[test]
fn a_client_looks_at_home_then_at_the_hosts_then_at_the_root() {
    let text = rule("root", "istio-system", "{host: '*.local'}")
        + &rule("own", "shop", "{host: web}")
        + &rule("wide", "other", "{host: '*.shop.svc.cluster.local'}")
        + &rule("private", "shop", "{host: db, exportTo: ['.']}");
    let cluster = cluster(&text);
    let rules = DestinationRules::new(&oldest_first(&cluster.store), "istio-system", "cluster.local");
    let (web, db) = ("web.shop.svc.cluster.local", "db.shop.svc.cluster.local");
    assert_eq!(followed(&rules, "other", &[], web), "wide", "a wildcard at home beats the host's own rule");
    assert_eq!(followed(&rules, "default", &[], web), "own");
    assert_eq!(followed(&rules, "shop", &[], db), "private");
    assert_eq!(followed(&rules, "default", &[], db), "root", "what is private is not seen");
    assert_eq!(followed(&rules, "default", &[], "web.example.com"), "-");
}

#[test]
fn rules_of_one_host_are_one_and_the_oldest_policy_stays() {
    let text = rule("a", "shop", "{host: web, subsets: [{name: v1, labels: {version: v1}}]}")
        + &rule(
            "b",
            "shop",
            "{host: web.shop.svc.cluster.local, trafficPolicy: {loadBalancer: {simple: RANDOM}}, subsets: [{name: v1, labels: {version: x}}, {name: v2, labels: {version: v2}}]}",
        )
        + &rule(
            "c",
            "shop",
            "{host: web, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}, workloadSelector: {matchLabels: {app: tester}}}",
        );
    let cluster = cluster(&text);
    let rules = DestinationRules::new(&oldest_first(&cluster.store), "istio-system", "cluster.local");
    let host = "web.shop.svc.cluster.local";
    assert_eq!(followed(&rules, "shop", &[], host), "a+b");
    assert_eq!(followed(&rules, "shop", &[("app", "tester")], host), "c");
    let none = BTreeMap::new();
    let merged = rules.followed(&Asked { client: "shop", labels: &none, host, owner: "shop" });
    assert_eq!(merged.map(told), Some("RANDOM [v1 version=v1] [v2 version=v2]".into()));
}

fn told(rule: &MergedRule<'_>) -> String {
    let blocks = Blocks::of_host(rule.policy.as_ref(), 80);
    let simple = blocks.load_balancer.and_then(|lb| lb.it.simple).map(|simple| simple.to_string());
    let subsets = rule.subsets.iter().map(|at| {
        let labels: Vec<String> = at.subset.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!(" [{} {}]", at.subset.name, labels.join(","))
    });
    format!("{}{}", simple.unwrap_or_default(), subsets.collect::<String>())
}

#[test]
fn a_subset_replaces_blocks_and_a_port_replaces_them_all() {
    let text = rule(
        "web",
        "shop",
        "\n  host: web\n  trafficPolicy:\n    loadBalancer: {simple: RANDOM}\n    tls: {mode: DISABLE}\n    portLevelSettings:\n    - port: {number: 81}\n      loadBalancer: {simple: ROUND_ROBIN}\n  subsets:\n  - name: v1\n    labels: {version: v1}\n    trafficPolicy:\n      tls: {mode: SIMPLE}",
    );
    let cluster = cluster(&text);
    let rules = DestinationRules::new(&oldest_first(&cluster.store), "istio-system", "cluster.local");
    let (none, host) = (BTreeMap::new(), "web.shop.svc.cluster.local");
    let Some(rule) = rules.followed(&Asked { client: "shop", labels: &none, host, owner: "shop" }) else {
        panic!("there is a rule")
    };
    let line = |why: CauseId| cluster.ledger.get(why).and_then(|cause| cause.place()).map_or(0, |place| place.line);
    let told = |blocks: Blocks<'_>| {
        let lb = blocks.load_balancer.map(|At { it, why }| format!("{} {}", it.simple.unwrap_or_default(), line(why)));
        let tls = blocks.tls.map(|At { it, why }| format!("{} {}", it.mode.unwrap_or_default(), line(why)));
        [lb, tls].map(Option::unwrap_or_default)
    };
    let host = |port| Blocks::of_host(rule.policy.as_ref(), port);
    assert_eq!(told(host(80)), ["RANDOM 7", "DISABLE 8"]);
    assert_eq!(told(host(81)), ["ROUND_ROBIN 11", ""]);
    let Some(policy) = rule.subset("v1").and_then(super::SubsetAt::policy) else { panic!("the subset has a policy") };
    assert_eq!(told(host(80).overridden(&policy, 80)), ["RANDOM 7", "SIMPLE 16"]);
    assert_eq!(told(host(81).overridden(&policy, 81)), ["ROUND_ROBIN 11", "SIMPLE 16"]);
}
