//! A broken rule of the API server's validation, and the forms in which it says so.

use super::Rule;
use malla_trace::{FieldPath, Lang, Severity};

/// A broken rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleProblem {
    /// Which.
    pub rule: Rule,
    /// How the API server puts it.
    pub form: Form,
    /// What its sentence leaves open (`{}`); empty if nothing.
    pub detail: String,
}

/// How the API server puts a broken rule (apimachinery `pkg/util/validation/field/errors.go`).
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `Invalid value: v: why`.
    Invalid {
        /// The value, as JSON prints it.
        value: String,
    },
    /// `Forbidden: why`.
    Forbidden,
    /// `Required value: why`.
    Required,
    /// `Not found: v`.
    NotFound {
        /// The value, as JSON prints it.
        value: String,
    },
}

impl RuleProblem {
    pub(super) const fn code(&self) -> &'static str {
        self.rule.text().code
    }

    #[allow(clippy::unused_self)]
    pub(super) const fn severity(&self) -> Severity {
        Severity::Error
    }

    pub(super) fn message(&self, path: &FieldPath, lang: Lang) -> String {
        let text = self.rule.text();
        let why = lang.pick(text.es, text.en).replace("{}", &self.detail);
        match (&self.form, lang) {
            (Form::Invalid { value }, Lang::En) if value.is_empty() => format!("{path}: Invalid value: {why}"),
            (Form::Invalid { value }, Lang::En) => format!("{path}: Invalid value: {value}: {why}"),
            (Form::Invalid { value }, Lang::Es) if value.is_empty() => format!("{path}: {why}"),
            (Form::Invalid { value }, Lang::Es) => format!("{path}: {value} no vale: {why}"),
            (Form::Forbidden, Lang::En) => format!("{path}: Forbidden: {why}"),
            (Form::Forbidden, Lang::Es) => format!("{path}: no está permitido: {why}"),
            (Form::Required, Lang::En) if why.is_empty() => format!("{path}: Required value"),
            (Form::Required, Lang::En) => format!("{path}: Required value: {why}"),
            (Form::Required, Lang::Es) => format!("{path}: falta, y es obligatorio: {why}"),
            (Form::NotFound { value }, Lang::En) => format!("{path}: Not found: {value}"),
            (Form::NotFound { value }, Lang::Es) => format!("{path}: {why}: {value}"),
        }
    }

    pub(super) fn hints(&self, lang: Lang) -> Vec<String> {
        let text = self.rule.text();
        let mend = lang.pick(text.mend_es, text.mend_en).replace("{}", &self.detail);
        if mend.is_empty() { Vec::new() } else { vec![mend] }
    }
}
