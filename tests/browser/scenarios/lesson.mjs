// The second lesson: ruined by an IP in the configuration, mended by a name and a port.
import assert from 'node:assert/strict';
import { chip, ending, startOf, toEnd, write } from '../harness.mjs';

export async function run(harness) {
  const page = await harness.open({ hash: '#/lesson/ip-in-config' });
  await toEnd(page);
  assert.notEqual(await chip(page), '200');
  assert.match(await ending(page), /10\.10\.0\.103/);
  assert.match(await ending(page), /wordpress\.yaml, línea \d+/);
  assert.equal(await page.locator('.goal.met').count(), 0);
  await page.getByRole('button', { name: 'Dame una pista' }).click();
  assert.ok((await page.locator('.hint').textContent()).length > 20);

  const text = await startOf('ip-in-config', 'wordpress.yaml');
  assert.match(text, /10\.10\.0\.103:3306/);
  await write(page, 'wordpress.yaml', text.replace('10.10.0.103:3306', 'mariadb-service:3306'));
  await page.waitForTimeout(100);
  assert.equal(await page.locator('.lesson').getAttribute('data-done'), 'false', 'the twin trap: a port that nobody publishes');
  await write(page, 'wordpress.yaml', text.replace('10.10.0.103:3306', 'mariadb-service:3307'));
  await page.waitForSelector('.lesson[data-done=true]');
  assert.equal(await chip(page), '200');
  assert.equal(await page.locator('.goal.open').count(), 0);

  await page.getByRole('button', { name: 'Empezar de nuevo' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancelar' }).click();
  assert.equal(await page.locator('.lesson').getAttribute('data-done'), 'true', 'nothing happens before the answer');
  await page.getByRole('button', { name: 'Empezar de nuevo' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Empezar de nuevo' }).click();
  await page.waitForSelector('.lesson[data-done=false]');
  await page.getByRole('button', { name: 'Ver la solución' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ver la solución' }).click();
  await page.waitForSelector('.lesson[data-done=true]');
}
