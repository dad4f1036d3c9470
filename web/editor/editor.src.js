/*! CodeMirror 6 and Lezer: MIT licence, Copyright (C) 2018-2026 by Marijn Haverbeke <marijn@haverbeke.berlin> and others.
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"),
to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:
The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE. */
// Editor: CodeMirror 6 with YAML, as one class that Rust binds.
//
//   #[wasm_bindgen(module = "/editor/bundle/editor.js")]
//
// Lines and columns count from 1, columns in Unicode scalar values; ends are exclusive. Nothing throws for a
// position outside the text: it is clamped. Texts come and go with "\n" as line break.
//
//   new Editor(parent, doc, label, dark, callbacks)
//       parent     element the editor fills (it gets a shadow root; give it a height)
//       doc        first text          label  accessible name (aria-label)
//       dark       true in dark mode   callbacks  object; every function is optional, fixed at construction:
//         change(text)                            the user edited (never after setText/open)
//         cursor(line, column)                    the cursor moved: the user moved it or edited, or goTo or open did
//         hover(text, line, column) -> Card | null
//         complete(text, line, column) -> Completions | null    never called inside comments
//         words(file, owner, field) -> string | undefined       the words about a field in the text of a .docs file
//         fixes(index) -> [title]                 the mends of the diagnostic with that index, asked for when it is shown
//         fix(index, n)                           one of them was chosen
//         command(name)                           "format" | "definition" | "fix": a key was pressed; the cursor is where it is meant
//       Diagnostic   { place: Place, severity: "error"|"warning"|"info", message, code?, hints?: [string] }
//                    that is malla_trace::Diagnostic as it serialises; other fields are ignored
//       Place        { line, column, end_line?, end_column? }
//       Doc          { path, owner, field }       which file has the words, and where in it
//       Card         { place: Place, title, shape, facts: [string], doc?: Doc }
//       Completions  { place: Place, options: [{ label, kind, detail, before, after, required, doc?: Doc, also: [{ place: Place, text }] }] }
//                    `place` is what an option takes the place of; the cursor goes between `before` and `after`
//
//   text() -> string
//   setText(text)                    replaces what differs; undoable; no change() call
//   open(name, text)                 shows the file `name`: each name keeps its own undo history, cursor and highlights
//   forget(name)                     drops what is kept for `name`
//   replace(line, column, end_line, end_column, text)    an edit on the user's behalf: undoable, does call change()
//   setDiagnostics([Diagnostic])     shows exactly these
//   highlightLine(line, kind)        kind: "req" | "rep" | "nat" | "no" | "virt", the page's colours
//   clearHighlights()
//   revealLine(line)                 scrolls the line to the middle; focus and cursor stay
//   goTo(line, column)               puts the cursor there, scrolls and focuses
//   cursor() -> { line, column }
//   setDark(dark)   setReadOnly(on)   setLabel(label)   setPhrases({english: translated})
//   focus()   undo()   redo()   destroy()
//
// Keys: Tab indents; Esc then Tab (or Shift-Tab) leaves the editor; F8 goes to the next diagnostic; Ctrl-Shift-M lists them;
// Ctrl-Space completes; F12 or Ctrl-click goes to the definition; Shift-Alt-F formats; Ctrl-. mends.
// Phrases that setPhrases may translate: PHRASES below.
// Colours come from the page: --paper --ink --line --band --req --rep --nat --no --virt --soft --mono, and --editor-size.
import { Annotation, Compartment, EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter, drawSelection, hoverTooltip } from '@codemirror/view';
import { defaultKeymap, history, historyKeymap, indentWithTab, redo, undo } from '@codemirror/commands';
import { syntaxHighlighting, syntaxTree, indentOnInput, bracketMatching, foldGutter, foldKeymap, indentUnit } from '@codemirror/language';
import { autocompletion, closeCompletion, completionKeymap, completionStatus, selectedCompletion } from '@codemirror/autocomplete';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { yaml } from '@codemirror/lang-yaml';
import { card, piece, wordsOf } from './cards.js';
import { pageTheme, yamlStyle } from './colours.js';
import { clearEffect, highlightEffect, highlights } from './highlights.js';
import { lineAt, offsetOf, placeOf, rangeOf } from './positions.js';

/** The phrases of CodeMirror that this editor can show or read aloud. */
export const PHRASES = [
  'Fold line', 'Unfold line', 'folded code', 'unfold', 'Folded lines', 'Unfolded lines', 'to',
  'Diagnostics', 'No diagnostics', 'close', 'Completions', 'Control character', 'Selection deleted',
];

const External = Annotation.define();

/** The smallest single change that turns `before` into `after`. */
function difference(before, after) {
  const limit = Math.min(before.length, after.length);
  let from = 0, tail = 0;
  while (from < limit && before[from] === after[from]) from++;
  while (tail < limit - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}

/** What a diagnostic shows: its code, its message, its hints, and a button for every mend. */
function diagnosticNode({ code, message, hints }, mends) {
  const element = piece('span', 'cm-diagnostic');
  if (code) element.append(piece('span', 'cm-diagnostic-code', code));
  element.append(piece('span', 'cm-diagnostic-message', message));
  for (const hint of hints ?? []) element.append(piece('span', 'cm-diagnostic-hint', hint));
  for (const { title, mend } of mends) {
    const button = piece('button', 'cm-diagnostic-fix', title);
    button.type = 'button';
    button.addEventListener('click', mend);
    element.append(button);
  }
  return element;
}

/** A diagnostic as CodeMirror wants it; its mends are looked for only when it is shown. */
function toDiagnostic(doc, given, index, { fixes, fix }) {
  const message = [given.code, given.message, ...(given.hints ?? [])].filter(Boolean).join(' ');
  const mends = () => (fixes?.(index) ?? []).map((title, n) => ({ title, mend: () => fix?.(index, n) }));
  return { ...rangeOf(doc, given.place ?? given), severity: given.severity ?? 'error', message, renderMessage: () => diagnosticNode(given, mends()) };
}

function hoverSource({ hover, words }) {
  return async (view, offset) => {
    const { doc } = view.state, { line, column } = placeOf(doc, offset);
    const found = hover(doc.toString(), line, column);
    if (!found) return null;
    const { from, to } = rangeOf(doc, found.place);
    const dom = await card(found, words);
    // Something else may have been written while the words were fetched.
    return view.state.doc === doc ? { pos: from, end: to, above: true, create: () => ({ dom }) } : null;
  };
}

/** How an option is put in: in place of the word around the cursor, as long as that word has grown since. */
function applying({ before, after, also }, asked, tail, edits) {
  return (view, _, from, to) => {
    const moved = (at) => (at > asked ? at + to - asked : at);
    const rest = also.map((edit, i) => ({ from: moved(edits[i].from), to: moved(edits[i].to), insert: edit.text }));
    const changes = view.state.changes([...rest, { from, to: Math.min(to + tail, view.state.doc.length), insert: before + after }]);
    const shift = rest.reduce((sum, edit) => (edit.from < from ? sum + edit.insert.length - (edit.to - edit.from) : sum), 0);
    view.dispatch({ changes, selection: { anchor: from + shift + before.length }, scrollIntoView: true, userEvent: 'input.complete' });
  };
}

/** CodeMirror's picture of an option. */
const TYPES = { field: 'property', value: 'enum', name: 'variable', kind: 'class', api_version: 'namespace', snippet: 'text' };

/** Whether somebody who types there may want to be offered something: in a word, behind a key, at a new item. */
function worthAsking(doc, pos) {
  const line = doc.lineAt(pos);
  return /[\w"'/.-]$|:\s$|^\s*- $/.test(line.text.slice(0, pos - line.from));
}

function completionSource({ complete, words }) {
  return ({ state, pos, explicit }) => {
    if (syntaxTree(state).resolveInner(pos, -1).name === 'Comment') return null;
    const { doc } = state, { line, column } = placeOf(doc, pos);
    const found = complete(doc.toString(), line, column);
    if (!found || found.options.length === 0) return null;
    const from = offsetOf(doc, found.place.line, found.place.column);
    const end = Math.max(pos, offsetOf(doc, found.place.end_line, found.place.end_column));
    if (!explicit && !worthAsking(doc, pos)) return null;
    const option = (given, i) => ({
      label: given.label, type: TYPES[given.kind], detail: given.required ? `${given.detail} *` : given.detail, boost: -i / 10,
      apply: applying(given, pos, end - pos, given.also.map((edit) => ({ from: offsetOf(doc, edit.place.line, edit.place.column), to: offsetOf(doc, edit.place.end_line, edit.place.end_column) }))),
      info: given.doc ? async () => piece('div', 'cm-doc-words', await wordsOf(given.doc, words)) : undefined,
    });
    return { from, options: found.options.map(option), validFor: /^[\w./-]*$/ };
  };
}

/** Enter on a word that is already whole is a new line, as everywhere. */
const enterAfterWholeWord = {
  key: 'Enter',
  run(view) {
    const chosen = completionStatus(view.state) === 'active' && selectedCompletion(view.state);
    const { head } = view.state.selection.main;
    if (chosen && view.state.sliceDoc(Math.max(0, head - chosen.label.length), head) === chosen.label) closeCompletion(view);
    return false;
  },
};

/** Extensions that answer through the page's callbacks; only those it gave. */
function answers(callbacks) {
  const { hover, complete, command } = callbacks, list = [];
  if (hover) list.push(hoverTooltip(hoverSource(callbacks)));
  if (complete) list.push(Prec.highest(keymap.of([enterAfterWholeWord])), autocompletion({ override: [completionSource(callbacks)] }));
  if (command) list.push(commands(command));
  return list;
}

/** Keys and gestures that the page does something about. */
function commands(command) {
  const does = (key, name) => ({ key, preventDefault: true, run: () => { command(name); return true; } });
  const jump = EditorView.domEventHandlers({
    mousedown(event, view) {
      const at = (event.ctrlKey || event.metaKey) && event.button === 0 && view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (at === false || at === null) return false;
      view.dispatch({ selection: { anchor: at } });
      command('definition');
      return true;
    },
  });
  return [jump, keymap.of([does('F12', 'definition'), does('Shift-Alt-f', 'format'), does('Mod-.', 'fix')])];
}

/** Tells the page what the user did; silent about what the page did itself. */
function reports({ change, cursor }) {
  return EditorView.updateListener.of((update) => {
    if (update.transactions.some((transaction) => transaction.annotation(External))) return;
    if (update.docChanged) change?.(update.state.doc.toString());
    if (cursor && (update.selectionSet || update.docChanged)) {
      const { line, column } = placeOf(update.state.doc, update.state.selection.main.head);
      cursor(line, column);
    }
  });
}

/** Typing over a selection: left to the browser, Chromium gives the new text a style attribute, which a strict policy blocks and reports. */
const typingOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    if (event.inputType !== 'insertText' || event.data === null || view.composing || state.readOnly || state.selection.main.empty) return false;
    view.dispatch(state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

const fixed = [
  lineNumbers(), lintGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(),
  highlightActiveLine(), highlightActiveLineGutter(), indentUnit.of('  '), EditorState.tabSize.of(2), EditorView.lineWrapping,
  yaml(), syntaxHighlighting(yamlStyle), pageTheme, highlights, typingOver,
  keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap, ...foldKeymap, indentWithTab]),
];

/** Settings that change while the editor lives: name → extension of a value. */
const SETTINGS = {
  dark: (on) => EditorView.darkTheme.of(on),
  readOnly: (on) => [EditorState.readOnly.of(on), EditorView.contentAttributes.of({ 'aria-readonly': String(on) })],
  label: (label) => EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', spellcheck: 'false', autocapitalize: 'off' }),
  // The fold gutter draws its titles once, so it is made anew with the phrases.
  phrases: (phrases) => [EditorState.phrases.of(phrases), foldGutter()],
};

export class Editor {
  constructor(parent, doc, label, dark, callbacks) {
    this.values = { dark, readOnly: false, label, phrases: {} };
    this.slots = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, new Compartment()]));
    this.callbacks = callbacks ?? {};
    this.extensions = [...fixed, ...answers(this.callbacks), reports(this.callbacks)];
    this.files = new Map();
    this.name = null;
    // In a shadow root CodeMirror uses adoptedStyleSheets, which a strict style-src allows.
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' });
    root.replaceChildren();
    this.view = new EditorView({ parent: root, root, state: this.newState(doc) });
  }

  newState(doc) {
    const settings = Object.keys(SETTINGS).map((name) => this.slots[name].of(SETTINGS[name](this.values[name])));
    return EditorState.create({ doc, extensions: [this.extensions, settings] });
  }

  set(name, value) {
    this.values[name] = value;
    this.view.dispatch({ effects: this.slots[name].reconfigure(SETTINGS[name](value)) });
  }

  text() { return this.view.state.doc.toString(); }

  setText(text) {
    const change = difference(this.text(), text.replace(/\r\n?/g, '\n'));
    if (change.from < change.to || change.insert) this.view.dispatch({ changes: change, annotations: External.of(true) });
  }

  open(name, text) {
    if (name !== this.name) {
      if (this.name !== null) this.files.set(this.name, this.view.state);
      const kept = this.files.get(name);
      this.name = name;
      this.view.setState(kept ?? this.newState(text));
      // A kept state remembers the settings of its day.
      if (kept) this.view.dispatch({ effects: Object.keys(SETTINGS).map((key) => this.slots[key].reconfigure(SETTINGS[key](this.values[key]))) });
      this.setText(text);
      this.tellCursor();
    }
    this.setText(text);
  }

  forget(name) {
    this.files.delete(name);
    if (name === this.name) this.name = null;
  }

  replace(line, column, end_line, end_column, text) {
    const { doc } = this.view.state, insert = text.replace(/\r\n?/g, '\n');
    const from = offsetOf(doc, line, column), to = Math.max(from, offsetOf(doc, end_line, end_column));
    this.view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, scrollIntoView: true, userEvent: 'input' });
  }

  setDiagnostics(list) {
    const { state } = this.view;
    this.view.dispatch(setDiagnostics(state, list.map((given, index) => toDiagnostic(state.doc, given, index, this.callbacks))));
  }

  highlightLine(line, kind) { this.view.dispatch({ effects: highlightEffect(this.view.state.doc, line, kind) }); }
  clearHighlights() { this.view.dispatch({ effects: clearEffect() }); }

  revealLine(line) {
    this.view.dispatch({ effects: EditorView.scrollIntoView(lineAt(this.view.state.doc, line).from, { y: 'center' }) });
  }

  goTo(line, column) {
    const anchor = offsetOf(this.view.state.doc, line, column);
    this.view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }), annotations: External.of(true) });
    this.view.focus();
    this.tellCursor();
  }

  /** The page moved the cursor itself: it is told all the same, for it asks about the place where it is. */
  tellCursor() {
    const { line, column } = this.cursor();
    this.callbacks.cursor?.(line, column);
  }

  cursor() { return placeOf(this.view.state.doc, this.view.state.selection.main.head); }

  setDark(dark) { this.set('dark', dark); }
  setReadOnly(on) { this.set('readOnly', on); }
  setLabel(label) { this.set('label', label); }
  setPhrases(phrases) { this.set('phrases', phrases); }

  focus() { this.view.focus(); }
  undo() { undo(this.view); }
  redo() { redo(this.view); }
  destroy() { this.view.destroy(); }
}
