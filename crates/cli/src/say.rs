//! Standard output. Whoever reads it may have had enough (`malla trace ... | head`): that is no failure.

use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::process::exit;

/// Prints a text as it is.
pub(crate) fn text(text: impl Display) {
    let told = write!(std::io::stdout().lock(), "{text}");
    match told.map_err(|error| error.kind()) {
        Ok(()) => {}
        Err(ErrorKind::BrokenPipe) => exit(0),
        Err(kind) => {
            eprintln!("malla: standard output: {kind}");
            exit(2);
        }
    }
}

/// Prints a line.
pub(crate) fn line(line: impl Display) {
    text(format_args!("{line}\n"));
}
