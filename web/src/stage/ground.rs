//! What lies under everything: the company network with its lanes, the bands, the racks and the wires. It changes
//! only when the cluster does.

use super::draw::{boxed, line, words};
use super::geometry::{Point, Rect};
use super::layout::{Hangs, Layout, Rack, Spot};
use super::text::{SMALL, fit};
use super::wires::stub;
use crate::state::picture::Picture;
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_trace::{Lang, Topology, VertexId, VertexKind};
use yew::{Html, Properties, component, html};

/// What the ground shows.
#[derive(Clone, PartialEq, Properties)]
pub struct GroundProps {
    /// Where everything stands.
    pub layout: Shared<Layout>,
    /// What there is.
    pub picture: Shared<Picture>,
    /// Reader's language.
    pub lang: Lang,
}

/// The ground of the stage.
#[component]
pub fn Ground(props: &GroundProps) -> Html {
    let (layout, topology, lang) = (&*props.layout, &props.picture.topology, props.lang);
    html! {
        <g class="ground">
            { band("band company", &layout.company, &company_label(topology)) }
            { band("band pending", &layout.pending, t(lang, T::PendingBand)) }
            { band("band virtuals", &layout.virtuals, &services_label(topology, lang)) }
            { for layout.racks.iter().map(|rack| boxed("rack", &rack.rect, 10.0)) }
            { lanes(layout) }
            { for layout.spots().filter(|(_, spot)| spot.hangs != Hangs::Nothing).map(|(id, spot)| wire(layout, id, spot)) }
        </g>
    }
}

fn band(class: &'static str, rect: &Rect, label: &str) -> Html {
    if rect.w <= 0.0 {
        return Html::default();
    }
    html! {
        <g>
            { boxed(class, rect, 12.0) }
            { words("band-label", Point::new(rect.x + 14.0, rect.y + 17.0), &fit(label, rect.w - 24.0, SMALL)) }
        </g>
    }
}

/// `Red de mi empresa · 192.168.0.0/16`: the network that the machines outside hang from.
fn company_label(topology: &Topology) -> String {
    let holds_clients =
        |id: &VertexId| topology.vertices.iter().any(|v| v.kind == VertexKind::Client && v.parent.as_ref() == Some(id));
    let networks = || topology.vertices.iter().filter(|v| v.kind == VertexKind::Network);
    let company = networks().find(|network| holds_clients(&network.id)).or_else(|| networks().next());
    company.map(|network| titled(&network.title, &network.addresses)).unwrap_or_default()
}

fn services_label(topology: &Topology, lang: Lang) -> String {
    let network = topology.get(&VertexId("network/services".into()));
    let range = network.and_then(|n| n.addresses.first()).map(|range| format!("{range} · ")).unwrap_or_default();
    format!("{range}{}", t(lang, T::ServicesBand))
}

fn titled(title: &str, addresses: &[String]) -> String {
    addresses.first().map_or_else(|| title.to_owned(), |range| format!("{title} · {range}"))
}

fn lanes(layout: &Layout) -> Html {
    let lane =
        |lane: &super::layout::Lane| line("wire lane", format!("M{:.1} {:.1}H{:.1}", lane.left, lane.y, lane.right));
    let (first, last) = (layout.lanes.first(), layout.lanes.last());
    let trunk = match (first, last) {
        (Some(first), Some(last)) if first.y < last.y => {
            line("wire lane", format!("M{:.1} {:.1}V{:.1}", layout.trunk, first.y, last.y))
        }
        _ => Html::default(),
    };
    let join =
        |lane: &super::layout::Lane| line("wire lane", format!("M{:.1} {:.1}H{:.1}", layout.trunk, lane.y, lane.left));
    let joins = if layout.lanes.len() > 1 { layout.lanes.iter().map(join).collect() } else { Html::default() };
    html! { <g>{ for layout.lanes.iter().map(lane) }{ joins }{ trunk }</g> }
}

/// The wire of a machine or pod; for a node the one from the lane down to its filter.
fn wire(layout: &Layout, id: &VertexId, spot: &Spot) -> Html {
    match layout.rack(id) {
        Some(rack) => rack_wire(layout, rack, spot),
        None => line("wire", pod_wire(layout, id, spot)),
    }
}

fn rack_wire(layout: &Layout, rack: &Rack, spot: &Spot) -> Html {
    let Hangs::Lane(lane) = spot.hangs else { return Html::default() };
    let top = layout.lanes.get(lane).map_or(rack.rect.y, |lane| lane.y);
    let port = Rect::new(rack.wire - 7.0, rack.rect.y - 4.0, 14.0, 8.0);
    html! {
        <g>
            { line("wire", format!("M{:.1} {top:.1}V{:.1}", rack.wire, rack.filter.y)) }
            { boxed("port", &port, 2.0) }
        </g>
    }
}

/// A pod's wire runs on to the filter above it.
fn pod_wire(layout: &Layout, id: &VertexId, spot: &Spot) -> String {
    let wire = stub(layout, id);
    let below = match spot.hangs {
        Hangs::Rack { rack, .. } => layout.racks.get(rack).map(|rack| rack.filter.bottom()),
        Hangs::Lane(_) | Hangs::Nothing => None,
    };
    below.map_or_else(|| wire.d(), |bottom| format!("{}V{bottom:.1}", wire.d()))
}
