// Pictures at three sizes, light and dark, in both languages; and what a picture cannot judge by itself: nothing
// sticks out of the window, and no label out of its box.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CANARY, chooseService, seek, startOf, toEnd, write } from '../harness.mjs';

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

const NARROW = 760;

/** Brings a panel to the front, where there is room for one only. */
async function front(page, width, tab) {
  const row = width < NARROW ? '.tabbar' : tab === 'editor' ? '.side-tabs' : '.band-tabs';
  const button = page.locator(`${row} [data-tab=${tab}]`);
  if (await button.isVisible()) await button.click();
}

/** A Service as rules and as a picture; a text with a mistake and its mend; an offer with its words. */
async function language(harness, settings, name) {
  const page = await harness.open(settings);
  const { width } = settings.size;
  const shoot = async (moment) => {
    await page.screenshot({ path: `${FOLDER}${name}-${moment}.png`, animations: 'disabled', caret: 'hide' });
    assert.deepEqual(await page.evaluate(stickingOut), [], `${name}, ${moment}`);
  };
  await seek(page, 14);
  await front(page, width, 'rules');
  await chooseService(page, 'default/nginx');
  await shoot('service-rules');
  await page.locator('.forms button').nth(1).click();
  await page.waitForSelector('.service-drawing');
  await shoot('service-picture');
  await front(page, width, 'editor');
  const text = await startOf('whole-road', 'wordpress.yaml');
  await write(page, 'wordpress.yaml', text.replace('targetPort: 80', 'targetPrt: 80'));
  await page.locator('.mend').first().waitFor();
  await shoot('mend');
  await write(page, 'wordpress.yaml', text);
  await page.keyboard.press('Control+End');
  await page.keyboard.type('    nod');
  await page.locator('.cm-completionInfo').waitFor();
  await shoot('completion');
  return 4;
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
      pictures += await language(harness, { theme, lang, size: { width, height } }, `${width}-${theme}-${lang}`);
      pictures += await mesh(harness, { theme, lang, size: { width, height } }, `${width}-${theme}-${lang}`);
    }
  }
  return `${pictures} pictures in target/screenshots`;
}
