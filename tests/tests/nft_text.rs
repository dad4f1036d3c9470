//! kube-proxy's nftables text and the real `nft`: what it loads, and how it prints it back. Where there is no nft or no
//! network namespace it says so in a box; with `CI` set that is a failure.

#![cfg(target_os = "linux")]

use malla_control_plane::kube_proxy::nftables;
use malla_control_plane::{Cluster, Memory, converge};
use malla_core::SourceFile;
use malla_kernel::{Laws, Netns, NftScript};
use malla_manifest::parse;
use malla_tests::{boxed, edited, is_set, notes_cluster};
use malla_trace::{Ledger, SimTime};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Everything a Service may ask for, beside the notes' cluster.
const EVERYTHING: &str = "\
apiVersion: v1
kind: Service
metadata: {name: all}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  clusterIP: 10.10.1.201
  externalIPs: [192.168.99.1]
  loadBalancerSourceRanges: [203.0.113.0/25, 192.168.0.0/16]
  sessionAffinity: ClientIP
  selector: {app: wordpress}
  ports:
  - {name: web, port: 80, nodePort: 30100}
  - {name: dns, port: 53, protocol: UDP, nodePort: 30101}
---
apiVersion: v1
kind: Service
metadata: {name: nobody}
spec:
  type: NodePort
  clusterIP: 10.10.1.202
  selector: {app: nobody}
  ports:
  - {port: 80, nodePort: 30102}
---
apiVersion: v1
kind: Service
metadata: {name: here}
spec:
  clusterIP: 10.10.1.203
  internalTrafficPolicy: Local
  selector: {app: wordpress}
  ports:
  - {port: 80}
";

fn nft_cluster() -> Cluster {
    let mut files = edited(notes_cluster(), "mundo.yaml", "proxyMode: iptables", "proxyMode: nftables");
    files.push(SourceFile { name: "all.yaml".into(), text: EVERYTHING.into() });
    let parsed = parse(&files);
    assert_eq!(parsed.findings, [], "the manifests are sound");
    converge(&parsed.manifests, &Memory::default(), 1)
}

/// The commands of every node.
fn scripts() -> Vec<(String, NftScript)> {
    let cluster = nft_cluster();
    let mut ledger = cluster.ledger.clone();
    let script = |node: malla_control_plane::NodeView<'_>| {
        let script = nftables::compile(&cluster.store, &cluster.world, &node, &mut ledger);
        (node.name.to_owned(), script)
    };
    cluster.nodes().map(script).collect()
}

/// What the real nft prints after it has loaded the text so many times; an error where it cannot be asked.
fn real(script: &str, times: usize) -> Result<String, String> {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let load = "nft -f \"$0\" && ".repeat(times);
    let number = ASKED.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("malla-nft-{}-{number}", std::process::id()));
    std::fs::write(&path, script).map_err(|e| e.to_string())?;
    let mut tried = String::new();
    for flags in [&["--net"][..], &["--user", "--map-root-user", "--net"]] {
        let mut command = Command::new("unshare");
        command.args(flags).args(["sh", "-c", &format!("{load}nft list ruleset")]).arg(&path);
        let out = command.stdin(Stdio::null()).output().map_err(|e| format!("unshare: {e}"))?;
        if out.status.success() {
            let _gone = std::fs::remove_file(&path);
            return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
        }
        tried = String::from_utf8_lossy(&out.stderr).into_owned();
    }
    let _gone = std::fs::remove_file(&path);
    Err(tried)
}

/// Whether nft works here at all.
fn works() -> bool {
    match real("add table ip probe { comment \"probe\" ; }\n", 1) {
        Ok(text) if text.contains("table ip probe") => true,
        Ok(other) | Err(other) => {
            print!("{}", boxed(&[&format!("SKIPPED nft text: {}", other.trim())]));
            assert!(!is_set("CI"), "nft must work under CI");
            false
        }
    }
}

#[test]
fn the_real_nft_loads_it_twice_and_prints_it_as_we_do() {
    if !works() {
        return;
    }
    let (mut nodes, mut lines) = (0, 0);
    for (node, script) in scripts() {
        let mut netns = Netns::new(&node, Laws::enter(&mut Ledger::default()));
        for times in 1..=2 {
            assert_eq!(netns.load_nft(&script), [], "{node}");
            let found = real(&script.to_string(), times).unwrap_or_else(|error| panic!("{node}: {error}"));
            let ours = netns.nft_list(SimTime(0));
            let other = ours.lines().zip(found.lines()).find(|(mine, theirs)| mine != theirs);
            assert_eq!(other, None, "{node}, loaded {times} times");
            assert_eq!(ours.len(), found.len(), "{node}, loaded {times} times");
        }
        nodes += 1;
        lines += script.lines.len();
    }
    println!("nft text: {nodes} nodes, {lines} commands loaded twice, printed alike");
    assert!(nodes == 4 && lines > 400, "{nodes} nodes, {lines} commands");
}

#[test]
fn what_nft_refuses_we_refuse() {
    if !works() {
        return;
    }
    let (node, script) = scripts().swap_remove(0);
    let text = script.to_string();
    let broken = text
        .replace("add chain ip kube-proxy mark-for-masquerade\n", "")
        .replace("flush chain ip kube-proxy mark-for-masquerade\n", "");
    assert_ne!(text, broken);
    let mut netns = Netns::new(&node, Laws::enter(&mut Ledger::default()));
    assert!(!netns.load_nft(&NftScript::of(&broken, malla_trace::CauseId(0))).is_empty(), "we refuse it");
    assert!(real(&broken, 1).is_err(), "nft refuses it");
}
