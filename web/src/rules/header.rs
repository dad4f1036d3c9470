//! The head of the rules: whose they are, and which Service's.

use super::panel::Filter;
use crate::platform::value;
use crate::stage::pod_name;
use crate::state::action::Action;
use crate::state::picture::Picture;
use crate::state::rules_view::{RulesView, name};
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::ServicePicture;
use malla_trace::{Lang, VertexId, VertexKind};
use std::rc::Rc;
use yew::{Callback, Event, Html, MouseEvent, Properties, classes, component, html};

/// What the head shows.
#[derive(Clone, PartialEq, Properties)]
pub struct HeaderProps {
    /// The cluster.
    pub picture: Shared<Picture>,
    /// Whose rules.
    pub machine: Option<VertexId>,
    /// Whether a machine was chosen.
    pub chosen: bool,
    /// What there is to show of it.
    pub filter: Rc<Filter>,
    /// What of it is shown.
    pub view: RulesView,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// The head of the rules.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    html! {
        <header>
            { machines(props) }
            { services(props) }
            if props.view.service.is_some() { { forms(props) } }
        </header>
    }
}

fn machines(props: &HeaderProps) -> Html {
    let offered = |v: &&malla_trace::Vertex| v.kind == VertexKind::Node || Some(&v.id) == props.machine.as_ref();
    let machines = props.picture.topology.vertices.iter().filter(offered);
    let option = |node: &malla_trace::Vertex| {
        let selected = Some(&node.id) == props.machine.as_ref() && props.chosen;
        html! { <option value={node.id.0.clone()} {selected}>{ &node.title }</option> }
    };
    let here =
        props.machine.as_ref().and_then(|id| props.picture.topology.get(id)).map_or("", |v| pod_name(&v.title).0);
    let follow = format!("{} {here}", t(props.lang, T::FollowPacket));
    let onchange = props.on.reform(|event: Event| {
        let id = value(&event);
        Action::ShowRules((!id.is_empty()).then_some(VertexId(id)))
    });
    html! {
        <label><span class="unseen">{ t(props.lang, T::NodeToShow) }</span>
            <select {onchange}><option value="" selected={!props.chosen}>{ follow }</option>{ for machines.map(option) }</select>
        </label>
    }
}

fn services(props: &HeaderProps) -> Html {
    let wanted = props.view.service.as_deref();
    let option = |picture: &ServicePicture| {
        let value = name(picture);
        let selected = wanted == Some(value.as_str());
        let words = format!("{} · {}", picture.name, picture.protocol);
        html! { <option {value} {selected}>{ words }</option> }
    };
    // A Service that has no rules here, because it has none anywhere or the node is another's.
    let absent = wanted.filter(|_| props.filter.service(&props.view).is_none());
    let onchange = props.on.reform(|event: Event| {
        let name = value(&event);
        Action::ShowService((!name.is_empty()).then_some(name))
    });
    html! {
        <label><span class="unseen">{ t(props.lang, T::ServiceToShow) }</span>
            <select class="of-service" {onchange}>
                <option value="" selected={wanted.is_none()}>{ t(props.lang, T::AllServices) }</option>
                if let Some(name) = absent { <option value={name.to_owned()} selected={true}>{ name.to_owned() }</option> }
                { for props.filter.services.iter().map(option) }
            </select>
        </label>
    }
}

/// As rules, or as a picture.
fn forms(props: &HeaderProps) -> Html {
    let form = |drawn: bool, word: T| {
        let is_on = props.view.drawn == drawn;
        let onclick = props.on.reform(move |_: MouseEvent| Action::DrawService(drawn));
        html! {
            <button type="button" class={classes!(is_on.then_some("on"))} aria-pressed={is_on.to_string()} {onclick}>
                { t(props.lang, word) }</button>
        }
    };
    html! {
        <div class="forms" role="group" aria-label={t(props.lang, T::FormOfService)}>
            { form(false, T::AsRules) }{ form(true, T::AsPicture) }
        </div>
    }
}
