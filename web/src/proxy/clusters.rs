//! Upstream clusters and their endpoints, each with how connections to it are secured.

use super::present::{Part, Present};
use super::row::{Mark, Page, cluster_name};
use crate::stage::lock_sign;
use crate::words::{T, t};
use malla_core::proxy_config::{ClusterView, EndpointView};
use yew::{Html, html};

/// All clusters, folded; the chosen one unfolded and first.
pub fn clusters(page: &Page<'_>, clusters: &[ClusterView], present: &Present) -> Html {
    let mut ordered: Vec<&ClusterView> = clusters.iter().collect();
    ordered.sort_by_key(|cluster| Some(&cluster.name) != present.cluster.as_ref());
    let drawn: Vec<Html> = ordered.into_iter().filter_map(|cluster| draw(page, cluster, present)).collect();
    if drawn.is_empty() {
        return Html::default();
    }
    html! {
        <section class="config"><h2>{ t(page.props.lang, T::Clusters) }<span class="badge">{ clusters.len() }</span></h2>
            <ul>{ for drawn }</ul></section>
    }
}

fn draw(page: &Page<'_>, cluster: &ClusterView, present: &Present) -> Option<Html> {
    let addresses = cluster.endpoints.iter().map(|endpoint| endpoint.address.as_str());
    let texts: Vec<&str> = addresses.chain([cluster.name.as_str()]).collect();
    if !page.finds(&texts) {
        return None;
    }
    let chosen = Some(&cluster.name) == present.cluster.as_ref();
    let mark = Mark::of(chosen, present.now == Some(Part::Cluster));
    let endpoint = |endpoint: &EndpointView| {
        draw_endpoint(page, endpoint, chosen && Some(&endpoint.address) == present.endpoint.as_ref())
    };
    Some(html! {
        <li class={page.classes(mark, &cluster.because)} ref={page.node(mark)} data-cluster={cluster.name.clone()}>
            <details open={chosen || !page.props.search.is_empty()}>
                <summary>{ cluster_name(&cluster.name) }<span class="badge">{ cluster.endpoints.len() }</span></summary>
                <p class="soft">{ format!("{} · {} ", cluster.discovery, cluster.policy) }{ page.line(&cluster.because) }</p>
                <ul class="endpoints">{ for cluster.endpoints.iter().map(endpoint) }</ul>
            </details>
        </li>
    })
}

fn draw_endpoint(page: &Page<'_>, endpoint: &EndpointView, chosen: bool) -> Html {
    let word = if endpoint.mutual_tls { "mTLS" } else { t(page.props.lang, T::PlainText) };
    html! {
        <li class={page.classes(Mark::of(chosen, false), &endpoint.because)}>
            { lock_sign(endpoint.mutual_tls, None) }
            <code>{ &endpoint.address }</code><small>{ word }</small>
            if endpoint.health != "HEALTHY" { <small class="unwell">{ endpoint.health }</small> }
            { page.line(&endpoint.because) }
        </li>
    }
}
