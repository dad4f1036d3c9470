//! From text to an expression: one function a level of precedence (cel-spec `doc/langdef.md`, "Syntax").

use super::value::Value;

/// How deep an expression may be.
const MAX_DEPTH: usize = 60;

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    Literal(Value),
    Name(String),
    /// `a.b`; asked with `has(a.b)`, only whether it is there.
    Field {
        of: Box<Self>,
        name: String,
        has: bool,
    },
    Item(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Minus(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Choose(Box<[Self; 3]>),
    Infix(Infix, Box<Self>, Box<Self>),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    /// `f(a)` or `a.f(b)`, whose first argument is `a`.
    Call(String, Vec<Self>),
    /// `list.all(x, condition)` and its like.
    Over {
        list: Box<Self>,
        name: String,
        variable: String,
        body: Box<Self>,
    },
}

/// What stands between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Infix {
    Equal,
    Unequal,
    AtMost,
    AtLeast,
    Less,
    More,
    In,
    Plus,
    Minus,
    Times,
    By,
    Rest,
}

/// Relations, then sums, then products: the longer sign first where one begins the other.
const RELATIONS: &[(&str, Infix)] = &[
    ("==", Infix::Equal),
    ("!=", Infix::Unequal),
    ("<=", Infix::AtMost),
    (">=", Infix::AtLeast),
    ("<", Infix::Less),
    (">", Infix::More),
];
const SUMS: &[(&str, Infix)] = &[("+", Infix::Plus), ("-", Infix::Minus)];
const PRODUCTS: &[(&str, Infix)] = &[("*", Infix::Times), ("/", Infix::By), ("%", Infix::Rest)];

/// Macros that name a variable.
const MACROS: [&str; 5] = ["all", "exists", "exists_one", "filter", "map"];

/// Where reading stopped; the byte is told by the parser.
type Read<T> = Result<T, ()>;

/// Reads an expression, or tells the byte at which it could not.
pub(super) fn parse(text: &str) -> Result<Expression, usize> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let read = parser.expression();
    parser.blanks();
    read.ok().filter(|_| parser.at == text.len()).ok_or(parser.at)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            if !self.rest().starts_with("//") {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    fn eat(&mut self, sign: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    fn need(&mut self, sign: &str) -> Read<()> {
        if self.eat(sign) { Ok(()) } else { Err(()) }
    }

    fn expression(&mut self) -> Read<Expression> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(());
        }
        let condition = self.or()?;
        let read = if self.eat("?") {
            let yes = self.or()?;
            self.need(":")?;
            let no = self.expression()?;
            Expression::Choose(Box::new([condition, yes, no]))
        } else {
            condition
        };
        self.depth -= 1;
        Ok(read)
    }

    fn or(&mut self) -> Read<Expression> {
        let mut left = self.and()?;
        while self.eat("||") {
            left = Expression::Or(left.into(), self.and()?.into());
        }
        Ok(left)
    }

    fn and(&mut self) -> Read<Expression> {
        let mut left = self.relation()?;
        while self.eat("&&") {
            left = Expression::And(left.into(), self.relation()?.into());
        }
        Ok(left)
    }

    fn relation(&mut self) -> Read<Expression> {
        let mut left = self.sum()?;
        while let Some(infix) = self.infix(RELATIONS).or_else(|| self.word_in()) {
            left = Expression::Infix(infix, left.into(), self.sum()?.into());
        }
        Ok(left)
    }

    fn sum(&mut self) -> Read<Expression> {
        let mut left = self.product()?;
        while let Some(infix) = self.infix(SUMS) {
            left = Expression::Infix(infix, left.into(), self.product()?.into());
        }
        Ok(left)
    }

    fn product(&mut self) -> Read<Expression> {
        let mut left = self.unary()?;
        while let Some(infix) = self.infix(PRODUCTS) {
            left = Expression::Infix(infix, left.into(), self.unary()?.into());
        }
        Ok(left)
    }

    fn infix(&mut self, among: &[(&str, Infix)]) -> Option<Infix> {
        among.iter().find(|(sign, _)| self.eat(sign)).map(|(_, infix)| *infix)
    }

    fn word_in(&mut self) -> Option<Infix> {
        self.blanks();
        let behind = self.rest().strip_prefix("in")?;
        if behind.starts_with(is_inner) {
            return None;
        }
        self.at += 2;
        Some(Infix::In)
    }

    fn unary(&mut self) -> Read<Expression> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(());
        }
        self.blanks();
        let read = match self.rest().as_bytes().first() {
            Some(b'!') => {
                self.at += 1;
                Expression::Not(self.unary()?.into())
            }
            Some(b'-') => {
                self.at += 1;
                Expression::Minus(self.unary()?.into())
            }
            _ => self.member()?,
        };
        self.depth -= 1;
        Ok(read)
    }

    /// A primary and what hangs on it: fields, items, calls.
    fn member(&mut self) -> Read<Expression> {
        let mut of = self.primary()?;
        loop {
            if self.eat(".") {
                let name = self.word().ok_or(())?.to_owned();
                of = if self.eat("(") { self.method(of, name)? } else { field(of, &name) };
            } else if self.eat("[") {
                let item = self.expression()?;
                self.need("]")?;
                of = Expression::Item(of.into(), item.into());
            } else {
                return Ok(of);
            }
        }
    }

    fn method(&mut self, of: Expression, name: String) -> Read<Expression> {
        let mut arguments = self.list(")")?;
        if MACROS.contains(&name.as_str()) && arguments.len() == 2 {
            let (Some(body), Some(Expression::Name(variable))) = (arguments.pop(), arguments.pop()) else {
                return Err(());
            };
            return Ok(Expression::Over { list: of.into(), name, variable, body: body.into() });
        }
        arguments.insert(0, of);
        Ok(Expression::Call(name, arguments))
    }

    fn list(&mut self, end: &str) -> Read<Vec<Expression>> {
        let mut items = Vec::new();
        while !self.eat(end) {
            items.push(self.expression()?);
            if !self.eat(",") {
                self.need(end)?;
                break;
            }
        }
        Ok(items)
    }

    fn primary(&mut self) -> Read<Expression> {
        self.blanks();
        let rest = self.rest();
        match rest.as_bytes().first().ok_or(())? {
            b'(' => {
                self.at += 1;
                let inner = self.expression()?;
                self.need(")")?;
                Ok(inner)
            }
            b'[' => {
                self.at += 1;
                self.list("]").map(Expression::List)
            }
            b'{' => self.pairs(),
            b'"' | b'\'' => self.text(false),
            b'r' | b'R' if rest[1..].starts_with(['"', '\'']) => {
                self.at += 1;
                self.text(true)
            }
            b'0'..=b'9' => self.number(),
            _ => self.name(),
        }
    }

    fn pairs(&mut self) -> Read<Expression> {
        self.need("{")?;
        let mut pairs = Vec::new();
        while !self.eat("}") {
            let key = self.expression()?;
            self.need(":")?;
            pairs.push((key, self.expression()?));
            if !self.eat(",") {
                self.need("}")?;
                break;
            }
        }
        Ok(Expression::Map(pairs))
    }

    fn word(&mut self) -> Option<&'a str> {
        self.blanks();
        let rest = self.rest();
        let end = rest.find(|c: char| !is_inner(c)).unwrap_or(rest.len());
        let word = rest.get(..end).filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))?;
        self.at += end;
        Some(word)
    }

    fn name(&mut self) -> Read<Expression> {
        let word = self.word().ok_or(())?;
        match word {
            "true" | "false" => return Ok(Expression::Literal(Value::Bool(word == "true"))),
            "null" => return Ok(Expression::Literal(Value::Null)),
            _ => {}
        }
        if !self.eat("(") {
            return Ok(Expression::Name(word.into()));
        }
        let mut arguments = self.list(")")?;
        if word != "has" {
            return Ok(Expression::Call(word.into(), arguments));
        }
        match (arguments.pop(), arguments.is_empty()) {
            (Some(Expression::Field { of, name, .. }), true) => Ok(Expression::Field { of, name, has: true }),
            _ => Err(()),
        }
    }

    fn number(&mut self) -> Read<Expression> {
        let rest = self.rest();
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let whole = digits(rest);
        let fraction = rest[whole..].strip_prefix('.').map_or(0, digits);
        let end = if fraction > 0 { whole + 1 + fraction } else { whole };
        self.at += end;
        let value = if fraction > 0 {
            rest[..end].parse().map(Value::Float).map_err(|_| ())?
        } else {
            rest[..end].parse().map(Value::Int).map_err(|_| ())?
        };
        // An unsigned number is a number.
        self.at += usize::from(self.rest().starts_with(['u', 'U']));
        Ok(Expression::Literal(value))
    }

    fn text(&mut self, raw: bool) -> Read<Expression> {
        let quote = self.rest().get(..1).ok_or(())?;
        let triple = quote.repeat(3);
        let fence = if self.rest().starts_with(&triple) { triple } else { quote.to_owned() };
        self.at += fence.len();
        let mut out = String::new();
        while !self.rest().starts_with(&fence) {
            let letter = self.rest().chars().next().ok_or(())?;
            self.at += letter.len_utf8();
            out.push(if letter == '\\' && !raw { self.escaped()? } else { letter });
        }
        self.at += fence.len();
        Ok(Expression::Literal(Value::text(&out)))
    }

    fn escaped(&mut self) -> Read<char> {
        let letter = self.rest().chars().next().ok_or(())?;
        self.at += letter.len_utf8();
        match letter {
            'n' => Ok('\n'),
            't' => Ok('\t'),
            'r' => Ok('\r'),
            '\\' | '"' | '\'' | '`' | '?' => Ok(letter),
            'x' | 'u' | 'U' => {
                let digits = if letter == 'x' {
                    2
                } else if letter == 'u' {
                    4
                } else {
                    8
                };
                let code = self.rest().get(..digits).and_then(|code| u32::from_str_radix(code, 16).ok()).ok_or(())?;
                self.at += digits;
                char::from_u32(code).ok_or(())
            }
            _ => Err(()),
        }
    }
}

/// A field; Kubernetes writes a reserved word between underscores (`__namespace__`).
fn field(of: Expression, name: &str) -> Expression {
    let plain = name.strip_prefix("__").and_then(|name| name.strip_suffix("__")).unwrap_or(name);
    Expression::Field { of: of.into(), name: plain.into(), has: false }
}

fn is_inner(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
