//! Labels that must fit: SVG cuts nothing by itself.

/// Width of a letter at 11 px, monospaced. Of the fonts that systems bring, the widest counts: a label may look
/// loose, never cut.
pub const MONO: f64 = 6.65;
/// Average width of a letter at 13.5 px, semibold.
pub const TITLE: f64 = 8.7;
/// Average width of a letter at 11 px.
pub const SMALL: f64 = 6.6;
/// Average width of a letter at 11.5 px, semibold.
pub const STRONG: f64 = 7.5;

/// The text, cut in its middle where `width` has no room for it.
#[must_use]
pub fn fit(text: &str, width: f64, letter: f64) -> String {
    let room = (width / letter).max(2.0) as usize;
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= room {
        return text.to_owned();
    }
    let tail = (room - 1) / 3;
    let head = room - 1 - tail;
    let mut cut: String = letters[..head].iter().collect();
    cut.push('…');
    cut.extend(&letters[letters.len() - tail..]);
    cut
}

/// A pod's name in two parts: what its owner is called, and what tells it from its brothers
/// (`wp-5d8f7c9b6-x2k4p`: `wp`, `-x2k4p`). The middle is the ReplicaSet's hash.
#[must_use]
pub fn pod_name(name: &str) -> (&str, &str) {
    let is_suffix = |part: &str| part.len() == 5 && part.bytes().all(is_safe);
    let is_hash = |part: &str| (6..=10).contains(&part.len()) && part.bytes().all(is_safe);
    match name.rsplit_once('-') {
        Some((rest, suffix)) if is_suffix(suffix) => match rest.rsplit_once('-') {
            Some((owner, hash)) if is_hash(hash) => (owner, &name[rest.len()..]),
            _ => (rest, &name[rest.len()..]),
        },
        _ => (name, ""),
    }
}

/// The letters of generated names (`k8s.io/apimachinery/pkg/util/rand`: no vowels, nothing that looks like another).
fn is_safe(letter: u8) -> bool {
    b"bcdfghjklmnpqrstvwxz2456789".contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_stays_whole_and_another_loses_its_middle() {
        assert_eq!(fit("NodoA", 100.0, 8.0), "NodoA");
        assert_eq!(fit("mariadb-service", 80.0, 8.0), "mariad…ice");
        assert_eq!(fit("ñandú-muy-largo", 40.0, 8.0).chars().count(), 5);
        assert_eq!(fit("abc", 0.0, 8.0), "a…");
    }

    #[test]
    fn a_pod_is_called_after_its_owner() {
        assert_eq!(pod_name("wordpress-5d8f7c9b6-x2k4p"), ("wordpress", "-x2k4p"));
        assert_eq!(pod_name("mariadb-0"), ("mariadb-0", ""));
        assert_eq!(pod_name("kube-proxy-x2k4p"), ("kube-proxy", "-x2k4p"));
        assert_eq!(pod_name("my-awesome"), ("my-awesome", ""), "vowels are no suffix");
        assert_eq!(pod_name("shell"), ("shell", ""));
    }
}
