//! Rule lines, one below the other in one text, as the buffers of a program that feeds `iptables-restore` hold them; each
//! line with its cause.

use malla_trace::CauseId;

/// Rule lines in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleLines {
    /// Every line with its end of line.
    text: String,
    /// Where each line's text ends, and why it is there.
    ends: Vec<(usize, CauseId)>,
}

/// A rule line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleLine<'a> {
    /// `-A CHAIN ...`.
    pub text: &'a str,
    /// Why the rule is there.
    pub why: CauseId,
}

impl RuleLines {
    /// Adds a line: what `write` puts behind the text.
    pub fn add(&mut self, why: CauseId, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.ends.push((self.text.len(), why));
        self.text.push('\n');
    }

    /// Takes all lines out and keeps their room.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// All lines.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The lines in order.
    pub fn iter(&self) -> impl Iterator<Item = RuleLine<'_>> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| end + 1));
        starts.zip(&self.ends).map(|(start, (end, why))| RuleLine { text: &self.text[start..*end], why: *why })
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cause of the line of that number, from 0.
    #[must_use]
    pub fn why(&self, number: usize) -> Option<CauseId> {
        self.ends.get(number).map(|(_, why)| *why)
    }
}

impl<T: AsRef<str>> FromIterator<(T, CauseId)> for RuleLines {
    fn from_iter<I: IntoIterator<Item = (T, CauseId)>>(lines: I) -> Self {
        let mut all = Self::default();
        lines.into_iter().for_each(|(line, why)| all.add(why, |text| text.push_str(line.as_ref())));
        all
    }
}
