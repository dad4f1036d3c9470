//! Many requests, counted, as text.

use malla_trace::{Branch, Lang, Share, Split, Summary, Topology, Verdict};
use std::fmt::Write;

/// How they ended, who took part, and what became of every split by weight.
pub(crate) fn tell(summary: &Summary, topology: &Topology, lang: Lang) -> String {
    let mut text = String::new();
    let head = lang.pick("peticiones, semilla", "requests, seed");
    let _ = writeln!(text, "\n{} {head} {}", summary.count, summary.seed);
    for end in &summary.ends {
        let _ = writeln!(
            text,
            "   {:>7}  {:>5.1} %  {}",
            end.count,
            percent(end.count, summary.count),
            ended(&end.verdict)
        );
    }
    text.push_str(&shares(summary, lang));
    summary.splits.iter().for_each(|split| text.push_str(&tell_split(split, topology, lang)));
    text
}

fn shares(summary: &Summary, lang: Lang) -> String {
    let head = [lang.pick("A", "HOST"), lang.pick("ATIENDE", "WORKLOAD"), "VERSION", lang.pick("FINAL", "ENDED")];
    let mut rows: Vec<[String; 4]> = vec![head.map(str::to_owned)];
    rows.extend(summary.shares.iter().map(cells));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(width);
    let mut text = String::from("\n");
    for (row, share) in rows.iter().zip(std::iter::once(None).chain(summary.shares.iter().map(Some))) {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("   {cell:width$}")).collect::<String>();
        let count = share.map_or_else(|| lang.pick("VECES", "COUNT").into(), |share| share.count.to_string());
        let part =
            share.map_or(String::new(), |share| format!("  {:>5.1} %", percent(share.count, of_host(summary, share))));
        let first = share.map_or_else(|| lang.pick("PRIMERA", "FIRST").into(), |share| format!("#{}", share.first));
        let _ = writeln!(text, "{cells}  {count:>7}{part:>9}  {first}");
    }
    text
}

fn cells(share: &Share) -> [String; 4] {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    [share.host.clone(), or_dash(&share.workload), or_dash(&share.version), ended(&share.verdict)]
}

/// How many conversations there were with that host.
fn of_host(summary: &Summary, share: &Share) -> u64 {
    summary.shares.iter().filter(|other| other.host == share.host).map(|other| other.count).sum()
}

fn tell_split(split: &Split, topology: &Topology, lang: Lang) -> String {
    let who = topology.get(&split.at).map_or(split.at.0.as_str(), |vertex| vertex.title.as_str());
    let (weights, chosen): (u64, u64) =
        split.branches.iter().fold((0, 0), |(w, c), branch| (w + u64::from(branch.weight), c + branch.count));
    let words = lang.pick("reparte por pesos", "shares out by weight");
    let mut text = format!("\n   {who} {words}:\n");
    for Branch { cluster, weight, count, .. } in &split.branches {
        let (wanted, found) = (percent(u64::from(*weight), weights), percent(*count, chosen));
        let (written, got) = (lang.pick("escrito", "written"), lang.pick("salió", "came out"));
        let _ = writeln!(text, "   {written} {wanted:>5.1} %  {got} {found:>5.1} % ({count})  {cluster}");
    }
    text
}

fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

/// `200`, `503 NC`, `timed out`.
fn ended(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Answered { status, flag: Some(flag) } => format!("{status} {flag}"),
        Verdict::Answered { status, flag: None } => status.to_string(),
        Verdict::Delivered => "delivered".into(),
        Verdict::Dropped { .. } => "dropped".into(),
        Verdict::Rejected { .. } => "refused".into(),
        Verdict::TimedOut => "timed out".into(),
        Verdict::Looped => "looped".into(),
        Verdict::Unresolved { .. } => "unresolved".into(),
    }
}
