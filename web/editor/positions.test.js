// `node --test`: positions between the page (lines and columns from 1, scalar values) and CodeMirror (UTF-16 offsets).
import test from 'node:test';
import assert from 'node:assert/strict';
import { Text } from '@codemirror/state';
import { lineAt, offsetOf, placeOf, rangeOf } from './positions.js';

const doc = Text.of(['año: 🦀x', '', 'kind: Service']);

test('columns count scalar values, offsets count UTF-16 units', () => {
  assert.equal(offsetOf(doc, 1, 6), 5);
  assert.equal(offsetOf(doc, 1, 7), 7);
  assert.equal(offsetOf(doc, 3, 1), 10);
});

test('an offset and its place are inverse', () => {
  for (let line = 1; line <= doc.lines; line++)
    for (let column = 1; column <= [...doc.line(line).text].length + 1; column++)
      assert.deepEqual(placeOf(doc, offsetOf(doc, line, column)), { line, column });
});

test('positions outside the text are clamped', () => {
  assert.equal(lineAt(doc, 99).number, 3);
  assert.equal(offsetOf(doc, 0, 0), 0);
  assert.equal(offsetOf(doc, 1, 99), doc.line(1).to);
  assert.equal(offsetOf(doc, 99, 99), doc.length);
});

test('a range ends before its end column, and is never empty where there is text', () => {
  assert.deepEqual(rangeOf(doc, { line: 1, column: 6, end_line: 1, end_column: 7 }), { from: 5, to: 7 });
  assert.deepEqual(rangeOf(doc, { line: 1, column: 6 }), { from: 5, to: 7 });
  assert.deepEqual(rangeOf(doc, { line: 3, column: 7, end_line: 3, end_column: 3 }), { from: 16, to: 17 });
  assert.deepEqual(rangeOf(doc, { line: 2, column: 1 }), { from: 9, to: 9 });
});
