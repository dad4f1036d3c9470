// Spanish and English: the browser's own first, the other at a press, remembered.
import assert from 'node:assert/strict';
import { ending, toEnd } from '../harness.mjs';

export async function run(harness) {
  const page = await harness.open({ lang: 'en-GB' });
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.getByRole('heading', { name: 'The whole road', level: 1 }).waitFor();
  await toEnd(page);
  const english = await ending(page);
  await page.getByRole('button', { name: 'Leer en español' }).click();
  await page.getByRole('heading', { name: 'El camino entero', level: 1 }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'es');
  assert.notEqual(await ending(page), english);
  await page.reload();
  await page.getByRole('heading', { name: 'El camino entero', level: 1 }).waitFor();
  assert.equal(await page.title(), 'El camino entero · Malla');
  const other = await harness.open({ lang: 'fr' });
  assert.equal(await other.locator('html').getAttribute('lang'), 'es', 'a language we do not speak');
}
