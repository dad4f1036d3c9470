//! The drawing, put together: ground, figures, trail, packet. Only the packet is drawn anew at every frame.

use super::cast::{Cast, fact, note_of};
use super::details::Details;
use super::geometry::Size;
use super::ground::Ground;
use super::layout::{Hangs, Layout, Spot, arrange_cast};
use super::machine::{FigureProps, Machine};
use super::node::{Filter, NodeLabel};
use super::packet::Packet;
use super::pod::Pod;
use super::scene::Scene;
use super::service::{Pill, RuleChip};
use super::trail::Trail;
use crate::state::action::Action;
use crate::state::machinery::has_proxy;
use crate::state::picture::Picture;
use crate::state::playback::Within;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_trace::{Lang, Vertex, VertexId, VertexKind};
use std::collections::BTreeSet;
use yew::{Callback, Html, Properties, component, html, use_callback, use_memo};

/// What the stage shows.
#[derive(Clone, PartialEq, Properties)]
pub struct StageProps {
    /// The cluster and the request.
    pub picture: Shared<Picture>,
    /// The beat on stage.
    pub beat: usize,
    /// How far the packet is on its way.
    pub ride: f64,
    /// How many pixels there are.
    pub size: Size,
    /// What is selected.
    pub selected: Option<VertexId>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// The stage.
#[component]
pub fn Stage(props: &StageProps) -> Html {
    // Most changes of a text move nobody: who appears is looked up again, where they stand is not.
    let cast = use_memo(props.picture.clone(), |picture| Cast::of(&picture.topology));
    let layout = use_memo(((*cast).clone(), props.size), |(cast, size)| Shared::new(arrange_cast(cast, *size)));
    let scene = use_memo((props.picture.clone(), props.beat), |(picture, beat)| {
        Scene::of(&picture.topology, &picture.trace, &picture.script, *beat).map(Shared::new)
    });
    if props.size.w <= 0.0 {
        return Html::default();
    }
    let (layout, scene) = ((*layout).clone(), (*scene).clone());
    let details = details(props, &layout);
    let view_box = format!("0 0 {:.1} {:.1}", layout.size.w, layout.size.h);
    html! {
        <>
            <svg class="stage-drawing" viewBox={view_box} role="group" aria-label={t(props.lang, T::StageOf)}
                data-scale={format!("{:.2}", layout.scale)}>
                <Ground layout={layout.clone()} picture={props.picture.clone()} lang={props.lang} />
                <Figures layout={layout.clone()} picture={props.picture.clone()} scene={scene.clone()}
                    failed={failed_at(&props.picture, props.beat)} selected={props.selected.clone()} lang={props.lang} on={props.on.clone()} />
                if let Some(scene) = scene {
                    <Trail layout={layout.clone()} scene={scene.clone()} />
                    <Packet {layout} {scene} ride={props.ride} lang={props.lang} />
                }
            </svg>
            { details }
        </>
    }
}

/// The details of what is selected, on the side where it does not stand.
fn details(props: &StageProps, layout: &Layout) -> Html {
    let vertex = props.selected.as_ref().and_then(|id| props.picture.topology.get(id)).cloned();
    let Some(vertex) = vertex else { return Html::default() };
    let stands_right = layout.spot(&vertex.id).is_none_or(|spot| spot.rect.centre().x > layout.size.w / 2.0);
    let side = if stands_right { "left" } else { "right" };
    let has_proxy = has_proxy(&vertex);
    html! { <Details {vertex} {has_proxy} {side} lang={props.lang} on={props.on.clone()} /> }
}

/// Where it went wrong, once the story has come so far.
fn failed_at(picture: &Picture, beat: usize) -> Option<VertexId> {
    let culprit = picture.trace.culprit.as_ref()?;
    let decided = picture.script.find(culprit.hop, culprit.step)?;
    (beat >= decided).then(|| picture.trace.hops.get(culprit.hop).map(|hop| hop.at.clone()))?
}

/// What the figures show.
#[derive(Clone, PartialEq, Properties)]
struct FiguresProps {
    layout: Shared<Layout>,
    picture: Shared<Picture>,
    scene: Option<Shared<Scene>>,
    failed: Option<VertexId>,
    selected: Option<VertexId>,
    lang: Lang,
    on: Callback<Action>,
}

#[component]
fn Figures(props: &FiguresProps) -> Html {
    let on_choose = use_callback(props.on.clone(), |id: VertexId, on| on.emit(Action::Select(Some(id))));
    let on_rules = use_callback(props.on.clone(), |id: VertexId, on| on.emit(Action::ShowRules(Some(id))));
    let near = backends(props);
    let figure = |vertex: &Vertex| {
        let spot = props.layout.spot(&vertex.id)?;
        let given = figure_props(props, vertex, spot, &near, on_choose.clone());
        Some(drawn(props, given, spot, on_rules.clone()))
    };
    html! { <g class="figures">{ for props.picture.topology.vertices.iter().filter_map(figure) }</g> }
}

/// The pods behind a selected Service, so that they light up with it.
fn backends(props: &FiguresProps) -> BTreeSet<VertexId> {
    let edges = props.picture.topology.edges.iter().filter(|edge| Some(&edge.from) == props.selected.as_ref());
    edges.map(|edge| edge.to.clone()).collect()
}

fn figure_props(
    props: &FiguresProps,
    vertex: &Vertex,
    spot: &Spot,
    near: &BTreeSet<VertexId>,
    on_choose: Callback<VertexId>,
) -> FigureProps {
    let scene = props.scene.as_ref();
    let here = scene.filter(|scene| scene.at == vertex.id);
    FigureProps {
        vertex: vertex.clone(),
        rect: spot.rect,
        active: here.map(|scene| scene.tone),
        selected: props.selected.as_ref() == Some(&vertex.id),
        lit: near.contains(&vertex.id) || scene.is_some_and(|scene| scene.meant.contains(&vertex.id)),
        failed: props.failed.as_ref() == Some(&vertex.id),
        head: props.layout.head,
        compact: props.layout.compact,
        inside: props.layout.inside(&vertex.id).cloned(),
        part: here.and_then(|scene| match &scene.seat.within {
            Within::Part(name) => Some(name.clone().into()),
            Within::Gate | Within::Kernel => None,
        }),
        work: here.and_then(|scene| scene.filter.clone()),
        note: note_of(&props.picture.topology, vertex).into(),
        lang: props.lang,
        on_choose,
    }
}

fn drawn(props: &FiguresProps, given: FigureProps, spot: &Spot, on_rules: Callback<VertexId>) -> Html {
    let key = given.vertex.id.0.clone();
    match given.vertex.kind {
        VertexKind::Network => Html::default(),
        VertexKind::Client
        | VertexKind::ExternalDns
        | VertexKind::Balancer
        | VertexKind::Gateway
        | VertexKind::Host => html! { <Machine {key} ..given /> },
        VertexKind::Node => node(props, given, on_rules),
        VertexKind::Pod => html! { <Pod {key} ..given /> },
        VertexKind::Service => html! { <Pill {key} ..given /> },
        VertexKind::Ingress | VertexKind::MeshGateway if is_inside_a_pod(props, spot) => {
            html! { <RuleChip {key} ..given /> }
        }
        VertexKind::Ingress | VertexKind::MeshGateway | VertexKind::VirtualService => html! { <Pill {key} ..given /> },
    }
}

fn is_inside_a_pod(props: &FiguresProps, spot: &Spot) -> bool {
    spot.hangs == Hangs::Nothing && !props.layout.virtuals.holds(&spot.rect)
}

fn node(props: &FiguresProps, given: FigureProps, on_rules: Callback<VertexId>) -> Html {
    let Some(rack) = props.layout.rack(&given.vertex.id) else { return Html::default() };
    let scene = props.scene.as_ref().filter(|scene| scene.at == given.vertex.id);
    let work = scene.and_then(|scene| scene.filter.clone().map(|work| (work, scene.tone)));
    let facts = &given.vertex.facts;
    let rules = fact(&given.vertex, "netfilter.rules").unwrap_or("0").to_owned();
    let ports: Vec<String> = facts.iter().filter(|f| f.code == "open-port").map(|f| format!(":{}", f.value)).collect();
    let (node, title, rect, lang) = (given.vertex.id.clone(), given.vertex.title.clone(), rack.filter, given.lang);
    html! {
        <g key={node.0.clone()}>
            <NodeLabel ..given />
            <Filter {node} {title} {rect} {rules} ports={ports.join(" ")} {work} {lang} {on_rules} />
        </g>
    }
}
