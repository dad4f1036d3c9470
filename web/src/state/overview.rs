//! The story told by its calls: what every program and proxy decides, and one ride from each to the next, through
//! whatever lies between.

use super::playback::Beat;
use super::tone::{Tone, refuses};
use malla_trace::{Action, AppAction, Hop, Phase, ProxyAction, Purpose, Step, Trace};

/// The beats of a trace, a few a call.
pub(super) fn beats(trace: &Trace) -> Vec<Beat> {
    let mut beats: Vec<Beat> = Vec::new();
    let story =
        trace.hops.iter().enumerate().filter(|(_, hop)| hop.phase.is_story() && !is_answered_question(trace, hop));
    for (index, hop) in story {
        match beats.last_mut() {
            Some(last) if passes_unsaid(trace, last, hop) => last.via.push(index),
            _ => beats.push(telling(index, hop)),
        }
    }
    beats
}

/// Names that resolve are no part of the calls; those that do not are.
fn is_answered_question(trace: &Trace, hop: &Hop) -> bool {
    let leg = trace.legs.iter().find(|leg| leg.id == hop.leg);
    leg.is_some_and(|leg| matches!(leg.purpose, Purpose::Resolve { .. }) && leg.verdict.is_answer())
}

/// Whether a hop only carries on what the beat before it began.
fn passes_unsaid(trace: &Trace, before: &Beat, hop: &Hop) -> bool {
    if hop.steps.iter().any(|step| refuses(&step.action)) {
        return false;
    }
    let begun = trace.hops.get(before.hop);
    match hop.phase {
        Phase::Work => !hop.steps.is_empty() && hop.steps.iter().all(only_hands_back),
        Phase::Answer => begun.is_some_and(|begun| begun.phase == Phase::Answer),
        Phase::Open => {
            let goes_on = begun.is_some_and(|begun| begun.phase == Phase::Open && begun.leg == hop.leg);
            goes_on || hop.next.is_none()
        }
        Phase::Accept | Phase::Request => true,
    }
}

/// Whether a step only hands an answer back to whoever waits for it.
const fn only_hands_back(step: &Step) -> bool {
    matches!(
        &step.action,
        Action::Proxy(ProxyAction::Relay { .. } | ProxyAction::Rewrite) | Action::App(AppAction::Got { .. })
    )
}

/// A hop as one beat: its most telling step.
fn telling(index: usize, hop: &Hop) -> Beat {
    let passing = Beat::passing(index, hop);
    if hop.phase != Phase::Work && !hop.steps.iter().any(|step| refuses(&step.action)) {
        return passing;
    }
    let best = hop.steps.iter().enumerate().max_by_key(|(_, step)| weight(step));
    best.map_or(passing.clone(), |(i, step)| Beat { step: Some(i), tone: Tone::of_step(hop, step), ..passing })
}

/// How much a step tells; of equals the later one.
fn weight(step: &Step) -> u8 {
    match &step.action {
        action if refuses(action) => 9,
        Action::Proxy(ProxyAction::Delay { .. }) => 8,
        Action::Proxy(ProxyAction::Weighted { .. }) => 7,
        Action::Proxy(ProxyAction::Respond { .. }) | Action::App(_) => 6,
        Action::Proxy(ProxyAction::Route { .. }) => 5,
        Action::Proxy(ProxyAction::Endpoint { .. }) => 4,
        Action::Proxy(ProxyAction::Rewrite) => 3,
        Action::Proxy(_) | Action::Dns(_) => 2,
        Action::Net(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture_mesh::trace;
    use crate::state::playback::{Detail, Ride, Script};
    use malla_trace::{Action, ProxyAction, Verdict};

    fn told(trace: &malla_trace::Trace) -> Vec<String> {
        let script = Script::of(trace, Some(Detail::Calls));
        let line = |(i, beat): (usize, &crate::state::playback::Beat)| {
            let hop = &trace.hops[beat.hop];
            let machine = hop.at.0.rsplit('/').next().unwrap_or_default().split('-').next().unwrap_or_default();
            let ends =
                script.route(trace, i).last().map(|seat| seat.at.0.rsplit('/').next().unwrap_or_default().to_owned());
            let to = ends.filter(|_| beat.ride == Ride::Leaves).unwrap_or_default();
            format!("{machine} {:?} {}", hop.phase, to.split('-').next().unwrap_or_default()).trim().to_owned()
        };
        script.beats.iter().enumerate().map(line).collect()
    }

    #[test]
    fn calls_are_told_by_what_is_decided_and_one_ride_to_the_next() {
        let trace = trace();
        let story = Script::of(&trace, Some(Detail::Story));
        let told = told(&trace);
        assert!(told.len() * 3 <= story.beats.len(), "{} of {}", told.len(), story.beats.len());
        let details: Vec<&str> = told.iter().map(String::as_str).skip(8).take(7).collect();
        let expected = [
            "productpage Work",
            "productpage Work",
            "productpage Open details",
            "details Work",
            "details Work",
            "details Work",
            "details Answer productpage",
        ];
        assert_eq!(details, expected);
    }

    #[test]
    fn every_hop_of_the_story_is_told_or_passed_in_its_order() {
        let trace = trace();
        let script = Script::of(&trace, Some(Detail::Calls));
        let mut hops: Vec<usize> =
            script.beats.iter().flat_map(|beat| std::iter::once(beat.hop).chain(beat.via.clone())).collect();
        assert!(hops.is_sorted(), "{hops:?}");
        hops.dedup();
        assert_eq!(hops, (0..trace.hops.len()).collect::<Vec<_>>());
        assert!((0..trace.hops.len()).all(|hop| script.find(hop, 0).is_some()));
    }

    #[test]
    fn a_refusal_is_never_passed_over() {
        let mut trace = trace();
        let at = trace.hops.iter().rposition(|hop| hop.next.is_none() && hop.part.is_some()).unwrap();
        trace.hops[at].steps[0].action = Action::Proxy(ProxyAction::Respond { status: 503, flag: Some("UH".into()) });
        trace.verdict = Verdict::Answered { status: 503, flag: Some("UH".into()) };
        let script = Script::of(&trace, Some(Detail::Calls));
        assert!(script.beats.iter().any(|beat| beat.hop == at && beat.tone == crate::state::tone::Tone::Refusal));
    }
}
