//! Whole clusters from text to rest, printed and compared.

mod admission;
mod builtin;
mod causes;
mod configuration;
mod memory;
mod notes;
mod picture;
mod placement;
mod properties;
mod slices;
mod warnings;
