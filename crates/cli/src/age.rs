//! How long ago, as kubectl says it (`k8s.io/apimachinery/pkg/util/duration`, `HumanDuration`).

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const YEAR: u64 = 365 * DAY;

/// Seconds in at most two units.
pub(crate) fn human(seconds: u64) -> String {
    let two = |big: u64, big_name: &str, small: u64, small_name: &str| {
        let (whole, rest) = (seconds / big, seconds % big / small);
        if rest == 0 { format!("{whole}{big_name}") } else { format!("{whole}{big_name}{rest}{small_name}") }
    };
    match seconds {
        _ if seconds < 2 * MINUTE => format!("{seconds}s"),
        _ if seconds < 10 * MINUTE => two(MINUTE, "m", 1, "s"),
        _ if seconds < 3 * HOUR => format!("{}m", seconds / MINUTE),
        _ if seconds < 8 * HOUR => two(HOUR, "h", MINUTE, "m"),
        _ if seconds < 2 * DAY => format!("{}h", seconds / HOUR),
        _ if seconds < 8 * DAY => two(DAY, "d", HOUR, "h"),
        _ if seconds < 2 * YEAR => format!("{}d", seconds / DAY),
        _ if seconds < 8 * YEAR => two(YEAR, "y", DAY, "d"),
        _ => format!("{}y", seconds / YEAR),
    }
}

/// Reads `90`, `5m`, `1h30m`, `2d`.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let wrong = || format!("{text:?} is no time; write 30s, 5m, 2h or 1d");
    let (mut all, mut number) = (0, String::new());
    for letter in text.chars() {
        let unit = match letter {
            '0'..='9' => {
                number.push(letter);
                continue;
            }
            's' => 1,
            'm' => MINUTE,
            'h' => HOUR,
            'd' => DAY,
            _ => return Err(wrong()),
        };
        let count: u64 = std::mem::take(&mut number).parse().map_err(|_| wrong())?;
        all = count.checked_mul(unit).and_then(|seconds| seconds.checked_add(all)).ok_or_else(wrong)?;
    }
    match number.as_str() {
        "" if !text.is_empty() => Ok(all),
        rest => rest.parse().map_err(|_| wrong()).map(|seconds: u64| all.saturating_add(seconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_at_most_two_units() {
        let told = [0, 119, 120, 125, 600, 10_799, 10_800, 12_000, 28_800, 172_800, 180_000, 691_200, 63_072_000];
        assert_eq!(
            told.map(human),
            ["0s", "119s", "2m", "2m5s", "10m", "179m", "3h", "3h20m", "8h", "2d", "2d2h", "8d", "2y"]
        );
    }

    #[test]
    fn a_time_reads_and_what_is_none_does_not() {
        assert_eq!(["90", "90s", "5m", "1h30m", "2d"].map(parse), [90, 90, 300, 5400, 172_800].map(Ok));
        for text in ["", "m", "5x", "-1s", "5m-", "99999999999999999999"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
