//! Diagnostics as text: `file:line:column: error: message`, with the path and the mends behind.

use crate::BadInput;
use malla_core::Snapshot;
use malla_trace::{Diagnostic, Lang, Severity};

/// Prints every finding to standard error; bad input when one of them is an error.
pub(crate) fn check(snapshot: &Snapshot, lang: Lang) -> Result<(), BadInput> {
    let findings = snapshot.diagnostics(lang);
    findings.iter().for_each(|finding| eprintln!("{}", line(finding)));
    if has_errors(&findings) { Err(BadInput::new("")) } else { Ok(()) }
}

/// Whether one of them is an error.
pub(crate) fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// One finding.
pub(crate) fn line(finding: &Diagnostic) -> String {
    let Diagnostic { code, severity, place, hints, .. } = finding;
    let severity = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let message = with_path(finding);
    let hints: String = hints.iter().map(|hint| format!("\n    {hint}")).collect();
    format!("{}:{}:{}: {severity}[{code}]: {message}{hints}", place.file, place.line, place.column)
}

/// The sentence with its field in front, unless it names it itself.
pub(crate) fn with_path(finding: &Diagnostic) -> String {
    let Diagnostic { path, message, .. } = finding;
    if message.contains(path.as_str()) { message.clone() } else { format!("{path}: {message}") }
}
