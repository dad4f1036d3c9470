//! The panels' tabs, where there is no room for all panels at once.

use crate::state::action::{Action, Panel};
use crate::words::{T, t};
use malla_trace::Lang;
use yew::{Callback, Html, MouseEvent, Properties, classes, component, html};

/// What the tabs show.
#[derive(Clone, PartialEq, Properties)]
pub struct TabsProps {
    /// The panel in front.
    pub panel: Panel,
    /// Which panels.
    pub panels: &'static [Panel],
    /// The name of the row.
    pub class: &'static str,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

const fn face(panel: Panel) -> (T, &'static str) {
    match panel {
        Panel::Lesson => {
            (T::TabLesson, "M2 3h5a1 1 0 0 1 1 1v9a1 1 0 0 0-1-1H2zM14 3H9a1 1 0 0 0-1 1v9a1 1 0 0 1 1-1h5z")
        }
        Panel::Stage => (T::TabStage, "M2 4h12M4 4v3M12 4v3M2 7h4v6H2zM10 7h4v6h-4z"),
        Panel::Hops => (T::TabHops, "M3 4h.5M6 4h7M3 8h.5M6 8h7M3 12h.5M6 12h7"),
        Panel::Why => (T::TabWhy, "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.7 8 9 8 10M8 12.6v.2"),
        Panel::Rules => (T::TabRules, "M2 3h12L9.5 8.5V13L6.5 11V8.5z"),
        Panel::Proxy => (T::TabProxy, "M1.5 8h3.5M11 8h3.5M12.5 6l2 2-2 2M8 4a4 4 0 1 0 .1 0"),
        Panel::Editor => (T::TabEditor, "M3 13l1-4 7-7 3 3-7 7zM10 4l2 2"),
    }
}

/// The tabs.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let tab = |panel: &Panel| {
        let panel = *panel;
        let (word, d) = face(panel);
        let is_front = panel == props.panel;
        let onclick = props.on.reform(move |_: MouseEvent| Action::ShowPanel(panel));
        html! {
            <button type="button" class={classes!(is_front.then_some("on"))} aria-current={is_front.then_some("true")}
                data-tab={panel.name()} {onclick}>
                <svg viewBox="0 0 16 16" aria-hidden="true"><path {d} /></svg><span>{ t(props.lang, word) }</span>
            </button>
        }
    };
    html! { <nav class={classes!("tabs", props.class)} aria-label={t(props.lang, T::Panels)}>{ for props.panels.iter().map(tab) }</nav> }
}
