//! Following aliases (RFC 1034 section 3.6.2): the same for one zone and for a server with several.

use crate::{Kind, Name, Question, Record, RecordData, Response};
use malla_trace::{CauseId, Rcode};

/// Where a chain of aliases ended.
pub(crate) enum Chased {
    /// With an answer; the aliases stand in front of it.
    Answered(Response),
    /// At a name that is not known here.
    Elsewhere { question: Question, chain: Vec<Record> },
}

/// How many aliases are followed in one answer, as many as BIND follows. Loops end here.
const ALIAS_LIMIT: usize = 16;

/// Asks `step` again for every alias it answers with; `None` from it means that the name is not known here. A chain that
/// does not end is a failure with cause `why`.
pub(crate) fn chase(question: &Question, why: CauseId, step: impl Fn(&Question) -> Option<Response>) -> Chased {
    let mut chain: Vec<Record> = vec![];
    let mut at = question.clone();
    while chain.len() < ALIAS_LIMIT {
        let Some(mut response) = step(&at) else { return Chased::Elsewhere { question: at, chain } };
        chain.append(&mut response.answers);
        let Some(target) = dangling_alias(&chain, &at.kind).filter(|_| response.authority.is_empty()) else {
            return Chased::Answered(Response { answers: chain, ..response });
        };
        at.name = target.clone();
    }
    Chased::Answered(Response { answers: chain, ..Response::bare(Rcode::ServFail, why) })
}

/// The name that a chain of aliases ends at, when it ends without the data asked for.
fn dangling_alias<'r>(chain: &'r [Record], kind: &Kind) -> Option<&'r Name> {
    match &chain.last()?.data {
        RecordData::Cname(target) if *kind != Kind::Cname => Some(target),
        RecordData::A(_)
        | RecordData::Aaaa(_)
        | RecordData::Cname(_)
        | RecordData::Srv { .. }
        | RecordData::Ptr(_)
        | RecordData::Txt(_)
        | RecordData::Soa(_)
        | RecordData::Ns(_) => None,
    }
}
