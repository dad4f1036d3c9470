//! httpbin, helloworld, and images that listen to nothing.

use crate::scene::{App, ask, cluster, story, took_us};

const fn app(name: &'static str, image: &'static str, port: u16) -> App {
    App { name, image, environment: &[], port, replicas: 1 }
}

#[test]
fn httpbin_answers_what_it_is_asked_for() {
    let snapshot = cluster(&[app("httpbin", "docker.io/mccutchen/go-httpbin:v2.15.0", 8080)]);
    let answer = |path: &str| {
        let trace = ask(&snapshot, "GET", &format!("http://httpbin:8080{path}"), &[("x-a", "1")]);
        let took = took_us(&trace) / 1_000_000;
        trace.reply.map(|reply| (reply.status, took, reply.body)).unwrap_or_default()
    };
    assert_eq!(answer("/headers"), (200, 0, r#"{"headers": {"x-a": "1"}}"#.into()));
    assert_eq!(answer("/status/418"), (418, 0, String::new()));
    assert_eq!(answer("/status/7").0, 400);
    assert_eq!(answer("/delay/3").1, 3);
    assert_eq!(answer("/delay/99").1, 10);
    assert_eq!(answer("/nothing").0, 404);
    assert!(answer("/ip").2.starts_with(r#"{"origin": "10.244."#), "{:?}", answer("/ip"));
    assert!(answer("/get?a=b").2.ends_with(r#""url": "http://httpbin:8080/get?a=b"}"#));
}

#[test]
fn helloworld_says_its_version() {
    let snapshot = cluster(&[app("helloworld", "docker.io/istio/examples-helloworld-v2:1.0", 5000)]);
    let said = story(&ask(&snapshot, "GET", "http://helloworld:5000/hello", &[]));
    assert!(said.contains("200 Hello version: v2, instance: helloworld-"), "{said}");
}

#[test]
fn a_client_image_listens_to_nothing_and_an_unknown_one_to_what_it_declares() {
    let snapshot = cluster(&[app("sleep", "curlimages/curl", 80), app("tienda", "example.com/tienda:1", 80)]);
    assert_eq!(story(&ask(&snapshot, "GET", "http://sleep/", &[])), "caller > sleep:80 rejected\n0.0 s\n-");
    assert!(story(&ask(&snapshot, "GET", "http://tienda/x", &[])).contains("200 tienda-"));
}
