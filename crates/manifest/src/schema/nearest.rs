//! The word somebody probably meant: optimal string alignment distance, case aside.

/// The nearest of some words, if any is near enough: a third of its letters may differ, or it begins like that.
pub(crate) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    if lower.chars().count() > 64 {
        return None;
    }
    let distance = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let steps = distance(&lower, &candidate);
        let allowed = (candidate.chars().count().max(lower.chars().count()) / 3).max(1);
        let begins = lower.len() >= 3 && candidate.starts_with(&lower);
        (steps <= allowed || begins).then_some(steps)
    };
    words.into_iter().filter_map(|word| distance(word).map(|steps| (steps, word))).min_by_key(|(n, _)| *n).map(|x| x.1)
}

/// Insertions, deletions, substitutions and transpositions of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let substituted = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            next[j] = substituted.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                next[j] = next[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        let words = ["selector", "ports", "protocol", "type", "externalName", "ClusterIP"];
        for (word, meant) in [
            ("selecter", Some("selector")),
            ("protocal", Some("protocol")),
            ("ClusterIp", Some("ClusterIP")),
            ("prots", Some("ports")),
            ("port", Some("ports")),
            ("ext", Some("externalName")),
            ("tpye", Some("type")),
            ("replicas", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, words), meant, "{word}");
        }
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(nearest(&"x".repeat(100), words), None);
    }
}
