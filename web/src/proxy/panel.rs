//! The panel of a proxy: whose configuration it is, and its parts. The part that decides the present step is marked and
//! in view.

use super::clusters::clusters;
use super::listeners::listeners;
use super::present::Present;
use super::routes::routes;
use super::row::Page;
use crate::platform::{into_view, value};
use crate::stage::pod_name;
use crate::state::action::Action;
use crate::state::picture::Picture;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::proxy_config::ProxyConfigView;
use malla_trace::{Lang, Place, VertexId};
use std::rc::Rc;
use yew::{
    AttrValue, Callback, Event, Html, InputEvent, Properties, component, html, use_effect_with, use_memo, use_node_ref,
    use_state_eq,
};

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ProxyPanelProps {
    /// The cluster.
    pub picture: Shared<Picture>,
    /// The request.
    pub told: Shared<Picture>,
    /// On which machine the proxy runs.
    pub machine: Option<VertexId>,
    /// Whether a machine was chosen, so that the panel does not follow the packet.
    pub chosen: bool,
    /// The machines that have a proxy.
    pub machines: Vec<VertexId>,
    /// What it decided about the request on stage.
    pub present: Option<Present>,
    /// The line that was last gone to.
    pub line: Option<Place>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// A proxy's configuration.
#[component]
pub fn ProxyPanel(props: &ProxyPanelProps) -> Html {
    let search = use_state_eq(String::new);
    let config = use_memo((props.picture.clone(), props.machine.clone()), |(picture, machine)| {
        machine.as_ref().and_then(|machine| picture.snapshot.proxy_config(machine))
    });
    let oninput = {
        let search = search.clone();
        move |event: InputEvent| search.set(value(&event))
    };
    let wanted: AttrValue = search.to_lowercase().into();
    html! {
        <section class="rules proxy panel" aria-label={t(props.lang, T::TabProxy)}>
            <header>
                { picker(props) }
                <input type="search" placeholder={t(props.lang, T::SearchProxy)} aria-label={t(props.lang, T::SearchProxy)}
                    value={(*search).clone()} {oninput} />
            </header>
            <Parts {config} told={props.told.clone()} machine={props.machine.clone()} present={props.present.clone()}
                line={props.line.clone()} search={wanted} lang={props.lang} on={props.on.clone()} />
        </section>
    }
}

/// What the parts of a configuration show. They are drawn anew only where one of these is another.
#[derive(Clone, PartialEq, Properties)]
pub struct PartsProps {
    /// The configuration.
    pub config: Rc<Option<ProxyConfigView>>,
    /// The request.
    pub told: Shared<Picture>,
    /// On which machine the proxy runs.
    pub machine: Option<VertexId>,
    /// What it decided about the request on stage.
    pub present: Option<Present>,
    /// The line that was last gone to.
    pub line: Option<Place>,
    /// What is searched for, in lower-case letters.
    pub search: AttrValue,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// Routes first: they are what is written, and what is asked about.
#[component]
fn Parts(props: &PartsProps) -> Html {
    let (panel, mark) = (use_node_ref(), use_node_ref());
    let nodes = (panel.clone(), mark.clone());
    use_effect_with((props.present.clone(), props.machine.clone()), move |_| into_view(&nodes.0, &nodes.1));
    let page = Page { props, mark: &mark };
    let present = props.present.clone().unwrap_or_default();
    let body = match &*props.config {
        None => html! { <p class="soft">{ t(props.lang, T::NoProxy) }</p> },
        Some(config) => html! {
            <>
                { routes(&page, &config.route_tables, &present) }
                { clusters(&page, &config.clusters, &present) }
                { listeners(&page, &config.listeners, &present) }
            </>
        },
    };
    html! { <div class="rules-list" ref={panel} tabindex="0" role="group" aria-label={t(props.lang, T::TabProxy)}>{ body }</div> }
}

fn picker(props: &ProxyPanelProps) -> Html {
    let title = |id: &VertexId| {
        props.picture.topology.get(id).map_or_else(|| id.0.clone(), |v| pod_name(&v.title).0.to_owned())
    };
    let option = |id: &VertexId| {
        let selected = props.chosen && Some(id) == props.machine.as_ref();
        html! { <option value={id.0.clone()} {selected}>{ title(id) }</option> }
    };
    let here = props.machine.as_ref().map(title).unwrap_or_default();
    let follow = format!("{} {here}", t(props.lang, T::FollowPacket));
    let onchange = props.on.reform(|event: Event| {
        let id = value(&event);
        Action::ShowProxy((!id.is_empty()).then_some(VertexId(id)))
    });
    html! {
        <label><span class="unseen">{ t(props.lang, T::ProxyToShow) }</span>
            <select {onchange}><option value="" selected={!props.chosen}>{ follow }</option>{ for props.machines.iter().map(option) }</select>
        </label>
    }
}
