//! `cargo xtask serve`: the page on this machine, rebuilt on every change.

use crate::{Outcome, process, report, tools};
use std::net::{Ipv4Addr, TcpListener};

/// The port of Trunk.toml; the next free one is taken where it is busy.
const PORT: u16 = 8080;

#[derive(Debug, PartialEq, Eq)]
struct Options {
    port: Option<u16>,
    open: bool,
}

/// Serves until interrupted.
pub(crate) fn serve(words: &[String]) -> Outcome {
    let options = parse(words)?;
    let port = options.port.map_or_else(free_port, Ok)?;
    println!("Malla at http://127.0.0.1:{port}/ - from nothing about four minutes on two cores, later a few seconds.");
    let port = port.to_string();
    let mut trunk = tools::trunk(&["serve", "--port", &port])?;
    if options.open {
        trunk.arg("--open");
    }
    report::step("building the page, then serving it; Ctrl-C ends", "the first time about a minute");
    process::run(&mut trunk)
}

fn parse(words: &[String]) -> Outcome<Options> {
    let mut options = Options { port: None, open: true };
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--no-open" => options.open = false,
            "--open" => options.open = true,
            "--port" => {
                options.port = Some(words.next().and_then(|port| port.parse().ok()).ok_or("--port wants a number")?)
            }
            other => return Err(format!("serve knows --port PORT and --no-open, not {other}")),
        }
    }
    Ok(options)
}

fn free_port() -> Outcome<u16> {
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    (PORT..PORT + 100).find(free).ok_or_else(|| format!("no free port from {PORT} on; name one with --port"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Outcome<Options> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read() {
        assert_eq!(parsed(""), Ok(Options { port: None, open: true }));
        assert_eq!(parsed("--port 9000 --no-open"), Ok(Options { port: Some(9000), open: false }));
    }

    #[test]
    fn unknown_options_are_named() {
        assert_eq!(parsed("--prot 9000"), Err("serve knows --port PORT and --no-open, not --prot".into()));
        assert_eq!(parsed("--port http"), Err("--port wants a number".into()));
    }
}
