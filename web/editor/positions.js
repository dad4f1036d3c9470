// Positions: the page counts lines and columns from 1, columns in Unicode
// scalar values; CodeMirror counts UTF-16 code units from the start of the text.
// `doc` is a CodeMirror `Text`; everything is clamped, so a position that belongs
// to an older text never throws.

/** UTF-16 length of the first `count` scalar values of `text`. */
function unitsOf(text, count) {
  let units = 0;
  while (count-- > 0 && units < text.length) units += text.codePointAt(units) > 0xffff ? 2 : 1;
  return units;
}

/** CodeMirror's line object for a line number, clamped into the document. */
export function lineAt(doc, line) {
  return doc.line(Math.min(Math.max(Math.trunc(line) || 1, 1), doc.lines));
}

/** (line, column) from 1, in scalar values → UTF-16 offset. */
export function offsetOf(doc, line, column) {
  const found = lineAt(doc, line);
  return found.from + unitsOf(found.text, Math.max(Math.trunc(column) || 1, 1) - 1);
}

/** UTF-16 offset → `{ line, column }` from 1, in scalar values. */
export function placeOf(doc, offset) {
  const found = doc.lineAt(offset);
  return { line: found.number, column: [...found.text.slice(0, offset - found.from)].length + 1 };
}

/** `{ line, column, end_line, end_column }` (end exclusive) → `{ from, to }`, at least one character wide where the line has one. */
export function rangeOf(doc, place) {
  const from = offsetOf(doc, place.line, place.column);
  const to = offsetOf(doc, place.end_line ?? place.line, place.end_column ?? place.column);
  if (to > from) return { from, to };
  const line = doc.lineAt(from);
  return { from, to: from + unitsOf(line.text.slice(from - line.from), 1) };
}
