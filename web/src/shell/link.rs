//! Words that lead somewhere inside the page. No `<a>`, because there is no address to go to, and no `<button>`,
//! because a button cannot break across lines as words do.

use yew::{AttrValue, Callback, Html, KeyboardEvent, MouseEvent, Properties, classes, component, html};

/// What the link shows.
#[derive(Clone, PartialEq, Properties)]
pub struct LinkProps {
    /// Where it leads: `to-place`, `to-object`, `to-vertex`, `to-term`.
    pub kind: &'static str,
    /// What it shows, on hover.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// It was followed.
    pub on_press: Callback<()>,
    /// The words.
    pub children: Html,
}

/// A link.
#[component]
pub fn Link(props: &LinkProps) -> Html {
    let onclick = props.on_press.reform(|_: MouseEvent| ());
    let pressed = props.on_press.clone();
    let onkeydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            pressed.emit(());
        }
    };
    html! {
        <span class={classes!("link", props.kind)} role="link" tabindex="0" title={props.title.clone()} {onclick} {onkeydown}>
            { props.children.clone() }
        </span>
    }
}
