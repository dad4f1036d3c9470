// Colours: every colour is a custom property of the page, which reaches through
// the shadow root, so light and dark follow the page without a second theme.
import { EditorView } from '@codemirror/view';
import { HighlightStyle } from '@codemirror/language';
import { tags as t } from '@lezer/highlight';

const tint = (name, percent) => `color-mix(in srgb, var(--${name}) ${percent}%, transparent)`;

/** Colour of a highlighted line, by its kind. */
export const KINDS = { req: 'req', rep: 'rep', nat: 'nat', no: 'no', virt: 'virt' };

export const yamlStyle = HighlightStyle.define([
  { tag: [t.propertyName, t.definition(t.propertyName)], color: 'var(--req)' },
  { tag: [t.string, t.content, t.attributeValue], color: 'var(--rep)' },
  { tag: [t.number, t.bool, t.null], color: 'var(--nat)' },
  { tag: [t.keyword, t.meta, t.typeName, t.labelName], color: 'var(--virt)' },
  { tag: [t.comment, t.lineComment], color: 'var(--soft)', fontStyle: 'italic' },
  { tag: [t.separator, t.punctuation, t.bracket, t.squareBracket, t.brace], color: 'var(--ink)' },
]);

// Words of a coloured line are ink: a token's colour on a tint of another falls below a contrast of 4.5.
const lineKinds = Object.fromEntries(Object.entries(KINDS).flatMap(([kind, name]) => [
  [`.cm-line.cm-mark-${kind} span`, { color: 'var(--ink)' }],
  [`.cm-line.cm-mark-${kind}`, { backgroundColor: tint(name, 20), boxShadow: `inset 3px 0 0 var(--${name})` }],
  [`.cm-gutterElement.cm-mark-${kind}`, { backgroundColor: tint(name, 20), color: 'var(--ink)' }],
]));

export const pageTheme = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--editor-size, 13px)', backgroundColor: 'var(--paper)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--req)', outlineOffset: '-2px' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--mono, monospace)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--soft)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: tint('ink', 4) },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { background: tint('req', 28) },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: tint('virt', 30) },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--band)', color: 'var(--soft)', border: '1px solid var(--line)' },
  '.cm-tooltip': { backgroundColor: 'var(--band)', color: 'var(--ink)', border: '1px solid var(--line)', borderRadius: '6px', maxWidth: 'min(40rem, 92vw)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: tint('req', 30), color: 'var(--ink)' },
  '.cm-panels': { backgroundColor: 'var(--band)', color: 'var(--ink)' },
  '.cm-panel.cm-panel-lint ul [aria-selected]': { backgroundColor: tint('req', 30) },
  '.cm-tooltip code': { fontFamily: 'var(--mono, monospace)', fontSize: '0.94em' },
  '.cm-tooltip-hover': { fontFamily: 'var(--sans, sans-serif)' },
  '.cm-doc-hover': { padding: '6px 10px', maxWidth: '44ch' },
  '.cm-doc-head': { display: 'flex', flexWrap: 'wrap', gap: '0 10px', alignItems: 'baseline' },
  '.cm-doc-title': { fontFamily: 'var(--mono, monospace)', overflowWrap: 'anywhere' },
  '.cm-doc-shape, .cm-doc-fact': { color: 'var(--soft)' },
  '.cm-doc-words, .cm-doc-fact': { margin: '3px 0 0', whiteSpace: 'normal' },
  '.cm-completionInfo': { fontFamily: 'var(--sans, sans-serif)', padding: '6px 10px', maxWidth: '38ch' },
  '.cm-completionDetail': { color: 'var(--soft)', fontStyle: 'normal' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono, monospace)' },
  '.cm-diagnostic-fix': {
    display: 'block', margin: '4px 0 2px', padding: '3px 9px', font: 'inherit', color: 'var(--ink)', cursor: 'pointer',
    backgroundColor: 'var(--paper)', border: '1px solid var(--line)', borderRadius: '6px',
  },
  '.cm-diagnostic-fix:hover, .cm-diagnostic-fix:focus-visible': { borderColor: 'var(--req)' },
  '.cm-diagnostic-code': { fontFamily: 'var(--mono, monospace)', color: 'var(--soft)', marginRight: '0.6em' },
  '.cm-diagnostic-hint': { display: 'block', color: 'var(--soft)' },
  ...lineKinds,
});
