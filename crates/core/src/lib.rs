//! The cluster as a value: apply, advance, send, snapshot.
