// Starts the WebAssembly module without an inline script, so that a strict
// Content-Security-Policy holds, and says in words when it cannot start.
const script = document.querySelector('script[data-wasm]');
const url = (path) => new URL(path, document.baseURI).href;

function sayWhy(error) {
  const note = document.createElement('p');
  note.setAttribute('role', 'alert');
  note.className = 'boot-error';
  note.textContent = `Malla no ha podido arrancar / could not start: ${error}`;
  document.body.append(note);
}

try {
  const module = await import(url(script.dataset.js));
  await module.default({ module_or_path: url(script.dataset.wasm) });
  dispatchEvent(new CustomEvent('TrunkApplicationStarted'));
} catch (error) {
  sayWhy(error);
  throw error;
}

// Only a release has an offline copy; the policy marks a release (crates/xtask/src/post_build.rs).
const released = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
if (released && 'serviceWorker' in navigator) {
  navigator.serviceWorker.register(url('sw.js')).catch((error) => console.info('no offline copy:', error));
}
