//! Route tables: virtual hosts and their routes in order. The matched one is marked; those before it say why not.

use super::present::{Part, Present};
use super::row::{Mark, Page, cluster_name};
use crate::shell::Prose;
use crate::state::action::Action;
use crate::words::{T, t};
use malla_core::explain;
use malla_core::proxy_config::{RouteTableView, RouteView, ShareView, VirtualHostView};
use malla_trace::Considered;
use yew::{Html, html};

/// All route tables; the one that the request was looked up in first.
pub fn routes(page: &Page<'_>, tables: &[RouteTableView], present: &Present) -> Html {
    let chosen = |table: &RouteTableView| {
        table.virtual_hosts.iter().any(|host| Some(&host.name) == present.virtual_host.as_ref())
    };
    let mut ordered: Vec<&RouteTableView> = tables.iter().collect();
    ordered.sort_by_key(|table| !chosen(table));
    let drawn: Vec<Html> =
        ordered.into_iter().filter_map(|table| draw_table(page, table, present, chosen(table))).collect();
    if drawn.is_empty() {
        return Html::default();
    }
    html! { <section class="config"><h2>{ t(page.props.lang, T::RouteTables) }</h2>{ for drawn }</section> }
}

fn draw_table(page: &Page<'_>, table: &RouteTableView, present: &Present, is_chosen: bool) -> Option<Html> {
    let hosts: Vec<Html> =
        ordered_hosts(table, present).into_iter().filter_map(|host| draw_host(page, host, present)).collect();
    if hosts.is_empty() {
        return None;
    }
    let open = is_chosen || present.virtual_host.is_none() || !page.props.search.is_empty();
    Some(html! {
        <details {open} class="table"><summary><code>{ &table.name }</code><span class="badge">{ table.virtual_hosts.len() }</span></summary>
            { for hosts }</details>
    })
}

/// The chosen virtual host first: tables are long.
fn ordered_hosts<'a>(table: &'a RouteTableView, present: &Present) -> Vec<&'a VirtualHostView> {
    let mut hosts: Vec<&VirtualHostView> = table.virtual_hosts.iter().collect();
    hosts.sort_by_key(|host| Some(&host.name) != present.virtual_host.as_ref());
    hosts
}

fn draw_host(page: &Page<'_>, host: &VirtualHostView, present: &Present) -> Option<Html> {
    let domains = host.domains.join(", ");
    let texts: Vec<&str> =
        host.routes.iter().map(|route| route.condition.as_str()).chain([&*host.name, &*domains]).collect();
    if !page.finds(&texts) {
        return None;
    }
    let is_here = Some(&host.name) == present.virtual_host.as_ref();
    let mark = Mark::of(is_here, false);
    let route = |(i, route): (usize, &RouteView)| draw_route(page, (host, i + 1), route, present);
    Some(html! {
        <section class={page.classes(mark, &host.because)} data-host={host.name.clone()}>
            <h3><code>{ &host.name }</code>{ page.line(&host.because) }</h3>
            <p class="domains" title={domains.clone()}><span class="soft">{ t(page.props.lang, T::Domains) }</span>{ domains }</p>
            <ol class="routes">{ for host.routes.iter().enumerate().map(route) }</ol>
            { for host.left_out.iter().map(|text| html! { <p class="left-out">{ text.clone() }</p> }) }
        </section>
    })
}

fn draw_route(
    page: &Page<'_>,
    (host, number): (&VirtualHostView, usize),
    route: &RouteView,
    present: &Present,
) -> Html {
    let is_here = Some(&host.name) == present.virtual_host.as_ref() && Some(&route.name) == present.route.as_ref();
    let passed = present.passed_over(&host.name, number);
    let mark = if passed.is_some() { Mark::Skipped } else { Mark::of(is_here, present.now == Some(Part::Route)) };
    html! {
        <li class={page.classes(mark, &route.because)} ref={page.node(mark)} value={number.to_string()} data-route={route.name.clone()}>
            <div class="route-line">
                if is_here { <span class="verdict-word">{ t(page.props.lang, T::RouteMatches) }</span> }
                <b>{ name(route, number) }</b><code>{ &route.condition }</code>{ page.line(&route.because) }
            </div>
            if let Some(passed) = passed { { why_not(page, passed) } }
            { target(page, route, present, is_here) }
        </li>
    }
}

/// A route's name, where it is more than its number.
fn name(route: &RouteView, number: usize) -> String {
    if route.name == number.to_string() { String::new() } else { route.name.clone() }
}

fn why_not(page: &Page<'_>, passed: &Considered) -> Html {
    let sentence = explain::considered(&page.props.told.trace, passed, page.props.lang);
    html! { <p class="why-not"><Prose {sentence} on_follow={page.props.on.reform(Action::Follow)} /></p> }
}

/// Where a route leads: clusters with their weights, or a status of its own; and how long it may take.
fn target(page: &Page<'_>, route: &RouteView, present: &Present, is_here: bool) -> Html {
    let total: u32 = route.clusters.iter().map(|share| share.weight).sum();
    let share =
        |share: &ShareView| draw_share(page, share, total, is_here && Some(&share.cluster) == present.cluster.as_ref());
    let timeout = route.timeout_us.filter(|us| *us > 0).map(|us| format!("timeout {} s", us as f64 / 1e6));
    let retries = (route.retries > 0).then(|| format!("{} {}", route.retries, t(page.props.lang, T::Retries)));
    let more: Vec<String> = timeout.into_iter().chain(retries).collect();
    html! {
        <>
            if let Some(status) = route.status { <p class="share"><b>{ status }</b></p> }
            <ul class="shares">{ for route.clusters.iter().map(share) }</ul>
            if !more.is_empty() { <p class="soft limits">{ more.join(" · ") }</p> }
        </>
    }
}

fn draw_share(page: &Page<'_>, share: &ShareView, total: u32, chosen: bool) -> Html {
    let weighed = total > 0 && share.weight > 0;
    html! {
        <li class={page.classes(Mark::of(chosen, false), &share.because)}>
            if weighed {
                <span class="weight">{ format!("{} %", percent(share.weight, total)) }</span>
                <svg class="weight-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect width="100" height="6" class="rail" /><rect width={percent(share.weight, total)} height="6" /></svg>
            }
            { cluster_name(&share.cluster) }
            if weighed { { page.line(&share.because) } }
        </li>
    }
}

/// A share in per cent, with a decimal only where it has one.
#[must_use]
pub fn percent(part: u32, total: u32) -> String {
    let share = f64::from(part) * 100.0 / f64::from(total.max(1));
    if (share - share.round()).abs() < 0.05 { format!("{share:.0}") } else { format!("{share:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_as_short_as_it_is_exact() {
        assert_eq!([percent(90, 100), percent(1, 3), percent(0, 0), percent(5, 5)], ["90", "33.3", "0", "100"]);
    }
}
