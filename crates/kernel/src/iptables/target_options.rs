//! Targets and their options (`extensions/libxt_*.c`, upper-case names).

use super::match_options::mark;
use super::names;
use super::parse::{NAME_MAX, Words, bad};
use super::print::quoted;
use super::problem::Problem;
use crate::cidr::Family;
use crate::conntrack::{PortChoice, Range};
use crate::netfilter::{ConnmarkOperation, Head, Target, Tproxy};
use malla_trace::RejectWith;
use std::net::IpAddr;

/// A target and the options read so far.
pub(super) struct TargetOptions {
    kind: Kind,
    family: Family,
    given: Vec<String>,
    range: Range,
    reject: Option<(RejectWith, &'static str)>,
    mark: Option<(u32, u32)>,
    connmark: Option<ConnmarkOperation>,
    zone: Option<u16>,
    on_port: Option<u16>,
    on_address: Option<IpAddr>,
    masks: [Option<u32>; 3],
    /// Options of targets without effect on the path, by their place in the printed order.
    printed: Vec<(usize, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Accept,
    Drop,
    Return,
    Jump(String),
    Goto(String),
    Reject,
    Dnat,
    Snat,
    Masquerade,
    Redirect,
    Mark,
    Connmark,
    Ct,
    Notrack,
    Tproxy,
    /// No effect on the path: its options, in the order in which they are printed.
    Other(&'static str, &'static [(&'static str, Value)]),
}

/// What an option without effect takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Flag,
    Number,
    Text,
    /// A syslog level; 4 is not printed.
    Level,
}

const LOG: &[(&str, Value)] = &[
    ("--log-prefix", Value::Text),
    ("--log-level", Value::Level),
    ("--log-tcp-sequence", Value::Flag),
    ("--log-tcp-options", Value::Flag),
    ("--log-ip-options", Value::Flag),
    ("--log-uid", Value::Flag),
    ("--log-macdecode", Value::Flag),
];

const NFLOG: &[(&str, Value)] = &[
    ("--nflog-prefix", Value::Text),
    ("--nflog-group", Value::Number),
    ("--nflog-range", Value::Number),
    ("--nflog-size", Value::Number),
    ("--nflog-threshold", Value::Number),
];

/// Extensions that exist and are not modelled: refused by name, where any other name is a chain's.
const NOT_MODELLED: [&str; 26] = [
    "AUDIT",
    "CHECKSUM",
    "CLASSIFY",
    "CLUSTERIP",
    "DNPT",
    "DSCP",
    "ECN",
    "HL",
    "HMARK",
    "IDLETIMER",
    "LED",
    "NETMAP",
    "NFQUEUE",
    "QUEUE",
    "RATEEST",
    "SECMARK",
    "CONNSECMARK",
    "SET",
    "SNPT",
    "SYNPROXY",
    "TCPMSS",
    "TCPOPTSTRIP",
    "TEE",
    "TOS",
    "TTL",
    "ULOG",
];

/// The target of that name; a name that is no extension's is a chain's.
pub(super) fn named(name: &str, family: Family) -> Result<TargetOptions, Problem> {
    check_name(name)?;
    let kind = match name {
        "ACCEPT" => Kind::Accept,
        "DROP" => Kind::Drop,
        "RETURN" => Kind::Return,
        "REJECT" => Kind::Reject,
        "DNAT" => Kind::Dnat,
        "SNAT" => Kind::Snat,
        "MASQUERADE" => Kind::Masquerade,
        "REDIRECT" => Kind::Redirect,
        "MARK" => Kind::Mark,
        "CONNMARK" => Kind::Connmark,
        "CT" => Kind::Ct,
        "NOTRACK" => Kind::Notrack,
        "TPROXY" => Kind::Tproxy,
        "LOG" => Kind::Other("LOG", LOG),
        "NFLOG" => Kind::Other("NFLOG", NFLOG),
        "TRACE" => Kind::Other("TRACE", &[]),
        _ if NOT_MODELLED.contains(&name) => return Err(Problem::UnknownTarget(name.into())),
        _ => Kind::Jump(name.into()),
    };
    Ok(TargetOptions::new(kind, family))
}

/// `-g CHAIN`.
pub(super) fn goto(name: &str) -> Result<TargetOptions, Problem> {
    check_name(name)?;
    Ok(TargetOptions::new(Kind::Goto(name.into()), Family::V4))
}

fn check_name(name: &str) -> Result<(), Problem> {
    if name.len() > NAME_MAX {
        return Err(Problem::NameTooLong(name.into()));
    }
    if name.is_empty() || name.contains(char::is_whitespace) { Err(Problem::BadName(name.into())) } else { Ok(()) }
}

impl TargetOptions {
    fn new(kind: Kind, family: Family) -> Self {
        let (range, masks, given, printed) = (Range::default(), [None; 3], vec![], vec![]);
        let (reject, mark, connmark) = (None, None, None);
        let (zone, on_port, on_address) = (None, None, None);
        Self { kind, family, given, range, reject, mark, connmark, zone, on_port, on_address, masks, printed }
    }

    fn name(&self) -> &str {
        match &self.kind {
            Kind::Accept => "ACCEPT",
            Kind::Drop => "DROP",
            Kind::Return => "RETURN",
            Kind::Jump(name) | Kind::Goto(name) => name,
            Kind::Reject => "REJECT",
            Kind::Dnat => "DNAT",
            Kind::Snat => "SNAT",
            Kind::Masquerade => "MASQUERADE",
            Kind::Redirect => "REDIRECT",
            Kind::Mark => "MARK",
            Kind::Connmark => "CONNMARK",
            Kind::Ct => "CT",
            Kind::Notrack => "NOTRACK",
            Kind::Tproxy => "TPROXY",
            Kind::Other(name, _) => name,
        }
    }

    pub(super) fn knows(&self, option: &str) -> bool {
        let known: &[&str] = match &self.kind {
            Kind::Accept | Kind::Drop | Kind::Return | Kind::Jump(_) | Kind::Goto(_) | Kind::Notrack => &[],
            Kind::Reject => &["--reject-with"],
            Kind::Dnat => &["--to-destination", "--to", "--random", "--persistent"],
            Kind::Snat => &["--to-source", "--to", "--random", "--random-fully", "--persistent"],
            Kind::Masquerade => &["--to-ports", "--to-port", "--random", "--random-fully"],
            Kind::Redirect => &["--to-ports", "--to-port", "--random"],
            Kind::Mark => &["--set-mark", "--set-xmark", "--and-mark", "--or-mark", "--xor-mark"],
            Kind::Connmark => &[
                "--set-mark",
                "--set-xmark",
                "--and-mark",
                "--or-mark",
                "--xor-mark",
                "--save-mark",
                "--restore-mark",
                "--mask",
                "--nfmask",
                "--ctmask",
            ],
            Kind::Ct => &["--notrack", "--zone"],
            Kind::Tproxy => &["--on-port", "--on-ip", "--tproxy-mark"],
            Kind::Other(_, options) => return options.iter().any(|(name, _)| *name == option),
        };
        known.contains(&option)
    }

    /// Reads one option.
    pub(super) fn option(&mut self, option: &str, invert: bool, words: &mut Words<'_>) -> Result<(), Problem> {
        if invert {
            return Err(Problem::CannotInvert(option.into()));
        }
        if self.given.iter().any(|o| o == option) {
            return Err(Problem::Repeated(option.into()));
        }
        self.given.push(option.into());
        if let Kind::Other(_, options) = self.kind {
            return self.print_option(options, option, words);
        }
        match option {
            "--reject-with" => {
                let text = words.value(option)?;
                self.reject = Some(names::reject(&text, self.family).ok_or_else(|| bad(option, &text))?);
            }
            "--to-destination" | "--to-source" | "--to" => {
                let text = words.value(option)?;
                let to = address_range(&text, self.family).ok_or_else(|| bad(option, &text))?;
                (self.range.addresses, self.range.ports) = (to.addresses, to.ports);
            }
            "--to-ports" | "--to-port" => {
                let text = words.value(option)?;
                self.range.ports = Some(ports(&text).ok_or_else(|| bad(option, &text))?);
            }
            "--random" => self.range.choice = PortChoice::Random,
            "--random-fully" => self.range.choice = PortChoice::RandomFully,
            "--persistent" => self.range.persistent = true,
            "--notrack" => {}
            "--tproxy-mark" => self.mark = Some(mark(option, words)?),
            "--on-port" => {
                let text = words.value(option)?;
                self.on_port = Some(names::port(&text).ok_or_else(|| bad(option, &text))?);
            }
            "--on-ip" => {
                let text = words.value(option)?;
                let own = text.parse().ok().filter(|address: &IpAddr| Family::of(*address) == self.family);
                self.on_address = Some(own.ok_or_else(|| bad(option, &text))?);
            }
            "--zone" => {
                let text = words.value(option)?;
                let zone = names::number(&text).and_then(|number| u16::try_from(number).ok());
                self.zone = Some(zone.ok_or_else(|| bad(option, &text))?);
            }
            _ => return self.mark_option(option, words),
        }
        Ok(())
    }

    /// The options of MARK and CONNMARK (`libxt_MARK.c`, `libxt_CONNMARK.c`).
    fn mark_option(&mut self, option: &str, words: &mut Words<'_>) -> Result<(), Problem> {
        let slot = match option {
            "--mask" => Some(0),
            "--nfmask" => Some(1),
            "--ctmask" => Some(2),
            _ => None,
        };
        if let Some(slot) = slot {
            self.masks[slot] = Some(mark_bits(option, words)?);
            return Ok(());
        }
        if self.mark.is_some() || self.connmark.is_some() {
            return Err(Problem::Repeated(option.into()));
        }
        match option {
            "--save-mark" => self.connmark = Some(ConnmarkOperation::Save { nfmask: 0, ctmask: 0 }),
            "--restore-mark" => self.connmark = Some(ConnmarkOperation::Restore { nfmask: 0, ctmask: 0 }),
            "--set-mark" => self.mark = Some(mark(option, words).map(|(value, mask)| (value, value | mask))?),
            "--set-xmark" => self.mark = Some(mark(option, words)?),
            "--and-mark" => self.mark = Some((0, !mark_bits(option, words)?)),
            "--or-mark" => self.mark = Some(mark_bits(option, words).map(|bits| (bits, bits))?),
            _ => self.mark = Some((mark_bits(option, words)?, 0)),
        }
        Ok(())
    }

    fn print_option(
        &mut self,
        options: &[(&'static str, Value)],
        option: &str,
        words: &mut Words<'_>,
    ) -> Result<(), Problem> {
        let Some((place, (_, kind))) = options.iter().enumerate().find(|(_, (name, _))| *name == option) else {
            return Err(Problem::UnknownOption(option.into()));
        };
        let text = if *kind == Value::Flag { String::new() } else { words.value(option)? };
        let value = match kind {
            Value::Flag => String::new(),
            Value::Number => format!(" {}", names::number(&text).ok_or_else(|| bad(option, &text))?),
            Value::Text => format!(" {}", quoted(&text)),
            Value::Level => match log_level(&text).ok_or_else(|| bad(option, &text))? {
                4 => return Ok(()),
                level => format!(" {level}"),
            },
        };
        self.printed.push((place, format!(" {option}{value}")));
        Ok(())
    }

    /// The target, once all options are read.
    pub(super) fn finish(mut self, head: &Head) -> Result<Target, Problem> {
        let own = self.name().to_owned();
        let needs = |option: &str| Problem::Needs { extension: own.clone(), option: option.into() };
        let ported = matches!(head.protocol, 6 | 17 | 33 | 132) && !head.protocol_invert;
        if self.range.ports.is_some() && !ported {
            return Err(needs("-p tcp"));
        }
        Ok(match &self.kind {
            Kind::Accept => Target::Accept,
            Kind::Drop => Target::Drop,
            Kind::Return => Target::Return,
            Kind::Jump(chain) => Target::Jump(chain.clone()),
            Kind::Goto(chain) => Target::Goto(chain.clone()),
            Kind::Reject => match self.reject.unwrap_or(names::default_reject(self.family)) {
                (RejectWith::TcpReset, _) if head.protocol != 6 || head.protocol_invert => return Err(needs("-p tcp")),
                (with, name) => Target::Reject(with, name),
            },
            Kind::Dnat if self.range.addresses.is_none() && self.range.ports.is_none() => {
                return Err(needs("--to-destination"));
            }
            Kind::Snat if self.range.addresses.is_none() && self.range.ports.is_none() => {
                return Err(needs("--to-source"));
            }
            Kind::Dnat => Target::Dnat(self.range),
            Kind::Snat => Target::Snat(self.range),
            Kind::Masquerade => Target::Masquerade(self.range),
            Kind::Redirect => Target::Redirect(self.range),
            Kind::Mark => {
                let (value, mask) = self.mark.ok_or_else(|| needs("--set-xmark"))?;
                Target::Mark { value, mask }
            }
            Kind::Connmark => Target::Connmark(self.connmark_operation().ok_or_else(|| needs("--set-xmark"))?),
            Kind::Ct if self.given.is_empty() => return Err(needs("--notrack")),
            // `xt_ct_tg_check`: an untracked packet is in no zone.
            Kind::Ct => self.zone.filter(|_| !self.has("--notrack")).map_or(Target::Notrack("CT"), Target::Zone),
            Kind::Notrack => Target::Notrack("NOTRACK"),
            Kind::Tproxy if !matches!(head.protocol, 6 | 17) || head.protocol_invert => return Err(needs("-p tcp")),
            Kind::Tproxy => {
                let (value, mask) = self.mark.unwrap_or_default();
                let address = self.on_address.unwrap_or(self.family.unspecified());
                Target::Tproxy(Tproxy { port: self.on_port.ok_or_else(|| needs("--on-port"))?, address, value, mask })
            }
            Kind::Other(name, _) => {
                let name = *name;
                self.printed.sort_by_key(|(place, _)| *place);
                Target::Other { name, options: self.printed.into_iter().map(|(_, text)| text).collect() }
            }
        })
    }

    fn has(&self, option: &str) -> bool {
        self.given.iter().any(|given| given == option)
    }

    fn connmark_operation(&self) -> Option<ConnmarkOperation> {
        let [both, nf, ct] = self.masks;
        let (nfmask, ctmask) = (nf.or(both).unwrap_or(u32::MAX), ct.or(both).unwrap_or(u32::MAX));
        let set = self.mark.map(|(value, mask)| ConnmarkOperation::Set { value, mask });
        set.or(match self.connmark {
            Some(ConnmarkOperation::Save { .. }) => Some(ConnmarkOperation::Save { nfmask, ctmask }),
            Some(ConnmarkOperation::Restore { .. }) => Some(ConnmarkOperation::Restore { nfmask, ctmask }),
            Some(ConnmarkOperation::Set { .. }) | None => None,
        })
    }
}

fn mark_bits(option: &str, words: &mut Words<'_>) -> Result<u32, Problem> {
    let text = words.value(option)?;
    names::number(&text).ok_or_else(|| bad(option, &text))
}

/// A syslog level by name or number.
fn log_level(text: &str) -> Option<u32> {
    let names = ["emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"];
    let named = (0..).zip(names).find(|(_, name)| *name == text).map(|(level, _)| level);
    named.or_else(|| names::number(text).filter(|n| *n < 8))
}

/// `80` or `80-90`.
fn ports(text: &str) -> Option<(u16, u16)> {
    let (min, max) = text.split_once('-').map_or((text, text), |pair| pair);
    let (min, max) = (names::port(min)?, names::port(max)?);
    (min <= max && min != 0).then_some((min, max))
}

/// `1.2.3.4`, `1.2.3.4-1.2.3.9:80-90`, `:80`; `[fd00::1]:80` (`parse_to` of `libxt_NAT.c`).
fn address_range(text: &str, family: Family) -> Option<Range> {
    let (addresses, ports_text) = match family {
        Family::V4 => text.split_once(':').map_or((text, None), |(a, p)| (a, Some(p))),
        Family::V6 => match text.strip_prefix('[') {
            Some(rest) => {
                let (inside, tail) = rest.split_once(']')?;
                (inside, if tail.is_empty() { None } else { Some(tail.strip_prefix(':')?) })
            }
            None => (text, None),
        },
    };
    let addresses = if addresses.is_empty() { None } else { Some(pair(addresses, family)?) };
    let ports = match ports_text {
        Some(text) => Some(ports(text)?),
        None => None,
    };
    Some(Range { addresses, ports, ..Range::default() })
}

fn pair(text: &str, family: Family) -> Option<(IpAddr, IpAddr)> {
    let (min, max) = text.split_once('-').map_or((text, text), |pair| pair);
    let (min, max): (IpAddr, IpAddr) = (min.parse().ok()?, max.parse().ok()?);
    let fits = Family::of(min) == family && Family::of(max) == family && min <= max;
    fits.then_some((min, max))
}
