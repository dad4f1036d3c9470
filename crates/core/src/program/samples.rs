//! Small programs that courses use beside Bookinfo: WordPress, httpbin, helloworld, and the echo of an unknown image.

use super::app::{Answer, App, Call, Mood, Page, Question};
use super::setup::Setup;

/// PHP's `default_socket_timeout`, which mysqlnd connects with.
const PHP_PATIENCE_US: u64 = 60_000_000;

/// What WordPress answers when it has no database (`wp-includes/functions.php`, `dead_db`).
const NO_DATABASE: &str = "Error establishing a database connection";

/// httpbin's longest delay (`/delay/{n}`, at most 10 seconds).
const LONGEST_DELAY_S: u64 = 10;

/// Whatever is asked, it says who it is.
pub(crate) fn echo() -> App {
    let anything = Page { methods: &[], ..Page::get("*", Answer::html(200, "{pod}")) };
    App { pages: vec![anything], ..App::default() }
}

/// WordPress: no page without its database. Docker Official Image, `wp-config-docker.php`: `WORDPRESS_DB_HOST`, default
/// `mysql`; MySQL's port 3306.
pub(super) fn wordpress(setup: &Setup<'_>) -> App {
    let (host, port) = setup.address("WORDPRESS_DB_HOST", ("mysql", 3306));
    let database = Call {
        role: "database",
        host,
        port,
        why: setup.why("WORDPRESS_DB_HOST"),
        asks: Question::Query("SELECT option_value FROM wp_options WHERE option_name = 'siteurl'"),
        timeout_us: PHP_PATIENCE_US,
        tries: 1,
        takes: vec![],
        vital: Some(Answer::Say { status: 500, headers: vec![], body: NO_DATABASE.into() }),
    };
    let mut app = echo();
    app.pages.iter_mut().for_each(|page| page.calls.push(database.clone()));
    app
}

/// httpbin, the paths that examples use (`httpbin.org`, `mccutchen/go-httpbin`).
pub(super) fn httpbin() -> App {
    let seen = r#"{"headers": {{headers}}, "origin": "{client}", "url": "{url}"}"#;
    let any = |path, answer| Page { methods: &[], ..Page::get(path, answer) };
    let pages = vec![
        Page::get("/", Answer::html(200, "httpbin")),
        Page::get("/get", Answer::json(200, seen)),
        Page { methods: &["POST"], ..Page::get("/post", Answer::json(200, seen)) },
        any("/anything*", Answer::json(200, seen)),
        Page::get("/headers", Answer::json(200, r#"{"headers": {{headers}}}"#)),
        Page::get("/ip", Answer::json(200, r#"{"origin": "{client}"}"#)),
        Page::get("/user-agent", Answer::json(200, r#"{"user-agent": "{header:user-agent}"}"#)),
        Page::get("/hostname", Answer::json(200, r#"{"hostname": "{pod}"}"#)),
        any("/status/{number}", Answer::AsAsked),
        Page { mood: Mood::AsAsked(LONGEST_DELAY_S), ..any("/delay/{number}", Answer::json(200, seen)) },
    ];
    App { pages, ..App::default() }
}

/// helloworld: which version answers, and which pod.
pub(super) fn helloworld(setup: &Setup<'_>) -> App {
    let version = setup.get("SERVICE_VERSION").unwrap_or_else(|| setup.image_version());
    let words = format!("Hello version: {version}, instance: {{pod}}");
    let hello = Page::get("/hello", Answer::html(200, &words));
    App { pages: vec![hello, Page::get("/health", Answer::html(200, "Helloworld is healthy"))], ..App::default() }
}

/// istiod, as far as anybody calls it in plain HTTP: its readiness.
pub(super) fn istiod() -> App {
    App { pages: vec![Page::get("/ready", Answer::html(200, ""))], ..App::default() }
}
