//! The editor component, CodeMirror, through its bridge `web/editor/editor.src.js`.

use super::answers::{Card, Offers};
use malla_trace::Diagnostic;
use std::any::Any;
use wasm_bindgen::closure::{Closure, WasmClosure};
use wasm_bindgen::prelude::*;
use web_sys::Element;
use web_sys::js_sys::{Object, Reflect};
use yew::NodeRef;

#[wasm_bindgen(module = "/editor/bundle/editor.js")]
extern "C" {
    #[wasm_bindgen(js_name = Editor)]
    type Bridge;

    #[wasm_bindgen(constructor, js_class = "Editor")]
    fn new(parent: &Element, doc: &str, label: &str, dark: bool, callbacks: &JsValue) -> Bridge;
    #[wasm_bindgen(method)]
    fn open(this: &Bridge, name: &str, text: &str);
    #[wasm_bindgen(method)]
    fn forget(this: &Bridge, name: &str);
    #[wasm_bindgen(method, js_name = setDiagnostics)]
    fn set_diagnostics(this: &Bridge, list: &JsValue);
    #[wasm_bindgen(method, js_name = highlightLine)]
    fn highlight_line(this: &Bridge, line: u32, kind: &str);
    #[wasm_bindgen(method, js_name = clearHighlights)]
    fn clear_highlights(this: &Bridge);
    #[wasm_bindgen(method, js_name = revealLine)]
    fn reveal_line(this: &Bridge, line: u32);
    #[wasm_bindgen(method, js_name = goTo)]
    fn go_to(this: &Bridge, line: u32, column: u32);
    #[wasm_bindgen(method, js_name = setDark)]
    fn set_dark(this: &Bridge, dark: bool);
    #[wasm_bindgen(method, js_name = setLabel)]
    fn set_label(this: &Bridge, label: &str);
    #[wasm_bindgen(method, js_name = setPhrases)]
    fn set_phrases(this: &Bridge, phrases: &JsValue);
    #[wasm_bindgen(method)]
    fn destroy(this: &Bridge);
}

/// What the editor tells the page, and asks it. Lines and columns count from 1, columns in Unicode scalar values.
pub struct Callbacks {
    /// The user edited; the whole text.
    pub change: Box<dyn Fn(String)>,
    /// The user moved the cursor: line and column.
    pub cursor: Box<dyn Fn(u32, u32)>,
    /// What is known of the field at a line and column of a text.
    pub hover: Box<dyn Fn(String, u32, u32) -> Option<Card>>,
    /// What could stand at a line and column of a text.
    pub complete: Box<dyn Fn(String, u32, u32) -> Option<Offers>>,
    /// The words about a field of an owner, in the text of a file of words.
    pub words: Box<dyn Fn(String, String, String) -> Option<String>>,
    /// The titles of a finding's mends, by its number.
    pub fixes: Box<dyn Fn(u32) -> Vec<String>>,
    /// A mend of a finding was chosen, both by number.
    pub fix: Box<dyn Fn(u32, u32)>,
    /// A key was pressed: `format`, `definition`, `fix`.
    pub command: Box<dyn Fn(String)>,
}

/// An editor in the page. It goes when it is dropped.
pub struct Editor {
    bridge: Bridge,
    _heard: Vec<Box<dyn Any>>,
}

/// The functions that the bridge calls, and the object that holds them.
struct Wiring {
    given: Object,
    heard: Vec<Box<dyn Any>>,
}

impl Wiring {
    fn add<T: WasmClosure + ?Sized + 'static>(&mut self, name: &str, closure: Closure<T>) {
        let _ = Reflect::set(&self.given, &name.into(), closure.as_ref());
        self.heard.push(Box::new(closure));
    }

    fn of(callbacks: Callbacks) -> Self {
        let Callbacks { change, cursor, hover, complete, words, fixes, fix, command } = callbacks;
        let mut wiring = Self { given: Object::new(), heard: Vec::new() };
        wiring.add("change", Closure::<dyn Fn(String)>::new(change));
        wiring.add("cursor", Closure::<dyn Fn(u32, u32)>::new(cursor));
        wiring.add("fix", Closure::<dyn Fn(u32, u32)>::new(fix));
        wiring.add("command", Closure::<dyn Fn(String)>::new(command));
        wiring.add("words", Closure::<dyn Fn(String, String, String) -> Option<String>>::new(words));
        wiring.add("fixes", Closure::<dyn Fn(u32) -> Vec<String>>::new(fixes));
        wiring.add(
            "hover",
            Closure::<dyn Fn(String, u32, u32) -> JsValue>::new(move |text, line, column| {
                hover(text, line, column).map_or(JsValue::NULL, |card| card.to_js())
            }),
        );
        wiring.add(
            "complete",
            Closure::<dyn Fn(String, u32, u32) -> JsValue>::new(move |text, line, column| {
                complete(text, line, column).map_or(JsValue::NULL, |offers| offers.to_js())
            }),
        );
        wiring
    }
}

impl Editor {
    /// An empty editor inside `parent`.
    #[must_use]
    pub fn new(parent: &NodeRef, label: &str, dark: bool, callbacks: Callbacks) -> Option<Self> {
        let parent = parent.cast::<Element>()?;
        let Wiring { given, heard } = Wiring::of(callbacks);
        Some(Self { bridge: Bridge::new(&parent, "", label, dark, &given), _heard: heard })
    }

    /// Shows a file; each name keeps its own history.
    pub fn open(&self, name: &str, text: &str) {
        self.bridge.open(name, text);
    }

    /// Drops what is kept of a file.
    pub fn forget(&self, name: &str) {
        self.bridge.forget(name);
    }

    /// Shows exactly these findings.
    pub fn set_diagnostics(&self, list: &[Diagnostic]) {
        if let Ok(list) = serde_wasm_bindgen::to_value(list) {
            self.bridge.set_diagnostics(&list);
        }
    }

    /// Colours a line, and no other.
    pub fn highlight(&self, line: Option<(u32, &str)>) {
        self.bridge.clear_highlights();
        if let Some((line, kind)) = line {
            self.bridge.highlight_line(line, kind);
        }
    }

    /// Scrolls a line into view.
    pub fn reveal(&self, line: u32) {
        self.bridge.reveal_line(line);
    }

    /// Puts the cursor there and the focus in the editor.
    pub fn go_to(&self, line: u32, column: u32) {
        self.bridge.go_to(line, column);
    }

    /// Dark or light.
    pub fn set_dark(&self, dark: bool) {
        self.bridge.set_dark(dark);
    }

    /// Its accessible name, and the words that the component itself says.
    pub fn set_words(&self, label: &str, phrases: &[(&str, &str)]) {
        self.bridge.set_label(label);
        let given = Object::new();
        for (english, translated) in phrases {
            let _ = Reflect::set(&given, &(*english).into(), &(*translated).into());
        }
        self.bridge.set_phrases(&given);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.bridge.destroy();
    }
}
