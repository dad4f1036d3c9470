//! Problems of the text itself, before it has fields. English follows go-yaml, whose sentences kubectl passes on.

use granit_parser::ErrorKind;
use malla_trace::{Lang, Severity};

/// A problem of the text itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// The file is too long.
    TooLong {
        /// The limit in KiB.
        limit_kib: usize,
    },
    /// A character that no text editor should have let in.
    ControlCharacter {
        /// Its number.
        code: u32,
    },
    /// Something behind the `---` that parts documents.
    Separator {
        /// What.
        text: String,
    },
    /// The text is no YAML.
    Syntax(Syntax),
    /// Nested too deep.
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// Too many values, aliases followed.
    TooManyNodes {
        /// The limit.
        limit: u32,
    },
    /// `*name` without `&name`: mostly a wildcard somebody forgot to quote.
    UnknownAlias {
        /// The name.
        name: String,
    },
    /// An anchor that contains itself.
    AnchorLoop,
    /// A key that is a list, a mapping or nothing: mostly a template's `{{ }}`.
    KeyNotText,
    /// A key that stands twice in a mapping.
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// Something behind `...`, which kubectl does not read.
    RestIgnored,
}

/// Kinds of syntax errors, as a learner would tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// A tab where only blanks may be.
    Tab,
    /// A quote that is not closed.
    OpenQuote,
    /// Something right behind a closing quote.
    AfterQuote,
    /// A `\` with something unknown behind it.
    Escape,
    /// A bracket or brace that is not closed, or by the wrong one, or a missing comma.
    OpenBracket,
    /// A closing bracket or brace that nothing opens.
    Bracket,
    /// A line that is neither a key nor an item of its list.
    Key,
    /// A missing colon.
    Colon,
    /// A second colon in a line.
    SecondColon,
    /// A `-` where no item may be.
    Item,
    /// Wrong indentation.
    Indentation,
    /// A reserved character at the beginning of a word.
    Character(char),
    /// The first line of a `|` or `>` text, or its indentation.
    BlockText,
    /// A `#` without a blank before it.
    Comment,
    /// A `%` line, a `!tag` or an `&anchor` that is not well-formed.
    Directive,
    /// The text ends too early.
    End,
    /// Nested too deep.
    Deep,
    /// Anything else.
    Other,
}

impl Syntax {
    /// The kind of a parser's error.
    pub(crate) const fn of(kind: &ErrorKind) -> Self {
        use ErrorKind as K;
        match kind {
            K::TabNotAllowed
            | K::TabInBlockIndentation
            | K::TabInIndentation
            | K::TabInPlainScalar
            | K::TabAtBlockScalarStart
            | K::InvalidBlockEntryWhitespace
            | K::InvalidMappingValueWhitespace => Self::Tab,
            K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar | K::InvalidQuotedScalarIndent => {
                Self::OpenQuote
            }
            K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => Self::AfterQuote,
            K::UnknownQuotedScalarEscape
            | K::InvalidQuotedScalarHexEscape
            | K::InvalidLowSurrogateHexEscape
            | K::InvalidLowSurrogate
            | K::MissingLowSurrogate
            | K::UnpairedLowSurrogate
            | K::InvalidUnicodeEscape => Self::Escape,
            K::UnexpectedEofFlowSequence
            | K::UnexpectedEofFlowMapping
            | K::UnexpectedEofImplicitFlowMapping
            | K::UnclosedFlowCollection { .. }
            | K::MismatchedFlowCollectionEnd { .. }
            | K::ExpectedFlowMappingSeparator
            | K::ExpectedFlowSequenceSeparator => Self::OpenBracket,
            K::MisplacedFlowCollectionEnd => Self::Bracket,
            K::ExpectedBlockMappingKey | K::ExpectedBlockSequenceEntry | K::ExpectedDocumentStart => Self::Key,
            K::SimpleKeyExpected | K::InvalidSimpleKey => Self::Colon,
            K::MappingValueNotAllowed | K::InvalidColonPlacement | K::MappingKeyNotAllowed => Self::SecondColon,
            K::BlockSequenceEntryNotAllowed
            | K::BlockEntryInFlowCollection
            | K::PlainScalarStartsWithDashFlowIndicator => Self::Item,
            K::InvalidIndentation | K::InvalidFlowScalarIndent => Self::Indentation,
            K::UnexpectedCharacter { character } => Self::Character(*character),
            K::ZeroBlockScalarIndent | K::InvalidBlockScalarHeader | K::InvalidBlockScalarIndent => Self::BlockText,
            K::CommentNotSeparated | K::CommentInterceptedScalar => Self::Comment,
            K::DuplicateVersionDirective
            | K::UnsupportedYamlMajorVersion
            | K::DuplicateTagDirective
            | K::MissingDocumentEndBeforeDirective
            | K::UndeclaredTagHandle
            | K::MissingAnchorOrAliasName
            | K::InvalidTagTerminator => Self::Directive,
            K::UnexpectedEof | K::UnexpectedEofBlockSequence | K::UnexpectedEofBlockMapping => Self::End,
            K::RecursionLimitExceeded => Self::Deep,
            _ => Self::Other,
        }
    }

    /// Spanish and English.
    fn words(self) -> (String, String) {
        let (es, en) = match self {
            Self::Tab => {
                ("hay un tabulador donde solo puede haber espacios", "found a tab character where only spaces may be")
            }
            Self::OpenQuote => {
                ("la comilla que se abre no se cierra", "found unexpected end of stream while scanning a quoted scalar")
            }
            Self::AfterQuote => {
                ("sobra algo detrás de la comilla que cierra", "found unexpected text after the closing quote")
            }
            Self::Escape => ("tras la barra \\ hay algo que YAML no conoce", "found unknown escape character"),
            Self::OpenBracket => {
                ("falta una coma, o el corchete o llave que cierra", "did not find expected ',' or ']' or '}'")
            }
            Self::Bracket => ("sobra un corchete o llave que cierra", "found a closing bracket that nothing opens"),
            Self::Key => ("aquí debería haber una clave del mismo nivel", "did not find expected key"),
            Self::Colon => ("faltan los dos puntos detrás de la clave", "could not find expected ':'"),
            Self::SecondColon => {
                ("aquí no puede haber \"clave: valor\"", "mapping values are not allowed in this context")
            }
            Self::Item => {
                ("aquí no puede empezar un elemento de lista", "block sequence entries are not allowed in this context")
            }
            Self::Indentation => (
                "la sangría de esta línea no encaja con las de arriba",
                "the indentation of this line does not fit the lines above",
            ),
            Self::Character(c) => {
                return (
                    format!("una palabra no puede empezar por \"{c}\" sin comillas"),
                    format!("found character \"{c}\" that cannot start any token"),
                );
            }
            Self::BlockText => (
                "el texto en bloque (| o >) no está bien puesto",
                "did not find expected comment or line break in a block scalar",
            ),
            Self::Comment => (
                "delante de # tiene que haber un espacio",
                "a comment must be separated from the text before it by a space",
            ),
            Self::Directive => (
                "una directiva, etiqueta o ancla de YAML no está bien escrita",
                "found a malformed YAML directive, tag or anchor",
            ),
            Self::End => ("el texto se acaba antes de tiempo", "found unexpected end of stream"),
            Self::Deep => ("demasiados niveles uno dentro de otro", "exceeded max depth"),
            Self::Other => ("esto no es YAML", "could not be parsed as YAML"),
        };
        (es.into(), en.into())
    }

    fn hints(self, lang: Lang) -> Vec<String> {
        let (es, en) = match self {
            Self::Tab => ("cambia el tabulador por espacios", "replace the tab by spaces"),
            Self::OpenQuote => ("cierra la comilla en la misma línea", "close the quote on the same line"),
            Self::AfterQuote => ("mete todo el valor dentro de las comillas", "put the whole value inside the quotes"),
            Self::Escape => ("usa comillas simples, o escribe \\\\", "use single quotes, or write \\\\"),
            Self::OpenBracket => ("revisa las comas y los cierres", "check the commas and the closing brackets"),
            Self::Bracket => ("cada [ se cierra con ] y cada { con }", "every [ closes with ] and every { with }"),
            Self::Key | Self::Item | Self::Indentation => (
                "alinea la línea con sus hermanas: la misma cantidad de espacios",
                "line it up with its siblings: the same number of spaces",
            ),
            Self::Colon => (
                "escribe \"clave: valor\", con un espacio detrás de los dos puntos",
                "write \"key: value\", with a space after the colon",
            ),
            Self::SecondColon => (
                "si el valor lleva dos puntos ponlo entre comillas; si no, revisa la sangría",
                "quote the value if it contains a colon; otherwise check the indentation",
            ),
            Self::Character(_) => ("pon el valor entre comillas", "put the value in quotes"),
            Self::Comment => ("añade un espacio delante de #", "add a space before the #"),
            Self::BlockText => (
                "el texto va en las líneas de debajo, con más sangría que su clave",
                "the text goes on the lines below, indented more than its key",
            ),
            Self::Directive | Self::End | Self::Deep | Self::Other => return Vec::new(),
        };
        vec![lang.pick(es, en).into()]
    }
}

impl Reading {
    /// Whether blanking a line can help.
    pub(crate) const fn is_local(&self) -> bool {
        !matches!(self, Self::TooManyNodes { .. } | Self::TooDeep { .. } | Self::Syntax(Syntax::Deep))
    }

    /// Whether it is a mistake by itself, whatever stands around it.
    pub(crate) const fn is_slip(&self) -> bool {
        matches!(
            self,
            Self::Syntax(
                Syntax::Tab
                    | Syntax::OpenQuote
                    | Syntax::AfterQuote
                    | Syntax::Escape
                    | Syntax::OpenBracket
                    | Syntax::Bracket
                    | Syntax::Character(_)
                    | Syntax::Comment
                    | Syntax::SecondColon
            ) | Self::KeyNotText
        )
    }

    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "YAML-TOO-LONG",
            Self::ControlCharacter { .. } => "YAML-CONTROL-CHARACTER",
            Self::Separator { .. } => "YAML-SEPARATOR",
            Self::Syntax(_) => "YAML-SYNTAX",
            Self::TooDeep { .. } => "YAML-TOO-DEEP",
            Self::TooManyNodes { .. } => "YAML-TOO-MANY",
            Self::UnknownAlias { .. } => "YAML-ALIAS-UNKNOWN",
            Self::AnchorLoop => "YAML-ANCHOR-LOOP",
            Self::KeyNotText => "YAML-KEY",
            Self::DuplicateKey { .. } => "YAML-DUPLICATE-KEY",
            Self::RestIgnored => "YAML-REST-IGNORED",
        }
    }

    pub(super) const fn severity(&self) -> Severity {
        match self {
            Self::RestIgnored => Severity::Warning,
            Self::TooLong { .. }
            | Self::ControlCharacter { .. }
            | Self::Separator { .. }
            | Self::Syntax(_)
            | Self::TooDeep { .. }
            | Self::TooManyNodes { .. }
            | Self::UnknownAlias { .. }
            | Self::AnchorLoop
            | Self::KeyNotText
            | Self::DuplicateKey { .. } => Severity::Error,
        }
    }

    pub(super) fn message(&self, lang: Lang) -> String {
        let (es, en) = self.words();
        lang.pick(es, en)
    }

    fn words(&self) -> (String, String) {
        match self {
            Self::TooLong { limit_kib } => (
                format!("el texto es demasiado largo: como mucho {limit_kib} KiB"),
                format!("the text is too long: at most {limit_kib} KiB"),
            ),
            Self::ControlCharacter { code } => (
                format!("hay un carácter de control (U+{code:04X})"),
                format!("control characters are not allowed (U+{code:04X})"),
            ),
            Self::Separator { text } => (
                format!("detrás de --- no puede haber nada, y hay: {text}"),
                format!("invalid Yaml document separator: {text}"),
            ),
            Self::Syntax(syntax) => syntax.words(),
            Self::TooDeep { limit } => (
                format!("demasiados niveles uno dentro de otro: como mucho {limit}"),
                format!("exceeded max depth of {limit}"),
            ),
            Self::TooManyNodes { limit } => (
                format!("el documento tiene demasiados valores: como mucho {limit}"),
                format!("document contains excessive aliasing or too many values: at most {limit}"),
            ),
            Self::UnknownAlias { name } => (
                format!("\"*{name}\" sin comillas es una referencia de YAML, y no hay ninguna ancla &{name}"),
                format!("unknown anchor '{name}' referenced"),
            ),
            Self::AnchorLoop => {
                ("un ancla no puede contenerse a sí misma".into(), "anchor value contains itself".into())
            }
            Self::KeyNotText => {
                ("una lista o un objeto no puede ser una clave".into(), "a mapping or a list cannot be a key".into())
            }
            Self::DuplicateKey { key } => (
                format!("la clave \"{key}\" está dos veces en el mismo objeto"),
                format!("key \"{key}\" already set in map"),
            ),
            Self::RestIgnored => (
                "kubectl no lee lo que hay detrás de \"...\"".into(),
                "kubectl does not read what follows \"...\"".into(),
            ),
        }
    }

    pub(super) fn hints(&self, lang: Lang) -> Vec<String> {
        let hint = match self {
            Self::Syntax(syntax) => return syntax.hints(lang),
            Self::ControlCharacter { .. } => lang.pick("bórralo".into(), "delete it".into()),
            Self::Separator { .. } => {
                lang.pick("pásalo a la línea siguiente".into(), "move it to the next line".into())
            }
            Self::UnknownAlias { name } => {
                lang.pick(format!("ponlo entre comillas: \"*{name}\""), format!("put it in quotes: \"*{name}\""))
            }
            Self::KeyNotText => lang.pick(
                "si es una plantilla como {{ … }}, ponla entre comillas".into(),
                "if it is a template like {{ … }}, put it in quotes".into(),
            ),
            Self::DuplicateKey { .. } => lang.pick("quita una de las dos".into(), "remove one of the two".into()),
            Self::RestIgnored => lang.pick("separa los documentos con ---".into(), "part documents with ---".into()),
            Self::TooLong { .. } | Self::TooDeep { .. } | Self::TooManyNodes { .. } | Self::AnchorLoop => {
                return Vec::new();
            }
        };
        vec![hint]
    }
}
