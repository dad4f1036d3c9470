// Highlights: whole lines coloured because a step of the packet cites them.
// They move with the text when it is edited and are the page's to clear.
import { StateEffect, StateField, RangeSet } from '@codemirror/state';
import { Decoration, EditorView, GutterMarker, gutterLineClass } from '@codemirror/view';
import { KINDS } from './colours.js';
import { lineAt } from './positions.js';

const add = StateEffect.define({ map: (mark, changes) => ({ ...mark, at: changes.mapPos(mark.at) }) });
const clear = StateEffect.define();

class Marker extends GutterMarker {
  constructor(kind) { super(); this.elementClass = `cm-mark-${kind}`; }
}
const lines = {}, gutters = {};
for (const kind of Object.keys(KINDS)) {
  lines[kind] = Decoration.line({ class: `cm-mark-${kind}` });
  gutters[kind] = new Marker(kind);
}

/** A field of ranges, one a highlighted line, with `marks[kind]` as value. */
function field(marks, provide) {
  return StateField.define({
    create: () => RangeSet.empty,
    update(set, transaction) {
      set = set.map(transaction.changes);
      for (const effect of transaction.effects) {
        if (effect.is(clear)) set = RangeSet.empty;
        if (effect.is(add)) set = set.update({ add: [marks[effect.value.kind].range(effect.value.at)] });
      }
      return set;
    },
    provide,
  });
}

export const highlights = [
  field(lines, (f) => EditorView.decorations.from(f)),
  field(gutters, (f) => gutterLineClass.from(f)),
];

/** Effect that colours `line` as `kind` (an unknown kind is shown as `nat`). */
export function highlightEffect(doc, line, kind) {
  return add.of({ at: lineAt(doc, line).from, kind: kind in KINDS ? kind : 'nat' });
}

/** Effect that removes every highlight. */
export const clearEffect = () => clear.of(null);
