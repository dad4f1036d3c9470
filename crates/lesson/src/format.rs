//! What `lesson.toml` and `catalog.toml` look like, before anything is checked against anything else.

use crate::{Check, Event, Luck, Words};
use malla_trace::VertexId;
use serde::Deserialize;
use toml::Spanned;

/// `lesson.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LessonText {
    pub id: Spanned<String>,
    pub title: Words,
    pub summary: Words,
    #[serde(default)]
    pub needs: Vec<Spanned<String>>,
    #[serde(default)]
    pub terms: Vec<Spanned<String>>,
    pub scenario: ScenarioText,
    #[serde(default)]
    pub steps: Vec<StepText>,
    pub goals: Vec<GoalText>,
    #[serde(default)]
    pub hints: Vec<HintText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScenarioText {
    pub seed: u64,
    pub probe: Spanned<ProbeText>,
    #[serde(default)]
    pub events: Vec<Event>,
}

/// A probe; in a goal, what is not given is the scenario's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProbeText {
    pub from: Option<VertexId>,
    pub url: Option<String>,
    pub method: Option<String>,
    pub headers: Option<Vec<(String, String)>>,
}

/// A step; its manifests are in `steps/ID/start/` and `steps/ID/solution/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepText {
    pub id: Spanned<String>,
    pub title: Words,
    pub text: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoalText {
    pub id: Spanned<String>,
    pub step: Option<Spanned<String>>,
    pub text: Words,
    pub check: Check,
    pub probe: Option<Spanned<ProbeText>>,
    #[serde(default)]
    pub luck: Vec<Luck>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HintText {
    pub id: Spanned<String>,
    pub goal: Spanned<String>,
    pub text: Words,
    pub when: Check,
    pub mistake: MistakeText,
}

/// How the mistake is made that a hint is for: these edits, and the files of this folder, over a base.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MistakeText {
    pub base: Base,
    #[serde(default)]
    pub edits: Vec<EditText>,
    pub folder: Option<Spanned<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Base {
    Start,
    Solution,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditText {
    pub file: Spanned<String>,
    pub find: Spanned<String>,
    pub put: String,
}

/// `catalog.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CatalogText {
    pub lessons: Vec<Spanned<String>>,
}
