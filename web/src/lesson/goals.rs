//! The goals, each with whether it is met: the list that is shown is the list that is checked.

use super::markdown::line;
use crate::words::{T, t};
use malla_lesson::{Goal, Judgement, Lesson, Target};
use malla_trace::Lang;
use yew::{Callback, Html, classes, html};

/// The list of goals.
pub fn goals(
    (lesson, step): (&Lesson, usize),
    judgement: &Judgement,
    lang: Lang,
    on_follow: &Callback<Target>,
) -> Html {
    let draw = |goal: &Goal| {
        let met = judgement.goals.iter().any(|result| result.id == goal.id && result.met);
        let (class, word) = if met { ("met", T::GoalMet) } else { ("open", T::GoalOpen) };
        html! {
            <li key={goal.id.clone()} class={classes!("goal", class)} data-goal={goal.id.clone()}>
                { sign(met) }
                <span><span class="unseen">{ t(lang, word) }{ ": " }</span>{ line(goal.text.get(lang), on_follow) }</span>
            </li>
        }
    };
    // Judged was the last good cluster: not what is written now.
    html! { <ul class={classes!("goals", judgement.stale.then_some("stale-goals"))}>{ for lesson.goals_of(step).map(draw) }</ul> }
}

fn sign(met: bool) -> Html {
    let d = if met { "M3.5 8.5l3 3 6-7" } else { "M8 3a5 5 0 1 0 0 10a5 5 0 1 0 0-10" };
    html! { <svg class="sign" viewBox="0 0 16 16" aria-hidden="true"><path {d} /></svg> }
}
