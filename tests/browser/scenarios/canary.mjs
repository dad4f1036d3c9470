// The canary, step by step: one per cent, more, back to nothing when it goes wrong, and in the end everybody.
import assert from 'node:assert/strict';
import { CANARY, chip, stepOf, toEnd, write } from '../harness.mjs';

const step = (page) => page.locator('.lesson-step').getAttribute('data-step');

export async function run(harness) {
  const page = await harness.open({ hash: CANARY });
  await toEnd(page);
  assert.equal(await chip(page), '200');
  await page.getByRole('button', { name: 'Dame una pista' }).click();
  assert.match(await page.locator('.hint').textContent(), /weight/);

  const steps = ['one', 'ten', 'twenty', 'half', 'wrong', 'all'];
  for (const [at, id] of steps.entries()) {
    assert.equal(await step(page), id);
    assert.equal(await page.locator('.lesson').getAttribute('data-done'), 'false', `${id} leaves something to do`);
    await write(page, 'reparto.yaml', await stepOf('canary', id, 'reparto.yaml'));
    await page.waitForSelector('.lesson[data-done=true]');
    assert.equal(await page.locator('.goal.open').count(), 0, id);
    if (at + 1 < steps.length) {
      await page.locator('.lesson .done button').click();
      await page.waitForFunction((next) => document.querySelector('.lesson-step').dataset.step === next, steps[at + 1]);
    }
  }
  await toEnd(page);
  assert.equal(await chip(page), '200');
  return `${steps.length} steps`;
}
