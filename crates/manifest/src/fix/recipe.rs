//! Mends that the catalogue's words give as a recipe: `remove it`, `remove rollingUpdate`, `add pathType: Prefix`,
//! `write restartPolicy: Never`, `put a / before it`. Like any other mend, each is tried before it is offered.

/// What a recipe says to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recipe<'a> {
    /// Take the field away.
    RemoveIt,
    /// Take a field beside it, or below it, away.
    Remove(&'a str),
    /// Put a line beside it.
    Line {
        /// Its key.
        key: &'a str,
        /// `key: value`.
        line: &'a str,
    },
    /// Put a text before what stands there.
    Before(&'a str),
    /// Write a word in its place.
    Write(&'a str),
    /// Let two fields beside it change places.
    Swap(&'a str, &'a str),
    /// Take the blanks off its ends.
    Trim,
}

/// The first recipe of a mend's words, if they give one.
pub(super) fn read(mend: &str) -> Option<Recipe<'_>> {
    let first = mend.split([';']).next().unwrap_or_default();
    let first = first.split(", or ").next().unwrap_or_default().trim();
    match first {
        "remove it" | "remove one of the two" | "keep one of the two" => return Some(Recipe::RemoveIt),
        "remove the blanks" => return Some(Recipe::Trim),
        _ => {}
    }
    if let Some((one, other)) = first.strip_prefix("swap ").and_then(|names| names.split_once(" and ")) {
        return Some(Recipe::Swap(one, other));
    }
    if let Some(name) = first.strip_prefix("remove ").or_else(|| first.strip_prefix("remove the ")) {
        return is_key(name).then_some(Recipe::Remove(name));
    }
    if let Some(text) = first.strip_prefix("put a ").and_then(|rest| rest.strip_suffix(" before it")) {
        return Some(Recipe::Before(text));
    }
    let line = first.strip_prefix("add ").or_else(|| first.strip_prefix("write "))?;
    let line = line.split(" to ").next().unwrap_or_default();
    if let Some((key, _)) = line.split_once(": ") {
        return (is_key(key) && !line.contains("...")).then_some(Recipe::Line { key, line });
    }
    let word = first.strip_prefix("write ")?;
    let word = word.strip_prefix("at most ").or_else(|| word.strip_prefix("at least ")).unwrap_or(word);
    let word = word.strip_suffix(" or more").unwrap_or(word);
    let plain = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'%');
    plain.then_some(Recipe::Write(word))
}

fn is_key(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::{Recipe, read};

    #[test]
    fn words_are_recipes() {
        for (mend, expected) in [
            ("remove it", Some(Recipe::RemoveIt)),
            ("remove it, or change the type", Some(Recipe::RemoveIt)),
            ("remove rollingUpdate", Some(Recipe::Remove("rollingUpdate"))),
            ("add pathType: Prefix", Some(Recipe::Line { key: "pathType", line: "pathType: Prefix" })),
            ("write restartPolicy: Never", Some(Recipe::Line { key: "restartPolicy", line: "restartPolicy: Never" })),
            ("add type: NodePort, or remove nodePort", Some(Recipe::Line { key: "type", line: "type: NodePort" })),
            ("put a / before it", Some(Recipe::Before("/"))),
            ("write PreferSameZone", Some(Recipe::Write("PreferSameZone"))),
            ("write a greater number", None),
            ("add a container with name and image", None),
            ("add provider: {name: ...}", None),
            ("for example http", None),
            ("remove one of the two", Some(Recipe::RemoveIt)),
            ("write 0 or more", Some(Recipe::Write("0"))),
            ("write at most 100%", Some(Recipe::Write("100%"))),
            ("add rules: [{}] to deny everything", Some(Recipe::Line { key: "rules", line: "rules: [{}]" })),
            ("swap port and endPort", Some(Recipe::Swap("port", "endPort"))),
        ] {
            assert_eq!(read(mend), expected, "{mend}");
        }
    }
}
