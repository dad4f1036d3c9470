//! What a resolver asks and what a zone answers.
