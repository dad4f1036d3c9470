//! Running the program, from the top of the repository.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    /// Exit status.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().into()
}

/// Runs `malla` with those words, and that text on standard input.
pub(crate) fn malla(words: &[&str], input: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_malla"));
    command.args(words).current_dir(root()).env_remove("COLUMNS");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("malla runs");
    // A command that does not read its input may be gone before it is written.
    let _unread = child.stdin.take().expect("piped").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("malla ends");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("malla speaks UTF-8");
    Ran { status: output.status.code().expect("no signal"), out: text(&output.stdout), err: text(&output.stderr) }
}
