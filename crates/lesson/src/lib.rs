//! Lessons as data: goals, hints, and the judge.
//!
//! A lesson is a folder: `lesson.toml`, a text in each language, the manifests the learner finds (`start/`) and those
//! of a model solution that differ from them (`solution/`). A lesson may go in steps, one after the other: `[[steps]]` in
//! `lesson.toml`, and for each `steps/ID/start/` (what is new when it begins) and `steps/ID/solution/`. Goals and hints are made of a closed set of predicates
//! over what the packets did ([`Check`]); nobody compares YAML and nobody runs a lesson's code. [`load`] reads a
//! lesson, [`judge`] says which goals a cluster meets, [`verify`] says whether the lesson itself is sound.

mod catalog;
mod check;
mod evaluate;
mod finding;
#[cfg(test)]
mod fixture;
mod format;
mod glob;
mod judge;
mod lesson;
mod link;
mod load;
mod markdown;
mod select;
mod split;
mod stage;
mod verify;

pub use catalog::Catalog;
pub use check::{
    Check, HearsCheck, LegCheck, NameCheck, NodePortCheck, PurposeKind, Secured, ServiceCheck, SplitCheck, VerdictKind,
    VertexCheck,
};
pub use evaluate::{Because, Seen};
pub use finding::{Finding, Problem};
pub use glob::Glob;
pub use judge::{GoalResult, Judgement, judge, judge_step};
pub use lesson::{Event, Goal, Hint, Lesson, LessonScenario, LessonStep, Luck, Words, overlay};
pub use link::Target;
pub use load::load;
pub use markdown::{Block, Inline, ListKind, blocks, inlines, links, runs};
pub use select::Selector;
pub use stage::{open, open_at};
pub use verify::verify;
