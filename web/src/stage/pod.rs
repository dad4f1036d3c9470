//! A pod: something that runs, inside its node. An ingress controller carries the rules that Ingresses give it.

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
    let address = address(props);
    html! {
        <>
            { name(props, Point::new(rect.x + 12.0, rect.y + 18.0), room) }
            { words("mono", Point::new(rect.x + 12.0, rect.y + 35.0), &fit(&address, room, MONO)) }
        </>
    }
}

/// Its address, with the port it listens on where only the address is known.
fn address(props: &FigureProps) -> String {
    let address = props.vertex.addresses.first().map_or("", String::as_str);
    if address.contains(':') || address.is_empty() { address.to_owned() } else { format!("{address}{}", props.note) }
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
    let address_room = (host.len() as f64 * MONO).min(rect.w * 0.55);
    let baseline = rect.y + 17.5;
    let shows_address = rect.w > 150.0;
    let room = if shows_address { rect.w - address_room - 26.0 } else { rect.w - 16.0 };
    html! {
        <>
            { words("title small", Point::new(rect.x + 9.0, baseline), &fit(owner, room, TITLE * 0.87)) }
            if shows_address {
                { words("mono", Point::new(rect.right() - address_room - 8.0, baseline), &fit(host, address_room + 2.0, MONO)) }
            }
        </>
    }
}
