//! The words of the boundary: what happened, where and why; plain data.
//!
//! Everything that leaves the simulation (to the page, to the command line, to a test) is made of these types, and
//! the engines report in them too. They hold no behaviour but constructors and look-ups, serialise with serde, and
//! name nothing else of ours.
//!
//! Read it in this order: [`Packet`] (what travels), [`Step`] (what one machine did to it), [`Hop`] (one machine's
//! whole turn), [`Leg`] (one conversation), [`Trace`] (a request from question to answer), [`Cause`] (why).

mod action;
mod cause;
mod cause_list;
mod chance;
mod diagnostic;
mod hop;
mod lang;
mod packet;
mod place;
mod probe;
mod security;
mod sentence;
mod shared_text;
mod step;
mod summary;
mod time;
mod topology;
mod trace;
mod tracer;
mod verdict;

pub use action::{
    Action, AppAction, ClusterShare, ConnState, DnsAction, Effect, FilterVerdict, NatKind, NetAction, ProxyAction,
    Rcode, RecordView,
};
pub use cause::{Cause, CauseId, FieldPath, Ledger, ObjectRef, Segment};
pub use cause_list::CauseList;
pub use chance::{Chance, Draw, Seeded};
pub use diagnostic::{Diagnostic, Severity};
pub use hop::{Hop, Message, Phase};
pub use lang::Lang;
pub use packet::{IcmpError, IcmpKind, Packet, TcpFlags, Transport};
pub use place::Place;
pub use probe::{Probe, ProbeError, Url};
pub use security::{Security, Side};
pub use sentence::{Fragment, LinkTarget, Sentence};
pub use step::{Change, Considered, Field, Mismatch, Stage, Step};
pub use summary::{Branch, End, Share, Split, Summary};
pub use time::SimTime;
pub use topology::{Edge, EdgeKind, Fact, Part, PartRole, Topology, Vertex, VertexId, VertexKind, VertexState};
pub use trace::{Culprit, Leg, LegId, NearMiss, Purpose, Reply, Trace};
pub use tracer::{Recorder, Silent, Tracer};
pub use verdict::{DropReason, RejectWith, Verdict};
