//! The packet flows of kube-proxy's unit tests once more, against the nftables text of the same objects: what the
//! iptables mode does with a packet the nftables mode does too, but for a handful of things that upstream changed on
//! purpose.

use crate::data::{self, Fields};
use crate::flows::{self, Fate};
use crate::kubeproxy::{Tally, directories};
use crate::proxy_input::Input;
use crate::report::{Case, Group};
use malla_control_plane::kube_proxy::nftables::{self, NftView};
use malla_control_plane::kube_proxy::{Caused, parse_cidr};
use malla_kernel::{Family, Netns, NftScript};
use malla_manifest::Value;
use malla_trace::{CauseId, Ledger};
use std::collections::BTreeSet;
use std::path::Path;

/// Runs the flows of all cases that have objects; one without is a rule text of iptables and nothing else.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let (mut tally, mut changed, mut cases) = (Tally::default(), Tally::default(), Vec::new());
    let mut seen = BTreeSet::new();
    for path in directories(directory)? {
        let flows = path.join("flows.yaml");
        let input = Input::read(&path.join("input.yaml"))?;
        let Some(input) = input.filter(|_| flows.exists()) else { continue };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut problems = vec![];
        let tallies = (&mut tally, &mut changed, &mut seen);
        if let Err(problem) = case(&input, &data::value(&flows)?, tallies, &mut problems) {
            problems.push(problem);
        }
        cases.push(Case { name, problems });
    }
    // Of other data than our own a part may be missing.
    let whole = cases.len() >= floor;
    cases.extend(unused(&seen).into_iter().filter(|_| whole).map(|name| Case { problems: vec![name.clone()], name }));
    let checks =
        vec![tally.figure("packet flows as in iptables mode"), changed.figure("packet flows as upstream changed them")];
    Ok(Group { name: "kubernetes/kubeproxy (nftables)", cases, checks, floor })
}

fn case(
    input: &Input,
    flows: &Value,
    (same, changed, seen): (&mut Tally, &mut Tally, &mut BTreeSet<String>),
    problems: &mut Vec<String>,
) -> Result<(), String> {
    let local = flows::local_addresses(flows);
    let mut netns = flows::node(&local);
    netns.set_route_localnet(false);
    load(&mut netns, &script(input))?;
    for flow in flows.items_at("flows") {
        seen.extend(flow.text_at("name").map(str::to_owned));
        match difference(flow) {
            None => same.count(flows::check(&netns, &local, flow), problems),
            Some(fate) => changed.count(flows::check_for(&netns, &local, flow, &fate), problems),
        }
    }
    Ok(())
}

/// Loads a script, nothing of which may be refused.
pub fn load(netns: &mut Netns, script: &NftScript) -> Result<(), String> {
    netns.load_nft(script).first().map_or(Ok(()), |refusal| Err(format!("refused: {refusal}")))
}

/// The commands of a full sync; the blocks of virtual addresses are those of upstream's tests (`NewFakeProxier`).
fn script(input: &Input) -> NftScript {
    let block = if input.settings.family == Family::V4 { "172.30.0.0/16" } else { "fd00:10:96::/112" };
    let service_cidrs: Vec<_> = parse_cidr(block).map(|block| Caused::new(block, CauseId(0))).into_iter().collect();
    nftables::sync(NftView { common: input.view(&input.now), service_cidrs: &service_cidrs }, &mut Ledger::default())
}

/// A flow that upstream changed on purpose: its name, what becomes of it here, and why.
type Change = (&'static str, &'static str, &'static str);

/// All of them, wherever they stand.
const CHANGES: &[Change] = &[
    ("localhost to nodePort gets masqueraded", "NO-MATCH", NO_LOCALHOST),
    ("localhost to NodePort", "NO-MATCH", NO_LOCALHOST),
    ("localhost to NodePort with eTP:Local", "NO-MATCH", NO_LOCALHOST),
    ("localhost to NodePort with iTP:Local", "NO-MATCH", NO_LOCALHOST),
    ("firewall accepts HealthCheckNodePort", "NO-MATCH", NO_ACCEPT),
    ("TCP-only port does not match UDP traffic", "REJECT", KNOWN_ADDRESS),
    ("svc1 does not accept svc2's ports", "REJECT", KNOWN_ADDRESS),
];

/// KEP-3866, "Changing Incompatible Features": node ports answer at 127.0.0.1 no longer, for it needs route_localnet.
const NO_LOCALHOST: &str = "no node port at localhost";
/// KEP-3866, the same: kube-proxy makes no holes in other people's firewalls.
const NO_ACCEPT: &str = "no rule that accepts";
/// `cluster-ips-check`: what goes to a virtual address and to no port of it is refused instead of sent away.
const KNOWN_ADDRESS: &str = "refused, as nobody else can have that address";

/// What becomes of a flow that upstream changed on purpose. The table is for flows that fare otherwise: one that fares
/// as before is no change.
fn difference(flow: &Value) -> Option<Fate> {
    let (_, verdict, _) = CHANGES.iter().find(|(name, ..)| flow.text_at("name") == Some(name))?;
    (flow.text_at("verdict") != Some(verdict)).then(|| Fate { verdict: (*verdict).into(), ..Fate::default() })
}

/// Changes that no flow shows any more.
fn unused(seen: &BTreeSet<String>) -> Vec<String> {
    let missing = CHANGES.iter().filter(|(name, ..)| !seen.contains(*name));
    missing.map(|(name, _, why)| format!("no flow is called {name:?} ({why})")).collect()
}
