//! Netlink messages to and from netfilter (`include/uapi/linux/netfilter/nfnetlink.h`): requests, answers, and the
//! attributes inside.

use crate::sys;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;

/// `NLMSG_ERROR`: the answer to a request that wants one.
const ERROR: u16 = 2;
/// `NLMSG_DONE`: the end of a list.
const DONE: u16 = 3;
/// `NLM_F_REQUEST | NLM_F_ACK`.
const REQUEST: u16 = 5;
/// `NLM_F_REQUEST | NLM_F_DUMP`.
const LIST: u16 = 0x301;

/// A socket to netfilter in the network namespace where it was made.
#[derive(Debug)]
pub(crate) struct Netlink {
    socket: File,
    buffer: Vec<u8>,
}

/// A message: its type (subsystem and number) and its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// Subsystem times 256, plus the message's number there.
    pub(crate) kind: u16,
    /// Everything behind `struct nfgenmsg`.
    pub(crate) attributes: Vec<u8>,
}

/// What to ask netfilter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    /// As in [`Message`].
    pub(crate) kind: u16,
    /// `AF_INET`, `AF_INET6` or `AF_UNSPEC`.
    pub(crate) family: u8,
    /// `res_id`: a group, for the log.
    pub(crate) resource: u16,
    /// The attributes.
    pub(crate) attributes: &'a [u8],
}

impl Netlink {
    /// A socket, listening to a group if one is named.
    pub(crate) fn open(group: Option<i32>) -> Result<Self, String> {
        let socket: OwnedFd = sys::netfilter_socket().map_err(|e| format!("netlink socket: {e}"))?;
        if let Some(group) = group {
            sys::join(&socket, group).map_err(|e| format!("netlink group {group}: {e}"))?;
        }
        Ok(Self { socket: File::from(socket), buffer: vec![0; 1 << 18] })
    }

    /// Asks for something to be done, and waits until it is.
    pub(crate) fn ask(&mut self, request: Request<'_>) -> Result<(), String> {
        self.send(request, REQUEST)?;
        let answer = self.receive()?.into_iter().find(|message| message.kind == ERROR);
        // An answer is no netfilter message: its first four bytes, an error number, are where nfgenmsg would be.
        answer.map(|_| ()).ok_or_else(|| format!("netlink request {:#x}: no answer", request.kind))
    }

    /// Asks for a list.
    pub(crate) fn list(&mut self, request: Request<'_>) -> Result<Vec<Message>, String> {
        self.send(request, LIST)?;
        let mut all = vec![];
        loop {
            let messages = self.receive()?;
            let ends = messages.is_empty() || messages.iter().any(|message| [ERROR, DONE].contains(&message.kind));
            all.extend(messages.into_iter().filter(|message| message.kind > DONE));
            if ends {
                return Ok(all);
            }
        }
    }

    fn send(&mut self, request: Request<'_>, flags: u16) -> Result<(), String> {
        let length = u32::try_from(20 + request.attributes.len()).map_err(|e| e.to_string())?;
        let mut bytes = length.to_ne_bytes().to_vec();
        bytes.extend(request.kind.to_ne_bytes());
        bytes.extend(flags.to_ne_bytes());
        bytes.extend([0; 8]);
        bytes.extend([request.family, 0]);
        bytes.extend(request.resource.to_be_bytes());
        bytes.extend(request.attributes);
        self.socket.write_all(&bytes).map_err(|e| format!("netlink request {:#x}: {e}", request.kind))
    }

    /// Everything that has come. An error number in an answer is an error.
    pub(crate) fn receive(&mut self) -> Result<Vec<Message>, String> {
        let mut all = vec![];
        loop {
            match self.socket.read(&mut self.buffer) {
                Ok(length) => read_messages(&self.buffer[..length], &mut all)?,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(all),
                Err(error) => return Err(format!("netlink: {error}")),
            }
        }
    }
}

fn read_messages(mut bytes: &[u8], all: &mut Vec<Message>) -> Result<(), String> {
    while let Some(length) = u32_at(bytes, 0).map(|length| length as usize).filter(|l| (16..=bytes.len()).contains(l)) {
        let kind = u16::from_ne_bytes([bytes[4], bytes[5]]);
        if kind == ERROR {
            let number = u32_at(bytes, 16).map_or(0, u32::cast_signed);
            if number != 0 {
                return Err(format!("netlink answer: {}", io::Error::from_raw_os_error(-number)));
            }
        }
        all.push(Message { kind, attributes: bytes.get(20..length).unwrap_or_default().to_vec() });
        bytes = bytes.get(aligned(length)..).unwrap_or_default();
    }
    Ok(())
}

/// An attribute (`struct nlattr`).
pub(crate) fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(4 + value.len()).unwrap_or(u16::MAX);
    let mut bytes = length.to_ne_bytes().to_vec();
    bytes.extend(kind.to_ne_bytes());
    bytes.extend(value);
    bytes.resize(aligned(bytes.len()), 0);
    bytes
}

/// The value of the first attribute of that kind.
pub(crate) fn find(mut bytes: &[u8], kind: u16) -> Option<&[u8]> {
    /// `NLA_TYPE_MASK`: without the flags for nesting and byte order.
    const TYPE: u16 = 0x3fff;
    while bytes.len() >= 4 {
        let length = usize::from(u16::from_ne_bytes([bytes[0], bytes[1]]));
        let found = u16::from_ne_bytes([bytes[2], bytes[3]]) & TYPE;
        let value = bytes.get(4..length)?;
        if found == kind {
            return Some(value);
        }
        bytes = bytes.get(aligned(length)..).unwrap_or_default();
    }
    None
}

/// A text attribute, without the zero at its end.
pub(crate) fn text(bytes: &[u8], kind: u16) -> Option<String> {
    let value = find(bytes, kind)?;
    Some(String::from_utf8_lossy(value).trim_end_matches('\0').to_owned())
}

/// A number attribute in network byte order.
pub(crate) fn number(bytes: &[u8], kind: u16) -> Option<u64> {
    let value = find(bytes, kind)?;
    Some(value.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
}

const fn aligned(length: usize) -> usize {
    (length + 3) & !3
}

/// A number of the machine's own byte order.
fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_ne_bytes(four))
}
