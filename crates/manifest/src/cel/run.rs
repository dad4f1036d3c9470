//! What an expression comes to.

use super::functions::call;
use super::syntax::{Expression, Infix};
use super::value::Value;
use std::cmp::Ordering;
use std::rc::Rc;

/// Why an expression comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A field or key that is not there.
    NoKey(String),
    /// An item that is not there.
    NoItem(i64),
    /// No such function, or not for such values.
    NoOverload,
    /// No such name.
    NoName(String),
    /// A text that is no number, or no duration.
    Conversion {
        /// What it was to become.
        to: &'static str,
    },
    /// Too much work.
    Spent,
}

impl Fault {
    /// In the words of cel-go, which the API server repeats.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::NoKey(key) => format!("no such key: {key}"),
            Self::NoItem(index) => format!("index out of bounds: {index}"),
            Self::NoOverload => "no such overload".into(),
            Self::NoName(name) => format!("undeclared reference to '{name}'"),
            Self::Conversion { to } => format!("type conversion error from 'string' to '{to}'"),
            Self::Spent => "call cost exceeds limit".into(),
        }
    }
}

/// How many steps a rule may take.
const MAX_STEPS: u32 = 200_000;

/// Works out an expression about `self`.
pub(super) fn run(expression: &Expression, this: &Value) -> Result<Value, Fault> {
    let mut run = Run { variables: vec![("self", this.clone())], steps: 0 };
    run.value(expression)
}

struct Run<'e> {
    variables: Vec<(&'e str, Value)>,
    steps: u32,
}

impl<'e> Run<'e> {
    fn value(&mut self, expression: &'e Expression) -> Result<Value, Fault> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(Fault::Spent);
        }
        match expression {
            Expression::Literal(value) => Ok(value.clone()),
            Expression::Name(name) => self.variable(name),
            Expression::Field { of, name, has } => {
                let of = self.value(of)?;
                let field = of.get(name).cloned();
                if *has { Ok(Value::Bool(field.is_some())) } else { field.ok_or_else(|| Fault::NoKey(name.clone())) }
            }
            Expression::Item(of, at) => {
                let of = self.value(of)?;
                item(&of, &self.value(at)?)
            }
            Expression::Not(inner) => Ok(Value::Bool(!self.truth(inner)?)),
            Expression::Minus(inner) => minus(&self.value(inner)?),
            Expression::And(a, b) => self.both(a, b, false),
            Expression::Or(a, b) => self.both(a, b, true),
            Expression::Choose(parts) => {
                let [condition, yes, no] = &**parts;
                if self.truth(condition)? { self.value(yes) } else { self.value(no) }
            }
            Expression::Infix(infix, a, b) => {
                let a = self.value(a)?;
                between(*infix, &a, &self.value(b)?)
            }
            Expression::List(items) => {
                items.iter().map(|item| self.value(item)).collect::<Result<_, _>>().map(Value::list)
            }
            Expression::Map(pairs) => self.map(pairs),
            Expression::Call(name, arguments) => {
                let values: Vec<Value> = arguments.iter().map(|each| self.value(each)).collect::<Result<_, _>>()?;
                call(name, &values)
            }
            Expression::Over { list, name, variable, body } => self.over(list, name, variable, body),
        }
    }

    fn truth(&mut self, expression: &'e Expression) -> Result<bool, Fault> {
        match self.value(expression)? {
            Value::Bool(truth) => Ok(truth),
            _ => Err(Fault::NoOverload),
        }
    }

    fn variable(&self, name: &str) -> Result<Value, Fault> {
        let found = self.variables.iter().rev().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).ok_or_else(|| Fault::NoName(name.into()))
    }

    /// `&&` and `||`: either side that decides decides, whatever became of the other.
    fn both(&mut self, a: &'e Expression, b: &'e Expression, decides: bool) -> Result<Value, Fault> {
        let first = self.truth(a);
        if first == Ok(decides) {
            return Ok(Value::Bool(decides));
        }
        match self.truth(b) {
            Ok(second) if second == decides => Ok(Value::Bool(decides)),
            second => first.and(second).map(|_| Value::Bool(!decides)),
        }
    }

    fn map(&mut self, pairs: &'e [(Expression, Expression)]) -> Result<Value, Fault> {
        let mut out = Vec::new();
        for (key, value) in pairs {
            let Value::Text(key) = self.value(key)? else { return Err(Fault::NoOverload) };
            out.push((key, self.value(value)?));
        }
        Ok(Value::Map(Rc::new(out)))
    }

    fn over(
        &mut self,
        list: &'e Expression,
        name: &str,
        variable: &'e str,
        body: &'e Expression,
    ) -> Result<Value, Fault> {
        let items = self.value(list)?.elements().ok_or(Fault::NoOverload)?;
        let (mut held, mut fault, count) = (Vec::new(), None, items.len());
        for item in items {
            self.variables.push((variable, item.clone()));
            let value = self.value(body);
            self.variables.pop();
            match value {
                Ok(Value::Bool(true)) if name != "map" => held.push(item),
                Ok(Value::Bool(false)) if name != "map" => {}
                Ok(value) if name == "map" => held.push(value),
                Ok(_) => fault = Some(Fault::NoOverload),
                Err(why) => fault = Some(why),
            }
        }
        let misses = held.len() + usize::from(fault.is_some()) < count;
        match (name, fault) {
            // One item that decides decides, whatever became of the others.
            ("all", _) if misses => Ok(Value::Bool(false)),
            ("exists", _) if !held.is_empty() => Ok(Value::Bool(true)),
            (_, Some(fault)) => Err(fault),
            ("all", None) => Ok(Value::Bool(true)),
            ("exists", None) => Ok(Value::Bool(false)),
            ("exists_one", None) => Ok(Value::Bool(held.len() == 1)),
            (_, None) => Ok(Value::list(held)),
        }
    }
}

fn item(of: &Value, at: &Value) -> Result<Value, Fault> {
    match (of, at) {
        (Value::List(items), Value::Int(index)) => {
            let found = usize::try_from(*index).ok().and_then(|index| items.get(index));
            found.cloned().ok_or(Fault::NoItem(*index))
        }
        (Value::Map(_), Value::Text(key)) => of.get(key).cloned().ok_or_else(|| Fault::NoKey(key.to_string())),
        _ => Err(Fault::NoOverload),
    }
}

fn minus(value: &Value) -> Result<Value, Fault> {
    match value {
        Value::Int(number) => Ok(Value::Int(number.wrapping_neg())),
        Value::Float(number) => Ok(Value::Float(-number)),
        _ => Err(Fault::NoOverload),
    }
}

fn between(infix: Infix, a: &Value, b: &Value) -> Result<Value, Fault> {
    let order = || a.compare(b).ok_or(Fault::NoOverload);
    let truth = match infix {
        Infix::Equal => a.equals(b),
        Infix::Unequal => !a.equals(b),
        Infix::Less => order()? == Ordering::Less,
        Infix::More => order()? == Ordering::Greater,
        Infix::AtMost => order()? != Ordering::Greater,
        Infix::AtLeast => order()? != Ordering::Less,
        Infix::In => b.elements().ok_or(Fault::NoOverload)?.iter().any(|item| item.equals(a)),
        Infix::Plus | Infix::Minus | Infix::Times | Infix::By | Infix::Rest => return reckon(infix, a, b),
    };
    Ok(Value::Bool(truth))
}

fn reckon(infix: Infix, a: &Value, b: &Value) -> Result<Value, Fault> {
    let whole = |number: Option<i64>| number.map(Value::Int).ok_or(Fault::NoOverload);
    match (infix, a, b) {
        (Infix::Plus, Value::Int(a), Value::Int(b)) => whole(a.checked_add(*b)),
        (Infix::Minus, Value::Int(a), Value::Int(b)) => whole(a.checked_sub(*b)),
        (Infix::Times, Value::Int(a), Value::Int(b)) => whole(a.checked_mul(*b)),
        (Infix::By, Value::Int(a), Value::Int(b)) => whole(a.checked_div(*b)),
        (Infix::Rest, Value::Int(a), Value::Int(b)) => whole(a.checked_rem(*b)),
        (Infix::Plus, Value::Text(a), Value::Text(b)) => Ok(Value::text(&format!("{a}{b}"))),
        (Infix::Plus, Value::List(a), Value::List(b)) => Ok(Value::list(a.iter().chain(b.iter()).cloned().collect())),
        _ => Err(Fault::NoOverload),
    }
}
