//! The same request many times: what came of it, counted.

use crate::{CauseId, Probe, Verdict, VertexId};
use serde::{Deserialize, Serialize};

/// What came of the same request, sent many times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// What was sent.
    pub probe: Probe,
    /// How often.
    pub count: u64,
    /// The seed of every decision of chance.
    pub seed: u64,
    /// How the requests ended, the most frequent first.
    pub ends: Vec<End>,
    /// Who took part in the conversations, by the host that was called.
    pub shares: Vec<Share>,
    /// Splits by weight that proxies made on the way.
    pub splits: Vec<Split>,
}

/// How some of the requests ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// How.
    pub verdict: Verdict,
    /// How many.
    pub count: u64,
    /// The first of them: the number of its request, from 1.
    pub first: u64,
}

/// How many conversations one workload had, by how they ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Host and port, as the caller called it (`reviews:9080`).
    pub host: String,
    /// Who answered: the workload (`reviews-v2`), or the machine where there is no workload; `None` where nobody did.
    pub workload: Option<String>,
    /// Its version, where it has one (`v2`).
    pub version: Option<String>,
    /// The machines that answered.
    pub machines: Vec<VertexId>,
    /// How these conversations ended.
    pub verdict: Verdict,
    /// How many.
    pub count: u64,
    /// The number of the request, from 1, in which the first of them took place.
    pub first: u64,
}

/// A split by weight: what was written, and what chance made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The machine whose proxy decided.
    pub at: VertexId,
    /// The route that splits.
    pub route: String,
    /// Why it is there.
    pub why: CauseId,
    /// Its branches, in the order written.
    pub branches: Vec<Branch>,
}

/// One branch of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The upstream cluster.
    pub cluster: String,
    /// The weight as written; the share is this out of the sum.
    pub weight: u32,
    /// How often it was chosen.
    pub count: u64,
    /// The line with the weight.
    pub why: CauseId,
}
