//! Upstreams: tiny servers on loopback that answer with the head of the request they got.

use crate::wire::Head;
use std::io::{self, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// The header that says what an upstream does.
pub(crate) const WANT: &str = "x-want";

/// How long a slow upstream takes.
const SLOW: Duration = Duration::from_millis(400);

/// What an upstream does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// It answers with that status.
    Answer(u16),
    /// It answers with 200, but late.
    Slow,
    /// It closes the connection.
    Close,
}

impl Deed {
    /// What the header asks for.
    pub(crate) fn of(want: Option<&str>) -> Self {
        match want {
            Some("slow") => Self::Slow,
            Some("close") => Self::Close,
            Some(status) => Self::Answer(status.parse().unwrap_or(200)),
            None => Self::Answer(200),
        }
    }
}

/// Starts one; it ends with this process.
pub(crate) fn start() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream));
        }
    });
    Ok(address)
}

/// Nobody listens there: a port that only the system's own services may have, and none of them does.
pub(crate) fn refusing() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 1))
}

/// What every answer carries.
pub(crate) fn headers() -> Vec<(String, String)> {
    [("server", "echo"), ("x-app", "one"), ("content-type", "text/plain")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

/// Requests one after the other. A connection that breaks is its client's business.
fn serve(stream: TcpStream) -> io::Result<()> {
    let mut from = BufReader::new(stream.try_clone()?);
    let mut to = stream;
    while let Some(request) = Head::read(&mut from)? {
        request.body(&mut from)?;
        let status = match Deed::of(request.get(WANT)) {
            Deed::Close => return Ok(()),
            Deed::Slow => {
                thread::sleep(SLOW);
                200
            }
            Deed::Answer(status) => status,
        };
        let mut body = Vec::new();
        request.write(&mut body)?;
        let mut response = Head { first: format!("HTTP/1.1 {status} So"), headers: headers() };
        response.headers.push(("content-length".into(), body.len().to_string()));
        response.write(&mut to)?;
        to.write_all(&body)?;
    }
    Ok(())
}
