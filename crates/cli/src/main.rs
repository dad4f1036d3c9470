//! The cluster on the command line, for authors, CI and tests.
//!
//! Exit status: 0 delivered or answered, 1 not, 2 bad input.

mod age;
mod args;
mod conntrack;
mod describe;
mod explain;
mod fmt;
mod get;
mod input;
mod istioctl;
mod judge;
mod kinds;
mod live;
mod merge;
mod nft;
mod refusal;
mod report;
mod rules;
mod say;
mod selector;
mod story;
mod summary;
mod trace;
mod validate;
mod value;
mod verbs;
mod wrap;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match &args.command {
        Command::Trace(wanted) => trace::run(wanted),
        Command::Get(wanted) => get::run(wanted),
        Command::IptablesSave(wanted) => rules::run(wanted),
        Command::Nft(wanted) => nft::run(wanted),
        Command::Conntrack(wanted) => conntrack::run(wanted),
        Command::Istioctl(wanted) => istioctl::run(wanted),
        Command::Apply(wanted) => verbs::apply(wanted),
        Command::Create(wanted) => verbs::create(wanted),
        Command::Replace(wanted) => verbs::replace(wanted),
        Command::Delete(wanted) => verbs::delete(wanted),
        Command::Diff(wanted) => verbs::diff(wanted),
        Command::Describe(wanted) => describe::run(wanted),
        Command::Validate(wanted) => validate::run(wanted),
        Command::Explain(wanted) => explain::run(wanted),
        Command::Fmt(wanted) => fmt::run(wanted),
        Command::Judge(wanted) => judge::run(wanted),
    };
    match outcome {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::from(1),
        Err(BadInput(message)) => {
            if !message.is_empty() {
                eprintln!("malla: {message}");
            }
            ExitCode::from(2)
        }
    }
}

/// What a command found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Delivered, answered, valid: exit status 0.
    Good,
    /// Not: exit status 1.
    Bad,
}

/// What was given cannot be used: exit status 2. The text is empty when it has been said already.
#[derive(Clone, Debug, PartialEq, Eq)]
struct BadInput(String);

impl BadInput {
    fn new(message: impl ToString) -> Self {
        Self(message.to_string())
    }
}
