//! A real Envoy of our own: found, started on loopback, asked for its ports, ended.

use crate::wire::Head;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{env, fs};

/// How long anything may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A running Envoy. It ends with this value.
pub(crate) struct Envoy {
    child: Child,
    admin: SocketAddr,
    folder: PathBuf,
    log: Option<JoinHandle<Vec<String>>>,
}

/// Where the program is: where `MALLA_ENVOY` says, or where `cargo xtask test` puts it.
pub(crate) fn find() -> Result<PathBuf, String> {
    if let Some(path) = env::var_os("MALLA_ENVOY") {
        let path = PathBuf::from(path);
        return if path.is_file() { Ok(path) } else { Err(format!("MALLA_ENVOY: no file {}", path.display())) };
    }
    let libraries = target().join("tools/envoy/lib");
    let folders = fs::read_dir(&libraries).into_iter().flatten().flatten();
    let mut programs = folders.map(|folder| folder.path().join("site-packages/envoy/_bin/envoy"));
    programs.find(|path| path.is_file()).ok_or_else(|| "there is no Envoy".into())
}

fn target() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    env::var_os("CARGO_TARGET_DIR").map_or_else(usual, PathBuf::from)
}

impl Envoy {
    /// Starts it with a bootstrap and waits until it is ready.
    pub(crate) fn start(program: &Path, bootstrap: &Value) -> Result<Self, String> {
        let folder = env::temp_dir().join(format!("malla-envoy-{}", std::process::id()));
        let failed = |error: io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(&folder).map_err(failed)?;
        let (config, admin) = (folder.join("bootstrap.json"), folder.join("admin"));
        fs::write(&config, bootstrap.to_string()).map_err(failed)?;
        if let Some(keep) = env::var_os("MALLA_ORACLE_KEEP") {
            fs::write(keep, bootstrap.to_string()).map_err(failed)?;
        }
        drop(fs::remove_file(&admin));
        let mut child = Command::new(program)
            .arg("-c")
            .arg(&config)
            .arg("--admin-address-path")
            .arg(&admin)
            .args(["--concurrency", "1", "-l", "error", "--disable-hot-restart"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let log = child
            .stdout
            .take()
            .map(|out| thread::spawn(|| BufReader::new(out).lines().map_while(Result::ok).collect()));
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut envoy = Self { child, admin: address, folder, log };
        envoy.await_ready(&admin)?;
        Ok(envoy)
    }

    fn await_ready(&mut self, admin: &Path) -> Result<(), String> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("Envoy ended at once, with {status}; its reason stands above"));
            }
            if let Some(address) = fs::read_to_string(admin).ok().and_then(|text| text.trim().parse().ok()) {
                self.admin = address;
                if self.ask("GET", "/ready").is_ok_and(|(status, _)| status == 200) {
                    return Ok(());
                }
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err("Envoy was not ready in time".into())
    }

    /// The address of every listener, by name.
    pub(crate) fn listeners(&self) -> Result<BTreeMap<String, SocketAddr>, String> {
        let (_, text) = self.ask("GET", "/listeners?format=json").map_err(|error| error.to_string())?;
        let value: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let statuses = value["listener_statuses"].as_array().cloned().unwrap_or_default();
        let address = |status: &Value| {
            let socket = &status["local_address"]["socket_address"];
            let (ip, port) = (socket["address"].as_str()?, socket["port_value"].as_u64()?);
            Some((status["name"].as_str()?.to_owned(), format!("{ip}:{port}").parse().ok()?))
        };
        Ok(statuses.iter().filter_map(address).collect())
    }

    /// Ends it in good order, so that its log is whole.
    pub(crate) fn stop(mut self) -> Vec<String> {
        drop(self.ask("POST", "/quitquitquit"));
        let begun = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && begun.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(20));
        }
        drop(self.child.kill());
        self.log.take().and_then(|log| log.join().ok()).unwrap_or_default()
    }

    fn ask(&self, method: &str, path: &str) -> io::Result<(u16, String)> {
        let headers = [("host", "admin"), ("content-length", "0"), ("connection", "close")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let mut stream = connect(self.admin)?;
        Head { first: format!("{method} {path} HTTP/1.1"), headers }.write(&mut stream)?;
        let mut from = BufReader::new(stream);
        let head = Head::read(&mut from)?.unwrap_or_default();
        let mut body = String::new();
        io::Read::read_to_string(&mut from, &mut body)?;
        Ok((status(&head), unchunked(&head, &body)))
    }
}

impl Drop for Envoy {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// A connection with bounded patience.
pub(crate) fn connect(to: SocketAddr) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&to, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    stream.flush()?;
    Ok(stream)
}

/// The status of a response's head.
pub(crate) fn status(head: &Head) -> u16 {
    head.first.split(' ').nth(1).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// A body that came in chunks (RFC 9112 section 7.1), or as it is.
fn unchunked(head: &Head, body: &str) -> String {
    if head.get("transfer-encoding") != Some("chunked") {
        return body.to_owned();
    }
    let (mut whole, mut rest) = (String::new(), body);
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap_or(0);
        let Some((chunk, next)) = after.split_at_checked(size).filter(|_| size > 0) else { break };
        whole.push_str(chunk);
        rest = next.trim_start_matches("\r\n");
    }
    whole
}
