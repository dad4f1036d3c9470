//! What the page pays for diagnostics: everything that is said of a text, in both languages, with its mends, as a module of
//! its own. `cargo xtask weigh` builds and weighs it.

#![allow(unsafe_code)]

#[path = "text/mod.rs"]
pub mod text;

use malla_manifest::{SourceFile, parse};
use malla_trace::Lang;

/// How much there is to say of the text.
#[unsafe(no_mangle)]
pub extern "C" fn findings() -> usize {
    let parsed = parse(&[SourceFile { name: "a.yaml".into(), text: text::text() }]);
    let said = |lang| parsed.findings.iter().map(move |finding| finding.diagnostic(lang).message.len());
    let words: usize = Lang::ALL.into_iter().flat_map(said).sum();
    let fixes = parsed.findings.iter().flat_map(malla_manifest::Finding::fixes);
    words + fixes.map(|fix| fix.title(Lang::Es).len() + fix.apply(&text::text()).len()).sum::<usize>()
}
