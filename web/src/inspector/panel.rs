//! The inspector: the sentence *why* first, then everything it rests on.

use super::causes::causes;
use super::considered::considered;
use super::draw::draws;
use super::message::message;
use super::packet_table::packet_table;
use super::security::security;
use super::steps::steps;
use crate::probe::verdict_tone;
use crate::shell::{Link, Prose};
use crate::state::action::Action;
use crate::state::picture::Picture;
use crate::state::shared::Shared;
use crate::state::tone::Tone;
use crate::words::{T, phase_name, stage_name, t};
use malla_core::explain;
use malla_trace::{Hop, Lang, LinkTarget, Step};
use yew::{Callback, Html, Properties, classes, component, html, use_effect_with, use_node_ref};

/// What the inspector shows.
#[derive(Clone, PartialEq, Properties)]
pub struct InspectorProps {
    /// The request.
    pub picture: Shared<Picture>,
    /// The beat on stage.
    pub beat: usize,
    /// The step on stage.
    pub step: Option<usize>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

impl InspectorProps {
    /// Follows a link.
    #[must_use]
    pub fn on_follow(&self) -> Callback<LinkTarget> {
        self.on.reform(Action::Follow)
    }
}

/// A hop and a step of it, under the glass.
#[derive(Clone, Copy)]
pub struct Glass<'a> {
    /// Everything around.
    pub props: &'a InspectorProps,
    /// Index of the hop.
    pub index: usize,
    /// The hop.
    pub hop: &'a Hop,
    /// The first step that the beat covers.
    pub first: usize,
    /// The step looked at.
    pub at: usize,
    /// The step itself, in a hop that has steps.
    pub step: Option<&'a Step>,
}

/// The inspector.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let panel = use_node_ref();
    let top = panel.clone();
    use_effect_with((props.beat, props.picture.clone()), move |_| crate::platform::to_top(&top));
    let Some(glass) = glass(props) else {
        return html! { <section class="inspector panel" aria-label={t(props.lang, T::Inspector)}><p>{ t(props.lang, T::NoStory) }</p></section> };
    };
    let tone = glass.step.map_or(Tone::of_phase(glass.hop.phase), |step| Tone::of_step(glass.hop, step));
    html! {
        <section class="inspector panel" aria-label={t(props.lang, T::Inspector)} ref={panel} tabindex="0">
            { ending(&glass) }
            { heading(&glass) }
            <div class={classes!("why", tone.name())} aria-live="polite">{ why(&glass) }</div>
            { packet_table(&glass) }
            { security(&glass) }
            { message(&glass) }
            { considered(&glass) }
            { draws(&glass) }
            { causes(&glass) }
            { steps(&glass) }
        </section>
    }
}

fn glass(props: &InspectorProps) -> Option<Glass<'_>> {
    let beat = props.picture.script.beat(props.beat)?;
    let hop = props.picture.trace.hops.get(beat.hop)?;
    let chosen = props.step.or(beat.step);
    // A beat without a step tells the whole hop.
    let at = chosen.unwrap_or_else(|| hop.steps.len().saturating_sub(1));
    let first = if props.step.is_some_and(|step| Some(step) != beat.step) { at } else { beat.first };
    Some(Glass { props, index: beat.hop, hop, first: first.min(at), at, step: chosen.and_then(|at| hop.steps.get(at)) })
}

fn heading(glass: &Glass<'_>) -> Html {
    let (props, hop) = (glass.props, glass.hop);
    let title = props.picture.topology.get(&hop.at).map_or_else(|| hop.at.0.clone(), |v| v.title.clone());
    let id = hop.at.clone();
    let on_press = props.on.reform(move |()| Action::Select(Some(id.clone())));
    html! {
        <header>
            <h2><Link kind="to-vertex" {on_press}>{ title }</Link></h2>
            if let Some(part) = &hop.part { <code class="part-of">{ part.clone() }</code> }
            <span class="soft">{ phase_name(props.lang, hop.phase) }</span>
            if let Some(step) = glass.step { <code class="where">{ stage_name(props.lang, &step.stage) }</code> }
        </header>
    }
}

/// At the end of the story: how it ended, who said so, and which line to look at.
fn ending(glass: &Glass<'_>) -> Html {
    let (props, picture) = (glass.props, &glass.props.picture);
    if props.beat < picture.script.last() {
        return Html::default();
    }
    let sentence = explain::verdict(&picture.trace, props.lang);
    html! {
        <div class={classes!("ending", verdict_tone(&picture.trace.verdict))}>
            <h2>{ t(props.lang, T::Verdict) }</h2><Prose {sentence} on_follow={props.on_follow()} />
        </div>
    }
}

fn why(glass: &Glass<'_>) -> Html {
    let (props, trace) = (glass.props, &glass.props.picture.trace);
    let sentence = match glass.step {
        Some(_) => explain::step(trace, glass.index, glass.at, props.lang),
        None => explain::hop(trace, glass.index, props.lang),
    };
    html! { <Prose {sentence} on_follow={props.on_follow()} /> }
}
