// Everything by keyboard: play, step, conversations, ends, help, splitters, figures; and the editor keeps its keys.
import assert from 'node:assert/strict';
import { beat } from '../harness.mjs';

const playing = (page) => page.locator('.app').getAttribute('data-playing');

export async function run(harness) {
  const page = await harness.open();
  await page.locator('body').press('Home');
  assert.equal(await beat(page), 0);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await beat(page), 2);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await beat(page), 1);
  const chapter = () => page.locator('.chapter.present h2').textContent();
  const here = await chapter();
  await page.keyboard.press('Shift+ArrowRight');
  assert.notEqual(await chapter(), here);
  await page.keyboard.press('Shift+ArrowLeft');
  assert.equal(await chapter(), here);
  await page.keyboard.press('n');
  const call = await beat(page);
  await page.keyboard.press('p');
  assert.ok(await beat(page) < call, 'N and P go by calls');
  await page.keyboard.press('Space');
  assert.equal(await playing(page), 'true');
  await page.keyboard.press('Space');
  assert.equal(await playing(page), 'false');
  await page.keyboard.press('End');
  assert.equal(String(await beat(page)), await page.locator('.app').getAttribute('data-last'));

  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  const splitter = page.getByRole('separator').first();
  await splitter.focus();
  const width = Number(await splitter.getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowRight');
  assert.ok(Number(await splitter.getAttribute('aria-valuenow')) > width);
  assert.equal(String(await beat(page)), await page.locator('.app').getAttribute('data-last'), 'the splitter took the key');

  await page.locator('.figure.pod').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('.details').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.details').waitFor({ state: 'detached' });

  await page.locator('.cm-content').focus();
  const before = await beat(page);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await beat(page), before, 'the editor took the keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  assert.ok(!await page.evaluate(() => document.activeElement?.matches('.text')), 'Escape and Tab leave the editor');
}
