// Nothing written is lost on reload, one lesson does not touch another, and the address chooses the lesson.
import assert from 'node:assert/strict';
import { startOf, toEnd, write } from '../harness.mjs';

export async function run(harness) {
  const page = await harness.open();
  const text = await startOf('whole-road', 'ingress.yaml');
  await write(page, 'ingress.yaml', `${text}# mi nota: ñandú 🦀\n`);
  await page.getByRole('button', { name: 'Tema oscuro' }).click();
  await page.reload();
  await page.waitForSelector('.stage-drawing .packet');
  await page.locator('.files button', { hasText: 'ingress.yaml' }).click();
  await page.locator('.cm-content', { hasText: 'mi nota: ñandú 🦀' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');

  await page.getByLabel('Elegir lección').selectOption('ip-in-config');
  await page.getByRole('heading', { name: 'Ruina', level: 1 }).waitFor();
  assert.match(page.url(), /#\/lesson\/ip-in-config$/);
  await page.locator('.files button', { hasText: 'ingress.yaml' }).click();
  await page.waitForTimeout(150);
  assert.ok(!(await page.locator('.cm-content').textContent()).includes('ñandú'), 'the other lesson has its own text');
  await page.goBack();
  await page.getByRole('heading', { name: 'El camino entero', level: 1 }).waitFor();
  await toEnd(page);
}
