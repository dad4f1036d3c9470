//! The law: every step of every trace resolves to a written line, a named default or a named builtin, and can be said
//! in both languages.

use crate::traces;
use malla_core::explain;
use malla_trace::{Cause, CauseId, Fragment, Lang, LegId, Sentence, Trace};

/// The causes a cause rests on in the end: those without a `from`.
fn roots(trace: &Trace, id: CauseId, found: &mut Vec<Option<Cause>>) {
    match trace.causes.get(&id) {
        Some(cause) if cause.from().is_empty() => found.push(Some(cause.clone())),
        Some(cause) => cause.from().iter().for_each(|from| roots(trace, *from, found)),
        None => found.push(None),
    }
}

fn is_ground(cause: &Option<Cause>) -> bool {
    match cause {
        Some(Cause::Written { place, .. } | Cause::Defaulted { place, .. } | Cause::Allocated { place, .. }) => {
            place.line > 0 && !place.file.is_empty()
        }
        Some(Cause::Builtin { name }) => explain::is_known(name),
        Some(Cause::Derived { .. } | Cause::Chance { .. } | Cause::Time { .. }) | None => false,
    }
}

#[test]
fn every_step_resolves_to_a_line_or_a_name() {
    let mut loose = vec![];
    let mut steps = 0;
    for (name, _, trace) in traces() {
        for (h, hop) in trace.hops.iter().enumerate() {
            for (s, step) in hop.steps.iter().enumerate() {
                steps += 1;
                let mut found = vec![];
                roots(&trace, step.why, &mut found);
                step.considered.iter().for_each(|c| roots(&trace, c.why, &mut found));
                let bad: Vec<_> = found.iter().filter(|cause| !is_ground(cause)).collect();
                if !bad.is_empty() {
                    loose.push(format!("{name}: hop {h} step {s} {:?}: {bad:?}", step.action));
                }
            }
        }
        for leg in &trace.legs {
            let mut found = vec![];
            roots(&trace, leg.why, &mut found);
            if !found.iter().all(is_ground) {
                loose.push(format!("{name}: leg {:?}: {found:?}", leg.id));
            }
        }
    }
    loose.truncate(10);
    assert!(loose.is_empty(), "{loose:#?}");
    println!("causes: {steps}/{steps} steps resolve");
    assert!(steps > 10_000, "only {steps} steps: the probes reach too little");
}

fn prose(fragment: &Fragment) -> &str {
    match fragment {
        Fragment::Code { .. } => "",
        Fragment::Text { text } | Fragment::Link { text, .. } => text,
    }
}

fn check(name: &str, said: &Sentence, wrong: &mut Vec<String>) {
    let text = said.to_string();
    // What a machine prints may have braces: nft writes its sets with them.
    let prose: String = said.fragments.iter().map(prose).collect();
    if text.trim().is_empty() || prose.contains(['{', '}']) || text.contains("](term:") {
        wrong.push(format!("{name}: {} {text:?}", said.code));
    }
}

#[test]
fn everything_can_be_said_in_both_languages() {
    let mut wrong = vec![];
    for (name, _, trace) in traces() {
        for lang in Lang::ALL {
            check(&name, &explain::verdict(&trace, lang), &mut wrong);
            for leg in 0..trace.legs.len() {
                check(&name, &explain::leg(&trace, LegId(leg as u32), lang), &mut wrong);
            }
            for (h, hop) in trace.hops.iter().enumerate() {
                check(&name, &explain::hop(&trace, h, lang), &mut wrong);
                for (s, step) in hop.steps.iter().enumerate() {
                    check(&name, &explain::step(&trace, h, s, lang), &mut wrong);
                    for c in step.considered.iter().take(3) {
                        check(&name, &explain::considered(&trace, c, lang), &mut wrong);
                    }
                }
            }
        }
    }
    wrong.truncate(10);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_bad_end_names_its_culprit_and_a_good_one_has_none() {
    for (name, _, trace) in traces() {
        let good = trace.verdict.is_answer() && trace.reply.as_ref().is_none_or(|reply| reply.status < 400);
        assert_eq!(trace.culprit.is_none(), good, "{name}: {:?} {:?}", trace.verdict, trace.culprit);
        if let Some(culprit) = &trace.culprit {
            assert!(culprit.step < trace.hops[culprit.hop].steps.len(), "{name}: {culprit:?}");
        }
    }
}
