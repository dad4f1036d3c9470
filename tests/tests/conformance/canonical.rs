//! iptables-restore text in the order upstream's tests compare it in (`sortIPTablesRules` in proxier_test.go): tables
//! and chains by name, rules by chain, KUBE-SERVICES and KUBE-NODEPORTS by service.

use std::cmp::Ordering;

/// The rule that must stay where it is.
const LAST: &str = "this must be the last rule in this chain";

/// One table of a restore text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its chain lines' names.
    pub chains: Vec<String>,
    /// Its rules.
    pub rules: Vec<String>,
    /// Its `-X` lines' names.
    pub deleted: Vec<String>,
}

/// Reads a restore text.
pub fn parse(text: &str) -> Result<Vec<Table>, String> {
    let mut tables: Vec<Table> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && *line != "COMMIT") {
        if let Some(name) = line.strip_prefix('*') {
            tables.push(Table { name: name.into(), ..Table::default() });
            continue;
        }
        let table = tables.last_mut().ok_or_else(|| format!("no table before: {line}"))?;
        if let Some(chain) = line.strip_prefix(':') {
            table.chains.push(chain.split(' ').next().unwrap_or("").into());
        } else if let Some(chain) = line.strip_prefix("-X ") {
            table.deleted.push(chain.into());
        } else if line.starts_with("-A ") {
            table.rules.push(line.into());
        } else {
            return Err(format!("what is this: {line}"));
        }
    }
    Ok(tables)
}

/// A restore text in canonical order.
pub fn canonical(text: &str) -> Result<String, String> {
    let mut tables = parse(text)?;
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tables.iter_mut().map(print).collect())
}

/// The rules of one chain, in their order.
pub fn rules_of(text: &str, table: &str, chain: &str) -> Result<Vec<String>, String> {
    let tables = parse(text)?;
    let rules = tables.into_iter().filter(|t| t.name == table).flat_map(|t| t.rules);
    Ok(rules.filter(|rule| chain_of(rule) == chain).collect())
}

fn print(table: &mut Table) -> String {
    table.chains.sort_by(|a, b| rank(a).cmp(&rank(b)));
    table.deleted.sort();
    let mut lines = vec![format!("*{}", table.name)];
    lines.extend(table.chains.iter().map(|chain| format!(":{chain} - [0:0]")));
    table.rules.sort_by(|a, b| compare(a, b));
    lines.append(&mut table.rules);
    lines.extend(table.deleted.iter().map(|chain| format!("-X {chain}")));
    lines.push("COMMIT\n".into());
    lines.join("\n")
}

/// Stable: rules that compare equal keep their order.
fn compare(a: &str, b: &str) -> Ordering {
    let chains = rank(chain_of(a)).cmp(&rank(chain_of(b)));
    let by_service = matches!(chain_of(a), "KUBE-SERVICES" | "KUBE-NODEPORTS");
    chains.then_with(|| {
        if by_service { (a.contains(LAST), service(a)).cmp(&(b.contains(LAST), service(b))) } else { Ordering::Equal }
    })
}

fn rank(chain: &str) -> (u8, &str) {
    match chain {
        "KUBE-NODEPORTS" => (0, chain),
        "KUBE-SERVICES" => (1, chain),
        _ if chain.starts_with("KUBE-") => (2, chain),
        _ => (3, chain),
    }
}

fn chain_of(rule: &str) -> &str {
    rule.split(' ').nth(1).unwrap_or("")
}

/// The service a rule's comment names: up to the first blank or colon.
fn service(rule: &str) -> &str {
    let comment = rule.split_once("--comment ").map_or("", |(_, rest)| rest);
    comment.trim_start_matches('"').split([' ', ':', '"']).next().unwrap_or("")
}
