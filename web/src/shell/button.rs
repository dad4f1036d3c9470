//! A button that is a small drawing with a name.

use yew::{AttrValue, Callback, Html, MouseEvent, Properties, classes, component, html};

/// What the button shows.
#[derive(Clone, PartialEq, Properties)]
pub struct IconButtonProps {
    /// Its name, read aloud and shown on hover.
    pub label: AttrValue,
    /// The drawing: a path on a field of 16 by 16.
    pub d: AttrValue,
    /// More classes.
    #[prop_or_default]
    pub class: &'static str,
    /// Whether it is pressed, for a button that stays pressed.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// It was pressed.
    pub on_press: Callback<()>,
}

/// A button with a drawing.
#[component]
pub fn IconButton(props: &IconButtonProps) -> Html {
    let onclick = props.on_press.reform(|_: MouseEvent| ());
    let pressed = props.pressed.map(|pressed| pressed.to_string());
    html! {
        <button type="button" class={classes!("icon-button", props.class)} aria-label={props.label.clone()}
            title={props.label.clone()} aria-pressed={pressed} {onclick}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d={props.d.clone()} /></svg>
        </button>
    }
}
