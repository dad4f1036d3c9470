//! Words of a line: blanks part them, double quotes keep blanks in, a backslash keeps the next character
//! (`add_param_to_argv` of `iptables/xshared.c`).

use super::problem::Problem;

/// A word and where it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// From 1, counting characters.
    pub(super) column: u32,
}

/// Parts a line into words.
pub(super) fn words(line: &str) -> Result<Vec<Word>, (u32, Problem)> {
    let mut words: Vec<Word> = vec![];
    let mut open: Option<Word> = None;
    let mut quote = None;
    let mut escaped = false;
    for (column, c) in (1_u32..).zip(line.chars()) {
        let blank = matches!(c, ' ' | '\t' | '\r' | '\n');
        if quote.is_none() && blank {
            words.extend(open.take());
            continue;
        }
        let word = open.get_or_insert_with(|| Word { text: String::new(), column });
        match c {
            _ if escaped => {
                word.text.push(c);
                escaped = false;
            }
            '\\' if quote.is_some() => escaped = true,
            '"' if quote.is_some() => quote = None,
            '"' => quote = Some(column),
            _ => word.text.push(c),
        }
    }
    words.extend(open);
    quote.map_or(Ok(words), |column| Err((column, Problem::OpenQuote)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<(String, u32)> {
        words(line).unwrap().into_iter().map(|w| (w.text, w.column)).collect()
    }

    #[test]
    fn words_and_columns() {
        let cases: [(&str, &[(&str, u32)]); 4] = [
            ("-A X  -j Y", &[("-A", 1), ("X", 4), ("-j", 7), ("Y", 10)]),
            (r#"--comment "a \"b\" c" d"#, &[("--comment", 1), (r#"a "b" c"#, 11), ("d", 23)]),
            (r#""" x"#, &[("", 1), ("x", 4)]),
            ("\u{f1}\u{f1} x", &[("\u{f1}\u{f1}", 1), ("x", 4)]),
        ];
        for (line, wanted) in cases {
            let wanted: Vec<(String, u32)> = wanted.iter().map(|(t, c)| ((*t).to_owned(), *c)).collect();
            assert_eq!(texts(line), wanted, "{line}");
        }
    }

    #[test]
    fn a_quote_must_close() {
        assert_eq!(words(r#"-m comment --comment "x y"#), Err((22, Problem::OpenQuote)));
    }
}
