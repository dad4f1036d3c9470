//! The real programs' own tests, read in place: `cargo test -p malla-tests --test conformance`.
//!
//! The data lies beside the project (`../shared/conformance`) or where `MALLA_CONFORMANCE` says. Each group prints one
//! line, `conformance kubernetes/kubeproxy: 57/57`, and must not fall below its floor. A directory nobody runs is
//! named.

mod allocation;
mod bookinfo;
mod canonical;
mod categorize;
mod data;
mod dns;
mod flows;
mod ingress;
mod injection;
mod istio_analyze;
mod istio_e2e;
mod istio_iptables;
mod istio_istioctl;
mod istio_objects;
mod istio_route_tables;
mod istio_routes;
mod istio_sidecars;
mod istio_simulation;
mod istio_tables;
mod istio_values;
mod istio_world;
mod kubeproxy;
mod kubeproxy_nft;
mod lab;
mod objects;
mod proxy_input;
mod realkernel;
mod report;
mod service_update;

use report::{Group, boxed};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What other tests of this workspace run, and which.
const ELSEWHERE: &[(&str, &str)] = &[
    ("istio/validation", "crates/manifest/tests/istio.rs"),
    ("kubernetes/validation/ingress.yaml", "crates/manifest/tests/conformance.rs"),
    ("kubernetes/validation/names.yaml", "crates/manifest/tests/conformance.rs"),
    ("kubernetes/validation/networkpolicy.yaml", "crates/manifest/tests/conformance.rs"),
    ("kubernetes/validation/service-create.yaml", "crates/manifest/tests/conformance.rs"),
];

/// A group's runner: its place below the root and the number of cases that must pass.
type Runner = (&'static str, fn(&Path, usize) -> Result<Group, String>, usize);

/// What is run. The floors are what passed when they were last raised.
const RUNNERS: &[Runner] = &[
    ("kubernetes/kubeproxy", kubeproxy::run, 57),
    ("kubernetes/kubeproxy", kubeproxy_nft::run, 36),
    ("kubernetes/realkernel", realkernel::run, 12),
    ("kubernetes/dns", dns::run, 72),
    ("kubernetes/ingress", ingress::run, 17),
    ("istio/analyze", istio_analyze::run, 17),
    ("istio/bookinfo", bookinfo::run, 14),
    ("istio/istioctl", istio_istioctl::run, 3),
    ("istio/istio-iptables", istio_iptables::run, 20),
    ("istio/injection/tables", injection::tables, 93),
    ("istio/injection/goldens", injection::goldens, 39),
    ("istio/routing/envoy-routes", istio_routes::run, 21),
    ("istio/routing/xds-simulation", istio_simulation::run, 41),
    ("istio/routing/tables/service-port-protocol-selection.yaml", istio_tables::port_protocols, 9),
    ("istio/routing/tables/protocol-parse.yaml", istio_tables::protocol_words, 27),
    ("istio/routing/tables/cluster-name-format.yaml", istio_tables::cluster_names, 2),
    ("istio/routing/tables/most-specific-host-match.yaml", istio_tables::most_specific_hosts, 13),
    ("istio/routing/tables/load-balancer-to-envoy.yaml", istio_tables::load_balancers, 4),
    ("istio/authz/tables/peer-authentication-compose.yaml", istio_tables::compositions, 14),
    ("istio/authz/tables/inbound-mtls-settings.yaml", istio_tables::inbound_settings, 8),
    ("istio/authz/tables/authn-policies-for-workload.yaml", istio_tables::workload_policies, 11),
    ("istio/routing/tables/host-name-matches.yaml", istio_route_tables::name_matches, 24),
    ("istio/routing/tables/host-name-subset-of.yaml", istio_route_tables::name_subsets, 20),
    ("istio/routing/tables/host-more-specific.yaml", istio_route_tables::more_specific, 11),
    ("istio/routing/tables/host-names-sort-order.yaml", istio_route_tables::sort_order, 7),
    ("istio/routing/tables/host-names-intersection.yaml", istio_route_tables::intersections, 12),
    ("istio/routing/tables/host-names-for-namespace.yaml", istio_route_tables::for_namespace, 6),
    ("istio/routing/tables/resolve-short-name.yaml", istio_route_tables::short_names, 10),
    ("istio/routing/tables/gateway-name-resolution.yaml", istio_route_tables::gateway_names, 6),
    ("istio/routing/tables/delegate-match-conflict.yaml", istio_route_tables::delegate_conflicts, 21),
    ("istio/routing/tables/delegate-merge-match.yaml", istio_route_tables::delegate_matches, 14),
    ("istio/routing/tables/delegate-merge-http-routes.yaml", istio_route_tables::delegate_rules, 4),
    ("istio/routing/tables/retry-policy.yaml", istio_route_tables::retry_policies, 15),
    ("istio/routing/tables/gateway-http-route-config.yaml", istio_route_tables::gateway_hosts, 16),
    ("istio/routing/tables/sidecar-outbound-traffic-policy.yaml", istio_route_tables::outbound_policies, 8),
    ("istio/routing/tables/virtual-host-domains.yaml", istio_route_tables::domains, 18),
    ("istio/routing/tables/virtualservice-exportto.yaml", istio_route_tables::exported_rules, 8),
    ("istio/routing/e2e", istio_e2e::run, 61),
    ("istio/routing/sidecar-virtualhosts", istio_sidecars::run, 26),
    ("kubernetes/validation/service-update.yaml", service_update::run, 79),
    ("kubernetes/controllers/clusterip-dynamic-offset.yaml", allocation::cluster_ips, 12),
    ("kubernetes/controllers/nodeport-dynamic-offset.yaml", allocation::node_ports, 7),
    ("kubernetes/controllers/kubeproxy-categorize-endpoints.yaml", categorize::run, 34),
];

fn main() -> ExitCode {
    let root = root();
    if !root.is_dir() {
        let line =
            format!("SKIPPED conformance: no data at {}; set MALLA_CONFORMANCE to where it lies", root.display());
        print!("{}", boxed(&line));
        // Under CI a skip is a failure.
        return if malla_tests::is_set("CI") { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    }
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let chosen = RUNNERS.iter().filter(|(place, ..)| wanted.as_ref().is_none_or(|wanted| place.contains(wanted)));
    let results: Vec<bool> = chosen.map(|runner| run(&root, runner)).collect();
    print!("{}", not_run(&root));
    if results.into_iter().all(|held| held) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn root() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance");
    std::env::var_os("MALLA_CONFORMANCE").map_or(beside, PathBuf::from)
}

/// Runs a group and prints it. Data that is not there is said and does not fail: the root may hold a part only.
fn run(root: &Path, (place, runner, floor): &Runner) -> bool {
    let path = root.join(place);
    if !path.exists() {
        print!("{}", boxed(&format!("SKIPPED conformance {place}: no data there")));
        return true;
    }
    match runner(&path, *floor) {
        Ok(group) => {
            print!("{}", group.print(group.holds()));
            group.holds()
        }
        Err(problem) => {
            println!("conformance {place}: FAILED\n  {problem}");
            false
        }
    }
}

/// What lies two levels down and no runner covers, or, where a runner covers a part of it, three levels down.
fn not_run(root: &Path) -> String {
    let areas = kubeproxy::directories(root).unwrap_or_default();
    let groups = areas.iter().flat_map(|area| kubeproxy::directories(area).unwrap_or_default());
    let name =
        |path: &Path| path.strip_prefix(root).map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    let covered = |name: &str| RUNNERS.iter().any(|(place, ..)| *place == name);
    let partly = |name: &str| RUNNERS.iter().any(|(place, ..)| place.starts_with(&format!("{name}/")));
    let mut strange = Vec::new();
    for group in groups.filter(|group| !covered(&name(group))) {
        match partly(&name(&group)) {
            true => strange.extend(dns::files(&group).unwrap_or_default().iter().map(|file| name(file))),
            false => strange.push(name(&group)),
        }
    }
    strange.iter().filter(|name| !covered(name)).map(|name| whose(name)).collect()
}

/// Who runs what is not run here.
fn whose(name: &str) -> String {
    let by = ELSEWHERE.iter().find(|(place, _)| *place == name).map(|(_, by)| format!("run by {by}"));
    let by = by.unwrap_or_else(|| "not run, no runner yet".into());
    format!("conformance {}: {by}\n", name.trim_end_matches(".yaml"))
}
