//! A machine outside the cluster: client, name server, balancer, router, host.

use super::draw::{boxed, words};
use super::geometry::{Point, Rect};
use super::icons::icon;
use super::inside::Inside;
use super::scene::FilterWork;
use super::text::{MONO, TITLE, fit};
use crate::state::tone::Tone;
use crate::words::kind_name;
use malla_trace::{Lang, Vertex, VertexId, VertexState};
use yew::{AttrValue, Callback, Classes, Html, KeyboardEvent, MouseEvent, Properties, classes, component, html};

/// A figure of the stage.
#[derive(Clone, PartialEq, Properties)]
pub struct FigureProps {
    /// Who.
    pub vertex: Vertex,
    /// Where.
    pub rect: Rect,
    /// The colour of what it does now, if it does something.
    pub active: Option<Tone>,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether it is lit because somebody speaks of it.
    pub lit: bool,
    /// Whether it is where a request went wrong.
    pub failed: bool,
    /// Height of a node's header.
    pub head: f64,
    /// Whether labels are on one line.
    pub compact: bool,
    /// The inside of a pod with several parts.
    #[prop_or_default]
    pub inside: Option<Inside>,
    /// The part that is at work.
    #[prop_or_default]
    pub part: Option<AttrValue>,
    /// What the packet filter of a pod does now.
    #[prop_or_default]
    pub work: Option<FilterWork>,
    /// What stands beside the address, or instead of the name where there is no address.
    pub note: AttrValue,
    /// Reader's language.
    pub lang: Lang,
    /// It was chosen.
    pub on_choose: Callback<VertexId>,
}

impl FigureProps {
    /// The classes that say how it is.
    #[must_use]
    pub fn classes(&self, kind: &'static str) -> Classes {
        let tone = self.active.map(|tone| format!("acts {}", tone.name()));
        let state = match self.vertex.state {
            VertexState::Ready => None,
            VertexState::NotReady => Some("not-ready"),
            VertexState::Pending => Some("waiting"),
        };
        let selected = self.selected.then_some("selected");
        let lit = self.lit.then_some("lit");
        let failed = self.failed.then_some("failed");
        classes!("figure", kind, tone, state, selected, lit, failed)
    }

    /// A figure that can be chosen with pointer and keyboard, around its drawing.
    pub fn chosen_by_hand(&self, kind: &'static str, drawing: Html) -> Html {
        let choose = || {
            let (on_choose, id) = (self.on_choose.clone(), self.vertex.id.clone());
            move || on_choose.emit(id.clone())
        };
        let (by_pointer, by_key) = (choose(), choose());
        let onclick = move |_: MouseEvent| by_pointer();
        let onkeydown = move |event: KeyboardEvent| {
            if event.key() == "Enter" || event.key() == " " {
                event.prevent_default();
                by_key();
            }
        };
        html! {
            <g class={self.classes(kind)} role="button" tabindex="0" data-id={self.vertex.id.0.clone()}
                aria-pressed={self.selected.to_string()} {onclick} {onkeydown}><title>{ self.spoken() }</title>{ drawing }{ self.cross() }</g>
        }
    }

    /// The sign of where a request went wrong.
    fn cross(&self) -> Html {
        if !self.failed {
            return Html::default();
        }
        let at = Point::new(self.rect.right() - 3.0, self.rect.y + 3.0);
        html! {
            <g class="cross" transform={format!("translate({:.1} {:.1})", at.x, at.y)}>
                <circle r="9" /><path d="M-3.5-3.5l7 7M3.5-3.5l-7 7" />
            </g>
        }
    }

    /// What a screen reader says, and a pointer shows: `MenchuPC, client, 192.168.0.200`.
    #[must_use]
    pub fn spoken(&self) -> String {
        let kind = kind_name(self.lang, self.vertex.kind);
        let addresses = self.vertex.addresses.join(", ");
        let parts = [self.vertex.title.as_str(), kind, addresses.as_str()];
        parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
    }
}

/// A machine.
#[component]
pub fn Machine(props: &FigureProps) -> Html {
    let rect = props.rect;
    let room = rect.w - 54.0;
    let address = props.vertex.addresses.first().map_or("", String::as_str);
    let middle = rect.centre().y;
    let spread = (rect.h / 48.0).min(1.0);
    props.chosen_by_hand(
        "machine",
        html! {
            <>
                { boxed("box", &rect, 9.0) }
                { icon(props.vertex.kind, rect.x + 12.0, middle - 10.0) }
                { words("title", Point::new(rect.x + 44.0, middle - 3.0 * spread), &fit(&props.vertex.title, room, TITLE)) }
                { words("mono", Point::new(rect.x + 44.0, middle + 5.0 + 9.0 * spread), &fit(address, room, MONO)) }
            </>
        },
    )
}
