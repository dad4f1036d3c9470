//! The page as a value, and what every action makes of it.

use super::action::{Action, Move, Panel, Popup};
use super::form::Form;
use super::keeping::{Keeping, forget_files, keep_files, keep_step, kept_files, kept_step};
use super::many::Many;
use super::picture::{Picture, cited};
use super::playback::{Beat, Detail, Playhead, Script};
use super::prefs::Prefs;
use super::rules_view::{self, RulesView};
use super::shared::Shared;
use crate::stage::geometry::Size;
use malla_core::{Change, SimHost, SourceFile};
use malla_lesson::{Catalog, Lesson, Target, overlay};
use malla_trace::{Diagnostic, Hop, LinkTarget, ObjectRef, Place, Probe, VertexId};
use std::rc::Rc;

/// The page.
pub struct Model {
    /// The learner's choices.
    pub prefs: Prefs,
    /// All lessons.
    pub catalog: Shared<Catalog>,
    /// The lesson that is open.
    pub lesson: Shared<Lesson>,
    /// The manifests as they are written now.
    pub files: Vec<SourceFile>,
    /// Which of them is shown.
    pub open_file: usize,
    /// What follows from them and from the request.
    pub picture: Shared<Picture>,
    /// The same, for those who look at topology and trace only: another one only where these changed.
    pub told: Shared<Picture>,
    /// The request form.
    pub form: Form,
    /// Where the story stands.
    pub playhead: Playhead,
    /// How closely the learner wants the story told; as closely as is followable, when they did not say.
    pub detail: Option<Detail>,
    /// A step of the present hop that is looked at instead of the beat's own.
    pub looked_at: Option<usize>,
    /// What is selected on the stage.
    pub selected: Option<VertexId>,
    /// What lies over the page.
    pub popup: Option<Popup>,
    /// The panel in front, where there is room for one only.
    pub panel: Panel,
    /// Of lesson and editor, the one in front where there is room for one.
    pub side: Panel,
    /// Of inspector and rules, the one in front where there is room for one.
    pub glass: Panel,
    /// Of rules and proxy, the one that the learner wants to see; the one at work, when they did not say.
    pub machinery: Option<Panel>,
    /// Whose rules are shown; the machine's the packet is at, when nobody's.
    pub rules_of: Option<VertexId>,
    /// What of them is shown.
    pub rules_view: RulesView,
    /// Whose proxy is shown; the one of the pod that the packet is at, when nobody's.
    pub proxy_of: Option<VertexId>,
    /// Many requests, sent or being sent.
    pub many: Option<Shared<Many>>,
    /// The lesson's step, by number from 0.
    pub lesson_step: usize,
    /// Whether the hint is shown.
    pub hint_shown: bool,
    /// Whether the editor turns to the line that the step rests on.
    pub follows: bool,
    /// The line to go to, and a number that makes every wish a new one.
    pub jump: Option<(u32, Place)>,
    /// What is wrong with what was typed since the cluster last followed.
    typed: Option<Vec<Diagnostic>>,
    /// Whether the learner wants less motion.
    pub reduced: bool,
    /// How many pixels the stage has.
    pub stage: Size,
    host: SimHost,
    sent: Probe,
    seed: u64,
    jumps: u32,
    keeping: Rc<dyn Keeping>,
}

impl Model {
    /// The page with a lesson open, its story about to play.
    #[must_use]
    pub fn new(catalog: Catalog, lesson: &str, prefs: Prefs, keeping: Rc<dyn Keeping>) -> Option<Self> {
        let chosen = catalog.get(lesson).or(catalog.lessons.first())?.clone();
        let lesson_step = kept_step(&*keeping, &chosen.id).min(chosen.step_count() - 1);
        let (host, files) = host_of(&chosen, lesson_step, &*keeping);
        let sent = chosen.scenario.probe.clone();
        let picture = Picture::of(host.snapshot(), (&chosen, lesson_step), (&sent, 1), None);
        let picture = Shared::new(picture);
        let open_file = work_file(&chosen, lesson_step, &files);
        Some(Self {
            prefs,
            catalog: Shared::new(catalog),
            files,
            open_file,
            told: picture.clone(),
            picture,
            form: Form::of(&sent),
            playhead: Playhead { at: 0.0, playing: true },
            detail: None,
            looked_at: None,
            selected: None,
            popup: None,
            panel: Panel::Stage,
            side: Panel::Lesson,
            glass: Panel::Why,
            machinery: None,
            rules_of: None,
            rules_view: RulesView::default(),
            proxy_of: None,
            many: None,
            lesson_step,
            hint_shown: false,
            follows: true,
            jump: None,
            typed: None,
            reduced: false,
            stage: Size::default(),
            host,
            sent,
            seed: chosen.scenario.seed,
            lesson: Shared::new(chosen),
            jumps: 0,
            keeping,
        })
    }

    /// The script that plays.
    #[must_use]
    pub fn script(&self) -> &Script {
        &self.picture.script
    }

    /// The beat on stage.
    #[must_use]
    pub fn beat(&self) -> Option<&Beat> {
        self.script().beat(self.playhead.beat())
    }

    /// The step on stage: the one looked at, else the beat's own.
    #[must_use]
    pub fn step(&self) -> Option<usize> {
        self.looked_at.or_else(|| self.beat()?.step)
    }

    /// The line that the step on stage rests on.
    #[must_use]
    pub fn cited(&self) -> Option<&Place> {
        cited(&self.picture.trace, self.beat()?.hop, self.step()?)
    }

    /// How far the packet is on its way, 0 while it rests or nobody wants motion.
    #[must_use]
    pub fn ride(&self) -> f64 {
        if self.reduced { 0.0 } else { self.playhead.ride(self.script()) }
    }

    /// The hop on stage.
    #[must_use]
    pub fn hop(&self) -> Option<&Hop> {
        self.picture.trace.hops.get(self.beat()?.hop)
    }

    /// Does it.
    pub fn apply(&mut self, action: Action) {
        // Nothing is done to a cluster that does not yet know what was typed.
        if !matches!(action, Action::Type { .. } | Action::Tick(_)) {
            self.simulate();
        }
        match action {
            Action::Type { file, text } => self.type_text(&file, text),
            Action::Simulate => {}
            Action::Tick(elapsed) => self.tick(elapsed),
            Action::Move(step) => self.go(step),
            Action::SetSpeed(speed) => self.prefs.set_speed(speed, &*self.keeping),
            Action::SetDetail(detail) => self.set_detail(detail),
            Action::LookAtStep(step) => self.look_at(step),
            Action::SwitchLang => self.prefs.switch_lang(&*self.keeping),
            Action::SwitchTheme => self.prefs.switch_theme(&*self.keeping),
            Action::ReduceMotion(reduced) => self.reduced = reduced,
            Action::ResizeStage(size) => self.stage = size,
            Action::OpenLesson(id) => self.open_lesson(&id),
            Action::Edit { file, text } => self.edit(&file, text),
            Action::OpenFile(index) => self.open_file(index),
            Action::GoTo(place) => self.go_to(place),
            Action::Follow(target) => self.follow(target),
            Action::FollowLesson(target) => self.follow_lesson(target),
            Action::Fill(field, text) => self.form.fill(field, text),
            Action::ResetForm => self.form = Form::of(&self.lesson.scenario.probe),
            Action::Send => self.send(),
            Action::OtherLuck => self.other_luck(),
            Action::SendMany(count) => self.send_many(count),
            Action::GoOnSending => self.go_on_sending(),
            Action::OpenRequest(number) => self.open_request(number),
            Action::BackToMany => self.back_to_many(),
            Action::CloseMany => self.many = None,
            Action::DeletePod(pod) => self.delete_pod(pod),
            Action::Recreate(object) => self.change(Change::Recreate(object)),
            Action::Force { stream, index, outcome } => self.change(Change::Force { stream, index, outcome }),
            Action::Release => self.change(Change::Release),
            Action::Select(id) => self.selected = id,
            Action::SendFrom(id) => self.form.from = id,
            Action::ShowRules(id) => self.show_rules(id),
            Action::ShowService(service) => self.rules_view.service = service,
            Action::DrawService(drawn) => self.rules_view.drawn = drawn,
            Action::ShowRulesOf(place) => self.show_rules_of(place),
            Action::ShowProxy(id) => self.show_proxy(id),
            Action::ShowPanel(panel) => self.show_panel(panel),
            Action::Open(popup) => self.popup = Some(popup),
            Action::Close => self.popup = None,
            Action::ShowHint => self.hint_shown = true,
            Action::NextStep => self.next_step(),
            Action::StartAgain => self.start_again(),
            Action::ShowSolution => self.show_solution(),
        }
    }

    fn tick(&mut self, elapsed: f64) {
        if self.playhead.playing {
            let before = self.playhead.beat();
            self.playhead = self.playhead.advanced(elapsed, self.prefs.speed.factor(), &self.picture.script);
            if self.playhead.beat() != before {
                self.looked_at = None;
            }
        }
    }

    fn go(&mut self, step: Move) {
        let (script, beat) = (&self.picture.script, self.playhead.beat());
        let target = match step {
            Move::Toggle => return self.toggle(),
            Move::Back if self.playhead.at.fract() > 0.0 => beat,
            Move::Back => beat.saturating_sub(1),
            Move::On => (beat + 1).min(script.last()),
            Move::ChapterBack => script.chapter_before(beat),
            Move::ChapterOn => script.chapter_after(beat),
            Move::CallBack => script.call_before(beat),
            Move::CallOn => script.call_after(beat),
            Move::Start => 0,
            Move::End => script.last(),
            Move::To(beat) => beat.min(script.last()),
            Move::Culprit => {
                let culprit = self.picture.trace.culprit.as_ref();
                culprit.and_then(|c| script.find(c.hop, c.step)).unwrap_or_else(|| script.last())
            }
        };
        self.stand_on(target);
    }

    fn stand_on(&mut self, beat: usize) {
        self.playhead = Playhead::on(beat);
        self.looked_at = None;
        self.follows = true;
    }

    fn toggle(&mut self) {
        let over = self.playhead.is_at_end(self.script());
        self.playhead = match (self.playhead.playing, over) {
            (true, _) => Playhead { playing: false, ..self.playhead },
            (false, true) => Playhead { at: 0.0, playing: true },
            (false, false) => Playhead { playing: true, ..self.playhead },
        };
        self.follows = true;
    }

    fn set_detail(&mut self, detail: Option<Detail>) {
        let here = self.beat().map(|beat| (beat.hop, beat.first));
        self.detail = detail;
        let mut picture = (*self.picture).clone();
        picture.script = Script::of(&picture.trace, detail);
        let beat = here.and_then(|(hop, step)| {
            // A packet that is no longer told: the one before it.
            (0..=hop).rev().find_map(|hop| picture.script.find(hop, step))
        });
        self.picture = Shared::new(picture);
        self.told = self.picture.clone();
        self.stand_on(beat.unwrap_or(0));
    }

    fn look_at(&mut self, step: usize) {
        let hop = self.beat().map_or(0, |beat| beat.hop);
        if let Some(beat) = self.script().find(hop, step) {
            self.stand_on(beat);
            self.looked_at = Some(step);
        }
    }

    fn open_lesson(&mut self, id: &str) {
        let Some(lesson) = self.catalog.get(id).cloned() else { return };
        if lesson.id == self.lesson.id {
            return;
        }
        self.lesson_step = kept_step(&*self.keeping, &lesson.id).min(lesson.step_count() - 1);
        (self.host, self.files) = host_of(&lesson, self.lesson_step, &*self.keeping);
        self.sent = lesson.scenario.probe.clone();
        self.form = Form::of(&self.sent);
        self.seed = lesson.scenario.seed;
        self.lesson = Shared::new(lesson);
        let open_file = work_file(&self.lesson, self.lesson_step, &self.files);
        (self.open_file, self.selected, self.hint_shown, self.jump) = (open_file, None, false, None);
        (self.rules_of, self.proxy_of, self.machinery, self.many) = (None, None, None, None);
        self.rules_view = RulesView::default();
        self.play_anew();
    }

    fn edit(&mut self, name: &str, text: String) {
        self.type_text(name, text);
        self.simulate();
    }

    fn type_text(&mut self, name: &str, text: String) {
        let Some(index) = self.files.iter().position(|file| file.name == name && file.text != text) else { return };
        self.files[index].text = text;
        keep_files(&*self.keeping, &self.lesson.id, &self.files, name);
        // The editor may have turned to this file by itself: from now on it stays.
        (self.open_file, self.follows) = (index, false);
        self.typed = Some(self.host.read(&self.files, self.prefs.lang));
    }

    fn simulate(&mut self) {
        if self.typed.take().is_some() {
            self.change(Change::Files(self.files.clone()));
        }
    }

    /// What is wrong with the manifests as they are written now.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.typed.clone().unwrap_or_else(|| self.picture.snapshot.diagnostics(self.prefs.lang))
    }

    /// Whether something was typed that the cluster does not know yet.
    #[must_use]
    pub const fn is_ahead(&self) -> bool {
        self.typed.is_some()
    }

    fn open_file(&mut self, index: usize) {
        self.open_file = index.min(self.files.len().saturating_sub(1));
        self.follows = false;
    }

    fn go_to(&mut self, place: Place) {
        if let Some(index) = self.files.iter().position(|file| file.name == place.file) {
            self.open_file = index;
            self.follows = false;
            self.jumps += 1;
            self.jump = Some((self.jumps, place));
            self.show_panel(Panel::Editor);
            self.popup = None;
        }
    }

    fn follow(&mut self, target: LinkTarget) {
        match target {
            LinkTarget::Place(place) => self.go_to(place),
            LinkTarget::Term { term } => self.popup = Some(Popup::Term(term)),
            LinkTarget::Vertex { id } => self.show(id),
            LinkTarget::Object(object) => {
                let found = self.picture.topology.vertices.iter().find(|v| v.object.as_ref() == Some(&object));
                match found.map(|v| v.id.clone()) {
                    Some(id) => self.show(id),
                    None => self.go_to_object(&object),
                }
            }
        }
    }

    /// A link of a lesson: as any other, or to a place in the manifests as they stand now.
    fn follow_lesson(&mut self, target: Target) {
        match target {
            Target::Term(term) => self.follow(LinkTarget::Term { term }),
            Target::Vertex(id) => self.follow(LinkTarget::Vertex { id }),
            Target::Object(object, None) => self.follow(LinkTarget::Object(object)),
            target @ (Target::Object(_, Some(_)) | Target::File(_, _)) => {
                if let Some(place) = target.place(&self.files) {
                    self.go_to(place);
                }
            }
            Target::Unknown(_) => {}
        }
    }

    /// An object without a figure on the stage: where it is written.
    fn go_to_object(&mut self, object: &ObjectRef) {
        let target = Target::Object(object.clone(), None);
        if let Some(place) = target.place(&self.files) {
            self.go_to(place);
        }
    }

    fn show(&mut self, id: VertexId) {
        self.selected = Some(id);
        self.panel = Panel::Stage;
        self.popup = None;
    }

    fn send(&mut self) {
        if let Ok(probe) = self.form.probe() {
            self.sent = probe;
            self.host.apply(Change::Settle);
            self.play_anew();
        }
    }

    fn other_luck(&mut self) {
        if let Ok(probe) = self.form.probe() {
            self.sent = probe;
            self.seed = self.seed.wrapping_add(1);
            self.host.apply(Change::Settle);
            self.host.apply(Change::Seed(self.seed));
            self.play_anew();
        }
    }

    fn delete_pod(&mut self, pod: ObjectRef) {
        self.selected = None;
        self.change(Change::DeletePod(pod));
    }

    /// The cluster changes under a story that goes on where it was; at its end it stays there, so that a learner who
    /// types sees the new end at once.
    fn change(&mut self, change: Change) {
        let over = self.playhead.is_at_end(self.script());
        self.host.apply(change);
        self.look_again();
        let last = self.script().last();
        if over || self.playhead.beat() > last {
            self.playhead = Playhead::on(last);
        }
    }

    fn look_again(&mut self) {
        self.look_at_request(1);
    }

    fn look_at_request(&mut self, number: u64) {
        let step = (&*self.lesson, self.lesson_step);
        let picture = Picture::of(self.host.snapshot(), step, (&self.sent, number), self.detail);
        let there = |id: &VertexId| picture.topology.get(id).is_some();
        self.selected = self.selected.take().filter(there);
        self.rules_of = self.rules_of.take().filter(there);
        self.proxy_of = self.proxy_of.take().filter(there);
        if let Some(many) = self.many.take() {
            self.many = Some(Shared::new((*many).clone().outdated()));
        }
        self.looked_at = None;
        let same = picture.tells_the_same(&self.told);
        self.picture = Shared::new(picture);
        if !same {
            self.told = self.picture.clone();
        }
    }

    fn play_anew(&mut self) {
        self.look_again();
        self.rewind();
    }

    /// One of many requests is told, while what came of all of them is kept.
    fn open_request(&mut self, number: u64) {
        let Some(many) = self.many.take().filter(|many| !many.stale) else { return };
        self.sent = many.summary.probe.clone();
        self.look_at_request(number);
        self.rewind();
        self.many = Some(Shared::new((*many).clone().showing(Some(number))));
    }

    fn back_to_many(&mut self) {
        if let Some(many) = self.many.take() {
            self.many = Some(Shared::new((*many).clone().showing(None)));
        }
    }

    fn rewind(&mut self) {
        self.machinery = None;
        self.playhead = Playhead { at: 0.0, playing: true };
        self.follows = true;
        self.panel = Panel::Stage;
    }

    fn send_many(&mut self, count: u64) {
        if let Ok(probe) = self.form.probe() {
            self.many = Some(Shared::new(Many::begin(&self.host.snapshot(), &probe, count)));
            (self.selected, self.panel) = (None, Panel::Stage);
        }
    }

    fn go_on_sending(&mut self) {
        if let Some(many) = self.many.take() {
            self.many = Some(Shared::new((*many).clone().advanced(AT_ONCE)));
        }
    }

    fn show_rules(&mut self, id: Option<VertexId>) {
        self.rules_of = id;
        self.show_panel(Panel::Rules);
    }

    /// The rules that rest on a line; all of the Service's that is written there.
    fn show_rules_of(&mut self, place: Place) {
        let Some(machine) = self.rules_at() else { return };
        let object = self.picture.snapshot.object_at(&place.file, place.line);
        if let Some(service) = object.filter(|object| object.kind == "Service") {
            let pictures = self.picture.snapshot.service_pictures(&machine);
            let shown = rules_view::port_at(&pictures, &service, &place).map(rules_view::name);
            // A Service without rules is named all the same: that it has none is the answer.
            self.rules_view.service = shown.or_else(|| Some(format!("{}/{}", service.namespace, service.name)));
        }
        self.jumps += 1;
        self.rules_view.pointed = Some((self.jumps, place));
        self.show_panel(Panel::Rules);
    }

    fn show_proxy(&mut self, id: Option<VertexId>) {
        self.proxy_of = id;
        self.show_panel(Panel::Proxy);
    }

    fn show_panel(&mut self, panel: Panel) {
        self.panel = panel;
        match panel {
            Panel::Lesson | Panel::Editor => self.side = panel,
            Panel::Why => self.glass = panel,
            Panel::Rules | Panel::Proxy => (self.glass, self.machinery) = (panel, Some(panel)),
            Panel::Stage | Panel::Hops => {}
        }
    }

    fn start_again(&mut self) {
        forget_files(&*self.keeping, &self.lesson.id);
        self.lesson_step = 0;
        keep_step(&*self.keeping, &self.lesson.id, 0);
        self.host = malla_lesson::open_at(&self.lesson, 0);
        self.files = self.lesson.begun(0);
        self.rewritten();
    }

    /// What is new in the next step is laid over what the learner wrote.
    fn next_step(&mut self) {
        let step = self.lesson_step + 1;
        let Some(next) = self.lesson.steps.get(step).cloned() else { return };
        self.lesson_step = step;
        self.files = overlay(&self.files, &next.start);
        keep_step(&*self.keeping, &self.lesson.id, step);
        forget_files(&*self.keeping, &self.lesson.id);
        keep_files(&*self.keeping, &self.lesson.id, &self.files, "");
        self.host.apply(Change::Settle);
        self.lay_files();
        self.rewritten();
    }

    fn show_solution(&mut self) {
        self.files = self.lesson.solved(self.lesson_step);
        forget_files(&*self.keeping, &self.lesson.id);
        keep_files(&*self.keeping, &self.lesson.id, &self.files, "");
        self.lay_files();
        self.rewritten();
    }

    /// The files as they are now, whatever stood there before: what may not change is made anew.
    fn lay_files(&mut self) {
        self.host.apply(Change::Files(self.files.clone()));
        let kept: Vec<ObjectRef> = self.host.snapshot().kept().cloned().collect();
        for object in kept {
            self.host.apply(Change::Recreate(object));
        }
    }

    /// All files are others now.
    fn rewritten(&mut self) {
        self.open_file = self.open_file.min(self.files.len().saturating_sub(1));
        (self.popup, self.jump, self.hint_shown) = (None, None, false);
        self.play_anew();
    }
}

/// How many requests are sent before the clock is looked at again.
const AT_ONCE: u64 = 5;

/// The file a step is about: the first that its model solution changes.
fn work_file(lesson: &Lesson, step: usize, files: &[SourceFile]) -> usize {
    let begun = lesson.begun(step);
    let changed = lesson.solved(step).into_iter().find(|file| !begun.contains(file));
    changed.and_then(|changed| files.iter().position(|file| file.name == changed.name)).unwrap_or(0)
}

/// A lesson's cluster at a step, with the learner's own manifests where there are some.
fn host_of(lesson: &Lesson, step: usize, keeping: &dyn Keeping) -> (SimHost, Vec<SourceFile>) {
    let mut host = malla_lesson::open_at(lesson, step);
    let begun = lesson.begun(step);
    match kept_files(keeping, &lesson.id).filter(|files| *files != begun) {
        Some(files) => {
            host.apply(Change::Files(files.clone()));
            (host, files)
        }
        None => (host, begun),
    }
}

#[cfg(test)]
pub(crate) mod tests;
