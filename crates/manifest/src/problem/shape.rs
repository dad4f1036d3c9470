//! Problems of the fields: what the kind does not have, or has otherwise. English follows kubectl and the API server.

use super::{did_you_mean, list};
use crate::schema::Asked;
use malla_trace::{FieldPath, Lang, Segment, Severity};

/// A problem of the fields.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeProblem {
    /// A manifest is a mapping, and this is not.
    NotAnObject,
    /// No `kind`.
    KindMissing,
    /// No `apiVersion`.
    ApiVersionMissing {
        /// The versions the kind has.
        right: Vec<String>,
    },
    /// A kind that Malla keeps and does nothing with.
    KindUnknown {
        /// The kind.
        kind: String,
        /// A kind we simulate with a similar name.
        similar: Option<String>,
    },
    /// A kind in a version that has no such kind.
    ApiVersionWrong {
        /// The kind.
        kind: String,
        /// The version written.
        api_version: String,
        /// The versions the kind has.
        right: Vec<String>,
        /// A kind of that version with a similar name.
        similar: Option<String>,
    },
    /// A field the kind does not have.
    UnknownField {
        /// A field it has there, with a similar name.
        similar: Option<String>,
        /// The nearest place where the kind has a field of that name.
        elsewhere: Option<String>,
        /// The mapping with free keys that it was meant to be in.
        under: Option<String>,
    },
    /// A value of another type.
    WrongType {
        /// What it should be.
        expected: JsonType,
        /// What it is.
        found: JsonType,
        /// The value, printed; empty for lists and objects.
        value: String,
        /// How to mend it.
        mend: Option<Mend>,
        /// The fields it should have, if it should be an object with known fields.
        fields: Vec<String>,
        /// Whether the kind comes from a CustomResourceDefinition, which puts it in other words.
        is_custom: bool,
    },
    /// A field that must be there and is not.
    Required,
    /// A word that is not one of those allowed.
    Unsupported {
        /// The word or number, as JSON prints it.
        value: String,
        /// Those allowed.
        allowed: Vec<String>,
        /// The one that was probably meant.
        similar: Option<String>,
    },
    /// A text that is not of its form.
    PatternMismatch {
        /// The text.
        value: String,
        /// The form, a regular expression.
        pattern: &'static str,
        /// A text of that form.
        example: &'static str,
    },
    /// A number outside its range.
    OutOfRange {
        /// The number.
        value: i64,
        /// The least allowed.
        min: i64,
        /// The greatest allowed.
        max: i64,
    },
    /// A number, a length or a count outside its bounds.
    OutOfBounds {
        /// What is counted.
        measure: Measure,
        /// The number, or how much there is.
        value: String,
        /// The bound.
        limit: i64,
        /// Whether the bound is the least allowed, and not the greatest.
        least: bool,
    },
    /// Fields that exclude each other.
    OnlyOneOf {
        /// Those that are written.
        fields: Vec<String>,
    },
    /// Something that is no duration.
    NotADuration {
        /// What it is.
        value: String,
        /// Whether it is one, and too short.
        is_short: bool,
    },
    /// Something that is no quantity.
    NotAQuantity {
        /// What it is.
        value: String,
    },
    /// An item that is there already.
    Duplicate {
        /// The item, or what it has in common with the other one.
        value: String,
    },
    /// A rule of the definition does not hold.
    Asked {
        /// The rule.
        asked: Asked,
        /// The type of what it is asked of, as the API server names it.
        of: &'static str,
        /// Why the rule comes to nothing, in CEL's words.
        fault: Option<String>,
    },
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// Nothing.
    Null,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A text.
    String,
    /// A list.
    Array,
    /// A mapping.
    Object,
    /// A whole number or a text.
    IntOrString,
    /// A quantity: a number, or a text such as `64Mi`.
    Quantity,
}

/// What a bound is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The number itself.
    Number,
    /// The letters of a text.
    Letters,
    /// The items of a list.
    Items,
    /// The keys of a mapping.
    Properties,
}

/// How to mend a value of the wrong type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// Put the word in quotes: YAML takes it for a boolean.
    QuoteWord,
    /// Put the number in quotes.
    QuoteNumber,
    /// Take the quotes off a number.
    UnquoteNumber,
    /// Make it a list.
    AddDash,
    /// Make it a mapping.
    RemoveDash,
    /// Put its fields below it.
    Fields,
    /// Write a whole number.
    WholeNumber,
    /// Write `true` or `false`.
    TrueOrFalse,
    /// Write it as one text.
    OneText,
    /// Take the key away: nothing stands behind it.
    RemoveField,
    /// Write the unit of a duration.
    AddUnit,
}

impl JsonType {
    /// Spanish and English.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Null => ("nada", "null"),
            Self::Boolean => ("un booleano", "boolean"),
            Self::Integer => ("un entero", "integer"),
            Self::Number => ("un número", "number"),
            Self::String => ("un texto", "string"),
            Self::Array => ("una lista", "array"),
            Self::Object => ("un objeto", "object"),
            Self::IntOrString => ("un entero o un texto", "integer or string"),
            Self::Quantity => ("una cantidad", "quantity"),
        }
    }
}

impl Mend {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::QuoteWord => (
                "YAML toma esa palabra por un booleano: ponla entre comillas",
                "YAML reads this bare word as a boolean: put it in quotes",
            ),
            Self::QuoteNumber => ("pon el número entre comillas", "put the number in quotes"),
            Self::UnquoteNumber => ("quita las comillas", "remove the quotes"),
            Self::AddDash => ("empieza cada elemento con \"- \"", "start each item with \"- \""),
            Self::RemoveDash => ("quita el \"- \" de delante", "remove the leading \"- \""),
            Self::Fields => (
                "pon sus campos debajo, con más sangría y un espacio detrás de los dos puntos",
                "put its fields below, indented, with a space after the colon",
            ),
            Self::WholeNumber => ("escribe un número entero, sin comillas", "write a whole number, without quotes"),
            Self::TrueOrFalse => ("escribe true o false, sin comillas", "write true or false, without quotes"),
            Self::OneText => ("escribe un solo texto", "write a single text"),
            Self::AddUnit => ("añade la unidad, por ejemplo 5s o 500ms", "add the unit, for example 5s or 500ms"),
            Self::RemoveField => (
                "no hay nada detrás de los dos puntos: complétalo o quita la línea",
                "nothing follows the colon: fill it in or remove the line",
            ),
        }
    }
}

impl ShapeProblem {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::NotAnObject => "DOC-NOT-AN-OBJECT",
            Self::KindMissing => "DOC-KIND-MISSING",
            Self::ApiVersionMissing { .. } => "DOC-API-VERSION-MISSING",
            Self::KindUnknown { .. } => "DOC-KIND-UNKNOWN",
            Self::ApiVersionWrong { .. } => "DOC-API-VERSION",
            Self::UnknownField { .. } => "FIELD-UNKNOWN",
            Self::WrongType { .. } => "FIELD-TYPE",
            Self::Required => "FIELD-REQUIRED",
            Self::Unsupported { .. } => "FIELD-UNSUPPORTED",
            Self::PatternMismatch { .. } => "FIELD-PATTERN",
            Self::OutOfRange { .. } => "FIELD-RANGE",
            Self::OutOfBounds { .. } => "FIELD-BOUNDS",
            Self::OnlyOneOf { .. } => "FIELD-ONLY-ONE",
            Self::NotADuration { .. } => "FIELD-DURATION",
            Self::NotAQuantity { .. } => "FIELD-QUANTITY",
            Self::Duplicate { .. } => "FIELD-DUPLICATE",
            Self::Asked { .. } => "FIELD-ASKED",
        }
    }

    pub(super) const fn severity(&self) -> Severity {
        match self {
            Self::KindUnknown { .. } => Severity::Warning,
            Self::NotAnObject
            | Self::KindMissing
            | Self::ApiVersionMissing { .. }
            | Self::ApiVersionWrong { .. }
            | Self::UnknownField { .. }
            | Self::WrongType { .. }
            | Self::Required
            | Self::Unsupported { .. }
            | Self::PatternMismatch { .. }
            | Self::OutOfRange { .. }
            | Self::OutOfBounds { .. }
            | Self::OnlyOneOf { .. }
            | Self::NotADuration { .. }
            | Self::NotAQuantity { .. }
            | Self::Duplicate { .. }
            | Self::Asked { .. } => Severity::Error,
        }
    }

    pub(super) fn message(&self, path: &FieldPath, lang: Lang) -> String {
        let (es, en) = self.words(path);
        lang.pick(es, en)
    }

    fn words(&self, path: &FieldPath) -> (String, String) {
        match self {
            Self::NotAnObject | Self::KindMissing | Self::ApiVersionMissing { .. } => self.identity(),
            Self::KindUnknown { kind, .. } => (
                format!("Malla no simula objetos {kind}: se acepta y aquí no hace nada"),
                format!("Malla does not simulate {kind} objects: accepted, does nothing here"),
            ),
            Self::ApiVersionWrong { kind, api_version, .. } => (
                format!("no hay ningún {kind} en la versión \"{api_version}\""),
                format!("no matches for kind \"{kind}\" in version \"{api_version}\""),
            ),
            Self::UnknownField { .. } => {
                (format!("el campo \"{path}\" no existe"), format!("unknown field \"{path}\""))
            }
            Self::WrongType { expected, found, value, is_custom, .. } => {
                let ((es, en), (es_found, en_found)) = (expected.words(), found.words());
                let value = if value.is_empty() { String::new() } else { format!(" {value}") };
                let said = if *is_custom {
                    format!(
                        "{path}: Invalid value: \"{en_found}\": {path} in body must be of type {en}: \"{en_found}\""
                    )
                } else {
                    format!("{path}: expected {en}, got {en_found}{value}")
                };
                (format!("{path}: tiene que ser {es} y es {es_found}{value}"), said)
            }
            Self::Required => (format!("{path}: falta, y es obligatorio"), format!("{path}: Required value")),
            Self::Unsupported { value, allowed, .. } => (
                format!("{path}: {value} no vale: tiene que ser {}", list(allowed)),
                format!("{path}: Unsupported value: {value}: supported values: {}", list(allowed)),
            ),
            Self::PatternMismatch { value, pattern, .. } => (
                format!("{path}: \"{value}\" no vale: tiene que ser de la forma '{pattern}'"),
                format!("{path}: Invalid value: \"{value}\": {path} in body should match '{pattern}'"),
            ),
            Self::OutOfRange { value, min, max } => range(path, *value, *min, *max),
            Self::OutOfBounds { measure, value, limit, least } => bounds(path, *measure, value, *limit, *least),
            Self::OnlyOneOf { fields } => (
                format!("{path}: solo puede tener uno de estos campos: {}", fields.join(", ")),
                format!(
                    "{path}: Invalid value: \"\": \"{path}\" must validate one and only one schema (oneOf). Found {} valid alternatives",
                    fields.len()
                ),
            ),
            Self::NotADuration { value, is_short } => not_a_duration(path, value, *is_short),
            Self::NotAQuantity { value } => (
                format!("{path}: \"{value}\" no es una cantidad"),
                format!(
                    "{path}: Invalid value: \"{value}\": quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
                ),
            ),
            Self::Duplicate { value } => {
                (format!("{path}: {value} está repetido"), format!("{path}: Duplicate value: {value}"))
            }
            Self::Asked { asked, of, fault } => {
                let fault = fault.as_ref().map_or_else(String::new, |fault| format!("{fault} evaluating rule: "));
                let en = format!("{path}: Invalid value: \"{of}\": {fault}{}", asked.en);
                (format!("{path}: {}", asked.es), en)
            }
        }
    }

    /// The document as a whole.
    fn identity(&self) -> (String, String) {
        match self {
            Self::KindMissing => ("falta kind".into(), "kind not set".into()),
            Self::ApiVersionMissing { .. } => ("falta apiVersion".into(), "apiVersion not set".into()),
            _ => (
                "un manifiesto es un objeto con apiVersion, kind y metadata".into(),
                "a manifest is an object with apiVersion, kind and metadata".into(),
            ),
        }
    }

    pub(super) fn hints(&self, path: &FieldPath, lang: Lang) -> Vec<String> {
        match self {
            Self::ApiVersionMissing { right } | Self::ApiVersionWrong { right, .. } if !right.is_empty() => right
                .iter()
                .map(|v| lang.pick(format!("usa apiVersion: {v}"), format!("use apiVersion: {v}")))
                .collect(),
            Self::UnknownField { similar, elsewhere, under } => {
                unknown_field(similar.as_deref(), elsewhere.as_deref(), under.as_deref(), lang)
            }
            Self::KindUnknown { similar: Some(word), .. }
            | Self::ApiVersionWrong { similar: Some(word), .. }
            | Self::Unsupported { similar: Some(word), .. } => vec![did_you_mean(word, lang)],
            Self::Unsupported { similar: None, allowed, .. } => {
                let words = allowed.join(lang.pick(" o ", " or "));
                vec![lang.pick(format!("escribe {words}"), format!("write {words}"))]
            }
            Self::WrongType { mend: Some(mend), fields, .. } => {
                let (es, en) = mend.words();
                let which = if fields.is_empty() { String::new() } else { format!(": {}", fields.join(", ")) };
                vec![format!("{}{which}", lang.pick(es, en))]
            }
            Self::NotAnObject => vec![lang.pick(
                "escribe una clave por línea, \"clave: valor\", con un espacio detrás de los dos puntos".into(),
                "write one key a line, \"key: value\", with a space after the colon".into(),
            )],
            Self::KindMissing => {
                vec![lang.pick("añade una línea como kind: Service".into(), "add a line such as kind: Service".into())]
            }
            Self::Required => {
                let name = last(path);
                vec![lang.pick(format!("añade {name}"), format!("add {name}"))]
            }
            Self::PatternMismatch { example, .. } => {
                vec![lang.pick(format!("por ejemplo {example}"), format!("for example {example}"))]
            }
            Self::OutOfRange { min: 1, max, .. } if *max == i64::from(i32::MAX) => {
                vec![lang.pick("pon un número de 1 en adelante".into(), "write a number from 1 up".into())]
            }
            Self::OutOfRange { min, max, .. } => {
                vec![
                    lang.pick(format!("pon un número de {min} a {max}"), format!("write a number from {min} to {max}")),
                ]
            }
            Self::OutOfBounds { measure, limit, least, .. } => vec![within(*measure, *limit, *least, lang)],
            Self::OnlyOneOf { fields } => {
                let words = fields.join(lang.pick(" o ", " or "));
                vec![lang.pick(format!("deja solo {words}"), format!("keep only {words}"))]
            }
            Self::NotADuration { .. } => vec![lang.pick(
                "las duraciones se escriben como 500ms, 2s, 1.5s o 1h30m".into(),
                "durations look like 500ms, 2s, 1.5s or 1h30m".into(),
            )],
            Self::NotAQuantity { .. } => vec![lang.pick(
                "las cantidades se escriben como 100m, 1.5, 64Mi o 2Gi".into(),
                "quantities look like 100m, 1.5, 64Mi or 2Gi".into(),
            )],
            Self::Duplicate { .. } => {
                vec![lang.pick("quita uno, o cámbialo".into(), "remove one of them, or change it".into())]
            }
            Self::Asked { asked, .. } => vec![lang.pick(asked.mend_es.into(), asked.mend_en.into())],
            Self::ApiVersionMissing { .. }
            | Self::KindUnknown { .. }
            | Self::ApiVersionWrong { .. }
            | Self::WrongType { .. } => Vec::new(),
        }
    }
}

/// The word it was meant to be, and the place where it would have been right.
fn unknown_field(similar: Option<&str>, elsewhere: Option<&str>, under: Option<&str>, lang: Lang) -> Vec<String> {
    let similar = similar.map(|word| did_you_mean(word, lang));
    let under = under.map(|key| lang.pick(format!("va dentro de {key}"), format!("it belongs under {key}")));
    let elsewhere = elsewhere.map(|path| {
        lang.pick(format!("existe en {path}: revisa la sangría"), format!("it exists at {path}: check the indentation"))
    });
    let hints: Vec<String> = [similar, under, elsewhere].into_iter().flatten().collect();
    if hints.is_empty() { vec![lang.pick("quítalo".into(), "remove it".into())] } else { hints }
}

/// `IsValidPortNum`, `ValidateNonnegativeField` and their like in apimachinery's validation.
fn range(path: &FieldPath, value: i64, min: i64, max: i64) -> (String, String) {
    let open = max == i64::from(i32::MAX) && value < min;
    let (es, en) = match min {
        0 if open => ("no puede ser negativo".to_owned(), "must be greater than or equal to 0".to_owned()),
        1 if open => ("tiene que ser mayor que 0".to_owned(), "must be greater than 0".to_owned()),
        _ => (format!("tiene que estar entre {min} y {max}"), format!("must be between {min} and {max}, inclusive")),
    };
    (format!("{path}: {value} no vale: {es}"), format!("{path}: Invalid value: {value}: {en}"))
}

/// `TooLong`, `TooMany` and the bounds of kube-openapi's `pkg/validation/errors`.
fn bounds(path: &FieldPath, measure: Measure, value: &str, limit: i64, least: bool) -> (String, String) {
    let (es_side, en_side) = if least { ("al menos", "at least") } else { ("como mucho", "at most") };
    let es_what = match measure {
        Measure::Number => "",
        Measure::Letters => " letras",
        Measure::Items => " elementos",
        Measure::Properties => " claves",
    };
    let en = match (measure, least) {
        (Measure::Number, true) => format!("{path} in body should be greater than or equal to {limit}"),
        (Measure::Number, false) => format!("{path} in body should be less than or equal to {limit}"),
        (Measure::Letters, _) => format!("{path} in body should be {en_side} {limit} chars long"),
        (Measure::Items, _) => format!("{path} in body should have {en_side} {limit} items"),
        (Measure::Properties, _) => format!("{path} in body should have {en_side} {limit} properties"),
    };
    let es = format!("{path}: {value} no vale: tiene que ser {es_side} {limit}{es_what}");
    (es, format!("{path}: Invalid value: {value}: {en}"))
}

/// What would be inside a bound.
fn within(measure: Measure, limit: i64, least: bool, lang: Lang) -> String {
    let (es_side, en_side) = if least { ("al menos", "at least") } else { ("como mucho", "at most") };
    let (es, en, es_what, en_what) = match (measure, least) {
        (Measure::Letters, _) => ("usa", "use", " letras", " letters"),
        (Measure::Items | Measure::Properties, false) => ("deja", "keep", "", ""),
        (Measure::Number | Measure::Items | Measure::Properties, _) => ("pon", "write", "", ""),
    };
    lang.pick(format!("{es} {es_side} {limit}{es_what}"), format!("{en} {en_side} {limit}{en_what}"))
}

/// The sentence of Istio's rule for durations, and what CEL says where it cannot even read one.
fn not_a_duration(path: &FieldPath, value: &str, is_short: bool) -> (String, String) {
    let why = "must be a valid duration greater than 1ms";
    let en = if is_short {
        format!("{path}: Invalid value: \"{value}\": {why}")
    } else {
        format!(
            "{path}: Invalid value: \"{value}\": type conversion error from 'string' to 'google.protobuf.Duration' evaluating rule: {why}"
        )
    };
    let es = if is_short { "tiene que durar al menos 1ms" } else { "no es una duración" };
    (format!("{path}: \"{value}\" no vale: {es}"), en)
}

/// The last key of a path.
fn last(path: &FieldPath) -> String {
    match path.0.last() {
        Some(Segment::Key(key)) => key.clone(),
        Some(Segment::Index(_)) | None => path.to_string(),
    }
}
