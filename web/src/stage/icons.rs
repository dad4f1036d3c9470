//! Line drawings of machines, 20 by 20, in the colour of the text around them.

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
