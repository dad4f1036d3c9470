// The editor as a language tool: completion makes a valid manifest, a hover tells in both languages, a mend mends, a name
// leads to what it names, a text is put in order, and the outline leads anywhere.
import assert from 'node:assert/strict';
import { startOf, write } from '../harness.mjs';

const problems = (page) => page.locator('.problems').getAttribute('data-count').then(Number);
const none = (page) => page.waitForFunction(() => document.querySelector('.problems').dataset.count === '0');
const some = (page) => page.waitForFunction(() => document.querySelector('.problems').dataset.count !== '0');
const tool = (page, name) => page.locator('.tools').getByRole('button', { name, exact: true });
const cursorLine = (page) => page.locator('.cm-activeLine').textContent();

/** A line's text in the editor, to point at. */
const word = (page, text) => page.locator('.cm-line', { hasText: text }).getByText(text.split(':')[0].trim(), { exact: true }).first();

async function completes(page) {
  const text = await startOf('whole-road', 'wordpress.yaml');
  await write(page, 'wordpress.yaml', `${text.trimEnd()}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: otro\nspec:\n  selector:\n    app: wordpress\n  ports:\n  - port: 81\n`);
  await page.keyboard.type('    targ');
  const list = page.locator('.cm-tooltip-autocomplete');
  await list.waitFor();
  assert.match(await list.textContent(), /targetPort/);
  await page.waitForTimeout(120);
  await page.keyboard.press('Enter');
  await page.keyboard.type('80');
  await none(page);
  assert.match(await cursorLine(page), /^ {4}targetPort: 80$/);
  assert.match(await page.locator('.of-service').textContent(), /default\/otro/, 'and the cluster has the Service');
}

async function hovers(page, words) {
  await word(page, 'targetPort: 80').hover();
  const card = page.locator('.cm-doc-hover');
  await card.waitFor();
  assert.match(await card.textContent(), /spec\.ports\[\d\]\.targetPort/);
  assert.match(await card.locator('.cm-doc-words').textContent(), words);
  await page.mouse.move(5, 5);
  await card.waitFor({ state: 'detached' });
}

async function mends(page) {
  const text = await startOf('whole-road', 'wordpress.yaml');
  await write(page, 'wordpress.yaml', text.replace('targetPort: 80', 'targetPrt: 80'));
  await some(page);
  await page.locator('.mend').first().click();
  await none(page);
  assert.match(await page.locator('.cm-content').textContent(), /targetPort: 80/);
  await write(page, 'wordpress.yaml', text.replace('targetPort: 80', 'targetPrt: 80'));
  await some(page);
  await page.locator('.cm-lintRange-error').first().hover();
  const button = page.locator('.cm-diagnostic-fix').first();
  await button.waitFor();
  await button.click();
  await none(page);
}

async function goes(page) {
  await page.locator('.files button', { hasText: 'ingress.yaml' }).click();
  await page.waitForSelector('.text[data-file="ingress.yaml"]');
  const name = page.locator('.cm-line', { hasText: 'wp-service' }).first().getByText('wp-service');
  await name.click();
  await page.keyboard.press('F12');
  await page.waitForSelector('.text[data-file="wordpress.yaml"]');
  assert.match(await page.locator('.cm-activeLine').textContent(), /kind: Service|name: wp-service|wp-service/);
  await page.locator('.files button', { hasText: 'ingress.yaml' }).click();
  await page.locator('.cm-line', { hasText: 'wp-service' }).first().getByText('wp-service').click({ modifiers: ['Control'] });
  await page.waitForSelector('.text[data-file="wordpress.yaml"]');
}

async function formats(page) {
  const text = await startOf('whole-road', 'wordpress.yaml');
  await write(page, 'wordpress.yaml', text.replace('  ports:\n  - name: http\n    port: 8080\n', '  ports:\n      - name: http\n        port:    8080\n').replace('    targetPort: 80\n', '        targetPort: 80\n'));
  await page.keyboard.press('Shift+Alt+f');
  await page.locator('.tools .note').waitFor();
  await page.waitForFunction(() => !document.querySelector('.text').shadowRoot.querySelector('.cm-content').innerText.includes('port:    8080'));
  assert.equal(await problems(page), 0);
  await write(page, 'wordpress.yaml', 'kind: [');
  await tool(page, /Formato|Format/).click();
  assert.match(await page.locator('.tools .note').textContent(), /\d/, 'a text that nobody can read stays, and says where');
  await write(page, 'wordpress.yaml', text);
  await none(page);
}

async function outlines(page) {
  await tool(page, /Esquema|Outline/).click();
  const list = page.locator('.tool-list');
  assert.match(await list.textContent(), /Deployment.*wordpress.*Service.*wp-service/s);
  await list.getByRole('button', { name: /^Service/ }).first().click();
  await list.waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.matches('.text'));
  assert.match(await cursorLine(page), /Service|wp-service/);
}

export async function run(harness) {
  const page = await harness.open();
  await completes(page);
  await hovers(page, /pod/i);
  await mends(page);
  await goes(page);
  await formats(page);
  await outlines(page);
  const english = await harness.open({ lang: 'en' });
  await english.locator('.files button', { hasText: 'wordpress.yaml' }).click();
  await english.waitForSelector('.text[data-file="wordpress.yaml"]');
  await english.locator('.cm-line', { hasText: 'targetPort' }).first().scrollIntoViewIfNeeded();
  await hovers(english, /\bthe\b/);
  return 'completed, told twice, mended twice, gone to, put in order, outlined';
}
