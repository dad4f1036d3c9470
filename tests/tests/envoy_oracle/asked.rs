//! A request as the comparison sends it, to our proxy and to Envoy.

use crate::envoy::{connect, status};
use crate::export::NUMBER;
use crate::wire::Head;
use malla_proxy::Request;
use std::fmt;
use std::io::{self, BufReader};
use std::net::SocketAddr;

/// A request, and where it goes.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Its number.
    pub(crate) number: usize,
    /// The listener's name.
    pub(crate) listener: String,
    /// The request.
    pub(crate) request: Request,
}

/// What the client got, and by which connection.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    /// The status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: String,
    /// The client's end of the connection.
    pub(crate) from: SocketAddr,
    /// The proxy's end.
    pub(crate) to: SocketAddr,
}

impl Asked {
    /// The request with its number.
    pub(crate) fn numbered(&self) -> Request {
        self.request.clone().with(NUMBER, &self.number.to_string())
    }

    /// Sends it by a connection of its own.
    pub(crate) fn send(&self, to: SocketAddr) -> io::Result<Got> {
        let stream = connect(to)?;
        let from = stream.local_addr()?;
        let Request { method, authority, path, headers, .. } = self.numbered();
        let host = [("host".to_owned(), authority)].into_iter();
        let head =
            Head { first: format!("{method} {path} HTTP/1.1"), headers: host.chain(headers.to_pairs()).collect() };
        head.write(&mut &stream)?;
        let mut reader = BufReader::new(stream);
        let response = Head::read(&mut reader)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let body = response.body(&mut reader)?;
        Ok(Got { status: status(&response), headers: response.headers, body, from, to })
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Request { method, authority, path, headers, .. } = &self.request;
        write!(f, "request {} to {}: {method} {authority} {path}", self.number, self.listener)?;
        headers.iter().try_for_each(|(name, value)| write!(f, " | {name}: {value}"))
    }
}
