//! What can be wrong with a script, as data.

use std::fmt;

/// A command that was refused, and why. `nft -f` is one transaction: with one refusal nothing of the script is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NftRefusal {
    /// Line of the script, from 1.
    pub line_no: u32,
    /// Column of the word in question, from 1, counting characters.
    pub column: u32,
    /// The line.
    pub text: String,
    /// What is wrong.
    pub problem: NftProblem,
}

impl fmt::Display for NftRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.line_no, self.column, self.problem, self.text)
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NftProblem {
    /// A word where another kind of word has to stand; empty at the end of the script.
    Unexpected {
        /// What stands there.
        found: String,
        /// What should.
        wanted: String,
    },
    /// A quotation mark that is never closed.
    OpenQuote,
    /// A command that is not modelled.
    UnknownCommand(String),
    /// An address family that is not modelled.
    UnknownFamily(String),
    /// An expression or statement that does not exist or is not modelled.
    UnknownWord(String),
    /// A data type that does not exist or is not modelled.
    UnknownType(String),
    /// A value that the expression before it cannot have.
    BadValue {
        /// The data type.
        kind: String,
        /// The value.
        value: String,
    },
    /// No table, chain, set or map of that name (`ENOENT`).
    Missing {
        /// `table`, `chain`, `set`, `rule`, `element`.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// One of that name is there already, or is something else (`EEXIST`).
    Exists(String),
    /// A chain or set that rules or elements still name (`EBUSY`).
    Busy(String),
    /// A chain whose jumps lead back to it (`ELOOP`).
    Loop(String),
    /// More than sixteen chains deep (`NFT_JUMP_STACK_SIZE`, `EMLINK`).
    TooDeep(String),
    /// A jump to a base chain, or an attempt to delete one's policy (`EOPNOTSUPP`).
    IsBase(String),
    /// A statement where its hook or chain type has no place for it (`EOPNOTSUPP`).
    WrongHook(String),
    /// A name longer than 255 characters (`NFT_NAME_MAXLEN`).
    NameTooLong(String),
    /// Two protocols in one rule that exclude each other.
    Conflict {
        /// The first.
        one: String,
        /// The second.
        other: String,
    },
    /// A translation of ports without a protocol that has them.
    NeedsProtocol(String),
    /// A key that has not the set's type.
    WrongKey {
        /// What the set has.
        wanted: String,
        /// What was given.
        found: String,
    },
    /// A statement after one that ends the rule.
    AfterTerminal(String),
    /// A set without a type.
    NoType(String),
}

impl fmt::Display for NftProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected { found, wanted } if found.trim().is_empty() => {
                write!(f, "syntax error, unexpected end of line, expecting {wanted}")
            }
            Self::Unexpected { found, wanted } => write!(f, "syntax error, unexpected {found}, expecting {wanted}"),
            Self::OpenQuote => f.write_str("open quotation mark"),
            Self::UnknownCommand(name) => write!(f, "unknown command `{name}'"),
            Self::UnknownFamily(name) => write!(f, "family `{name}' is not modelled"),
            Self::UnknownWord(name) => write!(f, "`{name}' is not modelled"),
            Self::UnknownType(name) => write!(f, "unknown datatype {name}"),
            Self::BadValue { kind, value } => write!(f, "`{value}' is no {kind}"),
            Self::Missing { what, name } => write!(f, "no {what} `{name}'"),
            Self::Exists(name) => write!(f, "`{name}' exists"),
            Self::Busy(name) => write!(f, "`{name}' is in use"),
            Self::Loop(name) => write!(f, "loop through chain `{name}'"),
            Self::TooDeep(name) => write!(f, "too many chain levels at `{name}'"),
            Self::IsBase(name) => write!(f, "chain `{name}' is a base chain"),
            Self::WrongHook(name) => write!(f, "`{name}' has no place in this chain"),
            Self::NameTooLong(name) => write!(f, "name `{name}' is longer than 255 characters"),
            Self::Conflict { one, other } => write!(f, "conflicting protocols specified: {one} vs. {other}"),
            Self::NeedsProtocol(_) => {
                f.write_str("transport protocol mapping is only valid after transport protocol match")
            }
            Self::WrongKey { wanted, found } => write!(f, "datatype mismatch, expected {wanted}, found {found}"),
            Self::AfterTerminal(_) => f.write_str("statement after terminal statement has no effect"),
            Self::NoType(name) => write!(f, "set `{name}' does not specify a type"),
        }
    }
}
