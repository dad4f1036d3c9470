//! How some of many requests ended, and the way to one of them: the chip that opens the first that ended so.

use super::panel::ManyPanelProps;
use crate::probe::{short_verdict, verdict_tone};
use crate::state::action::Action;
use crate::words::{T, t};
use malla_trace::Verdict;
use yew::{Html, MouseEvent, classes, html};

/// A chip with the end; pressed, it shows the request of that number from its beginning. When the cluster has changed
/// since, there is nothing to open.
pub fn opener(props: &ManyPanelProps, verdict: &Verdict, first: u64) -> Html {
    let class = classes!("chip", verdict_tone(verdict));
    let words = short_verdict(verdict);
    if props.many.stale {
        return html! { <span {class}>{ words }</span> };
    }
    let open = props.on.reform(move |_: MouseEvent| Action::OpenRequest(first));
    let what = t(props.lang, T::OpenOne).replace("{n}", &first.to_string());
    html! {
        <button type="button" class={classes!(class, "opens")} title={what.clone()} aria-label={format!("{words}. {what}")} onclick={open}>{ words }{ " ▸" }</button>
    }
}
