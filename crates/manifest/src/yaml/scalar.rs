//! What a word without quotes means: go-yaml v2's `resolve.go`, as `sigs.k8s.io/yaml` carries it and kubectl uses it.

use super::Scalar;

/// Resolves a plain scalar.
#[must_use]
pub(crate) fn resolve(word: &str) -> Scalar {
    // The first byte is a hint: `resolveTable` in resolve.go.
    match word.bytes().next() {
        None | Some(b'~' | b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O') => named(word),
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number(word),
        Some(_) => None,
    }
    .unwrap_or_else(|| Scalar::Text(word.into()))
}

/// `resolveMapList`: the words of YAML 1.1.
fn named(word: &str) -> Option<Scalar> {
    Some(match word {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        _ => return None,
    })
}

fn number(word: &str) -> Option<Scalar> {
    match word {
        ".nan" | ".NaN" | ".NAN" => return Some(Scalar::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(Scalar::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => return Some(Scalar::Float(f64::NEG_INFINITY)),
        _ => {}
    }
    if word.starts_with('.') {
        return word.bytes().all(is_float_byte).then(|| word.parse().ok().map(Scalar::Float))?;
    }
    let plain: String = word.chars().filter(|c| *c != '_').collect();
    whole(&plain).map(Scalar::Int).or_else(|| float(&plain).map(Scalar::Float))
}

/// Go's `strconv.ParseInt(s, 0, 64)`: `0x`, `0b`, `0o` and a bare leading zero choose the base.
fn whole(text: &str) -> Option<i64> {
    let (negative, digits) = sign(text);
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = i128::from_str_radix(digits, radix).ok()?;
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// `yamlStyleFloat`: `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`.
fn float(text: &str) -> Option<f64> {
    let (_, digits) = sign(text);
    (digits.bytes().all(is_float_byte) && digits.bytes().any(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

const fn is_float_byte(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_what_kubectl_takes_them_for() {
        use Scalar::{Bool, Float, Int, Null, Text};
        let text = |t: &str| Text(t.into());
        for (word, meaning) in [
            ("", Null),
            ("~", Null),
            ("Null", Null),
            ("yes", Bool(true)),
            ("on", Bool(true)),
            ("y", Bool(true)),
            ("Off", Bool(false)),
            ("N", Bool(false)),
            ("yEs", text("yEs")),
            ("none", text("none")),
            ("80", Int(80)),
            ("+80", Int(80)),
            ("-1", Int(-1)),
            ("0777", Int(511)),
            ("0o17", Int(15)),
            ("0x1F", Int(31)),
            ("-0b101", Int(-5)),
            ("1_000", Int(1000)),
            ("0", Int(0)),
            ("08", Float(8.0)),
            ("1.0", Float(1.0)),
            ("1.", Float(1.0)),
            (".5", Float(0.5)),
            ("-.5", Float(-0.5)),
            ("1e3", Float(1000.0)),
            ("1E-3", Float(0.001)),
            ("9223372036854775807", Int(i64::MAX)),
            ("-9223372036854775808", Int(i64::MIN)),
            ("9223372036854775808", Float(9_223_372_036_854_775_808.0)),
            (".inf", Float(f64::INFINITY)),
            ("1.2.3", text("1.2.3")),
            ("10.10.1.101", text("10.10.1.101")),
            ("2024-01-01", text("2024-01-01")),
            ("100m", text("100m")),
            ("30:80", text("30:80")),
            ("-", text("-")),
            ("+", text("+")),
            (".", text(".")),
            ("0x", text("0x")),
            ("1e", text("1e")),
            ("0xZZ", text("0xZZ")),
            ("ñ", text("ñ")),
        ] {
            assert_eq!(resolve(word), meaning, "{word}");
        }
        assert!(matches!(resolve(".NaN"), Float(x) if x.is_nan()));
    }
}
