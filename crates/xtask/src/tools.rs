//! Tools of the build: our own file under wasm-bindgen's names, the wasm target, Trunk.

use crate::process::{self, cargo, command, root};
use crate::{Outcome, report};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

/// The version that is installed when none is there. 0.22 needs a newer compiler than ours.
const TRUNK: &str = "0.21.14";
/// What Trunk.toml accepts.
const TRUNK_ACCEPTED: [&str; 2] = ["trunk 0.21.", "trunk 0.22."];
/// Trunk's own release profile costs twice the time; for a tool that copies files this one will do.
const CHEAP: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_STRIP", "debuginfo"),
];
/// The target of the page.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The other names of this executable.
#[derive(Clone, Copy)]
pub(crate) enum Tool {
    /// `wasm-bindgen`, which Trunk calls.
    Bindgen,
    /// `wasm-bindgen-test-runner`, which cargo calls to run a wasm test.
    TestRunner,
}

impl Tool {
    const ALL: [Tool; 2] = [Tool::Bindgen, Tool::TestRunner];

    fn name(self) -> &'static str {
        match self {
            Tool::Bindgen => "wasm-bindgen",
            Tool::TestRunner => "wasm-bindgen-test-runner",
        }
    }

    /// Where the link lies.
    pub(crate) fn path(self) -> PathBuf {
        bin().join(format!("{}{}", self.name(), env::consts::EXE_SUFFIX))
    }

    /// Behaves as the real tool.
    pub(crate) fn answer(self) -> Outcome<ExitCode> {
        let ran = match self {
            Tool::Bindgen => wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(env::args_os()),
            Tool::TestRunner => wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(env::args_os()),
        };
        ran.map(|()| ExitCode::SUCCESS).map_err(|error| format!("{error:#}"))
    }
}

/// The tool whose name we were called by.
pub(crate) fn called_as() -> Option<Tool> {
    let called = env::args_os().next().map(PathBuf::from)?;
    let name = called.file_stem()?.to_str()?;
    Tool::ALL.into_iter().find(|tool| tool.name() == name)
}

fn home() -> PathBuf {
    root().join("target/tools")
}

fn bin() -> PathBuf {
    home().join("bin")
}

/// Puts this very file under each tool's name.
pub(crate) fn link() -> Outcome {
    let failed = |error: std::io::Error| format!("cannot place wasm-bindgen in target/tools/bin: {error}");
    let me = env::current_exe().map_err(failed)?;
    fs::create_dir_all(bin()).map_err(failed)?;
    for tool in Tool::ALL {
        replace(&me, &tool.path()).map_err(failed)?;
    }
    Ok(())
}

/// Links `to` to `from` in one step, so that a build running beside us never misses it.
fn replace(from: &Path, to: &Path) -> std::io::Result<()> {
    let fresh = to.with_extension(format!("new-{}", std::process::id()));
    fs::hard_link(from, &fresh).or_else(|_| fs::copy(from, &fresh).map(drop))?;
    fs::rename(&fresh, to)?;
    // Renaming one link of a file over another does nothing, and leaves both.
    if fresh.exists() { fs::remove_file(&fresh) } else { Ok(()) }
}

/// PATH with our tools first.
fn path() -> Outcome<OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(bin()).chain(env::split_paths(&old));
    env::join_paths(all).map_err(|error| format!("PATH: {error}"))
}

/// Adds the wasm target to the compiler where it is missing.
pub(crate) fn wasm_target() -> Outcome {
    let asked = ["--print", "target-libdir", "--target", WASM];
    let libdir = process::output(command("rustc").args(asked)).unwrap_or_default();
    if has_core(Path::new(libdir.trim())) {
        return Ok(());
    }
    report::step("adding the WebAssembly target to the compiler", "about 10 s, once");
    process::run(command("rustup").args(["target", "add", WASM]))
        .map_err(|why| format!("the compiler has no {WASM} target, and rustup could not add it: {why}"))
}

fn has_core(libdir: &Path) -> bool {
    let names = fs::read_dir(libdir).into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.into_iter().any(|name| name.to_string_lossy().starts_with("libcore-"))
}

/// A `trunk` command with everything it needs in place.
pub(crate) fn trunk(arguments: &[&str]) -> Outcome<Command> {
    link()?;
    wasm_target()?;
    let path = path()?;
    if !has_trunk(&path) {
        install_trunk()?;
    }
    let mut trunk = command("trunk");
    trunk.args(arguments).env("PATH", path).env("TRUNK_SKIP_VERSION_CHECK", "true");
    if env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true"); // Trunk 0.21 takes "1" for a spelling mistake
    }
    Ok(trunk)
}

fn has_trunk(path: &OsString) -> bool {
    let version = process::output(command("trunk").arg("--version").env("PATH", path).env_remove("NO_COLOR"));
    version.is_ok_and(|version| TRUNK_ACCEPTED.iter().any(|start| version.starts_with(start)))
}

fn install_trunk() -> Outcome {
    report::step(&format!("building Trunk {TRUNK} into target/tools"), "2 to 3 minutes on two cores, once");
    let mut install = cargo();
    install.args(["install", "trunk", "--locked", "--version", TRUNK, "--root"]).arg(home()).envs(CHEAP);
    process::run(&mut install)
}
