//! What the page pays for diagnostics and the language service together. `cargo xtask weigh` builds and weighs it.

#![allow(unsafe_code)]

#[path = "diagnostics.rs"]
mod diagnostics;

use diagnostics::text::text;
use malla_manifest::assist::{Known, complete, definition, format, hover, outline};
use malla_manifest::{SourceFile, parse};

fn known() -> Known {
    Known::of(parse(&[SourceFile { name: "a.yaml".into(), text: text() }]).manifests.iter())
}

/// How much could stand at a byte of the text.
#[unsafe(no_mangle)]
pub extern "C" fn completions(at: usize) -> usize {
    complete(&text(), at, &known()).items.iter().map(|item| item.insert.len() + item.detail.len()).sum()
}

/// How much is known of the field at a byte.
#[unsafe(no_mangle)]
pub extern "C" fn hovered(at: usize) -> usize {
    hover(&text(), at).map_or(0, |hover| hover.path.len() + hover.shape.len() + hover.words.len())
}

/// How many places the word at a byte names.
#[unsafe(no_mangle)]
pub extern "C" fn definitions(at: usize) -> usize {
    definition(&text(), "a.yaml", at, &known()).len()
}

/// How many objects there are.
#[unsafe(no_mangle)]
pub extern "C" fn outlined() -> usize {
    outline(&text()).len()
}

/// How long the text is when it is formatted.
#[unsafe(no_mangle)]
pub extern "C" fn formatted() -> usize {
    format(&text()).map_or(0, |text| text.len())
}
