//! Everything that happened inside the machine, step by step.

use super::panel::Glass;
use crate::stage::scene::verb;
use crate::state::action::Action;
use crate::state::tone::Tone;
use crate::words::{T, stage_name, t};
use malla_trace::Step;
use yew::{Html, classes, html};

/// The steps of the hop, to look at one by one.
pub fn steps(glass: &Glass<'_>) -> Html {
    if glass.hop.steps.len() < 2 {
        return Html::default();
    }
    let lang = glass.props.lang;
    html! {
        <section class="part">
            <h3>{ t(lang, T::Inside) }</h3>
            <ol class="steps">{ for glass.hop.steps.iter().enumerate().map(|(i, step)| draw(glass, i, step)) }</ol>
        </section>
    }
}

fn draw(glass: &Glass<'_>, index: usize, step: &Step) -> Html {
    let onclick = glass.props.on.reform(move |_| Action::LookAtStep(index));
    let is_here = index == glass.at;
    let verb = verb(step);
    html! {
        <li>
            <button type="button" class={classes!("step", Tone::of_step(glass.hop, step).name(), is_here.then_some("on"))}
                aria-current={is_here.then_some("step")} {onclick}>
                <code>{ stage_name(glass.props.lang, &step.stage) }</code>
                if !verb.is_empty() { <b>{ verb }</b> }
            </button>
        </li>
    }
}
