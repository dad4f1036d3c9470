//! The kernel's own account of a packet: `-j TRACE`, as legacy tables report it to the netlink log and as nf_tables
//! reports it to its trace group.

use crate::forced::{RuleId, numbered};
use crate::host::Backend;
use crate::netlink::{Message, Netlink, Request, attribute, find, number, text};
use crate::walk::Event;
use crate::wire;
use std::collections::{BTreeMap, BTreeSet};

/// Netfilter's subsystems (`NFNL_SUBSYS_*`), in the upper half of a message's type.
const CTNETLINK: u16 = 1 << 8;
const ULOG: u16 = 4 << 8;
const NFTABLES: u16 = 10 << 8;

/// Reads what happened.
pub(crate) struct TraceReader {
    backend: Backend,
    socket: Netlink,
    control: Netlink,
    /// How many rules each chain has, by table and chain.
    lengths: BTreeMap<(String, String), u32>,
    /// The rules that refuse packets.
    rejecting: BTreeSet<RuleId>,
    /// Rule numbers by table, chain and handle (nft).
    handles: BTreeMap<(String, String, u64), u32>,
}

impl TraceReader {
    /// Begins to listen in this process's network namespace.
    pub(crate) fn open(backend: Backend) -> Result<Self, String> {
        /// `NFNLGRP_NFTRACE`.
        const TRACE_GROUP: i32 = 9;
        let socket = match backend {
            Backend::Legacy => log_socket()?,
            Backend::Nft => Netlink::open(Some(TRACE_GROUP))?,
        };
        let (lengths, rejecting, handles) = Default::default();
        Ok(Self { backend, socket, control: Netlink::open(None)?, lengths, rejecting, handles })
    }

    /// Learns the numbers of the rules that were just loaded.
    pub(crate) fn learn(&mut self, rules: &str) -> Result<(), String> {
        self.lengths = lengths(rules);
        let refuses = |(_, rule): &(RuleId, &str)| rule.contains("-j REJECT");
        self.rejecting = numbered(rules).into_iter().filter(refuses).map(|(id, _)| id).collect();
        if self.backend == Backend::Nft {
            self.handles = handles(&mut self.control)?;
        }
        Ok(())
    }

    /// The same for rules in nft's own language.
    pub(crate) fn learn_nft(&mut self, rules: &BTreeMap<RuleId, String>) -> Result<(), String> {
        self.lengths.clear();
        for (table, chain, number) in rules.keys() {
            self.lengths.insert((table.clone(), chain.clone()), *number);
        }
        let refuses = |(_, rule): &(&RuleId, &String)| rule.contains("reject");
        self.rejecting = rules.iter().filter(refuses).map(|(id, _)| id.clone()).collect();
        self.handles = handles(&mut self.control)?;
        Ok(())
    }

    /// `conntrack -F`.
    pub(crate) fn forget_connections(&mut self) -> Result<(), String> {
        /// `IPCTNL_MSG_CT_DELETE`; without a tuple, all.
        const DELETE: u16 = CTNETLINK | 2;
        self.control.ask(Request { kind: DELETE, family: 0, resource: 0, attributes: &[] })
    }

    /// The events so far, in order, those of the tables that were loaded.
    pub(crate) fn read(&mut self) -> Result<Vec<Event>, String> {
        let messages = self.socket.receive()?;
        let events = match self.backend {
            Backend::Legacy => messages.iter().filter_map(legacy_event).collect(),
            Backend::Nft => in_order(messages.iter().filter_map(|m| self.nft_event(m)).collect(), &self.rejecting),
        };
        Ok(events.into_iter().filter_map(|event| self.counted(event)).collect())
    }

    /// The event with our numbers: the rule that traces is none of the text's, and the end of a chain is no rule.
    fn counted(&self, mut event: Event) -> Option<Event> {
        let length = *self.lengths.get(&(event.table.clone(), event.chain.clone()))?;
        let tracing = event.table == "raw" && ["PREROUTING", "OUTPUT"].contains(&event.chain.as_str());
        let number = event.rule.map(|rule| rule - u32::from(tracing));
        let is_end = number.is_some_and(|number| number > length);
        if is_end && !is_builtin(&event.chain) {
            return None;
        }
        event.rule = number.filter(|number| (1..=length).contains(number));
        (event.rule.is_some() || is_end || number.is_none()).then_some(event)
    }

    /// `enum nft_trace_attributes`.
    fn nft_event(&self, message: &Message) -> Option<(u64, Event)> {
        const TRACE: u16 = NFTABLES | 17;
        const POLICY: u64 = 1;
        if message.kind != TRACE {
            return None;
        }
        let bytes = &message.attributes;
        let (table, chain, id) = (text(bytes, 1)?, text(bytes, 2)?, number(bytes, 6)?);
        let rule = if number(bytes, 4)? == POLICY {
            None
        } else {
            Some(*self.handles.get(&(table.clone(), chain.clone(), number(bytes, 3)?))?)
        };
        let mark = u32::try_from(number(bytes, 14).unwrap_or(0)).ok()?;
        Some((id, Event { table, chain, rule, mark, packet: None }))
    }
}

fn is_builtin(chain: &str) -> bool {
    ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"].contains(&chain)
}

/// A socket that gets every line of the kernel's packet log in this namespace, one by one, with the packet.
fn log_socket() -> Result<Netlink, String> {
    /// `NFULNL_MSG_CONFIG`, and what can be configured.
    const CONFIG: u16 = ULOG | 1;
    const COMMAND: u16 = 1;
    const MODE: u16 = 2;
    const AT_ONCE: u16 = 5;
    const BIND: u8 = 1;
    const BIND_FAMILY: u8 = 3;
    const COPY_PACKET: u8 = 2;
    const BYTES: u32 = 96;
    let mut socket = Netlink::open(None)?;
    let mut ask = |family: i32, attributes: &[u8]| {
        let family = u8::try_from(family).map_err(|e| e.to_string())?;
        socket.ask(Request { kind: CONFIG, family, resource: 0, attributes })
    };
    for family in [libc::AF_INET, libc::AF_INET6] {
        ask(family, &attribute(COMMAND, &[BIND_FAMILY]))?;
    }
    ask(libc::AF_UNSPEC, &attribute(COMMAND, &[BIND]))?;
    let mode = [BYTES.to_be_bytes().as_slice(), &[COPY_PACKET, 0]].concat();
    ask(libc::AF_UNSPEC, &attribute(MODE, &mode))?;
    ask(libc::AF_UNSPEC, &attribute(AT_ONCE, &1_u32.to_be_bytes()))?;
    Ok(socket)
}

/// `TRACE: nat:KUBE-SERVICES:rule:3`; `return` and `policy` mark the end of a chain, or a rule without conditions.
fn legacy_event(message: &Message) -> Option<Event> {
    const PACKET: u16 = ULOG;
    const MARK: u16 = 2;
    const PAYLOAD: u16 = 9;
    const PREFIX: u16 = 10;
    if message.kind != PACKET {
        return None;
    }
    let bytes = &message.attributes;
    let prefix = text(bytes, PREFIX)?;
    let mut words = prefix.strip_prefix("TRACE: ")?.trim().split(':');
    let (table, chain, _kind, rule) = (words.next()?, words.next()?, words.next()?, words.next()?.parse().ok()?);
    let mark = u32::try_from(number(bytes, MARK).unwrap_or(0)).ok()?;
    let packet = find(bytes, PAYLOAD).and_then(wire::parse);
    Some(Event { table: table.into(), chain: chain.into(), rule: Some(rule), mark, packet })
}

/// Events in the order of what happened: nf_tables reports a rule after its target, and so a REJECT after everything
/// that its answer met. The number that tells packets apart may come again, and is asked for nothing else.
fn in_order(events: Vec<(u64, Event)>, rejecting: &BTreeSet<RuleId>) -> Vec<Event> {
    let mut ordered: Vec<(u64, Event)> = vec![];
    for (id, event) in events {
        let last = ordered.iter().rposition(|(other, _)| *other == id).filter(|_| is_one_of(&event, rejecting));
        ordered.insert(last.map_or(ordered.len(), |at| at + 1), (id, event));
    }
    ordered.into_iter().map(|(_, event)| event).collect()
}

fn is_one_of(event: &Event, rules: &BTreeSet<RuleId>) -> bool {
    event.rule.is_some_and(|rule| rules.contains(&(event.table.clone(), event.chain.clone(), rule)))
}

/// How many rules each declared chain of the text has.
fn lengths(rules: &str) -> BTreeMap<(String, String), u32> {
    let mut all = BTreeMap::new();
    let mut table = String::new();
    for line in rules.lines() {
        if let Some(name) = line.strip_prefix('*') {
            name.clone_into(&mut table);
        } else if let Some(chain) = line.strip_prefix(':') {
            all.entry((table.clone(), first_word(chain))).or_insert(0);
        } else if let Some(rule) = line.strip_prefix("-A ") {
            *all.entry((table.clone(), first_word(rule))).or_insert(0) += 1;
        }
    }
    all
}

fn first_word(text: &str) -> String {
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// The rules' handles, which nf_tables lists chain by chain in order (`NFT_MSG_GETRULE`).
fn handles(control: &mut Netlink) -> Result<BTreeMap<(String, String, u64), u32>, String> {
    const GET_RULE: u16 = NFTABLES | 7;
    let mut all = BTreeMap::new();
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    for family in [libc::AF_INET, libc::AF_INET6] {
        let family = u8::try_from(family).map_err(|e| e.to_string())?;
        for message in control.list(Request { kind: GET_RULE, family, resource: 0, attributes: &[] })? {
            let bytes = &message.attributes;
            if let (Some(table), Some(chain), Some(handle)) = (text(bytes, 1), text(bytes, 2), number(bytes, 3)) {
                let count = seen.entry((table.clone(), chain.clone())).or_insert(0);
                *count += 1;
                all.insert((table, chain, handle), *count);
            }
        }
    }
    Ok(all)
}
