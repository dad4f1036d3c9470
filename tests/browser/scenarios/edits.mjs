// An edit breaks the road and the reason cites the line; mending it heals; broken text leaves the last good cluster.
import assert from 'node:assert/strict';
import { chip, ending, startOf, toEnd, write } from '../harness.mjs';

export async function run(harness) {
  const page = await harness.open();
  await toEnd(page);
  const good = await startOf('whole-road', 'wordpress.yaml');
  const line = good.split('\n').findIndex((text) => text.includes('targetPort: 80')) + 1;
  assert.ok(line > 0);

  await write(page, 'wordpress.yaml', good.replace('targetPort: 80', 'targetPort: 81'));
  await page.waitForFunction(() => document.querySelector('.probe .chip').textContent.trim() === '502');
  assert.match(await ending(page), new RegExp(`wordpress\\.yaml, línea ${line}\\b`));
  assert.ok(await page.locator('.figure.failed').count() === 1, 'the place where it failed is marked');
  const ms = Number(await page.locator('html').getAttribute('data-ms-keystroke'));

  await page.locator('.ending .to-place', { hasText: `línea ${line}` }).click();
  await page.waitForSelector('.text[data-file="wordpress.yaml"]');
  await page.waitForFunction(() => document.activeElement?.matches('.text'));

  await write(page, 'wordpress.yaml', good);
  await page.waitForFunction(() => document.querySelector('.probe .chip').textContent.trim() === '200');
  assert.equal(await page.locator('.stale').count(), 0);

  await write(page, 'wordpress.yaml', `${good}\nkind: [`);
  await page.waitForSelector('.stale');
  assert.equal(await chip(page), '200', 'the last good cluster stays');
  assert.ok(Number(await page.locator('.problems').getAttribute('data-count')) > 0);
  assert.match(await page.locator('.problem').first().textContent(), /wordpress\.yaml:\d+/);
  await write(page, 'wordpress.yaml', good);
  await page.waitForSelector('.stale', { state: 'detached' });
  return `a change of one file to a new picture: ${ms} ms`;
}
