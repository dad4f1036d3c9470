//! Where a step comes from: the chain of causes, nearest first.

use super::panel::Glass;
use crate::shell::Prose;
use crate::words::{T, t};
use malla_core::explain;
use yew::{Html, html};

/// The chain of causes, to unfold.
pub fn causes(glass: &Glass<'_>) -> Html {
    let Some(step) = glass.step else { return Html::default() };
    let (props, trace) = (glass.props, &glass.props.picture.trace);
    let chain = explain::cause(trace, step.why, props.lang);
    if chain.is_empty() {
        return Html::default();
    }
    let line = |sentence| html! { <li><Prose {sentence} on_follow={props.on_follow()} /></li> };
    html! {
        <details class="causes">
            <summary>{ t(props.lang, T::CauseChain) }<span class="badge">{ chain.len() }</span></summary>
            <ol>{ for chain.into_iter().map(line) }</ol>
        </details>
    }
}
