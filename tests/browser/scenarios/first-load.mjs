// How soon the first visit shows something: the stage, and a packet that moves; on this machine and four times slower.
import assert from 'node:assert/strict';

const BUDGET_MS = { 1: 6000, 4: 20000 };

/** Notes when the stage is first seen and when the packet first moves, from the start of the navigation. */
const stopwatch = () => {
  const seen = {};
  globalThis.firstLoad = seen;
  let place = null;
  const look = () => {
    const dot = document.querySelector('.packet .core');
    if (dot) {
      seen.stage ??= performance.now();
      const here = `${dot.getAttribute('cx')} ${dot.getAttribute('cy')}`;
      place ??= here;
      if (here !== place) seen.moving ??= performance.now();
    }
    if (document.querySelector('.app')?.dataset.beat > 0) seen.playing ??= performance.now();
    if (!seen.moving) requestAnimationFrame(look);
  };
  look();
};

async function measure(harness, slower) {
  const context = await harness.browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'es', reducedMotion: 'no-preference' });
  harness.contexts.push(context);
  const page = await context.newPage();
  harness.watch(page);
  await page.addInitScript(stopwatch);
  if (slower > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.goto(harness.url);
  await page.waitForFunction(() => globalThis.firstLoad?.moving, null, { timeout: BUDGET_MS[slower] });
  return page.evaluate(() => globalThis.firstLoad);
}

export async function run(harness) {
  const told = [];
  for (const slower of [1, 4]) {
    const { stage, playing, moving } = await measure(harness, slower);
    assert.ok(moving < BUDGET_MS[slower]);
    assert.ok(playing - stage < 1000 * slower, `the story begins ${playing - stage} ms after the stage is seen`);
    told.push(`CPU/${slower}: stage at ${stage.toFixed(0)} ms, story runs at ${playing.toFixed(0)} ms, packet moves at ${moving.toFixed(0)} ms`);
  }
  return told.join('; ');
}
