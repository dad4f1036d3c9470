//! The text of a file in the editor component.

use crate::platform::{Callbacks, Editor};
use crate::state::prefs::Theme;
use crate::words::{T, t};
use malla_core::SourceFile;
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
    /// The user edited: the file's name, and its text.
    pub on_edit: Callback<(String, String)>,
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
    let latest = use_mut_ref(|| (String::new(), props.on_edit.clone()));
    *latest.borrow_mut() = (props.file.name.clone(), props.on_edit.clone());
    let (label, dark) = (t(props.lang, T::EditorLabel), props.theme == Theme::Dark);
    {
        let (host, slot) = (host.clone(), slot.clone());
        use_effect_with((), move |()| {
            let change = move |text: String| {
                let (name, on_edit) = latest.borrow().clone();
                on_edit.emit((name, text));
            };
            *slot.borrow_mut() = Editor::new(&host, label, dark, Callbacks { change: Box::new(change) });
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
