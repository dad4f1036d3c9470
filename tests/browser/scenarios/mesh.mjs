// Bookinfo with sidecars: program and proxy side by side, the packet goes through both, the route table follows, every
// link says how it is secured, and a page load can be followed in half a minute.
import assert from 'node:assert/strict';
import { CANARY, chip, seek, seekUntil, toEnd } from '../harness.mjs';

const count = (page, selector) => page.locator(selector).count();
const text = async (page, selector) => (await page.locator(selector).first().textContent()).trim();

export async function run(harness) {
  const page = await harness.open({ hash: CANARY });
  await toEnd(page);
  assert.equal(await chip(page), '200');
  const sidecars = await count(page, '.pod .part.sidecar');
  assert.ok(sidecars >= 5, `${sidecars} sidecars`);
  assert.equal(await count(page, '.pod .part.program'), sidecars, 'a program beside every proxy');
  assert.equal(await count(page, '.pod .kernel'), sidecars, 'and one network for both');
  assert.ok(await count(page, '.version-1') >= 1 && await count(page, '.version-2') >= 1, 'versions are labelled');
  assert.ok(await count(page, '.rule-chip, .pill .rule-sign') >= 2, 'the Gateway and the routes are drawn as rules');

  const beats = Number(await page.locator('.app').getAttribute('data-last')) + 1;
  assert.ok(beats < 70, `${beats} beats for a page load`);
  await seek(page, 0);
  const calls = [];
  for (let i = 0; i < 4; i++) {
    calls.push(await text(page, '.chapter.present h2'));
    await page.getByRole('button', { name: 'A la llamada siguiente' }).click();
  }
  assert.match(calls.join(' | '), /productpage.*→ details.*productpage.*→ reviews/, 'call by call');

  await seekUntil(page, (p) => p.locator('.part.sidecar.acts').count());
  await seekUntil(page, (p) => p.locator('.config .chosen.on').count());
  assert.match(await text(page, '.rules.proxy .config .chosen.on'), /\S/);
  await page.locator('.rules.proxy .row .to-place').first().click();
  await page.waitForFunction(() => document.activeElement?.matches('.text'));

  await seekUntil(page, (p) => p.locator('.packet .link-line.closed').count());
  assert.match(await text(page, '.packet .link-line.closed'), /mTLS \S+ → \S*productpage/);
  assert.match(await text(page, '.inspector .security'), /spiffe:\/\/cluster\.local\/ns\/bookinfo\/sa\//);

  await page.getByLabel('Cuánto se cuenta').selectOption('story');
  const story = Number(await page.locator('.app').getAttribute('data-last')) + 1;
  assert.ok(story > beats, 'step by step is more');
  await seekUntil(page, (p) => p.locator('.kernel.acts').count());
  assert.match(await text(page, '.rules .chain li.on'), /REDIRECT/);
  return `${sidecars} sidecars; a page load in ${beats} beats, step by step in ${story}`;
}
