//! Every learner-facing sentence about a trace: what a step did and why, what a hop and a conversation are, how it
//! ended and which line to look at. Spanish and English; engines contain no prose.

mod builtin;
mod catalogue;
mod cite;
mod clean_up;
mod considered;
mod ending;
mod flags;
mod glossary;
mod headline;
mod moment;
mod part;
mod printed;
mod step;
mod template;
mod title;
mod upstream;

pub use builtin::is_known;
pub use cite::cause;
pub use clean_up::{clean_up, rules_note};
pub use considered::considered;
pub use ending::verdict;
pub use glossary::{Term, glossary, term};
pub use headline::{hop, leg};
pub use step::step;
