// What the API server does not take of an object that exists: the old one stays and the refusal says so; making it anew
// is one button away.
import assert from 'node:assert/strict';
import { startOf, toEnd, write } from '../harness.mjs';

export async function run(harness) {
  const page = await harness.open();
  await toEnd(page);
  const text = await startOf('whole-road', 'wordpress.yaml');
  await write(page, 'wordpress.yaml', text.replace('clusterIP: 10.10.1.102', 'clusterIP: 10.10.1.150'));
  const button = page.locator('.recreate');
  await button.waitFor();
  assert.match(await page.locator('.problem').first().textContent(), /wordpress\.yaml:\d+/);
  assert.match(await page.locator('.of-service').textContent(), /wp-service/);
  await button.click();
  await page.waitForFunction(() => document.querySelector('.problems').dataset.count === '0');
  await page.getByLabel('Buscar en las reglas').fill('10.10.1.150');
  assert.ok(await page.locator('.chain li').count() > 0, 'the rules have the new address');
  return 'refused, then made anew';
}
