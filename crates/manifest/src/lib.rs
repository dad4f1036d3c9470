//! Manifests as text and as objects, and the line every field came from.
