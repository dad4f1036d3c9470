//! What is known about the thing that is selected on the stage, and what can be done to it.

use crate::state::action::Action;
use crate::words::{T, fact_name, kind_name, part_name, state_name, t};
use malla_trace::{Lang, PartRole, Vertex, VertexKind, VertexState};
use yew::{Callback, Html, Properties, classes, component, html};

/// What the details show.
#[derive(Clone, PartialEq, Properties)]
pub struct DetailsProps {
    /// The thing.
    pub vertex: Vertex,
    /// Whether a proxy runs there.
    pub has_proxy: bool,
    /// Which side of the stage they lie on: `left` or `right`.
    pub side: &'static str,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// The details of a thing.
#[component]
pub fn Details(props: &DetailsProps) -> Html {
    let (vertex, lang) = (&props.vertex, props.lang);
    let state = (vertex.state != VertexState::Ready).then(|| state_name(lang, vertex.state));
    html! {
        <aside class={classes!("details", props.side)} aria-label={vertex.title.clone()}>
            <header>
                <h2>{ &vertex.title }<small>{ kind_name(lang, vertex.kind) }</small></h2>
                { button(props, "icon-button", "×", t(lang, T::Close), Action::Select(None)) }
            </header>
            if let Some(state) = state { <p class="state">{ state }</p> }
            <dl>
                { for vertex.addresses.iter().map(|address| row(t(lang, T::Addresses), address)) }
                { for vertex.parts.iter().map(|part| row(part_name(lang, part.role), &part.name)) }
                { for vertex.facts.iter().map(|fact| row(&fact_name(lang, &fact.code), &fact.value)) }
            </dl>
            <div class="actions">{ for actions(props) }</div>
        </aside>
    }
}

fn row(name: &str, value: &str) -> Html {
    html! { <><dt>{ name.to_owned() }</dt><dd><code>{ value.to_owned() }</code></dd></> }
}

fn actions(props: &DetailsProps) -> Vec<Html> {
    let (vertex, lang) = (&props.vertex, props.lang);
    let mut found = Vec::new();
    let mut offer = |word: T, action: Action| found.push(button(props, "", t(lang, word), "", action));
    if let Some(place) = vertex.place.clone() {
        offer(T::ShowManifest, Action::GoTo(place));
    }
    if vertex.kind == VertexKind::Node {
        offer(T::ShowRules, Action::ShowRules(Some(vertex.id.clone())));
    }
    if props.has_proxy {
        offer(T::ShowProxyOf, Action::ShowProxy(Some(vertex.id.clone())));
    }
    if vertex.parts.iter().any(|part| part.role == PartRole::Sidecar) {
        offer(T::ShowRules, Action::ShowRules(Some(vertex.id.clone())));
    }
    if matches!(vertex.kind, VertexKind::Client | VertexKind::Pod) {
        offer(T::SendFromHere, Action::SendFrom(vertex.id.clone()));
    }
    if let (VertexKind::Pod, Some(pod)) = (vertex.kind, vertex.object.clone()) {
        offer(T::DeletePod, Action::DeletePod(pod));
    }
    found
}

fn button(props: &DetailsProps, class: &'static str, words: &'static str, label: &'static str, action: Action) -> Html {
    let onclick = props.on.reform(move |_| action.clone());
    let label = (!label.is_empty()).then_some(label);
    html! { <button type="button" {class} aria-label={label} {onclick}>{ words }</button> }
}
