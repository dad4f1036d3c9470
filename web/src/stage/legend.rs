//! What the colours mean.

use super::icons::lock_sign;
use crate::state::tone::Tone;
use crate::words::{T, t};
use malla_trace::Lang;
use yew::{Html, Properties, classes, component, html};

/// What the legend shows.
#[derive(Clone, PartialEq, Properties)]
pub struct LegendProps {
    /// Whether connections may be secured.
    pub meshed: bool,
    /// Reader's language.
    pub lang: Lang,
}

const MEANINGS: [(Tone, T); 5] = [
    (Tone::Request, T::LegendRequest),
    (Tone::Reply, T::LegendReply),
    (Tone::Rewrite, T::LegendRewrite),
    (Tone::Refusal, T::LegendRefusal),
    (Tone::Virtual, T::LegendVirtual),
];

/// The legend of the stage.
#[component]
pub fn Legend(props: &LegendProps) -> Html {
    let item = |(tone, word): &(Tone, T)| {
        html! { <li><i class={classes!("swatch", tone.name())}></i>{ t(props.lang, *word) }</li> }
    };
    let locks = [(true, T::LegendClosed), (false, T::LegendOpen)];
    let lock = |(closed, word): (bool, T)| html! { <li>{ lock_sign(closed, None) }{ t(props.lang, word) }</li> };
    html! {
        <ul class="legend" aria-label={t(props.lang, T::Legend)}>
            { for MEANINGS.iter().map(item) }
            if props.meshed { { for locks.map(lock) } }
        </ul>
    }
}
