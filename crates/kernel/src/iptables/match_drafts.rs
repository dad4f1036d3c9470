//! The options of `statistic` and `recent`, which make sense only together (`libxt_statistic.c`, `libxt_recent.c`).

use super::names;
use super::parse::{Words, bad};
use super::problem::Problem;
use crate::cidr::Family;
use crate::netfilter::{RecentMatch, RecentOperation, Statistic, StatisticMode};
use std::net::IpAddr;

/// The longest name of a `recent` list (`XT_RECENT_NAME_LEN` - 1).
const RECENT_NAME_MAX: usize = 199;
/// The most hits a `recent` list can count (`ip_pkt_list_tot`).
const RECENT_HITS_MAX: u32 = 255;

/// The options of `statistic` read so far.
#[derive(Default)]
pub(super) struct StatisticDraft {
    mode: Option<String>,
    probability: Option<u32>,
    every: Option<u32>,
    packet: Option<u32>,
    invert: bool,
}

/// The options of `recent` read so far.
#[derive(Default)]
pub(super) struct RecentDraft {
    operation: Option<(RecentOperation, bool)>,
    seconds: u32,
    reap: bool,
    hits: u32,
    ttl: bool,
    name: Option<String>,
    mask: Option<IpAddr>,
    destination: bool,
}

impl StatisticDraft {
    pub(super) fn option(&mut self, option: &str, invert: bool, words: &mut Words<'_>) -> Result<(), Problem> {
        let text = words.value(option)?;
        match option {
            "--mode" if matches!(&*text, "random" | "nth") => self.mode = Some(text),
            "--probability" => self.probability = Some(threshold(&text).ok_or_else(|| bad(option, &text))?),
            "--every" => self.every = Some(names::number(&text).filter(|n| *n > 0).ok_or_else(|| bad(option, &text))?),
            "--packet" => self.packet = Some(names::number(&text).ok_or_else(|| bad(option, &text))?),
            _ => return Err(bad(option, &text)),
        }
        self.invert |= invert;
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Statistic, Problem> {
        let needs = |option: &str| Problem::Needs { extension: "statistic".into(), option: option.into() };
        let mode = match (self.mode.as_deref(), self.every) {
            (Some("random"), None) if self.packet.is_none() => {
                StatisticMode::Random { threshold: self.probability.ok_or_else(|| needs("--probability"))? }
            }
            (Some("nth"), Some(every)) if self.probability.is_none() => {
                let packet = self.packet.ok_or_else(|| needs("--packet"))?;
                if packet >= every {
                    return Err(bad("--packet", &packet.to_string()));
                }
                StatisticMode::Nth { every, packet }
            }
            (Some("nth"), None) => return Err(needs("--every")),
            _ => return Err(needs("--mode")),
        };
        Ok(Statistic { mode, invert: self.invert })
    }
}

/// A probability out of 2^31, rounded (`lround(0x80000000 * p)`).
fn threshold(text: &str) -> Option<u32> {
    let p: f64 = text.parse().ok()?;
    (0.0..=1.0).contains(&p).then(|| (p * 2_147_483_648.0).round() as u32)
}

impl RecentDraft {
    pub(super) fn option(&mut self, option: &str, invert: bool, words: &mut Words<'_>) -> Result<(), Problem> {
        let operation = match option {
            "--set" => Some(RecentOperation::Set),
            "--rcheck" => Some(RecentOperation::Check),
            "--update" => Some(RecentOperation::Update),
            "--remove" => Some(RecentOperation::Remove),
            _ => None,
        };
        if let Some(operation) = operation {
            if self.operation.replace((operation, invert)).is_some() {
                return Err(Problem::Repeated(option.into()));
            }
            return Ok(());
        }
        match option {
            "--reap" => self.reap = true,
            "--rttl" => self.ttl = true,
            "--rsource" => self.destination = false,
            "--rdest" => self.destination = true,
            _ => return self.value(option, &words.value(option)?),
        }
        Ok(())
    }

    fn value(&mut self, option: &str, text: &str) -> Result<(), Problem> {
        let wrong = || bad(option, text);
        match option {
            "--seconds" => self.seconds = names::number(text).filter(|n| *n > 0).ok_or_else(wrong)?,
            "--hitcount" => {
                self.hits = names::number(text).filter(|n| (1..=RECENT_HITS_MAX).contains(n)).ok_or_else(wrong)?;
            }
            "--name" if text.is_empty() || text.len() > RECENT_NAME_MAX || text.contains('/') => return Err(wrong()),
            "--name" => self.name = Some(text.into()),
            _ => self.mask = Some(text.parse().map_err(|_| wrong())?),
        }
        Ok(())
    }

    pub(super) fn finish(self, family: Family) -> Result<RecentMatch, Problem> {
        let needs = |option: &str| Problem::Needs { extension: "recent".into(), option: option.into() };
        let (operation, invert) = self.operation.ok_or_else(|| needs("--set"))?;
        let looks = matches!(operation, RecentOperation::Check | RecentOperation::Update);
        if !looks && (self.seconds != 0 || self.hits != 0 || self.reap) {
            return Err(needs("--rcheck"));
        }
        if self.reap && self.seconds == 0 {
            return Err(needs("--seconds"));
        }
        let mask = self.mask.unwrap_or_else(|| family.address(family.full_mask()));
        if Family::of(mask) != family {
            return Err(bad("--mask", &mask.to_string()));
        }
        let name = self.name.unwrap_or_else(|| "DEFAULT".into());
        let Self { seconds, reap, hits, ttl, destination, .. } = self;
        Ok(RecentMatch { operation, seconds, reap, hits, ttl, name, mask, destination, invert })
    }
}
