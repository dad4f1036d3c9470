//! Envoy's substitution format, for header values and access logs: `%REQ(:METHOD)% %RESPONSE_CODE%`.

use crate::Facts;
use std::fmt;

/// A text with places to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    text: String,
    pieces: Vec<Piece>,
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateRefusal {
    /// A `%` that nothing closes.
    Unclosed,
    /// An operator that this proxy does not have.
    UnknownOperator(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Operator(Operator),
}

/// What is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// A request header, or the second one where the first is missing; cut to so many characters.
    Request(String, Option<String>, Option<usize>),
    /// A response header.
    Response(String, Option<usize>),
    /// Anything else, by name.
    Named(Word),
}

/// The operators without an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    StartTime,
    Protocol,
    ResponseCode,
    ResponseFlags,
    ResponseCodeDetails,
    ConnectionTerminationDetails,
    UpstreamTransportFailureReason,
    BytesReceived,
    BytesSent,
    Duration,
    UpstreamHost,
    UpstreamCluster,
    UpstreamLocalAddress,
    DownstreamLocalAddress,
    DownstreamLocalPort,
    DownstreamRemoteAddress,
    DownstreamRemoteAddressWithoutPort,
    RequestedServerName,
    RouteName,
}

const WORDS: [(&str, Word); 20] = [
    ("START_TIME", Word::StartTime),
    ("PROTOCOL", Word::Protocol),
    ("RESPONSE_CODE", Word::ResponseCode),
    ("RESPONSE_FLAGS", Word::ResponseFlags),
    ("RESPONSE_CODE_DETAILS", Word::ResponseCodeDetails),
    ("CONNECTION_TERMINATION_DETAILS", Word::ConnectionTerminationDetails),
    ("UPSTREAM_TRANSPORT_FAILURE_REASON", Word::UpstreamTransportFailureReason),
    ("BYTES_RECEIVED", Word::BytesReceived),
    ("BYTES_SENT", Word::BytesSent),
    ("DURATION", Word::Duration),
    ("UPSTREAM_HOST", Word::UpstreamHost),
    ("UPSTREAM_CLUSTER", Word::UpstreamCluster),
    ("UPSTREAM_CLUSTER_RAW", Word::UpstreamCluster),
    ("UPSTREAM_LOCAL_ADDRESS", Word::UpstreamLocalAddress),
    ("DOWNSTREAM_LOCAL_ADDRESS", Word::DownstreamLocalAddress),
    ("DOWNSTREAM_LOCAL_PORT", Word::DownstreamLocalPort),
    ("DOWNSTREAM_REMOTE_ADDRESS", Word::DownstreamRemoteAddress),
    ("DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", Word::DownstreamRemoteAddressWithoutPort),
    ("REQUESTED_SERVER_NAME", Word::RequestedServerName),
    ("ROUTE_NAME", Word::RouteName),
];

impl Template {
    /// Text as it is, percent signs and all.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self { text: text.replace('%', "%%"), pieces: vec![Piece::Text(text.into())] }
    }

    /// Reads a template; `%%` is a percent sign.
    ///
    /// # Errors
    /// When an operator is not closed or not known.
    pub fn parse(text: &str) -> Result<Self, TemplateRefusal> {
        let mut pieces = vec![];
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            push_text(&mut pieces, before);
            let end = operator_end(after).ok_or(TemplateRefusal::Unclosed)?;
            let (inside, behind) = (&after[..end], &after[end + 1..]);
            if inside.is_empty() {
                push_text(&mut pieces, "%");
            } else {
                pieces.push(Piece::Operator(Operator::parse(inside)?));
            }
            rest = behind;
        }
        push_text(&mut pieces, rest);
        Ok(Self { text: text.into(), pieces })
    }

    /// The template as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Filled in for a header: what is missing leaves nothing.
    #[must_use]
    pub fn fill(&self, facts: &Facts<'_>) -> String {
        self.fill_with(facts, "")
    }

    /// Filled in for an access log: what is missing leaves a hyphen.
    #[must_use]
    pub fn line(&self, facts: &Facts<'_>) -> String {
        self.fill_with(facts, "-")
    }

    fn fill_with(&self, facts: &Facts<'_>, missing: &str) -> String {
        let fill = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Operator(operator) => facts.value(operator).unwrap_or_else(|| missing.into()),
        };
        self.pieces.iter().map(fill).collect()
    }
}

/// Where the operator's closing percent sign is; those inside its parentheses do not count.
fn operator_end(text: &str) -> Option<usize> {
    let first = text.find(['(', '%'])?;
    if text[first..].starts_with('%') {
        return Some(first);
    }
    let close = first + text[first..].find(')')?;
    text[close..].find('%').map(|at| close + at)
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        Some(Piece::Operator(_)) | None if !text.is_empty() => pieces.push(Piece::Text(text.into())),
        Some(Piece::Operator(_)) | None => {}
    }
}

impl Operator {
    fn parse(inside: &str) -> Result<Self, TemplateRefusal> {
        let unknown = || TemplateRefusal::UnknownOperator(inside.into());
        let Some((name, rest)) = inside.split_once('(') else {
            let word = WORDS.iter().find(|(name, _)| *name == inside);
            return word.map(|(_, word)| Self::Named(*word)).ok_or_else(unknown);
        };
        let (argument, cut) = rest.split_once(')').ok_or_else(unknown)?;
        let cut = cut.strip_prefix(':').and_then(|digits| digits.parse().ok());
        match name {
            "REQ" => {
                let (header, other) = argument.split_once('?').map_or((argument, None), |(a, b)| (a, Some(b.into())));
                Ok(Self::Request(header.into(), other, cut))
            }
            "RESP" => Ok(Self::Response(argument.into(), cut)),
            // The format of the time is the caller's.
            "START_TIME" => Ok(Self::Named(Word::StartTime)),
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for TemplateRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclosed => f.write_str("% without its end"),
            Self::UnknownOperator(name) => write!(f, "unknown operator %{name}%"),
        }
    }
}

impl std::error::Error for TemplateRefusal {}
