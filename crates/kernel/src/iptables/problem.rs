//! What can be wrong with a line of rules, as data.

use std::fmt;

/// A line that was not loaded, and why. The rest was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRefusal {
    /// The table.
    pub table: String,
    /// Line of the restore text, from 1.
    pub line_no: u32,
    /// Column of the word in question, from 1, counting characters.
    pub column: u32,
    /// The line.
    pub text: String,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for RuleRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}: {}", self.table, self.line_no, self.column, self.problem, self.text)
    }
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No table of that name.
    UnknownTable(String),
    /// Not `-A`, `-I`, `-N`, `-F`, `-X` or `-P`.
    UnknownCommand(String),
    /// A line outside any table, or one that is no line of this language.
    UnknownLine,
    /// No option of that name, or not without its `-m`.
    UnknownOption(String),
    /// A match extension that does not exist or is not modelled.
    UnknownMatch(String),
    /// A target extension that is not modelled.
    UnknownTarget(String),
    /// A chain that is not declared.
    MissingChain(String),
    /// A jump that closes a circle.
    Loop(String),
    /// A jump to a built-in chain.
    JumpToBuiltin(String),
    /// More than sixteen chains deep, the built-in one included (`NFT_JUMP_STACK_SIZE`).
    TooDeep(String),
    /// A name longer than 28 characters (`XT_EXTENSION_MAXNAMELEN`).
    NameTooLong(String),
    /// A name that cannot be a chain's.
    BadName(String),
    /// A policy that is neither ACCEPT nor DROP, or on a chain that has none.
    BadPolicy(String),
    /// An option without its value.
    MissingValue(String),
    /// A value that the option does not take.
    BadValue {
        /// The option.
        option: String,
        /// The value.
        value: String,
    },
    /// An option that may stand only once.
    Repeated(String),
    /// `!` before something that cannot be turned round.
    CannotInvert(String),
    /// An extension without an option it needs.
    Needs {
        /// The extension.
        extension: String,
        /// The option.
        option: String,
    },
    /// A target or option in a table where it has no place.
    WrongTable(String),
    /// A target or option in a chain whose hooks have no place for it.
    WrongHook(String),
    /// A word that belongs to nothing.
    StrayWord(String),
    /// A quotation mark that is never closed.
    OpenQuote,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTable(name) => write!(f, "unknown table `{name}'"),
            Self::UnknownCommand(name) => write!(f, "unknown command `{name}'"),
            Self::UnknownLine => f.write_str("unknown line"),
            Self::UnknownOption(name) => write!(f, "unknown option `{name}'"),
            Self::UnknownMatch(name) => write!(f, "unknown match `{name}'"),
            Self::UnknownTarget(name) => write!(f, "unknown target `{name}'"),
            Self::MissingChain(name) => write!(f, "no chain `{name}'"),
            Self::Loop(name) => write!(f, "loop through chain `{name}'"),
            Self::JumpToBuiltin(name) => write!(f, "jump to built-in chain `{name}'"),
            Self::TooDeep(name) => write!(f, "too many chain levels at `{name}'"),
            Self::NameTooLong(name) => write!(f, "name `{name}' is longer than 28 characters"),
            Self::BadName(name) => write!(f, "no name for a chain: `{name}'"),
            Self::BadPolicy(name) => write!(f, "bad policy `{name}'"),
            Self::MissingValue(option) => write!(f, "option `{option}' needs a value"),
            Self::BadValue { option, value } => write!(f, "bad value `{value}' for `{option}'"),
            Self::Repeated(option) => write!(f, "option `{option}' may stand only once"),
            Self::CannotInvert(option) => write!(f, "`!' has no place before `{option}'"),
            Self::Needs { extension, option } => write!(f, "`{extension}' needs `{option}'"),
            Self::WrongTable(name) => write!(f, "`{name}' has no place in this table"),
            Self::WrongHook(name) => write!(f, "`{name}' has no place in this chain"),
            Self::StrayWord(word) => write!(f, "stray word `{word}'"),
            Self::OpenQuote => f.write_str("open quotation mark"),
        }
    }
}
