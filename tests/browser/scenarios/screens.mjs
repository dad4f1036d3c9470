// Pictures at three sizes, light and dark, in both languages; and what a picture cannot judge by itself: nothing
// sticks out of the window, and no label out of its box.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CANARY, seek, toEnd } from '../harness.mjs';

const SIZES = [[1440, 900], [1024, 768], [390, 844]];
const FOLDER = fileURLToPath(new URL('../../../target/screenshots/', import.meta.url));

/** Labels that stick out of the box they stand in, and elements that stick out of the window. */
const stickingOut = () => {
  const out = [];
  for (const figure of document.querySelectorAll('.figure:not(.node), .filter, svg .part, .packet .card')) {
    const box = figure.querySelector('.box').getBoundingClientRect();
    for (const text of figure.querySelectorAll('text')) {
      const rect = text.getBoundingClientRect();
      if (rect.width > 0 && (rect.right > box.right + 1 || rect.left < box.left - 1 || rect.bottom > box.bottom + 2 || rect.top < box.top - 2)) {
        out.push(`${text.textContent} in ${figure.dataset.id ?? figure.getAttribute('class')}`);
      }
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) out.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('header *, .probe *, .timeline *')) {
    const rect = element.getBoundingClientRect();
    if (rect.width > 0 && rect.right > innerWidth + 1 && !element.closest('svg, .drop, .files')) out.push(`${element.className || element.tagName} past the window`);
  }
  return out;
};

/** The mesh at a decision, on a ride, at its end, and a hundred requests counted. */
async function mesh(harness, settings, name) {
  const page = await harness.open({ ...settings, hash: CANARY });
  const shoot = async (moment) => {
    await page.screenshot({ path: `${FOLDER}${name}-mesh-${moment}.png`, animations: 'disabled', caret: 'hide' });
    assert.deepEqual(await page.evaluate(stickingOut), [], `${name}, mesh, ${moment}`);
  };
  for (const moment of [6, 12, 17]) {
    await seek(page, moment);
    await shoot(moment);
  }
  await toEnd(page);
  await shoot('end');
  await page.locator('.send-many button').click();
  await page.waitForSelector('.many[data-done=true]');
  await shoot('many');
  return 5;
}

export async function run(harness) {
  await mkdir(FOLDER, { recursive: true });
  let pictures = 0;
  for (const [width, height] of SIZES) {
    for (const [theme, lang] of [['light', 'es'], ['dark', 'en']]) {
      const page = await harness.open({ theme, lang, size: { width, height } });
      for (const moment of [2, 14, 30, 'end']) {
        if (moment === 'end') await toEnd(page);
        else await seek(page, moment);
        await page.screenshot({ path: `${FOLDER}${width}-${theme}-${lang}-${moment}.png`, animations: 'disabled', caret: 'hide' });
        assert.deepEqual(await page.evaluate(stickingOut), [], `${width}x${height}, ${theme}, ${lang}, ${moment}`);
        pictures += 1;
      }
      pictures += await mesh(harness, { theme, lang, size: { width, height } }, `${width}-${theme}-${lang}`);
    }
  }
  return `${pictures} pictures in target/screenshots`;
}
