//! A path without detours: dot segments and needless escapes are taken out before any condition looks at it.

/// The path in its normal form; the query stays as it is (Envoy `path_utility.cc`, `canonicalPath`, with the rules of the
/// URL library behind it: unreserved characters are unescaped, dot segments followed, backslashes turned; a doubled slash stays).
pub(crate) fn normal_path(path: &str) -> String {
    let end = path.find('?').unwrap_or(path.len());
    let (bare, query) = path.split_at(end);
    let unescaped = unescape(bare).replace('\\', "/");
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = unescaped.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." if last => kept.push(""),
            "." => {}
            ".." => {
                kept.pop();
                if last {
                    kept.push("");
                }
            }
            other => kept.push(other),
        }
    }
    format!("/{}{query}", kept.join("/"))
}

/// Unreserved characters (RFC 3986 section 2.3) without their escapes; others keep theirs.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let escaped = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).map(char::from);
        match escaped.filter(|c| c.is_ascii_alphanumeric() || "-._~".contains(*c)) {
            Some(plain) => {
                out.push(plain);
                rest = &after[2..];
            }
            None => {
                out.push('%');
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::normal_path;

    #[test]
    fn detours_and_needless_escapes_go() {
        let cases = [
            ("/", "/"),
            ("/a//b/", "/a//b/"),
            ("/x/../n/./a/%41%2e%2e/%2f/c\\d?x=/../y", "/n/a/A../%2f/c/d?x=/../y"),
            ("/n/%7e%2D%5f%21%zz%2", "/n/~-_%21%zz%2"),
            ("/n/a;b=c/./d/..", "/n/a;b=c/"),
            ("/n/%2e", "/n/"),
            ("/n/...", "/n/..."),
            ("/../n", "/n"),
            ("/n/%5c/a", "/n/%5c/a"),
        ];
        for (from, to) in cases {
            assert_eq!(normal_path(from), to, "{from}");
        }
    }
}
