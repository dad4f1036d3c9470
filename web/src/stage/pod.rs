//! A pod: something that runs, inside its node. An ingress controller carries the rules that Ingresses give it. Where a
//! proxy carries a program's connections both are drawn, and below them the network that they share.

use super::cast::{fact, second_line, version_of};
use super::draw::{boxed, line, words};
use super::geometry::{Point, Rect};
use super::icons::go_between;
use super::inside::{Inside, Room};
use super::machine::FigureProps;
use super::text::{MONO, SMALL, TITLE, fit, pod_name};
use crate::words::{T, t};
use malla_trace::PartRole;
use yew::{Html, classes, component, html};

/// A pod.
#[component]
pub fn Pod(props: &FigureProps) -> Html {
    let drawing = match (&props.inside, props.compact) {
        (Some(inside), _) => parted(props, inside),
        (None, true) => one_line(props),
        (None, false) => two_lines(props),
    };
    let kind = if props.inside.is_some() { "pod parted" } else { "pod" };
    props.chosen_by_hand(kind, html! { <>{ boxed("box", &props.rect, 8.0) }{ drawing }</> })
}

fn two_lines(props: &FigureProps) -> Html {
    let (rect, room) = (props.rect, props.rect.w - 22.0);
    let address = second_line(&props.vertex, &props.note);
    let sign = sign(props, Point::new(rect.x + 11.0, rect.y + 8.0));
    let shift = if is_proxy(props) { 16.0 } else { 0.0 };
    html! {
        <>
            { sign }
            { name(props, Point::new(rect.x + 12.0 + shift, rect.y + 18.0), room - shift) }
            { words("mono", Point::new(rect.x + 12.0, rect.y + 35.0), &fit(&address, room, MONO)) }
        </>
    }
}

/// Whether a pod is nothing but a proxy: a gateway.
fn is_proxy(props: &FigureProps) -> bool {
    fact(&props.vertex, "proxy") == Some("gateway")
}

/// The sign of a gateway.
fn sign(props: &FigureProps, at: Point) -> Html {
    if is_proxy(props) { go_between(at) } else { Html::default() }
}

/// The owner's name, then what tells the pod from its brothers where there is room for it.
fn name(props: &FigureProps, at: Point, room: f64) -> Html {
    let (owner, suffix) = pod_name(&props.vertex.title);
    let owner_room = owner.chars().count() as f64 * TITLE;
    let suffix = if owner_room + suffix.len() as f64 * SMALL <= room { suffix } else { "" };
    html! {
        <text class="title" x={format!("{:.1}", at.x)} y={format!("{:.1}", at.y)}>
            { fit(owner, room, TITLE) }<tspan class="suffix">{ suffix }</tspan>
        </text>
    }
}

fn one_line(props: &FigureProps) -> Html {
    let rect: Rect = props.rect;
    let (owner, _) = pod_name(&props.vertex.title);
    let baseline = rect.y + rect.h.min(27.0) / 2.0 + 4.2;
    // The name comes first; of the address as much of its end as fits.
    let shift = if is_proxy(props) { 15.0 } else { 0.0 };
    let left = rect.w - 24.0 - shift - owner.chars().count() as f64 * TITLE * 0.89;
    html! {
        <>
            { sign(props, Point::new(rect.x + 8.0, baseline - 9.0)) }
            { words("title small", Point::new(rect.x + 9.0 + shift, baseline), &fit(owner, rect.w - 16.0 - shift, TITLE * 0.89)) }
            { address_right(props, rect.right() - 8.0, baseline, left) }
        </>
    }
}

/// The address, or as much of its end as fits, ending at `right`.
fn address_right(props: &FigureProps, right: f64, baseline: f64, room: f64) -> Html {
    let address = props.vertex.addresses.first().map_or("", String::as_str);
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let shown = if host.len() as f64 * MONO <= room { host.to_owned() } else { tail(host) };
    let width = shown.chars().count() as f64 * MONO;
    if host.is_empty() || width > room {
        return Html::default();
    }
    words("mono", Point::new(right - width, baseline), &shown)
}

/// The end of an address: what tells a pod from its neighbours.
fn tail(host: &str) -> String {
    let cut = host.rmatch_indices(['.', ':']).nth(1).map_or(0, |(at, _)| at + 1);
    format!("…{}", &host[cut..])
}

/// A pod with its parts: name and version, the containers, and their network below.
fn parted(props: &FigureProps, inside: &Inside) -> Html {
    html! {
        <>
            { head(props) }
            { for inside.parts.iter().map(|room| entrance(inside, room)) }
            { kernel(props, inside) }
            { for inside.parts.iter().map(|room| container(props, room)) }
        </>
    }
}

/// Name and version on a line, the address below it or between them.
fn head(props: &FigureProps) -> Html {
    let rect = props.rect;
    let (letter, class, baseline) =
        if props.compact { (TITLE * 0.89, "title small", rect.y + 14.5) } else { (TITLE, "title", rect.y + 18.0) };
    let (owner, version) = owner_and_version(props);
    let badge = version.map_or(0.0, |version| version.chars().count() as f64 * MONO + 10.0);
    let left = rect.x + 9.0;
    let right = rect.right() - 7.0 - badge;
    let name = fit(owner, right - left - 4.0, letter);
    let address = if props.compact {
        address_right(props, right - 6.0, baseline, right - left - 12.0 - name.chars().count() as f64 * letter)
    } else {
        let line = fit(&second_line(&props.vertex, &props.note), rect.w - 18.0, MONO);
        words("mono", Point::new(left, rect.y + 33.5), &line)
    };
    html! {
        <>
            { words(class, Point::new(left, baseline), &name) }
            if let Some(version) = version { { version_badge(version, Point::new(right, baseline), badge) } }
            { address }
        </>
    }
}

/// What a pod is called, and the version it says it is. A version at the end of the name is not said twice.
fn owner_and_version(props: &FigureProps) -> (&str, Option<&str>) {
    let (owner, _) = pod_name(&props.vertex.title);
    let version = version_of(&props.vertex);
    let bare = version.and_then(|version| owner.strip_suffix(version)).map(|name| name.trim_end_matches('-'));
    (bare.filter(|name| !name.is_empty()).unwrap_or(owner), version)
}

fn version_badge(version: &str, at: Point, width: f64) -> Html {
    html! {
        <g class={classes!("version", format!("version-{}", last_digit(version)))}>
            { boxed("badge-box", &Rect::new(at.x, at.y - 11.0, width, 14.0), 7.0) }
            { words("mono", Point::new(at.x + 5.0, at.y), version) }
        </g>
    }
}

/// A version's number, for its shade.
fn last_digit(version: &str) -> u32 {
    version.chars().rev().find_map(|letter| letter.to_digit(10)).unwrap_or(0) % 4
}

/// How a container is reached from the network of its pod.
fn entrance(inside: &Inside, room: &Room) -> Html {
    let x = room.rect.centre().x;
    line("wire", format!("M{x:.1} {:.1}V{:.1}", room.rect.bottom(), inside.kernel.y))
}

/// The pod's network: what its packet filter does now, in few letters.
fn kernel(props: &FigureProps, inside: &Inside) -> Html {
    let rect = inside.kernel;
    let tone = props.work.as_ref().zip(props.active).map(|(_, tone)| format!("acts {}", tone.name()));
    let said = match &props.work {
        Some(work) if !work.verb.is_empty() => work.verb.clone(),
        Some(_) | None => t(props.lang, T::Netfilter).to_owned(),
    };
    html! {
        <g class={classes!("kernel", tone)}>
            { boxed("box", &rect, 6.0) }
            if rect.h >= 12.0 {
                { words("chains", Point::new(rect.x + 9.0, rect.y + rect.h / 2.0 + 3.4), &fit(&said, rect.w - 16.0, MONO)) }
            }
        </g>
    }
}

/// A container: the proxy with its sign, the program with its name.
fn container(props: &FigureProps, room: &Room) -> Html {
    let rect = room.rect;
    let is_proxy = room.role == PartRole::Sidecar;
    let acts = props.active.filter(|_| props.part.as_deref() == Some(room.name.as_str()));
    let tone = acts.map(|tone| format!("acts {}", tone.name()));
    let sign = if is_proxy { 15.0 } else { 0.0 };
    let name = fit(short_part(room, rect.w - 8.0 - sign), rect.w - 8.0 - sign, PART);
    let middle = rect.centre().y;
    html! {
        <g class={classes!("part", if is_proxy { "sidecar" } else { "program" }, tone)} data-part={room.name.clone()}>
            { boxed("box", &rect, if is_proxy { rect.h / 2.0 } else { 4.0 }) }
            if is_proxy { { go_between(Point::new(rect.x + 6.0, middle - 5.0)) } }
            { words("part-name", Point::new(rect.x + 5.0 + sign, middle + 3.4), &name) }
        </g>
    }
}

/// Width of a letter of a container's name.
const PART: f64 = 5.9;

/// A container's name; where there is no room for it, what it is for.
fn short_part(part: &Room, room: f64) -> &str {
    let fits = part.name.chars().count() as f64 * PART <= room;
    match part.role {
        PartRole::Sidecar | PartRole::App | PartRole::Init if fits => &part.name,
        PartRole::Sidecar => part.name.strip_prefix("istio-").unwrap_or(&part.name),
        PartRole::App => "app",
        PartRole::Init => "init",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_by_its_end() {
        assert_eq!(tail("10.10.0.112"), "…0.112");
        assert_eq!(tail("fd00:10:10::7"), "…:7");
        assert_eq!(tail("x"), "…x");
    }

    #[test]
    fn a_container_is_known_by_its_name_or_by_its_part() {
        let part = |name: &str, role| Room { name: name.into(), role, rect: Rect::default() };
        let (proxy, app) = (part("istio-proxy", PartRole::Sidecar), part("productpage", PartRole::App));
        assert_eq!([short_part(&proxy, 80.0), short_part(&proxy, 40.0)], ["istio-proxy", "proxy"]);
        assert_eq!([short_part(&app, 80.0), short_part(&app, 40.0)], ["productpage", "app"]);
    }
}
