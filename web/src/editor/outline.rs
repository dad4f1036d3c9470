//! Lists of places over the text: the objects of the file, and the places that a name may mean.

use super::helper::Target;
use super::place::place_of;
use super::tools::Desk;
use crate::state::action::Action;
use crate::words::{T, t};
use malla_core::assist::{self, OutlineItem};
use malla_trace::Place;
use yew::{Callback, Html, MouseEvent, html};

/// The objects of the file and their main parts.
pub fn outline(desk: &Desk, close: &Callback<()>) -> Html {
    let items = assist::outline(&desk.file.text);
    if items.is_empty() {
        return html! { <p class="note">{ t(desk.lang, T::NoOutline) }</p> };
    }
    html! { <ul class="tool-list" aria-label={t(desk.lang, T::ShowOutline)}>{ for items.iter().map(|item| draw(desk, close, item)) }</ul> }
}

fn draw(desk: &Desk, close: &Callback<()>, item: &OutlineItem) -> Html {
    let place = place_of(&desk.file.name, &desk.file.text, &item.head);
    let words = html! { <><b>{ &item.kind }</b>{ " " }<code>{ &item.name }</code>
    if !item.namespace.is_empty() { <small>{ &item.namespace }</small> }</> };
    html! {
        <li>{ jump(desk, close, place, words) }
            if !item.children.is_empty() { <ul>{ for item.children.iter().map(|child| draw(desk, close, child)) }</ul> }</li>
    }
}

/// The places that a name may mean.
pub fn choices(desk: &Desk, targets: &[Target], close: &Callback<()>) -> Html {
    let choice = |target: &Target| {
        let at = format!("{}:{}", target.place.file, target.place.line);
        let words = html! { <>{ &target.title }{ " " }<code>{ at }</code></> };
        html! { <li>{ jump(desk, close, target.place.clone(), words) }</li> }
    };
    html! { <ul class="tool-list" aria-label={t(desk.lang, T::SeveralPlaces)}>{ for targets.iter().map(choice) }</ul> }
}

fn jump(desk: &Desk, close: &Callback<()>, place: Place, words: Html) -> Html {
    let (on, close) = (desk.on.clone(), close.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        close.emit(());
        on.emit(Action::GoTo(place.clone()));
    });
    html! { <button type="button" class="plain" {onclick}>{ words }</button> }
}
