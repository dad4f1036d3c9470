// A step on and a step back leave the stage as it was, and a rewrite shows the old address and the new.
import assert from 'node:assert/strict';
import { beat, seek, seekUntil } from '../harness.mjs';

const stage = (page) => page.locator('.stage-drawing').evaluate((svg) => svg.innerHTML);

export async function run(harness) {
  const page = await harness.open();
  await seek(page, 10);
  const before = await stage(page);
  await page.getByRole('button', { name: 'Un paso adelante' }).click();
  assert.equal(await beat(page), 11);
  assert.notEqual(await stage(page), before);
  await page.getByRole('button', { name: 'Un paso atrás' }).click();
  assert.equal(await beat(page), 10);
  assert.equal(await stage(page), before);

  await seekUntil(page, (p) => p.locator('.packet .struck').count());
  assert.match(await page.locator('.packet .struck').textContent(), /192\.168\.0\.10[0-3]:30880/);
  assert.equal(await page.locator('.packet .new').textContent(), '10.10.0.105:80');
  assert.match(await page.locator('.filter.acts .verb').textContent(), /^DNAT/);
  assert.match(await page.locator('.packet-table .changed').first().textContent(), /10\.10\.0\.105:80/);
  assert.ok(await page.locator('.figure.pill.lit').count(), 'the Service that the rule was written for lights up');
  assert.match(await page.locator('.chain li.on').textContent(), /-j DNAT --to-destination 10\.10\.0\.105:80/);
  const cited = await page.locator('.cm-line.cm-mark-nat').textContent();
  assert.match(cited, /targetPort: 80/);

  const story = Number(await page.locator('.app').getAttribute('data-last'));
  await page.getByLabel('Cuánto se cuenta').selectOption('every');
  assert.ok(Number(await page.locator('.app').getAttribute('data-last')) > story, 'every packet is more than the story');
}
