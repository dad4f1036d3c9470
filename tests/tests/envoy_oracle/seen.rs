//! What is seen of a request that went through a proxy: ours and Envoy's are told alike, and compared as text.

use crate::export::NUMBER;
use crate::wire::Head;
use std::fmt;

/// What is seen of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// The status the client got.
    pub(crate) status: u16,
    /// The headers the client got, sorted.
    pub(crate) response: Vec<String>,
    /// The body of an answer of the proxy's own.
    pub(crate) body: Option<String>,
    /// The request line and the headers the upstream got, sorted.
    pub(crate) upstream: Vec<String>,
    /// How often an upstream was tried.
    pub(crate) tries: u32,
    /// The line in the access log.
    pub(crate) log: String,
    /// The cluster, as the log says.
    pub(crate) cluster: String,
}

/// A header whose value is new with every request.
const TIME: &str = "x-envoy-upstream-service-time";

impl Seen {
    /// With the answer that the client got. One with an upstream's own mark carries the request that the upstream got.
    pub(crate) fn answered(mut self, status: u16, headers: &[(String, String)], body: &str, tries: u32) -> Self {
        let relayed = headers.iter().any(|(name, _)| name == TIME);
        let shown = headers.iter().filter(|(name, _)| name != "date" && !(relayed && name == "content-length"));
        (self.status, self.tries) = (status, tries);
        // An empty body of a proxy's own may say so or not.
        self.response = sorted(shown.filter(|(name, value)| !(name == "content-length" && value == "0")));
        if relayed {
            if let Ok(Some(head)) = Head::read(&mut body.as_bytes()) {
                self.upstream = received(&head, tries);
            }
        } else {
            self.body = Some(body.to_owned());
        }
        self
    }

    /// With the line of the access log behind the request's number and the count of tries: cut into words, without times,
    /// ports that the system chose and numbers of bytes.
    pub(crate) fn logged(mut self, line: &str) -> Self {
        let words = words(line);
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        // Protocol and code and flags and details and the rest; START_TIME is word 0.
        let kept = [1, 2, 3, 4, 5, 6, 10, 11, 12, 14, 15, 16, 21];
        let log = kept.map(|at| match at {
            10 if word(at) != "-" => "0".to_owned(),
            11 => without_peer(word(at)),
            _ => word(at).to_owned(),
        });
        self.log = log.join(" ");
        self.cluster = word(16).to_owned();
        self
    }
}

/// What the upstream got.
fn received(head: &Head, tries: u32) -> Vec<String> {
    // With every try less time is left.
    let told = |name: &str| !(tries > 1 && name == "x-envoy-expected-rq-timeout-ms");
    let headers = head.headers.iter().filter(|(name, _)| name != "x-request-id" && name != NUMBER && told(name));
    let mut lines = sorted(headers);
    lines.insert(0, head.first.clone());
    lines
}

fn sorted<'h>(headers: impl Iterator<Item = &'h (String, String)>) -> Vec<String> {
    let print = |(name, value): &(String, String)| match name.as_str() {
        TIME => format!("{name}: *"),
        "x-forwarded-for" => format!("{name}: {}", without_peer(value)),
        _ => format!("{name}: {value}"),
    };
    let mut lines: Vec<String> = headers.map(print).collect();
    lines.sort();
    lines
}

/// A list of proxies without the last one's own address: for a client on loopback Envoy writes the machine's.
fn without_peer(list: &str) -> String {
    list.rsplit_once(',').map_or_else(|| "*".to_owned(), |(before, _)| format!("{before},*"))
}

/// Words, and what stands between quotes or brackets as one.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut until) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (until, c) {
            (Some(end), c) if c == end => until = None,
            (Some(_), c) => word.push(c),
            (None, ' ') => words.push(std::mem::take(&mut word)),
            (None, '"') => until = Some('"'),
            (None, '[') => until = Some(']'),
            (None, c) => word.push(c),
        }
    }
    words.push(word);
    words
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "      {} after {} tries; {}", self.status, self.tries, self.log)?;
        writeln!(f, "      client got {}", self.response.join(" | "))?;
        match &self.body {
            Some(body) => writeln!(f, "      {body:?}"),
            None => writeln!(f, "      upstream got {}", self.upstream.join(" | ")),
        }
    }
}
