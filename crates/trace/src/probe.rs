//! What the learner sends: one request, from somewhere, to a URL.

use crate::VertexId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Who sends it (`client/MenchuPC`, `pod/default/shell`).
    pub from: VertexId,
    /// HTTP method.
    pub method: String,
    /// Where to.
    pub url: Url,
    /// Extra request headers, in order.
    pub headers: Vec<(String, String)>,
}

impl Probe {
    /// A plain `GET`.
    ///
    /// # Errors
    /// When `url` is not an `http://` or `tcp://` URL.
    pub fn get(from: &str, url: &str) -> Result<Self, ProbeError> {
        Ok(Self { from: VertexId(from.into()), method: "GET".into(), url: Url::parse(url)?, headers: vec![] })
    }
}

/// The parts of a URL that travel (RFC 3986), for the schemes `http` (RFC 9110) and `tcp` (a bare connection).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Url {
    /// `http` or `tcp`.
    pub scheme: String,
    /// Host name or address, without brackets.
    pub host: String,
    /// Port; the scheme's own (80) when the text has none.
    pub port: u16,
    /// Path and query, at least `/`.
    pub path: String,
}

/// What is wrong with a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeError {
    /// Neither `http://` nor `tcp://`.
    Scheme,
    /// No host.
    Host,
    /// The port is not a number from 1 to 65535, or `tcp://` without a port.
    Port,
}

impl Url {
    /// Reads a URL. `web1.miempresa.com` alone means `http://web1.miempresa.com/`.
    ///
    /// # Errors
    /// When the scheme is another, the host is missing or the port is no port.
    pub fn parse(text: &str) -> Result<Self, ProbeError> {
        let (scheme, rest) = text.trim().split_once("://").unwrap_or(("http", text.trim()));
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "tcp" {
            return Err(ProbeError::Scheme);
        }
        let cut = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(cut);
        let (host, port) = split_port(authority.rsplit('@').next().unwrap_or(""))?;
        if host.is_empty() {
            return Err(ProbeError::Host);
        }
        let port = port.or((scheme == "http").then_some(80)).ok_or(ProbeError::Port)?;
        Ok(Self { scheme, host: host.to_ascii_lowercase(), port, path: path_text(path) })
    }

    /// The `Host` header: the port only when it is not the scheme's own.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        if self.port == 80 { host } else { format!("{host}:{}", self.port) }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority(), self.path)
    }
}

fn path_text(path: &str) -> String {
    let path = path.split('#').next().unwrap_or("");
    if path.starts_with('/') { path.into() } else { format!("/{path}") }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), ProbeError> {
    if let Some((host, rest)) = authority.strip_prefix('[').and_then(|a| a.split_once(']')) {
        return rest.strip_prefix(':').map_or(Ok((host, None)), |port| Ok((host, Some(parse_port(port)?))));
    }
    match authority.split_once(':') {
        Some((host, port)) => Ok((host, Some(parse_port(port)?))),
        None => Ok((authority, None)),
    }
}

fn parse_port(text: &str) -> Result<u16, ProbeError> {
    text.parse().ok().filter(|port| *port != 0).ok_or(ProbeError::Port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_print_as_they_are_understood() {
        let cases = [
            ("web1.miempresa.com", "http://web1.miempresa.com/"),
            ("HTTP://Web1.MiEmpresa.com:8080/a/b?c=d#e", "http://web1.miempresa.com:8080/a/b?c=d"),
            ("http://[fd00::1]:80", "http://[fd00::1]/"),
            ("tcp://10.0.0.1:3306", "tcp://10.0.0.1:3306/"),
        ];
        for (text, meaning) in cases {
            assert_eq!(Url::parse(text).map(|u| u.to_string()), Ok(meaning.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_bad_url_says_what_is_bad() {
        let cases = [
            ("ftp://x", ProbeError::Scheme),
            ("http:///x", ProbeError::Host),
            ("http://x:0", ProbeError::Port),
            ("http://x:99999", ProbeError::Port),
            ("tcp://x", ProbeError::Port),
        ];
        for (text, error) in cases {
            assert_eq!(Url::parse(text), Err(error), "{text}");
        }
    }
}
