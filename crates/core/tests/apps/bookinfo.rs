//! Bookinfo in a plain cluster, as its pages and time-outs are (`samples/bookinfo/src` of istio/istio).

use crate::scene::{App, ask, bookinfo, cluster, story, workload};
use malla_core::Snapshot;
use malla_trace::{Message, Trace};

const PRODUCTPAGE: App = bookinfo("productpage", "docker.io/istio/examples-bookinfo-productpage-v1:1.20.3");
const DETAILS: App = bookinfo("details", "registry.istio.io/release/examples-bookinfo-details-v1:1.20.3");

fn reviews(image: &'static str) -> App {
    bookinfo("reviews", image)
}

fn ratings(image: &'static str) -> App {
    bookinfo("ratings", image)
}

const V1: &str = "istio/examples-bookinfo-reviews-v1:1.20.3";
const V2: &str = "istio/examples-bookinfo-reviews-v2:1.20.3";
const V3: &str = "istio/examples-bookinfo-reviews-v3:1.20.3";
const RATINGS: &str = "istio/examples-bookinfo-ratings-v1:1.20.3";

fn shop(reviews_image: &'static str, ratings_image: &'static str) -> Snapshot {
    cluster(&[PRODUCTPAGE, DETAILS, reviews(reviews_image), ratings(ratings_image)])
}

fn page(snapshot: &Snapshot) -> Trace {
    ask(snapshot, "GET", "http://productpage:9080/productpage", &[])
}

const BEGIN: &str = "caller > productpage:9080 200\nproductpage > details:9080 200\n";

#[test]
fn every_version_of_reviews_has_its_stars() {
    for (image, calls, stars) in [
        (V1, "productpage > reviews:9080 200\n", "no stars"),
        (V2, "productpage > reviews:9080 200\nreviews > ratings:9080 200\n", "black stars"),
        (V3, "productpage > reviews:9080 200\nreviews > ratings:9080 200\n", "red stars"),
    ] {
        let body = format!("200 [Sign in] The Comedy of Errors · details of the book · {stars}");
        assert_eq!(story(&page(&shop(image, RATINGS))), format!("{BEGIN}{calls}0.0 s\n{body}"), "{image}");
    }
}

#[test]
fn the_environment_says_more_than_the_image() {
    let with = |environment| App { environment, ..reviews(V2) };
    let shown = |reviews: App| {
        let snapshot = cluster(&[PRODUCTPAGE, DETAILS, reviews, ratings(RATINGS)]);
        page(&snapshot).reply.map(|reply| reply.body.rsplit(" · ").next().unwrap_or_default().to_owned())
    };
    assert_eq!(shown(with(&[("STAR_COLOR", "blue")])).as_deref(), Some("blue stars"));
    assert_eq!(shown(with(&[("ENABLE_RATINGS", "false")])).as_deref(), Some("no stars"));
    let lost = shown(with(&[("RATINGS_HOSTNAME", "valoraciones")]));
    assert_eq!(lost.as_deref(), Some("Ratings service is currently unavailable"));
    let moved = cluster(&[
        App { environment: &[("SERVICES_DOMAIN", "default.svc.cluster.local")], ..PRODUCTPAGE },
        DETAILS,
        reviews(V1),
    ]);
    let called = story(&page(&moved));
    assert!(called.contains("productpage > details.default.svc.cluster.local:9080 200"), "{called}");
}

#[test]
fn without_ratings_reviews_says_so_and_the_page_comes_all_the_same() {
    let snapshot = cluster(&[PRODUCTPAGE, DETAILS, reviews(V2), App { replicas: 0, ..ratings(RATINGS) }]);
    assert_eq!(
        story(&page(&snapshot)),
        format!(
            "{BEGIN}productpage > reviews:9080 200\nreviews > ratings:9080 rejected\n0.0 s\n\
             200 [Sign in] The Comedy of Errors · details of the book · Ratings service is currently unavailable"
        )
    );
}

#[test]
fn without_reviews_the_page_tries_twice_and_says_sorry() {
    let snapshot = cluster(&[PRODUCTPAGE, DETAILS, App { replicas: 0, ..reviews(V1) }]);
    let text = story(&page(&snapshot));
    assert!(text.starts_with(&format!(
        "{BEGIN}productpage > reviews:9080 rejected\nproductpage > reviews:9080 rejected\n0.0 s\n200 "
    )));
    assert!(text.contains("Error fetching product reviews!"), "{text}");
    let api = ask(&snapshot, "GET", "http://productpage:9080/api/v1/products/0/reviews", &[]);
    let sorry = r#"{"error": "Sorry, product reviews are currently unavailable for this book."}"#;
    assert_eq!(api.reply.map(|reply| (reply.status, reply.body)), Some((500, sorry.to_owned())));
}

#[test]
fn slow_ratings_are_too_slow_for_red_stars_and_black_ones_are_too_slow_for_the_page() {
    let slow = "istio/examples-bookinfo-ratings-v-delayed:1.20.3";
    let unlucky = |reviews| page(&shop(reviews, slow).with_luck("program/ratings", &[0, 0]));
    let red = story(&unlucky(V3));
    let calls = "productpage > reviews:9080 200\nreviews > ratings:9080 timed out\n2.5 s\n";
    let error = "details of the book · Ratings service is currently unavailable";
    assert_eq!(red, format!("{BEGIN}{calls}200 [Sign in] The Comedy of Errors · {error}"));
    let black = story(&unlucky(V2));
    let call = "productpage > reviews:9080 timed out\nreviews > ratings:9080 200\n";
    let sorry = "Error fetching product reviews! Sorry, product reviews are currently unavailable.";
    let body = format!("200 [Sign in] The Comedy of Errors · details of the book · {sorry}");
    assert_eq!(black, format!("{BEGIN}{call}{call}6.0 s\n{body}"));
    let lucky = page(&shop(V2, slow).with_luck("program/ratings", &[1]));
    assert!(story(&lucky).contains("0.0 s\n200"), "{}", story(&lucky));
}

#[test]
fn faulty_ratings_refuse_half_of_the_time() {
    let faulty = shop(V3, "istio/examples-bookinfo-ratings-v-faulty:1.20.3");
    let shown = |luck| story(&page(&faulty.with_luck("program/ratings", &[luck])));
    assert!(shown(0).contains("reviews > ratings:9080 503\n"));
    assert!(shown(0).contains("Ratings service is currently unavailable"));
    assert!(shown(1).contains("red stars"));
}

#[test]
fn ratings_v2_needs_its_database() {
    let v2 = App {
        environment: &[("MONGO_DB_URL", "mongodb://mongodb:27017/test")],
        ..ratings("x/examples-bookinfo-ratings-v2")
    };
    let mongodb = App { port: 27_017, ..bookinfo("mongodb", "x/examples-bookinfo-mongodb:1.20.3") };
    let url = "http://ratings:9080/ratings/0";
    let with = cluster(&[App { ..v2 }, mongodb]);
    assert!(
        story(&ask(&with, "GET", url, &[]))
            .starts_with("caller > ratings:9080 200\nratings > mongodb:27017 delivered\n")
    );
    let v2 = App {
        environment: &[("MONGO_DB_URL", "mongodb://mongodb:27017/test")],
        ..ratings("x/examples-bookinfo-ratings-v2")
    };
    let without = ask(&cluster(&[v2]), "GET", url, &[]);
    assert_eq!(
        without.reply.map(|r| (r.status, r.body)),
        Some((500, r#"{"error":"could not connect to ratings database"}"#.into()))
    );
}

/// The headers that a program got with a path.
fn heard(trace: &Trace, who: &str, wanted: &str) -> Vec<(String, String)> {
    let at = trace.hops.iter().filter(|hop| workload(&hop.at) == who && hop.enters.is_some());
    let mut requests = at.filter_map(|hop| match &hop.message {
        Some(Message::HttpRequest { path, headers, .. }) if path == wanted => Some(headers.clone()),
        _ => None,
    });
    requests.next_back().unwrap_or_default()
}

#[test]
fn the_user_travels_in_a_header_and_the_cookie_with_him() {
    let snapshot = shop(V2, RATINGS);
    let sent = [
        ("Cookie", "session=jason"),
        ("User-Agent", "firefox"),
        ("X-Request-Id", "7"),
        ("end-user", "mallory"),
        ("accept", "*/*"),
    ];
    let trace = ask(&snapshot, "GET", "http://productpage:9080/productpage", &sent);
    assert!(trace.reply.as_ref().is_some_and(|reply| reply.body.starts_with("[jason]")));
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let common = [pair("x-request-id", "7"), pair("user-agent", "firefox"), pair("cookie", "session=jason")];
    let [id, agent, cookie] = common.clone();
    let details = heard(&trace, "details", "/details/0");
    assert_eq!(
        details,
        [pair("host", "details:9080"), id.clone(), agent.clone(), cookie.clone(), pair("end-user", "jason")]
    );
    let ratings = heard(&trace, "ratings", "/ratings/0");
    assert_eq!(ratings, [pair("host", "ratings:9080"), id, pair("end-user", "jason"), agent, cookie]);
    let nobody = page(&snapshot);
    assert_eq!(heard(&nobody, "details", "/details/0"), [pair("host", "details:9080")]);
}

#[test]
fn signing_in_is_a_cookie_and_signing_out_takes_it_away() {
    let snapshot = shop(V1, RATINGS);
    let from = [("referer", "http://productpage:9080/productpage")];
    let cookie = |method, path: &str| {
        let reply = ask(&snapshot, method, &format!("http://productpage:9080{path}"), &from)
            .reply
            .unwrap_or_else(|| unreachable!("no answer"));
        let header = |name: &str| reply.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        (reply.status, header("location").unwrap_or_default(), header("set-cookie").unwrap_or_default())
    };
    let back = "http://productpage:9080/productpage".to_owned();
    assert_eq!(cookie("POST", "/login?username=jason"), (302, back.clone(), "session=jason; Path=/".into()));
    assert_eq!(cookie("GET", "/logout"), (302, back, "session=; Max-Age=0; Path=/".into()));
    assert_eq!(cookie("GET", "/login"), (405, String::new(), String::new()));
}

#[test]
fn paths_answer_as_the_programs_do() {
    let snapshot = shop(V1, RATINGS);
    let cases = [
        ("GET", "productpage:9080/", 200),
        ("GET", "productpage:9080/health", 200),
        ("GET", "productpage:9080/productpage?u=normal", 200),
        ("GET", "productpage:9080/productpage/x", 404),
        ("GET", "productpage:9080/static/css/a.css", 200),
        ("GET", "productpage:9080/api/v1/products", 200),
        ("GET", "productpage:9080/api/v1/products/0", 200),
        ("GET", "productpage:9080/api/v1/products/0/reviews", 200),
        ("GET", "productpage:9080/api/v1/products/0/ratings", 200),
        ("GET", "productpage:9080/api/v1/products/x/ratings", 400),
        ("GET", "details:9080/details/0", 200),
        ("GET", "details:9080/details/x", 400),
        ("GET", "details:9080/x", 404),
        ("GET", "reviews:9080/reviews/0", 200),
        ("GET", "reviews:9080/reviews/x", 404),
        ("GET", "ratings:9080/ratings/0", 200),
        ("POST", "ratings:9080/ratings/0", 200),
        ("GET", "ratings:9080/ratings/x", 400),
        ("GET", "ratings:9080/", 404),
    ];
    for (method, url, status) in cases {
        let trace = ask(&snapshot, method, &format!("http://{url}"), &[]);
        assert_eq!(trace.reply.map(|reply| reply.status), Some(status), "{method} {url}");
    }
}
