//! Listeners: where a proxy takes connections, and which chain of filters they go through.

use super::present::{Part, Present};
use super::row::{Mark, Page, cluster_name};
use crate::stage::lock_sign;
use crate::words::{T, t};
use malla_core::proxy_config::{FilterChainView, ListenerView};
use yew::{Html, html};

/// All listeners, folded; the one that took the connection unfolded and first.
pub fn listeners(page: &Page<'_>, listeners: &[ListenerView], present: &Present) -> Html {
    let mut ordered: Vec<&ListenerView> = listeners.iter().collect();
    ordered.sort_by_key(|listener| Some(&listener.name) != present.listener.as_ref());
    let drawn: Vec<Html> = ordered.into_iter().filter_map(|listener| draw(page, listener, present)).collect();
    if drawn.is_empty() {
        return Html::default();
    }
    html! {
        <section class="config"><h2>{ t(page.props.lang, T::Listeners) }<span class="badge">{ listeners.len() }</span></h2>
            <ul>{ for drawn }</ul></section>
    }
}

fn draw(page: &Page<'_>, listener: &ListenerView, present: &Present) -> Option<Html> {
    let address = format!("{}:{}", listener.address, listener.port);
    if !page.finds(&[&listener.name, &address]) {
        return None;
    }
    let chosen = Some(&listener.name) == present.listener.as_ref();
    let mark = Mark::of(chosen, present.now == Some(Part::Listener));
    let chains = listener.chains.iter().map(|chain| draw_chain(page, chain));
    Some(html! {
        <li class={page.classes(mark, &listener.because)} ref={page.node(mark)}>
            <details open={chosen || !page.props.search.is_empty()}>
                <summary><code>{ &listener.name }</code>
                    if listener.name != address { <span class="soft">{ address }</span> }
                    if !listener.bound { <small>{ t(page.props.lang, T::HandedOver) }</small> }
                </summary>
                { page.line(&listener.because) }
                <ul class="chains-of">{ for chains }</ul>
            </details>
        </li>
    })
}

fn draw_chain(page: &Page<'_>, chain: &FilterChainView) -> Html {
    let condition = if chain.condition.is_empty() { "*".to_owned() } else { chain.condition.clone() };
    html! {
        <li class={page.classes(Mark::None, &chain.because)}>
            if chain.tls.is_some() { { lock_sign(true, Some("TLS")) } }
            <code>{ condition }</code>{ " → " }
            if let Some(table) = &chain.route_table { <code>{ format!("HTTP {table}") }</code> }
            if let Some(cluster) = &chain.cluster { { cluster_name(cluster) } }
        </li>
    }
}
