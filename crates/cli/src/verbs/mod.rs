//! `malla apply`, `create`, `replace`, `delete` and `diff`: a cluster that goes on from one command to the next, as
//! kubectl works on it. Object by object: what the API server refuses stays as it was, and the others go on.

mod apply;
mod create;
mod delete;
mod diff;
mod last_applied;
pub(crate) mod read;
mod replace;

pub(crate) use apply::run as apply;
pub(crate) use create::run as create;
pub(crate) use delete::run as delete;
pub(crate) use diff::run as diff;
pub(crate) use replace::run as replace;

use crate::args::{Cluster, Write};
use crate::live::{Live, Refused};
use crate::refusal::{self, Subject};
use crate::{BadInput, Outcome, kinds, say};
use malla_trace::{Diagnostic, ObjectRef};
use read::{Document, Wanted};

/// A cluster that is worked on, and how it went so far.
struct Work {
    live: Live,
    keeps: bool,
    outcome: Outcome,
}

impl Work {
    fn begin(cluster: &Cluster) -> Result<Self, BadInput> {
        let keeps = cluster.state.is_some();
        let mut live = Live::open(cluster.state.as_deref().unwrap_or_else(|| "".as_ref()), cluster.seed)?;
        live.wait(cluster.after);
        Ok(Self { live, keeps, outcome: Outcome::Good })
    }

    /// Keeps the cluster, if it is to be kept.
    fn end(self) -> Result<Outcome, BadInput> {
        if self.keeps {
            self.live.save()?;
        }
        Ok(self.outcome)
    }

    /// Whether an object of that name is there, whoever made it.
    fn is_there(&self, object: &ObjectRef) -> bool {
        self.live.get(object).is_some() || self.live.snapshot().objects().any(|(own, _)| own == object)
    }

    /// Says on standard error why something is not done.
    fn refuse(&mut self, words: &str) {
        eprintln!("{words}");
        self.outcome = Outcome::Bad;
    }

    /// The same in the API server's words, with the lines to look at behind.
    fn refuse_object(&mut self, wanted: &Wanted, doing: &str, refused: Vec<Refused>) {
        let findings: Vec<Diagnostic> = refused.into_iter().map(|refused| wanted.place(refused)).collect();
        let subject = Subject {
            file: &wanted.file,
            kind: &wanted.kind,
            version: &wanted.version,
            name: &wanted.object.name,
            doing,
        };
        let words = format!("{}\n{}", refusal::say(&subject, &findings), refusal::places(&findings));
        self.refuse(words.trim_end());
    }
}

/// Does something with every object of the manifests, and says what cannot be read.
fn each(write: &Write, mut act: impl FnMut(&mut Work, &Wanted)) -> Result<Outcome, BadInput> {
    let documents = read::documents(&write.files, &write.cluster)?;
    let mut work = Work::begin(&write.cluster)?;
    for document in &documents {
        match document {
            Document::Object(wanted) => act(&mut work, wanted),
            Document::Broken(words) => work.refuse(words),
        }
    }
    work.end()
}

/// `service/web`, as kubectl calls what it has done something with.
fn printed(wanted: &Wanted) -> String {
    format!("{}/{}", kind_printed(wanted), wanted.object.name)
}

fn kind_printed(wanted: &Wanted) -> String {
    let known = kinds::of(&wanted.version, &wanted.kind).map(kinds::Resource::printed);
    known.unwrap_or_else(|| in_group(&wanted.kind.to_ascii_lowercase(), &wanted.version))
}

/// `services "web"`, as the API server calls it in a refusal.
fn in_errors(wanted: &Wanted) -> String {
    let known = kinds::of(&wanted.version, &wanted.kind).map(kinds::Resource::in_errors);
    // The plural of a kind that somebody defined is in its definition; most have this one.
    let guessed = || in_group(&format!("{}s", wanted.kind.to_ascii_lowercase()), &wanted.version);
    format!("{} {:?}", known.unwrap_or_else(guessed), wanted.object.name)
}

fn in_group(name: &str, version: &str) -> String {
    match kinds::group_of(version) {
        "" => name.to_owned(),
        group => format!("{name}.{group}"),
    }
}

/// Says that something is done.
fn done(wanted: &Wanted, what: &str) {
    say::line(format!("{} {what}", printed(wanted)));
}
