//! Conversations: numbered as they open, judged as they close.

use super::{Journey, LEG_LIMIT};
use malla_trace::{CauseId, Leg, LegId, Purpose, Verdict, VertexId};

impl Journey<'_> {
    /// Opens a conversation.
    ///
    /// # Errors
    /// `Looped` when there are too many: programs call each other in circles.
    pub(super) fn open_leg(
        &mut self,
        parent: Option<LegId>,
        purpose: Purpose,
        from: &VertexId,
        why: CauseId,
    ) -> Result<LegId, Verdict> {
        if self.legs.len() >= LEG_LIMIT {
            return Err(Verdict::Looped);
        }
        let id = LegId(u32::try_from(self.legs.len()).unwrap_or(u32::MAX));
        let (from, verdict) = (from.clone(), Verdict::TimedOut);
        let (to, from_part, to_part, security) = (None, None, None, None);
        self.legs.push(Leg { id, parent, purpose, from, to, from_part, to_part, security, why, verdict });
        Ok(id)
    }

    /// Notes who answered.
    pub(super) fn answered_by(&mut self, leg: LegId, who: &VertexId) {
        if let Some(leg) = self.legs.get_mut(leg.0 as usize) {
            leg.to = Some(who.clone());
        }
    }

    /// Ends a conversation.
    pub(super) fn close_leg(&mut self, leg: LegId, verdict: Verdict) {
        if let Some(leg) = self.legs.get_mut(leg.0 as usize) {
            leg.verdict = verdict;
        }
    }
}
