// The first visit: the packet sets out by itself within a second, and arrives by the very addresses of the notes.
import assert from 'node:assert/strict';
import { beat, chip, ending, toEnd } from '../harness.mjs';

const ROAD = [
  /192\.168\.0\.200:\d+ > 192\.168\.0\.53:53/, /192\.168\.0\.200:\d+ > 192\.168\.0\.10:80/,
  /192\.168\.0\.10:\d+ > 192\.168\.0\.10[0-3]:30880/, /192\.168\.0\.10[0-3]:30880 → 10\.10\.0\.105:80/,
  /10\.10\.1\.102:8080 → 10\.10\.0\.1[01]2:80/, /10\.10\.1\.101:3307 → 10\.10\.0\.103:3306/,
];

export async function run(harness) {
  const page = await harness.open({ motion: 'no-preference', ready: false });
  await page.waitForSelector('.stage-drawing .packet');
  const seen = Date.now();
  await page.waitForFunction(() => document.querySelector('.app').dataset.playing === 'true');
  const where = () => page.locator('.packet .core').evaluate((dot) => `${dot.getAttribute('cx')} ${dot.getAttribute('cy')}`);
  const first = await where();
  await page.waitForFunction(() => Number(document.querySelector('.app').dataset.beat) > 0, null, { timeout: 1500 });
  const moving = Date.now() - seen;
  assert.ok(await beat(page) > 0, `from ${first}`);
  await toEnd(page);
  assert.equal(await chip(page), '200');
  assert.match(await ending(page), /200/);
  const story = await page.locator('.hops').textContent();
  let from = 0;
  for (const address of ROAD) {
    const found = story.slice(from).search(address);
    assert.ok(found >= 0, `${address} after ${from} in ${story}`);
    from += found;
  }
  return `the story moves ${moving} ms after the stage is seen`;
}
