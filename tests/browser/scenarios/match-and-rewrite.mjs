// Two paths to v2 under another name, all else to v1: first in the wrong order, then in the right one.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LESSONS, chip, toEnd, write } from '../harness.mjs';

const LESSON = 'match-and-rewrite';
const text = (...path) => readFile(join(LESSONS, LESSON, ...path, 'rutas.yaml'), 'utf8');

export async function run(harness) {
  const page = await harness.open({ hash: `#/lesson/${LESSON}` });
  await toEnd(page);
  assert.equal(await chip(page), '200');
  assert.equal(await page.locator('.goal.open').count(), 2);

  await write(page, 'rutas.yaml', await text('mistakes', 'behind-the-rest'));
  await page.waitForTimeout(200);
  assert.equal(await page.locator('.goal.open').count(), 2, 'behind a rule without conditions it is never read');
  await page.getByRole('button', { name: 'Dame una pista' }).click();
  assert.equal(await page.locator('.hint').getAttribute('data-hint'), 'nobody-yet');

  await write(page, 'rutas.yaml', await text('solution'));
  await page.waitForSelector('.lesson[data-done=true]');
  assert.equal(await page.locator('.goal.open').count(), 0);
}
