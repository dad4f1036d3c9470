//! A bar between two panels that moves by pointer and by arrow keys, and remembers where it stood.

use crate::platform::Local;
use crate::platform::{capture, set_share, width_and_height};
use crate::state::keeping::Keeping;
use yew::{
    AttrValue, Html, KeyboardEvent, PointerEvent, Properties, classes, component, html, use_effect_with, use_state_eq,
};

/// What the splitter divides.
#[derive(Clone, PartialEq, Properties)]
pub struct SplitterProps {
    /// Its name.
    pub label: AttrValue,
    /// The custom property it sets, `--left`.
    pub property: &'static str,
    /// Which side of it the measured panel lies on.
    pub side: Side,
    /// The size at the beginning, in pixels.
    pub start: f64,
    /// The smallest size.
    pub least: f64,
    /// The largest share of the window.
    pub most: f64,
}

/// Which side of the splitter the measured panel lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Left of a vertical bar.
    Left,
    /// Right of a vertical bar.
    Right,
    /// Below a horizontal bar.
    Below,
}

/// How far one press of an arrow key goes.
const KEY_STEP: f64 = 24.0;

/// A splitter.
#[component]
pub fn Splitter(props: &SplitterProps) -> Html {
    let name = format!("malla/split{}", props.property);
    let kept = Local.get(&name).and_then(|text| text.parse().ok());
    let size = use_state_eq(|| kept.unwrap_or_else(|| fair(props.side, props.start)));
    use_effect_with((*size, props.property), |(size, property)| set_share(property, *size));
    let (side, least, most) = (props.side, props.least, props.most);
    let most_pixels = move || {
        let (width, height) = width_and_height();
        most * if side == Side::Below { height } else { width }
    };
    let resize = {
        let size = size.clone();
        move |wanted: f64| {
            let wanted = wanted.clamp(least, most_pixels().max(least));
            Local.set(&name, &format!("{wanted:.0}"));
            size.set(wanted);
        }
    };
    let onpointerdown = |event: PointerEvent| capture(&event);
    let by_pointer = resize.clone();
    let onpointermove = move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            by_pointer(pointed(side, &event));
        }
    };
    let now = *size;
    let onkeydown = move |event: KeyboardEvent| {
        if let Some(direction) = key_direction(side, &event.key()) {
            event.prevent_default();
            resize(now + direction * KEY_STEP);
        }
    };
    let orientation = if side == Side::Below { "horizontal" } else { "vertical" };
    let place = props.property.trim_start_matches('-');
    html! {
        <div class={classes!("splitter", orientation, format!("bar-{place}"))} role="separator" tabindex="0" aria-label={props.label.clone()}
            aria-orientation={orientation} aria-valuemin={format!("{least:.0}")} aria-valuemax="2000"
            aria-valuenow={format!("{now:.0}")} {onpointerdown} {onpointermove} {onkeydown}></div>
    }
}

/// The size at the beginning: on a low window the lower band takes no more than its share.
fn fair(side: Side, start: f64) -> f64 {
    match side {
        Side::Left | Side::Right => start,
        Side::Below => start.min(width_and_height().1 * 0.34),
    }
}

/// The size that a pointer position means.
fn pointed(side: Side, event: &PointerEvent) -> f64 {
    let (width, height) = width_and_height();
    match side {
        Side::Left => f64::from(event.client_x()),
        Side::Right => width - f64::from(event.client_x()),
        Side::Below => height - f64::from(event.client_y()),
    }
}

/// Whether a key makes the measured panel larger (1) or smaller (-1).
fn key_direction(side: Side, key: &str) -> Option<f64> {
    match (side, key) {
        (Side::Left, "ArrowRight") | (Side::Right, "ArrowLeft") | (Side::Below, "ArrowUp") => Some(1.0),
        (Side::Left, "ArrowLeft") | (Side::Right, "ArrowRight") | (Side::Below, "ArrowDown") => Some(-1.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_moves_the_bar_its_own_way() {
        assert_eq!(key_direction(Side::Left, "ArrowRight"), Some(1.0));
        assert_eq!(key_direction(Side::Right, "ArrowRight"), Some(-1.0));
        assert_eq!(key_direction(Side::Below, "ArrowUp"), Some(1.0));
        assert_eq!(key_direction(Side::Below, "ArrowLeft"), None);
    }
}
