//! The text of a file in the editor component.

use super::helper;
use super::tools::Command;
use crate::platform::{Callbacks, Editor};
use crate::state::prefs::Theme;
use crate::words::{T, t};
use malla_core::{Fix, Snapshot, SourceFile};
use malla_trace::{Diagnostic, Lang, Place};
use std::cell::RefCell;
use std::rc::Rc;
use yew::{AttrValue, Callback, Html, Properties, component, hook, html, use_effect_with, use_mut_ref, use_node_ref};

/// What the editor shows.
#[derive(Clone, PartialEq, Properties)]
pub struct TextProps {
    /// The lesson that the file belongs to.
    pub lesson: AttrValue,
    /// The file.
    pub file: SourceFile,
    /// A coloured line.
    pub mark: Option<Mark>,
    /// The line to go to.
    pub jump: Option<(u32, Place)>,
    /// What is wrong with the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Light or dark.
    pub theme: Theme,
    /// Reader's language.
    pub lang: Lang,
    /// The cluster that the text made.
    pub snapshot: Snapshot,
    /// The user edited: the file's name, and its text.
    pub on_edit: Callback<(String, String)>,
    /// The user moved the cursor: line and column.
    pub on_cursor: Callback<(u32, u32)>,
    /// A key was pressed that does something.
    pub on_command: Callback<Command>,
}

/// A coloured line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which.
    pub line: u32,
    /// Its colour.
    pub kind: &'static str,
    /// Whether it is brought into view.
    pub reveal: bool,
}

type Slot = Rc<RefCell<Option<Editor>>>;

/// The text.
#[component]
pub fn Text(props: &TextProps) -> Html {
    let (host, slot) = (use_node_ref(), use_mut_ref(|| None::<Editor>));
    let latest = use_mut_ref(|| props.clone());
    latest.borrow_mut().clone_from(props);
    let (label, dark) = (t(props.lang, T::EditorLabel), props.theme == Theme::Dark);
    {
        let (host, slot) = (host.clone(), slot.clone());
        use_effect_with((), move |()| {
            *slot.borrow_mut() = Editor::new(&host, label, dark, callbacks(&latest));
            let slot = slot.clone();
            move || drop(slot.borrow_mut().take())
        });
    }
    // In this order: a file before its marks, marks before a jump.
    let file = (format!("{}/{}", props.lesson, props.file.name), props.file.text.clone());
    use_editor(&slot, file, |editor, (name, text)| editor.open(name, text));
    use_editor(&slot, (props.diagnostics.clone(), props.file.name.clone()), |editor, (list, _)| {
        editor.set_diagnostics(list)
    });
    use_editor(&slot, (props.mark.clone(), props.file.name.clone()), |editor, (mark, _)| {
        show_mark(editor, mark.as_ref())
    });
    use_editor(&slot, props.jump.clone(), |editor, jump| {
        if let Some((_, place)) = jump {
            editor.go_to(place.line, place.column);
        }
    });
    use_editor(&slot, dark, |editor, dark| editor.set_dark(*dark));
    use_editor(&slot, props.lang, |editor, lang| editor.set_words(t(*lang, T::EditorLabel), phrases(*lang)));
    html! { <div class="text" data-keys="all" data-file={props.file.name.clone()} ref={host}></div> }
}

/// What the editor tells and asks, answered by what the panel shows at that moment.
fn callbacks(latest: &Rc<RefCell<TextProps>>) -> Callbacks {
    let now = |latest: &Rc<RefCell<TextProps>>| {
        let latest = Rc::clone(latest);
        move || latest.borrow().clone()
    };
    let (change, cursor, hover, complete) = (now(latest), now(latest), now(latest), now(latest));
    let (fixes, fix, command) = (now(latest), now(latest), now(latest));
    Callbacks {
        change: Box::new(move |text| {
            let now = change();
            now.on_edit.emit((now.file.name, text));
        }),
        cursor: Box::new(move |line, column| cursor().on_cursor.emit((line, column))),
        hover: Box::new(move |text, line, column| helper::hover(hover().lang, &text, line, column)),
        complete: Box::new(move |text, line, column| {
            let now = complete();
            helper::complete(now.lang, &now.snapshot, &text, line, column)
        }),
        words: Box::new(|file, owner, field| helper::words(&file, &owner, &field)),
        fixes: Box::new(move |index| {
            let now = fixes();
            now.mends(index).iter().map(|fix| fix.title(now.lang)).collect()
        }),
        fix: Box::new(move |index, chosen| {
            let now = fix();
            if let Some(fix) = now.mends(index).get(chosen as usize) {
                now.on_edit.emit((now.file.name.clone(), fix.apply(&now.file.text)));
            }
        }),
        command: Box::new(move |name| {
            if let Some(known) = Command::of(&name) {
                command().on_command.emit(known);
            }
        }),
    }
}

impl TextProps {
    /// The mends of a finding, by its number.
    fn mends(&self, index: u32) -> Vec<Fix> {
        self.diagnostics.get(index as usize).map_or_else(Vec::new, |finding| self.snapshot.fixes(finding))
    }
}

/// Tells the editor something whenever it changes.
#[hook]
fn use_editor<D: PartialEq + 'static>(slot: &Slot, value: D, tell: fn(&Editor, &D)) {
    let slot = slot.clone();
    use_effect_with(value, move |value| {
        if let Some(editor) = &*slot.borrow() {
            tell(editor, value);
        }
    });
}

fn show_mark(editor: &Editor, mark: Option<&Mark>) {
    editor.highlight(mark.map(|mark| (mark.line, mark.kind)));
    if let Some(mark) = mark.filter(|mark| mark.reveal) {
        editor.reveal(mark.line);
    }
}

/// The words that the editor component itself says, where it should not speak English.
const fn phrases(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => &[],
        Lang::Es => &[
            ("Fold line", "Plegar la línea"),
            ("Unfold line", "Desplegar la línea"),
            ("folded code", "texto plegado"),
            ("unfold", "desplegar"),
            ("Folded lines", "Líneas plegadas"),
            ("Unfolded lines", "Líneas desplegadas"),
            ("to", "a"),
            ("Diagnostics", "Problemas"),
            ("No diagnostics", "Sin problemas"),
            ("close", "cerrar"),
            ("Completions", "Propuestas"),
            ("Control character", "Carácter de control"),
            ("Selection deleted", "Selección borrada"),
        ],
    }
}
