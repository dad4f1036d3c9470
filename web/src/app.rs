//! The page: one model, one way to change it, and the panels that show it.

use crate::editor::EditorPanel;
use crate::inspector::Inspector;
use crate::lesson::LessonPanel;
use crate::lesson::embedded::catalog;
use crate::many::ManyPanel;
use crate::platform::{
    Frames, Hashes, Keyboard, Local, SizeWatch, Timer, Watch, go_to_lesson, lesson_in_hash, mark, now_ms,
    preferred_lang, prefers_dark, prefers_less_motion, show,
};
use crate::probe::{ProbeBar, VerdictBanner};
use crate::proxy::ProxyPanel;
use crate::rules::{RulesPanel, Spot};
use crate::shell::{Ask, Header, Help, Side, Splitter, Tabs, TermCard};
use crate::stage::{Legend, Stage};
use crate::state::action::{Action, Panel, Popup};
use crate::state::keys::action_of;
use crate::state::model::Model;
use crate::state::prefs::{Prefs, Theme};
use crate::timeline::{Hops, Timeline};
use crate::words::{T, t};
use malla_trace::Severity;
use std::rc::Rc;
use yew::{Callback, Component, Context, Html, MouseEvent, NodeRef, html};

/// The page.
pub struct App {
    model: Option<Model>,
    /// The way to everything that can happen. One for good: a part of the page that is given the same draws nothing anew.
    on: Callback<Action>,
    stage: NodeRef,
    frames: Frames,
    /// The lesson that the address bar was last told.
    addressed: Option<String>,
    /// When the present change began, for the figure of milliseconds a keystroke.
    began: Option<f64>,
    /// Whether what is wrong with the present change was shown.
    said: bool,
    /// The cluster is about to follow what was typed.
    following: Option<Timer>,
    watchers: Vec<Box<dyn std::any::Any>>,
}

impl Component for App {
    type Message = Action;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let theme = if prefers_dark() { Theme::Dark } else { Theme::Light };
        let prefs = Prefs::kept(&Local, preferred_lang(), theme);
        let wanted = lesson_in_hash().unwrap_or_default();
        let mut model = Model::new(catalog(), &wanted, prefs, Rc::new(Local));
        if let Some(model) = &mut model {
            model.reduced = prefers_less_motion();
        }
        let link = ctx.link().clone();
        let frames = Frames::new(move |elapsed| link.send_message(Action::Tick(elapsed)));
        frames.ask();
        let on = ctx.link().callback(|action| action);
        Self {
            model,
            on,
            stage: NodeRef::default(),
            frames,
            addressed: None,
            began: None,
            said: false,
            following: None,
            watchers: listeners(ctx),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, action: Action) -> bool {
        let Some(model) = &mut self.model else { return false };
        let is_tick = matches!(action, Action::Tick(_));
        let before = (model.playhead, model.ride(), model.many.clone());
        let action = match action {
            // What is wrong is shown first, and the cluster follows when that is done.
            Action::Edit { file, text } => {
                (self.began, self.said) = (Some(now_ms()), false);
                let link = ctx.link().clone();
                self.following = Some(Timer::new(0, move || link.send_message(Action::Simulate)));
                Action::Type { file, text }
            }
            other => other,
        };
        let (follows, since) = (matches!(action, Action::Simulate), now_ms());
        model.apply(action);
        send_more(model);
        if follows {
            mark("data-ms-simulate", &format!("{:.2}", now_ms() - since));
        }
        let sending = model.many.as_ref().is_some_and(|many| many.is_running());
        if model.playhead.playing || sending {
            self.frames.ask();
        } else {
            self.frames.rest();
        }
        // A frame in which nothing moved needs no drawing.
        !is_tick || before != (model.playhead, model.ride(), model.many.clone())
    }

    fn view(&self, _: &Context<Self>) -> Html {
        self.model.as_ref().map_or_else(Html::default, |model| self.page(model, &self.on))
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let Some(model) = &self.model else { return };
        if first {
            let link = ctx.link().clone();
            self.watchers
                .push(Box::new(SizeWatch::new(&self.stage, move |size| link.send_message(Action::ResizeStage(size)))));
        }
        let title = format!("{} · Malla", model.lesson.title.get(model.prefs.lang));
        show(model.prefs.lang.tag(), model.prefs.theme.name(), &title);
        if self.addressed.as_ref() != Some(&model.lesson.id) {
            self.addressed = Some(model.lesson.id.clone());
            go_to_lesson(&model.lesson.id, first);
        }
        let Some(began) = self.began else { return };
        let took = format!("{:.2}", now_ms() - began);
        if !std::mem::replace(&mut self.said, true) {
            mark("data-ms-diagnostics", &took);
        }
        if !model.is_ahead() {
            mark("data-ms-keystroke", &took);
            self.began = None;
        }
    }
}

/// How many milliseconds of a frame go to sending many requests.
const SENDING_MS: f64 = 7.0;

/// Sends as many requests as a frame has room for, where many are wanted.
fn send_more(model: &mut Model) {
    let began = now_ms();
    while model.many.as_ref().is_some_and(|many| many.is_running()) && now_ms() - began < SENDING_MS {
        model.apply(Action::GoOnSending);
    }
}

/// Everything the page listens to for as long as it lives.
fn listeners(ctx: &Context<App>) -> Vec<Box<dyn std::any::Any>> {
    let (by_key, by_hash, by_wish) = (ctx.link().clone(), ctx.link().clone(), ctx.link().clone());
    let keyboard = Keyboard::new(move |pressed| {
        let action = action_of(&pressed.key, pressed.shift);
        let known = action.is_some();
        action.into_iter().for_each(|action| by_key.send_message(action));
        known
    });
    let hashes = Hashes::new(move |id| by_hash.send_message(Action::OpenLesson(id)));
    let motion = Watch::motion(move |reduced| by_wish.send_message(Action::ReduceMotion(reduced)));
    vec![Box::new(keyboard), Box::new(hashes), Box::new(motion)]
}

const BAND: &[Panel] = &[Panel::Why, Panel::Rules, Panel::Proxy];
const MACHINERY: &[Panel] = &[Panel::Rules, Panel::Proxy];
const SIDE: &[Panel] = &[Panel::Lesson, Panel::Editor];

impl App {
    fn page(&self, model: &Model, on: &Callback<Action>) -> Html {
        let lang = model.prefs.lang;
        html! {
            <div class="app" data-panel={model.panel.name()} data-side={model.side.name()} data-glass={model.glass.name()}
                data-beat={model.playhead.beat().to_string()}
                data-playing={model.playhead.playing.to_string()} data-last={model.script().last().to_string()} data-stale={model.picture.snapshot.is_stale().to_string()}>
                <Header catalog={model.catalog.clone()} lesson={model.lesson.id.clone()} prefs={model.prefs} on={on.clone()} />
                <main>
                <div class="side">
                    <Tabs class="side-tabs" panels={SIDE} panel={model.side} {lang} on={on.clone()} />
                    { lesson(model, on) }
                    { editor(model, on) }
                </div>
                <Splitter label={t(lang, T::ResizeLesson)} property="--left" side={Side::Left} start={300.0} least={220.0} most={0.4} />
                { self.stage(model, on) }
                <Splitter label={t(lang, T::ResizeEditor)} property="--right" side={Side::Right} start={384.0} least={240.0} most={0.5} />
                <Splitter label={t(lang, T::ResizeBand)} property="--below" side={Side::Below} start={306.0} least={150.0} most={0.6} />
                <div class="band">
                    <Timeline picture={model.told.clone()} playhead={model.playhead} speed={model.prefs.speed}  {lang} on={on.clone()} />
                    <Hops picture={model.told.clone()} beat={model.playhead.beat()} {lang} on={on.clone()} />
                    <Splitter label={t(lang, T::ResizeHops)} property="--hops" side={Side::Left} start={400.0} least={220.0} most={0.45} />
                    <div class="glass">
                        <Tabs class="band-tabs" panels={BAND} panel={model.glass} {lang} on={on.clone()} />
                        <Inspector picture={model.told.clone()} beat={model.playhead.beat()} step={model.step()} {lang} on={on.clone()} />
                        <Splitter label={t(lang, T::ResizeRules)} property="--rules" side={Side::Right} start={420.0} least={220.0} most={0.45} />
                        <div class="machinery">
                            <Tabs class="machinery-tabs" panels={MACHINERY} panel={model.machinery()} {lang} on={on.clone()} />
                            { machinery(model, on) }
                        </div>
                    </div>
                </div>
                </main>
                <Tabs class="tabbar" panels={&Panel::ALL[..]} panel={model.panel} {lang} on={on.clone()} />
                { popup(model, on) }
            </div>
        }
    }

    fn stage(&self, model: &Model, on: &Callback<Action>) -> Html {
        let lang = model.prefs.lang;
        html! {
            <section class="stage panel" aria-label={t(lang, T::Stage)}>
                <ProbeBar form={model.form.clone()} picture={model.told.clone()} {lang} on={on.clone()} />
                <div class="drawing" ref={self.stage.clone()}>
                    <Stage picture={model.told.clone()} beat={model.playhead.beat()} ride={model.ride()} size={model.stage}
                        selected={model.selected.clone()} {lang} on={on.clone()} />
                </div>
                { many(model, on) }
                <div class="foot">
                    { foot(model, on) }
                </div>
            </section>
        }
    }
}

fn lesson(model: &Model, on: &Callback<Action>) -> Html {
    let lessons = &model.catalog.lessons;
    let here = lessons.iter().position(|lesson| lesson.id == model.lesson.id);
    let next = here.and_then(|here| lessons.get(here + 1)).map(|lesson| lesson.id.clone());
    html! {
        <LessonPanel lesson={model.lesson.clone()} step={model.lesson_step} {next} judgement={model.picture.judgement.clone()}
            hint_shown={model.hint_shown} lang={model.prefs.lang} on={on.clone()} />
    }
}

fn editor(model: &Model, on: &Callback<Action>) -> Html {
    let tone = model.beat().map_or("req", |beat| beat.tone.name());
    let cited = model.cited().map(|place| (place.clone(), tone));
    html! {
        <EditorPanel lesson={model.lesson.id.clone()} files={model.files.clone()} open={model.open_file}
            snapshot={model.picture.snapshot.clone()}
            diagnostics={model.diagnostics()} {cited} follows={model.follows}
            jump={model.jump.clone()} theme={model.prefs.theme} lang={model.prefs.lang} on={on.clone()} />
    }
}

fn many(model: &Model, on: &Callback<Action>) -> Html {
    let Some(many) = model.many.clone() else { return Html::default() };
    if let Some(number) = many.opened {
        let back = on.reform(|_: MouseEvent| Action::BackToMany);
        let words = t(model.prefs.lang, T::OneOfMany).replace("{n}", &number.to_string());
        return html! {
            <button type="button" class="one-of-many" onclick={back}>{ words.replace("{all}", &many.wanted.to_string()) }</button>
        };
    }
    html! { <ManyPanel {many} picture={model.picture.clone()} lang={model.prefs.lang} on={on.clone()} /> }
}

/// The rules of a packet filter, or the configuration of a proxy.
fn machinery(model: &Model, on: &Callback<Action>) -> Html {
    if model.machinery() == Panel::Proxy { proxy(model, on) } else { rules(model, on) }
}

fn proxy(model: &Model, on: &Callback<Action>) -> Html {
    html! {
        <ProxyPanel picture={model.picture.clone()} told={model.told.clone()} machine={model.proxy_at()} chosen={model.proxy_of.is_some()}
            machines={model.proxies()} present={model.proxy_decided()} line={model.jump.clone().map(|(_, place)| place)}
            lang={model.prefs.lang} on={on.clone()} />
    }
}

fn rules(model: &Model, on: &Callback<Action>) -> Html {
    let hop = model.hop();
    let step = hop.zip(model.step()).and_then(|(hop, step)| Some((hop, hop.steps.get(step)?)));
    let present = step.and_then(|(hop, step)| Spot::of(&hop.at, &step.stage));
    html! {
        <RulesPanel picture={model.picture.clone()} told={model.told.clone()} machine={model.rules_at()}
            chosen={model.rules_of.is_some()} {present} view={model.rules_view.clone()}
            lang={model.prefs.lang} on={on.clone()} />
    }
}

/// Below the stage: that it is out of date, or how the story ended, or what the colours mean.
fn foot(model: &Model, on: &Callback<Action>) -> Html {
    let lang = model.prefs.lang;
    if model.picture.snapshot.is_stale() {
        stale(model, on)
    } else if model.playhead.is_at_end(model.script()) && !model.script().beats.is_empty() {
        html! { <VerdictBanner picture={model.told.clone()} {lang} on={on.clone()} /> }
    } else {
        let meshed = model.picture.topology.vertices.iter().any(|vertex| !vertex.parts.is_empty());
        html! { <Legend {meshed} {lang} /> }
    }
}

/// The text has errors: the stage shows the last good cluster, and says so.
fn stale(model: &Model, on: &Callback<Action>) -> Html {
    let lang = model.prefs.lang;
    let first = model.picture.snapshot.diagnostics(lang).into_iter().find(|d| d.severity == Severity::Error);
    let button = first.map(|d| {
        let onclick = on.reform(move |_: MouseEvent| Action::GoTo(d.place.clone()));
        html! { <button type="button" {onclick}>{ t(lang, T::StaleShow) }</button> }
    });
    html! { <p class="stale" role="status">{ t(lang, T::Stale) }{ button }</p> }
}

fn popup(model: &Model, on: &Callback<Action>) -> Html {
    let lang = model.prefs.lang;
    let close = on.reform(|()| Action::Close);
    match &model.popup {
        None => Html::default(),
        Some(Popup::Help) => html! { <Help {lang} on_close={close} /> },
        Some(Popup::Term(term)) => {
            html! { <TermCard key={term.clone()} term={term.clone()} {lang} on_close={close} /> }
        }
        Some(Popup::AskStartAgain) => ask(T::StartAgain, T::StartAgainAsk, Action::StartAgain, model, on),
        Some(Popup::AskSolution) => ask(T::ShowSolution, T::ShowSolutionAsk, Action::ShowSolution, model, on),
    }
}

fn ask(yes: T, question: T, action: Action, model: &Model, on: &Callback<Action>) -> Html {
    let lang = model.prefs.lang;
    html! {
        <Ask yes={t(lang, yes)} question={t(lang, question)} {lang} on_yes={on.reform(move |()| action.clone())}
            on_no={on.reform(|()| Action::Close)} />
    }
}
