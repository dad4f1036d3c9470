//! What can be done with the text at the cursor: its rules, its definition, the outline, the format.

use super::helper::{self, Target};
use super::outline::{choices, outline};
use crate::state::action::Action;
use crate::words::{T, t};
use malla_core::assist::{self, FormatProblem};
use malla_core::{Snapshot, SourceFile};
use malla_trace::{Diagnostic, Lang, Place};
use yew::{Callback, Html, KeyboardEvent, MouseEvent, Properties, classes, component, html};

/// Something that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// The rules of the Service at the cursor are shown.
    Rules,
    /// The cursor goes to where what is named there is written.
    Definition,
    /// The text is written in order.
    Format,
    /// What is wrong at the cursor is mended.
    Fix,
    /// The objects of the file are listed, or no longer.
    Outline,
    /// What lies over the text goes.
    Close,
}

impl Command {
    /// What a key of the editor does, by the name that the bridge has for it.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "definition" => Some(Self::Definition),
            "format" => Some(Self::Format),
            "fix" => Some(Self::Fix),
            _ => None,
        }
    }
}

/// What came of it, where that is something to see.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Outcome {
    /// Nothing.
    #[default]
    Nothing,
    /// A sentence.
    Note(String),
    /// Several places are meant.
    Choices(Vec<Target>),
    /// The outline of the file.
    Outline,
}

/// What the commands work on.
#[derive(Clone, PartialEq)]
pub struct Desk {
    /// The cluster.
    pub snapshot: Snapshot,
    /// All files.
    pub files: Vec<SourceFile>,
    /// The one that is shown.
    pub file: SourceFile,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// Where the cursor is: line and column.
    pub cursor: (u32, u32),
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

impl Desk {
    /// Does it.
    pub fn run(&self, command: Command, before: &Outcome) -> Outcome {
        match command {
            Command::Rules => {
                self.on.emit(Action::ShowRulesOf(self.place()));
                Outcome::Nothing
            }
            Command::Definition => self.define(),
            Command::Format => self.format(),
            Command::Fix => self.mend(),
            Command::Outline if *before == Outcome::Outline => Outcome::Nothing,
            Command::Outline => Outcome::Outline,
            Command::Close => Outcome::Nothing,
        }
    }

    /// Whether a Service is written at the cursor.
    #[must_use]
    pub fn is_at_service(&self) -> bool {
        self.snapshot.object_at(&self.file.name, self.cursor.0).is_some_and(|object| object.kind == "Service")
    }

    fn place(&self) -> Place {
        let (line, column) = self.cursor;
        Place { file: self.file.name.clone(), line, column, end_line: line, end_column: column }
    }

    fn note(&self, word: T) -> Outcome {
        Outcome::Note(t(self.lang, word).into())
    }

    fn define(&self) -> Outcome {
        let here = (self.file.name.as_str(), self.file.text.as_str());
        let mut found = helper::definition(&self.snapshot, &self.files, here, self.cursor);
        match found.len() {
            0 => self.note(T::NoDefinition),
            1 => {
                found.pop().into_iter().for_each(|target| self.on.emit(Action::GoTo(target.place)));
                Outcome::Nothing
            }
            _ => Outcome::Choices(found),
        }
    }

    fn format(&self) -> Outcome {
        match assist::format(&self.file.text) {
            Ok(text) if text == self.file.text => self.note(T::FormattedAlready),
            Ok(text) => {
                self.edit(text);
                self.note(T::Formatted)
            }
            Err(FormatProblem::Syntax { line }) => {
                Outcome::Note(format!("{} {line}", t(self.lang, T::CannotFormatLine)))
            }
            Err(_) => self.note(T::CannotFormat),
        }
    }

    /// The first mend of whatever is wrong on the cursor's line.
    fn mend(&self) -> Outcome {
        let line = self.cursor.0;
        let here = self.diagnostics.iter().filter(|found| found.place.line <= line && line <= found.place.end_line);
        match here.flat_map(|found| self.snapshot.fixes(found)).next() {
            Some(fix) => {
                self.edit(fix.apply(&self.file.text));
                Outcome::Note(fix.title(self.lang))
            }
            None => self.note(T::NoMend),
        }
    }

    fn edit(&self, text: String) {
        self.on.emit(Action::Edit { file: self.file.name.clone(), text });
    }
}

/// What the tools show.
#[derive(Clone, PartialEq, Properties)]
pub struct ToolsProps {
    /// What they work on.
    pub desk: Desk,
    /// What came of the last one.
    pub outcome: Outcome,
    /// One was chosen.
    pub on_command: Callback<Command>,
}

/// The row of tools, and what came of the last one.
#[component]
pub fn Tools(props: &ToolsProps) -> Html {
    let lang = props.desk.lang;
    let close = props.on_command.reform(|()| Command::Close);
    let onkeydown = {
        let close = close.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                close.emit(())
            }
        }
    };
    let result = match &props.outcome {
        Outcome::Nothing => Html::default(),
        Outcome::Note(words) => html! { <p class="note">{ words }</p> },
        Outcome::Choices(targets) => choices(&props.desk, targets, &close),
        Outcome::Outline => outline(&props.desk, &close),
    };
    html! {
        <div class="tools" role="toolbar" aria-label={t(lang, T::EditorTools)} {onkeydown}>
            { tool(props, Command::Rules, T::ToolRules, T::SeeRules, !props.desk.is_at_service()) }
            { tool(props, Command::Definition, T::ToolDefinition, T::GoToDefinition, false) }
            { tool(props, Command::Outline, T::ToolOutline, T::ShowOutline, false) }
            { tool(props, Command::Format, T::ToolFormat, T::FormatDocument, false) }
            <div class="tool-result" role="status">{ result }</div>
        </div>
    }
}

fn tool(props: &ToolsProps, command: Command, word: T, title: T, disabled: bool) -> Html {
    let lang = props.desk.lang;
    let is_open = (command == Command::Outline).then(|| (props.outcome == Outcome::Outline).to_string());
    let onclick = props.on_command.reform(move |_: MouseEvent| command);
    html! {
        <button type="button" class={classes!("plain", "tool")} title={t(lang, title)} aria-expanded={is_open} {disabled} {onclick}>{ t(lang, word) }</button>
    }
}
