//! Who answered, host by host: a row a workload and version, and how its conversations ended.

use super::open::opener;
use super::panel::{ManyPanelProps, length, share_of};
use crate::probe::verdict_tone;
use crate::words::{T, t};
use malla_trace::Share;
use std::collections::BTreeMap;
use yew::{Html, classes, html};

/// Every host that was called, with who answered.
pub fn shares(props: &ManyPanelProps) -> Html {
    let mut hosts: BTreeMap<&str, Vec<&Share>> = BTreeMap::new();
    for share in &props.many.summary.shares {
        hosts.entry(share.host.as_str()).or_default().push(share);
    }
    if hosts.is_empty() {
        return Html::default();
    }
    // Where there is something to compare comes first.
    let mut ordered: Vec<(&str, Vec<&Share>)> = hosts.into_iter().collect();
    ordered.sort_by_key(|(_, shares)| std::cmp::Reverse(shares.len()));
    let tables = ordered.into_iter().map(|(host, shares)| draw(props, host, &shares));
    html! { <><h3>{ t(props.lang, T::WhoAnswered) }</h3>{ for tables }</> }
}

fn draw(props: &ManyPanelProps, host: &str, shares: &[&Share]) -> Html {
    let lang = props.lang;
    let all = shares.iter().map(|share| share.count).sum();
    html! {
        <table class="split who" data-host={host.to_owned()}>
            <caption><code>{ host.to_owned() }</code>{ format!(" · {all} {}", t(lang, T::Calls)) }</caption>
            <tbody>{ for shares.iter().map(|share| draw_share(props, share, all)) }</tbody>
        </table>
    }
}

fn draw_share(props: &ManyPanelProps, share: &Share, all: u64) -> Html {
    let who = share.workload.clone().unwrap_or_else(|| t(props.lang, T::Nobody).into());
    let version = share.version.clone().filter(|version| !who.ends_with(version.as_str())).unwrap_or_default();
    let tone = verdict_tone(&share.verdict);
    html! {
        <tr data-version={share.version.clone()} data-count={share.count.to_string()}>
            <th scope="row">{ who }{ " " }<b>{ version }</b></th>
            <td>{ opener(props, &share.verdict, share.first) }</td>
            <td><b>{ share.count }</b>{ format!(" · {}", share_of(share.count, all)) }</td>
            <td class="bar-cell"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class="rail" width="100" height="10" /><rect class={classes!("came", tone)} width={length(share.count, all)} height="10" /></svg></td>
        </tr>
    }
}
