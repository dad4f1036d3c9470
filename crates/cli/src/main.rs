//! The cluster on the command line, for authors, CI and tests.

fn main() {}
