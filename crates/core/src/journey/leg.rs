//! Conversations: numbered as they open, judged as they close.

use super::Journey;
use super::actor::Actor;
use malla_trace::{CauseId, Leg, LegId, Purpose, Security, Verdict};

/// How many conversations one request may take: with a proxy beside every program, a page of four programs takes some
/// forty, and every retry its share more.
const LEG_LIMIT: usize = 400;

/// How many of them may wait for each other. A cluster whose proxies call each other in circles ends here.
const DEPTH_LIMIT: usize = 40;

impl Journey<'_> {
    /// Opens a conversation.
    ///
    /// # Errors
    /// `Looped` when there are too many: programs call each other in circles.
    pub(super) fn open_leg(
        &mut self,
        parent: Option<LegId>,
        purpose: Purpose,
        from: &Actor,
        why: CauseId,
    ) -> Result<LegId, Verdict> {
        if self.legs.len() >= LEG_LIMIT || self.depth(parent) >= DEPTH_LIMIT {
            return Err(Verdict::Looped);
        }
        let id = LegId(u32::try_from(self.legs.len()).unwrap_or(u32::MAX));
        let (from_part, from, verdict) = (from.part(), from.at.clone(), Verdict::TimedOut);
        let (to, to_part, security) = (None, None, None);
        self.legs.push(Leg { id, parent, purpose, from, to, from_part, to_part, security, why, verdict });
        Ok(id)
    }

    /// How many conversations wait for one.
    fn depth(&self, leg: Option<LegId>) -> usize {
        std::iter::successors(leg, |leg| self.legs.get(leg.0 as usize)?.parent).count()
    }

    /// Notes who answered.
    pub(super) fn answered_by(&mut self, leg: LegId, who: &Actor) {
        if let Some(leg) = self.legs.get_mut(leg.0 as usize) {
            (leg.to, leg.to_part) = (Some(who.at.clone()), who.part());
        }
    }

    /// Notes how it is secured.
    pub(super) fn secured(&mut self, leg: LegId, security: Option<Security>) {
        if let Some(leg) = self.legs.get_mut(leg.0 as usize) {
            leg.security = security;
        }
    }

    /// Ends a conversation.
    pub(super) fn close_leg(&mut self, leg: LegId, verdict: Verdict) {
        if let Some(leg) = self.legs.get_mut(leg.0 as usize) {
            leg.verdict = verdict;
        }
    }
}
