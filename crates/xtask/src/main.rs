//! The project's commands: set-up, serve, build and test.
//!
//! One executable under three names. `target/tools/bin/wasm-bindgen` and
//! `target/tools/bin/wasm-bindgen-test-runner` are hard links to it, so that the tool has the
//! version of `Cargo.lock` and nothing but crates has to be downloaded.

mod bench;
mod build;
mod checks;
mod debian;
mod envoy;
mod npm;
mod post_build;
mod process;
mod reader;
mod report;
mod serve;
mod sizes;
mod tally;
mod test;
mod tools;
mod weigh;

use std::env;
use std::process::ExitCode;

/// What a command or one of its steps gives: nothing, or a sentence that says why not.
pub(crate) type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
cargo xtask serve [--port PORT] [--no-open]   build the page, serve it, open it, rebuild on every change
cargo xtask build                             make dist/: the page as static files
cargo xtask bench                             what kube-proxy's rules and a key cost, natively and in WebAssembly
cargo xtask weigh                             what diagnostics and the language service cost the page
cargo xtask test [CHECK...]                   every check, or the named ones:";

fn main() -> ExitCode {
    let called = tools::called_as().map_or_else(command, tools::Tool::answer);
    match called {
        Ok(code) => code,
        Err(why) => {
            eprintln!("\nerror: {why}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Outcome<ExitCode> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.split_first() {
        Some((verb, rest)) if verb == "serve" => serve::serve(rest).map(|()| ExitCode::SUCCESS),
        Some((verb, [])) if verb == "bench" => bench::bench().map(|()| ExitCode::SUCCESS),
        Some((verb, [])) if verb == "weigh" => weigh::weigh().map(|()| ExitCode::SUCCESS),
        Some((verb, [])) if verb == "build" => build::release().map(|_| ExitCode::SUCCESS),
        Some((verb, rest)) if verb == "test" => test::test(rest),
        Some((verb, _)) if matches!(verb.as_str(), "help" | "--help" | "-h") => {
            println!("{}", usage());
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!("no such command\n{}", usage())),
    }
}

fn usage() -> String {
    let checks = checks::ALL.each_ref().map(|check| format!("    {:<8} {}", check.name, check.says));
    format!("{USAGE}\n{}", checks.join("\n"))
}
