//! The page's own words in both languages. A word without its translation does not compile. Sentences about what
//! happened are not here: they come from the core, lessons from `lessons/`.

mod catalogue;
mod names;

pub use catalogue::{T, t};
pub use names::{
    door_name, fact_name, field_name, kind_name, part_name, phase_name, severity_name, stage_name, state_name,
};
