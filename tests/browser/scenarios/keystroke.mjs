// Every key typed is simulated in the frame in which it is typed.
import assert from 'node:assert/strict';
import { toEnd } from '../harness.mjs';

const BUDGET_MS = 120;

export async function run(harness) {
  const page = await harness.open();
  await toEnd(page);
  await page.locator('.files button', { hasText: 'ingress.yaml' }).click();
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+End');
  const took = [];
  for (const key of '# hola, soy Menchu') {
    await page.evaluate(() => document.documentElement.removeAttribute('data-ms-keystroke'));
    await page.keyboard.type(key);
    await page.waitForFunction(() => document.documentElement.dataset.msKeystroke !== undefined);
    const figures = await page.evaluate(() => ({ ...document.documentElement.dataset }));
    took.push([Number(figures.msKeystroke), Number(figures.msSimulate)]);
  }
  const middle = (column) => took.map((row) => row[column]).sort((a, b) => a - b)[Math.floor(took.length / 2)];
  assert.ok(middle(0) < BUDGET_MS, `${middle(0)} ms from key to picture`);
  return `from key to new picture ${middle(0)} ms (simulated and judged in ${middle(1)} ms), median of ${took.length}`;
}
