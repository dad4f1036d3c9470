//! `Test_calculateRangeOffset` of the ipallocator and of the portallocator: how many numbers at the beginning of a
//! range are kept for those who write them.

use crate::data::{self, Fields};
use crate::report::{Case, Group};
use malla_control_plane::allocator::{cluster_ip_band, node_port_band};
use malla_control_plane::network::Network;
use malla_manifest::Value;
use std::path::Path;

/// The addresses of Services (KEP-3070).
pub fn cluster_ips(file: &Path, floor: usize) -> Result<Group, String> {
    let name = "kubernetes/controllers/clusterip-dynamic-offset";
    run(file, name, floor, |case| {
        let network = Network::parse(case.text_at("cidr")?)?;
        Some(cluster_ip_band(network.size()))
    })
}

/// The node ports (KEP-3668).
pub fn node_ports(file: &Path, floor: usize) -> Result<Group, String> {
    let name = "kubernetes/controllers/nodeport-dynamic-offset";
    run(file, name, floor, |case| Some(node_port_band(u128::try_from(case.number_at("args.pr.size")?).ok()?)))
}

fn run(file: &Path, name: &'static str, floor: usize, band: impl Fn(&Value) -> Option<u128>) -> Result<Group, String> {
    let value = data::value(file)?;
    let cases = value.items_at("cases").iter().map(|case| {
        let (found, wanted) = (band(case), case.number_at("want").and_then(|want| u128::try_from(want).ok()));
        let problem = (found != wanted || wanted.is_none()).then(|| format!("{found:?}, not {wanted:?}"));
        Case { name: case.text_at("name").unwrap_or_default().to_owned(), problems: problem.into_iter().collect() }
    });
    Ok(Group { name, cases: cases.collect(), checks: vec![], floor })
}
