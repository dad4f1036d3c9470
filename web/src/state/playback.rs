//! The story of a trace, cut into beats, and the playhead that runs over them. A beat is one moment worth looking at:
//! a machine's turn, or the step inside it that changes something. The playhead is a number; nothing here knows a
//! clock.

use super::tone::{Tone, refuses, rewrites};
use malla_trace::{Action, Hop, LegId, NetAction, Phase, Step, Trace};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// A trace as a sequence of beats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The beats, in order.
    pub beats: Vec<Beat>,
    /// The runs of beats that belong to one conversation without a break.
    pub chapters: Vec<Chapter>,
    /// How far each conversation reaches, from its first beat to its last, and how deep it is nested.
    pub spans: Vec<Span>,
}

/// A moment worth looking at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Index into [`Trace::hops`].
    pub hop: usize,
    /// The step shown; `None` in a hop without steps.
    pub step: Option<usize>,
    /// The first step that this beat covers; those before belong to earlier beats.
    pub first: usize,
    /// Whether a program is at work and no packet exists.
    pub works: bool,
    /// Whether the packet then leaves for another machine.
    pub leaves: bool,
    /// What it means.
    pub tone: Tone,
}

/// A run of beats of one conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Which conversation.
    pub leg: LegId,
    /// Whether it was heard of before.
    pub resumed: bool,
    /// Its beats.
    pub beats: RangeInclusive<usize>,
}

/// A conversation's extent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which conversation.
    pub leg: LegId,
    /// How many conversations it lies in.
    pub depth: usize,
    /// From its first beat to its last.
    pub beats: RangeInclusive<usize>,
}

impl Script {
    /// Cuts a trace into beats: the story, or every packet that really travels.
    #[must_use]
    pub fn of(trace: &Trace, every: bool) -> Self {
        let told = |hop: &Hop| every || hop.phase.is_story();
        let hops = trace.hops.iter().enumerate().filter(|(_, hop)| told(hop));
        let beats: Vec<Beat> = hops.flat_map(|(index, hop)| beats_of(index, hop)).collect();
        let chapters = chapters(trace, &beats);
        let spans = spans(trace, &beats);
        Self { beats, chapters, spans }
    }

    /// The beat at that position, or the last before it.
    #[must_use]
    pub fn beat(&self, index: usize) -> Option<&Beat> {
        self.beats.get(index.min(self.last()))
    }

    /// The number of the last beat (0 when there is none).
    #[must_use]
    pub fn last(&self) -> usize {
        self.beats.len().saturating_sub(1)
    }

    /// The beat that shows that step of that hop, or the hop at all.
    #[must_use]
    pub fn find(&self, hop: usize, step: usize) -> Option<usize> {
        let covers = |beat: &Beat| beat.hop == hop && beat.step.is_none_or(|s| (beat.first..=s).contains(&step));
        self.beats.iter().position(covers).or_else(|| self.beats.iter().position(|beat| beat.hop == hop))
    }

    /// The chapter that a beat belongs to.
    #[must_use]
    pub fn chapter_of(&self, beat: usize) -> usize {
        self.chapters.iter().position(|chapter| chapter.beats.contains(&beat)).unwrap_or(0)
    }

    /// The first beat of the chapter before (or of this one, from its middle).
    #[must_use]
    pub fn chapter_before(&self, beat: usize) -> usize {
        let start = |chapter: usize| self.chapters.get(chapter).map_or(0, |c| *c.beats.start());
        let here = self.chapter_of(beat);
        if beat > start(here) { start(here) } else { start(here.saturating_sub(1)) }
    }

    /// The first beat of the next chapter, or the last beat.
    #[must_use]
    pub fn chapter_after(&self, beat: usize) -> usize {
        self.chapters.get(self.chapter_of(beat) + 1).map_or(self.last(), |c| *c.beats.start())
    }
}

/// The beats of one hop: one for each step of note, one for the end where the last step is none.
fn beats_of(index: usize, hop: &Hop) -> Vec<Beat> {
    let mut beats: Vec<Beat> = Vec::new();
    let works = hop.phase == Phase::Work;
    let mut first = 0;
    for (i, step) in hop.steps.iter().enumerate() {
        let is_last = i + 1 == hop.steps.len();
        // What follows the last step of note in a hop (routing, departure) belongs to that step's beat.
        if is_of_note(step) || (is_last && beats.is_empty()) {
            beats.push(Beat { hop: index, step: Some(i), first, works, leaves: false, tone: Tone::of_step(hop, step) });
            first = i + 1;
        }
    }
    if beats.is_empty() {
        beats.push(Beat { hop: index, step: None, first: 0, works, leaves: false, tone: Tone::of_phase(hop.phase) });
    }
    if let Some(last) = beats.last_mut() {
        last.leaves = hop.next.is_some();
    }
    beats
}

/// Whether a step deserves a beat of its own.
fn is_of_note(step: &Step) -> bool {
    match &step.action {
        Action::Net(NetAction::Translate { undo: true, .. }) => rewrites(step),
        Action::Net(_) => rewrites(step) || refuses(&step.action),
        Action::Dns(_) | Action::Proxy(_) | Action::App(_) => true,
    }
}

fn leg_of(trace: &Trace, beat: &Beat) -> LegId {
    trace.hops.get(beat.hop).map_or(LegId(0), |hop| hop.leg)
}

fn chapters(trace: &Trace, beats: &[Beat]) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for (i, beat) in beats.iter().enumerate() {
        let leg = leg_of(trace, beat);
        match chapters.last_mut() {
            Some(open) if open.leg == leg => open.beats = *open.beats.start()..=i,
            _ => {
                let resumed = chapters.iter().any(|chapter| chapter.leg == leg);
                chapters.push(Chapter { leg, resumed, beats: i..=i });
            }
        }
    }
    chapters
}

fn spans(trace: &Trace, beats: &[Beat]) -> Vec<Span> {
    let mut found: BTreeMap<LegId, Span> = BTreeMap::new();
    for (i, beat) in beats.iter().enumerate() {
        let leg = leg_of(trace, beat);
        let new = || Span { leg, depth: depth(trace, leg), beats: i..=i };
        let span = found.entry(leg).or_insert_with(new);
        span.beats = *span.beats.start()..=i;
    }
    found.into_values().collect()
}

fn depth(trace: &Trace, leg: LegId) -> usize {
    let parent = |leg: LegId| trace.legs.iter().find(|l| l.id == leg).and_then(|l| l.parent);
    std::iter::successors(parent(leg), |up| parent(*up)).take(trace.legs.len()).count()
}

/// Where the story stands: a number of beats, and whether it runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Playhead {
    /// How many beats have passed; the fraction is how far the packet is on its way to the next.
    pub at: f64,
    /// Whether it runs.
    pub playing: bool,
}

/// How long a beat takes, in milliseconds at single speed.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pace {
    rest: f64,
    ride: f64,
}

impl Pace {
    /// Changes are read, passing is watched, the way back is known already.
    fn of(beat: &Beat) -> Self {
        let rest = match beat.tone {
            Tone::Rewrite => 1500.0,
            Tone::Refusal => 1900.0,
            Tone::Request if beat.works => 330.0,
            Tone::Request => 450.0,
            Tone::Reply | Tone::Virtual => 420.0,
        };
        let ride = match (beat.leaves, beat.tone) {
            (false, _) => 0.0,
            (true, Tone::Reply) => 520.0,
            (true, Tone::Request | Tone::Rewrite | Tone::Refusal | Tone::Virtual) => 760.0,
        };
        Self { rest, ride }
    }

    fn total(self) -> f64 {
        self.rest + self.ride
    }
}

impl Playhead {
    /// Standing still on a beat.
    #[must_use]
    pub fn on(beat: usize) -> Self {
        Self { at: beat as f64, playing: false }
    }

    /// The beat it stands on.
    #[must_use]
    pub fn beat(&self) -> usize {
        self.at.max(0.0) as usize
    }

    /// Whether the story is over.
    #[must_use]
    pub fn is_at_end(&self, script: &Script) -> bool {
        self.beat() >= script.last()
    }

    /// Where it stands after `elapsed_ms` milliseconds at `speed`.
    #[must_use]
    pub fn advanced(&self, elapsed_ms: f64, speed: f64, script: &Script) -> Self {
        let mut left = elapsed_ms.max(0.0) * speed;
        let mut at = self.at;
        let last = script.last() as f64;
        while left > 0.0 && at < last {
            let total = script.beat(at as usize).map_or(1.0, |beat| Pace::of(beat).total());
            let whole = at.floor() + 1.0;
            let needed = (whole - at) * total;
            if left < needed {
                at += left / total;
                break;
            }
            left -= needed;
            at = whole;
        }
        Self { at: at.min(last), playing: self.playing && at < last }
    }

    /// How far the packet is on its way to the next machine, 0 while it rests.
    #[must_use]
    pub fn ride(&self, script: &Script) -> f64 {
        let Some(beat) = script.beat(self.beat()) else { return 0.0 };
        let pace = Pace::of(beat);
        if pace.ride == 0.0 {
            return 0.0;
        }
        let passed = self.at.fract() * pace.total();
        eased(((passed - pace.rest) / pace.ride).clamp(0.0, 1.0))
    }
}

/// Slow at both ends (smoothstep).
fn eased(share: f64) -> f64 {
    share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::trace;

    fn printed(script: &Script) -> Vec<String> {
        let line = |beat: &Beat| {
            let step = beat.step.map_or("-".into(), |s| format!("{}..={s}", beat.first));
            format!("{} {step} {}{}", beat.hop, beat.tone.name(), if beat.leaves { " >" } else { "" })
        };
        script.beats.iter().map(line).collect()
    }

    #[test]
    fn a_story_stops_at_what_changes_and_skips_the_handshake() {
        let script = Script::of(&trace(), false);
        let expected = [
            "0 0..=0 req",
            "1 0..=0 req >",
            "2 0..=0 req",
            "3 0..=0 req >",
            "4 0..=4 nat >",
            "5 0..=0 req >",
            "7 0..=0 rep >",
            "8 0..=0 nat >",
            "9 0..=0 req",
        ];
        assert_eq!(printed(&script), expected);
        assert_eq!(printed(&Script::of(&trace(), true)).len(), expected.len() + 1);
    }

    #[test]
    fn chapters_break_where_the_conversation_changes_and_spans_nest() {
        let script = Script::of(&trace(), false);
        let chapters: Vec<String> =
            script.chapters.iter().map(|c| format!("{} {:?} {}", c.leg.0, c.beats, c.resumed)).collect();
        assert_eq!(chapters, ["0 0..=2 false", "1 3..=7 false", "0 8..=8 true"]);
        let spans: Vec<String> =
            script.spans.iter().map(|s| format!("{} {} {:?}", s.leg.0, s.depth, s.beats)).collect();
        assert_eq!(spans, ["0 0 0..=8", "1 1 3..=7"]);
        assert_eq!([script.chapter_before(5), script.chapter_before(3), script.chapter_after(5)], [3, 0, 8]);
        assert_eq!(script.chapter_after(8), 8);
    }

    #[test]
    fn the_playhead_runs_to_the_end_and_stops_there() {
        let script = Script::of(&trace(), false);
        let start = Playhead { at: 0.0, playing: true };
        let soon = start.advanced(100.0, 1.0, &script);
        assert!(soon.at > 0.0 && soon.at < 1.0 && soon.playing);
        assert_eq!(start.advanced(100.0, 2.0, &script), start.advanced(200.0, 1.0, &script));
        assert_eq!(start.advanced(1e9, 1.0, &script), Playhead { at: 8.0, playing: false });
        let mut slow = start;
        for _ in 0..20_000 {
            slow = slow.advanced(16.0, 1.0, &script);
        }
        assert_eq!(slow, Playhead { at: 8.0, playing: false });
        assert!(Playhead::on(8).is_at_end(&script) && !Playhead::on(7).is_at_end(&script));
    }

    #[test]
    fn a_packet_rests_before_it_rides() {
        let script = Script::of(&trace(), false);
        assert_eq!(Playhead { at: 0.9, playing: true }.ride(&script), 0.0, "beat 0 goes nowhere");
        assert_eq!(Playhead::on(1).ride(&script), 0.0);
        let half = Playhead { at: 1.8, playing: true }.ride(&script);
        assert!(half > 0.2 && half < 1.0, "{half}");
        assert_eq!(Playhead::default().ride(&Script::default()), 0.0);
    }

    #[test]
    fn a_step_is_found_on_the_beat_that_covers_it() {
        let script = Script::of(&trace(), false);
        assert_eq!(script.find(4, 2), Some(4));
        assert_eq!(script.find(4, 6), Some(4), "what comes after the last step of note belongs to its beat");
        assert_eq!(script.find(6, 0), None, "the handshake is not told");
    }
}
