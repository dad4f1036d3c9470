//! The Common Expression Language, as much of it as the rules of CustomResourceDefinitions use
//! (`x-kubernetes-validations`): cel-spec `doc/langdef.md`, with Kubernetes' own functions on texts, addresses and URLs
//! (apiserver `pkg/cel/library`).

mod functions;
mod run;
mod syntax;
mod value;

pub(crate) use run::Fault;
pub(crate) use value::Value;

use syntax::Expression;

/// An expression, read.
#[derive(Clone, Debug)]
pub(crate) struct Program(Expression);

impl Program {
    /// Reads an expression.
    ///
    /// # Errors
    /// Where it could not be read any further, as a number of bytes.
    pub(crate) fn parse(text: &str) -> Result<Self, usize> {
        syntax::parse(text).map(Self)
    }

    /// Whether a rule holds of a value.
    ///
    /// # Errors
    /// What went wrong while it was worked out; the API server refuses the object then.
    pub(crate) fn holds(&self, this: &Value) -> Result<bool, Fault> {
        match run::run(&self.0, this)? {
            Value::Bool(holds) => Ok(holds),
            _ => Err(Fault::NoOverload),
        }
    }
}

#[cfg(test)]
mod tests;
