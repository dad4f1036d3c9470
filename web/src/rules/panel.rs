//! The rules of a node. The rule that decides the present step is marked and in view; every rule leads to the manifest
//! line it was made of.

use crate::platform::{into_view, value};
use crate::shell::Link;
use crate::stage::pod_name;
use crate::state::action::Action;
use crate::state::picture::Picture;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::{ChainView, RuleView, TableView};
use malla_trace::{Lang, Stage, VertexId, VertexKind};
use std::rc::Rc;
use yew::{
    AttrValue, Callback, Event, Html, InputEvent, NodeRef, Properties, classes, component, html, use_effect_with,
    use_memo, use_node_ref, use_state_eq,
};

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct RulesPanelProps {
    /// The cluster and the request.
    pub picture: Shared<Picture>,
    /// Whose rules: a node's, or those of a pod with a proxy.
    pub machine: Option<VertexId>,
    /// Whether a machine was chosen, so that the panel does not follow the packet.
    pub chosen: bool,
    /// Where the present step happened: table, chain, rule number.
    pub present: Option<Spot>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// A rule's place in a packet filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The machine.
    pub machine: VertexId,
    /// The table.
    pub table: String,
    /// The chain.
    pub chain: String,
    /// The rule's number; `None` for the policy.
    pub rule: Option<u32>,
}

impl Spot {
    /// The place that a stage names.
    #[must_use]
    pub fn of(machine: &VertexId, stage: &Stage) -> Option<Self> {
        match stage {
            Stage::Netfilter { table, chain, rule } => {
                Some(Self { machine: machine.clone(), table: table.clone(), chain: chain.clone(), rule: *rule })
            }
            Stage::Interface { .. }
            | Stage::Conntrack
            | Stage::Routing
            | Stage::Socket
            | Stage::Resolver
            | Stage::Zone
            | Stage::Listener
            | Stage::RouteTable
            | Stage::Upstream
            | Stage::Program { .. } => None,
        }
    }
}

/// The rules of a node.
#[component]
pub fn RulesPanel(props: &RulesPanelProps) -> Html {
    let search = use_state_eq(String::new);
    let tables = use_memo((props.picture.clone(), props.machine.clone()), |(picture, machine)| {
        machine.as_ref().and_then(|machine| picture.snapshot.machine_rules(machine)).unwrap_or_default()
    });
    let oninput = {
        let search = search.clone();
        move |event: InputEvent| search.set(value(&event))
    };
    html! {
        <section class="rules panel" aria-label={t(props.lang, T::TabRules)}>
            <header>
                { picker(props) }
                <input type="search" placeholder={t(props.lang, T::SearchRules)} aria-label={t(props.lang, T::SearchRules)}
                    value={(*search).clone()} {oninput} />
            </header>
            <Tables {tables} machine={props.machine.clone()} present={props.present.clone()} search={(*search).clone()}
                lang={props.lang} on={props.on.clone()} />
        </section>
    }
}

/// What the tables show. They are drawn anew only where one of these is another.
#[derive(Clone, PartialEq, Properties)]
struct TablesProps {
    tables: Rc<Vec<TableView>>,
    machine: Option<VertexId>,
    present: Option<Spot>,
    search: AttrValue,
    lang: Lang,
    on: Callback<Action>,
}

#[component]
fn Tables(props: &TablesProps) -> Html {
    let (panel, mark) = (use_node_ref(), use_node_ref());
    let nodes = (panel.clone(), mark.clone());
    use_effect_with((props.present.clone(), props.machine.clone()), move |_| into_view(&nodes.0, &nodes.1));
    let shown: Vec<Html> =
        props.tables.iter().filter_map(|table| draw_table(props, table, &props.search, &mark)).collect();
    html! {
        <div class="rules-list" ref={panel} tabindex="0" role="group" aria-label={t(props.lang, T::Rules)}>
            if shown.is_empty() { <p class="soft">{ t(props.lang, T::NoRules) }</p> } else { { for shown } }
        </div>
    }
}

fn picker(props: &RulesPanelProps) -> Html {
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

/// A table, if any of its rules contains what is searched for.
fn draw_table(props: &TablesProps, table: &TableView, search: &str, mark: &NodeRef) -> Option<Html> {
    let chains: Vec<Html> =
        table.chains.iter().filter_map(|chain| draw_chain(props, table, chain, search, mark)).collect();
    (!chains.is_empty()).then(|| html! { <><h2>{ format!("*{}", table.name) }</h2>{ for chains }</> })
}

fn draw_chain(props: &TablesProps, table: &TableView, chain: &ChainView, search: &str, mark: &NodeRef) -> Option<Html> {
    let here = props.present.as_ref().filter(|spot| {
        Some(&spot.machine) == props.machine.as_ref() && spot.table == table.name && spot.chain == chain.name
    });
    let named = contains(&chain.name, search);
    let rules: Vec<&RuleView> = chain.rules.iter().filter(|rule| named || contains(&rule.text, search)).collect();
    if rules.is_empty() && here.is_none() && (search.is_empty() || !named) {
        return None;
    }
    let policy = (!chain.policy.is_empty()).then(|| format!("{} {}", t(props.lang, T::Policy), chain.policy));
    let at_policy = here.is_some_and(|spot| spot.rule.is_none());
    Some(html! {
        <section class="chain">
            <h3 ref={if at_policy { mark.clone() } else { NodeRef::default() }} class={classes!(at_policy.then_some("on"))}>
                { &chain.name }<small>{ policy }</small></h3>
            <ol>{ for rules.into_iter().map(|rule| draw_rule(props, rule, here, mark)) }</ol>
        </section>
    })
}

fn draw_rule(props: &TablesProps, rule: &RuleView, here: Option<&Spot>, mark: &NodeRef) -> Html {
    let is_here = here.is_some_and(|spot| spot.rule == Some(rule.number));
    let node = if is_here { mark.clone() } else { NodeRef::default() };
    let link = rule.place.clone().map(|place| {
        let words = format!("{}:{}", place.file, place.line);
        let on_press = props.on.reform(move |()| Action::GoTo(place.clone()));
        html! { <Link kind="to-place" title={t(props.lang, T::ShowLine)} {on_press}>{ words }</Link> }
    });
    html! {
        <li ref={node} value={rule.number.to_string()} class={classes!(is_here.then_some("on"))}>
            <code>{ &rule.text }</code>{ link }
        </li>
    }
}

fn contains(text: &str, search: &str) -> bool {
    search.is_empty() || text.to_lowercase().contains(&search.to_lowercase())
}
