//! One rule's words to a rule (`do_parse` of `iptables/xshared.c`).

use super::lex::Word;
use super::match_options::{self, MatchOptions};
use super::names;
use super::problem::Problem;
use super::target_options::{self, TargetOptions};
use crate::cidr::{Family, address_bits};
use crate::netfilter::{Head, InterfaceName, NetworkMatch, RuleSpec, Target};
use std::net::IpAddr;

/// What a word of the line is wrong about.
pub(super) type Wrong = (u32, Problem);

/// The longest name of a chain or extension (`XT_EXTENSION_MAXNAMELEN` - 1).
pub(super) const NAME_MAX: usize = 28;
/// The longest device name (`IFNAMSIZ` - 1).
const DEVICE_MAX: usize = 15;

/// The words not read yet.
pub(super) struct Words<'a> {
    rest: &'a [Word],
    /// Where the last word taken stands.
    pub(super) column: u32,
    /// The value of `--option=value`.
    inline: Option<String>,
}

impl Words<'_> {
    /// The value of an option.
    pub(super) fn value(&mut self, option: &str) -> Result<String, Problem> {
        if let Some(value) = self.inline.take() {
            return Ok(value);
        }
        self.take().ok_or_else(|| Problem::MissingValue(option.into()))
    }

    fn take(&mut self) -> Option<String> {
        let (word, rest) = self.rest.split_first()?;
        (self.rest, self.column) = (rest, word.column);
        Some(word.text.clone())
    }
}

pub(super) fn bad(option: &str, value: &str) -> Problem {
    Problem::BadValue { option: option.into(), value: value.into() }
}

/// A rule under construction.
struct Draft {
    family: Family,
    head: Head,
    sources: Vec<NetworkMatch>,
    destinations: Vec<NetworkMatch>,
    matches: Vec<MatchOptions>,
    target: Option<TargetOptions>,
    given: Vec<&'static str>,
}

/// Reads the words after `-A CHAIN`. A list of addresses makes a rule for each.
pub(super) fn rules(words: &[Word], family: Family) -> Result<Vec<RuleSpec>, Wrong> {
    let mut words = Words { rest: words, column: 1, inline: None };
    let mut draft = Draft {
        family,
        head: Head::default(),
        sources: vec![],
        destinations: vec![],
        matches: vec![],
        target: None,
        given: vec![],
    };
    draft.read(&mut words)?;
    let end = words.column;
    draft.finish().map_err(|problem| (end, problem))
}

impl Draft {
    fn read(&mut self, words: &mut Words<'_>) -> Result<(), Wrong> {
        let mut invert = false;
        while let Some(word) = words.take() {
            let column = words.column;
            if word == "!" && !invert {
                invert = true;
                continue;
            }
            let name = match word.split_once('=') {
                Some((name, value)) if word.starts_with("--") => {
                    words.inline = Some(value.into());
                    name.to_owned()
                }
                _ => word,
            };
            self.option(&name, invert, words).map_err(|problem| match problem {
                Problem::BadValue { .. } => (words.column, problem),
                other => (column, other),
            })?;
            if let Some(value) = words.inline.take() {
                return Err((column, Problem::StrayWord(value)));
            }
            invert = false;
        }
        if invert { Err((words.column, Problem::StrayWord("!".into()))) } else { Ok(()) }
    }

    fn option(&mut self, name: &str, invert: bool, words: &mut Words<'_>) -> Result<(), Problem> {
        match name {
            "-s" | "--source" | "--src" => {
                self.once("-s")?;
                self.sources = networks(name, &words.value(name)?, invert, self.family)?;
            }
            "-d" | "--destination" | "--dst" => {
                self.once("-d")?;
                self.destinations = networks(name, &words.value(name)?, invert, self.family)?;
            }
            "-i" | "--in-interface" => {
                self.once("-i")?;
                self.head.input = device(name, words.value(name)?, invert)?;
            }
            "-o" | "--out-interface" => {
                self.once("-o")?;
                self.head.output = device(name, words.value(name)?, invert)?;
            }
            "-p" | "--protocol" | "--proto" => self.protocol(name, &words.value(name)?, invert)?,
            "-m" | "--match" => {
                let extension = words.value(name)?;
                self.matches.push(match_options::named(&extension, self.family)?);
            }
            "-j" | "--jump" => {
                self.once("-j")?;
                self.target = Some(target_options::named(&words.value(name)?, self.family)?);
            }
            "-g" | "--goto" => {
                self.once("-j")?;
                self.target = Some(target_options::goto(&words.value(name)?)?);
            }
            _ if !name.starts_with('-') || name == "-" => return Err(Problem::StrayWord(name.into())),
            _ => return self.extension_option(name, invert, words),
        }
        let inverts = matches!(name, "-m" | "--match" | "-j" | "--jump" | "-g" | "--goto");
        if invert && inverts { Err(Problem::CannotInvert(name.into())) } else { Ok(()) }
    }

    fn once(&mut self, option: &'static str) -> Result<(), Problem> {
        if self.given.contains(&option) {
            return Err(Problem::Repeated(option.into()));
        }
        self.given.push(option);
        Ok(())
    }

    fn protocol(&mut self, name: &str, value: &str, invert: bool) -> Result<(), Problem> {
        self.once("-p")?;
        let number = names::protocol_number(value).ok_or_else(|| bad(name, value))?;
        if invert && number == 0 {
            return Err(Problem::CannotInvert("all".into()));
        }
        (self.head.protocol, self.head.protocol_invert) = (number, invert);
        Ok(())
    }

    /// An option of the target, or of the match named last that knows it, or of the protocol's own match, which then
    /// need not be named (`command_default`).
    fn extension_option(&mut self, name: &str, invert: bool, words: &mut Words<'_>) -> Result<(), Problem> {
        if let Some(target) = self.target.as_mut().filter(|t| t.knows(name)) {
            return target.option(name, invert, words);
        }
        if let Some(known) = self.matches.iter_mut().rev().find(|m| m.knows(name)) {
            return known.option(name, invert, words);
        }
        let implicit =
            if self.head.protocol_invert { None } else { match_options::of_protocol(self.head.protocol, self.family) };
        match implicit {
            Some(mut own) if own.knows(name) && !self.matches.iter().any(|m| m.name() == own.name()) => {
                own.option(name, invert, words)?;
                self.matches.push(own);
                Ok(())
            }
            Some(_) | None => Err(Problem::UnknownOption(name.into())),
        }
    }

    fn finish(self) -> Result<Vec<RuleSpec>, Problem> {
        let head = self.head;
        let matches: Result<Vec<_>, Problem> = self.matches.into_iter().map(|m| m.finish(&head)).collect();
        let matches = matches?;
        let target = self.target.map_or(Ok(Target::None), |t| t.finish(&head))?;
        let any = |list: Vec<NetworkMatch>| if list.is_empty() { vec![Head::default().source] } else { list };
        let (sources, destinations) = (any(self.sources), any(self.destinations));
        let pairs = sources.iter().flat_map(|s| destinations.iter().map(move |d| (*s, *d)));
        let spec = |(source, destination)| RuleSpec {
            head: Head { source, destination, ..head.clone() },
            matches: matches.clone(),
            target: target.clone(),
        };
        Ok(pairs.map(spec).collect())
    }
}

/// Addresses, networks and masks, parted by commas.
fn networks(option: &str, text: &str, invert: bool, family: Family) -> Result<Vec<NetworkMatch>, Problem> {
    let list: Result<Vec<NetworkMatch>, Problem> =
        text.split(',').map(|one| network(one, invert, family).ok_or_else(|| bad(option, one))).collect();
    let list = list?;
    if invert && list.len() > 1 { Err(Problem::CannotInvert(option.into())) } else { Ok(list) }
}

fn network(text: &str, invert: bool, family: Family) -> Option<NetworkMatch> {
    let (address, mask) = text.split_once('/').map_or((text, None), |(a, m)| (a, Some(m)));
    let address: IpAddr = address.parse().ok()?;
    let mask = match mask {
        None => family.full_mask(),
        Some(mask) => match mask.parse::<IpAddr>() {
            Ok(mask) => (Family::of(mask) == family).then(|| address_bits(mask))?,
            Err(_) => {
                let len: u8 = mask.parse().ok().filter(|len| *len <= family.bits())?;
                family.mask(len)
            }
        },
    };
    (Family::of(address) == family).then(|| NetworkMatch { bits: address_bits(address) & mask, mask, invert })
}

/// A device; `+` alone is any device.
pub(super) fn device(option: &str, name: String, invert: bool) -> Result<Option<Box<InterfaceName>>, Problem> {
    if name.is_empty() || name.len() > DEVICE_MAX || name.contains(|c: char| c.is_whitespace() || c == '/') {
        return Err(bad(option, &name));
    }
    let any = name == "+" && !invert;
    Ok((!any).then(|| Box::new(InterfaceName { name, invert })))
}
