//! The panel around the text: tabs above, problems below.

use super::mends::use_mends;
use super::problems::ProblemList;
use super::text::{Mark, Text};
use super::tools::{Desk, Outcome, Tools};
use crate::platform::into_view_across;
use crate::state::action::Action;
use crate::state::prefs::Theme;
use crate::words::{T, t};
use malla_core::{Snapshot, SourceFile};
use malla_trace::{Diagnostic, Lang, Place, Severity};
use yew::{
    AttrValue, Callback, Html, MouseEvent, NodeRef, Properties, classes, component, html, use_callback,
    use_effect_with, use_node_ref, use_state_eq,
};

/// What the panel shows.
#[derive(Clone, PartialEq, Properties)]
pub struct EditorPanelProps {
    /// The lesson: files of the same name are others in another lesson.
    pub lesson: AttrValue,
    /// The manifests.
    pub files: Vec<SourceFile>,
    /// Which one is shown.
    pub open: usize,
    /// The cluster that they make.
    pub snapshot: Snapshot,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
    /// The line that the step on stage rests on, and its colour.
    pub cited: Option<(Place, &'static str)>,
    /// Whether the editor turns to that line.
    pub follows: bool,
    /// The line to go to.
    pub jump: Option<(u32, Place)>,
    /// Light or dark.
    pub theme: Theme,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// The editor panel.
#[component]
pub fn EditorPanel(props: &EditorPanelProps) -> Html {
    let on_edit = use_callback(props.on.clone(), |(file, text), on| on.emit(Action::Edit { file, text }));
    let shown = shown_file(props);
    let (cursor, outcome) = (use_state_eq(|| (1, 1)), use_state_eq(Outcome::default));
    let (bar, front) = (use_node_ref(), use_node_ref());
    let nodes = (bar.clone(), front.clone());
    use_effect_with((shown, props.lesson.clone()), move |_| into_view_across(&nodes.0, &nodes.1));
    let fixes = use_mends(&props.snapshot, &props.diagnostics);
    let Some(file) = props.files.get(shown).cloned() else { return Html::default() };
    let cited = props.cited.as_ref().filter(|(place, _)| place.file == file.name);
    let mark = cited.map(|(place, kind)| Mark { line: place.line, kind, reveal: props.follows });
    let jump = props.jump.clone().filter(|(_, place)| place.file == file.name);
    let mine: Vec<Diagnostic> = props.diagnostics.iter().filter(|d| d.place.file == file.name).cloned().collect();
    let desk = desk(props, &file, &mine, *cursor);
    let on_cursor = {
        let outcome = outcome.clone();
        Callback::from(move |place| {
            cursor.set(place);
            // What was said is about where the cursor was.
            if matches!(*outcome, Outcome::Note(_)) {
                outcome.set(Outcome::Nothing);
            }
        })
    };
    let on_command = {
        let (desk, outcome) = (desk.clone(), outcome.clone());
        Callback::from(move |command| outcome.set(desk.run(command, &outcome)))
    };
    html! {
        <section class="editor panel" aria-label={t(props.lang, T::Editor)}>
            <div class="files" role="group" aria-label={t(props.lang, T::Files)} ref={bar}>
                { for props.files.iter().enumerate().map(|(i, file)| tab(props, i, file, (i == shown).then(|| front.clone()))) }
            </div>
            <Tools {desk} outcome={(*outcome).clone()} on_command={on_command.clone()} />
            <Text lesson={props.lesson.clone()} {file} {mark} {jump} diagnostics={mine} snapshot={props.snapshot.clone()} theme={props.theme}
                lang={props.lang} {on_edit} {on_cursor} {on_command} />
            <ProblemList diagnostics={props.diagnostics.clone()} {fixes} snapshot={props.snapshot.clone()} files={props.files.clone()} lang={props.lang} on={props.on.clone()} />
        </section>
    }
}

fn desk(props: &EditorPanelProps, file: &SourceFile, mine: &[Diagnostic], cursor: (u32, u32)) -> Desk {
    Desk {
        snapshot: props.snapshot.clone(),
        files: props.files.clone(),
        file: file.clone(),
        diagnostics: mine.to_vec(),
        cursor,
        lang: props.lang,
        on: props.on.clone(),
    }
}

/// The file that is shown: the cited one while the editor follows the packet.
fn shown_file(props: &EditorPanelProps) -> usize {
    let cited = props.cited.as_ref().filter(|_| props.follows);
    let position = cited.and_then(|(place, _)| props.files.iter().position(|file| file.name == place.file));
    position.unwrap_or(props.open)
}

fn tab(props: &EditorPanelProps, index: usize, file: &SourceFile, front: Option<NodeRef>) -> Html {
    let is_open = front.is_some();
    let cited = props.cited.as_ref().filter(|(place, _)| place.file == file.name).map(|(_, kind)| *kind);
    let wrong = |severity| props.diagnostics.iter().any(|d| d.place.file == file.name && d.severity == severity);
    let trouble = if wrong(Severity::Error) {
        Some("error")
    } else if wrong(Severity::Warning) {
        Some("warning")
    } else {
        None
    };
    let onclick = props.on.reform(move |_: MouseEvent| Action::OpenFile(index));
    html! {
        <button type="button" key={file.name.clone()} class={classes!("file", is_open.then_some("on"), trouble)}
            aria-current={is_open.then_some("true")} ref={front.unwrap_or_default()} {onclick}>
            { &file.name }
            if let Some(kind) = cited { <i class={classes!("cited", kind)}></i> }
        </button>
    }
}
