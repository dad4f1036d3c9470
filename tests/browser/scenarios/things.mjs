// Things can be asked: a pod's facts, its deletion, a node's rules and the line behind each, a word of the glossary.
import assert from 'node:assert/strict';
import { chip, seek, toEnd } from '../harness.mjs';

export async function run(harness) {
  const page = await harness.open();
  await toEnd(page);
  const pod = page.locator('.figure.pod', { hasText: 'wordpress' }).first();
  const name = await pod.getAttribute('data-id');
  await pod.click();
  const details = page.locator('.details');
  assert.match(await details.textContent(), /wordpress/);
  await details.getByRole('button', { name: 'Borrar este pod' }).click();
  await page.locator(`.figure.pod[data-id="${name}"]`).waitFor({ state: 'detached' });
  assert.equal(await page.locator('.figure.pod', { hasText: 'wordpress' }).count(), 2, 'its ReplicaSet made another');
  assert.equal(await chip(page), '200', 'and the Service found it');

  await page.locator('.filter').nth(1).click();
  await page.getByLabel('Buscar en las reglas').fill('30880');
  const rules = page.locator('.chain li');
  assert.ok(await rules.count() >= 1);
  for (const rule of await rules.allTextContents()) assert.match(rule, /30880/);
  await rules.first().getByRole('link').click();
  await page.waitForSelector('.text[data-file="nginx.yaml"]');

  await seek(page, 14);
  await page.locator('.why .to-term').first().click();
  const dialog = page.getByRole('dialog');
  assert.ok((await dialog.textContent()).length > 40);
  await dialog.getByRole('button', { name: 'Cerrar' }).click();

  await page.locator('.probe .url input').fill('ftp://x');
  await page.getByRole('alert').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Enviar', exact: true }).isDisabled());
  await page.locator('.probe .url input').fill('http://nadie.miempresa.com/');
  await page.keyboard.press('Enter');
  await toEnd(page);
  assert.equal(await chip(page), 'NXDOMAIN');
}
