// Every key typed is simulated in the frame in which it is typed.
import assert from 'node:assert/strict';
import { CANARY, toEnd } from '../harness.mjs';

const BUDGET_MS = { 'ingress.yaml': 120, 'reparto.yaml': 250 };

async function measure(page, file) {
  await toEnd(page);
  await page.locator('.files button', { hasText: file }).click();
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
  assert.ok(middle(0) < BUDGET_MS[file], `${middle(0)} ms from key to picture`);
  return `from key to new picture ${middle(0)} ms (simulated and judged in ${middle(1)} ms), median of ${took.length}`;
}

export async function run(harness) {
  const plain = await measure(await harness.open(), 'ingress.yaml');
  const mesh = await measure(await harness.open({ hash: CANARY }), 'reparto.yaml');
  return `${plain}; with a mesh: ${mesh}`;
}
