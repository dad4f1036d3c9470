//! A pod: something that runs, inside its node. An ingress controller carries the rules that Ingresses give it.

use super::cast::second_line;
use super::draw::{boxed, words};
use super::geometry::{Point, Rect};
use super::machine::FigureProps;
use super::text::{MONO, SMALL, TITLE, fit, pod_name};
use yew::{Html, component, html};

/// A pod.
#[component]
pub fn Pod(props: &FigureProps) -> Html {
    let drawing = if props.compact { one_line(props) } else { two_lines(props) };
    props.chosen_by_hand("pod", html! { <>{ boxed("box", &props.rect, 8.0) }{ drawing }</> })
}

fn two_lines(props: &FigureProps) -> Html {
    let (rect, room) = (props.rect, props.rect.w - 22.0);
    let address = second_line(&props.vertex, &props.note);
    html! {
        <>
            { name(props, Point::new(rect.x + 12.0, rect.y + 18.0), room) }
            { words("mono", Point::new(rect.x + 12.0, rect.y + 35.0), &fit(&address, room, MONO)) }
        </>
    }
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
    let address = props.vertex.addresses.first().map_or("", String::as_str);
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let baseline = rect.y + rect.h.min(27.0) / 2.0 + 4.2;
    // The name comes first; of the address as much of its end as fits.
    let left = rect.w - 24.0 - owner.chars().count() as f64 * TITLE * 0.89;
    let shown = if host.len() as f64 * MONO <= left { host.to_owned() } else { tail(host) };
    let shown_w = shown.chars().count() as f64 * MONO;
    html! {
        <>
            { words("title small", Point::new(rect.x + 9.0, baseline), &fit(owner, rect.w - 16.0, TITLE * 0.89)) }
            if shown_w <= left {
                { words("mono", Point::new(rect.right() - shown_w - 8.0, baseline), &shown) }
            }
        </>
    }
}

/// The end of an address: what tells a pod from its neighbours.
fn tail(host: &str) -> String {
    let cut = host.rmatch_indices(['.', ':']).nth(1).map_or(0, |(at, _)| at + 1);
    format!("…{}", &host[cut..])
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
}
