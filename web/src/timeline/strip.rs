//! The story's conversations as bars, nested as they were opened, under the scrub slider: who waits for whom is seen
//! at a glance.

use crate::state::action::Action;
use crate::state::picture::Picture;
use crate::state::playback::{Script, Span};
use crate::state::shared::Shared;
use crate::state::tone::Tone;
use malla_core::explain;
use malla_trace::{Lang, LegId, Purpose, Trace};
use yew::{Callback, Html, Properties, classes, component, html};

/// What the strip shows.
#[derive(Clone, PartialEq, Properties)]
pub struct StripProps {
    /// The request.
    pub picture: Shared<Picture>,
    /// Where the story stands.
    pub at: f64,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// Height of a bar, and the room it takes.
const BAR: f64 = 10.0;
const ROW: f64 = 12.0;

/// The strip. The drawing is as wide as there are beats and is stretched to the room there is.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    let (trace, script) = (&props.picture.trace, &props.picture.script);
    let wide = script.last().max(1) as f64;
    let rows = script.spans.iter().map(|span| span.depth + 1).max().unwrap_or(1).min(MOST_ROWS);
    let high = rows as f64 * ROW;
    let view_box = format!("0 0 {wide:.0} {high:.0}");
    html! {
        <svg class="strip" viewBox={view_box} preserveAspectRatio="none" aria-hidden="true">
            <Bars picture={props.picture.clone()} lang={props.lang} />
            { for marks(script, high) }
            <path class="playhead" d={format!("M{0:.3} 0V{high:.0}", props.at.min(wide))} />
            { culprit(trace, script, high) }
        </svg>
    }
}

/// Deeper conversations share the last row.
const MOST_ROWS: usize = 5;

#[derive(Clone, PartialEq, Properties)]
struct BarsProps {
    picture: Shared<Picture>,
    lang: Lang,
}

#[component]
fn Bars(props: &BarsProps) -> Html {
    let trace = &props.picture.trace;
    let bar = |span: &Span| {
        let (from, to) = (*span.beats.start() as f64, *span.beats.end() as f64);
        let title = explain::leg(trace, span.leg, props.lang).to_string();
        let kind = kind(trace, span.leg);
        html! {
            <rect class={classes!("bar", kind)} x={format!("{:.2}", from - 0.4)} width={format!("{:.2}", (to - from + 0.8).max(0.6))}
                y={format!("{:.0}", span.depth.min(MOST_ROWS - 1) as f64 * ROW + 1.0)} height={format!("{BAR:.0}")} rx="0.3">
                <title>{ title }</title>
            </rect>
        }
    };
    html! { <g>{ for props.picture.script.spans.iter().map(bar) }</g> }
}

fn kind(trace: &Trace, leg: LegId) -> &'static str {
    match trace.legs.iter().find(|l| l.id == leg) {
        Some(leg) if !leg.verdict.is_answer() => "no",
        Some(leg) => match leg.purpose {
            Purpose::Resolve { .. } => "dns",
            Purpose::Http { .. } => "http",
            Purpose::Tcp { .. } => "tcp",
        },
        None => "",
    }
}

/// Where addresses are rewritten and where somebody says no.
fn marks(script: &Script, high: f64) -> Vec<Html> {
    let mark = |(i, beat): (usize, &crate::state::playback::Beat)| match beat.tone {
        tone @ (Tone::Rewrite | Tone::Refusal) => {
            let d = format!("M{i} {:.1}V{high:.0}", high - 4.0);
            Some(html! { <path class={classes!("mark", tone.name())} {d} /> })
        }
        Tone::Request | Tone::Reply | Tone::Virtual => None,
    };
    script.beats.iter().enumerate().filter_map(mark).collect()
}

fn culprit(trace: &Trace, script: &Script, high: f64) -> Html {
    let beat = trace.culprit.as_ref().and_then(|culprit| script.find(culprit.hop, culprit.step));
    beat.map_or_else(Html::default, |beat| html! { <path class="mark no culprit" d={format!("M{beat} 0V{high:.0}")} /> })
}
