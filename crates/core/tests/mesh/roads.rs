//! Whole roads, word by word: `roads/*.txt`.

use super::road::{legs, road};
use super::scene::{CANARY, cluster, from_pod, get, with};

/// Differences line by line, for a failing test to show.
fn differences(found: &str, wanted: &str) -> Vec<String> {
    let (found, wanted): (Vec<&str>, Vec<&str>) = (found.lines().collect(), wanted.lines().collect());
    let lines = 0..found.len().max(wanted.len());
    let pair = |at: usize| (found.get(at).copied().unwrap_or("-"), wanted.get(at).copied().unwrap_or("-"));
    let unlike = lines.map(pair).filter(|(found, wanted)| found.trim_end() != wanted.trim_end());
    unlike.map(|(found, wanted)| format!("found  {found}\nwanted {wanted}")).collect()
}

#[test]
fn every_turn_of_a_road_is_the_recorded_one() {
    let snapshot = cluster(CANARY, 1);
    let gateway = "http://192.168.0.101:32439/productpage";
    let roads = [
        ("productpage", "http://reviews:9080/reviews/0", include_str!("roads/in-mesh.txt")),
        ("solo", "http://ratings.default:9080/ratings/0", include_str!("roads/plain-to-sidecar.txt")),
        ("ratings", "http://solo.plain:9080/x", include_str!("roads/sidecar-to-plain.txt")),
        ("ratings", "http://ratings:9080/ratings/0", include_str!("roads/own-service.txt")),
        ("client/MenchuPC", gateway, include_str!("roads/gateway.txt")),
    ];
    for (from, url, wanted) in roads {
        let trace = if from.contains('/') { get(&snapshot, from, url) } else { from_pod(&snapshot, from, url) };
        let differences = differences(&road(&snapshot, &trace), wanted);
        assert!(differences.is_empty(), "{from} to {url}:\n{}", differences.join("\n"));
    }
}

/// The rules catch TCP only: questions for names go their own way.
#[test]
fn questions_for_names_do_not_touch_the_proxy() {
    let trace = from_pod(&cluster(CANARY, 1), "productpage", "http://reviews:9080/reviews/0");
    let question = &trace.legs[0];
    let to = question.to.as_ref().map_or("", |to| to.0.as_str());
    assert!(to.starts_with("pod/kube-system/coredns") && question.security.is_none(), "{question:?}");
    assert_eq!((question.from_part.as_deref(), question.to_part.as_deref()), (Some("productpage"), None));
}

/// What never leaves the pod and is not for the Service's address does not touch the proxy.
#[test]
fn a_program_reaches_itself_without_its_proxy() {
    let snapshot = cluster(CANARY, 1);
    let topology = snapshot.topology();
    let own = topology.vertices.iter().find(|v| v.title.starts_with("ratings-v1")).map(|v| v.addresses[0].clone());
    for host in ["127.0.0.1", own.as_deref().unwrap_or("no address")] {
        let trace = from_pod(&snapshot, "ratings", &format!("http://{host}:9080/ratings/0"));
        let wanted = "leg 0 ratings-v1(ratings) -> ratings-v1(ratings): plain\n200 -";
        assert_eq!(legs(&snapshot, &trace), wanted, "{host}");
    }
}

/// The rules know the proxy's packets by its user: whoever has the same goes by it (analyzer IST0144).
#[test]
fn a_program_that_runs_as_the_proxys_user_bypasses_it() {
    let template = "metadata: {labels: {app: ratings, version: v1}}\n    spec:";
    let text = include_str!("bookinfo.yaml");
    assert!(text.contains(template), "the test would test nothing");
    let as_proxy = text.replace(template, &format!("{template}\n      securityContext: {{runAsUser: 1337}}"));
    let snapshot = with(&[], &[&as_proxy], 1);
    let trace = from_pod(&snapshot, "ratings", "http://details:9080/details/0");
    let wanted = "leg 1 ratings-v1(ratings) -> details-v1(istio-proxy): plain\n\
                  leg 2 details-v1(istio-proxy) -> details-v1(details): plain\n200 -";
    assert_eq!(legs(&snapshot, &trace), wanted);
    let other = from_pod(&snapshot, "details", "http://ratings:9080/ratings/0");
    assert!(legs(&snapshot, &other).contains("details-v1(istio-proxy) -> ratings-v1(istio-proxy): mTLS"));
}
