//! The functions: CEL's own, and Kubernetes' (apiserver `pkg/cel/library`: `strings`, `regex`, `urls`, `ip`).

use super::run::Fault;
use super::value::{Value, duration};
use crate::ip;
use regex_lite::Regex;

/// Calls a function; of a method, the first argument is what it is called on.
pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Value, Fault> {
    match (name, arguments) {
        ("size", [value]) => value.size().map(Value::Int).ok_or(Fault::NoOverload),
        ("duration", [Value::Text(text)]) => {
            duration(text).map(Value::Duration).ok_or(Fault::Conversion { to: "google.protobuf.Duration" })
        }
        ("int", [Value::Int(number)]) => Ok(Value::Int(*number)),
        ("int", [Value::Text(text)]) => text.parse().map(Value::Int).map_err(|_| Fault::Conversion { to: "int" }),
        ("string", [Value::Text(_)]) | ("url", [Value::Text(_)]) => Ok(arguments[0].clone()),
        ("string", [Value::Int(number)]) => Ok(Value::text(&number.to_string())),
        ("isIP", [Value::Text(text)]) => Ok(Value::Bool(ip::parse(text).is_some())),
        (_, [Value::Text(text), rest @ ..]) => of_text(name, text, rest),
        _ => Err(Fault::NoOverload),
    }
}

fn of_text(name: &str, text: &str, arguments: &[Value]) -> Result<Value, Fault> {
    match (name, arguments) {
        ("contains", [Value::Text(part)]) => Ok(Value::Bool(text.contains(&**part))),
        ("startsWith", [Value::Text(part)]) => Ok(Value::Bool(text.starts_with(&**part))),
        ("endsWith", [Value::Text(part)]) => Ok(Value::Bool(text.ends_with(&**part))),
        ("matches", [Value::Text(form)]) => {
            let form = Regex::new(form).map_err(|_| Fault::NoOverload)?;
            Ok(Value::Bool(form.is_match(text)))
        }
        ("split", [Value::Text(by)]) => Ok(Value::list(text.split(&**by).map(Value::text).collect())),
        ("lowerAscii", []) => Ok(Value::text(&text.to_ascii_lowercase())),
        ("substring", [Value::Int(from)]) => substring(text, *from, None),
        ("substring", [Value::Int(from), Value::Int(to)]) => substring(text, *from, Some(*to)),
        ("getScheme", []) => Ok(Value::text(text.split_once("://").map_or("", |(scheme, _)| scheme))),
        _ => Err(Fault::NoOverload),
    }
}

fn substring(text: &str, from: i64, to: Option<i64>) -> Result<Value, Fault> {
    let letters: Vec<char> = text.chars().collect();
    let end = to.map_or(Some(letters.len()), |to| usize::try_from(to).ok());
    let part = usize::try_from(from).ok().zip(end).and_then(|(from, to)| letters.get(from..to));
    part.map(|part| Value::text(&part.iter().collect::<String>())).ok_or(Fault::NoItem(to.unwrap_or(from)))
}
