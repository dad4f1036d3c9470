//! The story's conversations as bars, nested as they were opened, under the scrub slider: who waits for whom is seen
//! at a glance.

use crate::state::picture::Picture;
use crate::state::playback::{Beat, Script, Span};
use crate::state::shared::Shared;
use crate::state::tone::Tone;
use malla_trace::{Lang, LegId, Purpose, Trace};
use yew::{Html, Properties, classes, component, html};

/// What the strip shows.
#[derive(Clone, PartialEq, Properties)]
pub struct StripProps {
    /// The request.
    pub picture: Shared<Picture>,
    /// Where the story stands.
    pub at: f64,
    /// Reader's language.
    pub lang: Lang,
}

/// Height of a bar, and the room it takes.
const BAR: f64 = 12.0;
const ROW: f64 = 14.0;
/// Deeper conversations share the last row.
const MOST_ROWS: usize = 5;

/// How many rows of bars a script needs.
#[must_use]
pub fn rows(script: &Script) -> usize {
    script.spans.iter().map(|span| span.depth + 1).max().unwrap_or(1).min(MOST_ROWS)
}

/// The strip. Across it counts shares of the story; down it counts pixels, so that words keep their shape.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    let script = &props.picture.script;
    let x = share(props.at, script);
    let high = rows(script) as f64 * ROW;
    html! {
        <svg class="strip" aria-hidden="true" height={format!("{high:.0}")}>
            <Bars picture={props.picture.clone()} />
            <line class="playhead" x1={x.clone()} x2={x.clone()} y1="-3" y2={format!("{:.0}", high + 1.0)} />
            <circle class="playhead" cx={x} cy="-3" r="4" />
        </svg>
    }
}

/// A position as a share of the story.
fn share(at: f64, script: &Script) -> String {
    format!("{:.3}%", 100.0 * (at + 0.5) / script.beats.len().max(1) as f64)
}

#[derive(Clone, PartialEq, Properties)]
struct BarsProps {
    picture: Shared<Picture>,
}

#[component]
fn Bars(props: &BarsProps) -> Html {
    let (trace, script) = (&props.picture.trace, &props.picture.script);
    html! {
        <g>
            { for script.spans.iter().map(|span| bar(trace, script, span)) }
            { for marks(trace, script) }
        </g>
    }
}

fn bar(trace: &Trace, script: &Script, span: &Span) -> Html {
    let beats = script.beats.len().max(1) as f64;
    let (from, to) = (*span.beats.start() as f64, *span.beats.end() as f64 + 1.0);
    let (kind, label) = span.leg.map_or_else(|| call_face(script, span.call), |leg| face(trace, leg));
    html! {
        <svg x={format!("{:.3}%", 100.0 * from / beats)} width={format!("{:.3}%", 100.0 * (to - from) / beats)}
            y={format!("{:.0}", span.depth.min(MOST_ROWS - 1) as f64 * ROW)} height={format!("{BAR:.0}")}>
            <rect class={classes!("bar", kind)} x="0.5" width="100%" height="100%" rx="3" />
            <text x="5" y="9.3">{ label }</text>
        </svg>
    }
}

/// A call's colour and label.
fn call_face(script: &Script, call: usize) -> (&'static str, String) {
    let call = script.calls.list().get(call);
    call.map(|call| (if call.answered { "http" } else { "no" }, call.host.clone())).unwrap_or_default()
}

/// A conversation's colour and label.
fn face(trace: &Trace, leg: LegId) -> (&'static str, String) {
    let Some(leg) = trace.legs.iter().find(|l| l.id == leg) else { return ("", String::new()) };
    let (kind, label) = match &leg.purpose {
        Purpose::Resolve { name } => ("dns", format!("DNS {name}")),
        Purpose::Http { to } => ("http", format!("HTTP {to}")),
        Purpose::Tcp { to } => ("tcp", format!("TCP {to}")),
    };
    (if leg.verdict.is_answer() { kind } else { "no" }, label)
}

/// Where addresses are rewritten and where somebody says no, at the foot of the bar in which it happens.
fn marks(trace: &Trace, script: &Script) -> Vec<Html> {
    let foot = |beat: &Beat| {
        let leg = trace.hops.get(beat.hop).map_or(LegId(0), |hop| hop.leg);
        let is_here = |span: &&Span| span.leg.map_or_else(|| span.call == script.calls.of_leg(leg), |own| own == leg);
        let depth = script.spans.iter().find(is_here).map_or(0, |span| span.depth);
        depth.min(MOST_ROWS - 1) as f64 * ROW + BAR
    };
    let mark = |(i, beat): (usize, &Beat)| match beat.tone {
        tone @ (Tone::Rewrite | Tone::Refusal) => {
            let (x, y) = (share(i as f64, script), foot(beat));
            Some(html! {
                <line class={classes!("mark", tone.name())} x1={x.clone()} x2={x} y1={format!("{:.0}", y - 3.0)} y2={format!("{y:.0}")} />
            })
        }
        Tone::Request | Tone::Reply | Tone::Virtual => None,
    };
    script.beats.iter().enumerate().filter_map(mark).collect()
}
