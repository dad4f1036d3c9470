//! A Service as a picture: what its rules on this node come to.

use super::drawing::drawing;
use super::panel::Filter;
use super::spot::{Counters, Spot};
use super::twin::twin;
use crate::stage::pod_name;
use crate::state::action::Action;
use crate::state::picture::Picture;
use crate::state::rules_view::RulesView;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::{Backend, Door, ServicePicture, Way, Who};
use malla_trace::{Lang, VertexId, VertexKind};
use std::rc::Rc;
use yew::{Callback, Html, Properties, component, html};

/// What the view shows.
#[derive(Clone, PartialEq, Properties)]
pub struct ServiceViewProps {
    /// The cluster.
    pub picture: Shared<Picture>,
    /// Whose rules.
    pub machine: Option<VertexId>,
    /// What there is.
    pub filter: Rc<Filter>,
    /// What of it is shown.
    pub view: RulesView,
    /// How often the request came by.
    pub counters: Rc<Counters>,
    /// Where the present step happened, if it was here.
    pub present: Option<Spot>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// What picture and twin have in common.
pub struct Sight<'a> {
    /// What the view shows.
    pub props: &'a ServiceViewProps,
    /// The Service port.
    pub service: &'a ServicePicture,
}

/// A Service as a picture.
#[component]
pub fn ServiceView(props: &ServiceViewProps) -> Html {
    let Some(service) = props.filter.service(&props.view) else {
        return html! { <div class="rules-list"><p class="soft">{ t(props.lang, T::NoServiceRules) }</p></div> };
    };
    let sight = Sight { props, service };
    html! {
        <div class="rules-list service-view" tabindex="0" role="group" aria-label={format!("{} {}", t(props.lang, T::AsPicture), service.name)}>
            { idea(&sight) }
            { drawing(&sight) }
            { twin(&sight) }
        </div>
    }
}

/// The idea itself: nobody has that address.
fn idea(sight: &Sight<'_>) -> Html {
    let lang = sight.props.lang;
    let Some(door) = sight.service.doors.first() else { return Html::default() };
    let address = door.address.rsplit_once(':').map_or(door.address.as_str(), |(ip, _)| ip);
    let here = sight.props.machine.as_ref().map(|machine| sight.machine_title(machine)).unwrap_or_default();
    let rule = format!("{} {} {}", door.rule.table, door.rule.chain, door.rule.number);
    html! {
        <p class="idea"><code>{ address.to_owned() }</code>{ format!(" {} {here}: ", t(lang, T::OnlyARule)) }<code>{ rule }</code></p>
    }
}

impl Sight<'_> {
    /// What a machine is called on the stage.
    #[must_use]
    pub fn machine_title(&self, id: &VertexId) -> String {
        self.props.picture.topology.get(id).map_or_else(|| id.0.clone(), |v| pod_name(&v.title).0.to_owned())
    }

    /// Who an endpoint is: its pod's short name, and its node's title.
    #[must_use]
    pub fn backend_words(&self, backend: &Backend) -> (String, String) {
        let nodes = || self.props.picture.topology.vertices.iter().filter(|v| v.kind == VertexKind::Node);
        let title = |name: &String| {
            let node = nodes().find(|v| v.object.as_ref().is_some_and(|object| object.name == *name));
            node.map_or_else(|| name.clone(), |v| v.title.clone())
        };
        let node = backend.node.as_ref().map(title).unwrap_or_default();
        let pod = backend.object.as_ref().map(|object| object.name.as_str()).unwrap_or_default();
        // As the stage writes it: the ReplicaSet's hash tells nobody anything.
        let (owner, suffix) = pod_name(pod);
        let short = suffix.rsplit_once('-').map_or("", |(_, short)| short);
        (if short.is_empty() { owner.to_owned() } else { format!("{owner}-{short}") }, node)
    }

    /// For whom a way is: those that are named, or all others.
    #[must_use]
    pub fn who_words(&self, door: &Door, way: &Way) -> String {
        let lang = self.props.lang;
        if way.who.is_empty() {
            return t(lang, if door.ways.len() > 1 { T::AllOthers } else { T::Everybody }).into();
        }
        way.who.iter().map(|who| one_who(lang, who)).collect::<Vec<_>>().join(", ")
    }

    /// Why no rule leads to an endpoint.
    #[must_use]
    pub fn left_out_words(&self, backend: &Backend) -> &'static str {
        let word = match (backend.terminating, backend.ready) {
            (true, _) => T::LeftOutTerminating,
            (false, false) => T::LeftOutNotReady,
            (false, true) => T::LeftOutElsewhere,
        };
        t(self.props.lang, word)
    }
}

/// Who a rule is for.
#[must_use]
pub fn one_who(lang: Lang, who: &Who) -> String {
    match who {
        Who::From(range) => format!("{} {range}", t(lang, T::WhoFrom)),
        Who::Outside(range) => format!("{} {range}", t(lang, T::WhoOutside)),
        Who::ThisNode => t(lang, T::WhoThisNode).into(),
    }
}
