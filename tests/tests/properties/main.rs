//! Laws that hold for every request on every cluster: each cause resolves, each step can be said in both languages,
//! the same input gives the same bytes, applying twice is applying once.

mod causes;
mod mesh;
mod modes;
mod notes;
mod sameness;
mod weights;

use malla_core::Snapshot;
use malla_tests::{cluster, edited, get, notes_cluster};
use malla_trace::Trace;

/// Senders, URLs and broken clusters that together reach most of what can happen.
fn traces() -> Vec<(String, Snapshot, Trace)> {
    let mut all = vec![];
    for (name, files) in clusters() {
        for seed in [0, 7] {
            let snapshot = cluster(files.clone(), seed);
            for (from, url) in PROBES {
                let trace = get(&snapshot, from, url);
                all.push((format!("{name}, seed {seed}, {from} to {url}"), snapshot.clone(), trace));
            }
        }
    }
    all.extend(mesh::traces());
    all
}

const PROBES: &[(&str, &str)] = &[
    ("client/MenchuPC", "http://web1.miempresa.com/"),
    ("client/MenchuPC", "http://web1.miempresa.com/wp-admin?x=1"),
    ("client/MenchuPC", "http://nadie.miempresa.com/"),
    ("client/MenchuPC", "http://192.168.0.101:30880/"),
    ("client/MenchuPC", "http://192.168.0.101:30881/"),
    ("client/MenchuPC", "http://192.168.0.99/"),
    ("client/MenchuPC", "tcp://192.168.0.10:81"),
    ("node/nodoa", "http://10.10.1.102:8080/"),
    ("node/nodob", "tcp://10.10.1.101:3307"),
    ("node/nodoc", "http://10.10.1.101:3306/"),
    ("pod/nobody/here", "http://web1.miempresa.com/"),
];

fn clusters() -> Vec<(&'static str, Vec<malla_core::SourceFile>)> {
    let notes = notes_cluster();
    vec![
        ("the notes' cluster", notes.clone()),
        ("no database", edited(notes.clone(), "mariadb.yaml", "replicas: 1", "replicas: 0")),
        (
            "wrong database port",
            edited(notes.clone(), "wordpress.yaml", "mariadb-service:3307", "mariadb-service:3306"),
        ),
        (
            "an address instead of a name",
            edited(notes.clone(), "wordpress.yaml", "mariadb-service:3307", "10.10.0.77:3306"),
        ),
        ("no such database name", edited(notes.clone(), "wordpress.yaml", "mariadb-service:3307", "mariadb:3307")),
        ("wrong target port", edited(notes.clone(), "nginx.yaml", "targetPort: 80", "targetPort: 8088")),
        (
            "nobody selected",
            edited(
                notes.clone(),
                "wordpress.yaml",
                "  selector:\n    app: wordpress\n  ports",
                "  selector:\n    app: nadie\n  ports",
            ),
        ),
        ("in nftables mode", edited(notes.clone(), "mundo.yaml", "proxyMode: iptables", "proxyMode: nftables")),
        ("in nftables mode, nobody selected", nobody_in_nftables(notes.clone())),
        ("another host in the Ingress", edited(notes, "ingress.yaml", "web1.miempresa.com", "otra.miempresa.com")),
    ]
}

/// Nobody behind a Service, and kube-proxy refuses by nftables.
fn nobody_in_nftables(notes: Vec<malla_core::SourceFile>) -> Vec<malla_core::SourceFile> {
    let nft = edited(notes, "mundo.yaml", "proxyMode: iptables", "proxyMode: nftables");
    let (selected, nobody) = ("  selector:\n    app: wordpress\n  ports", "  selector:\n    app: nadie\n  ports");
    edited(nft, "wordpress.yaml", selected, nobody)
}
