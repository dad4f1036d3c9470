//! What Istio says beyond fields and types: its validating webhook (istio `pkg/config/validation`) and the rules of its
//! CustomResourceDefinitions. One constant a rule, with Istio's own sentence, a Spanish one, and how to mend it; `{}` is
//! filled in where the rule is broken.

mod common;
mod destination_rule;
mod gateway;
mod http;
mod policy;
mod service_entry;
mod sidecar;
mod virtual_service;

pub(crate) use common::*;
pub(crate) use destination_rule::*;
pub(crate) use gateway::*;
pub(crate) use http::*;
pub(crate) use policy::*;
pub(crate) use service_entry::*;
pub(crate) use sidecar::*;
pub(crate) use virtual_service::*;

use malla_trace::{FieldPath, Lang, Severity};

/// A rule of Istio's.
#[derive(Debug, PartialEq, Eq)]
pub struct Law {
    /// Stable code, `VS-WEIGHT-ZERO`.
    pub code: &'static str,
    /// Who says so.
    pub(crate) speaker: Speaker,
    pub(super) en: &'static str,
    pub(super) es: &'static str,
    pub(super) mend_en: &'static str,
    pub(super) mend_es: &'static str,
}

/// Who says that a rule is broken, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// The API server, by a rule of the CustomResourceDefinition.
    Schema,
    /// Istio's webhook, which refuses the object.
    Webhook,
    /// Istio's webhook, which lets the object pass.
    Adviser,
}

/// A broken rule of Istio's.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookProblem {
    /// Which.
    pub law: &'static Law,
    /// What its sentence leaves open (`{}`); empty if nothing.
    pub detail: String,
}

impl Law {
    /// Every rule.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        let groups = [
            common::ALL,
            destination_rule::ALL,
            gateway::ALL,
            http::ALL,
            policy::ALL,
            service_entry::ALL,
            sidecar::ALL,
            virtual_service::ALL,
        ];
        groups.into_iter().flatten().copied()
    }
}

impl Law {
    /// Whether the definition or the webhook says it in that sentence.
    #[must_use]
    pub fn says(&self, sentence: &str) -> bool {
        let own = self.en.rsplit("\": ").next().unwrap_or_default();
        let gap = own.split_once("{}").filter(|(head, _)| !head.is_empty());
        own == sentence || gap.is_some_and(|(head, tail)| sentence.starts_with(head) && sentence.ends_with(tail))
    }
}

impl WebhookProblem {
    /// Whether the API server says so, by the definition, and not the webhook.
    pub(crate) fn is_of_schema(&self) -> bool {
        self.law.speaker == Speaker::Schema
    }

    pub(super) const fn code(&self) -> &'static str {
        self.law.code
    }

    pub(super) const fn severity(&self) -> Severity {
        match self.law.speaker {
            Speaker::Schema | Speaker::Webhook => Severity::Error,
            Speaker::Adviser => Severity::Warning,
        }
    }

    pub(super) fn message(&self, path: &FieldPath, lang: Lang) -> String {
        let why = lang.pick(self.law.es, self.law.en).replace("{}", &self.detail);
        match (self.law.speaker, lang) {
            (_, Lang::Es) => format!("{path}: {why}"),
            (Speaker::Schema, Lang::En) => format!("{path}: Invalid value: {why}"),
            (Speaker::Webhook, Lang::En) => format!("configuration is invalid: {why}"),
            (Speaker::Adviser, Lang::En) => why,
        }
    }

    pub(super) fn hints(&self, lang: Lang) -> Vec<String> {
        let mend = lang.pick(self.law.mend_es, self.law.mend_en).replace("{}", &self.detail);
        if mend.is_empty() { Vec::new() } else { vec![mend] }
    }
}

/// The rules of a group: name, code, who says so, Istio's words, Spanish words, and the mend in both.
macro_rules! laws {
    ($($name:ident $code:literal $speaker:ident $en:literal / $es:literal => $mend_en:literal / $mend_es:literal;)*) => {
        $(pub(crate) static $name: $crate::problem::Law = $crate::problem::Law {
            code: $code,
            speaker: $crate::problem::webhook::Speaker::$speaker,
            en: $en,
            es: $es,
            mend_en: $mend_en,
            mend_es: $mend_es,
        };)*

        pub(super) static ALL: &[&$crate::problem::Law] = &[$(&$name,)*];
    };
}

use laws;
