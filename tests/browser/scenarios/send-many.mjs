// A hundred requests: the split that came out against the written one, while the page stays alive.
import assert from 'node:assert/strict';
import { CANARY, stepOf, write } from '../harness.mjs';

const rows = (page) => page.locator('.many .split tr[data-weight]').evaluateAll((all) => all.map((row) => [Number(row.dataset.weight), Number(row.dataset.count)]));

/** Sends so many, and tells the longest time between two frames meanwhile, and the whole. */
async function send(page, count) {
  await page.getByLabel('Cuántas peticiones').selectOption(String(count));
  await page.evaluate(() => {
    const seen = { longest: 0, began: performance.now() };
    globalThis.frames_ = seen;
    let last = performance.now();
    const look = (now) => { seen.longest = Math.max(seen.longest, now - last); last = now; if (!seen.over) requestAnimationFrame(look); };
    requestAnimationFrame(look);
  });
  await page.getByRole('button', { name: 'Enviar muchas veces' }).click();
  await page.waitForSelector('.many[data-done=true]', { timeout: 120000 });
  return page.evaluate(() => { globalThis.frames_.over = true; return { longest: globalThis.frames_.longest, whole: performance.now() - globalThis.frames_.began }; });
}

export async function run(harness) {
  const page = await harness.open({ hash: CANARY });
  await write(page, 'reparto.yaml', await stepOf('canary', 'ten', 'reparto.yaml'));
  const hundred = await send(page, 100);
  const split = await rows(page);
  assert.deepEqual(split.map(([weight]) => weight), [90, 10], 'as written');
  assert.equal(split.reduce((sum, [, n]) => sum + n, 0), 100);
  assert.ok(split[0][1] > split[1][1] && split[1][1] > 0, `as chance would have it: ${split}`);
  assert.match(await page.locator('.many h2').textContent(), /100 × GET .*semilla 7/);
  assert.match(await page.locator('.many .ends').textContent(), /200[\s▸]*100 · 100 %/);
  assert.ok(await page.locator('.many .who tr[data-version=v2]').count() >= 1, 'who answered, by version');

  // One that came to v2, from its beginning; and back to all of them.
  await page.locator('.many .who tr[data-version=v2] button.opens').first().click();
  await page.locator('.many').waitFor({ state: 'detached' });
  await page.keyboard.press('End');
  assert.match(await page.locator('.one-of-many').textContent(), /La n\.º \d+ de 100/);
  assert.match(await page.locator('.probe').textContent(), /200/);
  await page.locator('.one-of-many').click();
  await page.locator('.many').waitFor();

  await write(page, 'reparto.yaml', await stepOf('canary', 'half', 'reparto.yaml'));
  await page.locator('.many-stale').waitFor();
  await page.locator('.many-stale button').click();
  await page.waitForSelector('.many[data-done=true]');
  assert.deepEqual((await rows(page)).map(([weight]) => weight), [50, 50]);
  const thousand = await send(page, 1000);
  assert.equal((await rows(page)).reduce((sum, [, n]) => sum + n, 0), 1000);
  assert.ok(thousand.longest < 1000, `the page stood still for ${thousand.longest} ms`);
  await page.locator('.many').getByRole('button', { name: 'Cerrar' }).click();
  await page.locator('.many').waitFor({ state: 'detached' });
  const told = ({ longest, whole }) => `${whole.toFixed(0)} ms, no frame later than ${longest.toFixed(0)} ms`;
  return `100 in ${told(hundred)}; 1000 in ${told(thousand)}`;
}
