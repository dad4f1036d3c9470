//! Decisions of chance in this hop, and the way to the other branch.

use super::panel::Glass;
use crate::state::action::Action;
use crate::words::{T, t};
use malla_trace::{Action as Did, Draw, NetAction, ProxyAction};
use yew::{Html, html};

/// The draw that decided this step, where one did.
#[must_use]
pub fn draws(glass: &Glass<'_>) -> Html {
    let Some(draw) = glass.step.and_then(|step| draw_of(&step.action)) else { return Html::default() };
    let lang = glass.props.lang;
    let (stream, index, outcome) = (draw.stream.clone(), draw.index, other_outcome(draw));
    let force = glass.props.on.reform(move |_| Action::Force { stream: stream.clone(), index, outcome });
    let release = glass.props.on.reform(|_| Action::Release);
    html! {
        <div class="draw">
            <span>{ t(lang, T::Draw) }{ ": " }<code>{ draw.stream.clone() }</code>{ format!(" {} ", t(lang, T::DrawOf)) }
                <code>{ share(draw) }</code></span>
            <button type="button" onclick={force}>{ t(lang, T::OtherBranch) }</button>
            <button type="button" onclick={release}>{ t(lang, T::ReleaseDraws) }</button>
        </div>
    }
}

fn draw_of(action: &Did) -> Option<&Draw> {
    match action {
        Did::Net(NetAction::Match { draw, .. }) => draw.as_ref(),
        Did::Proxy(ProxyAction::Weighted { draw, .. }) => Some(draw),
        Did::Net(_) | Did::Proxy(_) | Did::Dns(_) | Did::App(_) => None,
    }
}

/// An outcome that decides otherwise: the far end of the range.
fn other_outcome(draw: &Draw) -> u64 {
    if draw.outcome < draw.of / 2 { draw.of.saturating_sub(1) } else { 0 }
}

/// The outcome as netfilter thinks of it, a share of one; small ranges as they are.
fn share(draw: &Draw) -> String {
    if draw.of > 1000 {
        format!("{:.3}", draw.outcome as f64 / draw.of as f64)
    } else {
        format!("{} / {}", draw.outcome, draw.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_branch_lies_at_the_other_end() {
        let draw = |outcome| Draw { stream: "netfilter/statistic".into(), index: 0, of: 1 << 31, outcome };
        assert_eq!(other_outcome(&draw(5)), (1 << 31) - 1);
        assert_eq!(other_outcome(&draw(1 << 30)), 0);
        assert_eq!(share(&draw(1 << 30)), "0.500");
    }
}
