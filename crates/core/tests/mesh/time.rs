//! Time: faults that hold back, and callers that give up.

use super::road::{culprit, legs};
use super::scene::{from_pod, with};
use malla_trace::{Action, AppAction, ProxyAction, SimTime, Trace};

const BOOKINFO: &[&str] = &["bookinfo.yaml"];

/// Ratings answers seven seconds late, and reviews is v2, which waits ten for it.
const SLOW: &str = "
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews, namespace: default}
spec: {host: reviews, subsets: [{name: v2, labels: {version: v2}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: default}
spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v2}}]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings, namespace: default}
spec:
  hosts: [ratings]
  http:
  - fault: {delay: {percentage: {value: 100}, fixedDelay: 7s}}
    route: [{destination: {host: ratings}}]
";

/// When each step of that kind happened, in tenths of a second.
fn moments(trace: &Trace, wanted: impl Fn(&Action) -> bool) -> Vec<u64> {
    let hops = trace.hops.iter().filter(|hop| hop.steps.iter().any(|step| wanted(&step.action)));
    hops.map(|hop| hop.time.0 / 100_000).collect()
}

/// productpage gives up after 3 s, tries once more, and says so; reviews gets its stars 7 s late and tells nobody
/// (istio.io, "Fault injection": the bug that the sample was built to show).
#[test]
fn a_page_gives_up_twice_while_reviews_still_waits() {
    let snapshot = with(BOOKINFO, &[SLOW], 1);
    let trace = from_pod(&snapshot, "details", "http://productpage:9080/productpage");
    let gave_up = moments(&trace, |action| matches!(action, Action::App(AppAction::GiveUp { .. })));
    assert_eq!(gave_up, [30, 60], "after 3 s and after 6 s");
    let delays = moments(&trace, |action| matches!(action, Action::Proxy(ProxyAction::Delay { us: 7_000_000 })));
    assert_eq!(delays, [0, 30], "both tries are held back");
    let finished = moments(&trace, |action| matches!(action, Action::App(AppAction::Finish { .. })));
    assert_eq!(finished, [60], "the client has its page after 6 s");
    assert!(trace.hops.last().is_some_and(|hop| hop.time > SimTime(10_000_000)), "the second try is answered at 10 s");
    assert!(trace.hops.is_sorted_by_key(|hop| hop.time));
    let body = trace.reply.as_ref().map_or("", |reply| reply.body.as_str());
    assert!(body.contains("Error fetching product reviews"), "{body}");
    assert_eq!(culprit(&trace), "nobody");
}

#[test]
fn a_routes_timeout_is_504_ut_and_covers_the_tries() {
    let timeout = "
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: default}
spec:
  hosts: [reviews]
  http:
  - timeout: 0.5s
    route: [{destination: {host: reviews}}]
";
    let slow = SLOW.replace("spec: {hosts: [reviews], http", "spec: {hosts: [nobody], http");
    for seed in 0..8 {
        let snapshot = with(BOOKINFO, &[&slow, timeout], seed);
        let trace = from_pod(&snapshot, "productpage", "http://reviews:9080/reviews/0");
        let told = legs(&snapshot, &trace);
        if told.contains("reviews-v1(istio-proxy)") {
            assert!(told.ends_with("200 -"), "v1 asks nobody: {told}");
            continue;
        }
        assert!(told.ends_with("504 UT"), "{told}");
        let answered =
            moments(&trace, |action| matches!(action, Action::Proxy(ProxyAction::Respond { status: 504, .. })));
        assert_eq!(answered, [5], "half a second after it set out");
        assert_eq!(culprit(&trace), "productpage-v1(istio-proxy): respond 504 UT");
        return;
    }
    unreachable!("eight seeds and always v1");
}

/// The fault filter stands before the router: the time for the request runs only after the delay.
#[test]
fn a_delay_is_not_cut_by_the_timeout_of_its_own_route() {
    let both = "
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings, namespace: default}
spec:
  hosts: [ratings]
  http:
  - fault: {delay: {percentage: {value: 100}, fixedDelay: 7s}}
    timeout: 3s
    route: [{destination: {host: ratings}}]
";
    let trace = from_pod(&with(BOOKINFO, &[both], 1), "details", "http://ratings:9080/ratings/0");
    assert_eq!(trace.reply.map(|reply| reply.status), Some(200));
    assert!(trace.hops.last().is_some_and(|hop| hop.time > SimTime(7_000_000)));
}
