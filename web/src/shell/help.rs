//! How the page is used.

use super::dialog::Modal;
use crate::words::{T, t};
use malla_trace::Lang;
use yew::{Callback, Html, Properties, component, html};

/// Who asks.
#[derive(Clone, PartialEq, Properties)]
pub struct HelpProps {
    /// Reader's language.
    pub lang: Lang,
    /// It wants to close.
    pub on_close: Callback<()>,
}

const KEYS: [(&[&str], T); 6] = [
    (&["␣"], T::HelpSpace),
    (&["←", "→"], T::HelpArrows),
    (&["⇧ ←", "⇧ →"], T::HelpShiftArrows),
    (&["P", "N"], T::HelpCalls),
    (&["Home", "End"], T::HelpHomeEnd),
    (&["?"], T::HelpQuestion),
];

const EDITOR_KEYS: [(&[&str], T); 4] = [
    (&["Ctrl ␣"], T::HelpComplete),
    (&["F12"], T::HelpDefinition),
    (&["⇧ Alt F"], T::HelpFormat),
    (&["Ctrl ."], T::HelpMend),
];

/// The help.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let row = |(keys, word): &(&[&str], T)| {
        html! { <><dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt><dd>{ t(props.lang, *word) }</dd></> }
    };
    html! {
        <Modal title={t(props.lang, T::Help)} lang={props.lang} on_close={props.on_close.clone()}>
            <p>{ t(props.lang, T::HelpIdea) }</p>
            <h3>{ t(props.lang, T::HelpKeys) }</h3>
            <dl class="keys">{ for KEYS.iter().map(row) }</dl>
            <h3>{ t(props.lang, T::HelpEditor) }</h3>
            <dl class="keys">{ for EDITOR_KEYS.iter().map(row) }</dl>
            <p>{ t(props.lang, T::EditorKeys) }</p>
            <p class="soft">{ t(props.lang, T::HelpLedger) }</p>
        </Modal>
    }
}
