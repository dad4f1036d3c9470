//! An entry of the glossary.

use super::dialog::Modal;
use crate::words::{T, t};
use malla_core::explain::term;
use malla_trace::Lang;
use yew::{AttrValue, Callback, Html, Properties, component, html};

/// What is asked.
#[derive(Clone, PartialEq, Properties)]
pub struct TermCardProps {
    /// The entry's stable name.
    pub term: AttrValue,
    /// Reader's language.
    pub lang: Lang,
    /// It wants to close.
    pub on_close: Callback<()>,
}

/// The entry.
#[component]
pub fn TermCard(props: &TermCardProps) -> Html {
    let found = term(&props.term, props.lang);
    let (title, text) = match &found {
        Some(entry) => (entry.title.to_string(), entry.text.to_string()),
        None => (props.term.to_string(), t(props.lang, T::NoTerm).to_owned()),
    };
    html! {
        <Modal {title} lang={props.lang} on_close={props.on_close.clone()}>
            <p class="soft eyebrow">{ t(props.lang, T::Glossary) }</p>
            <p>{ text }</p>
        </Modal>
    }
}
