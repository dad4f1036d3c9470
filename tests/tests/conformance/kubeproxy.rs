//! kube-proxy's own unit tests: Services and EndpointSlices to the exact text for iptables-restore.

use crate::canonical::{canonical, rules_of};
use crate::data::{self, Fields};
use crate::flows;
use crate::proxy_input::Input;
use crate::report::{Case, Group, difference};
use malla_kernel::{Family, Laws, Netns};
use malla_trace::{CauseId, Ledger};
use std::fs;
use std::path::Path;

/// The files a case may have.
const FILES: &[&str] = &["input.yaml", "expected.iptables", "expected.chain.yaml", "flows.yaml", "iptables-save.txt"];

/// How many checks of one kind passed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    passed: usize,
    all: usize,
}

impl Tally {
    /// Counts one check and keeps its problem.
    pub fn count(&mut self, result: Result<(), String>, problems: &mut Vec<String>) {
        self.all += 1;
        match result {
            Ok(()) => self.passed += 1,
            Err(problem) => problems.push(problem),
        }
    }

    /// As a figure of a group.
    pub const fn figure(self, what: &'static str) -> (&'static str, usize, usize) {
        (what, self.passed, self.all)
    }
}

#[derive(Default)]
struct Tallies {
    rules: Tally,
    chains: Tally,
    flows: Tally,
    saves: Tally,
}

/// Runs all cases of the directory.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let mut tallies = Tallies::default();
    let mut cases = Vec::new();
    for path in directories(directory)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut problems = strangers(&path, FILES)?;
        if let Err(problem) = case(&path, &mut tallies, &mut problems) {
            problems.push(problem);
        }
        cases.push(Case { name, problems });
    }
    let checks = vec![
        tallies.rules.figure("rule texts"),
        tallies.chains.figure("single chains"),
        tallies.flows.figure("packet flows"),
        tallies.saves.figure("iptables-save texts"),
    ];
    Ok(Group { name: "kubernetes/kubeproxy", cases, checks, floor })
}

/// The directories in a directory, by name.
pub fn directories(directory: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    let entries = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|e| e.path()).filter(|p| p.is_dir()).collect();
    paths.sort();
    Ok(paths)
}

/// The files of a case that no runner knows.
pub fn strangers(directory: &Path, known: &[&str]) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let names = entries.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names
        .filter(|name| !known.contains(&name.as_str()))
        .map(|name| format!("a file nobody knows: {name}"))
        .collect())
}

fn case(path: &Path, tallies: &mut Tallies, problems: &mut Vec<String>) -> Result<(), String> {
    let input = Input::read(&path.join("input.yaml"))?;
    if let Some(input) = &input {
        let text = input.restore().into_text(input.settings.family).to_string();
        let expected = path.join("expected.iptables");
        if expected.exists() {
            tallies.rules.count(same_rules(&expected, &text), problems);
        }
        let expected = path.join("expected.chain.yaml");
        if expected.exists() {
            tallies.chains.count(same_chain(&expected, &text, input.now.ports.len()), problems);
        }
    }
    let flows = path.join("flows.yaml");
    if flows.exists() {
        check_flows(path, &flows, input.as_ref(), &mut tallies.flows, problems)?;
    }
    let saved = path.join("iptables-save.txt");
    if saved.exists() {
        let family = input.map_or(Family::V4, |input| input.settings.family);
        tallies.saves.count(same_save(&path.join("expected.iptables"), &saved, family), problems);
    }
    Ok(())
}

/// Against the node's whole rules: ours, the state before and then this sync on top; or the expected text itself where
/// a case has no objects.
fn check_flows(
    path: &Path,
    flows: &Path,
    input: Option<&Input>,
    tally: &mut Tally,
    problems: &mut Vec<String>,
) -> Result<(), String> {
    let value = data::value(flows)?;
    let local = flows::local_addresses(&value);
    let mut netns = flows::node(&local);
    match input {
        Some(input) => input.load(&mut netns)?,
        None => {
            let text = quoted(&data::text(&path.join("expected.iptables"))?);
            let refusals = netns.restore_text(&text, Family::V4, CauseId(0));
            refusals.first().map_or(Ok(()), |refusal| Err(format!("refused: {refusal}")))?;
        }
    }
    for flow in value.items_at("flows") {
        tally.count(flows::check(&netns, &local, flow), problems);
    }
    Ok(())
}

/// Upstream's fake iptables writes comments of several words without quotes (case 01); the real one refuses them.
fn quoted(text: &str) -> String {
    let quote = |line: &str| match line.split_once("--comment ") {
        Some((head, rest)) if !rest.starts_with('"') => match rest.split_once(" -") {
            Some((comment, tail)) => format!("{head}--comment \"{comment}\" -{tail}\n"),
            None => format!("{line}\n"),
        },
        Some(_) | None => format!("{line}\n"),
    };
    text.lines().map(quote).collect()
}

/// The expected rules as the real iptables prints them once they are loaded; matches of nfacct were taken out there.
fn same_save(rules: &Path, saved: &Path, family: Family) -> Result<(), String> {
    let text = data::text(rules)?;
    let without = |line: &str| match line.split_once("-m nfacct --nfacct-name ") {
        Some((head, rest)) => format!("{head}{}\n", rest.split_once(' ').map_or("", |(_, tail)| tail)),
        None => format!("{line}\n"),
    };
    let text: String = text.lines().map(without).collect();
    let mut netns = Netns::new("node", Laws::enter(&mut Ledger::default()));
    let refusals = netns.restore_text(&text, family, CauseId(0));
    refusals.first().map_or(Ok(()), |refusal| Err(format!("refused: {refusal}")))?;
    let (expected, found) = (data::text(saved)?, netns.save_family(family));
    if expected.trim_end() == found.trim_end() { Ok(()) } else { Err(difference(&expected, &found)) }
}

fn same_rules(expected: &Path, found: &str) -> Result<(), String> {
    let (expected, found) = (canonical(&data::text(expected)?)?, canonical(found)?);
    if expected == found { Ok(()) } else { Err(difference(&expected, &found)) }
}

/// A chain's rules, or whether some rule of it has a destination, or how many service ports there are.
fn same_chain(path: &Path, found: &str, ports: usize) -> Result<(), String> {
    let expected = data::value(path)?;
    if let Some(count) = expected.number_at("servicePortCount") {
        return if usize::try_from(count) == Ok(ports) {
            Ok(())
        } else {
            Err(format!("{ports} service ports, not {count}"))
        };
    }
    let (table, chain) = (expected.text_at("table").unwrap_or(""), expected.text_at("chain").unwrap_or(""));
    let rules = rules_of(found, table, chain)?;
    if let Some(destination) = expected.text_at("ruleWithDestination") {
        let is_there = rules.iter().any(|rule| rule.contains(&format!(" -d {destination} ")));
        let wanted = expected.is("present");
        return if is_there == wanted {
            Ok(())
        } else {
            Err(format!("rule for {destination}: {is_there}, not {wanted}"))
        };
    }
    if expected.get("rules").is_none() {
        return Err(format!("{}: a check nobody knows", path.display()));
    }
    let wanted = expected.texts_at("rules");
    if rules == wanted { Ok(()) } else { Err(difference(&wanted.join("\n"), &rules.join("\n"))) }
}
