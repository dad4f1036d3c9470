//! A sentence of the core as words on the page: addresses in code type, links that lead to lines, objects, figures
//! and the glossary.

use super::link::Link;
use malla_trace::{Fragment, LinkTarget, Sentence};
use yew::{Callback, Html, Properties, component, html};

/// What is said.
#[derive(Clone, PartialEq, Properties)]
pub struct ProseProps {
    /// The sentence.
    pub sentence: Sentence,
    /// A link was followed.
    pub on_follow: Callback<LinkTarget>,
}

/// A sentence.
#[component]
pub fn Prose(props: &ProseProps) -> Html {
    let word = |fragment: &Fragment| match fragment {
        Fragment::Text { text } => html! { { text } },
        Fragment::Code { text } => html! { <code>{ text }</code> },
        Fragment::Link { text, target } => link(text, target, &props.on_follow),
    };
    html! { <span class="prose" data-code={props.sentence.code.clone()}>{ for props.sentence.fragments.iter().map(word) }</span> }
}

fn link(text: &str, target: &LinkTarget, on_follow: &Callback<LinkTarget>) -> Html {
    let kind = match target {
        LinkTarget::Place(_) => "to-place",
        LinkTarget::Object(_) => "to-object",
        LinkTarget::Vertex { .. } => "to-vertex",
        LinkTarget::Term { .. } => "to-term",
    };
    let (target, on_follow) = (target.clone(), on_follow.clone());
    let on_press = move |()| on_follow.emit(target.clone());
    html! { <Link {kind} {on_press}>{ text.to_owned() }</Link> }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use malla_trace::{Place, VertexId};

    #[tokio::test(flavor = "current_thread")]
    async fn words_lead_where_they_say_and_text_is_only_text() {
        let sentence = || Sentence {
            code: "NET-DNAT".into(),
            fragments: vec![
                Fragment::Text { text: "<b>a</b> ".into() },
                Fragment::Code { text: "10.0.0.1".into() },
                Fragment::Link { text: "line 11".into(), target: LinkTarget::Place(Place::default()) },
                Fragment::Link { text: "NodoA".into(), target: LinkTarget::Vertex { id: VertexId("node/a".into()) } },
                Fragment::Link { text: "DNAT".into(), target: LinkTarget::Term { term: "dnat".into() } },
            ],
        };
        let props = move || ProseProps { sentence: sentence(), on_follow: Callback::noop() };
        let html = yew::ServerRenderer::<Prose>::with_props(props).hydratable(false).render().await;
        assert!(html.contains("&lt;b&gt;a&lt;/b&gt; <code>10.0.0.1</code><span"), "{html}");
        for kind in ["to-place", "to-vertex", "to-term"] {
            assert!(html.contains(&format!("class=\"link {kind}\"")), "{html}");
        }
        assert!(html.contains("data-code=\"NET-DNAT\""), "{html}");
    }
}
