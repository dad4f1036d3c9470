//! Splits by weight: what is written against what came out.

use super::panel::{ManyPanelProps, length, share_of};
use crate::proxy::cluster_name;
use crate::shell::Link;
use crate::stage::pod_name;
use crate::state::action::Action;
use crate::words::{T, t};
use malla_trace::{Branch, CauseId, Split};
use yew::{Html, html};

/// Every split that a proxy made.
pub fn splits(props: &ManyPanelProps) -> Html {
    props.many.summary.splits.iter().map(|split| draw(props, split)).collect()
}

fn draw(props: &ManyPanelProps, split: &Split) -> Html {
    let lang = props.lang;
    let at = props.picture.topology.get(&split.at).map_or(split.at.0.as_str(), |vertex| pod_name(&vertex.title).0);
    let (all, total) = (
        split.branches.iter().map(|branch| branch.count).sum(),
        split.branches.iter().map(|b| u64::from(b.weight)).sum(),
    );
    html! {
        <table class="split" data-route={split.route.clone()}>
            <caption>{ format!("{} {at}", t(lang, T::SplitBy)) }{ " · " }<code>{ &split.route }</code>{ line(props, split.why) }</caption>
            <thead><tr><th scope="col">{ t(lang, T::Branch) }</th><th scope="col">{ t(lang, T::Written) }</th>
                <th scope="col">{ t(lang, T::CameOut) }</th><td></td></tr></thead>
            <tbody>{ for split.branches.iter().map(|branch| draw_branch(props, branch, all, total)) }</tbody>
        </table>
    }
}

/// A branch: the bar is what came out, the tick is what is written.
fn draw_branch(props: &ManyPanelProps, branch: &Branch, all: u64, total: u64) -> Html {
    let weight = u64::from(branch.weight);
    let tick = length(weight, total);
    html! {
        <tr data-weight={branch.weight.to_string()} data-count={branch.count.to_string()}>
            <th scope="row" title={branch.cluster.clone()}>{ label(&branch.cluster) }</th>
            <td>{ share_of(weight, total) }{ line(props, branch.why) }</td>
            <td><b>{ branch.count }</b>{ format!(" · {}", share_of(branch.count, all)) }</td>
            <td class="bar-cell"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class="rail" width="100" height="10" /><rect class="came" width={length(branch.count, all)} height="10" />
                <line class="written" x1={tick.clone()} x2={tick} y1="0" y2="10" /></svg></td>
        </tr>
    }
}

/// A cluster by its subset, where its name has one.
fn label(cluster: &str) -> Html {
    let parts: Vec<&str> = cluster.split('|').collect();
    match parts[..] {
        [_, _, subset, host] if !subset.is_empty() => {
            html! { <><b>{ subset.to_owned() }</b>{ format!(" {}", host.split('.').next().unwrap_or(host)) }</> }
        }
        _ => cluster_name(cluster),
    }
}

/// The line that something rests on.
fn line(props: &ManyPanelProps, why: CauseId) -> Html {
    let Some(place) = props.picture.snapshot.place(why) else { return Html::default() };
    let words = format!("{}:{}", place.file, place.line);
    let on_press = props.on.reform(move |()| Action::GoTo(place.clone()));
    html! { <Link kind="to-place" title={t(props.lang, T::ShowLine)} {on_press}>{ words }</Link> }
}
