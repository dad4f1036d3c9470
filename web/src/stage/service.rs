//! What is only a name or a rule: Services, and Ingresses. Dashed, because nothing runs there.

use super::draw::{boxed, words};
use super::geometry::Point;
use super::machine::FigureProps;
use super::text::{MONO, SMALL, TITLE, fit};
use yew::{Html, component, html};

/// A Service, or an Ingress that no controller serves: a pill.
#[component]
pub fn Pill(props: &FigureProps) -> Html {
    let (rect, room) = (props.rect, props.rect.w - 36.0);
    let address = props.vertex.addresses.first().map_or("", String::as_str);
    let line = [address, &props.note].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let middle = rect.centre().y;
    props.chosen_by_hand(
        "pill",
        html! {
            <>
                { boxed("box", &rect, rect.h / 2.0) }
                { words("title", Point::new(rect.x + 18.0, middle - 2.0), &fit(&props.vertex.title, room, TITLE)) }
                { words("mono", Point::new(rect.x + 18.0, middle + 12.5), &fit(&line, room, MONO)) }
            </>
        },
    )
}

/// An Ingress rule inside its controller.
#[component]
pub fn RuleChip(props: &FigureProps) -> Html {
    let rect = props.rect;
    let text = fit(if props.note.is_empty() { &props.vertex.title } else { &props.note }, rect.w - 14.0, SMALL);
    props.chosen_by_hand(
        "chip",
        html! {
            <>
                { boxed("box", &rect, 5.0) }
                { words("small", Point::new(rect.x + 7.0, rect.centre().y + 4.0), &text) }
            </>
        },
    )
}
