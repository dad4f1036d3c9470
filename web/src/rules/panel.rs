//! The rules of a node. The rule that decides the present step is marked and in view; every rule leads to the manifest
//! line it was made of.

use super::chain::Tables;
use super::header::Header;
use super::service::ServiceView;
use super::spot::{Counters, Spot};
use crate::state::action::Action;
use crate::state::picture::Picture;
use crate::state::rules_view::{RulesView, name};
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::{ServicePicture, TableView};
use malla_trace::{Lang, VertexId};
use std::rc::Rc;
use yew::{Callback, Html, Properties, component, html, use_memo, use_state_eq};

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct RulesPanelProps {
    /// The cluster.
    pub picture: Shared<Picture>,
    /// The request.
    pub told: Shared<Picture>,
    /// Whose rules: a node's, or those of a pod with a proxy.
    pub machine: Option<VertexId>,
    /// Whether a machine was chosen, so that the panel does not follow the packet.
    pub chosen: bool,
    /// Where the present step happened: table, chain, rule number.
    pub present: Option<Spot>,
    /// What of the rules is shown.
    pub view: RulesView,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// What there is to show of a machine.
#[derive(Debug, PartialEq)]
pub struct Filter {
    /// Its rules.
    pub tables: Vec<TableView>,
    /// What they make of every Service.
    pub services: Vec<ServicePicture>,
}

impl Filter {
    fn of(picture: &Picture, machine: Option<&VertexId>) -> Self {
        let tables = machine.and_then(|machine| picture.snapshot.machine_rules(machine)).unwrap_or_default();
        let services = machine.map(|machine| picture.snapshot.service_pictures(machine)).unwrap_or_default();
        Self { tables, services }
    }

    /// The Service that is wanted, if it has rules here.
    #[must_use]
    pub fn service(&self, view: &RulesView) -> Option<&ServicePicture> {
        let wanted = view.service.as_ref()?;
        self.services.iter().find(|picture| name(picture) == *wanted)
    }
}

/// The rules of a node.
#[component]
pub fn RulesPanel(props: &RulesPanelProps) -> Html {
    let search = use_state_eq(String::new);
    let filter = use_memo((props.picture.clone(), props.machine.clone()), |(picture, machine)| {
        Filter::of(picture, machine.as_ref())
    });
    let counters = use_memo((props.told.clone(), props.machine.clone()), |(told, machine)| {
        machine.as_ref().map(|machine| Counters::of(&told.trace, machine)).unwrap_or_default()
    });
    let present = props.present.clone().filter(|spot| Some(&spot.machine) == props.machine.as_ref());
    let on_search = {
        let search = search.clone();
        Callback::from(move |text: String| search.set(text))
    };
    html! {
        <section class="rules panel" aria-label={t(props.lang, T::TabRules)}>
            <Header picture={props.picture.clone()} machine={props.machine.clone()} chosen={props.chosen} filter={filter.clone()}
                view={props.view.clone()} lang={props.lang} on={props.on.clone()} />
            { body(props, &filter, &counters, present, ((*search).clone(), on_search)) }
        </section>
    }
}

fn body(
    props: &RulesPanelProps,
    filter: &Rc<Filter>,
    counters: &Rc<Counters>,
    present: Option<Spot>,
    (search, on_search): (String, Callback<String>),
) -> Html {
    if props.view.drawn && props.view.service.is_some() {
        return html! {
            <ServiceView picture={props.picture.clone()} machine={props.machine.clone()} filter={filter.clone()} view={props.view.clone()}
                counters={counters.clone()} {present} lang={props.lang} on={props.on.clone()} />
        };
    }
    html! {
        <Tables filter={filter.clone()} counters={counters.clone()} {present} view={props.view.clone()}
            {search} {on_search} lang={props.lang} on={props.on.clone()} />
    }
}
