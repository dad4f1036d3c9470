//! Other programs: where they are, and running them to the end.

use crate::Outcome;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors().nth(2).map_or(here.clone(), Path::to_path_buf)
}

/// A command that runs at the top of the repository, with nothing on standard input.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The same cargo that runs us.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Where a program is on PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|dir| dir.join(&file)).find(|file| file.is_file())
}

/// Runs a command; its words go straight to the terminal.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("{}: {error}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} gave {status}", shown(command))) }
}

/// What a command writes to standard output, when it succeeds.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|error| format!("{}: {error}", shown(command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(text) } else { Err(format!("{} gave {}", shown(command), output.status)) }
}

/// Runs a command, handing each line that it prints to `line`, standard output and error in the order in which they
/// came; true when it succeeds.
pub(crate) fn lines(command: &mut Command, mut line: impl FnMut(&str)) -> Outcome<bool> {
    let failed = |error: std::io::Error| format!("{error}");
    let (printed, out) = std::io::pipe().map_err(failed)?;
    command.stdout(out.try_clone().map_err(failed)?).stderr(out);
    let mut child = command.spawn().map_err(|error| format!("{}: {error}", shown(command)))?;
    // The pipe ends when its last writer goes; we hold one until here.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    for bytes in BufReader::new(printed).split(b'\n') {
        line(String::from_utf8_lossy(&bytes.map_err(failed)?).trim_end_matches('\r'));
    }
    Ok(child.wait().map_err(failed)?.success())
}

/// A command as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
