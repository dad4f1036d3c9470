//! The request: what is sent, and how it ended.

mod bar;
mod verdict;

pub use bar::{ProbeBar, ProbeBarProps};
pub use verdict::{VerdictBanner, VerdictBannerProps, short_verdict, verdict_tone};
