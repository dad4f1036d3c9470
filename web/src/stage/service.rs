//! What is only a name or a rule: Services, and Ingresses. Dashed, because nothing runs there.

use super::cast::second_line;
use super::draw::{boxed, words};
use super::geometry::Point;
use super::icons::rule_sign;
use super::machine::FigureProps;
use super::text::{MONO, SMALL, TITLE, fit};
use crate::words::kind_name;
use malla_trace::VertexKind;
use yew::{Html, component, html};

/// A Service, or a rule that no pod serves: a pill. Routes and gateways wear a sign, so that they are not taken for
/// Services of the same name.
#[component]
pub fn Pill(props: &FigureProps) -> Html {
    let rect = props.rect;
    let sign = rule_sign(props.vertex.kind, Point::new(rect.x + 14.0, rect.centre().y - 6.0));
    let shift = if props.vertex.kind == VertexKind::Service { 0.0 } else { 17.0 };
    let labels = if rect.h < 20.0 {
        let title = fit(&props.vertex.title, rect.w - 14.0, SMALL);
        words("small", Point::new(rect.x + 9.0, rect.centre().y + 3.8), &title)
    } else if rect.h < 32.0 {
        one_line(props, rect.x + 15.0 + shift, rect.w - 30.0 - shift)
    } else {
        two_lines(props, rect.x + 17.0 + shift, rect.w - 34.0 - shift)
    };
    props.chosen_by_hand("pill", html! { <>{ boxed("box", &rect, rect.h / 2.0) }{ sign }{ labels }</> })
}

/// The title, and what the figure says where there is room for it.
fn one_line(props: &FigureProps, left: f64, room: f64) -> Html {
    let title = fit(&props.vertex.title, room, TITLE * 0.89);
    let used = title.chars().count() as f64 * TITLE * 0.89 + 6.0;
    let note = if used + props.note.chars().count() as f64 * SMALL <= room { &*props.note } else { "" };
    html! {
        <text class="title small" x={format!("{left:.1}")} y={format!("{:.1}", props.rect.centre().y + 4.5)}>
            { title }<tspan class="suffix" dx="6">{ note.to_owned() }</tspan></text>
    }
}

fn two_lines(props: &FigureProps, left: f64, room: f64) -> Html {
    let middle = props.rect.centre().y;
    let line = second_line(&props.vertex, &props.note);
    html! {
        <>
            <text class="title" x={format!("{left:.1}")} y={format!("{:.1}", middle - 2.0)}>
                { fit(&props.vertex.title, room, TITLE) }<tspan class="suffix" dx="5">{ kind_beside(props, room) }</tspan></text>
            { words("mono", Point::new(left, middle + 12.5), &fit(&line, room + 6.0, MONO)) }
        </>
    }
}

/// What it is, where it is no Service and there is room to say so.
fn kind_beside(props: &FigureProps, room: f64) -> &'static str {
    if props.vertex.kind == VertexKind::Service {
        return "";
    }
    let kind = kind_name(props.lang, props.vertex.kind);
    let left = room - props.vertex.title.chars().count() as f64 * TITLE;
    if kind.chars().count() as f64 * SMALL + 5.0 <= left { kind } else { "" }
}

/// An Ingress rule inside its controller.
#[component]
pub fn RuleChip(props: &FigureProps) -> Html {
    let (rect, room) = (props.rect, props.rect.w - 14.0);
    let named = format!("{} {}", props.vertex.title, props.note);
    let text = match props.vertex.kind {
        VertexKind::MeshGateway => named.trim_end(),
        _ if props.note.is_empty() => &*props.vertex.title,
        _ => &*props.note,
    };
    // On two lines where there are two: host and path, then the Service.
    let (first, second) = text.split_once(" → ").unwrap_or((text, ""));
    let (first, second) = if props.compact { (first.trim_end_matches('/'), "") } else { (first, second) };
    let second = if second.is_empty() { String::new() } else { format!("→ {second}") };
    let top = if second.is_empty() { rect.centre().y + 4.0 } else { rect.centre().y - 2.0 };
    props.chosen_by_hand(
        "rule-chip",
        html! {
            <>
                { boxed("box", &rect, 5.0) }
                { words("mono", Point::new(rect.x + 7.0, top), &fit(first, room, MONO)) }
                { words("mono", Point::new(rect.x + 7.0, top + 12.0), &fit(&second, room, MONO)) }
            </>
        },
    )
}
