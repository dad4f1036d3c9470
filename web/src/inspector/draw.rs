//! Decisions of chance in this moment, and the way to the other branch.

use super::panel::Glass;
use crate::state::action::Action;
use crate::words::{T, t};
use malla_trace::{Action as Did, Considered, Draw, Hop, NetAction, ProxyAction, Step, Trace};
use yew::{Html, html};

/// The draws that decided this moment, where any did.
pub fn draws(glass: &Glass<'_>) -> Html {
    let trace = &glass.props.picture.trace;
    let found = draws_of(trace, glass.hop, glass.first, glass.at);
    found.into_iter().map(|draw| one(glass, draw)).collect()
}

fn one(glass: &Glass<'_>, draw: &Draw) -> Html {
    let lang = glass.props.lang;
    let outcome = other_branch(glass.hop, draw).unwrap_or_else(|| other_outcome(draw));
    let (stream, index) = (draw.stream.clone(), draw.index);
    let force = glass.props.on.reform(move |_| Action::Force { stream: stream.clone(), index, outcome });
    let release = glass.props.on.reform(|_| Action::Release);
    html! {
        <div class="draw" key={format!("{}{}", draw.stream, draw.index)}>
            <span>{ t(lang, T::Draw) }{ ": " }<code>{ draw.stream.clone() }</code>{ format!(" {} ", t(lang, T::DrawOf)) }
                <code>{ share(draw) }</code></span>
            <button type="button" onclick={force}>{ t(lang, T::OtherBranch) }</button>
            <button type="button" onclick={release}>{ t(lang, T::ReleaseDraws) }</button>
        </div>
    }
}

/// The draws behind the steps from `first` to `last` of a hop, those of rules that chance kept from matching too.
fn draws_of<'a>(trace: &'a Trace, hop: &'a Hop, first: usize, last: usize) -> Vec<&'a Draw> {
    let steps = hop.steps.get(first..=last).unwrap_or_default();
    let of_step = |step: &'a Step| {
        let passed = step.considered.iter().filter_map(|rival| missed(trace, rival));
        passed.chain(made(step)).collect::<Vec<_>>()
    };
    let mut found: Vec<&Draw> = Vec::new();
    for draw in steps.iter().flat_map(of_step) {
        if !found.contains(&draw) {
            found.push(draw);
        }
    }
    found
}

/// The draw that a step itself made.
fn made(step: &Step) -> Option<&Draw> {
    match &step.action {
        Did::Net(NetAction::Match { draw, .. }) | Did::Proxy(ProxyAction::Endpoint { draw, .. }) => draw.as_ref(),
        Did::Proxy(ProxyAction::Weighted { draw, .. }) => Some(draw),
        Did::Net(_) | Did::Proxy(_) | Did::Dns(_) | Did::App(_) => None,
    }
}

/// The draw that kept a rule with a probability from matching: what the rule found is the draw, printed.
fn missed<'a>(trace: &'a Trace, rival: &Considered) -> Option<&'a Draw> {
    let by_chance = rival.because.condition == "--probability";
    let printed = |draw: &&Draw| format!("{:.11}", draw.outcome as f64 / draw.of.max(1) as f64) == rival.because.found;
    trace.draws.iter().filter(|_| by_chance).find(printed)
}

/// Of a split by weight: where the branch after the chosen one begins.
fn other_branch(hop: &Hop, draw: &Draw) -> Option<u64> {
    let shares = hop.steps.iter().find_map(|step| match &step.action {
        Did::Proxy(ProxyAction::Weighted { draw: own, shares, .. }) if own == draw => Some(shares),
        Did::Proxy(_) | Did::Net(_) | Did::Dns(_) | Did::App(_) => None,
    })?;
    let ends = shares.iter().scan(0, |end, share| {
        *end += u64::from(share.weight);
        Some(*end)
    });
    let chosen_ends = ends.into_iter().find(|end| draw.outcome < *end)?;
    Some(if chosen_ends < draw.of { chosen_ends } else { 0 })
}

/// An outcome that decides otherwise: the next of a few, the far end of many.
fn other_outcome(draw: &Draw) -> u64 {
    match draw.of {
        0 => 0,
        few @ 1..=1000 => (draw.outcome + 1) % few,
        many if draw.outcome < many / 2 => many - 1,
        _ => 0,
    }
}

/// The outcome as netfilter thinks of it, a share of one; of a few, which one.
fn share(draw: &Draw) -> String {
    if draw.of > 1000 {
        format!("{:.3}", draw.outcome as f64 / draw.of as f64)
    } else if draw.stream.contains("weight") {
        // Weights are counted from 0, as the proxy's own sentence does.
        format!("{} / {}", draw.outcome, draw.of)
    } else {
        format!("{} / {}", draw.outcome + 1, draw.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::trace;
    use malla_trace::{CauseId, Mismatch};

    fn draw(of: u64, outcome: u64) -> Draw {
        Draw { stream: "netfilter/statistic".into(), index: 0, of, outcome }
    }

    #[test]
    fn the_other_branch_lies_at_the_other_end_or_next_door() {
        assert_eq!(other_outcome(&draw(1 << 31, 5)), (1 << 31) - 1);
        assert_eq!(other_outcome(&draw(1 << 31, 1 << 30)), 0);
        assert_eq!([other_outcome(&draw(4, 3)), other_outcome(&draw(4, 0)), other_outcome(&draw(0, 0))], [0, 1, 0]);
        assert_eq!((share(&draw(1 << 31, 1 << 30)), share(&draw(4, 0))), ("0.500".into(), "1 / 4".into()));
    }

    #[test]
    fn the_other_branch_of_a_split_is_another_branch() {
        let trace = crate::fixture_mesh::trace();
        let splits = |step: &&Step| matches!(&step.action, Did::Proxy(ProxyAction::Weighted { .. }));
        let hop = trace.hops.iter().find(|hop| hop.steps.iter().any(|step| splits(&step))).unwrap();
        let mut hop = hop.clone();
        let at = hop.steps.iter().position(|step| splits(&step)).unwrap();
        let mut fell = |outcome: u64| {
            let Did::Proxy(ProxyAction::Weighted { draw, .. }) = &mut hop.steps[at].action else { panic!("a split") };
            draw.outcome = outcome;
            let draw = draw.clone();
            other_branch(&hop, &draw)
        };
        assert_eq!([fell(3), fell(89), fell(90), fell(99)], [Some(90), Some(90), Some(0), Some(0)]);
        assert_eq!(other_branch(&hop, &draw(4, 1)), None, "not its draw");
    }

    #[test]
    fn a_rule_that_chance_passed_over_shows_its_draw() {
        let mut trace = trace();
        trace.draws.push(draw(1 << 31, 1_321_585_265));
        let because = |condition: &str, found: &str| Mismatch {
            condition: condition.into(),
            wanted: "0.50000000000".into(),
            found: found.into(),
        };
        let rival = |because| Considered { what: String::new(), number: None, because, why: CauseId(0) };
        trace.hops[4].steps[4].considered.push(rival(because("--probability", "0.61541109579")));
        let found = draws_of(&trace, &trace.hops[4], 0, 4);
        assert_eq!(found, [&trace.draws[0]]);
        assert_eq!(draws_of(&trace, &trace.hops[4], 5, 6), Vec::<&Draw>::new());
        assert_eq!(missed(&trace, &rival(because("--dport", "0.61541109579"))), None);
    }
}
