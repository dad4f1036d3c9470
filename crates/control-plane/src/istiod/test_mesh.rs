//! A mesh of one shop for tests: two versions behind one Service, one pod of them without a proxy, and a database.

use super::proxy_view::{ProxyView, Role};
use crate::{Cluster, Memory, converge};
use malla_manifest::{SourceFile, parse};
use malla_trace::{Cause, CauseId, Ledger};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The shop; `web` has pods at 10.244.0.11 (v1), .12 (v2) and .13 (v2, no proxy), `db` one at .21.
pub const SHOP: &str = include_str!("test_mesh.yaml");

/// The cluster of the shop and a few objects more.
pub fn cluster(more: &str) -> Cluster {
    let files = [("shop.yaml", SHOP), ("more.yaml", more)];
    let parsed = parse(&files.map(|(name, text)| SourceFile { name: name.into(), text: text.into() }));
    assert_eq!(parsed.findings, [], "the manifests are sound");
    converge(&parsed.manifests, &Memory::default(), 1)
}

/// The proxy beside the pod `web-v1`.
pub fn sidecar(ledger: &mut Ledger) -> ProxyView {
    let labels = [("app", "web"), ("version", "v1")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    ProxyView {
        namespace: "default".into(),
        name: "web-v1".into(),
        labels: BTreeMap::from(labels),
        addresses: vec![IpAddr::from([10, 244, 0, 11])],
        service_account: "web".into(),
        role: Role::Sidecar,
        ports: vec![8080],
        why: ledger.builtin("test/proxy"),
    }
}

/// The reason of a cause and the lines it rests on.
pub fn because(ledger: &Ledger, why: CauseId) -> String {
    let causes = ledger.closure(why);
    let fact = causes.iter().find_map(|id| match ledger.get(*id)? {
        Cause::Builtin { name } => Some(name.clone()),
        _ => None,
    });
    let places = causes.iter().filter_map(|id| ledger.get(*id)?.place());
    let mut lines: Vec<String> =
        places.map(|place| format!("{}:{}", place.file.trim_end_matches(".yaml"), place.line)).collect();
    lines.dedup();
    format!("{} {}", fact.unwrap_or_default(), lines.join(" "))
}
