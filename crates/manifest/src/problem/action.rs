//! What a mend does to the text, in words.

use malla_trace::Lang;

/// What a mend does to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Writes something else in a value's or a key's place.
    Replace {
        /// What.
        text: String,
    },
    /// Puts a word in quotes.
    Quote,
    /// Takes the quotes off.
    Unquote,
    /// Takes a field to where the kind has it.
    Move {
        /// There.
        path: String,
    },
    /// Makes a list of what stands there alone.
    MakeList,
    /// Takes the dash off the only item of what is no list.
    MakeObject,
    /// Takes the field away.
    Remove,
    /// Writes a line that is missing.
    Add {
        /// The line.
        text: String,
    },
    /// Writes blanks for tabs.
    Blanks,
    /// Begins a new line.
    Break,
}

impl Action {
    /// The title of the mend.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        let (es, en) = self.words();
        lang.pick(es, en)
    }

    fn words(&self) -> (String, String) {
        let both = |es: &str, en: &str| (es.to_owned(), en.to_owned());
        match self {
            Self::Replace { text } => (format!("Escribir {text}"), format!("Write {text}")),
            Self::Quote => both("Poner comillas", "Put it in quotes"),
            Self::Unquote => both("Quitar las comillas", "Remove the quotes"),
            Self::Move { path } => (format!("Llevarlo a {path}"), format!("Move it to {path}")),
            Self::MakeList => both("Hacer una lista", "Make it a list"),
            Self::MakeObject => both("Quitar el guion", "Remove the dash"),
            Self::Remove => both("Quitarlo", "Remove it"),
            Self::Add { text } => (format!("Añadir {text}"), format!("Add {text}")),
            Self::Blanks => both("Cambiar los tabuladores por espacios", "Replace the tabs with blanks"),
            Self::Break => both("Pasarlo a la línea siguiente", "Move it to the next line"),
        }
    }
}
