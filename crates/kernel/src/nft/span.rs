//! Spans of time as nft writes them: `3h`, `1d1h1m1s`, `10800s`, `30m5s992ms`.

/// Reads one, in microseconds. A number alone means seconds.
pub(super) fn parse(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let count: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let unit: u64 = match &rest[..end] {
            "d" => 86_400_000_000,
            "h" => 3_600_000_000,
            "m" => 60_000_000,
            "s" | "" => 1_000_000,
            "ms" => 1000,
            _ => return None,
        };
        rest = &rest[end..];
        total = total.checked_add(count.checked_mul(unit)?)?;
    }
    (!text.is_empty()).then_some(total)
}

/// Prints one (`time_print` of `src/datatype.c`).
pub(super) fn print(us: u64) -> String {
    let ms = us / 1000;
    let parts = [
        (ms / 86_400_000, "d"),
        (ms / 3_600_000 % 24, "h"),
        (ms / 60_000 % 60, "m"),
        (ms / 1000 % 60, "s"),
        (ms % 1000, "ms"),
    ];
    let text: String =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    if text.is_empty() { "0s".into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_printed() {
        for (text, printed) in [("10800s", "3h"), ("90061", "1d1h1m1s"), ("30m4s992ms", "30m4s992ms"), ("0s", "0s")] {
            assert_eq!(parse(text).map(print).as_deref(), Some(printed), "{text}");
        }
        for text in ["", "s", "3x", "99999999999999999999s", "1h-"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
