//! Where packets have been: their ways, in the colour of their direction, fainter the older.

use super::draw::line;
use super::layout::Layout;
use super::scene::{Age, Scene};
use super::wires::way;
use crate::state::shared::Shared;
use yew::{Html, Properties, classes, component, html};

/// What the trail shows.
#[derive(Clone, PartialEq, Properties)]
pub struct TrailProps {
    /// Where everything stands.
    pub layout: Shared<Layout>,
    /// The scene whose past it is.
    pub scene: Shared<Scene>,
}

/// The trail.
#[component]
pub fn Trail(props: &TrailProps) -> Html {
    let track = |track: &super::scene::Track| {
        let age = match track.age {
            Age::Past => "past",
            Age::Waiting => "waiting",
            Age::Now => "now",
        };
        line(classes!("track", track.tone.name(), age), way(&props.layout, &[track.from.clone(), track.to.clone()]).d())
    };
    html! { <g class="trail">{ for props.scene.trail.iter().map(track) }</g> }
}
