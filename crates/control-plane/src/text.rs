//! Which word was meant.

/// How many letters must change to make one word the other (Levenshtein 1966).
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let least = (corner + usize::from(x != *y)).min(row[j + 1] + 1).min(row[j] + 1);
            corner = std::mem::replace(&mut row[j + 1], least);
        }
    }
    row[b.len()]
}

/// The word that comes nearest, if one comes near: at most a third of its letters differ.
pub(crate) fn nearest<'w>(word: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let near = |other: &&str| distance(word, other) * 3 <= word.chars().count().max(other.chars().count());
    words.filter(near).min_by_key(|other| distance(word, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_near_and_far_ones_are_not() {
        assert_eq!((distance("kitten", "sitting"), distance("", "abc"), distance("a", "a")), (3, 3, 0));
        let words = || ["wp-service", "mariadb-service"].into_iter();
        assert_eq!(nearest("wp-servise", words()), Some("wp-service"));
        assert_eq!(nearest("nginx", words()), None);
    }
}
