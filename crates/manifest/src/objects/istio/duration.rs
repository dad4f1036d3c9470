//! A length of time as Istio's objects write it: the text of Go's `time.ParseDuration`, `0.5s`, `1h2m`.

use crate::objects::field::Field;
use crate::value::Value;
use crate::yaml::NodeRef;
use std::fmt;

/// A length of time, with the text it was written as. Equal when equally long.
#[derive(Clone, Debug, Default)]
pub struct Duration {
    us: u64,
    text: Box<str>,
}

/// The units of `time.ParseDuration` in nanoseconds (Go `time/format.go`, `unitMap`).
const UNITS: &[(&str, i128)] = &[
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

impl Duration {
    /// So many microseconds.
    #[must_use]
    pub fn from_us(us: u64) -> Self {
        Self { us, text: written(us).into() }
    }

    /// In microseconds, rounded down.
    #[must_use]
    pub const fn us(&self) -> u64 {
        self.us
    }

    /// Reads Go's text; `None` when it is no duration or is negative.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let us = u64::try_from(nanoseconds(text)? / 1_000).ok()?;
        Some(Self { us, text: text.into() })
    }
}

/// What Go's `time.ParseDuration` reads, in nanoseconds; `None` where it refuses.
pub(crate) fn nanoseconds(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total: i128 = 0;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(end);
        let end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(product(number, *scale)?)?;
        if tail.is_empty() {
            break;
        }
        rest = tail;
    }
    i64::try_from(if negative { -total } else { total }).ok()
}

/// `1.5` of a unit.
fn product(number: &str, scale: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.len() + fraction.len() == 0 || fraction.contains('.') {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    // Go drops the digits that no longer fit, which are far below a nanosecond.
    let digits = &fraction[..fraction.len().min(18)];
    let parts: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let below = parts * scale / 10_i128.pow(u32::try_from(digits.len()).ok()?);
    whole.checked_mul(scale)?.checked_add(below)
}

/// As Go's `Duration.String` prints it.
fn written(us: u64) -> String {
    let (seconds, rest) = (us / 1_000_000, us % 1_000_000);
    let tail = |number: u64, width: usize| {
        let digits = format!("{number:0width$}");
        let digits = digits.trim_end_matches('0');
        if digits.is_empty() { String::new() } else { format!(".{digits}") }
    };
    match (us, seconds) {
        (0, _) => "0s".into(),
        (1..1_000, _) => format!("{us}µs"),
        (_, 0) => format!("{}{}ms", us / 1_000, tail(us % 1_000, 3)),
        _ => {
            let last = format!("{}{}s", seconds % 60, tail(rest, 6));
            match (seconds / 3_600, seconds / 60 % 60) {
                (0, 0) => last,
                (0, minutes) => format!("{minutes}m{last}"),
                (hours, minutes) => format!("{hours}h{minutes}m{last}"),
            }
        }
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        self.us == other.us
    }
}

impl Eq for Duration {}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Field for Duration {
    fn absent() -> Self {
        Self::default()
    }

    fn is_absent(&self) -> bool {
        self.text.is_empty()
    }

    fn read(node: NodeRef<'_>) -> Self {
        node.text().and_then(Self::parse).unwrap_or_default()
    }

    fn write(&self) -> Value {
        Value::from(&*self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_as_go_reads_them() {
        for (text, us) in [
            ("0", Some(0)),
            ("5s", Some(5_000_000)),
            ("0.5s", Some(500_000)),
            (".5s", Some(500_000)),
            ("5.s", Some(5_000_000)),
            ("1h2m", Some(3_720_000_000)),
            ("1h15m30.918s", Some(4_530_918_000)),
            ("100ms", Some(100_000)),
            ("2us", Some(2)),
            ("2µs", Some(2)),
            ("999ns", Some(0)),
            ("+5s", Some(5_000_000)),
            ("-5s", None),
            ("5", None),
            ("", None),
            ("s", None),
            (".s", None),
            ("5d", None),
            ("1.2.3s", None),
            ("5 s", None),
            ("9999999h", None),
        ] {
            assert_eq!(Duration::parse(text).map(|read| read.us()), us, "{text}");
        }
        assert_eq!(nanoseconds("-1.5h"), Some(-5_400_000_000_000));
        assert_eq!(nanoseconds("0.3333333333333333333h"), Some(1_199_999_999_999));
    }

    #[test]
    fn microseconds_are_written_as_go_writes_them() {
        for (us, text) in [
            (0, "0s"),
            (7, "7µs"),
            (1_500, "1.5ms"),
            (500_000, "500ms"),
            (2_500_000, "2.5s"),
            (60_000_000, "1m0s"),
            (3_720_000_000, "1h2m0s"),
        ] {
            assert_eq!(Duration::from_us(us).to_string(), text);
            assert_eq!(Duration::parse(text), Some(Duration::from_us(us)));
        }
    }
}
