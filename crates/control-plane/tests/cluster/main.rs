//! Whole clusters from text to rest, printed and compared.

mod picture;

mod notes;
