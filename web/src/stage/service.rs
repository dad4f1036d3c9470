//! What is only a name or a rule: Services, and Ingresses. Dashed, because nothing runs there.

use super::cast::second_line;
use super::draw::{boxed, words};
use super::geometry::Point;
use super::machine::FigureProps;
use super::text::{MONO, TITLE, fit};
use yew::{Html, component, html};

/// A Service, or an Ingress that no controller serves: a pill.
#[component]
pub fn Pill(props: &FigureProps) -> Html {
    let (rect, room) = (props.rect, props.rect.w - 36.0);
    let line = second_line(&props.vertex, &props.note);
    let middle = rect.centre().y;
    let title = fit(&props.vertex.title, room, TITLE);
    let labels = if rect.h < 32.0 {
        words("title small", Point::new(rect.x + 16.0, middle + 4.5), &title)
    } else {
        html! {
            <>
                { words("title", Point::new(rect.x + 17.0, middle - 2.0), &title) }
                { words("mono", Point::new(rect.x + 17.0, middle + 12.5), &fit(&line, room + 6.0, MONO)) }
            </>
        }
    };
    props.chosen_by_hand("pill", html! { <>{ boxed("box", &rect, rect.h / 2.0) }{ labels }</> })
}

/// An Ingress rule inside its controller.
#[component]
pub fn RuleChip(props: &FigureProps) -> Html {
    let (rect, room) = (props.rect, props.rect.w - 14.0);
    let text = if props.note.is_empty() { &*props.vertex.title } else { &*props.note };
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
