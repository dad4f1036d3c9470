//! The two languages of every learner-facing word.

use serde::{Deserialize, Serialize};

/// A reader's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Spanish, the language of the course notes.
    #[default]
    Es,
    /// English.
    En,
}

impl Lang {
    /// Both languages, for tests that walk every word.
    pub const ALL: [Self; 2] = [Self::Es, Self::En];

    /// The language of an ISO 639-1 tag (`es`, `en-GB`, ...), if we speak it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "es" => Some(Self::Es),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The ISO 639-1 tag: `es` or `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// The text of this language out of a pair.
    #[must_use]
    pub fn pick<T>(self, es: T, en: T) -> T {
        match self {
            Self::Es => es,
            Self::En => en,
        }
    }
}
