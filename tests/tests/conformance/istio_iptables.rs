//! `istio/istio-iptables`: the options of istio-iptables and the text it prints, from the real program's own goldens,
//! and whether our kernel takes that text.

use crate::data::{AsText, Fields, text, value};
use crate::kubeproxy::directories;
use crate::report::{Case, Group, difference};
use malla_control_plane::istio_iptables::{Options, Setting, compile, print};
use malla_kernel::{Laws, Netns, RuleText};
use malla_manifest::Value;
use malla_trace::Ledger;
use std::path::{Path, PathBuf};

/// Runs all cases.
pub fn run(root: &Path, floor: usize) -> Result<Group, String> {
    let (mut cases, mut loaded) = (Vec::new(), 0);
    for path in case_directories(root)? {
        let name = path.strip_prefix(root).map_or_else(|_| String::new(), |name| name.display().to_string());
        let outcome = case(&path)?;
        loaded += usize::from(outcome.loads);
        cases.push(Case { name, problems: outcome.problems });
    }
    let checks = vec![("loads into our kernel", loaded, cases.len())];
    Ok(Group { name: "istio/istio-iptables", cases, checks, floor })
}

/// The cases, and those one level down (`derived/28-default-sidecar`).
fn case_directories(root: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for path in directories(root)? {
        match path.join("options.yaml").exists() {
            true => found.push(path),
            false => found.extend(directories(&path)?),
        }
    }
    Ok(found)
}

struct Outcome {
    problems: Vec<String>,
    loads: bool,
}

fn case(path: &Path) -> Result<Outcome, String> {
    let written = value(&path.join("options.yaml"))?;
    let options = options(written.at("options"))?;
    let expected = text(&path.join("expected.txt"))?;
    let mut ledger = Ledger::default();
    Ok(match compile(&options, &mut ledger) {
        Err(refusal) => Outcome { problems: vec![refusal.to_string()], loads: false },
        Ok(rules) => {
            let found = session(&options, &rules);
            let same = found.trim_end() == expected.trim_end();
            let problems = if same { Vec::new() } else { vec![difference(&expected, &found)] };
            Outcome { problems, loads: loads(&rules, ledger) }
        }
    })
}

/// What the program runs: it looks at what is there, feeds its text to iptables-restore and looks again.
fn session(options: &Options, rules: &RuleText) -> String {
    let again = if options.ipv6 { "ip6tables-save\n" } else { "" };
    format!("iptables-save\nip6tables-save\n{}iptables-save\n{again}", print(rules))
}

fn loads(rules: &RuleText, mut ledger: Ledger) -> bool {
    Netns::new("pod", Laws::enter(&mut ledger)).restore(rules).is_empty()
}

/// The options of a case; one that nobody knows is an error, for it would change the text.
fn options(written: &Value) -> Result<Options, String> {
    let mut options = Options::default();
    for key in written.keys() {
        set(&mut options, key, written.at(key))?;
    }
    Ok(options)
}

fn set(options: &mut Options, key: &str, value: &Value) -> Result<(), String> {
    let truth = *value == Value::Bool(true);
    let list =
        || if let Value::List(items) = value { items.iter().filter_map(AsText::as_text).collect() } else { vec![] };
    let slot = match key {
        "PROXY_PORT" => &mut options.proxy_port,
        "INBOUND_CAPTURE_PORT" => &mut options.inbound_capture_port,
        "INBOUND_TUNNEL_PORT" => &mut options.tunnel_port,
        "PROXY_UID" => &mut options.proxy_uid,
        "PROXY_GID" => &mut options.proxy_gid,
        "INBOUND_INTERCEPTION_MODE" => &mut options.mode,
        "INBOUND_TPROXY_MARK" => &mut options.tproxy_mark,
        "INBOUND_PORTS_INCLUDE" => &mut options.inbound_ports,
        "INBOUND_PORTS_EXCLUDE" => &mut options.excluded_inbound_ports,
        "OUTBOUND_PORTS_INCLUDE" => &mut options.outbound_ports,
        "OUTBOUND_PORTS_EXCLUDE" => &mut options.excluded_outbound_ports,
        "OUTBOUND_IPRANGES_INCLUDE" => &mut options.outbound_ranges,
        "OUTBOUND_IPRANGES_EXCLUDE" => &mut options.excluded_outbound_ranges,
        "OUTBOUND_OWNER_GROUPS_INCLUDE" => &mut options.outbound_owner_groups,
        "OUTBOUND_OWNER_GROUPS_EXCLUDE" => &mut options.excluded_outbound_owner_groups,
        "KUBE_VIRT_INTERFACES" => &mut options.virtual_interfaces,
        "EXCLUDE_INTERFACES" => &mut options.excluded_interfaces,
        "HOST_IPV4_LOOPBACK_CIDR" => &mut options.loopback,
        "REDIRECT_DNS" => {
            options.redirect_dns = truth;
            return Ok(());
        }
        "CAPTURE_ALL_DNS" => {
            options.capture_all_dns = truth;
            return Ok(());
        }
        "DROP_INVALID" => {
            options.drop_invalid = truth;
            return Ok(());
        }
        "ENABLE_INBOUND_IPV6" => {
            options.ipv6 = truth;
            return Ok(());
        }
        "DNS_SERVERS_V4" => {
            options.dns_servers_v4 = list();
            return Ok(());
        }
        "DNS_SERVERS_V6" => {
            options.dns_servers_v6 = list();
            return Ok(());
        }
        // The routing table is `ip rule`'s; a dry run prints the same text.
        "INBOUND_TPROXY_ROUTE_TABLE" | "DRY_RUN" => return Ok(()),
        other => return Err(format!("no option {other}")),
    };
    *slot = Setting::own(&value.as_text().unwrap_or_default());
    Ok(())
}
