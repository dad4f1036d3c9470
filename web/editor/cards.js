// Cards: what a hover, a completion and a diagnostic show beside the text. Text only, never markup: words come from
// manifests and from files.

/** An element with a class and some text, in which `words in backticks` are code. */
export function piece(tag, className, text = '') {
  const element = document.createElement(tag);
  element.className = className;
  text.split('`').forEach((part, i) => {
    if (i % 2 === 0) return element.append(part);
    const code = document.createElement('code');
    code.textContent = part;
    element.append(code);
  });
  return element;
}

const files = new Map();

/** A file of the page, fetched once; one that could not be fetched is asked for again. */
export function fetched(path) {
  if (!files.has(path)) {
    const gone = () => { files.delete(path); return ''; };
    files.set(path, fetch(path).then((answer) => (answer.ok ? answer.text() : gone()), gone));
  }
  return files.get(path);
}

/** The words about a field: `{ path, owner, field }` names the file and the place in it, `read` finds them there. */
export async function wordsOf(doc, read) {
  return doc ? read(await fetched(doc.path), doc.owner, doc.field) ?? '' : '';
}

/** What is known of a field. */
export async function card({ title, shape, facts, doc }, read) {
  const element = piece('div', 'cm-doc-hover');
  const head = piece('div', 'cm-doc-head');
  head.append(piece('b', 'cm-doc-title', title), piece('span', 'cm-doc-shape', shape));
  element.append(head);
  const words = await wordsOf(doc, read);
  if (words) element.append(piece('p', 'cm-doc-words', words));
  for (const fact of facts) element.append(piece('p', 'cm-doc-fact', fact));
  return element;
}
