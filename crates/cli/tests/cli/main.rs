//! The command line from outside: what `malla` prints and how it ends.
//!
//! Most of it is written down as sessions (`tests/cases/*.txt`, read by `session`); what is easier said about data
//! than about text stands in the other modules.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod json;
mod judge;
mod run;
mod session;

use session::Session;
use std::fs;

#[test]
fn every_session_goes_as_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut wrong = vec![];
    let mut commands = 0;
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let session = Session::parse(&name, &fs::read_to_string(&file).unwrap());
        commands += session.commands.len();
        wrong.extend(session.commands.iter().filter_map(|command| Some(format!("{name}: {}", command.problem()?))));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    println!("command lines: {commands}/{commands}");
    assert!(commands > 30, "only {commands} commands");
}
