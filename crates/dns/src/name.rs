//! A domain name, RFC 1034 section 3.1 and RFC 1035 section 2.3.

use std::cmp::Ordering;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A domain name, always absolute. Two names that differ only in case are the same name (RFC 4343), so the lower-case
/// spelling is kept. Names order as RFC 4034 section 6.1 has it: everything below a name follows it at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Name {
    /// Without the final dot; empty for the root.
    text: String,
}

/// Why a text is no domain name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing there. The root is written `.`.
    Empty,
    /// Two dots in a row, or a dot in front.
    EmptyLabel,
    /// A label of more than 63 octets (RFC 1035 section 2.3.4).
    LongLabel,
    /// More than 255 octets as sent (RFC 1035 section 2.3.4).
    LongName,
    /// A space, a control character or one outside ASCII.
    Character(char),
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty name"),
            Self::EmptyLabel => f.write_str("empty label"),
            Self::LongLabel => f.write_str("label longer than 63 octets"),
            Self::LongName => f.write_str("name longer than 255 octets"),
            Self::Character(c) => write!(f, "character {c:?} in a name"),
        }
    }
}

impl std::error::Error for NameError {}

impl Name {
    /// The root of all names.
    #[must_use]
    pub const fn root() -> Self {
        Self { text: String::new() }
    }

    /// Reads a name; a final dot changes nothing.
    ///
    /// # Errors
    /// When the text is no domain name.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text == "." {
            return Ok(Self::root());
        }
        let bare = text.strip_suffix('.').unwrap_or(text);
        if bare.is_empty() {
            return Err(if text.is_empty() { NameError::Empty } else { NameError::EmptyLabel });
        }
        bare.split('.').try_for_each(check_label)?;
        // As sent, every label has a length octet and the root is one more.
        if bare.len() + 2 > 255 { Err(NameError::LongName) } else { Ok(Self { text: bare.to_ascii_lowercase() }) }
    }

    /// The name under which an address is looked up backwards (RFC 1035 section 3.5, RFC 3596 section 2.5).
    #[must_use]
    pub fn reverse(address: IpAddr) -> Self {
        let text = match address {
            IpAddr::V4(v4) => {
                let [a, b, c, d] = v4.octets();
                format!("{d}.{c}.{b}.{a}.in-addr.arpa")
            }
            IpAddr::V6(v6) => {
                let nibbles = v6.octets().into_iter().rev().flat_map(|octet| [octet & 15, octet >> 4]);
                nibbles.map(|nibble| format!("{nibble:x}.")).collect::<String>() + "ip6.arpa"
            }
        };
        Self { text }
    }

    /// The labels, leftmost first; none for the root.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.text.split('.').filter(|label| !label.is_empty())
    }

    /// The first label; `None` for the root.
    #[must_use]
    pub fn first_label(&self) -> Option<&str> {
        self.labels().next()
    }

    /// The name one label shorter; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        let text = self.text.split_once('.').map_or("", |(_, rest)| rest);
        Some(Self { text: text.to_owned() })
    }

    /// The name one label longer.
    ///
    /// # Errors
    /// When the label or the whole is too long, or no label.
    pub fn child(&self, label: &str) -> Result<Self, NameError> {
        Self::parse(label)?.joined(self)
    }

    /// This name with `suffix` put behind it, as a search list does.
    ///
    /// # Errors
    /// When the whole is too long.
    pub fn joined(&self, suffix: &Self) -> Result<Self, NameError> {
        match (self.is_root(), suffix.is_root()) {
            (true, _) => Ok(suffix.clone()),
            (false, true) => Ok(self.clone()),
            (false, false) => Self::parse(&format!("{}.{}", self.text, suffix.text)),
        }
    }

    /// Whether this is `origin` or lies below it.
    #[must_use]
    pub fn is_within(&self, origin: &Self) -> bool {
        let rest = self.text.strip_suffix(&origin.text);
        rest.is_some_and(|head| head.is_empty() || origin.is_root() || head.ends_with('.'))
    }

    /// Whether this is the root.
    #[must_use]
    pub const fn is_root(&self) -> bool {
        self.text.is_empty()
    }

    /// How many labels.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels().count()
    }

    /// The same as [`Name::is_root`].
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.is_root()
    }

    /// Without the final dot, as people write it; `.` for the root.
    #[must_use]
    pub fn bare(&self) -> &str {
        if self.is_root() { "." } else { &self.text }
    }
}

fn check_label(label: &str) -> Result<(), NameError> {
    if let Some(bad) = label.chars().find(|c| !c.is_ascii_graphic()) {
        return Err(NameError::Character(bad));
    }
    match label.len() {
        0 => Err(NameError::EmptyLabel),
        1..=63 => Ok(()),
        _ => Err(NameError::LongLabel),
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::parse(text)
    }
}

impl fmt::Display for Name {
    /// Fully qualified, with the final dot, as a zone file prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.text)
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.labels().rev().cmp(other.labels().rev())
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
