//! An application as a small script: which pages it has, whom it asks for each, and what it makes of the answers.
//!
//! The script is closed data: nothing in it runs, the journey plays it. Texts are templates; `{name}` takes what the
//! page's path caught, what a call found, or one of the words of [`Facts`].

use malla_trace::CauseId;
use std::collections::BTreeMap;

/// An application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct App {
    /// Its pages; the first whose path fits answers.
    pub(crate) pages: Vec<Page>,
    /// The request headers that it copies onto its own calls, in lower case.
    pub(crate) forwards: &'static [&'static [&'static str]],
    /// How it knows its user, and tells those it calls.
    pub(crate) session: Option<Session>,
}

/// A cookie that names the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// The cookie.
    pub(crate) cookie: &'static str,
    /// The header of its own calls that carries the user on.
    pub(crate) header: &'static str,
    /// What it calls whoever has no such cookie.
    pub(crate) guest: &'static str,
}

/// What happens when one kind of request comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// The methods it takes; empty takes any.
    pub(crate) methods: &'static [&'static str],
    /// Its path: `{number}` takes one segment of digits, `{id}` any one segment, a final `*` the rest.
    pub(crate) path: &'static str,
    /// What may come over it before it begins.
    pub(crate) mood: Mood,
    /// Whom it asks, one after the other.
    pub(crate) calls: Vec<Call>,
    /// What it says.
    pub(crate) answer: Answer,
}

/// What may come over a page before it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Nothing.
    Steady,
    /// Half of the time it refuses.
    Faulty(Answer),
    /// Half of the time it takes that many microseconds longer.
    Slow(u64),
    /// It takes as many seconds as the path says, at most so many.
    AsAsked(u64),
}

/// A call to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// Whom, in a word (`reviews`); `explain` knows some of them (`database`).
    pub(crate) role: &'static str,
    /// The host it calls, as configured.
    pub(crate) host: String,
    /// The port it calls.
    pub(crate) port: u16,
    /// The line that says so.
    pub(crate) why: CauseId,
    /// What it asks.
    pub(crate) asks: Question,
    /// How long it waits, in microseconds.
    pub(crate) timeout_us: u64,
    /// How often it tries.
    pub(crate) tries: u32,
    /// What it takes from the answer.
    pub(crate) takes: Vec<Take>,
    /// What it says when it gets no good answer and cannot go on without; otherwise it goes on.
    pub(crate) vital: Option<Answer>,
}

/// What a call asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// `GET` of a path, a template.
    Http(&'static str),
    /// A database query.
    Query(&'static str),
}

/// Something that a page takes from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Take {
    /// The name under which templates find it.
    pub(crate) name: &'static str,
    /// What to look for in a good answer; the first that is there holds.
    pub(crate) finds: Vec<Find>,
    /// What it is otherwise, and after a bad answer or none.
    pub(crate) failed: String,
}

/// Something to look for in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Find {
    /// The text before it; empty is always there.
    pub(crate) after: &'static str,
    /// The text behind it; empty takes nothing.
    pub(crate) until: &'static str,
    /// What it says; `{}` is what stood between the two.
    pub(crate) words: String,
}

/// What a page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Its own words.
    Say {
        /// HTTP status.
        status: u16,
        /// Headers; the values are templates, and an empty one is left out.
        headers: Vec<(&'static str, String)>,
        /// A template.
        body: String,
    },
    /// The status that the path names, as `/status/418` does.
    AsAsked,
    /// What its last call was told; its own status and words when that was not 200.
    PassOn {
        /// The status when nobody answered.
        silent: u16,
        /// The body when the answer was not 200.
        failed: &'static str,
    },
}

/// What templates may say beside what a call found, by name.
pub(crate) type Facts = BTreeMap<String, String>;

impl App {
    /// The page for a method and a path without query, and what its placeholder caught.
    ///
    /// # Errors
    /// 404 where no page has that path, 405 where one has, but not for that method (RFC 9110 section 15.5).
    pub(crate) fn page(&self, method: &str, path: &str) -> Result<(&Page, String), u16> {
        let mut fitting = self.pages.iter().filter_map(|page| Some((page, catch(page.path, path)?))).peekable();
        let known = fitting.peek().is_some();
        fitting.find(|(page, _)| page.takes(method)).ok_or(if known { 405 } else { 404 })
    }

    /// Who the user is, out of a `Cookie` header.
    pub(crate) fn user(&self, cookies: &str) -> Option<String> {
        let name = self.session?.cookie;
        let cookie = cookies.split(';').filter_map(|c| c.trim().split_once('=')).find(|(key, _)| *key == name);
        cookie.map(|(_, user)| user.to_owned()).filter(|user| !user.is_empty())
    }
}

impl Page {
    /// A page for `GET` that calls nobody.
    pub(crate) const fn get(path: &'static str, answer: Answer) -> Self {
        Self { methods: &["GET", "HEAD"], path, mood: Mood::Steady, calls: vec![], answer }
    }

    /// Whether it takes that method.
    fn takes(&self, method: &str) -> bool {
        self.methods.is_empty() || self.methods.contains(&method)
    }
}

impl Answer {
    /// Words of that type and status.
    pub(crate) fn say(status: u16, content: &str, body: &str) -> Self {
        Self::Say { status, headers: vec![("content-type", content.into())], body: body.into() }
    }

    /// JSON.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::say(status, "application/json", body)
    }

    /// HTML, in a few words.
    pub(crate) fn html(status: u16, body: &str) -> Self {
        Self::say(status, "text/html", body)
    }
}

impl Find {
    /// What it says about an answer that has it.
    fn look(&self, body: &str) -> Option<String> {
        let (_, rest) = body.split_once(self.after)?;
        let found = if self.until.is_empty() { "" } else { rest.split(|c| self.until.contains(c)).next()?.trim() };
        Some(self.words.replace("{}", found))
    }
}

impl Take {
    /// What it is, given a good answer or none.
    pub(crate) fn value(&self, good: Option<&str>) -> String {
        let found = good.and_then(|body| self.finds.iter().find_map(|find| find.look(body)));
        found.unwrap_or_else(|| self.failed.clone())
    }
}

/// What the pattern's placeholder catches, if the path fits it.
fn catch(pattern: &str, path: &str) -> Option<String> {
    if let Some(start) = pattern.strip_suffix('*') {
        return path.strip_prefix(start).map(str::to_owned);
    }
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut caught = String::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(caught),
            (Some("{number}"), Some(text)) if is_number(text) => caught = text.to_owned(),
            (Some("{id}"), Some(text)) if !text.is_empty() => caught = text.to_owned(),
            (Some(word), Some(text)) if word == text => {}
            (None | Some(_), None | Some(_)) => return None,
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A fact; a header or a query parameter that the request has not is empty.
fn value<'f>(name: &str, facts: &'f Facts) -> Option<&'f str> {
    let optional = name.starts_with("header:") || name.starts_with("query:");
    facts.get(name).map(String::as_str).or(optional.then_some(""))
}

/// Fills a template. Braces that name no fact stay, for JSON is full of them.
pub(crate) fn fill(template: &str, facts: &Facts) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let named = rest[at + 1..].split_once('}').and_then(|(name, tail)| Some((value(name, facts)?, tail)));
        match named {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_a_pattern_whole() {
        let cases = [
            ("/reviews/{number}", "/reviews/12", Some("12")),
            ("/reviews/{number}", "/reviews/a", None),
            ("/reviews/{number}", "/reviews/", None),
            ("/reviews/{number}", "/reviews/1/x", None),
            ("/products/{id}/ratings", "/products/a/ratings", Some("a")),
            ("/static/*", "/static/css/a.css", Some("css/a.css")),
            ("/static/*", "/statics", None),
            ("/", "/", Some("")),
            ("*", "/any", Some("/any")),
        ];
        for (pattern, path, caught) in cases {
            assert_eq!(catch(pattern, path).as_deref(), caught, "{pattern} {path}");
        }
    }

    #[test]
    fn a_template_takes_what_it_knows_and_leaves_the_rest() {
        let facts = Facts::from([("id".into(), "7".into()), ("empty".into(), String::new())]);
        assert_eq!(fill(r#"{"id":{id},"x":{"{empty}"}} {who"#, &facts), r#"{"id":7,"x":{""}} {who"#);
    }

    #[test]
    fn a_take_finds_the_first_that_is_there() {
        let find = |after, until, words: &str| Find { after, until, words: words.into() };
        let finds = vec![find("color: ", ",}", "{} stars"), find("error", "", "no luck")];
        let take = Take { name: "stars", finds, failed: "nothing".into() };
        assert_eq!(take.value(Some("{color: red}")), "red stars");
        assert_eq!(take.value(Some("{error}")), "no luck");
        assert_eq!(take.value(Some("{}")), "nothing");
        assert_eq!(take.value(None), "nothing");
    }

    #[test]
    fn a_user_is_known_by_the_cookie_of_the_session_alone() {
        let session = Some(Session { cookie: "session", header: "end-user", guest: "-" });
        let app = App { session, ..App::default() };
        assert_eq!(app.user("a=b; session=jason").as_deref(), Some("jason"));
        assert_eq!(app.user("session="), None);
        assert_eq!(App::default().user("session=jason"), None);
    }
}
