//! The three strokes that the stage is made of: a box, a line, some words.

use super::geometry::{Point, Rect};
use yew::{AttrValue, Classes, Html, html};

fn number(value: f64) -> AttrValue {
    AttrValue::from(format!("{value:.1}"))
}

/// A box with rounded corners.
pub fn boxed(class: impl Into<Classes>, rect: &Rect, round: f64) -> Html {
    html! {
        <rect class={class.into()} x={number(rect.x)} y={number(rect.y)} width={number(rect.w.max(0.0))}
            height={number(rect.h.max(0.0))} rx={number(round)} />
    }
}

/// A line.
pub fn line(class: impl Into<Classes>, d: String) -> Html {
    html! { <path class={class.into()} {d} /> }
}

/// Words, their baseline beginning at a point.
pub fn words(class: impl Into<Classes>, at: Point, text: &str) -> Html {
    html! { <text class={class.into()} x={number(at.x)} y={number(at.y)}>{ text }</text> }
}

/// A dot.
pub fn dot(class: impl Into<Classes>, at: Point, radius: f64) -> Html {
    html! { <circle class={class.into()} cx={number(at.x)} cy={number(at.y)} r={number(radius)} /> }
}
