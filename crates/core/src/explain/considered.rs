//! Why *not* the other one: what was looked at and did not match.

use super::catalogue::sentence;
use super::template::Args;
use malla_trace::{Considered, Lang, Sentence, Trace};

/// Why this one did not match.
#[must_use]
pub fn considered(_: &Trace, one: &Considered, lang: Lang) -> Sentence {
    let args = Args::default().code("what", &one.what).code("condition", &one.because.condition);
    let args = args.code("wanted", or_dash(&one.because.wanted)).code("found", or_dash(&one.because.found));
    sentence("CONSIDERED", lang, &args)
}

fn or_dash(value: &str) -> &str {
    if value.is_empty() { "—" } else { value }
}
