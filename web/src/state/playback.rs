//! The story of a trace, cut into beats, and the playhead that runs over them. A beat is one moment worth looking at:
//! a machine's turn, or the step inside it that changes something. The playhead is a number; nothing here knows a
//! clock.

use super::calls::Calls;
use super::overview;
use super::tone::{Tone, refuses, rewrites};
use malla_trace::{Action, Hop, LegId, NetAction, Phase, Step, Trace, VertexId};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// How closely a trace is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Who calls whom: what programs and proxies decide, and where the request then goes.
    Calls,
    /// Every machine's turn, and every step in it that changes something.
    #[default]
    Story,
    /// Every packet that really travels.
    Every,
}

/// From so many beats on a story is told by its calls, unless the learner says otherwise.
const LONG_STORY: usize = 90;

/// A trace as a sequence of beats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// How closely it is told.
    pub detail: Detail,
    /// The beats, in order.
    pub beats: Vec<Beat>,
    /// The calls that the trace consists of.
    pub calls: Calls,
    /// The runs of beats that belong to one call without a break.
    pub acts: Vec<Chapter>,
    /// The runs of beats that belong to one conversation without a break; the acts, where calls are told.
    pub chapters: Vec<Chapter>,
    /// How far each conversation reaches, from its first beat to its last, and how deep it is nested; or each call,
    /// where conversations are nested too deeply to be drawn.
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
    /// The hops that the packet then passes without a word.
    pub via: Vec<usize>,
    /// Whether a program is at work and no packet exists.
    pub works: bool,
    /// How the packet goes on.
    pub ride: Ride,
    /// What it means.
    pub tone: Tone,
}

/// How a packet goes on after a beat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ride {
    /// Not at all.
    Rests,
    /// To another part of the same machine.
    Inside,
    /// To another machine.
    Leaves,
}

/// A place where a packet can be: a machine, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seat {
    /// The machine.
    pub at: VertexId,
    /// Where in it.
    pub within: Within,
}

/// Where in a machine a packet is. Only machines with several parts make a difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    /// Where packets come and go.
    Gate,
    /// In its network, on the way from one part to another.
    Kernel,
    /// With one of its parts.
    Part(String),
}

impl Seat {
    /// Where a packet is during a hop.
    #[must_use]
    pub fn of(hop: &Hop) -> Self {
        let stays = hop.next.is_none() && hop.enters.is_none();
        let within = match (&hop.part, hop.phase) {
            (Some(part), Phase::Work) => Within::Part(part.clone()),
            (None, Phase::Work) => Within::Gate,
            (_, Phase::Open | Phase::Accept | Phase::Request | Phase::Answer) if stays => Within::Kernel,
            (_, Phase::Open | Phase::Accept | Phase::Request | Phase::Answer) => Within::Gate,
        };
        Self { at: hop.at.clone(), within }
    }

    /// Where a machine's packets come and go.
    #[must_use]
    pub const fn gate(at: VertexId) -> Self {
        Self { at, within: Within::Gate }
    }
}

/// A run of beats of one conversation, or of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Which call.
    pub call: usize,
    /// Which conversation; `None` for a whole call.
    pub leg: Option<LegId>,
    /// Whether it was heard of before.
    pub resumed: bool,
    /// Its beats.
    pub beats: RangeInclusive<usize>,
}

/// The extent of a conversation or call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which call.
    pub call: usize,
    /// Which conversation; `None` for a whole call.
    pub leg: Option<LegId>,
    /// In how many others of its sort it lies.
    pub depth: usize,
    /// From its first beat to its last.
    pub beats: RangeInclusive<usize>,
}

/// Conversations nested more deeply than this are shown as the calls they make up.
const DEEPEST: usize = 5;

impl Script {
    /// Cuts a trace into beats; as closely as is followable, when nobody says how closely.
    #[must_use]
    pub fn of(trace: &Trace, detail: Option<Detail>) -> Self {
        let story = Self::told(trace, detail.unwrap_or_default());
        if detail.is_none() && story.beats.len() > LONG_STORY { Self::told(trace, Detail::Calls) } else { story }
    }

    fn told(trace: &Trace, detail: Detail) -> Self {
        let calls = Calls::of(trace);
        let mut beats = match detail {
            Detail::Calls => overview::beats(trace),
            Detail::Story | Detail::Every => close(trace, detail == Detail::Every),
        };
        let rides: Vec<Ride> = (0..beats.len()).map(|beat| ride_of(&route(trace, &beats, beat))).collect();
        beats.iter_mut().zip(rides).for_each(|(beat, ride)| beat.ride = ride);
        let acts = runs(trace, &beats, |leg| (calls.of_leg(leg), None));
        let chapters = match detail {
            Detail::Calls => acts.clone(),
            Detail::Story | Detail::Every => runs(trace, &beats, |leg| (calls.of_leg(leg), Some(leg))),
        };
        let spans = spans(trace, &beats, &calls);
        Self { detail, beats, calls, acts, chapters, spans }
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

    /// The places that the packet goes through from one beat to the next, both ends included.
    #[must_use]
    pub fn route(&self, trace: &Trace, beat: usize) -> Vec<Seat> {
        route(trace, &self.beats, beat)
    }

    /// The beat that shows that step of that hop, or the hop at all, or that passes it without a word.
    #[must_use]
    pub fn find(&self, hop: usize, step: usize) -> Option<usize> {
        let covers = |beat: &Beat| beat.hop == hop && beat.step.is_none_or(|s| (beat.first..=s).contains(&step));
        let place = |test: &dyn Fn(&Beat) -> bool| self.beats.iter().position(test);
        place(&covers).or_else(|| place(&|beat| beat.hop == hop)).or_else(|| place(&|beat| beat.via.contains(&hop)))
    }

    /// The first beat of the chapter before (or of this one, from its middle).
    #[must_use]
    pub fn chapter_before(&self, beat: usize) -> usize {
        start_before(&self.chapters, beat)
    }

    /// The first beat of the next chapter, or the last beat.
    #[must_use]
    pub fn chapter_after(&self, beat: usize) -> usize {
        start_after(&self.chapters, beat).unwrap_or_else(|| self.last())
    }

    /// The beat at which the call before begins (or this one, from its middle).
    #[must_use]
    pub fn call_before(&self, beat: usize) -> usize {
        start_before(&self.acts, beat)
    }

    /// The beat at which the next call begins or goes on, or the last beat.
    #[must_use]
    pub fn call_after(&self, beat: usize) -> usize {
        start_after(&self.acts, beat).unwrap_or_else(|| self.last())
    }
}

fn run_of(runs: &[Chapter], beat: usize) -> usize {
    runs.iter().position(|run| run.beats.contains(&beat)).unwrap_or(0)
}

fn start_before(runs: &[Chapter], beat: usize) -> usize {
    let start = |run: usize| runs.get(run).map_or(0, |run| *run.beats.start());
    let here = run_of(runs, beat);
    if beat > start(here) { start(here) } else { start(here.saturating_sub(1)) }
}

fn start_after(runs: &[Chapter], beat: usize) -> Option<usize> {
    runs.get(run_of(runs, beat) + 1).map(|run| *run.beats.start())
}

/// The story, hop by hop.
fn close(trace: &Trace, every: bool) -> Vec<Beat> {
    let told = |hop: &Hop| every || hop.phase.is_story();
    let hops = trace.hops.iter().enumerate().filter(|(_, hop)| told(hop));
    hops.flat_map(|(index, hop)| beats_of(index, hop)).collect()
}

/// The beats of one hop: one for each step of note, one for the end where the last step is none.
fn beats_of(index: usize, hop: &Hop) -> Vec<Beat> {
    let mut beats: Vec<Beat> = Vec::new();
    let mut first = 0;
    for (i, step) in hop.steps.iter().enumerate() {
        let is_last = i + 1 == hop.steps.len();
        // What follows the last step of note in a hop (routing, departure) belongs to that step's beat.
        if is_of_note(step) || (is_last && beats.is_empty()) {
            beats.push(Beat { step: Some(i), first, tone: Tone::of_step(hop, step), ..Beat::passing(index, hop) });
            first = i + 1;
        }
    }
    if beats.is_empty() {
        beats.push(Beat::passing(index, hop));
    }
    beats
}

impl Beat {
    /// A hop in which nothing of note happens.
    pub(super) fn passing(index: usize, hop: &Hop) -> Self {
        let (works, tone) = (hop.phase == Phase::Work, Tone::of_phase(hop.phase));
        Self { hop: index, step: None, first: 0, via: vec![], works, ride: Ride::Rests, tone }
    }
}

/// Whether a step deserves a beat of its own.
fn is_of_note(step: &Step) -> bool {
    match &step.action {
        Action::Net(NetAction::Translate { undo: true, .. }) => rewrites(step),
        Action::Net(_) => rewrites(step) || refuses(&step.action),
        Action::Dns(_) | Action::Proxy(_) | Action::App(_) => true,
    }
}

/// From where a packet is at a beat, by what it passes without a word, to where the next beat finds it.
fn route(trace: &Trace, beats: &[Beat], index: usize) -> Vec<Seat> {
    let Some(beat) = beats.get(index) else { return vec![] };
    let hops = std::iter::once(beat.hop).chain(beat.via.iter().copied()).filter_map(|hop| trace.hops.get(hop));
    let passed: Vec<&Hop> = hops.collect();
    let mut seats: Vec<Seat> = passed.iter().map(|hop| Seat::of(hop)).collect();
    let same_hop = beats.get(index + 1).filter(|next| next.hop == beat.hop);
    if let (Some(last), None) = (passed.last(), same_hop) {
        let next = beats.get(index + 1).and_then(|next| trace.hops.get(next.hop)).map(Seat::of);
        let expected = last.next.as_ref().unwrap_or(&last.at);
        match next.filter(|next| next.at == *expected) {
            Some(next) => seats.push(next),
            None => seats.extend(last.next.clone().map(Seat::gate)),
        }
    }
    seats.dedup();
    seats
}

fn ride_of(route: &[Seat]) -> Ride {
    match route {
        [] | [_] => Ride::Rests,
        [first, rest @ ..] if rest.iter().all(|seat| seat.at == first.at) => Ride::Inside,
        [..] => Ride::Leaves,
    }
}

pub(super) fn leg_of(trace: &Trace, beat: &Beat) -> LegId {
    trace.hops.get(beat.hop).map_or(LegId(0), |hop| hop.leg)
}

/// The runs of beats that have the same name without a break.
fn runs(trace: &Trace, beats: &[Beat], name: impl Fn(LegId) -> (usize, Option<LegId>)) -> Vec<Chapter> {
    let mut runs: Vec<Chapter> = Vec::new();
    for (i, beat) in beats.iter().enumerate() {
        let (call, leg) = name(leg_of(trace, beat));
        match runs.last_mut() {
            Some(open) if (open.call, open.leg) == (call, leg) => open.beats = *open.beats.start()..=i,
            _ => {
                let resumed = runs.iter().any(|run| (run.call, run.leg) == (call, leg));
                runs.push(Chapter { call, leg, resumed, beats: i..=i });
            }
        }
    }
    runs
}

/// How far conversations reach, or calls where conversations are nested too deeply.
fn spans(trace: &Trace, beats: &[Beat], calls: &Calls) -> Vec<Span> {
    let deep = trace.legs.iter().any(|leg| depth(trace, leg.id) >= DEEPEST);
    let mut found: BTreeMap<u32, Span> = BTreeMap::new();
    for (i, beat) in beats.iter().enumerate() {
        let leg = leg_of(trace, beat);
        let call = calls.of_leg(leg);
        let call_depth = calls.list().get(call).map_or(0, |call| call.depth);
        let (key, leg, depth) =
            if deep { (call as u32, None, call_depth) } else { (leg.0, Some(leg), depth(trace, leg)) };
        let span = found.entry(key).or_insert_with(|| Span { call, leg, depth, beats: i..=i });
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
        let ride = match (beat.ride, beat.tone) {
            (Ride::Rests, _) => 0.0,
            (Ride::Inside, _) => 340.0,
            (Ride::Leaves, Tone::Reply) => 520.0,
            (Ride::Leaves, Tone::Request | Tone::Rewrite | Tone::Refusal | Tone::Virtual) => 760.0,
        };
        // A ride through many machines takes longer than one to the neighbour.
        Self { rest, ride: if ride > 0.0 { ride + 70.0 * beat.via.len() as f64 } else { 0.0 } }
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
            format!("{} {step} {}{}", beat.hop, beat.tone.name(), if beat.ride == Ride::Leaves { " >" } else { "" })
        };
        script.beats.iter().map(line).collect()
    }

    #[test]
    fn a_story_stops_at_what_changes_and_skips_the_handshake() {
        let script = Script::of(&trace(), None);
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
        assert_eq!(printed(&Script::of(&trace(), Some(Detail::Every))).len(), expected.len() + 1);
    }

    #[test]
    fn chapters_break_where_the_conversation_changes_and_spans_nest() {
        let script = Script::of(&trace(), None);
        let chapters: Vec<String> = script
            .chapters
            .iter()
            .map(|c| format!("{} {:?} {}", c.leg.map_or(9, |l| l.0), c.beats, c.resumed))
            .collect();
        assert_eq!(chapters, ["0 0..=2 false", "1 3..=7 false", "0 8..=8 true"]);
        let spans: Vec<String> =
            script.spans.iter().map(|s| format!("{} {} {:?}", s.leg.map_or(9, |l| l.0), s.depth, s.beats)).collect();
        assert_eq!(spans, ["0 0 0..=8", "1 1 3..=7"]);
        assert_eq!([script.chapter_before(5), script.chapter_before(3), script.chapter_after(5)], [3, 0, 8]);
        assert_eq!(script.chapter_after(8), 8);
    }

    #[test]
    fn the_playhead_runs_to_the_end_and_stops_there() {
        let script = Script::of(&trace(), None);
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
        let script = Script::of(&trace(), None);
        assert_eq!(Playhead { at: 0.9, playing: true }.ride(&script), 0.0, "beat 0 goes nowhere");
        assert_eq!(Playhead::on(1).ride(&script), 0.0);
        let half = Playhead { at: 1.8, playing: true }.ride(&script);
        assert!(half > 0.2 && half < 1.0, "{half}");
        assert_eq!(Playhead::default().ride(&Script::default()), 0.0);
    }

    #[test]
    fn a_step_is_found_on_the_beat_that_covers_it() {
        let script = Script::of(&trace(), None);
        assert_eq!(script.find(4, 2), Some(4));
        assert_eq!(script.find(4, 6), Some(4), "what comes after the last step of note belongs to its beat");
        assert_eq!(script.find(6, 0), None, "the handshake is not told");
    }
}
