//! The API's own scalar types: `IntOrString` (apimachinery `pkg/util/intstr`) and `Quantity` (`pkg/api/resource`).

use super::field::Field;
use crate::value::Value;
use crate::yaml::{NodeRef, Scalar};
use std::fmt;

/// A number or a text: a port by number or by name, an amount or a percentage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntOrString {
    /// A number.
    Int(i64),
    /// A text.
    String(String),
}

impl IntOrString {
    /// Resolves a percentage of `total`, or gives the number itself; `None` for a text that is no percentage.
    /// `GetScaledValueFromIntOrPercent` in `pkg/util/intstr`.
    #[must_use]
    pub fn scaled(&self, total: u32, round_up: bool) -> Option<u32> {
        match self {
            Self::Int(n) => u32::try_from(*n).ok(),
            Self::String(text) => {
                let percent: u64 = text.strip_suffix('%')?.parse().ok()?;
                let product = u64::from(total) * percent;
                u32::try_from(if round_up { product.div_ceil(100) } else { product / 100 }).ok()
            }
        }
    }
}

impl Default for IntOrString {
    fn default() -> Self {
        Self::Int(0)
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(n) => write!(f, "{n}"),
            Self::String(text) => f.write_str(text),
        }
    }
}

impl Field for IntOrString {
    fn absent() -> Self {
        Self::default()
    }

    fn is_absent(&self) -> bool {
        false
    }

    fn read(node: NodeRef<'_>) -> Self {
        match node.scalar() {
            Some(Scalar::Text(text)) => Self::String(text.to_string()),
            _ => Self::Int(node.whole().unwrap_or_default()),
        }
    }

    fn write(&self) -> Value {
        match self {
            Self::Int(n) => Value::Int(*n),
            Self::String(text) => Value::String(text.clone()),
        }
    }
}

/// An amount as written: `100m`, `1.5`, `64Mi`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(pub String);

/// The suffixes of a quantity and what they multiply by, in thousandths (`pkg/api/resource/suffix.go`). `n` and `u`
/// are finer than a thousandth and are rounded up to one, as the scheduler's `MilliValue` does.
const SUFFIXES: &[(&str, i128)] = &[
    ("m", 1),
    ("", 1_000),
    ("k", 1_000_000),
    ("M", 1_000_000_000),
    ("G", 1_000_000_000_000),
    ("T", 1_000_000_000_000_000),
    ("P", 1_000_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000_000),
    ("Ki", 1_000 << 10),
    ("Mi", 1_000 << 20),
    ("Gi", 1_000 << 30),
    ("Ti", 1_000 << 40),
    ("Pi", 1_000 << 50),
    ("Ei", 1_000 << 60),
];

impl Quantity {
    /// In thousandths, rounded up: millicores of a `cpu`. `None` when it is no quantity.
    #[must_use]
    pub fn milli(&self) -> Option<i64> {
        let (negative, text) = match self.0.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, self.0.strip_prefix('+').unwrap_or(&self.0)),
        };
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (digits, suffix) = text.split_at(end);
        let (mantissa, scale) = decimal(digits)?;
        let (numerator, denominator) = unit(suffix)?;
        let product = mantissa.checked_mul(numerator)?;
        let parts = scale.checked_mul(denominator)?;
        let milli = i64::try_from(product / parts + i128::from(product % parts != 0)).unwrap_or(i64::MAX);
        Some(if negative { -milli } else { milli })
    }

    /// In whole units, rounded up: bytes of `memory`. `None` when it is no quantity.
    #[must_use]
    pub fn whole(&self) -> Option<i64> {
        let milli = self.milli()?;
        Some(milli / 1000 + i64::from(milli % 1000 > 0))
    }
}

/// `12.50` as 1250 hundredths.
fn decimal(digits: &str) -> Option<(i128, i128)> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() + fraction.len() == 0 || whole.len() + fraction.len() > 18 || fraction.contains('.') {
        return None;
    }
    let mantissa = format!("{whole}{fraction}").parse().ok()?;
    Some((mantissa, 10_i128.pow(u32::try_from(fraction.len()).ok()?)))
}

/// What a suffix multiplies by, in thousandths, as a fraction.
fn unit(suffix: &str) -> Option<(i128, i128)> {
    match suffix {
        "n" => return Some((1, 1_000_000)),
        "u" => return Some((1, 1_000)),
        _ => {}
    }
    if let Some(exponent) = suffix.strip_prefix(['e', 'E']).filter(|e| !e.is_empty()) {
        return power(exponent.parse().ok()?);
    }
    SUFFIXES.iter().find(|(name, _)| *name == suffix).map(|(_, milli)| (*milli, 1))
}

/// `e3` in thousandths.
fn power(exponent: i32) -> Option<(i128, i128)> {
    let milli = exponent.checked_add(3)?;
    let factor = 10_i128.checked_pow(milli.unsigned_abs()).filter(|_| milli.unsigned_abs() <= 18)?;
    Some(if milli >= 0 { (factor, 1) } else { (1, factor) })
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Field for Quantity {
    fn absent() -> Self {
        Self::default()
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }

    fn read(node: NodeRef<'_>) -> Self {
        Self(match node.scalar() {
            Some(Scalar::Text(text)) => text.to_string(),
            Some(Scalar::Int(n)) => n.to_string(),
            Some(Scalar::Float(x)) => x.to_string(),
            Some(Scalar::Bool(_) | Scalar::Null) | None => String::new(),
        })
    }

    fn write(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_count_as_the_scheduler_counts() {
        for (text, milli) in [
            ("1", Some(1_000)),
            ("100m", Some(100)),
            ("1.5", Some(1_500)),
            (".5", Some(500)),
            ("1e3", Some(1_000_000)),
            ("12E-1", Some(1_200)),
            ("1k", Some(1_000_000)),
            ("1Ki", Some(1_024_000)),
            ("100u", Some(1)),
            ("1n", Some(1)),
            ("-2", Some(-2_000)),
            ("+2", Some(2_000)),
            ("1E", Some(i64::MAX)),
            ("64MB", None),
            ("", None),
            (".", None),
            ("1.2.3", None),
            ("1e", None),
            ("1e99", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(Quantity(text.into()).milli(), milli, "{text}");
        }
        assert_eq!(Quantity("64Mi".into()).whole(), Some(64 << 20));
        assert_eq!(Quantity("1m".into()).whole(), Some(1));
    }

    #[test]
    fn percentages_scale_and_other_texts_do_not() {
        let percent = IntOrString::String("25%".into());
        assert_eq!((percent.scaled(10, true), percent.scaled(10, false)), (Some(3), Some(2)));
        assert_eq!(IntOrString::Int(4).scaled(10, true), Some(4));
        assert_eq!(IntOrString::Int(-1).scaled(10, true), None);
        assert_eq!(IntOrString::String("http".into()).scaled(10, true), None);
    }
}
