//! `$(NAME)` in values (`third_party/forked/golang/expansion`): what is known is put in, what is not stays as it is,
//! and `$$` is a dollar sign.

/// Expands a text. `lookup` gives the value of a name, if it has one.
pub(super) fn expand(text: &str, mut lookup: impl FnMut(&str) -> Option<String>) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        expanded.push_str(&rest[..at]);
        let (piece, tail) = reference(&rest[at..], &mut lookup);
        expanded.push_str(&piece);
        rest = tail;
    }
    expanded.push_str(rest);
    expanded
}

/// What stands for the text from a dollar sign on, and the text behind it.
fn reference<'t>(text: &'t str, lookup: &mut impl FnMut(&str) -> Option<String>) -> (String, &'t str) {
    if let Some(tail) = text.strip_prefix("$$") {
        return ("$".into(), tail);
    }
    let Some((name, tail)) = text.strip_prefix("$(").and_then(|inner| inner.split_once(')')) else {
        return ("$".into(), &text[1..]);
    };
    (lookup(name).unwrap_or_else(|| format!("$({name})")), tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_in_and_strangers_stay() {
        let known = |name: &str| (name == "HOST").then(|| "db".to_owned());
        let cases = [
            ("$(HOST):3306", "db:3306"),
            ("$(NONE)/x", "$(NONE)/x"),
            ("$$(HOST)", "$(HOST)"),
            ("a$b $", "a$b $"),
            ("$(HOST", "$(HOST"),
            ("$(HOST)$(HOST)", "dbdb"),
            ("ñ$(HOST)ñ", "ñdbñ"),
        ];
        for (text, want) in cases {
            assert_eq!(expand(text, known), want, "{text}");
        }
    }
}
