//! What lies over the page until it is answered.

use crate::platform::{close_dialog, open_dialog};
use crate::words::{T, t};
use malla_trace::Lang;
use yew::{
    AttrValue, Callback, Children, Event, Html, MouseEvent, Properties, component, html, use_effect_with, use_node_ref,
};

/// What a dialog shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ModalProps {
    /// Its heading.
    pub title: AttrValue,
    /// Reader's language.
    pub lang: Lang,
    /// It wants to close.
    pub on_close: Callback<()>,
    /// What it holds.
    pub children: Children,
}

/// A dialog.
#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let node = use_node_ref();
    let opened = node.clone();
    use_effect_with((), move |()| open_dialog(&opened));
    let closed = node.clone();
    let onclick = move |_: MouseEvent| close_dialog(&closed);
    let onclose = props.on_close.reform(|_: Event| ());
    html! {
        <dialog ref={node} class="modal" aria-labelledby="modal-title" {onclose}>
            <header>
                <h2 id="modal-title">{ props.title.clone() }</h2>
                <button type="button" class="icon-button" aria-label={t(props.lang, T::Close)} {onclick}>{ "×" }</button>
            </header>
            { props.children.clone() }
        </dialog>
    }
}

/// A question with two answers.
#[derive(Clone, PartialEq, Properties)]
pub struct AskProps {
    /// What the yes does, as its button says.
    pub yes: AttrValue,
    /// The question.
    pub question: AttrValue,
    /// Reader's language.
    pub lang: Lang,
    /// Yes.
    pub on_yes: Callback<()>,
    /// No.
    pub on_no: Callback<()>,
}

/// A question.
#[component]
pub fn Ask(props: &AskProps) -> Html {
    let yes = props.on_yes.reform(|_: MouseEvent| ());
    let no = props.on_no.reform(|_: MouseEvent| ());
    html! {
        <Modal title={props.yes.clone()} lang={props.lang} on_close={props.on_no.clone()}>
            <p>{ props.question.clone() }</p>
            <div class="actions">
                <button type="button" class="primary" onclick={yes}>{ props.yes.clone() }</button>
                <button type="button" onclick={no}>{ t(props.lang, T::Cancel) }</button>
            </div>
        </Modal>
    }
}
