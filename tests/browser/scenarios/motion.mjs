// Who wants less motion gets the same story in jumps: no packet between two machines.
import assert from 'node:assert/strict';
import { seek } from '../harness.mjs';

/** Plays for a while; how many places the packet was seen at, and how many beats passed. */
async function watch(page) {
  await seek(page, 8);
  await page.getByRole('button', { name: 'Reproducir' }).click();
  return page.evaluate(async () => {
    const app = document.querySelector('.app');
    const seen = new Set();
    const from = Number(app.dataset.beat), until = performance.now() + 3000;
    while (performance.now() < until) {
      const dot = document.querySelector('.packet .core');
      seen.add(`${dot.getAttribute('cx')} ${dot.getAttribute('cy')}`);
      await new Promise(requestAnimationFrame);
    }
    return { places: seen.size, beats: Number(app.dataset.beat) - from };
  });
}

export async function run(harness) {
  const still = await watch(await harness.open({ motion: 'reduce' }));
  assert.ok(still.beats >= 1, 'the story goes on');
  assert.ok(still.places <= still.beats + 1, `${still.places} places in ${still.beats} beats`);
  const moving = await watch(await harness.open({ motion: 'no-preference' }));
  assert.ok(moving.places > 10, `who does not mind sees it ride: ${moving.places} places`);
}
