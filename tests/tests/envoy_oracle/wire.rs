//! HTTP/1.1 on the wire (RFC 9112): just heads, and bodies of a known length.

use std::io::{self, BufRead, Read, Write};

/// The first line and the headers of a message, names in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The first line.
    pub(crate) first: String,
    /// The headers, as they came.
    pub(crate) headers: Vec<(String, String)>,
}

impl Head {
    /// Reads a head; `None` at the end of the connection.
    pub(crate) fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let first = line(from)?;
        if first.is_empty() {
            return Ok(None);
        }
        let mut head = Self { first, headers: vec![] };
        loop {
            let text = line(from)?;
            let Some((name, value)) = text.split_once(':') else { return Ok(Some(head)) };
            head.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// A header.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// Writes the head.
    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        to.write_all(format!("{}\r\n{headers}\r\n", self.first).as_bytes())
    }

    /// Reads the body that belongs to the head.
    pub(crate) fn body(&self, from: &mut impl BufRead) -> io::Result<String> {
        let length = self.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        from.read_exact(&mut body)?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut text = String::new();
    from.take(65_536).read_line(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
