//! Line drawings of machines, 20 by 20, in the colour of the text around them.

use super::geometry::Point;
use malla_trace::VertexKind;
use yew::{Html, html};

/// The drawing of a kind of machine, its corner at `x`, `y`.
pub fn icon(kind: VertexKind, x: f64, y: f64) -> Html {
    let d = match kind {
        VertexKind::Client => "M2 3h16v11H2zM7 18h6M10 14v4",
        VertexKind::ExternalDns => "M4 2h10a2 2 0 0 1 2 2v14H6a2 2 0 0 1-2-2zM8 7h5M8 11h5",
        VertexKind::Balancer => "M10 18v-6M10 12L3 5M10 12l7-7M3 9V4h5M17 9V4h-5",
        VertexKind::Gateway => "M2 10h16M2 10l4-4M2 10l4 4M18 10l-4-4M18 10l-4 4",
        VertexKind::Host => "M3 3h14v6H3zM3 11h14v6H3zM6 6h.5M6 14h.5",
        VertexKind::Network
        | VertexKind::Node
        | VertexKind::Pod
        | VertexKind::Service
        | VertexKind::Ingress
        | VertexKind::MeshGateway
        | VertexKind::VirtualService => {
            return Html::default();
        }
    };
    html! { <path class="icon" {d} transform={format!("translate({x:.1} {y:.1})")} /> }
}

/// A padlock, 10 by 12: shut where nobody on the way can read, open where anybody can.
pub fn lock(closed: bool, at: Point) -> Html {
    let (class, d) = if closed {
        ("lock closed", "M1 5h8v7H1zM2.5 5V3.5a2.5 2.5 0 0 1 5 0V5")
    } else {
        ("lock open", "M1 5h8v7H1zM2.5 5V3a2.5 2.5 0 0 1 4.9-.7")
    };
    html! { <path {class} {d} transform={format!("translate({:.1} {:.1})", at.x, at.y)} /> }
}

/// The same beside words. Words say it too: `label` is for where they do not.
pub fn lock_sign(closed: bool, label: Option<&'static str>) -> Html {
    let hidden = label.is_none().then_some("true");
    html! {
        <svg class="lock-sign" viewBox="-1 -1 12 14" role={label.map(|_| "img")} aria-label={label} aria-hidden={hidden}>
            { lock(closed, Point::default()) }</svg>
    }
}

/// The sign of a proxy: what comes in at one side goes out at the other, and somebody stands between.
pub fn go_between(at: Point) -> Html {
    let d = "M0 5h3M9 5h3M7.5 3.2L9.3 5 7.5 6.8M6 1.4a3.6 3.6 0 1 0 .1 0";
    html! { <path class="go-between" {d} transform={format!("translate({:.1} {:.1})", at.x, at.y)} /> }
}

/// The sign of rules that are no Service, 12 by 12: a route forks, a gateway is a door.
pub fn rule_sign(kind: VertexKind, at: Point) -> Html {
    let d = match kind {
        VertexKind::VirtualService => "M0 6h4M4 6l4-4h4M4 6l4 4h4M10 .3L12 2l-2 1.7M10 8.3L12 10l-2 1.7",
        VertexKind::MeshGateway | VertexKind::Ingress => "M1.5 12V5a4.5 4.5 0 0 1 9 0v7M0 12h12M4.5 12V8h3v4",
        VertexKind::Network
        | VertexKind::Client
        | VertexKind::ExternalDns
        | VertexKind::Balancer
        | VertexKind::Gateway
        | VertexKind::Host
        | VertexKind::Node
        | VertexKind::Pod
        | VertexKind::Service => return Html::default(),
    };
    html! { <path class="rule-sign" {d} transform={format!("translate({:.1} {:.1})", at.x, at.y)} /> }
}
