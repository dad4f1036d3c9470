//! What kubectl says when the API server does not take an object, with the lines to look at behind.

use crate::report;
use malla_trace::Diagnostic;

/// The object that is refused.
pub(crate) struct Subject<'a> {
    /// The file it stands in.
    pub(crate) file: &'a str,
    /// Its kind; empty where none can be read.
    pub(crate) kind: &'a str,
    /// Its API version.
    pub(crate) version: &'a str,
    /// Its name.
    pub(crate) name: &'a str,
    /// What was tried: `creating`, `applying patch`...
    pub(crate) doing: &'a str,
}

/// How the API server, or kubectl before it, refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Manner {
    /// kubectl cannot read the text.
    Unreadable,
    /// There is no such kind.
    NoKind,
    /// The fields are not those of the kind (`strict decoding error`).
    BadRequest,
    /// Something it needs is not there.
    NotFound,
    /// The values are against the rules.
    Invalid,
}

/// Everything that is said about one object, kubectl's words first.
pub(crate) fn say(subject: &Subject<'_>, findings: &[Diagnostic]) -> String {
    let mut manners: Vec<Manner> = findings.iter().map(manner).collect();
    manners.sort_unstable();
    manners.dedup();
    let said = manners.into_iter().map(|manner| {
        let of_it: Vec<&Diagnostic> = findings.iter().filter(|found| self::manner(found) == manner).collect();
        sentence(subject, manner, &of_it)
    });
    said.collect::<Vec<_>>().join("\n")
}

/// Where each stands and how it is mended.
pub(crate) fn places(findings: &[Diagnostic]) -> String {
    let line = |found: &Diagnostic| {
        let place = &found.place;
        let hints: String = found.hints.iter().map(|hint| format!(": {hint}")).collect();
        format!("    {}:{}:{} [{}]{hints}\n", place.file, place.line, place.column, found.code)
    };
    findings.iter().map(line).collect()
}

fn manner(found: &Diagnostic) -> Manner {
    match found.code.as_str() {
        "DOC-KIND-UNKNOWN" | "DOC-API-VERSION" => Manner::NoKind,
        code if code.starts_with("YAML-") || code.starts_with("DOC-") => Manner::Unreadable,
        "FIELD-UNKNOWN" | "FIELD-TYPE" => Manner::BadRequest,
        "NS-NOT-FOUND" => Manner::NotFound,
        _ => Manner::Invalid,
    }
}

fn sentence(subject: &Subject<'_>, manner: Manner, findings: &[&Diagnostic]) -> String {
    let Subject { file, kind, version, name, doing } = subject;
    let all = |separator: &str| findings.iter().map(|found| said(found)).collect::<Vec<_>>().join(separator);
    match manner {
        Manner::Unreadable => {
            let line = findings.first().map_or(0, |found| found.place.line);
            format!("error: error parsing {file}: error converting YAML to JSON: yaml: line {line}: {}", all("; "))
        }
        Manner::NoKind => format!(
            "error: resource mapping not found for name: {name:?} namespace: \"\" from {file:?}: no matches for kind \
             {kind:?} in version {version:?}\nensure CRDs are installed first"
        ),
        Manner::BadRequest => {
            let version = version.rsplit('/').next().unwrap_or(version);
            format!(
                "Error from server (BadRequest): error when {doing} {file:?}: {kind} in version {version:?} cannot be \
                 handled as a {kind}: strict decoding error: {}",
                all(", ")
            )
        }
        Manner::NotFound => {
            let all: Vec<&str> = findings.iter().map(|found| found.message.as_str()).collect();
            format!("Error from server (NotFound): error when {doing} {file:?}: {}", all.join(", "))
        }
        Manner::Invalid if findings.len() == 1 => format!("The {kind} {name:?} is invalid: {}", all("")),
        Manner::Invalid => format!("The {kind} {name:?} is invalid: \n* {}", all("\n* ")),
    }
}

/// The sentence with its field in front.
fn said(found: &Diagnostic) -> String {
    report::with_path(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_trace::{Place, Severity};

    fn found(code: &str, path: &str, message: &str) -> Diagnostic {
        let place = Place { file: "x.yaml".into(), line: 3, column: 1, end_line: 3, end_column: 2 };
        let (code, path, message) = (code.into(), path.into(), message.into());
        Diagnostic { code, severity: Severity::Error, place, path, message, hints: vec!["mend it".into()] }
    }

    #[test]
    fn one_error_stands_on_the_line_and_several_stand_below() {
        let subject = Subject { file: "x.yaml", kind: "Service", version: "v1", name: "web", doing: "creating" };
        let one = found("FIELD-REQUIRED", "spec.ports", "Required value");
        assert_eq!(
            say(&subject, std::slice::from_ref(&one)),
            "The Service \"web\" is invalid: spec.ports: Required value"
        );
        let two = found("SVC-X", "spec.type", "spec.type: Invalid value: 1");
        assert_eq!(
            say(&subject, &[one, two.clone()]),
            "The Service \"web\" is invalid: \n* spec.ports: Required value\n* spec.type: Invalid value: 1"
        );
        assert_eq!(places(&[two]), "    x.yaml:3:1 [SVC-X]: mend it\n");
    }

    #[test]
    fn fields_that_are_none_are_another_matter_than_values() {
        let subject =
            Subject { file: "x.yaml", kind: "Deployment", version: "apps/v1", name: "web", doing: "creating" };
        let unknown = found("FIELD-UNKNOWN", "spec.foo", "unknown field \"spec.foo\"");
        let bad = found("FIELD-RANGE", "spec.replicas", "Invalid value: -1");
        assert_eq!(
            say(&subject, &[bad, unknown]),
            "Error from server (BadRequest): error when creating \"x.yaml\": Deployment in version \"v1\" cannot be handled \
             as a Deployment: strict decoding error: unknown field \"spec.foo\"\n\
             The Deployment \"web\" is invalid: spec.replicas: Invalid value: -1"
        );
    }
}
