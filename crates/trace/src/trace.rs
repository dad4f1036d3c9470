//! A request from question to answer: every conversation it took, every machine on the way, every cause.

use crate::{Cause, CauseId, Draw, Hop, ObjectRef, Probe, Security, Verdict, VertexId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// A whole request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// What was sent.
    pub probe: Probe,
    /// The seed of every decision of chance.
    pub seed: u64,
    /// The conversations, in the order they were opened. The first is the client's own.
    pub legs: Vec<Leg>,
    /// Every machine's turn, in the order of time.
    pub hops: Vec<Hop>,
    /// What came back, if anything did.
    pub reply: Option<Reply>,
    /// How it ended.
    pub verdict: Verdict,
    /// The step that decided a bad end; `None` when all went well.
    pub culprit: Option<Culprit>,
    /// The decisions of chance, in order. Any of them can be forced the other way.
    pub draws: Vec<Draw>,
    /// Every cause that a step names, and what those rest on.
    pub causes: BTreeMap<CauseId, Cause>,
}

/// A conversation's number in its trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LegId(pub u32);

/// One conversation: a DNS exchange or a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// Its number.
    pub id: LegId,
    /// The conversation that needed it.
    pub parent: Option<LegId>,
    /// What for.
    pub purpose: Purpose,
    /// Who opened it.
    pub from: VertexId,
    /// Who answered, if anybody did.
    pub to: Option<VertexId>,
    /// Which part of the caller opened it: a container's name (`istio-proxy`), where the machine has parts.
    pub from_part: Option<String>,
    /// Which part of the answerer took it.
    pub to_part: Option<String>,
    /// How it is secured; `None` for what is never secured (DNS) and for connections that never stood.
    pub security: Option<Security>,
    /// Why the caller calls just there (the line with the host and port, the route, the probe).
    pub why: CauseId,
    /// How it ended.
    pub verdict: Verdict,
}

/// What a conversation is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "purpose", rename_all = "snake_case")]
pub enum Purpose {
    /// Resolve a name.
    Resolve {
        /// The name as the program asked.
        name: String,
    },
    /// An HTTP request.
    Http {
        /// Host and port called, `web1.miempresa.com:80`.
        to: String,
    },
    /// A TCP connection for anything else (`mysql`).
    Tcp {
        /// Host and port called.
        to: String,
    },
}

/// What came back to the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// HTTP status; 0 for a bare TCP connection.
    pub status: u16,
    /// Headers, in order.
    pub headers: Vec<(String, String)>,
    /// Body, shortened.
    pub body: String,
}

/// Where a bad end was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Culprit {
    /// The conversation that failed first.
    pub leg: LegId,
    /// Index into [`Trace::hops`].
    pub hop: usize,
    /// Index into that hop's steps.
    pub step: usize,
    /// What lies near the address that was called, when that tells more than the step itself.
    pub near: Option<NearMiss>,
}

/// What lies near an address at which a call failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "near", rename_all = "snake_case")]
pub enum NearMiss {
    /// The address is a Service's, but not on that port.
    ServicePort {
        /// The Service.
        service: ObjectRef,
        /// The port that was called.
        called: u16,
        /// The ports it has.
        offers: Vec<u16>,
        /// Why it has those.
        why: CauseId,
    },
    /// The machine is a proxy at the edge, and nobody told it to open that port.
    EdgePort {
        /// The port that was called.
        called: u16,
        /// The ports it has opened.
        offers: Vec<u16>,
        /// Why the proxy is there.
        why: CauseId,
    },
    /// The packet was sent there by a rule that changed its destination.
    Translated {
        /// Where to.
        to: String,
        /// Why the rule says so.
        why: CauseId,
    },
    /// The address belongs to the pod network, and no pod has it.
    NoSuchPod {
        /// The address that was called.
        address: IpAddr,
        /// Why pods have other addresses.
        why: CauseId,
    },
}
