//! What is to be said of kube-proxy beside its rules: why it deletes a tracked connection or lets it be, and where its
//! rules are.

use super::catalogue::sentence;
use super::template::Args;
use crate::Snapshot;
use crate::clean_up::JudgedConnection;
use malla_manifest::ProxyMode;
use malla_trace::{Lang, Sentence};

/// Why it goes or stays.
#[must_use]
pub fn clean_up(judged: &JudgedConnection, lang: Lang) -> Sentence {
    let service = judged.service.clone().unwrap_or_default();
    let endpoint = judged.endpoint.map(|ip| ip.to_string()).unwrap_or_default();
    sentence(judged.code, lang, &Args::default().code("service", service).code("endpoint", endpoint))
}

/// What whoever reads the nodes' iptables rules must know: where kube-proxy writes nftables, its rules are not there.
#[must_use]
pub fn rules_note(snapshot: &Snapshot, lang: Lang) -> Option<Sentence> {
    match snapshot.proxy_mode() {
        ProxyMode::Iptables => None,
        ProxyMode::Nftables => Some(sentence("RULES-IN-NFTABLES", lang, &Args::default())),
    }
}
