//! Long sentences on a terminal: broken at spaces, continued under their beginning.

/// How wide a line may be where the terminal does not say (`COLUMNS`), and how narrow it may get.
const WIDTH: usize = 120;
const NARROWEST: usize = 60;

/// How many columns a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().count()
}

/// The text behind `start`, ended by a line break; further lines are indented as far as `start` reaches.
pub(crate) fn wrapped(start: &str, text: &str) -> String {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
    wrap(start, text, asked.unwrap_or(WIDTH).max(NARROWEST))
}

fn wrap(start: &str, text: &str, width: usize) -> String {
    let mut whole = start.to_owned();
    let mut used = columns(start);
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 && used + 1 + columns(word) > width {
            whole.push('\n');
            whole.push_str(&" ".repeat(columns(start)));
            used = columns(start);
        } else if index > 0 {
            whole.push(' ');
            used += 1;
        }
        whole.push_str(word);
        used += columns(word);
    }
    whole.truncate(whole.trim_end().len());
    whole + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_continue_under_their_beginning() {
        assert_eq!(wrap("- ", "uno dos tres cuatro", 10), "- uno dos\n  tres\n  cuatro\n");
    }

    #[test]
    fn a_word_longer_than_the_line_stays_whole() {
        assert_eq!(wrap("- ", "a KUBE-SVC-XPGD46QRK7WJZT7O b", 10), "- a\n  KUBE-SVC-XPGD46QRK7WJZT7O\n  b\n");
        assert_eq!(wrap("", "", 10), "\n");
    }
}
