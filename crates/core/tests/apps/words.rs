//! What is said of programs that call each other, in both languages.

use crate::scene::{App, ask, bookinfo, cluster, workload};
use malla_core::explain;
use malla_trace::{Lang, Phase, Trace};

/// productpage and reviews v2 with ratings that take seven seconds.
fn slow_page() -> Trace {
    let image = |name, image| bookinfo(name, image);
    let snapshot = cluster(&[
        image("productpage", "istio/examples-bookinfo-productpage-v1"),
        image("details", "istio/examples-bookinfo-details-v1"),
        image("reviews", "istio/examples-bookinfo-reviews-v2"),
        App { ..image("ratings", "istio/examples-bookinfo-ratings-v-delayed") },
    ]);
    ask(&snapshot.with_luck("program/ratings", &[0, 0]), "GET", "http://productpage:9080/productpage", &[])
}

/// The titles of a workload's turns as a program.
fn titles(trace: &Trace, who: &str, lang: Lang) -> Vec<String> {
    let turns = trace.hops.iter().enumerate().filter(|(_, hop)| hop.phase == Phase::Work && workload(&hop.at) == who);
    let own = turns.filter(|(_, hop)| hop.steps.iter().any(|s| matches!(s.action, malla_trace::Action::App(_))));
    own.map(|(index, _)| explain::hop(trace, index, lang).to_string()).collect()
}

/// Everything a workload's program did, a sentence a step.
fn sentences(trace: &Trace, who: &str, lang: Lang) -> Vec<String> {
    let mut said = vec![];
    for (index, hop) in trace.hops.iter().enumerate().filter(|(_, hop)| workload(&hop.at) == who) {
        let own = |step: &malla_trace::Step| matches!(step.action, malla_trace::Action::App(_));
        let steps = hop.steps.iter().enumerate().filter(|(_, step)| own(step));
        said.extend(steps.map(|(step, _)| explain::step(trace, index, step, lang).to_string()));
    }
    said
}

#[test]
fn titles_of_programs_are_a_few_words() {
    let trace = slow_page();
    let english = ["needs: details", "needs: reviews", "tries again: reviews (2 of 2)", "answers 200"];
    assert_eq!(titles(&trace, "productpage", Lang::En), english);
    let spanish = ["necesita: details", "necesita: reviews", "lo intenta otra vez: reviews (2 de 2)", "contesta 200"];
    assert_eq!(titles(&trace, "productpage", Lang::Es), spanish);
}

#[test]
fn a_program_that_gives_up_and_tries_again_says_so() {
    let trace = slow_page();
    let cited = |text: &str| {
        text.split(" Lo dice").next().unwrap_or_default().split(" Deployment").next().unwrap_or_default().to_owned()
    };
    let said: Vec<String> = sentences(&trace, "productpage", Lang::En).iter().map(|s| cited(s)).collect();
    assert_eq!(
        said,
        [
            "productpage receives GET /productpage.",
            "To answer, productpage needs details: it will call details:9080.",
            "productpage has what it asked of details.",
            "To answer, productpage needs reviews: it will call reviews:9080.",
            "productpage waits no longer than 3 s and hangs up. The slow one does not notice: it goes on and will answer nobody.",
            "productpage tries reviews again: attempt 2 of 2. This retry is the app's own doing, not the mesh's.",
            "productpage waits no longer than 3 s and hangs up. The slow one does not notice: it goes on and will answer nobody.",
            "productpage answers 200 [Sign in] The Comedy of Errors · details of the book · Error fetching product \
             reviews! Sorry, product reviews are currently unavailable.",
        ]
    );
    let spanish = sentences(&trace, "ratings", Lang::Es);
    assert_eq!(
        spanish[..3],
        ["ratings recibe GET /ratings/0.", "ratings se toma 7 s antes de seguir.", "ratings contesta 200 y un JSON."]
    );
}

#[test]
fn a_page_that_came_although_something_failed_inside_says_what() {
    let trace = slow_page();
    let english = explain::verdict(&trace, Lang::En).to_string();
    assert!(english.contains("But not all went well inside: productpage-"), "{english}");
    assert!(english.ends_with("called reviews:9080 and got tired of waiting."), "{english}");
    let spanish = explain::verdict(&trace, Lang::Es).to_string();
    assert!(spanish.starts_with("La petición llegó y volvió: 200, servida por productpage-"), "{spanish}");
    assert!(spanish.ends_with("llamó a reviews:9080 y se cansó de esperar."), "{spanish}");
}
