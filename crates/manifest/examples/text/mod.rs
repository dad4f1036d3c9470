//! The text that a module is asked about, handed over byte by byte.

use std::sync::Mutex;

static TEXT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Takes one byte more.
#[unsafe(no_mangle)]
pub extern "C" fn push(byte: u8) {
    if let Ok(mut text) = TEXT.lock() {
        text.push(byte);
    }
}

/// The text so far.
pub fn text() -> String {
    TEXT.lock().map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
}
