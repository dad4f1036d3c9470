//! Suites that cross crates: conformance, kernel oracle, lessons, browser, tidy.
