//! The programs of the Bookinfo sample: what each calls, how long it waits, and what it makes of a failure
//! (`samples/bookinfo/src` of istio/istio; the facts, not the code).

use super::app::{Answer, App, Call, Find, Mood, Page, Question, Session, Take};
use super::setup::Setup;

/// The port that every Bookinfo program listens on and calls.
pub(super) const PORT: u16 = 9080;

/// The tracing headers that productpage and reviews both copy.
const TRACING: &[&str] = &[
    "x-request-id",
    "x-ot-span-context",
    "x-datadog-trace-id",
    "x-datadog-parent-id",
    "x-datadog-sampling-priority",
    "traceparent",
    "tracestate",
    "x-cloud-trace-context",
    "grpc-trace-bin",
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-parentspanid",
    "x-b3-sampled",
    "x-b3-flags",
    "sw8",
];

/// Who asks, and on whose behalf: what they both copy besides.
const ASKER: &[&str] = &["user-agent", "cookie", "authorization", "jwt"];

/// Who is logged in: productpage writes it, the programs behind copy it.
const END_USER: &[&str] = &["end-user"];

const NO_RATING: &str = r#", "rating": {"error": "Ratings service is currently unavailable"}"#;

const SECOND_US: u64 = 1_000_000;

/// productpage: `requests.get(..., timeout=3.0)`, reviews in a loop of two, `/productpage` always 200.
pub(super) fn productpage(setup: &Setup<'_>) -> App {
    let details = take("details", vec![anything("details of the book")], "Error fetching product details!");
    let call = |role, path, tries, takes| service(setup, role, path, (3 * SECOND_US, tries), takes);
    let page = Page {
        calls: vec![call("details", "/details/0", 1, vec![details]), call("reviews", "/reviews/0", 2, vec![stars()])],
        ..Page::get("/productpage", Answer::html(200, "[{user}] The Comedy of Errors · {details} · {reviews}"))
    };
    let relay = |path, role, asks, tries, failed| Page {
        calls: vec![call(role, asks, tries, vec![])],
        ..Page::get(path, Answer::PassOn { silent: 500, failed })
    };
    let products = r#"[{"id": 0, "title": "The Comedy of Errors"}]"#;
    let pages = vec![
        page,
        Page::get("/", Answer::html(200, "Hello! This is a simple bookstore application")),
        Page::get("/index.html", Answer::html(200, "Hello! This is a simple bookstore application")),
        Page::get("/health", Answer::html(200, "Product page is healthy")),
        login(),
        Page::get("/logout", back("session=; Max-Age=0; Path=/")),
        Page::get("/api/v1/products", Answer::json(200, products)),
        relay("/api/v1/products/{id}", "details", "/details/{id}", 1, SORRY[0]),
        relay("/api/v1/products/{id}/reviews", "reviews", "/reviews/{id}", 2, SORRY[1]),
        relay("/api/v1/products/{id}/ratings", "ratings", "/ratings/{id}", 1, SORRY[2]),
        Page::get("/static/*", Answer::say(200, "", "{id}")),
    ];
    let session = Some(Session { cookie: "session", header: "end-user", guest: "Sign in" });
    App { pages, forwards: &[TRACING, ASKER], session }
}

/// What the API of productpage says when details, reviews or ratings fails.
const SORRY: [&str; 3] = [
    r#"{"error": "Sorry, product details are currently unavailable for this book."}"#,
    r#"{"error": "Sorry, product reviews are currently unavailable for this book."}"#,
    r#"{"error": "Sorry, product ratings are currently unavailable for this book."}"#,
];

/// What the page says of the reviews it got.
fn stars() -> Take {
    let finds = vec![find("\"color\": \"", "\"", "{} stars"), find("\"error\": \"", "\"", "{}"), anything("no stars")];
    take("reviews", finds, "Error fetching product reviews! Sorry, product reviews are currently unavailable.")
}

/// The sign-in form: the name comes in the query, for requests here have no body.
fn login() -> Page {
    Page { methods: &["POST"], ..Page::get("/login", back("session={query:username}; Path=/")) }
}

/// Back to where the user came from, with that cookie.
fn back(cookie: &str) -> Answer {
    let headers = vec![("location", "{header:referer}".into()), ("set-cookie", cookie.into())];
    Answer::Say { status: 302, headers, body: String::new() }
}

/// details: fixed data, or with `ENABLE_EXTERNAL_BOOK_SERVICE` a book service outside (5 s read timeout; every trouble
/// is a 400).
pub(super) fn details(setup: &Setup<'_>) -> App {
    let book = concat!(
        r#"{"id":{id},"author":"William Shakespeare","year":1595,"type":"paperback","pages":200,"#,
        r#""publisher":"PublisherA","language":"English","ISBN-10":"1234567890","ISBN-13":"123-1234567890"}"#
    );
    let mut page = Page::get("/details/{number}", Answer::json(200, book));
    if setup.get("ENABLE_EXTERNAL_BOOK_SERVICE") == Some("true") {
        page.calls.push(book_service(setup));
    }
    let pages = vec![
        page,
        Page::get("/health", Answer::json(200, r#"{"status":"Details is healthy"}"#)),
        Page::get("/details/*", Answer::json(400, r#"{"error":"please provide numeric product id"}"#)),
    ];
    App { pages, forwards: &[&["x-request-id"], END_USER, ASKER], session: None }
}

fn book_service(setup: &Setup<'_>) -> Call {
    let plain = setup.get("DO_NOT_ENCRYPT") == Some("true");
    Call {
        role: "googleapis",
        host: "www.googleapis.com".into(),
        port: if plain { 80 } else { 443 },
        why: setup.why("ENABLE_EXTERNAL_BOOK_SERVICE"),
        asks: Question::Http("/books/v1/volumes?q=isbn:0486424618"),
        timeout_us: 5 * SECOND_US,
        tries: 1,
        takes: vec![],
        vital: Some(Answer::json(400, r#"{"error":"the book service did not answer"}"#)),
    }
}

/// reviews: with `ENABLE_RATINGS` it asks ratings and waits 10 s for black stars, 2.5 s for any other colour; without an
/// answer it says so and still answers 200.
pub(super) fn reviews(setup: &Setup<'_>) -> App {
    let version = setup.image_version();
    let on = setup.get("ENABLE_RATINGS").map_or(version != "v1", |v| v.eq_ignore_ascii_case("true"));
    let image_color = if version == "v3" { "red" } else { "black" };
    let color = setup.get("STAR_COLOR").unwrap_or(image_color);
    let body = concat!(
        r#"{"id": "{id}", "podname": "{pod}", "clustername": "null", "reviews": ["#,
        r#"{"reviewer": "Reviewer1"{rating1}}, {"reviewer": "Reviewer2"{rating2}}]}"#
    );
    let body = if on { body.to_owned() } else { body.replace("{rating1}", "").replace("{rating2}", "") };
    let mut page = Page::get("/reviews/{number}", Answer::json(200, &body));
    if on {
        let timeout_us = if color == "black" { 10 * SECOND_US } else { 5 * SECOND_US / 2 };
        let words = format!(r#", "rating": {{"stars": {{}}, "color": "{color}"}}"#);
        let rating = |name, after| take(name, vec![find(after, ",}", &words)], NO_RATING);
        let takes = vec![rating("rating1", "\"Reviewer1\":"), rating("rating2", "\"Reviewer2\":")];
        page.calls.push(service(setup, "ratings", "/ratings/{id}", (timeout_us, 1), takes));
    }
    let health = Page::get("/health", Answer::json(200, r#"{"status": "Reviews is healthy"}"#));
    App { pages: vec![page, health], forwards: &[TRACING, END_USER, ASKER], session: None }
}

/// ratings: five and four stars; v2 keeps them in a database; v-faulty and v-delayed have their moods.
pub(super) fn ratings(setup: &Setup<'_>) -> App {
    let version = setup.get("SERVICE_VERSION").unwrap_or_else(|| setup.image_version());
    let stars = r#"{"id":{id},"ratings":{"Reviewer1":5,"Reviewer2":4}}"#;
    let mut page = Page::get("/ratings/{number}", Answer::json(200, stars));
    match version {
        "v2" | "v2-mysql" | "v2-mysql-vm" => page.calls.push(ratings_database(setup)),
        "v-faulty" => page.mood = Mood::Faulty(Answer::json(503, r#"{"error":"Service unavailable"}"#)),
        "v-delayed" => page.mood = Mood::Slow(7 * SECOND_US),
        _ => {}
    }
    let posted = Page { methods: &["POST"], calls: vec![], mood: Mood::Steady, ..page.clone() };
    let pages = vec![
        Page { methods: &["GET"], ..page },
        posted,
        Page::get("/ratings/*", Answer::json(400, r#"{"error":"please provide numeric product ID"}"#)),
        Page::get("/health", Answer::json(200, r#"{"status":"Ratings is healthy"}"#)),
    ];
    App { pages, ..App::default() }
}

/// The database behind ratings v2: MongoDB by `MONGO_DB_URL`, or MySQL by `MYSQL_DB_HOST` when `DB_TYPE` is `mysql`.
fn ratings_database(setup: &Setup<'_>) -> Call {
    let mysql = setup.get("DB_TYPE") == Some("mysql");
    let (variable, port, query) = if mysql {
        ("MYSQL_DB_HOST", 3306, "SELECT Rating FROM ratings")
    } else {
        ("MONGO_DB_URL", 27_017, "db.ratings.find()")
    };
    let (host, port) = setup.address(variable, ("mongodb", port));
    let port = setup.get("MYSQL_DB_PORT").filter(|_| mysql).and_then(|p| p.parse().ok()).unwrap_or(port);
    Call {
        role: "database",
        host,
        port,
        why: setup.why(variable),
        asks: Question::Query(query),
        timeout_us: 30 * SECOND_US,
        tries: 1,
        takes: vec![],
        vital: Some(Answer::json(500, r#"{"error":"could not connect to ratings database"}"#)),
    }
}

/// A call to another program of the sample: `<NAME>_HOSTNAME`, `SERVICES_DOMAIN` and `<NAME>_SERVICE_PORT` say where.
fn service(
    setup: &Setup<'_>,
    role: &'static str,
    path: &'static str,
    (timeout_us, tries): (u64, u32),
    takes: Vec<Take>,
) -> Call {
    let upper = role.to_ascii_uppercase();
    let variable = format!("{upper}_HOSTNAME");
    let domain = setup.get("SERVICES_DOMAIN").map(|domain| format!(".{domain}")).unwrap_or_default();
    let host = format!("{}{domain}", setup.get(&variable).unwrap_or(role));
    let port = setup.get(&format!("{upper}_SERVICE_PORT")).and_then(|p| p.parse().ok()).unwrap_or(PORT);
    let why = setup.why(&variable);
    Call { role, host, port, why, asks: Question::Http(path), timeout_us, tries, takes, vital: None }
}

fn take(name: &'static str, finds: Vec<Find>, failed: &str) -> Take {
    Take { name, finds, failed: failed.into() }
}

fn find(after: &'static str, until: &'static str, words: &str) -> Find {
    Find { after, until, words: words.into() }
}

fn anything(words: &str) -> Find {
    find("", "", words)
}
