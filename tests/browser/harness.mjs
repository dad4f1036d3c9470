// What every scenario needs: a page of its own, watched for errors and for requests that leave; and the few gestures
// that a learner has.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import assert from 'node:assert/strict';

export const LESSONS = fileURLToPath(new URL('../../lessons/', import.meta.url));

/** The manifest that a lesson begins with. */
export const startOf = (lesson, file) => readFile(join(LESSONS, lesson, 'start', file), 'utf8');

/** The manifest that a step of a lesson ends with. */
export const stepOf = (lesson, step, file) => readFile(join(LESSONS, lesson, 'steps', step, 'solution', file), 'utf8');

/** The lesson with a mesh. */
export const CANARY = '#/lesson/canary';

const WIDE = { width: 1440, height: 900 };

export class Harness {
  constructor(browser, url) { Object.assign(this, { browser, url, contexts: [], troubles: [] }); }

  /** A fresh visitor's page. `hash` chooses a lesson; the rest are the browser's settings. */
  async open({ hash = '', size = WIDE, lang = 'es', theme = 'light', motion = 'reduce', context, ready = true } = {}) {
    const own = context ?? await this.browser.newContext({ viewport: size, locale: lang, colorScheme: theme, reducedMotion: motion });
    if (!context) this.contexts.push(own);
    const page = await own.newPage();
    this.watch(page);
    await page.goto(this.url + hash);
    if (ready) await page.waitForSelector('.stage-drawing .packet');
    return page;
  }

  /** Nothing may be complained about, and no request may leave the origin. */
  watch(page) {
    const origin = new URL(this.url).origin;
    page.on('pageerror', (error) => this.troubles.push(`page error: ${error.message}`));
    page.on('console', (message) => {
      const preload = message.text().includes("The 'integrity' attribute is currently ignored for preload");
      if (['error', 'warning'].includes(message.type()) && !preload) this.troubles.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.origin !== origin) this.troubles.push(`left the origin: ${url}`);
    });
    page.on('requestfailed', (request) => this.troubles.push(`failed: ${request.url()}`));
    page.on('response', (response) => response.status() >= 400 && this.troubles.push(`${response.status()}: ${response.url()}`));
  }

  async close() {
    for (const context of this.contexts.splice(0)) await context.close();
    const found = this.troubles.splice(0);
    assert.deepEqual(found, [], 'the page complained');
  }
}

/** The beat on stage. */
export const beat = async (page) => Number(await page.locator('.app').getAttribute('data-beat'));

/** To the last beat. */
export async function toEnd(page) {
  await page.getByRole('button', { name: /^(Al final|To the end)$/ }).click();
  await page.waitForFunction(() => document.querySelector('.app').dataset.beat === document.querySelector('.app').dataset.last);
}

/** To a beat, as the slider does it. */
export async function seek(page, to) {
  await page.locator('.scrub input').fill(String(to));
  await page.waitForFunction((n) => document.querySelector('.app').dataset.beat === String(n), to);
}

/** The first beat from `from` on where `look(page)` is true. */
export async function seekUntil(page, look, from = 0) {
  const last = Number(await page.locator('.app').getAttribute('data-last'));
  for (let n = from; n <= last; n++) {
    await seek(page, n);
    if (await look(page)) return n;
  }
  assert.fail('no such beat');
}

/** Writes a whole file into the editor, as pasting does. */
export async function write(page, file, text) {
  await page.locator('.files button', { hasText: file }).click();
  await page.waitForSelector(`.text[data-file="${file}"]`);
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

/** Shows the rules of a Service only, by the beginning of its name. */
export async function chooseService(page, name) {
  const values = await page.locator('.of-service option').evaluateAll((options) => options.map((option) => option.value));
  await page.locator('.of-service').selectOption(values.find((value) => value.startsWith(name)));
}

/** The verdict's short form, `200`. */
export const chip = async (page) => (await page.locator('.probe .chip').textContent()).trim();

/** How the request ended, in full. */
export const ending = async (page) => (await page.locator('.ending').textContent()).trim();
